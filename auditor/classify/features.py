"""What shows the role of a statement? Features of itself, of what it stands in, of its file.

A feature has a name and a value. Names of those that lean to a role end in it: `call:ml_code`.
What a whole file or scope shows is worked out once and shared by all of its statements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from auditor.classify.around import cells_of
from auditor.classify.evidence import PRINT, Sign, evidence_of, holder_of, last_name
from auditor.classify.kinds import Kinds
from auditor.classify.knowledge import Evidence, Knowledge, Strength
from auditor.classify.lexicon import NO_WORDS, words_in, words_of_text
from auditor.classify.reading import ARITHMETIC, Reading, reading_of, strings_in
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Collection,
    Comprehension,
    Does,
    Expression,
    Kind,
    Literal,
    Name,
    Operation,
    Project,
    Role,
    SourceFile,
    Statement,
    Subscript,
    children,
)

Features = dict[str, float]


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What something shows: values by name, and sets of words by where they stand."""

    values: Features
    words: dict[str, frozenset[str]]
    shape: tuple[str, ...] = ()  # names of features that are there or not


SHOWN = Sign("shown", Role.ANALYSIS_TOOLS, 1.0, "a value that the notebook shows")
GUARD = Sign("decisive", Role.GENERAL, 1.0, "guards an import that may be missing")
BESIDE_IMPORTS = frozenset({Does.IMPORT, Does.EXCEPT, Does.ELSE})
MISSING = frozenset({"ImportError", "ModuleNotFoundError"})
MAX_TITLES = 2_000  # characters of a text cell in which headings are looked for
TITLE = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
ROW = 3  # prints that make a report
TABLE = 8  # items that make a list of literals a table
LOOPS = frozenset({Does.FOR, Does.WHILE})
MAX_OUTER = 3  # functions and classes around a statement that are looked at
GIVEN = {
    **dict.fromkeys(("model", "net", "network", "encoder", "decoder", "policy", "agent", "actor",
                     "critic", "generator", "discriminator", "estimator", "clf", "classifier"),
                    "a model"),
    **dict.fromkeys(("args", "cfg", "config", "opt", "options", "hparams", "params", "argv"),
                    "settings"),
    **dict.fromkeys(("loss", "logits", "optimizer", "criterion", "grad", "lr"), "learning"),
    **dict.fromkeys(("y_true", "y_pred", "predictions", "preds", "targets", "labels"), "outcomes"),
    **dict.fromkeys(("path", "filename", "file", "url", "root", "directory", "folder"), "a place"),
    **dict.fromkeys(("logger", "writer", "log"), "a logger"),
    **dict.fromkeys(("request", "req", "app"), "a request"),
}  # fmt: skip
"""Names of parameters that tell what a function is about, whatever else it is given."""
TELLING_METHODS = frozenset(
    {"__init__", "__call__", "__getitem__", "__len__", "__iter__", "__next__", "__enter__",
     "__exit__", "__repr__", "__str__", "__eq__", "__hash__", "__getattr__", "__new__",
     "forward", "fit", "predict", "transform", "main", "run", "step", "update", "reset"}
)  # fmt: skip


def roots_of(project: Project) -> frozenset[str]:
    """The names under which the repository's own code is imported, without what lies below."""
    return frozenset(
        file.module.partition(".")[0] for file in project.files if file.facts.code is not None
    )


def of_repository(project: Project, known: Knowledge) -> Shown:
    """Which known library the repository is, if any: BentoML serves, whatever its lines look like.

    The README was tried and left out: sixty repositories teach by heart what their READMEs say.
    """
    found: Features = {}
    sizes = Counter(file.module.partition(".")[0] for file in project.python_files(tests=False))
    if sizes:
        root = max(sorted(sizes), key=lambda name: sizes[name])
        library = known.library_of(root)
        if library is not None:
            _add_evidence(found, "product", library.default)
    return Shown(found, {})


