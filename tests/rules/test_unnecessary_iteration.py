"""unnecessary-iteration reports loops over rows that columns could do, and no others."""

import pytest

from auditor.rules.unnecessary_iteration import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\nimport tensorflow as tf\ndf = pd.read_csv('a.csv')\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("for _, row in df.iterrows():\n    out.append(row['a'] + 1)\n"), [4], id="iterrows"
        ),
        pytest.param(
            ("for _, row in rows.iterrows():\n    out.append(row)\n"),
            [4],
            id="unknown-frame-has-iterrows-too",
        ),
        pytest.param(
            ("for i, (_, row) in enumerate(df.iterrows()):\n    out.append(row)\n"),
            [4],
            id="looked-for-in-enumerate",
        ),
        pytest.param(
            "out = [row['a'] for _, row in df.iterrows()]\n", [4], id="in-a-comprehension"
        ),
        pytest.param(
            ("for row in df.itertuples():\n    out.append(float(row.a) + 1)\n"),
            [4],
            id="plain-arithmetic-on-tuples",
        ),
        pytest.param(
            ("for i in range(len(df)):\n    out.append(df['a'][i])\n"), [4], id="cell-by-cell"
        ),
        pytest.param(
            ("for i in range(len(df)):\n    total += df.loc[i, 'a']\n"),
            [4],
            id="cell-by-cell-with-loc",
        ),
        pytest.param(
            ("x = tf.zeros([5, 2])\nfor i in range(5):\n    z += x[i]\n"), [5], id="sum-of-a-tensor"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("for _, row in df.iterrows():\n    file.write(row['a'])\n"), id="body-writes-files"
        ),
        pytest.param(
            ("for _, row in df.iterrows():\n    out.append(_read_file(row['path']))\n"),
            id="body-reads-by-a-helper",
        ),
        pytest.param(
            ("def f(df):\n    for _, row in df.iterrows():\n        yield row\n"), id="body-yields"
        ),
        pytest.param(
            ("for row in df.itertuples():\n    out.setdefault(row.a, []).append(row.b)\n"),
            id="tuples-with-calls-of-their-own",
        ),
        pytest.param(("for i in range(3):\n    out.append(names['a'][i])\n"), id="list-by-index"),
        pytest.param(("for i in range(5):\n    z += counts[i]\n"), id="numbers-added-up"),
        pytest.param(
            "import openai\nfor _, row in df.iterrows():\n"
            "    out.append(openai.Completion.create(prompt=row['a']))\n",
            id="body-asks-a-service",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
