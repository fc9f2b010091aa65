"""undocumented-public-api reports libraries that mostly say nothing, once."""

import pytest

from auditor.rules.undocumented_public_api import RULE
from tests.builders import project_of
from tests.lines import messages_of

LIBRARY = {
    "pyproject.toml": '[project]\nclassifiers = ["Programming Language :: Python :: 3"]\n',
    "net/__init__.py": "",
    "net/templates/__init__.py": "",
}


def names(silent: int, documented: int = 0, start: str = "op") -> str:
    return "".join(f"def {start}{n}(x): ...\n" for n in range(silent)) + "".join(
        f'def said{n}(x):\n    """Say {n}."""\n' for n in range(documented)
    )


def messages(path: str, source: str) -> list[str]:
    return messages_of(RULE, {**LIBRARY, path: source})


def test_reports_once_and_points_to_the_worst_module() -> None:
    files = {**LIBRARY, "net/a.py": names(2), "net/b.py": "x = 1\n" + names(9, 10)}
    (hit,) = RULE.check(project_of(files))
    assert hit.message == (
        "11 of 21 public functions and classes have no docstring, 9 of them here"
    )
    assert (hit.location.path, hit.location.line) == ("net/b.py", 2)
    assert hit.size == 11 - 10  # until half of them have one


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("net/a.py", names(10, 10), id="half-is-documented"),
        pytest.param("net/a.py", names(9), id="few-names"),
        pytest.param("net/a.py", names(20, start="_op"), id="private-names"),
        pytest.param("net/_a.py", names(20), id="private-module"),
        pytest.param("net/cli.py", names(20), id="command-line"),
        pytest.param("tests/test_a.py", names(20), id="tests"),
        pytest.param("train.py", names(20), id="no-package"),
        pytest.param("net/templates/a.py", names(20), id="templates"),
    ],
)
def test_stays_silent(path: str, source: str) -> None:
    assert messages(path, source) == []


def test_is_asked_of_libraries_only() -> None:
    files = {"net/__init__.py": "", "net/a.py": names(20)}
    assert not RULE.applies(project_of(files))
    assert RULE.applies(project_of({**LIBRARY, **files}))
    no_package = f"{LIBRARY['pyproject.toml']}[tool.poetry]\npackage-mode = false\n"
    assert not RULE.applies(project_of({**LIBRARY, **files, "pyproject.toml": no_package}))
