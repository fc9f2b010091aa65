"""unsafe-deserialisation reports loads that run code, and no files of one's own."""

import pytest

from auditor.rules.unsafe_deserialisation import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pickle\n"
    "import joblib\n"
    "import numpy as np\n"
    "import torch\n"
    "import yaml\n"
    "from tensorflow import keras\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x = torch.load(path)\n", [7], id="torch"),
        pytest.param("x = torch.load('net.pt')\n", [7], id="torch-with-constant"),
        pytest.param(
            (
                "def f(path):\n"
                "    with open(path, 'rb') as file:\n"
                "        return pickle.load(file)\n"
            ),
            [9],
            id="pickle",
        ),
        pytest.param("x = pickle.loads(message)\n", [7], id="bytes"),
        pytest.param("x = joblib.load(input())\n", [7], id="joblib"),
        pytest.param(("import pandas as pd\nx = pd.read_pickle(path)\n"), [8], id="pandas"),
        pytest.param("x = np.load(path, allow_pickle=True)\n", [7], id="numpy"),
        pytest.param("x = yaml.load(text)\n", [7], id="yaml"),
        pytest.param("x = yaml.load(text, Loader=yaml.FullLoader)\n", [7], id="yaml-full-loader"),
        pytest.param("x = yaml.unsafe_load(text)\n", [7], id="yaml-unsafe"),
        pytest.param(
            "x = keras.models.load_model(path, safe_mode=False)\n", [7], id="keras-unsafe"
        ),
        pytest.param("x = keras.models.load_model(path)\n", [7], id="keras-any-format"),
        pytest.param("import tensorflow as tf\ntf.saved_model.load(path)\n", [8], id="saved-model"),
        pytest.param("torch.ops.load_library(path)\n", [7], id="native-library"),
        pytest.param("np.ctypeslib.load_library('sums', path)\n", [7], id="library-elsewhere"),
        pytest.param("torch.package.PackageImporter(path)\n", [7], id="package"),
        pytest.param(
            "import msgpack\nimport msgpack_numpy as m\n"
            "x = msgpack.unpackb(message, object_hook=m.decode)\n",
            [9],
            id="msgpack-hook",
        ),
        pytest.param(
            "import msgpack\nimport msgpack_numpy as m\nm.patch()\nx = msgpack.loads(message)\n",
            [10],
            id="msgpack-patched",
        ),
        pytest.param(
            ("def f(path):\n    path = Path(path)\n    return joblib.load(path)\n"),
            [9],
            id="path-in-circles",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = torch.load(path, weights_only=True)\n", id="weights-only"),
        pytest.param("x = torch.load(path, weights_only=trusted)\n", id="stated-by-name"),
        pytest.param(
            ("with open('cache.pkl', 'rb') as file:\n    x = pickle.load(file)\n"), id="own-file"
        ),
        pytest.param(("PATH = 'net.joblib'\nx = joblib.load(PATH)\n"), id="own-file-behind-a-name"),
        pytest.param("x = np.load(path)\n", id="numpy-without-pickles"),
        pytest.param("x = np.load(path, allow_pickle=False)\n", id="numpy-refuses"),
        pytest.param("x = yaml.safe_load(text)\n", id="safe-yaml"),
        pytest.param("x = yaml.load(text, Loader=yaml.SafeLoader)\n", id="safe-loader"),
        pytest.param(("import json\nx = json.load(file)\n"), id="json"),
        pytest.param("x = keras.models.load_model('net.h5')\n", id="keras-own-file"),
        pytest.param("x = keras.models.load_model(f'{folder}/net.keras')\n", id="keras-own-format"),
        pytest.param("x = keras.models.load_model(path, safe_mode=True)\n", id="keras-safe"),
        pytest.param("tf.saved_model.load('exported')\n", id="saved-model-of-ones-own"),
        pytest.param(
            "np.ctypeslib.load_library('sums', os.path.dirname(__file__))\n", id="own-library"
        ),
        pytest.param("import msgpack\nx = msgpack.unpackb(message)\n", id="msgpack"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
