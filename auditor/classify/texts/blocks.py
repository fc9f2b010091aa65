"""What does each statement of a file in another language do? Signs and weights decide.

As in Python, a statement adds up the signs that it shows itself, those of the functions and the
file that it stands in, and those of its neighbours. What holds statements takes for its own lines
the role of most of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp

import msgspec

from auditor.classify.knowledge import Evidence, Knowledge
from auditor.classify.lexicon import lean_of, words_in
from auditor.classify.texts.learning import is_learning
from auditor.classify.texts.signs import SHELL, Names, Sign, family_of, is_check, names_of, signs_of
from auditor.classify.texts.weights import BIAS, WEIGHTS
from auditor.model import STATEMENT_CLASSES, Block, Role, RoleSpan, SourceFile
from auditor.model.block import CLASS, COMPOUND, FUNCTION, IMPORT, LOOP, RETURN

ROLES = tuple(Role)
SCOPES = frozenset({FUNCTION, CLASS})
HOLDERS = frozenset({FUNCTION, CLASS, LOOP, COMPOUND})
CARVED = frozenset({Role.MONITORING, Role.DATA_VERIFICATION})  # they do not colour their block
REACH = 5  # statements to either side that count as neighbours
DECAY = 0.6  # what a neighbour's word is worth, per statement of distance
DOUBT = 0.15  # of a block: what it would have to lean to anything at least, to be heard in full
KNOWN_SHARE = 0.1  # of its statements' leans that must be known for a file's words to be heard
KERNEL = 8  # products, sums and elements, in loops, that make a function one that computes
ATTRIBUTES = frozenset({"cfg", "Test", "ParameterizedTest", "tokio.test", "rstest"})
DISTRUST = 7.0  # taken from ML code in a file where nothing else speaks of learning
OF_GENERAL = 0.2  # part of that which speaks for general code there
MAX_LEVELS = 4  # functions and classes around a statement that are asked
MAX_GUARD = 12  # statements of a branch that only reports an error
REPORTS = frozenset({"cerr", "eprintln!", "fprintf", "error", "echo", "perror", "log_error",
                     "warning", "LOGE", "fatal", "Fatalf", "errorf"})  # fmt: skip
TESTS = frozenset({"describe", "it", "@testset", "@test"})  # calls that hold tests

Lean = Mapping[Role, float]


class Judged(msgspec.Struct, frozen=True):
    """A block with its role, how sure that is (0-1), and the sign that weighed most."""

    role: Role
    confidence: float
    reason: str


def classify_blocks(file: SourceFile, known: Knowledge) -> tuple[RoleSpan, ...]:
    """Spans of roles over all lines of a file in another language."""
    family = family_of(file.suffix, file.facts.language)
    blocks = file.facts.blocks
    names = names_of(blocks, family, known)
    view = _View(file, names)
    judged = _headed(blocks, [view.decide(index) for index in range(len(blocks))], view)
    return _spans(file, judged, _touching(blocks, names, judged))


class _View:
    """Signs of a file's blocks, and of all that they stand in."""

    def __init__(self, file: SourceFile, names: Names) -> None:
        self.file = file
        self.blocks = file.facts.blocks
        self.known = names.known
        self.names = names
        self.signs = [
            tuple(signs_of(block, self.blocks[block.parent] if block.parent >= 0 else None, names))
            for block in self.blocks
        ]
        self.own = [_sums(signs) for signs in self.signs]
        self.leans = [_lean(features) for features in self.own]
        self.known_share = sum(sum(lean.values()) for lean in self.leans) / len(self.leans)
        self.words = [words_in((*b.assigned, *b.names, *b.calls, b.name)) for b in self.blocks]
        self.siblings = self._siblings()
        self.scope = self._scopes()
        self.bodies, self.scope_words = self._bodies()
        self.scope_names = self._scope_names()
        self.kernels = self._kernels()
        self.path = _path_lean(names.known.roles_of_path(file.path))
        self.whole = _normal(_added(self.leans), DOUBT * len(self.blocks))
        self.doubt = DISTRUST * (1.0 - self._is_about_learning(file))
        self.tests = self._tests()
        self.guards = self._guards()

    def _is_about_learning(self, file: SourceFile) -> float:
        imported = [full for block in self.blocks for _, full in block.binds]
        calls = any(map(self.names.tables.is_ml, imported)) or any(
            self.names.is_ml(call) for block in self.blocks for call in block.calls
        )
        names = [n for b in self.blocks for n in (*b.calls, *b.names, *b.assigned, b.name)]
        names += imported
        return is_learning(names, file.path, calls_library=calls)

    def _siblings(self) -> list[tuple[list[int], int]]:
        below: defaultdict[int, list[int]] = defaultdict(list)
        places = []
        for index, block in enumerate(self.blocks):
            places.append((below[block.parent], len(below[block.parent])))
            below[block.parent].append(index)
        return places

    def _scopes(self) -> list[int]:
        """Of each block the function or class that it stands in; -1 at the top."""
        scopes: list[int] = []
        for block in self.blocks:
            inside = block.parent
            is_scope = inside >= 0 and self.blocks[inside].kind in SCOPES
            scopes.append(inside if inside < 0 or is_scope else scopes[inside])
        return scopes

    def _scope_names(self) -> Mapping[int, Sequence[str]]:
        """All names in each function and class itself."""
        names: defaultdict[int, list[str]] = defaultdict(list)
        for index, block in enumerate(self.blocks):
            scope = index if block.kind in SCOPES else self.scope[index]
            names[scope] += (*block.calls, *block.names, *block.assigned, block.name)
        return names

    def _bodies(self) -> tuple[dict[int, Lean], dict[int, Lean]]:
        """What the statements of each function and class lean to, and the words in them."""
        sums: defaultdict[int, defaultdict[Role, float]] = defaultdict(lambda: defaultdict(float))
        words: defaultdict[int, set[str]] = defaultdict(set)
        for index, lean in enumerate(self.leans):
            scope = index if self.blocks[index].kind in SCOPES else self.scope[index]
            words[scope] |= self.words[index]
            for role, value in lean.items():
                if role not in CARVED:
                    sums[scope][role] += value
        leans = {scope: _normal(body, DOUBT) for scope, body in sums.items()}
        return leans, {scope: lean_of(found) for scope, found in words.items()}

    def _kernels(self) -> frozenset[int]:
        """Functions that compute in loops, or over many threads, what learning code computes."""
        work: defaultdict[int, int] = defaultdict(int)
        loops: set[int] = set()
        for index, block in enumerate(self.blocks):
            scope = index if block.kind in SCOPES else self.scope[index]
            work[scope] += block.arithmetic
            if block.kind == LOOP or "threadIdx.x" in block.names or "blockIdx.x" in block.names:
                loops.add(scope)
        return frozenset(s for s in loops if s >= 0 and work[s] >= KERNEL)

    def _tests(self) -> list[bool]:
        """Which blocks are, or lie in, tests inside of a source file."""
        found: list[bool] = []
        for block in self.blocks:
            marked = not TESTS.isdisjoint(block.calls[:1]) or (
                block.kind in SCOPES and not ATTRIBUTES.isdisjoint((*block.names[:2], *block.calls))
            )
            found.append((block.parent >= 0 and found[block.parent]) or
                         (marked and block.kind in HOLDERS))  # fmt: skip
        return found

    def _guards(self) -> frozenset[int]:
        """Branches that say that something is wrong and leave, with all that lies in them."""
        below: defaultdict[int, list[int]] = defaultdict(list)
        for index, block in enumerate(self.blocks):
            below[block.parent].append(index)
        guards: set[int] = set()
        for index, block in enumerate(self.blocks):
            inner = [self.blocks[child] for child in below[index]]
            if block.kind == COMPOUND and 0 < len(inner) <= MAX_GUARD and _leaves(inner):
                guards |= {index, *below[index]}
        return frozenset(guards)

    def features(self, index: int) -> dict[str, Lean]:
        """All that speaks for the role of a block, by source and role."""
        found: dict[str, Lean] = dict(self.own[index])
        found["words"] = self.heard(lean_of(self.words[index]))
        found["near_words"] = self.heard(lean_of(self._near_words(index)))
        found["neighbours"] = self._neighbours(index)
        found["path"] = self.path
        found["file"] = self.whole
        if self.names.family == SHELL:
            found["script"] = {Role.PROCESS_MANAGEMENT: 1.0}
        block = self.blocks[index]
        scope, level = (index if block.kind in SCOPES else self.scope[index]), "scope"
        for _ in range(MAX_LEVELS):
            if scope < 0:
                break
            name = self.blocks[scope].name.rpartition(".")[2]
            found.setdefault(f"{level}_name", _said(self.names.role_of_name(name)))
            found.setdefault(f"{level}_body", self.bodies.get(scope, {}))
            found.setdefault(f"{level}_words", self.heard(self.scope_words.get(scope, {})))
            if scope in self.kernels and self.doubt <= 0 and self._is_learning(scope):
                found["kernel"] = {Role.ML_CODE: 1.0}
            scope, level = self.scope[scope], "outer"
        return found

    def heard(self, lean: Lean) -> Lean:
        """Words tell little in a file where next to nothing is known: they would decide alone."""
        share = min(1.0, self.known_share / KNOWN_SHARE)
        return {role: value * share for role, value in lean.items()}

    def _is_learning(self, scope: int) -> bool:
        """Whether the names in a function that computes are those of learning."""
        return is_learning(self.scope_names[scope], self.file.path, calls_library=False) > 0

    def _near_words(self, index: int) -> frozenset[str]:
        block, place = self.siblings[index]
        near = (*block[max(0, place - 2) : place], *block[place + 1 : place + 3])
        return frozenset().union(*(self.words[other] for other in near))

    def _neighbours(self, index: int) -> Lean:
        block, place = self.siblings[index]
        total: defaultdict[Role, float] = defaultdict(float)
        for step in range(1, REACH + 1):
            for other in (place - step, place + step):
                if 0 <= other < len(block):
                    for role, value in self.leans[block[other]].items():
                        if role not in CARVED:
                            total[role] += value * DECAY**step
        return total

    def decide(self, index: int) -> Judged:
        if self.tests[index]:
            return Judged(Role.TESTING, 1.0, "a test inside of a source file")
        if index in self.guards:
            return Judged(Role.DATA_VERIFICATION, 0.8, "says that something is wrong, and leaves")
        features = self.features(index)
        total = dict(BIAS)
        for source, roles in features.items():
            weight = WEIGHTS.get(source, 0.0)
            for role, value in roles.items():
                total[role] += weight * value
        total[Role.ML_CODE] -= self.doubt
        total[Role.GENERAL] += self.doubt * OF_GENERAL
        role = max(ROLES, key=lambda candidate: total[candidate])
        top = total[role]
        confidence = 1 / sum(exp(value - top) for value in total.values())
        return Judged(role, round(confidence, 3), _reason(self.signs[index], features, role))


