"""What does each statement of the Python files do? Two passes of weighted evidence.

The first pass adds up what a statement shows itself and what is written around it (`features`),
each feature with its weight for each role (`weights`). The second pass adds what the first said
of the statements around it, of its function, file and folder, and of the functions of the
repository that it calls or that call it (`around`). Returns that are in doubt then follow their
function, headers (`def`, `if`, `for`, `with`, …) take the role of what most of their body does,
imports that of what they import (`imports`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from operator import add
from typing import Any

import msgspec

from auditor.classify.around import (
    HEADERS,
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
    sizes_of,
)
from auditor.classify.evidence import Sign
from auditor.classify.features import Shown, Surroundings, of_repository, roots_of
from auditor.classify.imports import Imported, imports_by_line
from auditor.classify.knowledge import Knowledge
from auditor.classify.logs import log_everywhere, logs, without_logs
from auditor.classify.rows import Packed, Shares, floats, halves, packed, shares, uppers
from auditor.classify.scoring import (
    COUNT,
    Part,
    best_two,
    chances_of,
    parts_of,
    told,
    total_of,
    weighed,
    weighed_shares,
)
from auditor.classify.touching import touching
from auditor.classify.weights import ROLES, around, passes
from auditor.evidence.kept import MAX_FILES, Same, kept
from auditor.model import (
    STATEMENT_CLASSES,
    Call,
    Code,
    Does,
    Project,
    Role,
    RoleSpan,
    SourceFile,
)

NO_CODE = Code((), (), ())
CALLS = frozenset({"decisive", "call", "inner_call", "check", "magic"})
Each = Callable[[Callable[[int], Any], range], Iterable[Any]]
"""Gives what a function says of each number, in their order: `map`, or over processes."""

TELLING = 4.0
"""What a call is known to be tells people more than a name or a place that weighs a bit more."""


class Judged(msgspec.Struct, frozen=True):
    """A statement with its role, how sure that is (0-1), and the sign that weighed most."""

    role: Role
    confidence: float
    reason: str


class Own(msgspec.Struct, frozen=True):
    """What the first pass says of each statement of a file, whatever stands in other files."""

    shares: Sequence[Shares]
    rests: Sequence[Packed]  # what the second pass adds up with more
    origins: Sequence[Sequence[int]]  # what gave values to its names


class Seen(msgspec.Struct, frozen=True):
    """What the first pass says of a file, in few bytes: it may come from another process."""

    own: Own
    places: Sequence[Sequence[Place]]  # of the repository, that each statement calls


def classify_code(
    project: Project,
    files: Sequence[SourceFile],
    known: Knowledge,
    *,
    reasons: bool,
    each: Each = map,
) -> dict[str, tuple[RoleSpan, ...]]:
    """Spans of roles over all lines of these Python files and notebooks, by path.

    Without reasons they take half the time, and say the same. `each` may spread files over
    processes, which changes nothing, since all sums are exact.
    """
    judging = Judging(project, files, known, reasons=reasons)
    judging.learn(each(judging.first, judging.numbers))
    paths = [file.path for file, _ in judging.codes]
    return dict(zip(paths, each(judging.spans, judging.numbers), strict=True))


def judge(
    project: Project, files: Sequence[SourceFile], known: Knowledge
) -> list[tuple[Code, list[Judged]]]:
    """The role of every statement of these files, in their order."""
    judging = Judging(project, files, known, reasons=False)
    judging.learn(map(judging.first, judging.numbers))
    return [(judging.codes[number][1], judging.judged(number)) for number in judging.numbers]


class Judging:
    """Both passes over the files of a repository, each file by its number."""

    def __init__(
        self, project: Project, files: Sequence[SourceFile], known: Knowledge, *, reasons: bool
    ) -> None:
        self.codes = [(file, file.facts.code) for file in files if file.facts.code is not None]
        self.numbers = range(len(self.codes))
        self.known = known.apart_from(roots_of(project))
        self.modules = project.modules
        self.definitions = definitions_of(files)
        self.whole = of_repository(project, known)
        self.reasons = reasons
        self.seen: list[Seen] = []
        self.summaries = Summaries(COUNT)
        self.log_everywhere = False

    def first(self, number: int) -> Seen:
        return _first_pass(self.codes[number][0], self.known, self.definitions, self.whole)

    def learn(self, seen: Iterable[Seen]) -> None:
        """Sum up what the first pass says, which the second needs of all files."""
        self.log_everywhere = log_everywhere(code for _, code in self.codes)
        for (file, code), its in zip(self.codes, seen, strict=True):
            self.seen.append(its)
            self.summaries.add(file.path, code, self.heard(code, its.own), its.places)

    def heard(self, code: Code, own: Own) -> Sequence[Shares]:
        """What statements say to those around them."""
        return without_logs(code, own.shares) if self.log_everywhere else own.shares

    def judged(self, number: int) -> list[Judged]:
        return self._judged(number, self.said_of(number))

    def spans(self, number: int) -> tuple[RoleSpan, ...]:
        """For a trend the last answer is kept: of most files the same is said once more."""
        file, code = self.codes[number]
        said = self.said_of(number)
        last = _last_spans(file)
        whole = (total_of(self.whole), self.log_everywhere)
        key = (Same(self.known), whole, said.digest(), self.reasons)
        if key not in last:
            judged = self._judged(number, said)
            touched = touching(file, code, self.known, [verdict.role for verdict in judged])
            last.clear()
            last[key] = _spans(file, code, judged, touched)
        return last[key]

    def _judged(self, number: int, said: Said) -> list[Judged]:
        file, code = self.codes[number]
        reasons = None
        if self.reasons:
            reasons = Reasons(Surroundings(file, code, self.known), self.whole)
        own = self.seen[number].own
        judged = _second_pass(file, code, own, self.heard(code, own), said, reasons)
        return settled(code, judged, notes=not self.log_everywhere)

    def said_of(self, number: int) -> Said:
        """What the second pass of a file takes from its own and all others' first."""
        file, code = self.codes[number]
        sums, places = self.summaries, self.seen[number].places
        entries = imports_by_line(code)
        imported = Imported(file, self.known, self.definitions, self.modules, sums, entries)
        scopes = [(file.path, index) for index in range(len(code.scopes))]
        return Said(
            file=tuple(sums.of_file(file.path)),
            folder=tuple(sums.of_folder(file.path)),
            scopes=tuple(tuple(sums.of_scope(place)) for place in scopes),
            callers=tuple(tuple(sums.of_callers(place)) for place in scopes),
            called=tuple(tuple(sums.of_called(its)) if its else None for its in places),
            imports=tuple(
                imported.role_of(one) for one in code.statements if one.does is Does.IMPORT
            ),
        )


