"""unseeded-split reports the scikit-learn splits that shuffle with no seed, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.rules.unseeded_split import RULE
from tests.lines import asking, messages_of

IMPORT = "from sklearn.model_selection import KFold, train_test_split\n"

lines_hit = asking(RULE)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("train_test_split(x, y)", id="no-seed"),
        pytest.param("train_test_split(x, y, random_state=None)", id="seed-is-none"),
        pytest.param("train_test_split(x, y, stratify=y)", id="stratifying-is-not-seeding"),
        pytest.param("KFold(5, shuffle=True)", id="shuffling-switched-on"),
    ],
)
def test_reports(call: str) -> None:
    assert lines_hit(IMPORT + call) == [2]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("train_test_split(x, y, random_state=SEED)", id="seed-by-name"),
        pytest.param("train_test_split(x, y, shuffle=False)", id="in-order"),
        pytest.param("train_test_split(x, y, shuffle=mixed)", id="shuffle-not-stated"),
        pytest.param("train_test_split(x, y, **options)", id="options-passed-on"),
        pytest.param("KFold(5)", id="folds-in-order"),
    ],
)
def test_stays_silent(call: str) -> None:
    assert lines_hit(IMPORT + call) == []


def test_follows_the_import_and_not_the_name() -> None:
    """An alias hides nothing, and a function of our own may share the name."""
    assert lines_hit("import sklearn.model_selection as ms\nms.train_test_split(x)") == [2]
    assert lines_hit("from sklearn.model_selection import KFold as K\nK(shuffle=True)") == [2]
    assert lines_hit("from ours import train_test_split\ntrain_test_split(x)") == []


def test_message_names_the_call_and_what_it_lacks() -> None:
    (message,) = messages_of(RULE, IMPORT + "train_test_split(x)")
    assert message == "`train_test_split` shuffles without `random_state`"


@given(seed=st.integers())
def test_any_literal_seed_silences_it(seed: int) -> None:
    assert lines_hit(f"{IMPORT}train_test_split(x, random_state={seed})") == []


@given(above=st.lists(st.sampled_from(["", "# note", "x = 1"]), max_size=20))
def test_unrelated_lines_above_move_the_hit_and_change_nothing_else(above: list[str]) -> None:
    assert lines_hit("\n".join([*above, IMPORT + "KFold(shuffle=True)"])) == [len(above) + 2]
