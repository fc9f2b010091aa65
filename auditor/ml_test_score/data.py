"""Tests for features and data: whether they are as expected, and worth their price."""

import re

from auditor.evidence.libraries import FEATURE_SELECTORS, PRIVACY, VALIDATORS
from auditor.evidence.places import prose
from auditor.evidence.signs import called, imported, imported_by, named, tests, written
from auditor.evidence.tested import reach
from auditor.ml_test_score.item import Item, Section, Shown, as_tested, by_hand, by_machine
from auditor.model import Project, Role

SCHEMA_FILES = (
    r"(^|/)(great_expectations\.ya?ml|expectations/[^/]+\.json|schema\.pbtxt|datapackage\.json"
    r"|(data|feature|input)[-_]?schemas?\.(json|ya?ml|avsc|py))$"
)
IMPORTANCE = re.compile(
    r"(^|\.)(permutation_importance|feature_importances?_?|plot_importance|get_feature_importance"
    r"|drop_column_importances?|ablat\w+)$"
)

CARDS = re.compile(
    r"(card|datasheet|data[-_]?(set|statement))[^/]{0,100}\.(md|rst|txt)$", re.IGNORECASE
)
PRIVACY_HEADING = re.compile(
    r"^#+ (data )?(privacy|personal (data|information)|personal and sensitive information)\b",
    re.IGNORECASE | re.MULTILINE,
)


def _schema(project: Project) -> Shown | None:
    """A schema tool in code checks at every run; a schema file alone is written down."""
    return by_machine(imported(project, VALIDATORS)) or by_hand(named(project, SCHEMA_FILES))


def _benefit(project: Project) -> Shown | None:
    tested = imported_by(tests(project), FEATURE_SELECTORS)
    seen = imported(project, FEATURE_SELECTORS) or called(
        project.python_files(tests=False), IMPORTANCE
    )
    return as_tested(project, tested) or by_hand(seen)


def _privacy(project: Project) -> Shown | None:
    """A tool for it, or a card of data or model that says what they tell of people."""
    cards = (file for file in prose(project) if CARDS.search(file.path))
    return by_hand(imported(project, PRIVACY) or written(cards, PRIVACY_HEADING))


def _features_tested(project: Project) -> Shown | None:
    """A whole point where tests reach most of the files with feature code, and CI runs them."""
    found = reach(project, (Role.FEATURE_EXTRACTION,))
    if not found.reached:
        return None
    said = f"tests use {found.reached} of {found.wanted} files of features: {found.example}"
    return as_tested(project, said) if found.most else by_hand(said)


ITEMS = (
    Item(
        id="feature-schema",
        section=Section.DATA,
        title="Feature expectations are captured in a schema",
        check=_schema,
    ),
    Item(
        id="feature-benefit",
        section=Section.DATA,
        title="All features are beneficial",
        check=_benefit,
    ),
    Item(
        id="feature-cost",
        section=Section.DATA,
        title="No feature's cost is too much",
        unseen="what a feature costs in latency and upkeep is not in the code",
    ),
    Item(
        id="feature-policy",
        section=Section.DATA,
        title="Features adhere to meta-level requirements",
        unseen="which features are forbidden is a policy outside the code",
    ),
    Item(
        id="data-privacy",
        section=Section.DATA,
        title="The data pipeline has appropriate privacy controls",
        check=_privacy,
        unseen="who may read the data is decided outside the code",
    ),
    Item(
        id="feature-speed",
        section=Section.DATA,
        title="New features can be added quickly",
        unseen="how long a feature takes from idea to production is not in the code",
    ),
    Item(
        id="feature-tests",
        section=Section.DATA,
        title="All input feature code is tested",
        check=_features_tested,
    ),
)