def _leaves(inner: Sequence[Block]) -> bool:
    """Whether statements do nothing but report an error and leave."""
    last = inner[-1]
    leaves = (
        last.kind == RETURN
        or is_check(last)
        or last.calls[:1] in {("exit",), ("quit",), ("std.exit",)}
    )
    reports = [block for block in inner if is_check(block) or _reports(block)]
    return leaves and bool(reports) and len(reports) >= len(inner) - (last not in reports)


def _reports(block: Block) -> bool:
    said = {name.rpartition(".")[2] for name in (*block.calls[:1], *block.names[:1])}
    return not REPORTS.isdisjoint(said)


def _sums(signs: Iterable[Sign]) -> dict[str, Lean]:
    """Strength of the signs by source and role; repeated signs count less."""
    sums: defaultdict[str, defaultdict[Role, float]] = defaultdict(lambda: defaultdict(float))
    for sign in signs:
        sums[sign.source][sign.role] += sign.strength
    return {
        source: {role: min(value, 1.0 + value / 4) for role, value in roles.items()}
        for source, roles in sums.items()
    }


def _lean(features: Mapping[str, Lean]) -> Lean:
    """What a statement's own signs speak for, as one distribution, 0 where they are silent."""
    total: defaultdict[Role, float] = defaultdict(float)
    for source, roles in features.items():
        for role, value in roles.items():
            total[role] += WEIGHTS.get(source, 0.0) * value
    scale = 1.0 + sum(total.values())
    return {role: value / scale for role, value in total.items()}