class Said(msgspec.Struct, frozen=True):
    """What the first pass says of a file as a whole, and of others that call it or are called.

    Besides the file itself this is all that its second pass depends on.
    """

    file: tuple[float, ...]
    folder: tuple[float, ...]
    scopes: tuple[tuple[float, ...], ...]
    callers: tuple[tuple[float, ...], ...]  # of each scope
    called: tuple[tuple[float, ...] | None, ...]  # by each statement; None for no call
    imports: tuple[tuple[Role, float, str], ...]  # what each import is for

    def digest(self) -> bytes:
        """Of few bytes, since one is kept for each file."""
        return blake2b(msgspec.msgpack.encode(self), digest_size=20).digest()


@kept
def _last_spans(_: SourceFile) -> dict[tuple[object, ...], tuple[RoleSpan, ...]]:
    return {}


class Sums(msgspec.Struct, frozen=True):
    """What the statements of a file say, and the calls in them."""

    own: Own
    calls: Sequence[Sequence[Call]]


def _first_pass(
    file: SourceFile,
    known: Knowledge,
    definitions: Mapping[str, Place],
    whole: Shown,
) -> Seen:
    sums = _sums(Same(file), Same(known), total_of(whole))
    places = calls_of(file, sums.calls, definitions)
    return Seen(sums.own, places)


@lru_cache(MAX_FILES)  # for a trend: most files of a revision are those of the one before
def _sums(same_file: Same[SourceFile], same_knowledge: Same[Knowledge], whole: Packed) -> Sums:
    file, known = same_file.value, same_knowledge.value
    code = file.facts.code or NO_CODE
    view = Surroundings(file, code, known)
    start = _bias() + whole + total_of(view.of_file())
    outer = [start + total_of(view.of_scope(index)) for index in range(len(code.scopes))]
    halved = [
        halves(outer[statement.scope] + total_of(view.of_statement(index)), COUNT)
        for index, statement in enumerate(code.statements)
    ]
    own = Own(
        [shares(chances_of(first)) for first, _ in halved],
        [second for _, second in halved],
        origins_of(code, view.readings),
    )
    return Sums(own, [reading.calls for reading in view.readings])


