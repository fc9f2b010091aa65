"""plain-old-data reports long bare tuples that modules hand to one another."""

import pytest

from auditor.model import Hit
from auditor.rules.plain_old_data import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def loader(returned: str, name: str = "load_data") -> str:
    return (
        f"import numpy as np\ndef {name}(path):\n    rows = np.load(path)\n    return {returned}\n"
    )


CALL = "from data import load_data\na, b, c, d, e = load_data('x.npy')\n"


def test_reports_five_values_that_another_module_takes_apart() -> None:
    (hit,) = hits({"data.py": loader("a, b, c, d, e"), "train.py": CALL})
    assert str(hit.location) == "data.py:2"
    assert hit.message == "`load_data` returns 5 values that train.py must take in this order"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "data.py": loader("a, b, c, d"),
                "train.py": "from data import load_data\na, b, c, d = load_data('x')\n",
            },
            id="four-are-a-custom",
        ),
        pytest.param({"data.py": loader("Graph(a, b, c, d, e)"), "train.py": CALL}, id="a-type"),
        pytest.param({"data.py": loader("a, b, c, d, e") + CALL}, id="the-same-module"),
        pytest.param(
            {"data.py": loader("a, b, c, d, e"), "tests/test_data.py": CALL}, id="only-a-test"
        ),
        pytest.param(
            {
                "data.py": loader("a, b, c, d, e"),
                "train.py": "from data import load_data\nrows = load_data('x')\n",
            },
            id="kept-whole",
        ),
        pytest.param(
            {"data.py": loader("a, b, c, d, e") + "    return None\n", "train.py": CALL},
            id="not-always",
        ),
        pytest.param(
            {
                "data.py": loader("s, a, r, n, d", "sample_batch"),
                "train.py": "from data import sample_batch\ns, a, r, n, d = sample_batch(1)\n",
            },
            id="a-replay-memory",
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
