"""Every rule has its page in the documentation, and the page says what the rule says.

`make pages` writes them anew.
"""

import os
from pathlib import Path

import pytest

from auditor.model import Rule
from auditor.report import catalogue
from auditor.rules import CATALOGUE
from tests.goldens import assert_golden

FOLDER = Path(__file__).parents[1] / "docs" / "rules"

each_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)


@each_rule
def test_the_page_of_a_rule_is_current(rule: Rule) -> None:
    assert_golden(f"../docs/rules/{rule.id}.md", catalogue.markdown(rule))


def test_the_list_of_pages_is_current() -> None:
    assert_golden("../docs/rules/index.md", catalogue.index(CATALOGUE))


def test_there_is_no_page_without_a_rule() -> None:
    known = {f"{rule.id}.md" for rule in CATALOGUE} | {"index.md"}
    stale = {path.name for path in FOLDER.iterdir()} - known
    if os.environ.get("REFRESH_GOLDEN"):
        for name in stale:
            (FOLDER / name).unlink()
    else:
        assert not stale
