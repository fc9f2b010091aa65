"""tf-function-misuse reports Python that runs at tracing only."""

import pytest

from auditor.model import Severity
from auditor.rules.tf_function_misuse import RULE
from tests.builders import project_of
from tests.lines import asking
from tests.rules.notebooks import ran

lines_hit = asking(RULE)

ABOVE = "import random\nimport numpy as np\nimport tensorflow as tf\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(("@tf.function\ndef f(x):\n    print(x)\n    return x\n"), [6], id="print"),
        pytest.param(
            ("@tf.function\ndef f(x):\n    return x + np.random.rand()\n"), [6], id="draw"
        ),
        pytest.param(
            ("@tf.function(jit_compile=True)\ndef f(x):\n    return x + random.random()\n"),
            [6],
            id="standard-draw",
        ),
        pytest.param(
            ("@tf.function\ndef f(x):\n    v = tf.Variable(x)\n    return v\n"), [6], id="variable"
        ),
        pytest.param(
            ("for g in functions:\n    step = tf.function(g)\n"), [5], id="made-in-a-loop"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(("@tf.function\ndef f(x):\n    tf.print(x)\n    return x\n"), id="tf-print"),
        pytest.param(("def f(x):\n    print(x)\n"), id="plain-function"),
        pytest.param(
            "@tf.function\ndef f(x):\n    with tf.init_scope():\n        v = tf.Variable(0)\n"
            "    return v + x\n",
            id="lifted-out-of-the-graph",
        ),
        pytest.param(
            ('@tf.function\ndef f(x):\n    print("Tracing", x)\n    return x\n'),
            id="tells-of-tracing",
        ),
        pytest.param(
            (
                "@tf.function\n"
                "def f(self, x):\n"
                "    if self.v is None:\n"
                "        self.v = tf.Variable(x)\n"
                "    return self.v\n"
            ),
            id="under-a-condition",
        ),
        pytest.param("step = tf.function(g)\n", id="made-once"),
        pytest.param(
            ("@tf.function\ndef f(x):\n    return x + tf.random.normal([1])\n"), id="tf-random"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_a_print_is_remarked_at_no_cost() -> None:
    (hit,) = RULE.check(
        project_of("import tensorflow as tf\n@tf.function\ndef f(x):\n    print(x.shape)\n")
    )
    assert (hit.severity, hit.minutes) == (Severity.INFO, 0)


def test_a_print_in_a_notebook_is_for_whoever_tries_it() -> None:
    source = f"{ABOVE}@tf.function\ndef f(x):\n    print(x)\n    return x\n"
    assert len(list(RULE.check(project_of(source)))) == 1
    assert not list(RULE.check(project_of(ran(source), "a.ipynb")))
