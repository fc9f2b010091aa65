"""data-committed reports much data that git alone keeps."""

import pytest

from auditor.model import Hit
from auditor.rules.data_committed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


ROW = "1,2,3,4\n"
MEGABYTE = ROW * 125_000


def test_reports_at_the_largest_file() -> None:
    (hit,) = hits({"data/a.csv": MEGABYTE * 4, "data/b.csv": MEGABYTE * 7})
    assert str(hit.location) == "data/b.csv:1"
    assert hit.message == (
        "11 MB of data in 2 files, versioned by git alone: data/b.csv (7 MB), data/a.csv (4 MB)"
    )


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"data/a.csv": MEGABYTE * 5}, id="not-much"),
        pytest.param({f"data/{n}.csv": ROW * 100_000 for n in range(14)}, id="many-small-files"),
        pytest.param({"tests/data/a.csv": MEGABYTE * 12}, id="tests"),
        pytest.param({"data/a.csv": MEGABYTE * 12, "data/a.csv.dvc": "outs:\n"}, id="dvc"),
        pytest.param(
            {"data/a.csv": MEGABYTE * 12, "data/SHA256SUMS": "0  a.csv\n"}, id="checksums"
        ),
        pytest.param(
            {"data/a.csv": "version https://git-lfs.github.com/spec/v1\nsize 99999999\n"}, id="lfs"
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
