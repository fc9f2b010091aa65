"""Commands and the manual page say what the code does. `make pages` writes them."""

from auditor.settings import Settings
from tests.docs import commands
from tests.docs.blocks import ROOT
from tests.goldens import assert_golden


def test_the_reference_of_commands_is_current() -> None:
    assert_golden("../docs/reference/commands.md", commands.markdown())


def test_the_manual_page_is_current() -> None:
    assert_golden("../docs/numbers-audit.1", commands.manual())


def test_the_page_of_settings_names_each_of_them_and_no_other() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    block = page.split("```")[1].splitlines()[2:]
    named = {line.split(" = ")[0].replace("-", "_") for line in block if line}
    assert named == set(Settings.__struct_fields__)
