"""Commands and the manual page say what the code does. `make pages` writes them."""

import re

from auditor.practices import PRACTICES
from auditor.rules import CATALOGUE
from auditor.settings import Settings
from tests.docs import commands
from tests.docs.blocks import ROOT, pages
from tests.goldens import assert_golden

COUNTED = re.compile(r"(?<=\| )(\d+) (rules|practices), ")  # in tables


def test_the_reference_of_commands_is_current() -> None:
    assert_golden("../docs/reference/commands.md", commands.markdown())


def test_the_manual_page_is_current() -> None:
    assert_golden("../docs/numbers-audit.1", commands.manual())


def test_the_page_of_settings_names_each_of_them_and_no_other() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    block = page.split("```")[1].splitlines()[2:]
    named = {line.split(" = ")[0].replace("-", "_") for line in block if line}
    assert named == set(Settings.__struct_fields__)


def test_rules_and_practices_are_counted_rightly_wherever_a_page_says_how_many() -> None:
    counts = {"rules": len(CATALOGUE), "practices": len(PRACTICES)}
    told = {
        (page.name, word, int(number))
        for page in pages()
        for number, word in re.findall(
            r"(?<=\| )(\d+) (rules|practices), ", page.read_text("utf-8")
        )
    }
    assert told
    assert not {one for one in told if counts[one[1]] != one[2]}