def _added(leans: Iterable[Lean]) -> Lean:
    total: defaultdict[Role, float] = defaultdict(float)
    for lean in leans:
        for role, value in lean.items():
            if role not in CARVED:
                total[role] += value
    return total


def _normal(values: Lean, doubt: float) -> Lean:
    """Shares of the whole, the smaller the less there is of it beside the doubt."""
    whole = sum(values.values()) + doubt
    return {role: value / whole for role, value in values.items()} if whole else {}


def _said(found: Evidence | None) -> Lean:
    if found is None or found.role is None:
        return {}
    return {found.role: 0.5 * found.strength}


def _path_lean(found: Sequence[Evidence]) -> Lean:
    """What file and folder names say, the nearest first and most."""
    total: defaultdict[Role, float] = defaultdict(float)
    for distance, evidence in enumerate(found):
        if evidence.role is not None:
            total[evidence.role] += 0.5 * evidence.strength / (1 + distance)
    return total


def _reason(signs: Sequence[Sign], features: Mapping[str, Lean], role: Role) -> str:
    """The statement's own heaviest sign for its role, or else what it stands in."""
    own = [sign for sign in signs if sign.role is role]
    if own:
        return max(own, key=lambda sign: WEIGHTS.get(sign.source, 0.0) * sign.strength).reason
    around = [source for source, roles in features.items() if roles.get(role)]
    if not around:
        return "nothing speaks for another role"
    heaviest = max(around, key=lambda source: WEIGHTS.get(source, 0.0) * features[source][role])
    return _AROUND.get(heaviest, "the words around it")


