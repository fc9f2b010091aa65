"""What does each statement of the Python files do? Two passes of weighted evidence.

The first pass adds up what a statement shows itself and what is written around it (`features`),
each feature with its weight for each role (`weights`). The second pass adds what the first said
of the statements around it, of its function, file and folder, and of the functions of the
repository that it calls or that call it (`around`). Headers (`def`, `if`, `for`, `with`, …) then
take the role of what most of their body does, imports that of what they import (`imports`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from auditor.classify.around import (
    HEADERS,
    Chances,
    Place,
    Summaries,
    calls_of,
    definitions_of,
    neighbours_of,
    sizes_of,
)
from auditor.classify.evidence import Sign
from auditor.classify.features import Surroundings, of_repository, roots_of
from auditor.classify.imports import Imported
from auditor.classify.knowledge import Knowledge
from auditor.classify.scoring import (
    COUNT,
    Part,
    best_two,
    chances_of,
    parts_of,
    told,
    total_of,
    weighed,
)
from auditor.classify.touching import touching
from auditor.classify.weights import ROLES, Row, around, passes
from auditor.model import STATEMENT_CLASSES, Code, Does, Project, Role, RoleSpan, SourceFile

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

    `own` are the parts of each statement, `outer` those of each scope with file and repository;
    `scores` are the sums of both passes, `chances` what the first makes of its half.
    """

    file: SourceFile
    code: Code
    signs: Sequence[Sequence[Sign]]
    own: Sequence[Sequence[Part]]
    outer: Sequence[Sequence[Part]]
    scores: Sequence[Row]
    chances: Sequence[Chances]
    calls: Sequence[Sequence[Place]]


def classify_code(
    project: Project, files: Sequence[SourceFile], known: Knowledge
) -> dict[str, tuple[RoleSpan, ...]]:
    """Spans of roles over all lines of these Python files and notebooks, by path."""
    apart = known.apart_from(roots_of(project))
    spans: dict[str, tuple[RoleSpan, ...]] = {}
    for view, judged in judge(project, files, known):
        roles = [verdict.role for verdict in judged]
        touched = touching(view.file, view.code, apart, roles)
        spans[view.file.path] = _spans(view.file, view.code, judged, touched)
    return spans


def judge(
    project: Project, files: Sequence[SourceFile], known: Knowledge
) -> list[tuple[Seen, list[Judged]]]:
    """The role of every statement of these files, in their order."""
    apart = known.apart_from(roots_of(project))
    definitions = definitions_of(files)
    whole = parts_of(of_repository(project, known))
    seen = [
        _first_pass(file, file.facts.code, apart, definitions, whole)
        for file in files
        if file.facts.code is not None
    ]
    summaries = Summaries(COUNT)
    for view in seen:
        summaries.add(view.file.path, view.code, view.chances, view.calls)
    return [
        (
            view,
            _headed(
                view.code,
                _second_pass(
                    view,
                    summaries,
                    Imported(view.file, apart, definitions, project.modules, summaries),
                ),
            ),
        )
        for view in seen
    ]


def _first_pass(
    file: SourceFile,
    code: Code,
    known: Knowledge,
    definitions: Mapping[str, Place],
    whole: Sequence[Part],
) -> Seen:
    view = Surroundings(file, code, known)
    shared = (*whole, *parts_of(view.of_file()))
    outer = [(*parts_of(view.of_scope(index)), *shared) for index in range(len(code.scopes))]
    bias = [*passes().first.bias, *passes().second.bias]
    sums = [total_of((part.row for part in parts), bias) for parts in outer]
    own = [parts_of(view.of_statement(index)) for index in range(len(code.statements))]
    scores = [
        total_of((part.row for part in parts), sums[statement.scope])
        for parts, statement in zip(own, code.statements, strict=True)
    ]
    chances = [chances_of(row[:COUNT]) for row in scores]
    calls = calls_of(file, code, definitions)
    return Seen(file, code, view.signs, own, outer, scores, chances, calls)


def _second_pass(view: Seen, summaries: Summaries, imported: Imported) -> list[Judged]:
    path = view.file.path
    of_file = weighed(summaries.of_file(path), around("file"))
    of_folder = weighed(summaries.of_folder(path), around("folder"))
    nothing = [0.0] * COUNT
    scopes = [(nothing, nothing)]
    for index in range(1, len(view.code.scopes)):
        body = weighed(summaries.of_scope((path, index)), around("scope"))
        callers = weighed(summaries.of_callers((path, index)), around("callers"))
        scopes.append((body, callers))
    near = neighbours_of(view.code, view.chances)
    judged: list[Judged] = []
    for index, statement in enumerate(view.code.statements):
        if statement.does is Does.IMPORT:
            judged.append(Judged(*imported.role_of(statement)))
            continue
        body, callers = scopes[statement.scope]
        rows = {
            "what the lines around it do": weighed(near[index], around("near")),
            "what its function does": body,
            "what calls its function": callers,
            "what the rest of the file does": of_file,
            "what the rest of the folder does": of_folder,
        }
        if view.calls[index]:
            called = summaries.of_called(view.calls[index])
            rows["what the function does that it calls"] = weighed(called, around("callee"))
        start = weighed(view.chances[index], around("self"))
        scores = view.scores[index][COUNT:]
        for row in (start, *rows.values()):
            scores = [old + new for old, new in zip(scores, row, strict=True)]
        judged.append(_decided(view, index, scores, rows))
    return judged


def _decided(view: Seen, index: int, scores: Row, rows: Mapping[str, Row]) -> Judged:
    chances = chances_of(scores)
    first, second = best_two(chances)
    role = ROLES[first]
    outer = view.outer[view.code.statements[index].scope]
    best, reason, most = 0.0, "nothing speaks for another role", None
    for part in (*view.own[index], *outer):
        row = part.row  # of both passes
        weight = row[first] - row[second] + row[COUNT + first] - row[COUNT + second]
        if part.name.partition(":")[0] in CALLS:
            weight *= TELLING
        if weight > best:
            best, most = weight, part
    for text, row in rows.items():
        weight = row[first] - row[second]
        if weight > best:
            best, reason, most = weight, text, None
    if most is not None:
        reason = _told(view.signs[index], most, role)
    return Judged(role, round(chances[first], 3), reason)


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
