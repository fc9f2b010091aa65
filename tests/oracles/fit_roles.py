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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from scipy import sparse
from scipy.optimize import minimize

from auditor.classify import PACKAGING, shipped
from auditor.classify.around import (
    Chances,
    Near,
    Place,
    Summaries,
    calls_of,
    cells_of,
    definitions_of,
    headers_above,
    in_cells,
    neighbours_of,
    of_origins,
    of_uses,
    origins_of,
)
from auditor.classify.code import Judged, settled
from auditor.classify.features import (
    Shown,
    Surroundings,
    of_repository,
    roots_of,
)
from auditor.classify.knowledge import Knowledge
from auditor.classify.lexicon import lean_of
from auditor.classify.logs import log_everywhere, without_logs
from auditor.classify.reading import reading_of
from auditor.classify.rows import Shares, chances_in, shares
from auditor.classify.scoring import best_two
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
SHRINK_FIRST, SHRINK_SECOND = 30.0, 8.0  # of a role's own weights, in both passes
WHOLE_FILE, WHOLE_SCOPE = 0.5, 0.8  # what many statements share is learned from fewer examples
OF_FILES = ("path", "folder", "file name words", "folder words", "product", "imports",
            "module docstring", "notebook")  # fmt: skip
SHRINK_SHARED = 0.5  # of the weights that all roles share
DECIDES = 2.0  # what the tables call decisive: no path, name or neighbourhood outweighs it
STEPS = 100  # of the search; after 60 figures on what was left out still rise
TWO_READERS = 4.0  # what a label is worth that two people agree on; ours have one reader

Matrix = Any  # NumPy and SciPy are not there when types are checked


Row = dict[int, float]
"""Features by number."""


class Table(msgspec.Struct):
    """Rows of features, as SciPy keeps sparse matrices."""

    values: Matrix
    columns: Matrix
    ends: Matrix


