"""long-file reports sources of more than a thousand lines that are to be read."""

import pytest

from auditor.model import Severity
from auditor.rules.long_file import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)


def lines(count: int) -> str:
    return "".join(f"x{n} = {n}\n" for n in range(count))


@pytest.mark.parametrize("path", ["big.py", "kernels/big.cu", "big.cpp"])
def test_reports(path: str) -> None:
    ends = ";" if not path.endswith(".py") else ""
    assert lines_hit({path: lines(1001).replace("\n", f"{ends}\n")}) == [1]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"big.py": lines(1000)}, id="at-the-limit"),
        pytest.param({"big.py": "# why\n" * 2000}, id="comments"),
        pytest.param({"big.py": "WORDS = [\n" + "    'a',\n" * 2000 + "]\n"}, id="table"),
        pytest.param({"tests/test_big.py": lines(2000)}, id="test"),
        pytest.param({"web/app.js": lines(2000)}, id="web"),
        pytest.param({"data.csv": "1,2\n" * 2000}, id="no-code"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert lines_hit(files) == []


def test_costs_as_much_again_for_every_further_thousand() -> None:
    (hit,) = RULE.check(project_of(lines(3500)))
    assert hit.size == 2.5
    assert hit.severity is Severity.HIGH
    assert hit.message == "`example.py` has 3,500 lines of code"
