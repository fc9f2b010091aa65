"""entanglement reports one set of features that feeds several models."""

import pytest

from auditor.model import Hit
from auditor.rules.entanglement import RULE
from tests.builders import project_of

FIT = (
    "import pandas as pd\nfrom sklearn.svm import SVC\nmodel = SVC()\n"
    'x = pd.read_csv("work/{}.csv")\nmodel.fit(x, y)\n'
)
HEAD = "from sklearn.linear_model import Ridge\n"


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def test_reports_a_file_of_features_that_feeds_three_models() -> None:
    (hit,) = hits({f"{name}.py": FIT.format("features") for name in "abc"})
    assert hit.message == "work/features.csv feeds 3 models: a.py, b.py, c.py"


def test_files_of_one_folder_are_one_set() -> None:
    more = 'pd.read_csv("work/vectors.csv")\n'
    (hit,) = hits({f"{name}.py": FIT.format("features") + more for name in "abc"})
    assert hit.message == (
        "work/features.csv and 1 more of that folder feed 3 models: a.py, b.py, c.py"
    )


def test_reports_a_table_on_which_three_targets_are_fitted() -> None:
    fits = "".join(f'{name} = Ridge().fit(x, rows["{name}"])\n' for name in "abc")
    (hit,) = hits({"a.py": HEAD + fits})
    assert hit.message == "`x` feeds 3 models, for a, b, c"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({f"{name}.py": FIT.format("features") for name in "ab"}, id="two"),
        pytest.param({f"{name}.py": FIT.format("folds") for name in "abc"}, id="folds"),
        pytest.param({f"{name}.py": FIT.format("raw") for name in "abc"}, id="raw-data"),
        pytest.param(
            {f"{name}.py": FIT.format("feature_importances") for name in "abc"}, id="importances"
        ),
        pytest.param(
            {
                f"{name}.py": 'import pandas as pd\npd.read_csv("work/features.csv")\n'
                for name in "abc"
            },
            id="read-by-reports",
        ),
        pytest.param(
            {"a.py": HEAD + 'Ridge().fit(x, rows["a"])\n' * 3}, id="models-compared-on-one-target"
        ),
        pytest.param(
            {"a.py": HEAD + "".join(f"Ridge().fit(x, {name})\n" for name in "abc")},
            id="targets-that-may-be-anything",
        ),
        pytest.param(
            {"examples/a.py": HEAD + "".join(f'Ridge().fit(x, r["{n}"])\n' for n in "abc")},
            id="example",
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
