"""Which rules run: all but those that are off, a chosen few, and never those left out."""

from collections.abc import Sequence

import pytest

from auditor.pipeline.stages import selected
from auditor.rules import CATALOGUE
from auditor.settings import Settings

OFF = "look-ahead-feature"


def chosen(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> set[str]:
    settings = Settings(select=tuple(select), ignore=tuple(ignore))
    return {rule.id for rule in selected(CATALOGUE, settings)}


def test_all_rules_run_but_those_that_are_off() -> None:
    assert chosen() == {rule.id for rule in CATALOGUE if not rule.off}
    assert OFF not in chosen()


def test_a_category_does_not_turn_on_what_is_off() -> None:
    assert "preprocessing-leakage" in chosen(["leakage"])
    assert OFF not in chosen(["leakage"])


@pytest.mark.parametrize("select", [[OFF], [OFF, "leakage"]])
def test_its_name_turns_it_on(select: list[str]) -> None:
    assert OFF in chosen(select)


def test_what_is_left_out_stays_out() -> None:
    assert chosen([OFF], [OFF]) == set()
    assert chosen(["leakage"], ["leakage"]) == set()
