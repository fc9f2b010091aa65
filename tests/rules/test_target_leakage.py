"""target-leakage reports models that are given their own answer."""

import pytest

from auditor.rules.target_leakage import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.model_selection import GridSearchCV, train_test_split\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler\n"
    'df = pd.read_csv("rows.csv")\n'
    "model = RandomForestClassifier(n_estimators=9)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ('model.fit(df, df["label"])\n'),
            [8],
            id="whole-frame",
        ),
        pytest.param(
            ('y = df["label"]\nx = df.drop("id", axis=1)\nmodel.fit(x, y)\n'),
            [10],
            id="other-column-dropped",
        ),
        pytest.param(
            ('y = df.label.values\nx = df[["a", "b", "label"]].values\nmodel.fit(x, y)\n'),
            [10],
            id="listed-among-features",
        ),
        pytest.param(
            (
                'features = ["a", "label"]\n'
                'x_train, x_test, y_train, y_test = train_test_split(df[features], df["label"])\n'
                "model.fit(x_train, y_train)\n"
            ),
            [10],
            id="through-a-split",
        ),
        pytest.param(
            ('x = StandardScaler().fit_transform(df)\nmodel.fit(x, df["label"])\n'),
            [9],
            id="scaled",
        ),
        pytest.param(
            (
                'df["usual"] = df.groupby("city")["label"].transform("mean")\n'
                'model.fit(df[["usual"]], df["label"])\n'
            ),
            [8],
            id="mean-of-the-target",
        ),
        pytest.param(
            (
                'usual = df.groupby("city")["label"].mean()\n'
                'df["usual"] = df["city"].map(usual)\n'
                'model.fit(df[["usual"]], df["label"])\n'
            ),
            [8],
            id="mean-of-the-target-mapped",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ('x = df.drop("label", axis=1)\nmodel.fit(x, df["label"])\n'),
            id="dropped",
        ),
        pytest.param(
            ('x = df.drop(columns=["id", "label"])\nmodel.fit(x, df["label"])\n'),
            id="dropped-with-others",
        ),
        pytest.param(
            ('y = df.pop("label")\nmodel.fit(df, y)\n'),
            id="popped",
        ),
        pytest.param(
            ('y = df["label"]\ndf.drop("label", axis=1, inplace=True)\nmodel.fit(df, y)\n'),
            id="dropped-in-place",
        ),
        pytest.param(
            ('y = df["label"]\ndf = df.drop("label", axis=1)\nmodel.fit(df, y)\n'),
            id="dropped-from-the-name",
        ),
        pytest.param(
            ('y = df["label"]\ndel df["label"]\nmodel.fit(df, y)\n'),
            id="deleted",
        ),
        pytest.param(
            ('x = df.drop(columns=left_out)\nmodel.fit(x, df["label"])\n'),
            id="columns-chosen-elsewhere",
        ),
        pytest.param(
            ('names = first + second\nx = df[names]\nmodel.fit(x, df["label"])\n'),
            id="lists-put-together",
        ),
        pytest.param(
            ('x = df.iloc[:, :-1]\nmodel.fit(x, df["label"])\n'),
            id="by-position",
        ),
        pytest.param(
            ('x = df[[c for c in df.columns if c != "label"]]\nmodel.fit(x, df["label"])\n'),
            id="columns-computed",
        ),
        pytest.param(
            ('x = df.copy()\ndf["label"] = df["a"] > 3\nmodel.fit(x, df["label"])\n'),
            id="made-later",
        ),
        pytest.param(
            ('model = make_pipeline(chooser, model)\nmodel.fit(df, df["label"])\n'),
            id="pipeline-that-chooses",
        ),
        pytest.param(
            "from sklearn.compose import ColumnTransformer\n"
            'chooser = ColumnTransformer([("keep", "passthrough", ["a"])])\nchooser.fit(df)\n'
            'model.fit(chooser.transform(df), df["label"])\n',
            id="transformer-that-chooses",
        ),
        pytest.param(
            (
                "from sklearn import grid_search\n"
                "search = grid_search.GridSearchCV(model, grid)\n"
                'search.fit(df, df["label"])\n'
            ),
            id="old-search",
        ),
        pytest.param(
            (
                'means = df.groupby("city")["label"].mean()\n'
                "print(means)\n"
                'model.fit(df[["a"]], df["label"])\n'
            ),
            id="mean-that-is-only-shown",
        ),
        pytest.param(
            (
                "train, test = train_test_split(df)\n"
                'train["usual"] = train.groupby("city")["label"].transform("mean")\n'
                'model.fit(train[["usual"]], train["label"])\n'
            ),
            id="mean-of-the-training-half",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
