"""What does each statement of the Python files do? Two passes of weighted evidence.

The first pass adds up what a statement shows itself and what is written around it (`features`),
each feature with its weight for each role (`weights`). The second pass adds what the first said
of the statements around it, of its function, file and folder, and of the functions of the
repository that it calls or that call it (`around`). Headers (`def`, `if`, `for`, `with`, …) then
take the role of what most of their body does, imports that of what they import (`imports`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from auditor.classify.around import (
    HEADERS,
    Place,
    Summaries,
    calls_of,
    definitions_of,
    neighbours_of,
    sizes_of,
)
from auditor.classify.evidence import Sign
from auditor.classify.features import Shown, Surroundings, of_repository, roots_of
from auditor.classify.imports import Imported
from auditor.classify.knowledge import Knowledge
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

CALLS = frozenset({"decisive", "call", "inner_call", "check", "magic"})
TELLING = 4.0
"""What a call is known to be tells people more than a name or a place that weighs a bit more."""


class Judged(msgspec.Struct, frozen=True):
    """A statement with its role, how sure that is (0-1), and the sign that weighed most."""

    role: Role
    confidence: float
    reason: str


class Seen(msgspec.Struct, frozen=True):
    """A file after the first pass.

    `shares` are what it makes of each statement, `rests` what of the first is to be added up in
    the second; `view` and `shared` are kept where reasons are asked for.
    """

    file: SourceFile
    code: Code
    shares: Sequence[Shares]
    rests: Sequence[Packed]
    calls: Sequence[Sequence[Call]]
    places: Sequence[Sequence[Place]]
    view: Surroundings | None
    shared: Sequence[Part]


def classify_code(
    project: Project, files: Sequence[SourceFile], known: Knowledge, *, reasons: bool
) -> dict[str, tuple[RoleSpan, ...]]:
    """Spans of roles over all lines of these Python files and notebooks, by path.

    Without reasons they take half the time, and say the same.
    """
    apart = known.apart_from(roots_of(project))
    definitions = definitions_of(files)
    whole = of_repository(project, known)
    seen = [
        _first_pass(file, file.facts.code, apart, definitions, whole, reasons=reasons)
        for file in files
        if file.facts.code is not None
    ]
    summaries = Summaries(COUNT)
    for view in seen:
        summaries.add(view.file.path, view.code, view.shares, view.places)
    spans: dict[str, tuple[RoleSpan, ...]] = {}
    for view in seen:
        imported = Imported(view.file, apart, definitions, project.modules, summaries)
        judged = _headed(view.code, _second_pass(view, summaries, imported))
        roles = [verdict.role for verdict in judged]
        touched = touching(view.file, view.code, view.calls, apart, roles)
        spans[view.file.path] = _spans(view.file, view.code, judged, touched)
    return spans


def _first_pass(  # noqa: PLR0913 - the tables of the whole repository
    file: SourceFile,
    code: Code,
    known: Knowledge,
    definitions: Mapping[str, Place],
    whole: Shown,
    *,
    reasons: bool,
) -> Seen:
    view = Surroundings(file, code, known)
    of_file = view.of_file()
    start = _bias() + total_of(whole) + total_of(of_file)
    outer = [start + total_of(view.of_scope(index)) for index in range(len(code.scopes))]
    halved = [
        halves(outer[statement.scope] + total_of(view.of_statement(index)), COUNT)
        for index, statement in enumerate(code.statements)
    ]
    calls = [reading.calls for reading in view.readings]
    return Seen(
        file,
        code,
        [shares(chances_of(first)) for first, _ in halved],
        [second for _, second in halved],
        calls,
        calls_of(file, calls, definitions),
        view if reasons else None,
        (*parts_of(whole), *parts_of(of_file)) if reasons else (),
    )


@cache
def _bias() -> Packed:
    return packed([*passes().first.bias, *passes().second.bias])


def _second_pass(seen: Seen, summaries: Summaries, imported: Imported) -> list[Judged]:
    path, code = seen.file.path, seen.code
    scopes = [_of_scope(path, index, summaries) for index in range(len(code.scopes))]
    sums = [sum(rows.values()) for rows in scopes]
    near = neighbours_of(code, seen.shares)
    judged: list[Judged] = []
    for index, statement in enumerate(code.statements):
        if statement.does is Does.IMPORT:
            judged.append(Judged(*imported.role_of(statement)))
            continue
        called = seen.places[index]
        rows = {
            NEAR: weighed_shares(*near[index], around("near")),
            CALLED: weighed(summaries.of_called(called), around("callee")) if called else 0,
        }
        itself = weighed_shares(seen.shares[index], 1, around("self"))
        total = seen.rests[index] + itself + sums[statement.scope] + sum(rows.values())
        chances = chances_of(uppers(total, COUNT))
        first, second = best_two(chances)
        reason = ""
        if seen.view is not None:
            every = {**rows, **scopes[statement.scope]}
            reason = _reason(seen, seen.view, index, every, (first, second))
        judged.append(Judged(ROLES[first], round(chances[first], 3), reason))
    return judged


NEAR = "what the lines around it do"
CALLED = "what the function does that it calls"


def _of_scope(path: str, index: int, summaries: Summaries) -> dict[str, Packed]:
    """What is said of all statements of a function or class alike."""
    inside = {
        "what its function does": weighed(summaries.of_scope((path, index)), around("scope")),
        "what calls its function": weighed(summaries.of_callers((path, index)), around("callers")),
    }
    return {
        **(inside if index else {}),
        "what the rest of the file does": weighed(summaries.of_file(path), around("file")),
        "what the rest of the folder does": weighed(summaries.of_folder(path), around("folder")),
    }


def _reason(
    seen: Seen,
    view: Surroundings,
    index: int,
    rows: Mapping[str, Packed],
    roles: tuple[int, int],
) -> str:
    """What speaks most for the first of these roles against the second."""
    first, second = roles
    best, reason, most = 0.0, "nothing speaks for another role", None
    scope = view.of_scope(seen.code.statements[index].scope)
    for part in (*parts_of(view.of_statement(index)), *parts_of(scope), *seen.shared):
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


def _headed(code: Code, judged: list[Judged]) -> list[Judged]:
    """Give every header the role that most lines of its body have, innermost first."""
    sizes = sizes_of(code)
    tally = [[0.0] * COUNT for _ in code.statements]
    final = list(judged)
    for index in range(len(code.statements) - 1, -1, -1):
        statement = code.statements[index]
        whole = sum(tally[index])
        if statement.does in HEADERS and whole:
            most = max(range(COUNT), key=lambda role: tally[index][role])
            share = round(tally[index][most] / whole, 3)
            final[index] = Judged(ROLES[most], share, "what most of its body does")
        if statement.parent >= 0:
            above = tally[statement.parent]
            above[ROLES.index(final[index].role)] += sizes[index]
            for role, lines in enumerate(tally[index]):
                above[role] += lines
    return final


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
