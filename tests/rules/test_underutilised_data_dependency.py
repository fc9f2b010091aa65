"""underutilised-data-dependency reports data that nothing uses."""

import pytest

from auditor.model import Hit
from auditor.rules.underutilised_data_dependency import RULE
from tests.builders import project_of

ROWS = "1,2,3,4\n" * 500
READ = "import pandas as pd\ndef load():\n    rows = pd.read_csv('rows.csv')\n"


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def test_reports_a_table_that_is_read_in_vain() -> None:
    (hit,) = hits({"a.py": f"{READ}    return 1\n"})
    assert (str(hit.location), hit.message) == (
        "a.py:3",
        "`pd.read_csv` reads `rows`, and nothing uses it",
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"{READ}    return rows\n", id="returned"),
        pytest.param(f"{READ}    return query('first join rows')\n", id="named-in-a-query"),
        pytest.param(f"{READ}    rows['a'] = 1\n", id="changed"),
        pytest.param(READ.replace("rows =", "_ ="), id="dropped-on-purpose"),
        pytest.param("import json\nconfig = json.load(file)\n", id="no-table"),
    ],
)
def test_stays_silent_about_tables(source: str) -> None:
    assert hits({"a.py": source}) == []


def test_a_constant_that_another_module_imports_is_used() -> None:
    table = "import pandas as pd\nROWS = pd.read_csv('rows.csv')\n"
    assert hits({"a.py": table, "b.py": "from a import ROWS\n"}) == []
    assert len(hits({"a.py": table})) == 1


def test_reports_files_that_nothing_mentions_once() -> None:
    (hit,) = hits({"data/old.csv": ROWS, "data/older.csv": ROWS, "a.py": "import torch\n"})
    assert hit.message == "nothing mentions data/old.csv, data/older.csv (8 kB)"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "load('data/old.csv')\n"}, id="code"),
        pytest.param({"a.py": "load(f'data/{name}.csv', ['old', 'new'])\n"}, id="put-together"),
        pytest.param({"README.md": "old.csv holds the first survey.\n"}, id="document"),
        pytest.param({"conf.yaml": "rows: data/old.csv\n"}, id="setting"),
        pytest.param({"data/load.py": "import os\nos.listdir('.')\n"}, id="listed"),
    ],
)
def test_a_file_is_mentioned_in(files: dict[str, str]) -> None:
    assert hits({"data/old.csv": ROWS, **files}) == []


@pytest.mark.parametrize(
    "path",
    ["tests/data/rows.csv", "results/rows.csv", "data/predictions.csv", "docs/rows.csv"],
)
def test_results_and_fixtures_need_no_mention(path: str) -> None:
    assert hits({path: ROWS, "a.py": "import torch\n"}) == []


def test_tables_of_a_course_are_for_those_who_follow_it() -> None:
    files = {"data/old.csv": ROWS, "a.py": "import torch\n"}
    assert hits({**files, "README.md": "# Course on tables\n\nLessons for beginners.\n"}) == []
