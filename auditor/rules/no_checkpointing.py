"""A long training keeps nothing until it ends, or at all.

Hours of work are lost with the first crash, power cut or full disk, nobody can go back to the best
epoch, and no result can be looked at again.

Asked of programs whose training goes through epochs and batches: loops within loops around a step
of learning. Anything that saves anything silences it: weights, a pickled object, arrays, a manager
of checkpoints, a trainer that brings its own. Courses, examples and tests are not asked, nor is
training that goes once through a small set. One finding for the repository.
"""

import re
from collections.abc import Iterator

from auditor.evidence.programs import Sort, sort_of
from auditor.evidence.training import trainings
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

SAVES = re.compile(
    r"(save|dump|write|store|export|serialize|checkpoint|saver|ckpt|Estimator|Trainer|tofile"
    r"|push_to_hub|snapshot|to_file|persist|log_model)",
    re.IGNORECASE,
)
LONG = 2  # loops around a step: epochs and batches


def check(project: Project) -> Iterator[Hit]:
    found = [one for one in trainings(project) if one.loops >= LONG]
    sources = [*project.python_files(tests=False)]
    if found and sort_of(project) is not Sort.COURSE and not any(map(_saves, sources)):
        first = found[0]
        text = "this training goes through epochs and batches, and nothing is ever saved"
        yield Hit(first.file.location(first.line), text, identity="checkpoints", anywhere=True)


def _saves(file: SourceFile) -> bool:
    return file.contents.calls_any(SAVES)


RULE = Rule(
    id="no-checkpointing",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 6 (process management debt); B17 Infra 5 (models can be rolled back)",
    remedy=(
        "Save weights, optimiser and epoch at intervals and at the best score; load them at start."
    ),
    minutes=45,
    minutes_reason=(
        "saving takes minutes; that a run goes on from its file as if it had not stopped"
        " has"
        " to be tried"
    ),
    scope=Scope.REPOSITORY,
    applies=lambda project: any(one.loops >= LONG for one in trainings(project)),
    example=Example(
        bad="""
            import torch

            def train(model, loader, optimizer):
                for epoch in range(100):
                    for x, y in loader:
                        loss = model.loss(x, y)
                        loss.backward()
                        optimizer.step()
        """,
        good="""
            import torch

            def train(model, loader, optimizer):
                for epoch in range(100):
                    for x, y in loader:
                        loss = model.loss(x, y)
                        loss.backward()
                        optimizer.step()
                    torch.save(model.state_dict(), f"epoch-{epoch}.pt")
        """,
    ),
    check=check,
)
