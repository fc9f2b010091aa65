"""File that is hard to change and is changed all the time.

Debt costs where work is done: a tangled file that nobody touches may rest. Where both meet, every
change is slow and every second one breaks something. These files are few, and paying down there
pays most.

Reported are Python sources whose functions and length alone cost an hour or more to mend, and that
changed in six commits or more during the last half year of the history. What is to be mended is
priced where it is found; the price here is that of choosing. Without history nothing can be said,
and of a clone that is cut off only what is there.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import debt_minutes
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    NotAssessable,
    Project,
    Rule,
    Scope,
    Severity,
)

MIN_MINUTES = 60  # an hour: what a file that is too long costs by itself
MIN_COMMITS = 6  # in half a year: about once a month


def check(project: Project) -> Iterator[Hit]:
    if project.history is None:
        raise NotAssessable("no history was read, so how often files change is unknown")
    changes = project.history.changes
    for file in project.python_files(tests=False):
        change = changes.get(file.path)
        if file.kind is not Kind.SOURCE or change is None or change.recent_commits < MIN_COMMITS:
            continue
        minutes = debt_minutes(file)
        if minutes >= MIN_MINUTES:
            yield Hit(
                file.location(1),
                f"changed in {change.recent_commits} recent commits, and its size and complexity"
                f" alone are {minutes:.0f} minutes of debt",
                identity=file.path,
            )


RULE = Rule(
    id="hotspot",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Tornhill 2015, 'Your Code as a Crime Scene'",
    remedy="Put tests around it first, then split it along the lines of what changes together.",
    minutes=30,
    minutes_reason="half an hour to look which parts change, and to agree on the first cut",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="def step(x):\n" + "".join(f"    x = x * {n} + 1\n" for n in range(301)),
        good="def step(x):\n    return x + 1\n",
        recent_commits=9,
    ),
    check=check,
)