class Surroundings:
    """A file's statements with all that is around each of them."""

    def __init__(self, file: SourceFile, code: Code, known: Knowledge) -> None:
        self.file = file
        self.code = code
        self.known = known
        self.readings = [reading_of(statement) for statement in code.statements]
        kinds = Kinds(file, code, known)
        self.kinds = list(kinds.of_statements())
        self.receivers = kinds.receivers
        self.loops = _within(code, LOOPS)
        self.last = _last_of_cells(file, code)
        self.main = _under_main(code)
        self.prints = [_prints(statement) for statement in code.statements]
        self.in_rows = _in_rows(code, self.prints)
        self.guards = _guards(code)
        self.with_methods = {scope.parent for scope in code.scopes if scope.kind == "function"}
        self.comments = _comments(file, code)
        self.shown: dict[int, Shown] = {}  # by scope

    def of_statement(self, index: int) -> Shown:
        """What the statement shows itself, and what is written above it."""
        statement, reading = self.code.statements[index], self.readings[index]
        found: Features = {}
        _add_signs(found, self.signs(index))
        handling = self.kinds[index]
        if handling.edits:
            found[f"edits:{Role.FEATURE_EXTRACTION}"] = 1.0
        if handling.given:
            found[f"gives {handling.given}"] = 1.0
        for kind in sorted(handling.kinds):
            found[f"handles {kind}"] = 1.0
        own, section, heading = self.comments[index]
        prints = self.prints[index]
        if prints:
            found[self._sort_of_print(index, statement)] = 1.0
            if self.in_rows[index]:
                found["a row of prints"] = 1.0
        names = _words_of((statement.text,)) if statement.does is Does.MAGIC else None
        words = {
            "words": names or words_in((*reading.assigned, *reading.used)),
            "called": words_in(_called(reading)),
            "printed" if prints else "strings": _words_of(strings_in(statement, reading)),
            "comment": own,
            "section": section,
            "heading": heading,
        }
        if reading.arithmetic:
            found["arithmetic"] = min(reading.arithmetic, 4) / 4
        return Shown(found, words, self._shape(index, statement))

    def signs(self, index: int) -> Iterator[Sign]:
        statement, reading = self.code.statements[index], self.readings[index]
        yield from evidence_of(statement, reading, self.file, self.known, self.receivers)
        if index in self.guards:
            yield GUARD
        if self.file.kind is Kind.NOTEBOOK:
            yield from self._what_is_shown(index, statement)

    def _what_is_shown(self, index: int, statement: Statement) -> Iterator[Sign]:
        """In a notebook people look at what a cell ends with."""
        if index in self.last and not statement.text and not self.prints[index]:
            yield SHOWN

    def _sort_of_print(self, index: int, statement: Statement) -> str:
        """Notes on the way are texts or stand in loops, results are values at the end."""
        what = "values" if _has_values(statement) else "a text"
        where = "a notebook" if self.file.kind is Kind.NOTEBOOK else "code"
        return f"prints {what} {'in a loop ' if self.loops[index] else ''}of {where}"

    def _shape(self, index: int, statement: Statement) -> tuple[str, ...]:
        code, parent = self.code, statement.parent
        assigns = statement.does is Does.ASSIGN
        return shape(
            statement.does,
            code.statements[parent].does if parent >= 0 else "module",
            code.scopes[statement.scope].kind,
            _shape_of_target(statement) if assigns and statement.targets else "",
            _shape_of(statement.values[0]) if statement.values else "",
            in_loop=self.loops[index],
            under_main=self.main[index],
            augmented=assigns and statement.operator != "",
            stores=assigns and _stores_parameter(statement),
        )

    def of_scope(self, index: int) -> Shown:
        """What the function or class of a statement shows, and those around it."""
        if index not in self.shown:
            self.shown[index] = self._of_scope(index)
        return self.shown[index]

    def _of_scope(self, index: int) -> Shown:
        found = Shown({}, {})
        level, depth = "scope", 0
        while index > 0 and depth < MAX_OUTER:
            scope = self.code.scopes[index]
            part = self._of_one(index, scope)
            for name, value in part.values.items():
                found.values.setdefault(f"{level} {name}", value)
            for name, words in part.words.items():
                found.words.setdefault(f"{level} {name}", words)
            index, level, depth = scope.parent, "outer", depth + 1
        return found

    def _of_one(self, index: int, scope: CodeScope) -> Shown:
        found: Features = {}
        _add_evidence(found, f"{scope.kind} named", self.known.role_of_name(scope.name))
        for label in scope.decorators:
            _add_evidence(found, "decorator", self.known.role_of(self.file.full(label)))
        if scope.kind == "class":
            self._add_bases(found, scope)
            if index not in self.with_methods:
                found["class of fields"] = 1.0
        if scope.name in TELLING_METHODS:
            found[f"method {scope.name}"] = 1.0
        names = tuple(p.name for p in scope.parameters if p.name not in {"self", "cls"})
        self._add_parameters(found, scope)
        words = {
            f"{scope.kind} name words": words_in((scope.name,)),
            "docstring": words_of_text(scope.docstring[:400]),
            "parameters": words_in(names),
        }
        return Shown(found, words)

    def _add_parameters(self, found: Features, scope: CodeScope) -> None:
        """What a function is given: who is given a model does something with a model."""
        for parameter in scope.parameters:
            full = self.file.full(parameter.annotation) if parameter.annotation else ""
            known = self.known.role_of(full) if full else None
            if known is None or known.role is None:
                known = self.known.role_of_name(full.rpartition(".")[2]) if full else None
            _add_evidence(found, "takes", known or self.known.role_of_name(parameter.name))
            if parameter.name in GIVEN:
                found[f"given {GIVEN[parameter.name]}"] = 1.0

    def _add_bases(self, found: Features, scope: CodeScope) -> None:
        for base in self.file.ancestors.get(scope.qualname, scope.bases):
            known = self.known.role_of(base) or self.known.role_of_name(base.rpartition(".")[2])
            if known is not None and known.role is not None:
                _add_evidence(found, "base", known)
                return

    def of_file(self) -> Shown:
        """What the file's name, imports and text show.

        The name of a notebook tells what it is about, not what its cells do: one called deploy
        trains a model first. So it is not asked.
        """
        found: Features = {}
        file, code = self.file, self.code
        is_notebook = file.kind is Kind.NOTEBOOK
        path = "" if is_notebook else file.path
        *folders, name = path.split("/")
        for evidence in self.known.roles_of_path(path):
            _add_evidence(found, "folder" if evidence.key.endswith("/") else "path", evidence)
        for role, share in _imports(self.file, code, self.known).items():
            found[f"imports:{role}"] = share
        if is_notebook:
            found["notebook"] = 1.0
        words = {
            "file name words": words_in((name.partition(".")[0],)),
            "folder words": words_in(folders),
            "module docstring": words_of_text(code.scopes[0].docstring[:600]),
        }
        return Shown(found, words)