@cache
def _bias() -> Packed:
    return packed([*passes().first.bias, *passes().second.bias])


def _second_pass(  # noqa: PLR0913, PLR0917 - a file, and all that is known of it by now
    file: SourceFile,
    code: Code,
    own: Own,
    heard: Sequence[Shares],
    said: Said,
    reasons: Reasons | None,
) -> list[Judged]:
    scopes = [_of_scope(said, index) for index in range(len(code.scopes))]
    sums = [sum(rows.values()) for rows in scopes]
    cells = cells_of(file, code)
    near = neighbours_of(code, cells, heard)
    beside = in_cells(code, cells, heard) if cells else []
    above = headers_above(code, heard)
    origins, uses = of_origins(own.origins, heard), of_uses(own.origins, heard)
    imports = iter(said.imports)
    of_headers: dict[int, Packed] = {}  # by the innermost
    judged: list[Judged] = []
    for index, statement in enumerate(code.statements):
        if statement.does is Does.IMPORT:
            judged.append(Judged(*next(imports)))
            continue
        called, parent = said.called[index], statement.parent
        if parent not in of_headers:
            of_headers[parent] = weighed_shares(*above[index], around("header"))
        rows = {
            NEAR: weighed_shares(*near[index], around("near")),
            ABOVE: of_headers[parent],
            ORIGIN: weighed_shares(*origins[index], around("origin")),
            USE: weighed_shares(*uses[index], around("use")),
            CALLED: weighed(called, around("callee")) if called else 0,
        }
        if cells:
            rows[IN_CELL] = weighed_shares(*beside[index], around("cell"))
        itself = weighed_shares(own.shares[index], 1, around("self"))
        total = own.rests[index] + itself + sums[statement.scope] + sum(rows.values())
        chances = chances_of(uppers(total, COUNT))
        first, second = best_two(chances)
        reason = ""
        if reasons is not None:
            every = {**rows, **scopes[statement.scope]}
            reason = reasons.most(index, every, first, second)
        judged.append(Judged(ROLES[first], round(chances[first], 3), reason))
    return judged


NEAR = "what the lines around it do"
IN_CELL = "what its cell does"
ABOVE = "what the header above its block does"
ORIGIN = "where the names that it uses come from"
USE = "what its value is used for"
CALLED = "what the function does that it calls"


def _of_scope(said: Said, index: int) -> dict[str, Packed]:
    """What is said of all statements of a function or class alike."""
    inside = {
        "what its function does": weighed(said.scopes[index], around("scope")),
        "what calls its function": weighed(said.callers[index], around("callers")),
    }
    return {
        **(inside if index else {}),
        "what the rest of the file does": weighed(said.file, around("file")),
        "what the rest of the folder does": weighed(said.folder, around("folder")),
    }


class Reasons:
    """Why the statements of a file have their roles: looked up anew for those who ask."""

    def __init__(self, view: Surroundings, whole: Shown) -> None:
        self.view = view
        self.shared = (*parts_of(whole), *parts_of(view.of_file()))

    def most(self, index: int, rows: Mapping[str, Packed], first: int, second: int) -> str:
        """What speaks most for the first role against the second."""
        view = self.view
        best, reason, most = 0.0, "nothing speaks for another role", None
        scope = view.of_scope(view.code.statements[index].scope)
        for part in (*parts_of(view.of_statement(index)), *parts_of(scope), *self.shared):
            row = floats(part.row, 2 * COUNT)
            weight = row[first] - row[second] + row[COUNT + first] - row[COUNT + second]
            if part.name.partition(":")[0] in CALLS:
                weight *= TELLING
            if weight > best:
                best, most = weight, part
        for text, total in rows.items():
            row = floats(total, COUNT)
            weight = row[first] - row[second]
            if weight > best:
                best, reason, most = weight, text, None
        return reason if most is None else _told(tuple(view.signs(index)), most, ROLES[first])


