"""The engineering score: what raises it, what it does not know, and how sure it is."""

import pytest

from auditor.engineering import Feature, Model, engineering_score, fitted, measured, scored
from auditor.model import Kind, Lines, PracticeOutcome, PracticeReport, Role

ONE = Model(
    date="2026-01-01",
    repositories=10,
    auc=0.9,
    intercept=0.0,
    features=(Feature(id="tests", mean=0.5, scale=0.5, weight=2.0),),
    covariance=((0.04, 0.0), (0.0, 0.09)),
)


def lines(code: int = 1000, tests: int = 0, docstring: int = 0, python: int = 1000) -> Lines:
    return Lines(
        total=code + docstring,
        code=code,
        comment=0,
        docstring=docstring,
        blank=0,
        string=0,
        by_role=dict.fromkeys(Role, 0),
        by_language={"Python": python} if python else {"C++": code},
        by_kind={Kind.SOURCE: code - tests, Kind.TEST: tests},
        by_language_and_role={},
    )


def practices(*followed: str) -> tuple[PracticeReport, ...]:
    return tuple(
        PracticeReport(
            id=name,
            title=name,
            outcome=PracticeOutcome.PASS if name in followed else PracticeOutcome.FAIL,
            evidence=None,
        )
        for name in ("tests-in-ci", "docs")
    )


def test_tests_ci_docstrings_and_docs_each_raise_the_score() -> None:
    bare = engineering_score(lines(), practices()).value
    assert bare is not None
    better = [
        engineering_score(lines(tests=300), practices()),
        engineering_score(lines(docstring=300), practices()),
        engineering_score(lines(), practices("tests-in-ci")),
        engineering_score(lines(), practices("docs")),
    ]
    assert all(score.value is not None and score.value > bare for score in better)


def test_size_does_not_count() -> None:
    small = engineering_score(lines(100, tests=10, python=100), practices())
    large = engineering_score(lines(100_000, tests=10_000, python=100_000), practices())
    assert small.value == large.value


def test_the_extremes_are_far_apart() -> None:
    worst = engineering_score(lines(), practices())
    best = engineering_score(lines(tests=400, docstring=400), practices("tests-in-ci", "docs"))
    assert worst.value is not None
    assert best.value is not None
    assert worst.value < 20
    assert best.value > 90


def test_the_average_repository_has_the_intercept_and_its_range() -> None:
    score = scored(ONE, {"tests": 0.5})
    assert (score.value, score.low, score.high) == (50.0, 41.8, 58.2)
    assert score.factors[0].points == 0


def test_what_is_unknown_is_average_and_makes_the_range_wider() -> None:
    known, unknown = scored(ONE, {"tests": 0.5}), scored(ONE, {"tests": None})
    assert unknown.value == known.value
    assert (unknown.low or 0) < (known.low or 0)
    assert "without tests" in (unknown.reason or "")


def test_docstrings_are_not_asked_of_other_languages() -> None:
    assert measured(lines(python=0), practices())["docstrings"] is None
    assert measured(lines(), practices())["docstrings"] == 0


def test_where_there_is_no_code_there_is_no_score() -> None:
    score = engineering_score(lines(0, python=0), practices())
    assert (score.value, score.reason) == (None, "no code")


def test_the_fitted_model_fits_together() -> None:
    model = fitted()
    known = measured(lines(), practices())
    assert {feature.id for feature in model.features} == set(known)
    assert [len(row) for row in model.covariance] == [len(model.features) + 1] * len(known) + [5]
    assert model.auc > 0.88
    assert all(feature.weight > 0 for feature in model.features)


@pytest.mark.parametrize("practice", ["tests-in-ci", "docs"])
def test_the_model_asks_for_practices_that_exist(practice: str) -> None:
    from auditor.practices import PRACTICES  # noqa: PLC0415 - all practices are loaded only here

    assert practice in {known.id for known in PRACTICES}
