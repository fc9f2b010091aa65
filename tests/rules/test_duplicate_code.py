"""duplicate-code reports what several files, or several places of one, have in common."""

from collections.abc import Mapping

import pytest

from auditor.model import Severity
from auditor.rules.duplicate_code import RULE
from tests.builders import project_of
from tests.copies import MODEL, PLAIN
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

REQUIREMENTS = "requests==2.32.0\n"


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param({"a.py": PLAIN, "b.py": "x = 1\n" + PLAIN}, [1], id="two-files"),
        pytest.param({"a.py": PLAIN, "b.py": PLAIN, "c.py": PLAIN}, [1], id="once-for-three-files"),
        pytest.param({"a.py": PLAIN + PLAIN.replace("row", "item")}, [1], id="one-file"),
        pytest.param({"lib/a.py": PLAIN, "examples/b.py": PLAIN}, [1], id="example-copies-library"),
        pytest.param(
            {"one/requirements.txt": REQUIREMENTS, "one/a.py": PLAIN, "one/b.py": PLAIN},
            [1],
            id="in-one-of-several-projects",
        ),
    ],
)
def test_reports(texts: Mapping[str, str], lines: list[int]) -> None:
    assert lines_hit(texts) == lines


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.py": PLAIN}, id="once"),
        pytest.param({"a.py": MODEL, "b.py": MODEL}, id="model-code-has-its-own-rule"),
        pytest.param({"tests/a.py": PLAIN, "tests/b.py": PLAIN}, id="tests"),
        pytest.param({"third_party/a.py": PLAIN, "b.py": PLAIN}, id="vendored"),
        pytest.param({"tool-master/a.py": PLAIN, "tool-master/b.py": PLAIN}, id="unpacked-as-is"),
        pytest.param({"lib1.2/a.py": PLAIN, "lib1.2/b.py": PLAIN}, id="unpacked-release"),
        pytest.param({"utils/external/a.py": PLAIN, "b.py": PLAIN}, id="brought-along"),
        pytest.param({"examples/a/m.py": PLAIN, "examples/b/m.py": PLAIN}, id="examples"),
        pytest.param({"Chapter04/a.py": PLAIN, "Chapter07/b.py": PLAIN}, id="chapters"),
        pytest.param({"ddp-tutorial-series/a.py": PLAIN, "tutorial/b.py": PLAIN}, id="tutorials"),
        pytest.param(
            {
                "one/requirements.txt": REQUIREMENTS,
                "two/requirements.txt": REQUIREMENTS,
                "one/a.py": PLAIN,
                "two/a.py": PLAIN,
            },
            id="projects-that-are-installed-by-themselves",
        ),
        pytest.param(
            {"a.py": PLAIN, "b.py": "# Copied from package.a.report\n" + PLAIN},
            id="kept-alike-by-a-program",
        ),
    ],
)
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_says_how_much_stands_where() -> None:
    assert messages_of(RULE, {"a.py": PLAIN, "b.py": "x = 1\n" + PLAIN, "c.py": PLAIN}) == [
        "14 lines stand again in b.py:2-15 and 1 more"
    ]
    assert messages_of(RULE, {"a.py": PLAIN + PLAIN}) == ["14 lines stand again in lines 15-28"]


def test_what_the_same_files_share_is_one_finding() -> None:
    other = PLAIN.replace("row[", "row.get(").replace('"]', '")')
    texts = {"a.py": PLAIN + "x = 1\n" + other, "b.py": other + "y = 2\nz = 3\n" + PLAIN}
    (hit,) = RULE.check(project_of(texts))
    assert hit.message.endswith("lines in 2 blocks stand again in b.py:17-30")
    assert hit.size == 2


def test_is_information_where_the_readme_says_that_files_stand_alone() -> None:
    texts = {
        "a.py": PLAIN,
        "b.py": PLAIN,
        "README.md": "Single-file implementations of everything.",
    }
    (hit,) = RULE.check(project_of(texts))
    assert hit.severity is Severity.INFO
    assert hit.message.endswith("(on purpose, says the README)")


def test_is_known_again_when_lines_move() -> None:
    (before,) = RULE.check(project_of({"a.py": PLAIN, "b.py": PLAIN}))
    (after,) = RULE.check(project_of({"a.py": "x = 1\n" + PLAIN, "b.py": PLAIN}))
    assert before.identity == after.identity
    assert before.location != after.location
