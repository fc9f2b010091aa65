"""imports-scattered reports notebooks that bring in packages all over their length."""

import pytest

from auditor.model import Hit
from auditor.rules.imports_scattered import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran

WORK = ["x = 1"] * 4


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


def test_reports_at_the_first_import_below_the_top() -> None:
    (hit,) = hits(*WORK, *[f"y = 1\nimport m{n}" for n in range(6)])
    assert str(hit.location) == "a.ipynb[4]:2"
    assert hit.message == "`m0`, `m1`, `m2` and 3 more packages are first imported below the top"


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param(("import a", "import b", "import c", *WORK * 3), id="at-the-top"),
        pytest.param((*WORK, *["import a"] * 9), id="one-package-again-and-again"),
        pytest.param(("import a", *WORK, *[f"import a.m{n}" for n in range(9)]), id="of-the-top"),
        pytest.param((*WORK, "import os, sys", "import re, json, csv, math"), id="standard"),
        pytest.param((*WORK, *["def f():\n    import a"] * 8), id="within-functions"),
        pytest.param((*WORK, *["try:\n    import a\nexcept ImportError:\n    a = 1"] * 8), id="if"),
    ],
)
def test_stays_silent(sources: tuple[str, ...]) -> None:
    assert hits(*sources) == []
