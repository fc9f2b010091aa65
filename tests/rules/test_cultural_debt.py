"""cultural-debt asks the history whether those who model and those who build meet."""

import pytest

from auditor.model import Hit, NotAssessable, Project
from auditor.rules.cultural_debt import NET, REST, RULE
from tests.builders import history_of, project_of

MODELS = [f"net{number}.py" for number in range(6)]
OTHERS = [f"name{number}.py" for number in range(6)]
FILES = dict.fromkeys(MODELS, NET) | dict.fromkeys(OTHERS, REST)

Authors = dict[str, tuple[str, ...]]


def project(authors: Authors, files: dict[str, str] = FILES) -> Project:
    return project_of(files, history=history_of(dict.fromkeys(files, 1), authors))


def hits(authors: Authors) -> list[Hit]:
    return list(RULE.check(project(authors)))


def by(models: tuple[str, ...], others: tuple[str, ...]) -> Authors:
    return dict.fromkeys(MODELS, models) | dict.fromkeys(OTHERS, others)


def test_reports_two_groups_that_never_meet() -> None:
    (hit,) = hits(by(("a", "b", "c"), ("d", "e", "f")))
    assert hit.message == "3 people make the model code and 3 the rest, 0 of them both"


def test_reports_model_code_that_one_person_keeps() -> None:
    (hit,) = hits(by(("a",), ("a", "b", "c")))
    assert hit.message == "100% of the model code has had one author only; of other code 0%"


@pytest.mark.parametrize(
    "authors",
    [
        pytest.param(by(("a", "b", "c"), ("a", "b", "c")), id="all-do-both"),
        pytest.param(by(("a",), ("a",)), id="one-person"),
        pytest.param(by(("a",), ("b",)), id="two-people"),
        pytest.param(by(("a", "b", "c", "d"), ("d", "a", "e")), id="half-meet"),
    ],
)
def test_stays_silent(authors: Authors) -> None:
    assert hits(authors) == []


def test_small_repositories_are_not_judged() -> None:
    few = {"net0.py": NET, "name0.py": REST}
    assert not list(RULE.check(project(by(("a", "b", "c"), ("d", "e", "f")), few)))


def test_needs_a_whole_history() -> None:
    with pytest.raises(NotAssessable, match="history"):
        list(RULE.check(project_of(FILES)))
