"""The catalogue is read in a terminal and as pages; both say what the rules say."""

import io
from collections.abc import Mapping

import pytest
from rich.cells import cell_len
from rich.console import Console

from auditor.errors import BadSettings
from auditor.model import Rule
from auditor.report import catalogue
from auditor.rules import CATALOGUE

each_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)


def shown(wanted: str | None, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    catalogue.show(CATALOGUE, wanted, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_list_has_one_line_for_each_rule_and_fits_into_80_columns() -> None:
    lines = shown(None).splitlines()
    assert max(map(cell_len, lines)) <= 80
    for rule in CATALOGUE:
        assert sum(line.split()[:1] == [rule.id] for line in lines) == 1


@each_rule
def test_prose_of_a_page_fits_into_80_columns(rule: Rule) -> None:
    prose, _, _ = shown(rule.id).partition("\nReported\n")
    assert max(map(cell_len, prose.splitlines())) <= 80
    assert rule.remedy.split()[0] in prose


@each_rule
def test_a_page_of_the_documentation_has_all_parts(rule: Rule) -> None:
    page = catalogue.markdown(rule)
    for part in (f"# {rule.id}", rule.title, rule.remedy, "## Reported", "## Silent"):
        assert part in page
    assert page.count("```") % 2 == 0


def test_a_rule_that_nobody_knows_is_one_sentence_with_the_nearest() -> None:
    with pytest.raises(BadSettings, match="did you mean 'chain-indexing'"):
        shown("chain-index")


def test_what_was_read_belongs_to_rules_that_there_are() -> None:
    found: Mapping[str, catalogue.Reading] = catalogue.readings()
    assert set(found) <= {rule.id for rule in CATALOGUE}
    for reading in found.values():
        assert 0 <= reading.right <= reading.read
        assert reading.read > 0


def test_the_count_on_the_corpus_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {
        "glue-code": catalogue.Count(asked=200, found_in=7, findings=9),
        "prototype": catalogue.Count(asked=150, found_in=0, findings=0),
    }
    monkeypatch.setattr(catalogue, "counts", lambda: counts)
    text = " ".join(shown("glue-code").split())
    assert "corpus 9 findings in 7 of the 200 ML repositories that it was asked of" in text
    text = " ".join(shown("prototype").split())
    assert "corpus nothing found in the 150 ML repositories that it was asked of" in text
    assert "corpus" not in shown("import-cycle")


def test_counts_belong_to_rules_that_there_are_and_add_up() -> None:
    found: Mapping[str, catalogue.Count] = catalogue.counts()
    assert set(found) <= {rule.id for rule in CATALOGUE}
    for count in found.values():
        assert count.found_in <= min(count.asked, count.findings)


def test_of_every_rule_that_is_on_something_was_read_or_counted() -> None:
    counted, read = catalogue.counts(), catalogue.readings()
    bare = {rule.id for rule in CATALOGUE if not rule.off} - set(counted) - set(read)
    assert not counted or bare <= {"dvc-misconfigured"}  # nobody in the corpus uses DVC


def test_of_every_rule_that_is_on_four_in_five_findings_are_right() -> None:
    read = catalogue.readings()
    on = [rule.id for rule in CATALOGUE if not rule.off and rule.id in read]
    assert [name for name in on if read[name].right < 0.8 * read[name].read] == []
