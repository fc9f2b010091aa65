"""What was read of a repository: its files, the facts in them, and what rules may ask of those."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter

import msgspec

from auditor.model.block import Block
from auditor.model.code import Attribute, Call, Code, Expression, Literal, Name, Statement, children
from auditor.model.contents import Contents
from auditor.model.prints import Prints
from auditor.model.vocabulary import COUNTED_KINDS, Kind, Parser, Role


class Location(msgspec.Struct, frozen=True, order=True):
    """A place in a file; in a notebook, `cell` counts all cells from 0 and `line` restarts at 1."""

    path: str
    line: int
    end_line: int
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f"[{self.cell}]"
        return f"{self.path}{cell}:{self.line}"


class Comment(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A comment as written, without its marks; runs of comment lines are not joined."""

    line: int
    text: str


class Cell(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A cell of a notebook. Code cells follow one another in one run of lines."""

    index: int  # among all cells, from 0
    kind: str  # code, markdown, raw
    first_line: int  # in the notebook's run of code lines, from 1; 0 for other kinds
    line_count: int
    execution_count: int | None
    output_bytes: int
    text: str = ""  # markdown and raw cells only
    problem: str | None = None  # why its code could not be parsed


class Dependency(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One requirement of a manifest or one package of a lock file."""

    name: str  # normalised distribution name (PEP 503), or the conda / npm name
    specifier: str  # as written: ">=1.2,<2", "==1.0", "^1.2", "" for none
    line: int
    group: str = ""  # "" for run time; dev, test, docs, extra names otherwise
    url: str = ""  # direct reference
    pinned: bool = False  # to one version, or a URL with a commit or hash
    marker: str = ""


class Manifest(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a dependency file of any manager declares."""

    manager: str  # poetry, pip, conda, pipenv, uv, pdm, pixi, setuptools, docker, pyenv, …
    role: str  # manifest, lock, container, python-version
    dependencies: tuple[Dependency, ...] = ()
    requires_python: str = ""
    base_images: tuple[tuple[int, str], ...] = ()  # line, image reference of each FROM
    content_hash: str = ""
    problem: str | None = None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """All that is known of one blob, whatever its path: a pure function of its bytes and kind.

    `lines` holds one `LineClass` character per line. For a notebook these are the lines of its
    code cells, one run. `text` is kept for small configuration and documentation files only.
    """

    language: str
    lines: str = ""
    parser: Parser = Parser.NONE
    encoding: str = ""
    code: Code | None = None
    comments: tuple[Comment, ...] = ()
    cells: tuple[Cell, ...] = ()
    manifest: Manifest | None = None
    text: str | None = None
    names: tuple[tuple[str, int], ...] = ()  # most frequent identifiers of a file without `code`
    prints: Prints = Prints()  # of code that is no test: what copies are found by
    blocks: tuple[Block, ...] = ()  # statements and sections of a file without `code`
    notes: tuple[str, ...] = ()  # what a reader of the report should know: Python 2, bad cookie, …
    problem: str | None = None  # why it could not be parsed at all
    failed: bool = False  # by a crash of ours, which `problem` tells


class RoleSpan(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Lines with one role for one reason. A file's spans are sorted and do not overlap."""

    line: int
    end_line: int
    role: Role
    confidence: float  # 0-1
    reason: str
    touches_ml: bool = False  # lies in a function, cell or top-level block that does ML or calls it


class SourceFile(msgspec.Struct, frozen=True, dict=True):
    """A tracked file (or, in a local folder, a file that git does not ignore)."""

    path: str
    kind: Kind
    blob: str  # git's object id, or the one that git would give
    size: int  # bytes
    facts: Facts
    reason: str | None = None  # why its lines are not counted
    roles: tuple[RoleSpan, ...] = ()
    module: str = ""  # dotted name under which the repository imports it
    resolved: Mapping[str, str] = {}  # target within the file -> full target, see `full`
    ancestors: Mapping[str, tuple[str, ...]] = {}  # class qualname -> all its bases, full targets

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    @property
    def counts(self) -> bool:
        """Whether its lines are lines of the repository's code."""
        return self.kind in COUNTED_KINDS and self.reason is None

    @cached_property
    def contents(self) -> Contents:
        """What stands in the code: found when somebody first asks."""
        return Contents(self.facts.code)

    def full(self, target: str) -> str:
        """The full target behind one of this file: names of the repository followed."""
        return self.resolved.get(target, target)

    def location(self, line: int, end_line: int | None = None) -> Location:
        """The place of a line of the facts, in the terms that people use: cell and line in it."""
        last = line if end_line is None else max(line, end_line)
        at = bisect_right(self._code_cells, line, key=attrgetter("first_line")) - 1
        if at >= 0:
            cell = self._code_cells[at]
            start = cell.first_line - 1
            if line - start <= cell.line_count:
                return Location(self.path, line - start, last - start, cell.index)
        return Location(self.path, line, last)

    @cached_property
    def _code_cells(self) -> tuple[Cell, ...]:
        """Of a notebook, in the order of their lines; an empty one has no line."""
        return tuple(cell for cell in self.facts.cells if cell.kind == "code" and cell.line_count)


class FileCall(msgspec.Struct, frozen=True):
    """A call and the file it stands in: what rules about API use start from."""

    file: SourceFile
    statement: Statement
    call: Call

    @property
    def target(self) -> str:
        return self.file.full(self.call.target)

    @property
    def name(self) -> str:
        return self.call.name

    @property
    def forwards_keywords(self) -> bool:
        return self.call.forwards_keywords

    @property
    def location(self) -> Location:
        return self.file.location(self.call.line, self.call.end_line)

    @property
    def keywords(self) -> Mapping[str, object]:
        """Literal values of the keywords; a value that is computed is its expression."""
        return {keyword.name: plain(keyword.value) for keyword in self.call.keywords}


class Change(msgspec.Struct, frozen=True):
    """How often a file changed in the history that was read, and who changed it."""

    path: str
    commits: int
    recent_commits: int  # within RECENT_DAYS of the newest commit
    authors: tuple[str, ...]
    first: datetime
    last: datetime


class History(msgspec.Struct, frozen=True):
    """What git tells of the past; None in a Project means that there is none to read."""

    commits: int
    authors: int
    first: datetime
    last: datetime
    changes: Mapping[str, Change]
    shallow: bool = False


class Project(msgspec.Struct, frozen=True):
    """A repository at one commit: what rules are asked about.

    `files` are all tracked files, sorted by path; `modules` maps the dotted names of the
    repository's own modules to their paths.
    """

    files: tuple[SourceFile, ...]
    modules: Mapping[str, str] = {}
    history: History | None = None

    def only(self, file: SourceFile) -> Project:
        """The same project narrowed to one file: how rules about a single file are run."""
        return msgspec.structs.replace(self, files=(file,))

    def file(self, path: str) -> SourceFile | None:
        return next((file for file in self.files if file.path == path), None)

    def python_files(self, *, tests: bool = True) -> Iterator[SourceFile]:
        """Files with parsed Python code that count: sources, notebooks and, if wished, tests."""
        kinds = {Kind.SOURCE, Kind.NOTEBOOK, Kind.CONFIG} | ({Kind.TEST} if tests else set())
        for file in self.files:
            if file.kind in kinds and file.facts.code is not None:
                yield file

    def calls(self, wanted: Callable[[str], bool]) -> Iterator[FileCall]:
        """Every call whose target is wanted, in the order of files and text."""
        for file in self.python_files():
            contents = file.contents
            targets = [target for target in contents.by_target if wanted(file.full(target))]
            for number in contents.calls_to(targets):
                yield FileCall(file, contents.statement(number), contents.calls[number])

    def calls_to(self, targets: Collection[str]) -> Iterator[FileCall]:
        """The calls to any of these full targets, aliases and imports followed."""
        return self.calls(targets.__contains__)


def calls_in(file: SourceFile) -> Iterator[tuple[Statement, Call]]:
    """Every call of a file with the statement that holds it, in the order of the text."""
    return file.contents.each_call()


def expressions_in(statement: Statement) -> Iterator[Expression]:
    """Every expression of a statement's own lines, outer before inner."""
    stack: list[Expression] = [*reversed((*statement.targets, *statement.values))]
    while stack:
        expression = stack.pop()
        yield expression
        if type(expression) is Attribute:
            stack.append(expression.value)
        elif type(expression) is not Name and type(expression) is not Literal:
            stack.extend(children(expression)[::-1])


def plain(expression: Expression) -> object:
    """A literal's value, or the expression itself where it is computed."""
    return expression.value if isinstance(expression, Literal) else expression
