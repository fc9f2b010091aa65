"""removed-api reports names that are gone, and no fallback for them."""

import pytest
from packaging.version import Version

from auditor.rules.removed_api import REMOVED, RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import numpy as np\n"
    "import pandas as pd\n"
    "import tensorflow as tf\n"
    "import torch\n"
    "import torchvision\n"
)


@pytest.mark.parametrize("name", REMOVED)
def test_each_name_has_its_release_and_what_to_write(name: str) -> None:
    since, instead = REMOVED[name]
    assert Version(since).release >= (0, 1)
    assert instead == instead.strip() != ""
    assert instead.count("`") % 2 == 0


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x = np.zeros(3, dtype=np.bool)\n", [6], id="numpy-alias"),
        pytest.param(("df = pd.read_csv('a.csv')\ndf = df.append(row)\n"), [7], id="frame-method"),
        pytest.param(("df = pd.read_csv('a.csv')\nx = df.ix[0]\n"), [7], id="frame-attribute"),
        pytest.param(("from torch import qr\ny = qr(x)\n"), [6, 7], id="import-and-use"),
        pytest.param(
            ("from torch import qr as old\ny = old(x)\n"), [6, 7], id="alias-of-an-import"
        ),
        pytest.param("from sklearn.cross_validation import KFold\n", [6], id="module-that-is-gone"),
        pytest.param("import gym\n", [6], id="package-that-ended"),
        pytest.param("net = torchvision.models.resnet50(pretrained=True)\n", [6], id="parameter"),
        pytest.param("net = torchvision.models.resnet50(True)\n", [6], id="parameter-by-position"),
        pytest.param(
            ("net = tf.keras.Sequential([])\nnet.fit_generator(rows)\n"), [7], id="keras-method"
        ),
        pytest.param(
            ("x = tf.placeholder(tf.float32)\nwith tf.Session() as s:\n    pass\n"),
            [6],
            id="tensorflow-1-once-per-file",
        ),
        pytest.param(
            ("import functorch\ny = functorch.vmap(f)(x)\n"), [7], id="used-and-called-counts-once"
        ),
        pytest.param(("x = f(\n    1,\n    np.float,\n)\n"), [8], id="in-a-long-call"),
        pytest.param(
            "try:\n    from numpy import trapz\nexcept ImportError:\n    raise\ny = trapz(x)\n",
            [10],
            id="tried-and-used",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = np.zeros(3, dtype=bool)\n", id="what-replaced-it"),
        pytest.param(("rows = []\nrows.append(1)\n"), id="list-append"),
        pytest.param(("def qr(x):\n    return x\ny = qr(x)\n"), id="name-of-ones-own"),
        pytest.param("net = torchvision.models.resnet50(weights=None)\n", id="weights"),
        pytest.param(
            ("try:\n    y = torch.linalg.qr(x)\nexcept AttributeError:\n    y = torch.qr(x)\n"),
            id="tried-first",
        ),
        pytest.param(
            "try:\n    from numpy import trapezoid\n"
            "except ImportError:\n    from numpy import trapz as trapezoid\n"
            "y = trapezoid(x)\n",
            id="imported-from-here-or-there",
        ),
        pytest.param(("if torch.__version__ < '1.8':\n    y = torch.qr(x)\n"), id="by-version"),
        pytest.param(("if hasattr(torch, 'qr'):\n    y = torch.qr(x)\n"), id="asked-for"),
        pytest.param("s = tf.compat.v1.Session()\n", id="compatible-module"),
        pytest.param(
            ("class A:\n    def f(self):\n        self.best = best\n        return self.best\n"),
            id="value-behind-a-name",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