class Names:
    """Numbers of features, in the order in which they are met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.leans: dict[tuple[str, frozenset[str]], Row] = {}

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def leaned(self, shown: Shown) -> Row:
        """All as values: words as the mean of what they lean to."""
        found = dict.fromkeys(map(self.number, shown.shape), 1.0)
        found.update((self.number(name), value) for name, value in shown.values.items())
        for source, words in shown.words.items():
            found.update(self._lean(source, words))
        return found

    def _lean(self, source: str, words: frozenset[str]) -> Row:
        key = source, words
        if key not in self.leans:
            its = lean_of(words).items()
            self.leans[key] = {self.number(f"{source}:{role}"): v for role, v in its if v}
        return self.leans[key]


class Example(msgspec.Struct):
    """A file with the features of its statements; `truth` is what most labels of each say."""

    repo: str
    file: SourceFile
    code: Code
    shown: Table
    calls: Sequence[Sequence[Place]]
    origins: Sequence[Sequence[int]]
    labels: Sequence[tuple[int, Sequence[Role]]]
    truth: Mapping[int, Role]
    ours: bool


def examples(folder: Path, rows: Sequence[Labelled], names: Names) -> Iterator[Example]:
    """Labelled files, and unlabelled ones that the second pass looks at; read in processes."""
    with ProcessPoolExecutor() as pool:
        every = by_repository(rows).items()
        for found, own in pool.map(_of_one, ((folder, *key, some) for key, some in every)):
            numbers = np.array([names.number(name) for name in own], "i4")
            for example in found:
                shown = replace(example.shown, columns=numbers[example.shown.columns])
                yield replace(example, shown=shown)


def _of_one(
    repository: tuple[Path, str, str, Sequence[Labelled]],
) -> tuple[list[Example], list[str]]:
    """The examples of a repository, and the names of its features in the order of their numbers."""
    folder, repo, commit, rows = repository
    names = Names()
    project = project_at(folder, repo, commit)
    found = list(examples_of(project, rows, names, looked_at(project, rows)))
    return found, list(names.numbers)


def examples_of(
    project: Project, rows: Sequence[Labelled], names: Names, paths: Sequence[str]
) -> Iterator[Example]:
    known = shipped().apart_from(roots_of(project))
    files = {file.path: file for file in project.files if is_code(file)}
    labelled = {row.path: row for row in rows}
    definitions = definitions_of(list(files.values()))
    about = names.leaned(of_repository(project, shipped()))
    for path in paths:
        row = labelled.get(path)
        yield _example(files[path], row, known, definitions, (rows[0].repo, about, names))


def looked_at(project: Project, rows: Sequence[Labelled]) -> Sequence[str]:
    """Paths of the files that count for what is labelled."""
    files = [file for file in project.files if is_code(file)]
    there = {file.path for file in files}
    labelled = {row.path: row for row in rows if row.path in there}
    return _looked_at(project, labelled, definitions_of(files))


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
    about: tuple[str, Row, Names],
) -> Example:
    code = file.facts.code
    assert code is not None
    repo, whole, names = about
    view = Surroundings(file, code, known)
    around = {**whole, **names.leaned(view.of_file())}
    scopes = [{**around, **names.leaned(view.of_scope(i))} for i in range(len(code.scopes))]
    rows = (
        {**scopes[statement.scope], **names.leaned(view.of_statement(index))}
        for index, statement in enumerate(code.statements)
    )
    told = list(_told(file, code, row)) if row else []
    votes: defaultdict[int, Counter[Role]] = defaultdict(Counter)
    for index, accepted in told:
        votes[index][accepted[0]] += 1
    return Example(
        repo=repo,
        file=_bare(file),
        code=_thinned(code),
        shown=_table(rows),
        calls=calls_in(file, code, definitions),
        origins=origins_of(code, view.readings),
        labels=told,
        truth={index: its.most_common(1)[0][0] for index, its in votes.items()},
        ours=row is not None and row.ours,
    )


def _bare(file: SourceFile) -> SourceFile:
    """The file with its path and cells, which is all that is asked of it from here on."""
    facts = replace(file.facts, code=None, comments=())
    return replace(file, facts=facts, resolved={}, ancestors={})


def _thinned(code: Code) -> Code:
    """The code without its expressions: there are millions of them."""
    thin = [replace(it, targets=(), values=(), text=it.text[:1]) for it in code.statements]
    return Code(tuple(thin), code.scopes, ())


def _table(rows: Iterable[Row]) -> Table:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        columns += row.keys()
        values += row.values()
        ends.append(len(columns))
    return Table(np.array(values, "f4"), np.array(columns, "i4"), np.array(ends, "i8"))


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


def fit(features: Matrix, truth: Matrix, weight: Matrix, names: Sequence[str], own: float) -> Fit:
    """A multinomial logit; `own` shrinks what the roles do not share.

    The search starts from nothing: from a fit on everything it would, not going on to the very
    end, bring along what that one knows of the repositories that are left out.
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
    features = np.asarray(features.todense(), "f4")  # single precision: twice as fast
    size, turned = len(names) * COUNT, np.ascontiguousarray(features.T)
    target = np.zeros((len(truth), COUNT), "f4")
    target[np.arange(len(truth)), truth] = 1
    scale = (weight / weight.mean())[:, None].astype("f4")

    every = np.arange(len(truth))

    def whole(values: Matrix) -> Matrix:
        weights = values[:size].reshape(-1, COUNT).copy()
        weights[rows, columns] += values[size : size + len(sources)][shared_by]
        return weights

    def loss(values: Matrix) -> tuple[float, Matrix]:
        bias = values[size + len(sources) :]
        chances = _softmax(features @ whole(values).astype("f4") + bias.astype("f4"))
        wrong = (chances - target) * scale
        slope = (turned @ wrong).astype("f8")
        shared = np.zeros(len(sources))
        np.add.at(shared, shared_by, slope[rows, columns])
        mine, common = values[:size], values[size : size + len(sources)]
        surprise = -(scale[:, 0] * np.log(chances[every, truth] + 1e-12)).sum(dtype="f8")
        total = surprise + own / 2 * (mine**2).sum() + SHRINK_SHARED / 2 * (common**2).sum()
        gradient = [slope.ravel() + own * mine, shared + SHRINK_SHARED * common, wrong.sum(0, "f8")]
        return total, np.concatenate(gradient)

    begin = np.zeros(size + len(sources) + COUNT)
    found = minimize(
        loss,
        begin,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS},
    ).x
    decided = [DECIDES if name.startswith("decisive:") else 1.0 for name in names]
    weights = whole(found) * np.array(decided)[:, None]
    return Fit(names, weights, found[size + len(sources) :])


