"""What SECURITY.md says of time and size is what the code does."""

import re
from pathlib import Path

import pytest

from auditor import git
from auditor.batch.audits import Limits
from auditor.facts import tokens
from auditor.facts.blocks import trees
from auditor.read import tables

TEXT = " ".join((Path(__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8").split())
WORDS = {"two": 2, "three": 3, "five": 5, "ten": 10, "fifteen": 15}


@pytest.mark.parametrize(
    ("said", "held"),
    [
        pytest.param(r"source of more than (\S+) MB", tables.MAX_SOURCE / 1e6, id="source"),
        pytest.param(r"notebook of more than (\S+) MB", tables.MAX_NOTEBOOK / 1e6, id="notebook"),
        pytest.param(r"setting of more than (\S+) kB", tables.MAX_CONFIG / 1e3, id="setting"),
        pytest.param(r"language is given (\S+) seconds", trees.MAX_SECONDS, id="parser"),
        pytest.param(r"a lexer (\S+)\.", tokens.MAX_SECONDS, id="lexer"),
        pytest.param(r"given up after (\S+) minutes", git.SILENCE / 60, id="remote"),
        pytest.param(r"and (\S+) from this machine", git.LOCAL_SILENCE / 60, id="local"),
        pytest.param(r"each audit (\S+) minutes", Limits().seconds / 60, id="batch-time"),
        pytest.param(r"minutes and (\S+) GB", Limits().memory / 1e9, id="batch-memory"),
    ],
)
def test_a_limit_is_the_one_that_is_promised(said: str, held: float) -> None:
    (word,) = re.findall(said, TEXT)
    assert WORDS.get(word, word) in (held, f"{held:g}")
