"""A finding is silenced and nobody says why.

A mark such as `# numbers-audit: ignore[unseeded-split]` asks every later audit to look away.
With a reason it is a decision that others can question; without one it is debt that has become
invisible, and nobody dares to remove it. A mark without a reason silences nothing.
"""

from collections.abc import Iterator

from auditor.evidence.marks import marks_in
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        for mark in marks_in(file):
            if not mark.reason:
                yield Hit(mark.place, f"{', '.join(mark.rules)} is silenced without a reason")


RULE = Rule(
    id="unexplained-suppression",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="SonarQube S1309, ruff PGH004: silenced findings are to be seen and explained",
    remedy="Write the reason behind the bracket, or remove the mark.",
    minutes=10,
    minutes_reason="SonarQube S1309: finding out why it was written, and one line",
    example=Example(
        bad="weights = load(path)  # numbers-audit: ignore[unsafe-deserialisation]",
        good="weights = load(path)  # numbers-audit: ignore[unsafe-deserialisation] our own file",
    ),
    check=check,
)