class Data:
    """All examples as matrices."""

    def __init__(self, every: Sequence[Example], names: Names) -> None:
        self.every = every
        self.logging = {
            repo
            for repo in {example.repo for example in every}
            if log_everywhere(example.code for example in every if example.repo == repo)
        }
        self.spots = [
            (number, index)
            for number, example in enumerate(every)
            for index in sorted(example.truth)
            if example.code.statements[index].does is not Does.IMPORT
            and not PACKAGING(example.file.path)
        ]
        seen: defaultdict[int, set[str]] = defaultdict(set)
        for number, index in self.spots:
            shown = every[number].shown
            for name in shown.columns[shown.ends[index] : shown.ends[index + 1]].tolist():
                seen[name].add(every[number].repo)
        often = {name for name, its in seen.items() if len(its) >= MIN_REPOSITORIES}
        self.names = sorted(name for name, number in names.numbers.items() if number in often)
        self.raw = self._matrices(names)
        self.below = self.labelled(self.raw)
        self.truth = np.array([ROLES.index(every[n].truth[i]) for n, i in self.spots])
        lines = Counter((n, i) for n, its in enumerate(every) for i, _ in its.labels)
        self.weight = np.array(
            [lines[n, i] ** 0.5 * (1.0 if every[n].ours else TWO_READERS) for n, i in self.spots]
        )
        self.repos = np.array([every[number].repo for number, _ in self.spots])

    def _matrices(self, names: Names) -> list[Matrix]:
        """The features that are fitted, in the order of their names."""
        numbers = [names.numbers[name] for name in self.names]
        scales = [_scale(name) for name in self.names]
        size = (len(names.numbers), len(self.names))
        chosen = sparse.csr_matrix((scales, (numbers, range(len(numbers)))), shape=size)
        found = []
        for example in self.every:
            shown, rows = example.shown, len(example.code.statements)
            whole = (shown.values, shown.columns, shown.ends)
            found.append((sparse.csr_matrix(whole, shape=(rows, size[0])) @ chosen).tocsr())
        return found

    def labelled(self, matrices: Sequence[Matrix]) -> Matrix:
        """The rows of the labelled statements, in the order of the spots."""
        inside: defaultdict[int, list[int]] = defaultdict(list)
        for number, index in self.spots:
            inside[number].append(index)
        rows = [matrices[number][its] for number, its in inside.items()]
        return sparse.vstack(rows).tocsr()

    def first(self, chosen: Matrix) -> Fit:
        rows, truth, weight = self.below[chosen], self.truth[chosen], self.weight[chosen]
        return fit(rows, truth, weight, self.names, SHRINK_FIRST)

    def around(self, chances: Sequence[Matrix]) -> list[Matrix]:
        """What the second pass sees of each file, beside what the first saw."""
        summaries: dict[str, Summaries] = {}
        every = list(zip(self.every, chances, strict=True))
        heard = [self.heard(example, its) for example, its in every]
        for example, its in zip(self.every, heard, strict=True):
            known = summaries.setdefault(example.repo, Summaries(COUNT))
            known.add(example.file.path, example.code, its, example.calls)
        return [
            sparse.hstack(
                [
                    self.raw[number],
                    _around(example, its.tolist(), heard[number], summaries[example.repo]),
                ]
            ).tocsr()
            if example.labels
            else None
            for number, (example, its) in enumerate(every)
        ]

    def heard(self, example: Example, chances: Matrix) -> list[Shares]:
        """What statements say to those around them."""
        its = [*map(shares, chances.tolist())]
        return without_logs(example.code, its) if example.repo in self.logging else its

    def second(self, above: Matrix, chosen: Matrix) -> Fit:
        names = [*self.names, *(f"around {source}:{role}" for source in AROUND for role in ROLES)]
        rows, truth, weight = above[chosen], self.truth[chosen], self.weight[chosen]
        return fit(rows, truth, weight, names, SHRINK_SECOND)

    @property
    def everything(self) -> Matrix:
        return np.ones(len(self.spots), dtype=bool)

    def left_out(self, parts: Mapping[str, int]) -> list[Matrix]:
        """What the first pass says of each file when its repository was not fitted on."""
        part_of = np.array([parts[repo] for repo in self.repos])
        fits = [self.first(part_of != part) for part in sorted(set(parts.values()))]
        return [
            fits[parts[example.repo]].chances(self.raw[number])
            for number, example in enumerate(self.every)
        ]


