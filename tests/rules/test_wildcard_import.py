"""wildcard-import reports stars of modules that do more than hand on names."""

import pytest

from auditor.rules.wildcard_import import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

USE = "net = Dense(10)\nnet.fit(x)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from layers import *\n", id="module"),
        pytest.param("from .layers import *\n", id="relative"),
        pytest.param("from tensorflow.keras.layers import *\n", id="library"),
    ],
)
def test_reports(source: str) -> None:
    assert lines_hit(source + USE) == [1]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("a.py", "from layers import Dense\n" + USE, id="by-name"),
        pytest.param("pkg/__init__.py", "from .layers import *\n" + USE, id="package"),
        pytest.param(
            "old.py", '"""Moved."""\nfrom new import *\n\n__all__ = ["a"]\n', id="hands-on"
        ),
        pytest.param("a.py", "from fastai.vision.all import *\n" + USE, id="by-custom"),
        pytest.param("tests/test_a.py", "from layers import *\n" + USE, id="test"),
    ],
)
def test_stays_silent(path: str, source: str) -> None:
    assert lines_hit({path: source}) == []


def test_names_the_module() -> None:
    assert messages_of(RULE, "from .layers import *\n" + USE) == [
        "`from .layers import *` hides where names come from"
    ]
