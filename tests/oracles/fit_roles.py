"""Fit the weights of `auditor/classify/weights.json` on labelled lines, and say how they hold up.

    python -m tests.oracles.fit_roles MIRRORS [LABELS ...] [--left-out] [--write]

`--left-out` fits on all repositories but a tenth and tries them on that tenth, in turn, both
passes and headers included: no repository is judged by what was learned from it. It prints the
figures, what was taken for what, and the weakest files. `--write` fits on all and writes the
table. Needs NumPy and SciPy, which the auditor itself does without.

Both passes are multinomial logits. A feature that leans to a role (`call:ml_code`) has one weight
that all roles share, lightly shrunk, and one for each role, strongly shrunk: what holds for all
roles is learned from all, and only what the labels insist on is learned apart.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from auditor.classify import shipped
from auditor.classify.around import (
    HEADERS,
    Chances,
    Near,
    Place,
    Summaries,
    calls_of,
    cells_of,
    definitions_of,
    in_cells,
    neighbours_of,
    sizes_of,
)
from auditor.classify.features import Features, Surroundings, leaned, of_repository, roots_of
from auditor.classify.knowledge import Knowledge
from auditor.classify.reading import reading_of
from auditor.classify.rows import chances_in, shares
from auditor.classify.weights import AROUND, TABLE, Passes, Weights
from auditor.model import Code, Does, Project, Role, SourceFile
from tests.oracles.labelled import (
    Labelled,
    by_repository,
    is_code,
    labels,
    mirrors,
    place_of,
    project_at,
    wanted,
)
from tests.oracles.roles import Line, confusion, figures, weakest

ROLES = tuple(Role)
COUNT = len(ROLES)
PARTS = 10  # repositories are dealt into so many; each is left out once
MIN_REPOSITORIES = 3  # that show a feature, or it is not fitted
MAX_SIBLINGS = 12  # files of a folder that stand for it
MAX_CALLERS = 30  # files that call what is labelled
SHRINK_FIRST, SHRINK_SECOND = 80.0, 20.0  # of a role's own weights, in both passes
WHOLE_FILE, WHOLE_SCOPE = 0.5, 0.8  # what many statements share is learned from fewer examples
OF_FILES = ("path", "folder", "file name words", "folder words", "product", "imports",
            "module docstring", "notebook")  # fmt: skip
SHRINK_SHARED = 0.5  # of the weights that all roles share
STEPS = 60
TWO_READERS = 4.0  # what a label is worth that two people agree on; ours have one reader

Matrix = Any  # NumPy and SciPy are not there when types are checked


class Example(msgspec.Struct):
    """A file with the features of its statements; `truth` is what most labels of each say."""

    repo: str
    file: SourceFile
    code: Code
    whole: Features
    scopes: Sequence[Features]
    statements: Sequence[Features]
    calls: Sequence[Sequence[Place]]
    labels: Sequence[tuple[int, Sequence[Role]]]
    truth: Mapping[int, Role]
    ours: bool


def examples(folder: Path, rows: Sequence[Labelled]) -> Iterator[Example]:
    """Labelled files, and unlabelled ones that the second pass looks at."""
    for (repo, commit), some in by_repository(rows).items():
        project = project_at(folder, repo, commit)
        known = shipped().apart_from(roots_of(project))
        files = {file.path: file for file in project.files if is_code(file)}
        labelled = {row.path: row for row in some if row.path in files}
        definitions = definitions_of(list(files.values()))
        about = leaned(of_repository(project, shipped()))
        for path in _looked_at(project, labelled, definitions):
            yield _example(files[path], labelled.get(path), known, definitions, (repo, about))


def _looked_at(
    project: Project, labelled: Mapping[str, Labelled], definitions: Mapping[str, Place]
) -> Sequence[str]:
    """The labelled files, the files that they call and that call them, and their siblings."""
    found = dict.fromkeys(labelled)
    callers: dict[str, None] = {}
    for file in project.files:
        code = file.facts.code
        if code is None or not is_code(file):
            continue
        called = {place[0] for its in calls_in(file, code, definitions) for place in its}
        if file.path in labelled:
            found.update(dict.fromkeys(sorted(called)))
        elif called & labelled.keys():
            callers[file.path] = None
    found.update(dict.fromkeys([*callers][:MAX_CALLERS]))
    for path in list(labelled):
        beside = path.rpartition("/")[0]
        siblings = [
            file.path
            for file in project.files
            if is_code(file) and file.path.rpartition("/")[0] == beside
        ]
        found.update(dict.fromkeys(siblings[:MAX_SIBLINGS]))
    return list(found)


def _example(
    file: SourceFile,
    row: Labelled | None,
    known: Knowledge,
    definitions: Mapping[str, Place],
    about: tuple[str, Features],
) -> Example:
    code = file.facts.code
    assert code is not None
    view = Surroundings(file, code, known)
    told = list(_told(file, code, row)) if row else []
    votes: defaultdict[int, Counter[Role]] = defaultdict(Counter)
    for index, accepted in told:
        votes[index][accepted[0]] += 1
    return Example(
        repo=about[0],
        file=file,
        code=code,
        whole={**about[1], **leaned(view.of_file())},
        scopes=[leaned(view.of_scope(index)) for index in range(len(code.scopes))],
        statements=[leaned(view.of_statement(i)) for i in range(len(code.statements))],
        calls=calls_in(file, code, definitions),
        labels=told,
        truth={index: its.most_common(1)[0][0] for index, its in votes.items()},
        ours=row is not None and row.ours,
    )


def calls_in(
    file: SourceFile, code: Code, definitions: Mapping[str, Place]
) -> Sequence[tuple[Place, ...]]:
    return calls_of(file, [reading_of(it).calls for it in code.statements], definitions)


def _told(file: SourceFile, code: Code, row: Labelled) -> Iterator[tuple[int, Sequence[Role]]]:
    """Statement and accepted roles of each labelled line."""
    owner: dict[int, int] = {}
    for index, statement in enumerate(code.statements):
        for line in range(statement.line, statement.header_end + 1):
            owner.setdefault(line, index)
    accepted = wanted(row, file)
    for line in range(1, len(file.facts.lines) + 1):
        place = place_of(file, line)
        if place in accepted and line in owner:
            yield owner[line], accepted[place]


class Fit(msgspec.Struct):
    """Names of the features of a pass, their weights and the bias."""

    names: Sequence[str]
    weights: Matrix
    bias: Matrix
    values: Matrix  # all that was fitted, where the next fit may begin

    def chances(self, features: Matrix) -> Matrix:
        return _softmax(features @ self.weights + self.bias)

    def table(self) -> Weights:
        rows = {
            name: [round(float(value) * _scale(name), 2) for value in row]
            for name, row in zip(self.names, self.weights, strict=True)
        }
        kept = {name: row for name, row in sorted(rows.items()) if any(row)}
        return Weights([round(float(value), 2) for value in self.bias], kept)


def _scale(name: str) -> float:
    if name.partition(":")[0] in OF_FILES:
        return WHOLE_FILE
    return WHOLE_SCOPE if name.startswith(("scope", "outer")) else 1.0


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def fit(  # noqa: PLR0913, PLR0917 - what is fitted, on what, how, from where
    features: Matrix,
    truth: Matrix,
    weight: Matrix,
    names: Sequence[str],
    own: float,
    start: Fit | None = None,
) -> Fit:
    """A multinomial logit; `own` shrinks what the roles do not share.

    There is one optimum, wherever the search for it starts; near it, it ends sooner.
    """
    leaning = [
        (index, name.rpartition(":")[0], ROLES.index(Role(name.rpartition(":")[2])))
        for index, name in enumerate(names)
        if ":" in name
    ]
    sources = sorted({source for _, source, _ in leaning})
    rows = np.array([index for index, _, _ in leaning])
    shared_by = np.array([sources.index(source) for _, source, _ in leaning])
    columns = np.array([role for _, _, role in leaning])
    size, turned = len(names) * COUNT, features.T.tocsr()
    target = np.zeros((len(truth), COUNT))
    target[np.arange(len(truth)), truth] = 1
    scale = (weight / weight.mean())[:, None]

    def whole(values: Matrix) -> Matrix:
        weights = values[:size].reshape(-1, COUNT).copy()
        weights[rows, columns] += values[size : size + len(sources)][shared_by]
        return weights

    def loss(values: Matrix) -> tuple[float, Matrix]:
        bias = values[size + len(sources) :]
        chances = _softmax(features @ whole(values) + bias)
        wrong = (chances - target) * scale
        slope = turned @ wrong
        shared = np.zeros(len(sources))
        np.add.at(shared, shared_by, slope[rows, columns])
        mine, common = values[:size], values[size : size + len(sources)]
        surprise = -(scale[:, 0] * np.log(chances[np.arange(len(truth)), truth] + 1e-12)).sum()
        total = surprise + own / 2 * (mine**2).sum() + SHRINK_SHARED / 2 * (common**2).sum()
        gradient = [slope.ravel() + own * mine, shared + SHRINK_SHARED * common, wrong.sum(0)]
        return total, np.concatenate(gradient)

    begin = np.zeros(size + len(sources) + COUNT) if start is None else start.values
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return Fit(names, whole(found), found[size + len(sources) :], found)


class Data:
    """All examples as matrices."""

    def __init__(self, every: Sequence[Example]) -> None:
        self.every = every
        self.spots = [
            (number, index)
            for number, example in enumerate(every)
            for index in sorted(example.truth)
            if example.code.statements[index].does is not Does.IMPORT
        ]
        seen: defaultdict[str, set[str]] = defaultdict(set)
        for number, index in self.spots:
            for name in self._merged(number, index):
                seen[name].add(every[number].repo)
        self.names = sorted(name for name, its in seen.items() if len(its) >= MIN_REPOSITORIES)
        self.columns = {name: column for column, name in enumerate(self.names)}
        self.raw = [self._matrix(number) for number in range(len(every))]
        self.truth = np.array([ROLES.index(every[n].truth[i]) for n, i in self.spots])
        lines = Counter((n, i) for n, its in enumerate(every) for i, _ in its.labels)
        self.weight = np.array(
            [lines[n, i] ** 0.5 * (1.0 if every[n].ours else TWO_READERS) for n, i in self.spots]
        )
        self.repos = np.array([every[number].repo for number, _ in self.spots])

    def _merged(self, number: int, index: int) -> Features:
        example = self.every[number]
        scope = example.scopes[example.code.statements[index].scope]
        return {**example.whole, **scope, **example.statements[index]}

    def _matrix(self, number: int) -> Matrix:
        cells = [
            (index, self.columns[name], value * _scale(name))
            for index in range(len(self.every[number].statements))
            for name, value in self._merged(number, index).items()
            if name in self.columns
        ]
        rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(self.every[number].statements), len(self.names))
        return sparse.csr_matrix((values, (rows, columns)), shape=shape)

    def rows(self, matrices: Sequence[Matrix], chosen: Matrix) -> Matrix:
        spots = [self.spots[place] for place in np.flatnonzero(chosen)]
        return sparse.vstack([matrices[number][index] for number, index in spots]).tocsr()

    def first(self, chosen: Matrix, start: Fit | None = None) -> Fit:
        rows, truth, weight = self.rows(self.raw, chosen), self.truth[chosen], self.weight[chosen]
        return fit(rows, truth, weight, self.names, SHRINK_FIRST, start)

    def around(self, chances: Sequence[Matrix]) -> list[Matrix]:
        """What the second pass sees of each file, beside what the first saw."""
        summaries: dict[str, Summaries] = {}
        for example, its in zip(self.every, chances, strict=True):
            known = summaries.setdefault(example.repo, Summaries(COUNT))
            known.add(example.file.path, example.code, [*map(shares, its.tolist())], example.calls)
        return [
            sparse.hstack(
                [self.raw[number], _around(example, its.tolist(), summaries[example.repo])]
            ).tocsr()
            if example.labels
            else None
            for number, (example, its) in enumerate(zip(self.every, chances, strict=True))
        ]

    def second(self, matrices: Sequence[Matrix], chosen: Matrix, start: Fit | None = None) -> Fit:
        names = [*self.names, *(f"around {source}:{role}" for source in AROUND for role in ROLES)]
        rows, truth, weight = self.rows(matrices, chosen), self.truth[chosen], self.weight[chosen]
        return fit(rows, truth, weight, names, SHRINK_SECOND, start)

    @property
    def everything(self) -> Matrix:
        return np.ones(len(self.spots), dtype=bool)

    def left_out(self, parts: Mapping[str, int], whole: Fit) -> list[Matrix]:
        """What the first pass says of each file when its repository was not fitted on."""
        part_of = np.array([parts[repo] for repo in self.repos])
        fits = [self.first(part_of != part, whole) for part in sorted(set(parts.values()))]
        return [
            fits[parts[example.repo]].chances(self.raw[number])
            for number, example in enumerate(self.every)
        ]


def _around(example: Example, chances: Sequence[Chances], summaries: Summaries) -> Matrix:
    path = example.file.path
    nothing = [0.0] * COUNT
    cells = cells_of(example.file, example.code)
    packed = [shares(its) for its in chances]
    near = _means(neighbours_of(example.code, cells, packed))
    beside = _means(in_cells(example.code, cells, packed)) if cells else [nothing] * len(packed)
    rows = []
    for index, statement in enumerate(example.code.statements):
        place = (path, statement.scope)
        inside = statement.scope > 0
        seen = {
            "self": chances[index],
            "near": near[index],
            "cell": beside[index],
            "scope": summaries.of_scope(place) if inside else nothing,
            "callers": summaries.of_callers(place) if inside else nothing,
            "callee": summaries.of_called(example.calls[index]),
            "file": summaries.of_file(path),
            "folder": summaries.of_folder(path),
        }
        rows.append([value for source in AROUND for value in seen[source]])
    return sparse.csr_matrix(rows)


def _means(sums: Sequence[Near]) -> list[Chances]:
    return [chances_in(total, COUNT, whole) for total, whole in sums]


def parts_of(every: Sequence[Example]) -> Mapping[str, int]:
    """Repositories in parts of about equal size, the largest dealt first."""
    sizes = Counter({example.repo: 0 for example in every})
    for example in every:
        sizes[example.repo] += len(example.labels)
    full = [0] * PARTS
    found = {}
    for repo, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        part = full.index(min(full))
        full[part] += size
        found[repo] = part
    return found


class Passed(msgspec.Struct):
    """Both passes fitted on everything, and what the second sees: chances of left-out parts."""

    parts: Mapping[str, int]
    first: Fit
    second: Fit
    matrices: Sequence[Matrix]


def fitted(data: Data) -> Passed:
    """Fit on everything. The second pass learns from chances that left each repository out."""
    parts = parts_of(data.every)
    first = data.first(data.everything)
    matrices = data.around(data.left_out(parts, first))
    return Passed(parts, first, data.second(matrices, data.everything), matrices)


def try_out(data: Data, both: Passed) -> tuple[list[Line], list[Line]]:
    """The labelled lines of others and ours, each repository judged by the others."""
    part_of = np.array([both.parts[repo] for repo in data.repos])
    fits = [
        data.second(both.matrices, part_of != part, both.second)
        for part in sorted(set(both.parts.values()))
    ]
    theirs: list[Line] = []
    ours: list[Line] = []
    for number, example in enumerate(data.every):
        if not example.labels:
            continue
        best = fits[both.parts[example.repo]].chances(both.matrices[number]).argmax(1)
        said = _headed(example.code, [ROLES[role] for role in best])
        into = ours if example.ours else theirs
        for index, accepted in example.labels:
            into.append(Line((example.repo, example.file.path), accepted, said[index]))
    return theirs, ours


def _headed(code: Code, said: list[Role]) -> list[Role]:
    """Headers take the role of most lines of their bodies, as in `classify.code`."""
    sizes = sizes_of(code)
    tally: list[Counter[Role]] = [Counter() for _ in code.statements]
    for index in range(len(said) - 1, -1, -1):
        statement = code.statements[index]
        if statement.does in HEADERS and tally[index].total():
            said[index] = max(ROLES, key=lambda role: tally[index][role])
        if statement.parent >= 0:
            tally[statement.parent][said[index]] += sizes[index]
            tally[statement.parent].update(tally[index])
    return said


def told_of(theirs: Sequence[Line], ours: Sequence[Line]) -> Iterator[str]:
    """All figures on repositories that were left out."""
    for name, lines in (("labels of others", theirs), ("ours", ours)):
        found = figures(lines)
        yield f"left out, {name}: {found}"
        yield ", ".join(f"{role} {value:.2f}" for role, value in found.f1.items())
    yield confusion([*theirs, *ours])
    yield weakest([*theirs, *ours])


def _pretty(table: Passes) -> bytes:
    """One row a line, so that a change of one weight is a change of one line."""
    text = msgspec.json.encode(table).decode()
    return text.replace('],"', '],\n"').replace('{"', '{\n"').encode() + b"\n"


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if not name.startswith("--")]
    folder = mirrors(names)
    if folder is None:
        sys.stdout.write("no git directories at hand\n")
        return 1
    data = Data(list(examples(folder, list(labels(*names[1:])))))
    both = fitted(data)
    if "--left-out" in arguments:
        sys.stdout.write("\n".join(told_of(*try_out(data, both))) + "\n")
    if "--write" in arguments:
        TABLE.write_bytes(_pretty(Passes(both.first.table(), both.second.table())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
