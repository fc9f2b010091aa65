"""print-debugging reports breakpoints and prints of shapes, and no honest output."""

import pytest

from auditor.model import Severity
from auditor.rules.print_debugging import RULE
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


def in_layer(body: str, name: str = "forward") -> str:
    return f"class Net(Module):\n    def {name}(self, x):\n        {body}\n        return x\n"


def in_function(body: str) -> str:
    return f"def crop(x):\n    {body}\n    return x\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n    import pdb; pdb.set_trace()\n    return x\n", id="pdb"),
        pytest.param("def f(x):\n    breakpoint()\n    return x\n", id="built-in"),
        pytest.param(
            "from IPython import embed\ndef f(x):\n    embed()\n    return x\n", id="session"
        ),
    ],
)
def test_reports_breakpoints(source: str) -> None:
    (hit,) = RULE.check(project_of(source))
    assert hit.severity is Severity.HIGH
    assert len(lines_hit({"tests/test_a.py": source})) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(in_layer("print(x)"), id="at-every-call-of-a-layer"),
        pytest.param(in_layer("print('got here')", "__getitem__"), id="at-every-item"),
        pytest.param(in_function("print(x.shape)"), id="shape"),
        pytest.param(in_function("print('x:', x.shape, type(x))"), id="with-a-label"),
        pytest.param(in_function("print(f'x {x.size()}')"), id="formatted"),
        pytest.param(in_function("print('x %s' % x.dtype)"), id="formatted-as-of-old"),
    ],
)
def test_reports_prints(source: str) -> None:
    assert len(lines_hit(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(in_function("print('cropped', x)"), id="tells-something"),
        pytest.param("print(x.shape)\n", id="output-of-a-script"),
        pytest.param(in_function("print(x.shape)").replace("crop", "show_shapes"), id="to-show"),
        pytest.param(in_function("print(x.shape)").replace("crop", "crop_test"), id="to-try"),
        pytest.param(in_function("print(x.shape)").replace("crop", "main"), id="main"),
        pytest.param(
            in_function("print(x.shape)") + "if __name__ == '__main__':\n    crop(1)\n",
            id="program",
        ),
        pytest.param("import argparse\n" + in_function("print(x.shape)"), id="command-line"),
        pytest.param(in_layer("if self.verbose: print(x)"), id="on-demand"),
        pytest.param(in_layer("if self.first: print(x.shape)"), id="once"),
        pytest.param(in_layer("if x.max() > 1: print('out of range')"), id="warning"),
        pytest.param(in_layer("print(x, file=self.log)"), id="to-a-file"),
        pytest.param("def f(x):\n    if debug:\n        breakpoint()\n", id="breakpoint-on-demand"),
        pytest.param("def set_trace():\n    pdb.set_trace()\n", id="debugger-of-its-own"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_of_tests_only_breakpoints_count() -> None:
    assert lines_hit({"tests/test_a.py": in_layer("print(x)")}) == []


def test_the_prints_of_a_function_are_one_finding() -> None:
    assert messages_of(RULE, in_layer("print(x); print(x.shape)")) == [
        "`forward` prints 2 times what a value is: left from debugging"
    ]