@cache
def shape(  # noqa: PLR0913 - all that is asked of a statement without its words
    does: Does,
    parent: str,
    scope: str,
    target: str,
    value: str,
    *,
    in_loop: bool,
    under_main: bool,
    augmented: bool,
    stores: bool,
) -> tuple[str, ...]:
    """Names of the features that say what sort of statement it is; there are few hundred sorts."""
    there = {
        f"does {does}": True,
        f"in {parent}": True,
        "in a loop": in_loop,
        "under main": under_main,
        f"target {target}": target != "",
        "augmented": augmented,
        f"value {value}": value != "",
        "stores a parameter": stores,
        f"scope {scope}": True,
    }
    return tuple(name for name, is_there in there.items() if is_there)


def _add_signs(found: Features, signs: Iterable[Sign]) -> None:
    """Strength by source and role; repeated signs count less."""
    for sign in signs:
        name = feature(sign.source, sign.role)
        found[name] = found.get(name, 0.0) + sign.strength
    for name, value in found.items():
        found[name] = min(value, 1.0 + value / 4)


@cache
def feature(source: str, role: Role) -> str:
    return f"{source}:{role}"


def _add_evidence(found: Features, source: str, evidence: Evidence | None) -> None:
    if evidence is not None and evidence.role is not None:
        name = f"{source}:{evidence.role}"
        found[name] = max(found.get(name, 0.0), 0.5 * evidence.strength)