_AROUND = {
    "file": "what most of the file does",
    "kernel": "its function computes in loops what learning code computes",
    "neighbours": "the statements next to it",
    "outer_body": "what most of its class does",
    "outer_name": "the name of its class",
    "path": "the name of the file",
    "script": "a script that runs steps",
    "scope_body": "what most of its function does",
    "scope_name": "the name of its function",
    "scope_words": "the words of its function",
    "words": "the words in it",
}


def _headed(blocks: Sequence[Block], judged: list[Judged], view: _View) -> list[Judged]:
    """Give what holds statements the role that most of their lines have, innermost first."""
    tally: list[defaultdict[Role, float]] = [defaultdict(float) for _ in blocks]
    covered = [0] * len(blocks)
    final = list(judged)
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if (
            block.kind in HOLDERS
            and tally[index]
            and not (view.tests[index] or index in view.guards)
        ):
            votes: Lean = tally[index]
            if block.kind != COMPOUND:  # a function is not about the checks and log lines in it
                votes = {r: n / 2 if r in CARVED else n for r, n in votes.items()}
            role = max(ROLES, key=lambda role: votes.get(role, 0.0))
            share = votes[role] / sum(votes.values())
            final[index] = Judged(role, round(share, 3), "what most of its body does")
        if block.parent >= 0 and block.kind != IMPORT:
            lines = block.end_line - block.line + 1
            tally[block.parent][final[index].role] += max(1, lines - covered[index])
            covered[block.parent] += lines
            for role, count in tally[index].items():
                tally[block.parent][role] += count
    return final


def _touching(blocks: Sequence[Block], names: Names, judged: Sequence[Judged]) -> list[bool]:
    """Tell of each block whether its outermost function or top-level statement touches ML.

    It does if it calls a library of the field or holds ML code.
    """
    top: list[int] = []
    for index, block in enumerate(blocks):
        inside = block.parent
        whole = inside < 0 or blocks[top[inside]].kind == CLASS
        top.append(index if whole else top[inside])
    touched = {
        top[index]
        for index, block in enumerate(blocks)
        if (judged[index].role is Role.ML_CODE and block.kind != IMPORT)
        or any(names.is_ml(call) for call in block.calls)
    }
    return [top[index] in touched for index in range(len(blocks))]


def _spans(
    file: SourceFile, judged: Sequence[Judged], touching: Sequence[bool]
) -> tuple[RoleSpan, ...]:
    """Each line has the role of the innermost block around it; a line has one role."""
    classes = file.facts.lines
    owner = _owners(file.facts.blocks, len(classes))
    spans: list[RoleSpan] = []
    above = -1
    for line, kind in enumerate(classes, start=1):
        above = owner[line] if owner[line] >= 0 else above
        if kind not in STATEMENT_CLASSES:
            continue
        said = judged[owner[line]] if owner[line] >= 0 else _unread(above, judged)
        touches = said.role is Role.ML_CODE or (owner[line] >= 0 and touching[owner[line]])
        last = spans[-1] if spans else None
        span = RoleSpan(line, line, said.role, said.confidence, said.reason, touches)
        if last is not None and _same(last, span):
            spans[-1] = msgspec.structs.replace(last, end_line=line)
        else:
            spans.append(span)
    return tuple(spans)


def _owners(blocks: Sequence[Block], lines: int) -> list[int]:
    """Of each line the innermost block around it, in one pass; -1 where there is none.

    A block that begins in a line that a statement before it has, begins in the next.
    """
    owner = [-1] * (lines + 1)
    around: list[int] = []  # blocks that the line lies in, the innermost last
    index = 0
    for line in range(1, lines + 1):
        while around and blocks[around[-1]].end_line < line:
            around.pop()
        owner[line] = around[-1] if around else -1
        while index < len(blocks) and blocks[index].line <= line:
            if owner[line] <= blocks[index].parent or owner[line] < 0:
                owner[line] = index
            around.append(index)
            index += 1
    return owner


def _unread(above: int, judged: Sequence[Judged]) -> Judged:
    """What could not be read has the role of what was read above it."""
    if above < 0:
        return Judged(Role.GENERAL, 0.3, "no statement that the grammar knows")
    return msgspec.structs.replace(judged[above], confidence=0.3)


def _same(last: RoleSpan, span: RoleSpan) -> bool:
    return (last.role, last.confidence, last.reason, last.touches_ml) == (
        span.role, span.confidence, span.reason, span.touches_ml,
    )  # fmt: skip
