"""Runs leave no record: their results are printed and gone.

Which settings gave the best score last month? Without a record of each run, its settings, its
commit and its scores, nobody can tell, and experiments are repeated or believed.

Asked of programs that train in loops. A tracker (MLflow, Weights & Biases, TensorBoard, ...),
named in code or in settings, silences it; so does a log that is written to a file, a table or JSON
of scores, and a framework that keeps logs by itself. Courses, libraries and examples are not
asked. One finding for the repository.
"""

import re
from collections.abc import Iterator

from auditor.evidence.programs import Sort, sort_of, tracks
from auditor.evidence.training import trainings
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Literal,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    calls_in,
    expressions_in,
)

NAMED = re.compile(
    r"wandb|mlflow|tensor_?board|comet|neptune|clearml|WandbLogger|CSVLogger|TestTubeLogger|visdom",
    re.IGNORECASE,
)
RECORDS = re.compile(
    r"(^|\.)(to_csv|to_json|savetxt|writerow|writerows|DictWriter|FileHandler|basicConfig|savefig"
    r"|add_scalar\w*|log_metrics?|TPUEstimator|Estimator|Trainer|history|json\.dump|yaml\.dump"
    r"|np\.savez?|pickle\.dump|logger\.add)$"
)
WRITES = re.compile(r"[wa]\+?")


def check(project: Project) -> Iterator[Hit]:
    found = trainings(project)
    if not found or sort_of(project) is not Sort.PROGRAM or _records(project):
        return
    first = found[0]
    text = "this training prints its results, and no run leaves a record"
    yield Hit(first.file.location(first.line), text, identity="tracking", anywhere=True)


def _records(project: Project) -> bool:
    return tracks(project) or any(
        _names_tracker(file) or _writes(file) for file in project.files if file.kind in COUNTED
    )


COUNTED = (Kind.SOURCE, Kind.CONFIG, Kind.NOTEBOOK)


def _names_tracker(file: SourceFile) -> bool:
    if NAMED.search(file.facts.text or ""):
        return True
    return any(
        isinstance(part, Literal) and isinstance(part.value, str) and NAMED.search(part.value)
        for statement in (file.facts.code.statements if file.facts.code else ())
        for part in expressions_in(statement)
    )


def _writes(file: SourceFile) -> bool:
    """Whether it keeps anything that people could read later."""
    for _, call in calls_in(file):
        if RECORDS.search(call.name):
            return True
        modes = [arg.value for arg in call.args[1:2] if isinstance(arg, Literal)]
        if call.name == "open" and any(
            isinstance(mode, str) and WRITES.fullmatch(mode) for mode in modes
        ):
            return True
    return False


RULE = Rule(
    id="no-experiment-tracking",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="S15 section 6 (process management debt); V22 (experiment tracking)",
    remedy=(
        "Record settings, commit, data version and scores of each run with a tracker or in a file."
    ),
    minutes=60,
    minutes_reason=(
        "an hour: a tracker is chosen, and settings and scores are handed to it in one place"
    ),
    scope=Scope.REPOSITORY,
    applies=lambda project: bool(trainings(project)),
    example=Example(
        bad="""
            import torch

            for epoch in range(100):
                loss = step(model)
                loss.backward()
                print(epoch, loss)
        """,
        good="""
            import mlflow
            import torch

            for epoch in range(100):
                loss = step(model)
                loss.backward()
                mlflow.log_metric("loss", loss, step=epoch)
        """,
    ),
    check=check,
)
