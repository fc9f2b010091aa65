"""How large and how complex are functions and files, and which of the two is dearer? Sizes.

A function that is both long and complex is one piece of debt: taking it apart mends both. So
what each would cost is reckoned here, and the rules about length and about complexity agree on
who speaks: the one with the higher price, and at a tie complexity.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from auditor.evidence.kept import kept
from auditor.model import (
    CODE_CLASSES,
    Call,
    Code,
    CodeScope,
    Does,
    Project,
    SourceFile,
    Statement,
    dotted,
)

MAX_POINTS = 15  # SonarQube S3776
MAX_PATHS = 10  # McCabe 1976; radon's rank C begins above
MANY_PATHS = 30  # radon's rank E ("complex, alarming") begins above
MAX_FILE_LINES = 1000  # of code; SonarQube S104
MAX_LINES = 100  # of code; SonarQube S138 for Python
COMPLEX_MINUTES = 5.0  # S3776: linear with an offset of 5 minutes, 1 a point above 15
LONG_MINUTES = 20.0  # S138
FILE_MINUTES = 60.0  # S104
MAX_STATEMENT = 10  # lines; a longer statement is a table, which is long and not hard
ALIKE = 8  # calls of one name in a row of statements make a table, too: `add_argument`


class Function(msgspec.Struct, frozen=True):
    """A function or method by itself: the functions inside it are judged on their own."""

    file: SourceFile
    scope: CodeScope
    line: int  # of its `def`; its scope begins with the decorators
    is_method: bool
    paths: int  # cyclomatic complexity
    points: int  # cognitive complexity
    lines: int  # of code, tables counted low; 0 where there cannot be too many

    @property
    def short(self) -> str:
        """Its name and its class's, for messages."""
        return ".".join(self.scope.qualname.split(".")[-2:])

    @property
    def is_bound(self) -> bool:
        """Whether its first parameter is the object or class that it belongs to."""
        static = any(name.endswith("staticmethod") for name in self.scope.decorators)
        return self.is_method and not static

    @property
    def too_complex(self) -> bool:
        """Hard to follow, and with many paths; or with so many that none can test them all."""
        if self.paths > MANY_PATHS:
            return True
        return self.points > MAX_POINTS and self.paths > MAX_PATHS

    @property
    def excess_points(self) -> int:
        """Cognitive complexity above the limit; what `complex-function` is paid for."""
        return max(0, self.points - MAX_POINTS)

    @property
    def excess_hundreds(self) -> float:
        """Lines above the limit, in hundreds; what `long-function` is paid for."""
        return max(0, self.lines - MAX_LINES) / MAX_LINES

    @property
    def complexity_minutes(self) -> float:
        return COMPLEX_MINUTES + self.excess_points if self.too_complex else 0.0

    @property
    def length_minutes(self) -> float:
        return LONG_MINUTES * (1 + self.excess_hundreds) if self.lines > MAX_LINES else 0.0


def functions(project: Project) -> Iterator[Function]:
    """Functions of all sources and notebooks; those of tests are left out.

    A test is read when it fails, from its top to its end: length costs little there, and the
    branches of its helpers are not what a user runs.
    """
    for file in project.python_files(tests=False):
        yield from functions_of(file)


@kept
def functions_of(file: SourceFile) -> tuple[Function, ...]:
    code = file.facts.code
    if code is None:
        return ()
    inner: defaultdict[int, list[int]] = defaultdict(list)
    for index, scope in enumerate(code.scopes):
        inner[scope.parent].append(index)
    return tuple(
        _function(file, code, index, inner[index])
        for index, scope in enumerate(code.scopes)
        if scope.kind == "function"
    )


def _function(file: SourceFile, code: Code, index: int, inner: Sequence[int]) -> Function:
    # Measures and scopes are noted at the same moments of one walk: they stand side by side.
    measure, scope = code.complexities[index - 1], code.scopes[index]
    closures = sum(
        code.complexities[at - 1].cognitive for at in inner if code.scopes[at].kind == "function"
    )
    return Function(
        file=file,
        scope=scope,
        line=measure.line,
        is_method=measure.kind == "method",
        paths=measure.cyclomatic,
        points=max(0, measure.cognitive - closures),
        lines=_lines_within(file, code, index, inner),
    )


@kept
def weights(file: SourceFile) -> Sequence[int]:
    """1 for each line of code that has to be read, 0 for others and for the rest of a table."""
    found = [int(kind in CODE_CLASSES) for kind in file.facts.lines]
    for statement in file.facts.code.statements if file.facts.code else ():
        end = statement.header_end
        if end - statement.line >= MAX_STATEMENT and statement.does not in _HEADERS:
            start = statement.line + MAX_STATEMENT - 1
            found[start:end] = [0] * (min(end, len(found)) - start)
    return found


def lines_of(file: SourceFile) -> int:
    """Code lines of a file that have to be read."""
    return sum(weights(file))


def debt_minutes(file: SourceFile) -> float:
    """What its size and the size and complexity of its functions cost to mend."""
    lines = lines_of(file)
    length = FILE_MINUTES * lines / MAX_FILE_LINES if lines > MAX_FILE_LINES else 0.0
    return length + sum(
        max(one.complexity_minutes, one.length_minutes) for one in functions_of(file)
    )


_HEADERS = frozenset({Does.FUNCTION, Does.CLASS})


def _lines_within(file: SourceFile, code: Code, index: int, inner: Sequence[int]) -> int:
    """Code lines of a function without those of the functions and classes inside it."""
    scope = code.scopes[index]
    if scope.end_line - scope.line < MAX_LINES:
        return 0
    worth = weights(file)
    others = sum(_worth(worth, code.scopes[at]) for at in inner)
    return _worth(worth, scope) - others - _alike(worth, code, index)


def _worth(weights: Sequence[int], span: CodeScope | Statement) -> int:
    return sum(weights[span.line - 1 : span.end_line])


def _alike(weights: Sequence[int], code: Code, index: int) -> int:
    """Lines of statements that call one name over and over, as a parser's builder does."""
    scope = code.scopes[index]
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for statement in code.statements[scope.statement + 1 :]:
        if statement.line > scope.end_line:
            break
        name = _called(statement)
        if name and statement.scope == index:
            lines[name].append(_worth(weights, statement))
    return sum(sum(found) for found in lines.values() if len(found) >= ALIKE)


def _called(statement: Statement) -> str:
    """The last name of what a statement calls and drops, or adds to something; or ""."""
    match statement:
        case Statement(values=(Call(function=function),)):
            name = dotted(function).rpartition(".")[2]
            drops = statement.does is Does.EXPRESSION
            return name if drops or name.startswith("add_") else ""
        case _:
            return ""