def _within(code: Code, kinds: frozenset[Does]) -> list[bool]:
    """Of each statement, whether a header of these kinds is around it, in the same scope."""
    inside: list[bool] = []
    for statement in code.statements:
        parent = statement.parent
        inside.append(
            parent >= 0
            and code.statements[parent].scope == statement.scope
            and (inside[parent] or code.statements[parent].does in kinds)
        )
    return inside


def _under_main(code: Code) -> list[bool]:
    """Of each statement, whether it stands in `if __name__ == "__main__"`, or is that header."""
    inside: list[bool] = []
    for statement in code.statements:
        here = statement.does is Does.IF and any(
            isinstance(node, Name) and node.id == "__name__"
            for value in statement.values
            for node in (value, *children(value))
        )
        inside.append(here or (statement.parent >= 0 and inside[statement.parent]))
    return inside


def _guards(code: Code) -> frozenset[int]:
    """`try` around imports alone, `except ImportError` and what is said instead of the import."""
    imports = {s.parent for s in code.statements if s.does is Does.IMPORT}
    rest = {s.parent for s in code.statements if s.does not in BESIDE_IMPORTS}
    found: set[int] = set()
    for index, statement in enumerate(code.statements):
        match statement.does:
            case Does.TRY:
                guards = index in imports and index not in rest
            case Does.EXCEPT:
                guards = any(
                    isinstance(node, Name) and node.id in MISSING
                    for value in statement.values
                    for node in (value, *children(value))
                )
            case Does.ASSIGN | Does.RAISE | Does.PASS:
                parent = statement.parent
                guards = parent in found and code.statements[parent].does is Does.EXCEPT
            case _:
                guards = False
        if guards:
            found.add(index)
    return frozenset(found)


def _last_of_cells(file: SourceFile, code: Code) -> frozenset[int]:
    """The statements whose values the notebook shows: those that end a cell."""
    lasts = {
        cell: index
        for index, cell in enumerate(cells_of(file, code))
        if code.statements[index].parent < 0
    }
    return frozenset(
        index for index in lasts.values() if code.statements[index].does is Does.EXPRESSION
    )


def _prints(statement: Statement) -> bool:
    if statement.does is not Does.EXPRESSION or not statement.values:
        return False
    value = statement.values[0]
    return isinstance(value, Call) and value.target == PRINT


def _in_rows(code: Code, prints: Sequence[bool]) -> list[bool]:
    """Of each statement, whether it is one of several prints in a row, as a report is made of."""
    before: dict[int, list[int]] = {}
    found = [False] * len(code.statements)
    for index, statement in enumerate(code.statements):
        if not prints[index]:
            before.pop(statement.parent, None)
            continue
        row = before.setdefault(statement.parent, [])
        row.append(index)
        if len(row) == ROW:
            for other in row:
                found[other] = True
        elif len(row) > ROW:
            found[index] = True
    return found


def _called(reading: Reading) -> tuple[str, ...]:
    """The name of the outermost call, and of what it is called on."""
    match reading.calls:
        case (Call(function=Name() | Attribute()) as call, *_):
            return last_name(call), holder_of(call)
        case _:
            return ()


def _has_values(statement: Statement) -> bool:
    """Whether what is printed is more than a text that is written out."""
    return any(
        not isinstance(arg, Literal)
        for call in statement.values
        if isinstance(call, Call)
        for arg in call.args
    )


