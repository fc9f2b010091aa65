"""What holds for every rule: its example is true, its names agree, its price has a reason."""

import pkgutil
from collections.abc import Mapping
from textwrap import dedent

import pytest

from auditor import rules
from auditor.model import Category, Confidence, Hit, NotAssessable, Project, Rule
from auditor.rules import CATALOGUE
from tests.builders import history_of, project_of

each_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)

# Sources are abbreviations, rule ids of other tools, or titles: a word at the very least.
SHORTEST_SENTENCE = 15


def project(rule: Rule, text: str | Mapping[str, str]) -> Project:
    texts = {rule.example.path: text} if isinstance(text, str) else text
    commits = rule.example.recent_commits
    past = (
        None if commits is None else history_of(dict.fromkeys(texts, commits), rule.example.authors)
    )
    return project_of({path: dedent(part) for path, part in texts.items()}, history=past)


@each_rule
def test_the_printed_example_is_true(rule: Rule) -> None:
    assert list(rule.check(project(rule, rule.example.bad)))
    assert not list(rule.check(project(rule, rule.example.good)))


def assessable(rule: Rule, nothing: Project) -> list[Hit]:
    try:
        return list(rule.check(nothing))
    except NotAssessable as reason:
        assert str(reason)  # noqa: PT017 - the reason is what is shown
        return []


@each_rule
def test_has_nothing_to_say_of_files_that_are_not_there(rule: Rule) -> None:
    nothing = project_of({"empty.py": "", "README.md": ""})
    if rule.applies(nothing):
        for hit in assessable(rule, nothing):
            assert hit.location.path in ("", ".", "empty.py", "README.md")


@each_rule
def test_says_what_it_costs_and_why(rule: Rule) -> None:
    assert rule.minutes > 0
    assert rule.minutes_each >= 0
    assert len(rule.minutes_reason) > SHORTEST_SENTENCE


@each_rule
def test_has_a_page_with_a_title_and_a_reason(rule: Rule) -> None:
    title, _, body = rule.about.strip().partition("\n\n")
    assert title.endswith(".")
    assert "\n" not in title
    assert body.strip()


@each_rule
def test_names_its_source_and_a_remedy(rule: Rule) -> None:
    assert rule.source
    assert rule.remedy.endswith(".")


@each_rule
def test_gives_confidence_and_category(rule: Rule) -> None:
    assert isinstance(rule.confidence, Confidence)
    assert isinstance(rule.category, Category)


@each_rule
def test_messages_are_short_sentences_without_an_end(rule: Rule) -> None:
    for hit in rule.check(project(rule, rule.example.bad)):
        assert SHORTEST_SENTENCE <= len(hit.message) <= 160
        assert not hit.message.endswith(".")


def test_every_rule_module_is_listed_under_its_own_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(rules.__path__)}
    assert modules == {rule.id.replace("-", "_") for rule in CATALOGUE}


def test_slugs_are_unique_and_in_order() -> None:
    order = list(Category)
    places = [(order.index(rule.category), rule.id) for rule in CATALOGUE]
    assert places == sorted(set(places))
