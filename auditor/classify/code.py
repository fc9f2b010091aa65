"""What does each statement of a Python file do? Signs of a statement, its block and its file.

Every statement adds up the signs that it shows itself, those of the function, class and file that
it stands in, and those of its neighbours. Each kind of sign has a weight (`weights.py`); the role
with the largest sum is chosen, and of two equal ones the first in the guide's table. Headers
(`def`, `if`, `for`, `with`, …) then take the role of what most of their body does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp

import msgspec

from auditor.classify.evidence import Sign, evidence_of
from auditor.classify.knowledge import Evidence, Knowledge
from auditor.classify.lexicon import lean_of, words_in
from auditor.classify.weights import BIAS, CARVED, NEIGHBOUR_DECAY, WEIGHTS
from auditor.classify.words import assigned, used
from auditor.model import (
    STATEMENT_CLASSES,
    Call,
    Code,
    CodeScope,
    Does,
    Role,
    RoleSpan,
    SourceFile,
    Statement,
    expressions_in,
)

ROLES = tuple(Role)
HEADERS = frozenset(
    {Does.FUNCTION, Does.CLASS, Does.IF, Does.ELSE, Does.FOR, Does.WHILE, Does.WITH, Does.TRY,
     Does.EXCEPT, Does.FINALLY, Does.MATCH, Does.CASE}
)  # fmt: skip
REACH = 6  # statements to either side that count as neighbours

Features = Mapping[str, Mapping[Role, float]]
"""Source of a sign -> role -> how much of it: what the weights are multiplied with."""


Tally = defaultdict[Role, float]


def _tally(parts: Iterable[Mapping[Role, float]] = ()) -> Tally:
    """Add up what several speak for."""
    total: Tally = defaultdict(float)
    for part in parts:
        for role, value in part.items():
            total[role] += value
    return total


class Judged(msgspec.Struct, frozen=True):
    """A statement with its role, how sure that is (0-1), and the sign that weighed most."""

    role: Role
    confidence: float
    reason: str


def classify_code(file: SourceFile, code: Code, known: Knowledge) -> tuple[RoleSpan, ...]:
    """Spans of roles over all lines of a Python file or notebook."""
    judged = judge(file, code, known)
    touching = _touching(file, code, known)
    return _spans(file, code, judged, touching)


def judge(file: SourceFile, code: Code, known: Knowledge) -> list[Judged]:
    """The role of every statement, in their order."""
    view = _View(file, code, known)
    judged = [_decide(view, index) for index in range(len(code.statements))]
    return _headed(code, judged)


class _View:
    """Signs of a file's statements, and of all that they stand in."""

    def __init__(self, file: SourceFile, code: Code, known: Knowledge) -> None:
        self.code = code
        self.known = known
        self.signs = [tuple(evidence_of(statement, file, known)) for statement in code.statements]
        self.own = [_sums(signs) for signs in self.signs]
        self.leans = [_lean(features) for features in self.own]
        self.path = _path_lean(known.roles_of_path(file.path))
        self.siblings = self._siblings()
        self.words = [words_in((*assigned(s), *used(s))) for s in code.statements]
        self.scope_leans = [lean_of(words) for words in self._scope_words()]
        self.name_leans = [lean_of(words_in((scope.name,))) for scope in code.scopes]
        self.scopes = self._scope_leans(file)
        self.whole = _normal(_tally(self.leans))

    def _siblings(self) -> list[tuple[Sequence[int], int]]:
        """Of each statement, the statements of its block and its place among them."""
        blocks: defaultdict[int, list[int]] = defaultdict(list)
        places: list[tuple[Sequence[int], int]] = []
        for index, statement in enumerate(self.code.statements):
            block = blocks[statement.parent]
            places.append((block, len(block)))
            block.append(index)
        return places

    def _scope_leans(self, file: SourceFile) -> list[Features]:
        sums: list[Tally] = [_tally() for _ in self.code.scopes]
        for statement, lean in zip(self.code.statements, self.leans, strict=True):
            # Checks and log lines stand in code of every role: they say nothing of their block.
            kept = {role: value for role, value in lean.items() if role not in CARVED}
            for role, value in kept.items():
                sums[statement.scope][role] += value
        return [
            self._scope_features(file, scope, sums[index])
            for index, scope in enumerate(self.code.scopes)
        ]

    def _scope_features(self, file: SourceFile, scope: CodeScope, body: Tally) -> Features:
        features: dict[str, Mapping[Role, float]] = {"body": _normal(body)}
        if scope.name:
            name = "function_name" if scope.kind == "function" else "class_name"
            features[name] = _said(self.known.role_of_name(scope.name))
        for label in scope.decorators:
            features["decorator"] = _said(self.known.role_of(file.full(label)))
        bases = file.ancestors.get(scope.qualname, scope.bases) if scope.kind == "class" else ()
        for base in bases:
            said = _said(self.known.role_of(base)) or _said(
                self.known.role_of_name(base.rpartition(".")[2])
            )
            if said:
                features["base"] = said
                break
        return features

    def _scope_words(self) -> list[frozenset[str]]:
        """All words of each function's and class's own statements."""
        words: list[set[str]] = [set() for _ in self.code.scopes]
        for statement, found in zip(self.code.statements, self.words, strict=True):
            words[statement.scope] |= found
        return [frozenset(found) for found in words]

    def near_words(self, index: int) -> frozenset[str]:
        """Words of the two statements to either side in the same block."""
        block, place = self.siblings[index]
        near = (*range(max(0, place - 2), place), *range(place + 1, min(place + 3, len(block))))
        return frozenset().union(*(self.words[block[other]] for other in near))

    def neighbours(self, index: int) -> Mapping[Role, float]:
        """What the statements nearby in the same block lean to, the nearer the more."""
        block, place = self.siblings[index]
        total = _tally()
        for step in range(1, REACH + 1):
            for other in (place - step, place + step):
                if 0 <= other < len(block):
                    for role, value in self.leans[block[other]].items():
                        if role not in CARVED:
                            total[role] += value * NEIGHBOUR_DECAY**step
        return total

    def features(self, index: int) -> Features:
        """All that speaks for the role of a statement, by source and role."""
        statement = self.code.statements[index]
        found: dict[str, Mapping[Role, float]] = dict(self.own[index])
        found["words"] = lean_of(self.words[index])
        found["near_words"] = lean_of(self.near_words(index))
        found["neighbours"] = self.neighbours(index)
        found["path"] = self.path
        found["file"] = self.whole
        depth, scope = 0, statement.scope
        while scope > 0:
            level = "scope" if depth == 0 else "outer"
            for source, values in self.scopes[scope].items():
                found.setdefault(f"{level}_{source}", values)
            found.setdefault(f"{level}_words", self.scope_leans[scope])
            found.setdefault(f"{level}_name_words", self.name_leans[scope])
            scope, depth = self.code.scopes[scope].parent, depth + 1
        if depth == 0:
            found["module_body"] = self.scopes[0]["body"]
        return found


