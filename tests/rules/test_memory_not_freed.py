"""memory-not-freed reports models and graphs that pile up in loops."""

import pytest

from auditor.model import Severity
from auditor.rules.memory_not_freed import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\nimport tensorflow as tf\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("for n in sizes:\n    model = tf.keras.Sequential([tf.keras.layers.Dense(n)])\n"),
            [4],
            id="model-per-turn",
        ),
        pytest.param(
            ("for x in loader:\n    loss = f(x)\n    loss.backward()\n    total += loss\n"),
            [6],
            id="loss-summed",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    total += loss * len(x)\n"
            ),
            [6],
            id="loss-summed-with-weight",
        ),
        pytest.param(
            ("for x in loader:\n    loss = f(x)\n    loss.backward()\n    losses.append(loss)\n"),
            [6],
            id="loss-stored",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "for n in sizes:\n"
                "    tf.keras.backend.clear_session()\n"
                "    model = tf.keras.Sequential([])\n"
            ),
            id="cleared",
        ),
        pytest.param("model = tf.keras.Sequential([])\n", id="outside-a-loop"),
        pytest.param(
            ("for x in loader:\n    loss = f(x)\n    loss.backward()\n    total += loss.item()\n"),
            id="number",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    losses.append(loss.detach())\n"
            ),
            id="detached",
        ),
        pytest.param(
            ("for x in loader:\n    loss = f(x)\n    total += loss\ntotal.backward()\n"),
            id="summed-before",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    loss = loss.item()\n"
                "    total += loss\n"
            ),
            id="turned-into-a-number",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("for n in sizes:\n    model = tf.keras.Sequential([])\n    models.append(model)\n"),
            id="collected",
        ),
        pytest.param(
            (
                "for units in sizes:\n"
                "    block = tf.keras.Sequential([tf.keras.layers.Dense(units)])\n"
                "    x = block(x)\n"
            ),
            id="block-of-a-larger-model",
        ),
    ],
)
def test_remarks_the_loop_at_no_cost(source: str) -> None:
    (hit,) = RULE.check(project_of(ABOVE + source))
    assert (hit.location.line, hit.severity, hit.minutes) == (3, Severity.INFO, 0)
