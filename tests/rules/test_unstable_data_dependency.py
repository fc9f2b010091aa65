"""unstable-data-dependency reports data behind addresses that move."""

import pytest

from auditor.model import Hit, Severity
from auditor.rules.unstable_data_dependency import RULE
from tests.builders import project_of

RAW = "https://raw.githubusercontent.com/us/data"


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'import pandas as pd\npd.read_csv("{RAW}/master/rows.csv")\n', id="branch"),
        pytest.param(f'URL = "{RAW}/refs/heads/main/rows.csv"\n', id="kept-under-a-name"),
        pytest.param(
            'import requests\nrequests.get("https://github.com/us/data/raw/main/rows.csv")\n',
            id="raw-page",
        ),
        pytest.param(f'urlretrieve(f"{RAW}/main/{{name}}.csv", "x")\n', id="put-together"),
        pytest.param(
            'pd.read_csv("https://docs.google.com/spreadsheets/d/1/export?format=csv")\n',
            id="a-shared-sheet",
        ),
        pytest.param('download("https://example.net/dumps/latest/pages.xml")\n', id="latest"),
    ],
)
def test_reports(source: str) -> None:
    (hit,) = hits({"load.py": source})
    assert "may change at any time" in hit.message


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'pd.read_csv("{RAW}/v1.0/rows.csv")\n', id="tag"),
        pytest.param(f'pd.read_csv("{RAW}/{"a" * 40}/rows.csv")\n', id="commit"),
        pytest.param('pd.read_csv("https://archive.ics.uci.edu/ml/wine.csv")\n', id="archive"),
        pytest.param('pd.read_csv("rows.csv")\n', id="a-file"),
        pytest.param(f'LOGO = "{RAW}/main/logo.png"\n', id="a-picture"),
        pytest.param(f'download("{RAW}/main/net.pth")\n', id="weights-are-another-rule's"),
        pytest.param(
            f'import hashlib\nURL = "{RAW}/main/rows.csv"\n', id="a-file-that-compares-hashes"
        ),
        pytest.param(f'get_file("x", "{RAW}/main/rows.csv", file_hash=H)\n', id="hash-given"),
        pytest.param(f'print("see {RAW}/main/rows.csv")\n', id="said-not-read"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits({"load.py": source}) == []


def test_one_source_is_one_finding_and_low_in_examples_alone() -> None:
    read = f'import pandas as pd\npd.read_csv("{RAW}/main/rows.csv")\n'
    (hit,) = hits({"examples/a.py": read, "examples/b.py": read})
    assert "in 2 files" in hit.message
    assert hit.severity is Severity.LOW
    (hit,) = hits({"examples/a.py": read, "train.py": read})
    assert (hit.location.path, hit.severity) == ("train.py", None)
