"""What did the first pass say of what is around a statement? Summaries for the second.

Each statement's roles, as the first pass sees them, are summed over its neighbours, its function,
its file and its folder, and along the calls of the repository in both directions: a function that
only the loss calls is ML code, and so is a line that calls the loss.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import sqrt
from operator import mul

import msgspec

from auditor.classify.reading import Reading
from auditor.classify.rows import Shares, chances_in
from auditor.model import Call, Code, Does, SourceFile

HEADERS = frozenset(
    {Does.FUNCTION, Does.CLASS, Does.IF, Does.ELSE, Does.FOR, Does.WHILE, Does.WITH, Does.TRY,
     Does.EXCEPT, Does.FINALLY, Does.MATCH, Does.CASE}
)  # fmt: skip
REACH = 6  # statements to either side that count as neighbours
ENOUGH = 5.0  # statements that the other files of a folder need to say something of it

Chances = list[float]
"""Of each role, in their order; they sum up to 1, or all are 0 where nothing is known."""

Near = tuple[Shares, int]
"""A sum of shares and what they weigh together."""

Place = tuple[str, int]
"""A function or class: the path of its file, its index among the scopes."""


class Sum(msgspec.Struct):
    """Chances of many statements and what they weigh together."""

    total: Chances
    weight: float = 0.0

    def add(self, chances: Sequence[float], weight: float) -> None:
        self.total = [old + weight * new for old, new in zip(self.total, chances, strict=True)]
        self.weight += weight

    def less(self, other: Sum) -> Sum:
        total = [mine - its for mine, its in zip(self.total, other.total, strict=True)]
        return Sum(total, self.weight - other.weight)

    def mean(self) -> Chances:
        if self.weight <= 0:
            return [0.0] * len(self.total)
        return [value / self.weight for value in self.total]


def size_of(statement: Does, lines: int, *, bare_string: bool) -> int:
    """Lines that count when a block is summed up: imports, `pass` and docstrings say nothing."""
    silent = statement in {Does.IMPORT, Does.PASS} or bare_string
    return 0 if silent else lines


def sizes_of(code: Code) -> list[int]:
    return [
        size_of(
            s.does,
            s.header_end - s.line + 1,
            bare_string=s.does is Does.EXPRESSION and bool(s.text),
        )
        for s in code.statements
    ]


def definitions_of(files: Iterable[SourceFile]) -> dict[str, Place]:
    """Where the functions and classes of the repository are, by their full names."""
    return {
        f"{file.module}.{scope.qualname}": (file.path, index)
        for file in files
        if file.facts.code is not None
        for index, scope in enumerate(file.facts.code.scopes)
        if scope.kind != "module"
    }


def calls_of(
    file: SourceFile, calls: Iterable[Sequence[Call]], known: Mapping[str, Place]
) -> list[tuple[Place, ...]]:
    """Of each statement's calls, the functions and classes of the repository that are called."""
    return [tuple(sorted(_places(file, its, known))) if its else () for its in calls]


def _places(file: SourceFile, calls: Sequence[Call], known: Mapping[str, Place]) -> set[Place]:
    found: set[Place] = set()
    for call in calls:
        if call.target:
            place = known.get(file.full(call.target).replace("()", ""))
            if place is not None:
                found.add(place)
    return found


class Summaries:
    """Sums over scopes, files, folders and calls of all files that were judged once."""

    def __init__(self, roles: int) -> None:
        self.nothing = [0.0] * roles
        self.scopes: dict[str, list[Sum]] = {}
        self.folders: defaultdict[str, Sum] = defaultdict(lambda: Sum(self.nothing))
        self.callers: dict[Place, tuple[Shares, int]] = {}

    def add(
        self,
        path: str,
        code: Code,
        shares: Sequence[Shares],
        calls: Sequence[Sequence[Place]],
    ) -> None:
        scopes = self._sums(code, shares)
        self.scopes[path] = scopes
        self.folders[_folder(path)].add(scopes[0].mean(), scopes[0].weight)
        for statement, its, called in zip(code.statements, shares, calls, strict=True):
            for place in called:
                if place != (path, statement.scope):
                    total, count = self.callers.get(place, (0, 0))
                    self.callers[place] = (total + its, count + 1)

    def _sums(self, code: Code, shares: Sequence[Shares]) -> list[Sum]:
        """Sums of every scope with all that is in it; longer statements weigh more."""
        alike: dict[tuple[int, int], tuple[Shares, int]] = {}
        for statement, size, its in zip(code.statements, sizes_of(code), shares, strict=True):
            if size and statement.does not in HEADERS:
                total, count = alike.get((statement.scope, size), (0, 0))
                alike[statement.scope, size] = (total + its, count + 1)
        roles = len(self.nothing)
        scopes = [Sum(self.nothing) for _ in code.scopes]
        for (scope, size), (total, count) in alike.items():
            scopes[scope].add(chances_in(total, roles, count), sqrt(size) * count)
        for index in range(len(scopes) - 1, 0, -1):
            inner = scopes[index]
            outer = scopes[code.scopes[index].parent]
            outer.add(inner.mean(), inner.weight)
        return scopes

    def of_file(self, path: str) -> Chances:
        return self.scopes[path][0].mean()

    def of_folder(self, path: str) -> Chances:
        """What the other files of its folder do."""
        rest = self.folders[_folder(path)].less(self.scopes[path][0])
        return rest.mean() if rest.weight > ENOUGH else self.nothing

    def of_scope(self, place: Place) -> Chances:
        path, index = place
        return self.scopes[path][index].mean()

    def of_callers(self, place: Place) -> Chances:
        if place not in self.callers:
            return self.nothing
        total, count = self.callers[place]
        return chances_in(total, len(self.nothing), count)

    def of_called(self, places: Iterable[Place]) -> Chances:
        """What the functions that are called do."""
        found = Sum(self.nothing)
        for place in places:
            if place[0] in self.scopes:
                found.add(self.of_scope(place), 1.0)
        return found.mean()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def cells_of(file: SourceFile, code: Code) -> list[int]:
    """Of each statement, the cell of the notebook that it stands in; none outside of notebooks."""
    starts = [(cell.first_line, cell.index) for cell in file.facts.cells if cell.kind == "code"]
    if not starts:
        return []
    lines = [line for line, _ in starts]
    return [starts[bisect_right(lines, s.line) - 1][1] for s in code.statements]


