"""data-card-missing asks where the data in a repository comes from."""

import pytest

from auditor.model import Hit
from auditor.rules.data_card_missing import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


DATA = {"data/train.csv": "1,2,3,4\n" * 70_000}


def test_reports_at_the_largest_file() -> None:
    (hit,) = hits({**DATA, "data/test.csv": "1,2,3,4\n" * 15_000, "README.md": "# Net\n"})
    assert str(hit.location) == "data/train.csv:1"
    assert hit.message == "0.7 MB of data in 2 files, and no word on where it comes from"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"DATA_CARD.md": "x\n"}, id="card"),
        pytest.param({"docs/datasheet.md": "x\n"}, id="datasheet"),
        pytest.param({"data/README.md": "From the census.\n"}, id="readme-beside-it"),
        pytest.param({"2016_data_disclosure_definitions.md": "x\n"}, id="definitions"),
        pytest.param({"data_description.txt": "x\n"}, id="description"),
        pytest.param({"notes/codebook.md": "x\n"}, id="codebook"),
        pytest.param({"README.md": "# Net\n\n## Dataset\n\nThe census.\n"}, id="section"),
        pytest.param({"README.rst": "Net\n===\n\nThe data\n--------\n\nCensus.\n"}, id="rst"),
    ],
)
def test_words_about_the_data_silence_it(files: dict[str, str]) -> None:
    assert hits({**DATA, **files}) == []


@pytest.mark.parametrize(
    "path", ["tests/data/a.csv", "docs/a.csv", "results/a.csv", "data/a.lock", "fixtures/a.csv"]
)
def test_stays_silent(path: str) -> None:
    assert hits({path: "1,2,3,4\n" * 80_000}) == []


def test_a_sentence_that_says_data_is_no_section() -> None:
    assert hits({**DATA, "README.md": "# Net\n\nThe data is large.\n"})


def test_a_table_that_everybody_knows_needs_no_card() -> None:
    assert hits({"data/iris.csv": "1,2,3,4\n" * 40_000, "README.md": "# Net\n"}) == []
