"""Standing in the corpus: percentiles that can be read as they are said."""

import pytest
from msgspec.structs import replace

from auditor import corpus
from auditor.corpus import MEASURES, distributions, measures, percentiles
from auditor.report.words import measured, more, standing
from tests.audits import empty, realistic


def test_each_measure_of_a_repository_has_its_place() -> None:
    places = percentiles(realistic())
    assert {place.measure for place in places} == {m for m in MEASURES if distributions()[m]}
    assert all(0 <= place.percentile <= 100 for place in places)


def test_equals_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    share = measures(realistic())["ml_code"]
    assert share is not None
    known = {"ml_code": (share - 0.1, share, share, share + 0.1)}
    monkeypatch.setattr(corpus, "distributions", lambda: known)
    (place,) = percentiles(realistic())
    assert (place.percentile, place.repositories) == (50.0, 4)


def test_what_cannot_be_measured_has_no_place() -> None:
    assert {place.measure for place in percentiles(empty())} <= {"code_lines", "practices"}


@pytest.mark.parametrize(("others", "compared"), [(500, True), (501, False)])
def test_debt_of_a_program_that_few_rules_read_is_not_compared(
    others: int, *, compared: bool
) -> None:
    lines = replace(realistic().lines, by_language={"Python": 500, "C++": others})
    found = measures(replace(realistic(), lines=lines))
    assert (found["debt_ratio"] is not None, found["ml_smells"] is not None) == (compared, compared)
    assert found["ml_code"] == measures(realistic())["ml_code"]


def test_the_corpus_is_large_and_sorted() -> None:
    for figures in distributions().values():
        assert list(figures) == sorted(figures)
    assert len(distributions()["ml_code"]) >= 150


def test_the_place_is_said_in_a_sentence() -> None:
    place = next(place for place in percentiles(realistic()) if place.measure == "ml_code")
    assert standing(place).startswith("more ML code than ")
    assert standing(place).endswith(f"% of {place.repositories} repositories")


def test_every_measure_has_its_words() -> None:
    assert all(more(place) and measured(place) for place in percentiles(realistic()))