def in_cells(code: Code, cells: Sequence[int], shares: Sequence[Shares]) -> list[Near]:
    """Of each statement, what the others of its cell do; longer ones weigh more."""
    sums: dict[int, Near] = {}
    weights = [
        0 if statement.does in HEADERS else round(FINE * sqrt(size))
        for statement, size in zip(code.statements, sizes_of(code), strict=True)
    ]
    for cell, its, weight in zip(cells, shares, weights, strict=True):
        total, whole = sums.get(cell, (0, 0))
        sums[cell] = (total + its * weight, whole + weight)
    found: list[Near] = []
    for cell, its, weight in zip(cells, shares, weights, strict=True):
        total, whole = sums[cell]
        rest = whole - weight
        found.append((total - its * weight, rest) if rest else (0, 1))
    return found


FINE = 16  # weights are whole numbers, so that sums are exact


def headers_above(code: Code, shares: Sequence[Shares]) -> list[Near]:
    """Of each statement, what the headers around it say themselves: `with open(…) as stream`."""
    found: list[Near] = []
    for statement in code.statements:
        parent = statement.parent
        if parent < 0 or code.statements[parent].does in DEFINITIONS:
            found.append(NOTHING)
        else:
            total, whole = found[parent]
            found.append((total + shares[parent], whole + 1 if total else 1))
    return found


DEFINITIONS = frozenset({Does.FUNCTION, Does.CLASS})
NOTHING: Near = (0, 1)
OWN = frozenset({"self", "cls"})


def origins_of(code: Code, readings: Sequence[Reading]) -> list[Sequence[int]]:
    """Of each statement, those that last gave values to the names that it uses.

    A name is looked for in the function and then in what is around it; what a method stores in
    `self` is found by the other methods of its class.
    """
    given: list[dict[str, int]] = [{} for _ in code.scopes]
    parents = [scope.parent for scope in code.scopes]
    found: list[Sequence[int]] = []
    for index, (statement, reading) in enumerate(zip(code.statements, readings, strict=True)):
        scope = statement.scope
        its: dict[int, None] = {}
        for name in reading.used:
            place = scope
            while place >= 0:
                if name in given[place]:
                    its[given[place][name]] = None
                    break
                place = parents[place]
        its.pop(index, None)
        found.append(tuple(its))
        if reading.assigned:
            stores = not OWN.isdisjoint(reading.assigned)
            into = given[parents[scope] if stores and scope else scope]
            for name in reading.assigned:
                if name not in OWN:
                    into[name] = index
    return found


def of_origins(origins: Sequence[Sequence[int]], shares: Sequence[Shares]) -> list[Near]:
    """What those do that gave values to what each statement uses."""
    return [
        (sum([shares[other] for other in its]), len(its)) if its else NOTHING for its in origins
    ]


def of_uses(origins: Sequence[Sequence[int]], shares: Sequence[Shares]) -> list[Near]:
    """What those do that use what each statement gives values to."""
    totals = [0] * len(shares)
    counts = [0] * len(shares)
    for its, share in zip(origins, shares, strict=True):
        for other in its:
            totals[other] += share
            counts[other] += 1
    return [(t, n) if n else NOTHING for t, n in zip(totals, counts, strict=True)]


def neighbours_of(code: Code, cells: Sequence[int], shares: Sequence[Shares]) -> list[Near]:
    """Of each statement, what those nearby in the same block do: the nearer, the more it counts.

    Those of another cell count half: cells are where people think a new step begins.
    """
    blocks: defaultdict[int, list[int]] = defaultdict(list)
    for index, statement in enumerate(code.statements):
        blocks[statement.parent].append(index)
    found: list[Near] = [(0, 1)] * len(code.statements)
    for block in blocks.values():
        here = [shares[index] for index in block]
        for place, index in enumerate(block):
            above, below = here[max(0, place - REACH) : place], here[place + 1 : place + REACH + 1]
            if cells:
                found[index] = _near_in_cells(block, place, cells, shares)
            elif above or below:
                total = sum(map(mul, reversed(above), WORTH)) + sum(map(mul, below, WORTH))
                found[index] = (total, SUMS[len(above)] + SUMS[len(below)])
    return found


def _near_in_cells(
    block: Sequence[int], place: int, cells: Sequence[int], shares: Sequence[Shares]
) -> Near:
    total, whole = 0, 0
    for other in range(max(0, place - REACH), min(len(block), place + REACH + 1)):
        if other != place:
            worth = WORTH[abs(other - place) - 1]
            if cells[block[other]] == cells[block[place]]:
                worth *= 2
            total += shares[block[other]] * worth
            whole += worth
    return (total, whole) if whole else (0, 1)


WORTH = tuple(3**distance * 5 ** (REACH - distance) for distance in range(1, REACH + 1))
"""What a neighbour's word is worth: 0.6 times as much for each statement of distance."""
SUMS = tuple(accumulate(WORTH, initial=0))