def _sums(signs: Iterable[Sign]) -> Features:
    """Strength of a statement's own signs by source and role; repeated signs count less."""
    sums: defaultdict[str, Tally] = defaultdict(_tally)
    for sign in signs:
        sums[sign.source][sign.role] += sign.strength
    return {
        source: {role: min(value, 1.0 + value / 4) for role, value in roles.items()}
        for source, roles in sums.items()
    }


def _lean(features: Features) -> Mapping[Role, float]:
    """What a statement's own signs speak for, as one distribution, 0 where they are silent."""
    total = _tally()
    for source, roles in features.items():
        for role, value in roles.items():
            total[role] += WEIGHTS.get(source, 0.0) * value
    scale = 1.0 + sum(total.values())
    return {role: value / scale for role, value in total.items()}


def _normal(values: Mapping[Role, float]) -> Mapping[Role, float]:
    whole = sum(values.values())
    return {role: value / whole for role, value in values.items()} if whole else {}


def _said(found: Evidence | None) -> Mapping[Role, float]:
    if found is None or found.role is None:
        return {}
    return {found.role: 0.5 * found.strength}


def _path_lean(found: Sequence[Evidence]) -> Mapping[Role, float]:
    """What file and folder names say, the nearest first and most."""
    total = _tally()
    for distance, evidence in enumerate(found):
        if evidence.role is not None:
            total[evidence.role] += 0.5 * evidence.strength / (1 + distance)
    return total


def scores(features: Features) -> dict[Role, float]:
    """Weighted sum of the evidence for each role."""
    total = dict(BIAS)
    for source, roles in features.items():
        weight = WEIGHTS.get(source, 0.0)
        for role, value in roles.items():
            total[role] += weight * value
    return total


