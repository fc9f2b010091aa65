"""The people who make the model and the people who make the rest do not meet.

A hard line between research and engineering is what Sculley et al. call cultural debt: teams that
mix both reward the deletion of features, simplicity and reproducibility as much as accuracy.

The history can show two signs of it. Of those who changed three files or more, hardly anybody
changed both model code and other code; or nearly all model code lies in files that one person
alone ever changed, while other code is shared. Files count as model code where most of their lines
are. Python alone is judged, whose roles are known line by line. Needs a history that was read
whole; small teams and small repositories are not judged. What people talk about, what is rewarded,
and work in other repositories cannot be seen.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.programs import is_aside
from auditor.model import (
    CODE_CLASSES,
    Category,
    Change,
    Confidence,
    Example,
    History,
    Hit,
    Kind,
    NotAssessable,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

MANY_FILES = 6  # of model code and of the rest: below, one file decides
REGULAR = 3  # files that somebody changed who is more than a passer-by
PEOPLE = 3  # regulars on each side
BOTH_SIDES = 0.2  # of the smaller side
ALONE, SHARED = 0.8, 0.65  # lines in files of one author: model code, and other code


class Part(NamedTuple):
    """A file, how large it is, and who changed it."""

    file: SourceFile
    lines: int
    authors: tuple[str, ...]


def check(project: Project) -> Iterator[Hit]:
    if project.history is None or project.history.shallow:
        raise NotAssessable("who works on what needs the whole history")
    model, rest = _parts(project, project.history)
    if min(len(model), len(rest)) < MANY_FILES:
        return
    largest = max(model, key=lambda part: (part.lines, part.file.path)).file
    first, second = _regulars(model), _regulars(rest)
    both = first & second
    fewer = min(len(first), len(second))
    if fewer >= PEOPLE and len(both) <= BOTH_SIDES * fewer:
        text = (
            f"{len(first)} people make the model code and {len(second)} the rest,"
            f" {len(both)} of them both"
        )
        yield Hit(largest.location(1), text, identity="apart", anywhere=True)
    elif len(first | second) >= PEOPLE and _alone(model) >= ALONE and _alone(rest) <= SHARED:
        text = (
            f"{_alone(model):.0%} of the model code has had one author only; of other code"
            f" {_alone(rest):.0%}"
        )
        yield Hit(largest.location(1), text, identity="alone", anywhere=True)


def _parts(project: Project, history: History) -> tuple[list[Part], list[Part]]:
    """Model code and the rest."""
    model: list[Part] = []
    rest: list[Part] = []
    for file in project.files:
        change: Change | None = history.changes.get(file.path)
        judged = file.kind is Kind.SOURCE and file.facts.code and not is_aside(file.path)
        if judged and change is not None and file.roles:
            lines = sum(mark in CODE_CLASSES for mark in file.facts.lines)
            part = Part(file, lines, change.authors)
            (model if _main_role(file) is Role.ML_CODE else rest).append(part)
    return model, rest


def _main_role(file: SourceFile) -> Role:
    sizes: Counter[Role] = Counter()
    for span in file.roles:
        sizes[span.role] += span.end_line - span.line + 1
    return max(sizes, key=lambda role: (sizes[role], role.value))


def _regulars(parts: list[Part]) -> set[str]:
    touched = Counter(author for part in parts for author in part.authors)
    return {author for author, files in touched.items() if files >= REGULAR}


def _alone(parts: list[Part]) -> float:
    lines = sum(part.lines for part in parts)
    return sum(part.lines for part in parts if len(part.authors) == 1) / max(1, lines)


NET = (
    "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n"
    "        return torch.relu(self.layer(x))\n"
)
REST = "import os\n\n\ndef name(path):\n    return os.path.basename(path)\n"
RESEARCHERS = ("researcher 1", "researcher 2", "researcher 3")
ENGINEERS = ("engineer 1", "engineer 2", "engineer 3")


def _example(folder: str) -> dict[str, str]:
    nets = {f"{folder}/net{number}.py": NET for number in range(MANY_FILES)}
    return nets | {f"{folder}/names{number}.py": REST for number in range(MANY_FILES)}


RULE = Rule(
    id="cultural-debt",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    source="S15 section 7 (cultural debt)",
    remedy="Review each other's changes across the line, and let two people know each model.",
    minutes=480,
    minutes_reason=(
        "a day for a second person to learn the model code; habits take longer and have"
        " no"
        " price in minutes"
    ),
    scope=Scope.REPOSITORY,
    applies=lambda project: any(
        span.role is Role.ML_CODE for file in project.files for span in file.roles
    ),
    example=Example(
        bad=_example("apart"),
        good=_example("together"),
        recent_commits=2,
        authors={path: RESEARCHERS if "net" in path else ENGINEERS for path in _example("apart")}
        | dict.fromkeys(_example("together"), RESEARCHERS + ENGINEERS),
    ),
    check=check,
)
