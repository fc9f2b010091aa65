"""Training is written again in each script, or data, model and training are one run of lines.

Sculley et al. miss in ML what the relational model is to databases: an abstraction that people
agree on. Where there is none, each script carries its own loop of batches, losses and steps, and a
change (mixed precision, resuming, logging) has to be made in all of them; or one script reads,
models and trains in hundreds of lines at module level, of which nothing can be reused or tested.

Reported are copies that hold part of a training loop in two or more programs, by the measure and
with the exceptions of `duplicate-code`; and scripts with more than 300 code lines outside of
functions and classes that collect data as well as train. Notebooks get the benefit of the doubt.
"""

from collections import Counter
from collections.abc import Iterator

from auditor.evidence.copies import FITS, About, families
from auditor.model import (
    CODE_CLASSES,
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Location,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

LONG = 300  # code lines at module level: what the catalogue counts as one run of lines
FEW = 5  # lines of a role: fewer are chance
DATA = (Role.DATA_COLLECTION, Role.FEATURE_EXTRACTION)


def check(project: Project) -> Iterator[Hit]:
    for family in families(project, About.TRAINING):
        yield family.hit(f"training loop: {family.again}")
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE:
            yield from _run_of_lines(file)


def _run_of_lines(file: SourceFile) -> Iterator[Hit]:
    lines = _outside(file)
    if len(lines) <= LONG:
        return
    roles = Counter(
        span.role for span in file.roles for line in range(span.line, span.end_line + 1)
        if line in lines
    )  # fmt: skip
    trains = any(call.line in lines for _, call in file.contents.of(FITS))
    if trains and roles[Role.ML_CODE] >= FEW and sum(roles[role] for role in DATA) >= FEW:
        first = min(lines)
        text = f"{len(lines)} lines read data, build the model and train outside of any function"
        yield Hit(Location(file.path, first, first), text, identity="run of lines")


def _outside(file: SourceFile) -> set[int]:
    """Code lines of a module outside of its functions and classes."""
    code = file.facts.code
    kept = {
        number for number, found in enumerate(file.facts.lines, start=1) if found in CODE_CLASSES
    }
    for scope in code.scopes if code else ():
        if scope.parent == 0:
            kept.difference_update(range(scope.line, scope.end_line + 1))
    return kept


_LOOP = """
    import torch

    def main(loader, model):
        optimizer = torch.optim.SGD(model.parameters(), lr={rate})
        criterion = torch.nn.CrossEntropyLoss()
        for epoch in range(10):
            total = 0.0
            for inputs, labels in loader:
                optimizer.zero_grad()
                outputs = model(inputs)
                loss = criterion(outputs, labels)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                total += loss.item() * len(labels)
            print("epoch", epoch, total / len(loader.dataset))
            torch.save(model.state_dict(), "last.pt")

    if __name__ == "__main__":
        main()
"""

RULE = Rule(
    id="abstraction-debt",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 4, abstraction debt",
    remedy="Write the loop once, as a function or with a trainer, and pass in what differs.",
    minutes=120,
    minutes_each=10,
    minutes_reason="two hours for a loop that serves all, 10 minutes for each block it replaces",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"first.py": _LOOP.format(rate=0.1), "second.py": _LOOP.format(rate=0.01)},
        good={"first.py": _LOOP.format(rate=0.1), "second.py": "from first import main"},
    ),
    check=check,
)