def _told(signs: Sequence[Sign], part: Part, role: Role) -> str:
    """The sign behind a feature, if it is one that the statement shows itself."""
    named = [sign for sign in signs if f"{sign.source}:{sign.role}" == part.name]
    if named:
        return max(named, key=lambda sign: sign.strength).reason
    return told(part, role)


def settled(code: Code, judged: Sequence[Judged], *, notes: bool = True) -> list[Judged]:
    """What blocks decide: returns that are in doubt follow their function, headers their body.

    Without `notes`, log lines are no part of what a body does.
    """
    sizes = sizes_of(code)
    if not notes:
        sizes = [0 if logs(s) else size for s, size in zip(code.statements, sizes, strict=True)]
    return _headed(code, sizes, _returned(code, sizes, judged))


def _returned(code: Code, sizes: Sequence[int], judged: Sequence[Judged]) -> list[Judged]:
    """Give every return that is in doubt the role that most of its function has."""
    doubtful = {
        index: statement.scope
        for index, statement in enumerate(code.statements)
        if statement.does is Does.RETURN and judged[index].confidence < DOUBTFUL
    }
    tally = {scope: Counter[Role]() for scope in doubtful.values()}
    for statement, size, verdict in zip(code.statements, sizes, judged, strict=True):
        if statement.scope in tally and statement.does not in RETURNS_AND_HEADERS:
            tally[statement.scope][verdict.role] += size
    final = list(judged)
    for index, scope in doubtful.items():
        whole = tally[scope].total()
        if whole >= ENOUGH_LINES:
            most = max(ROLES, key=tally[scope].__getitem__)
            share = round(tally[scope][most] / whole, 3)
            final[index] = Judged(most, share, "what most of its function does")
    return final


RETURNS_AND_HEADERS = HEADERS | {Does.RETURN}
DOUBTFUL = 0.45  # of chances; the guide gives a return the role of its function
ENOUGH_LINES = 2  # beside the return: a note alone is not what a function is for


def _headed(code: Code, sizes: Sequence[int], judged: Sequence[Judged]) -> list[Judged]:
    """Give every header the role that most lines of its body have, innermost first."""
    inside: dict[int, list[int]] = {}  # lines by role in what each statement is around
    final = list(judged)
    for index in range(len(code.statements) - 1, -1, -1):
        statement, its = code.statements[index], inside.get(index, NO_LINES)
        whole = sum(its)
        if statement.does in HEADERS and whole:
            most = its.index(max(its))
            share = round(its[most] / whole, 3)
            final[index] = Judged(ROLES[most], share, "what most of its body does")
        if statement.parent >= 0:
            above = inside.setdefault(statement.parent, [0] * COUNT)
            above[PLACES[final[index].role]] += sizes[index]
            if whole:
                inside[statement.parent] = [*map(add, above, its)]
    return final


NO_LINES = (0,) * COUNT
PLACES = {role: place for place, role in enumerate(ROLES)}


def _spans(
    file: SourceFile, code: Code, judged: Sequence[Judged], touched: Sequence[bool]
) -> tuple[RoleSpan, ...]:
    """Lines of the statements, each line once; what no statement covers joins the one above."""
    owner: dict[int, int] = {}
    for index, statement in enumerate(code.statements):
        for line in range(statement.line, statement.header_end + 1):
            owner.setdefault(line, index)
    classes = file.facts.lines
    spans: list[RoleSpan] = []
    last: int | None = None
    for line in range(1, len(classes) + 1):
        if classes[line - 1] not in STATEMENT_CLASSES:
            continue
        last = owner.get(line, last)
        verdict = judged[last] if last is not None else _UNCOVERED
        touches = touched[last] if last is not None else False
        _extend(spans, line, verdict, touches=touches)
    return tuple(spans)


_UNCOVERED = Judged(Role.GENERAL, 0.3, "could not be parsed")


def _extend(spans: list[RoleSpan], line: int, verdict: Judged, *, touches: bool) -> None:
    """Add a line, to the last span if it says the same."""
    if spans:
        last = spans[-1]
        same = (last.role, last.confidence, last.reason, last.touches_ml)
        if same == (verdict.role, verdict.confidence, verdict.reason, touches):
            spans[-1] = msgspec.structs.replace(last, end_line=line)
            return
    spans.append(RoleSpan(line, line, verdict.role, verdict.confidence, verdict.reason, touches))
