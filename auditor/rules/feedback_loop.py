"""Predictions come back as training data.

A model that influences what it will be trained on next drifts in ways that no test before release
can show: Sculley et al. call it a feedback loop.

The direct kind is seen where it runs through a file: predictions are written to a path from which
training reads, in one program, or in two of which the second gives the first its model. The hidden
kind runs through the world: users react to what they are shown, and their reactions are logged and
learnt from. Code cannot show that. Where the repository serves predictions, this rule says so (not
assessable) rather than calling the repository clean.
"""

import re
from collections.abc import Iterator

from auditor.evidence.paths import Access, Use, by_path
from auditor.evidence.pipelines import handoffs
from auditor.evidence.places import learns
from auditor.evidence.programs import is_aside, servers, trains
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    NotAssessable,
    Project,
    Rule,
    Scope,
    Severity,
)

PREDICTED = re.compile(r"(^|[^a-z])(pred|pseudo|scored|labelled_by|auto_?label)", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    found = [*_loops(project)]
    yield from found
    if not found:
        server = next((file.path for file, _ in servers(project) if not is_aside(file.path)), None)
        if server is not None:
            raise NotAssessable(
                f"{server} serves predictions; whether they come back as data, code cannot show"
            )


def _loops(project: Project) -> Iterator[Hit]:
    feeds = {(handoff.writer, handoff.reader) for handoff in handoffs(project)}
    for path, uses in by_path(project).items():
        written = [use for use in uses if use.access is Access.WRITE and _predicts(use)]
        read = [use for use in uses if use.access is Access.READ and trains(use.file)]
        for first in written:
            for second in read:
                pair = (second.file.path, first.file.path)
                if _earlier(second, first) or (pair in feeds and (pair[1], pair[0]) in feeds):
                    text = (
                        f"predictions are written to {path[-60:]}, which {second.file.name}"
                        f" trains on"
                    )
                    yield Hit(first.location, text, identity=path)
                    break


def _earlier(read: Use, written: Use) -> bool:
    """Whether a program reads what it wrote in an earlier run; what it writes first is a stage."""
    same = read.file.path == written.file.path
    return same and read.location.line < written.location.line


def _predicts(use: Use) -> bool:
    last = use.path.rpartition("/")[2]
    return PREDICTED.search(last) is not None or PREDICTED.search(use.subject) is not None


RULE = Rule(
    id="feedback-loop",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="S15 section 2 (feedback loops)",
    remedy=(
        "Keep predictions apart from observations, mark their origin, and train on neither blindly."
    ),
    minutes=240,
    minutes_reason=(
        "half a day: rows get an origin, training leaves predicted ones out or weighs"
        " them,"
        " and the effect is measured"
    ),
    scope=Scope.REPOSITORY,
    applies=learns,
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.svm import SVC

            rows = pd.read_csv("data/rows.csv")
            model = SVC().fit(rows[["a"]], rows["label"])
            predicted = new.assign(label=model.predict(new[["a"]]))
            predicted.to_csv("data/rows.csv", mode="a")
        """,
        good="""
            import pandas as pd
            from sklearn.svm import SVC

            rows = pd.read_csv("data/rows.csv")
            model = SVC().fit(rows[["a"]], rows["label"])
            predicted = new.assign(label=model.predict(new[["a"]]))
            predicted.to_csv("data/predicted.csv")
        """,
    ),
    check=check,
)
