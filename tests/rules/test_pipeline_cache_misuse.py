"""pipeline-cache-misuse reports tf.data steps in the wrong order."""

import pytest

from auditor.rules.pipeline_cache_misuse import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import tensorflow as tf\nrows = tf.data.Dataset.from_tensor_slices(x)\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("rows = rows.shuffle(9).cache()\n", [3], id="cache-after-shuffle"),
        pytest.param("rows = rows.batch(9).shuffle(9)\n", [3], id="shuffle-after-batch"),
        pytest.param(("rows = rows.batch(9)\nrows = rows.shuffle(9)\n"), [4], id="step-by-step"),
        pytest.param("rows = rows.map(augment).cache()\n", [3], id="cache-after-augmentation"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "rows = rows.map(parse).cache().shuffle(9).batch(9).prefetch(1)\n", id="in-order"
        ),
        pytest.param("rows = rows.batch(9).unbatch().shuffle(9)\n", id="unbatched-between"),
        pytest.param("rows = rows.shuffle(9).cache('file')\n", id="cache-on-disk-after-shuffle"),
        pytest.param("random.shuffle(rows)\n", id="shuffled-list"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