def _around(
    example: Example, chances: Sequence[Chances], packed: Sequence[Shares], summaries: Summaries
) -> Matrix:
    path = example.file.path
    nothing = [0.0] * COUNT
    cells = cells_of(example.file, example.code)
    near = _means(neighbours_of(example.code, cells, packed))
    beside = _means(in_cells(example.code, cells, packed)) if cells else [nothing] * len(packed)
    above = _means(headers_above(example.code, packed))
    origins = _means(of_origins(example.origins, packed))
    uses = _means(of_uses(example.origins, packed))
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
            "header": above[index],
            "origin": origins[index],
            "use": uses[index],
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
    above: Matrix  # of these the rows of labelled statements


def fitted(data: Data) -> Passed:
    """Fit on everything. The second pass learns from chances that left each repository out."""
    parts = parts_of(data.every)
    first = data.first(data.everything)
    matrices = data.around(data.left_out(parts))
    above = data.labelled(matrices)
    return Passed(parts, first, data.second(above, data.everything), matrices, above)


def try_out(data: Data, both: Passed) -> tuple[list[Line], list[Line]]:
    """The labelled lines of others and ours, each repository judged by the others."""
    part_of = np.array([both.parts[repo] for repo in data.repos])
    fits = [data.second(both.above, part_of != part) for part in sorted(set(both.parts.values()))]
    theirs: list[Line] = []
    ours: list[Line] = []
    for number, example in enumerate(data.every):
        if not example.labels:
            continue
        if PACKAGING(example.file.path):
            said = [Role.PROCESS_MANAGEMENT] * len(example.code.statements)
        else:
            chances = fits[both.parts[example.repo]].chances(both.matrices[number]).tolist()
            notes = example.repo not in data.logging
            judged = settled(example.code, [_judged(its) for its in chances], notes=notes)
            said = [verdict.role for verdict in judged]
        into = ours if example.ours else theirs
        for index, accepted in example.labels:
            into.append(Line((example.repo, example.file.path), accepted, said[index]))
    return theirs, ours


def _judged(chances: Chances) -> Judged:
    first, _ = best_two(chances)
    return Judged(ROLES[first], chances[first], "")


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
    features = Names()
    data = Data(list(examples(folder, list(labels(*names[1:])), features)), features)
    both = fitted(data)
    if "--left-out" in arguments:
        sys.stdout.write("\n".join(told_of(*try_out(data, both))) + "\n")
    if "--write" in arguments:
        TABLE.write_bytes(_pretty(Passes(both.first.table(), both.second.table())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
