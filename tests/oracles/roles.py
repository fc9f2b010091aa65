"""Roles of lines against labelled files: the shipped classifier as it is.

    python -m tests.oracles.roles MIRRORS [LABELS ...] [--confusion]

MIRRORS holds git directories (`OWNER+NAME/repo`); LABELS are further files of labels. What the
classifier would reach on repositories it was not fitted on is told by `fit_roles.py`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from auditor.classify import classify
from auditor.model import Role, SourceFile
from tests.oracles.data import say
from tests.oracles.labelled import (
    Labelled,
    by_repository,
    labels,
    mirrors,
    place_of,
    project_at,
    wanted,
)

MIN_LINES = 20  # of a file whose share of ML code is compared


class Line(msgspec.Struct, frozen=True):
    """A labelled line: the roles that are accepted, and what was said."""

    file: tuple[str, str]
    accepted: Sequence[Role]
    said: Role | None

    @property
    def right(self) -> bool:
        return self.said in self.accepted

    @property
    def truth(self) -> Role:
        return self.said if self.said is not None and self.right else self.accepted[0]


class Figures(msgspec.Struct, frozen=True):
    """What a set of labelled lines came to."""

    lines: int
    accuracy: float
    ml_f1: float
    macro_f1: float
    share_error: float
    f1: Mapping[Role, float]

    def __str__(self) -> str:
        return (
            f"{self.lines} lines, accuracy {self.accuracy:.3f}, ml_code F1 {self.ml_f1:.3f}, "
            f"macro F1 {self.macro_f1:.3f}, error of a file's ML share {self.share_error:.3f}"
        )


def figures(lines: Sequence[Line]) -> Figures:
    gold, said, both = Counter[Role](), Counter[Role | None](), Counter[Role]()
    files: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in lines:
        gold[line.truth] += 1
        said[line.said] += 1
        both[line.truth] += line.right
        counted = files[line.file]
        counted[0] += 1
        counted[1] += list(line.accepted) == [Role.ML_CODE]
        counted[2] += line.said is Role.ML_CODE
    f1 = {role: 2 * both[role] / (gold[role] + said[role]) for role in Role if gold[role]}
    errors = [abs(a - b) / n for n, a, b in files.values() if n >= MIN_LINES]
    return Figures(
        lines=len(lines),
        accuracy=sum(both.values()) / max(1, len(lines)),
        ml_f1=f1.get(Role.ML_CODE, 0.0),
        macro_f1=sum(f1.values()) / max(1, len(f1)),
        share_error=sum(errors) / max(1, len(errors)),
        f1=f1,
    )


def judged(folder: Path, rows: Iterable[Labelled]) -> Iterable[tuple[Labelled, Line]]:
    """Every labelled line of the repositories that are at hand."""
    for (repo, commit), some in by_repository(rows).items():
        project = project_at(folder, repo, commit)
        files = {file.path: file for file in classify(project).files}
        for row in some:
            if row.path in files:
                said = _said(files[row.path])
                for place, accepted in wanted(row, files[row.path]).items():
                    yield row, Line((repo, row.path), accepted, said.get(place))


def _said(file: SourceFile) -> Mapping[tuple[int | None, int], Role]:
    return {
        place_of(file, line): span.role
        for span in file.roles
        for line in range(span.line, span.end_line + 1)
    }


def measure(folder: Path, *files: str) -> tuple[Figures, Figures, list[Line]]:
    """Figures on the labels of others, on ours, and all lines."""
    pairs = list(judged(folder, labels(*files)))
    theirs = [line for row, line in pairs if not row.ours]
    ours = [line for row, line in pairs if row.ours]
    return figures(theirs), figures(ours), [line for _, line in pairs]


def confusion(lines: Sequence[Line]) -> str:
    """Rows are what people said, columns what was said here."""
    counts = Counter((line.truth, line.said) for line in lines)
    head = " | ".join(role.value for role in Role)
    rows = [f"| | {head} |", "|---" * (len(Role) + 1) + "|"]
    for truth in Role:
        cells = " | ".join(str(counts[truth, said]) for said in Role)
        rows.append(f"| **{truth.value}** | {cells} |")
    return "\n".join(rows)


def weakest(lines: Sequence[Line], count: int = 20) -> str:
    """The files with most wrong lines, and what was taken for what in them."""
    wrong: defaultdict[tuple[str, str], Counter[tuple[Role, Role | None]]] = defaultdict(Counter)
    whole = Counter(line.file for line in lines)
    for line in lines:
        if not line.right:
            wrong[line.file][line.truth, line.said] += 1
    worst = sorted(wrong, key=lambda file: (-wrong[file].total(), file))[:count]
    return "\n".join(
        f"{wrong[file].total()} of {whole[file]} wrong in {' '.join(file)}: "
        + ", ".join(f"{a} as {b} {n}" for (a, b), n in wrong[file].most_common(3))
        for file in worst
    )


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if not name.startswith("--")]
    folder = mirrors(names)
    if folder is None:
        return say("roles", None)
    theirs, ours, lines = measure(folder, *names[1:])
    if not lines:
        return say("roles", None)
    if "--confusion" in arguments:
        sys.stdout.write(f"{confusion(lines)}\n{weakest(lines)}\n")
    return say("roles", f"labels of others: {theirs}; ours: {ours}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
