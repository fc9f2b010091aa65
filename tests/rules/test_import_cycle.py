"""import-cycle reports circles of modules, once each, and only of imports that run at once."""

import pytest

from auditor.model import Severity
from auditor.rules.import_cycle import RULE
from tests.builders import project_of
from tests.lines import messages_of

PACKAGE = {"pkg/__init__.py": ""}


def messages(files: dict[str, str]) -> list[str]:
    return messages_of(RULE, files)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "import b\n", "b.py": "import a\n"}, id="scripts"),
        pytest.param(
            {**PACKAGE, "pkg/a.py": "from .b import x\n", "pkg/b.py": "from .a import y\n"},
            id="relative",
        ),
        pytest.param(
            {**PACKAGE, "pkg/a.py": "from . import b\n", "pkg/b.py": "import pkg.a\n"},
            id="submodule-of-a-package",
        ),
        pytest.param(
            {"src/pkg/__init__.py": "", "src/pkg/a.py": "import pkg.b\n",
             "src/pkg/b.py": "from pkg.a import x\n"},
            id="below-src",
        ),
        pytest.param(
            {"pkg/__init__.py": "from .a import A\nVERSION = 1\n",
             "pkg/a.py": "from pkg import VERSION\n"},
            id="part-needs-a-name-of-its-package",
        ),
    ],
)  # fmt: skip
def test_reports(files: dict[str, str]) -> None:
    (message,) = messages(files)
    assert message.startswith("circle of imports: ")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "import b\n", "b.py": "import os\n"}, id="one-way"),
        pytest.param(
            {"a.py": "import b\n", "b.py": "def f():\n    import a\n"}, id="in-a-function"
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "try:\n    import a\nexcept ImportError:\n    a = 1\n"},
            id="optional",
        ),
        pytest.param(
            {
                "a.py": "import b\n",
                "b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n",
            },
            id="for-type-checkers",
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "if __name__ == '__main__':\n    import a\n"},
            id="for-the-program",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from . import a, b\n",
                "pkg/a.py": "from pkg import b\n",
                "pkg/b.py": "",
            },
            id="sibling-by-way-of-the-package",
        ),
        pytest.param(
            {"pkg/__init__.py": "from . import a\n", "pkg/a.py": "import pkg\n"},
            id="package-named-for-later",
        ),
        pytest.param(
            {**PACKAGE, "pkg/types.py": "from .kinds import x\n", "pkg/kinds.py": "import types\n"},
            id="standard-module-of-the-same-name",
        ),
        pytest.param(
            {"tests/test_a.py": "import test_b\n", "tests/test_b.py": "import test_a\n"}, id="tests"
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert messages(files) == []


def test_shows_a_shortest_circle_and_how_many_modules_it_ties_together() -> None:
    files = {f"m{n}.py": f"import m{(n + 1) % 12}\n" for n in range(12)}
    files["m3.py"] += "import m2\n"
    (hit,) = RULE.check(project_of(files))
    assert hit.message == (
        "circle of imports: m2.py -> m3.py -> m2.py; it ties 12 modules together"
    )
    assert (hit.location.path, hit.location.line) == ("m2.py", 1)
    assert hit.size == 10
    assert hit.severity is Severity.MEDIUM


def test_two_circles_that_do_not_touch_are_two_findings() -> None:
    files = {"a.py": "import b\n", "b.py": "import a\n", "c.py": "import d\n", "d.py": "import c\n"}
    assert len(messages(files)) == 2


def test_a_chain_of_thousands_needs_no_deep_stack() -> None:
    files = {f"m{n}.py": f"import m{n + 1}\n" for n in range(1500)}
    assert messages(files) == []