Comments = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Words of the comments right above a statement, of the last ones above its block, and of the
heading above its cell."""


def _comments(file: SourceFile, code: Code) -> list[Comments]:
    """What is written above each statement; in a notebook the text cell above counts too."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    lines = sorted({comment.line for comment in file.facts.comments})
    by_line = {comment.line: comment.text for comment in file.facts.comments}
    headings = _headings(file)
    place = 0
    for index, statement in enumerate(code.statements):
        while place < len(lines) and lines[place] <= statement.header_end:
            texts[index].append(by_line[lines[place]][:200])
            place += 1
    above: dict[int, frozenset[str]] = {}  # header -> words of the last comment in its block
    cells: dict[int, int] = {}
    found: list[Comments] = []
    for index, statement in enumerate(code.statements):
        own = words_of_text(" ".join(texts[index])) if index in texts else NO_WORDS
        cell, text, heading = _heading_at(headings, statement.line)
        if cells.get(statement.parent, cell) != cell:
            above.pop(statement.parent, None)  # a comment holds no longer than its cell
        cells[statement.parent] = cell
        if own:
            above[statement.parent] = own
        found.append((own, above.get(statement.parent, text), heading))
    return found


class Heading(msgspec.Struct, frozen=True):
    """What is written above a code cell: words of the text cell, and of the last heading."""

    line: int
    cell: int
    text: frozenset[str]
    title: frozenset[str]


def _headings(file: SourceFile) -> list[Heading]:
    rows: list[Heading] = []
    text = title = frozenset[str]()
    for cell in file.facts.cells:
        if cell.kind == "markdown":
            text = words_of_text(cell.text[:300])
            titles = TITLE.findall(cell.text[:MAX_TITLES])
            title = words_of_text(titles[-1]) if titles else title
        elif cell.kind == "code":
            rows.append(Heading(cell.first_line, cell.index, text, title))
    return rows


NO_HEADING = -1, NO_WORDS, NO_WORDS


def _heading_at(
    headings: Sequence[Heading], line: int
) -> tuple[int, frozenset[str], frozenset[str]]:
    place = bisect_right(headings, line, key=lambda row: row.line) if headings else 0
    if not place:
        return NO_HEADING
    row = headings[place - 1]
    return row.cell, row.text, row.title


def _imports(file: SourceFile, code: Code, known: Knowledge) -> Mapping[Role, float]:
    """Shares of roles among what the file imports."""
    tally: defaultdict[Role, float] = defaultdict(float)
    whole = 0.0
    for entry in code.imports:
        target = entry.module if entry.name is None else f"{entry.module}.{entry.name}"
        if entry.module.startswith("__future__"):
            continue
        whole += 1
        evidence = known.role_of(file.full(target))
        if evidence is not None and evidence.role is not None:
            tally[evidence.role] += 0.5 if evidence.strength < Strength.STRONG else 1.0
    return {role: value / whole for role, value in tally.items()} if whole else {}


def _shape_of_target(statement: Statement) -> str:
    match statement:
        case Statement(scope=0, parent=-1, targets=(Name(id=name),)) if name.isupper():
            return "constant"
        case _:
            return _shape_of(statement.targets[0])


def _shape_of(value: Expression) -> str:
    """What sort of expression it is, in a word."""
    match value:
        case Attribute(value=Name(id="self")):
            return "self attribute"
        case Literal(value=str()) | Operation(operator="JoinedStr"):
            return "string"
        case Literal(value=bool() | None):
            return "constant"
        case Collection(items=(Literal(), Literal(), *_), length=length) if length >= TABLE:
            return "table"
        case Collection(kind=kind):
            return str(kind)
        case Operation(operator=operator) if operator in ARITHMETIC:
            return "arithmetic"
        case _:
            return SHAPES[type(value)]


SHAPES: dict[type[Expression], str] = {
    Name: "name",
    Attribute: "attribute",
    Call: "call",
    Literal: "number",
    Subscript: "item",
    Comprehension: "comprehension",
    Operation: "operation",
}


def _stores_parameter(statement: Statement) -> bool:
    match statement:
        case Statement(
            does=Does.ASSIGN,
            targets=(Attribute(value=Name(id="self"), name=name),),
            values=(Name(id=other), *_),
        ):
            return name.lstrip("_") == other
        case _:
            return False


def _words_of(strings: Sequence[str]) -> frozenset[str]:
    return words_of_text(" ".join(strings)) if strings else frozenset()