def _decide(view: _View, index: int) -> Judged:
    features = view.features(index)
    total = scores(features)
    role = max(ROLES, key=lambda candidate: total[candidate])
    top = max(total.values())
    confidence = 1 / sum(exp(value - top) for value in total.values())
    return Judged(role, round(confidence, 3), _reason(view.signs[index], features, role))


def _reason(signs: Sequence[Sign], features: Features, role: Role) -> str:
    """The statement's own heaviest sign for its role, or else what it stands in."""
    own = [sign for sign in signs if sign.role is role]
    if own:
        return max(own, key=_telling).reason
    around = [source for source, roles in features.items() if roles.get(role)]
    if not around:
        return "nothing speaks for another role"
    heaviest = max(around, key=lambda s: WEIGHTS.get(s, 0.0) * features[s][role])
    return _AROUND.get(heaviest, f"{heaviest.replace('_', ' ')} around it is {role}")


def _telling(sign: Sign) -> tuple[bool, float]:
    """What a call is known to be tells people more than what a name sounds like."""
    return sign.source in CALLS, WEIGHTS.get(sign.source, 0.0) * sign.strength


CALLS = frozenset({"decisive", "call", "method", "inner_call", "inner_method", "check", "magic"})

_AROUND = {
    "neighbours": "the statements next to it",
    "path": "the name of the file",
    "file": "what most of the file does",
    "module_body": "what most of the script does",
    "scope_body": "what most of its function does",
    "scope_function_name": "the name of its function",
    "outer_class_name": "the name of its class",
    "outer_base": "the base of its class",
    "scope_base": "the base of its class",
}


def _headed(code: Code, judged: list[Judged]) -> list[Judged]:
    """Give every header the role that most lines of its body have, innermost first."""
    weight = [_lines(statement) for statement in code.statements]
    tally: list[Tally] = [_tally() for _ in code.statements]
    final = list(judged)
    for index in range(len(code.statements) - 1, -1, -1):
        statement = code.statements[index]
        if statement.does in HEADERS and any(tally[index].values()):
            role = _most(tally[index])
            share = tally[index][role] / sum(tally[index].values(), 0.0)
            final[index] = Judged(role, round(share, 3), "what most of its body does")
        if statement.parent >= 0:
            tally[statement.parent][final[index].role] += weight[index]
            for role, lines in tally[index].items():
                tally[statement.parent][role] += lines
    return final


def _most(tally: Mapping[Role, float]) -> Role:
    return max(ROLES, key=lambda role: tally.get(role, 0))


def _lines(statement: Statement) -> int:
    silent = statement.does in {Does.IMPORT, Does.PASS} or (
        statement.does is Does.EXPRESSION and statement.text
    )
    return 0 if silent else statement.header_end - statement.line + 1


def _touching(file: SourceFile, code: Code, known: Knowledge) -> list[bool]:
    """Tell of each statement whether its function, cell or top-level block calls an ML library."""
    calls_ml = [
        any(
            isinstance(expression, Call) and known.is_ml(file.full(expression.target))
            for expression in expressions_in(statement)
        )
        for statement in code.statements
    ]
    blocks = [_block_of(file, code, index) for index in range(len(code.statements))]
    touched = {block for block, calls in zip(blocks, calls_ml, strict=True) if calls}
    return [block in touched for block in blocks]


def _block_of(file: SourceFile, code: Code, index: int) -> tuple[str, int]:
    """The outermost function, else the notebook cell, else the top-level statement."""
    statement = code.statements[index]
    scope, function = statement.scope, 0
    if statement.does is Does.FUNCTION:
        function = next((i for i, s in enumerate(code.scopes) if s.statement == index), 0)
    while scope > 0:
        if code.scopes[scope].kind == "function":
            function = scope
        scope = code.scopes[scope].parent
    if function:
        return "function", function
    for cell in file.facts.cells:
        if cell.kind == "code" and cell.first_line <= statement.line < (
            cell.first_line + cell.line_count
        ):
            return "cell", cell.index
    top = index
    while code.statements[top].parent >= 0 and code.statements[top].does is not Does.CLASS:
        top = code.statements[top].parent
    return "top", top


def _spans(
    file: SourceFile, code: Code, judged: Sequence[Judged], touching: Sequence[bool]
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
        touches = touching[last] if last is not None else False
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
