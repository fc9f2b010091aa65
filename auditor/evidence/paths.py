"""Which files do programs read and write? Every path that code hands to a reader or a writer.

A path is followed through names, constants of other modules, `os.path.join`, `Path(...) / ...`,
format strings and defaults of options, as far as they are written out. What is not stands as `*`:
`f"{out}/train.csv"` is `*/train.csv`.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property

import msgspec

from auditor.evidence.kept import once
from auditor.model import (
    Attribute,
    Call,
    Code,
    Does,
    Expression,
    Literal,
    Location,
    Name,
    Operation,
    Project,
    SourceFile,
    Statement,
    Subscript,
    dotted,
)

MAX_DEPTH = 24  # names of names and joins of joins; real paths have fewer than ten
MAX_PATH = 300  # characters; longer strings are prose
MAX_PARTS = 300  # strings and names that one path is put together of: nine lines can mean billions
UNKNOWN = "*"

READERS = re.compile(
    r"read_(csv|table|excel|json|parquet|feather|hdf|pickle|fwf|stata|orc|sas|xml)|load|loads"
    r"|load_model|load_weights|loadtxt|loadmat|genfromtxt|fromfile|load_npz|scan_(csv|parquet)"
    r"|imread|load_state_dict|from_file|read_text|read_bytes|safe_load|unsafe_load|full_load"
    r"|unpickle|read_pickle|load_file|from_csv|load_from_checkpoint|Booster"
)
WRITERS = re.compile(
    r"to_(csv|parquet|pickle|json|feather|hdf|excel|stata|orc)|save|savez|savez_compressed|dump"
    r"|savetxt|savemat|save_npz|save_model|save_weights|save_file|write_text|write_bytes|tofile"
    r"|write_csv|write_parquet|save_checkpoint|imwrite|saveModel"
)
OPENERS = re.compile(r"open|gfile|GFile|Open|copen|smart_open|File")
ACCESSES = re.compile(rf"(?:^|\.)(?:{OPENERS.pattern}|{WRITERS.pattern}|{READERS.pattern})$")
OPTION = re.compile(r"(?:add_argument|option)$")
PATH_KEYWORDS = frozenset(
    (
        "path",
        "file",
        "filename",
        "filepath",
        "fname",
        "filepath_or_buffer",
        "path_or_buf",
        "fp",
        "f",
    )
)
JOINS = frozenset(("os.path.join", "posixpath.join", "os.path.abspath", "os.path.expanduser"))
MAKES_PATH = re.compile(r"(^|\.)(Path|PurePath|PosixPath|str|fspath|realpath|abspath|expanduser)$")
KEPT = (
    "csv tsv parquet feather pkl pickle joblib npy npz h5 hdf5 hdf json jsonl txt mat sav dill arff"
    " pt pth ckpt onnx pb keras model bin safetensors libsvm svm dat db sqlite xlsx"
    " tfrecord tfrecords"
    " rds rdata rda mdl bst cbm gz zip lmdb arrow"
)
ARTEFACT = re.compile(
    rf"[*.-]*\w[\w*.-]*\.({KEPT.replace(' ', '|')})(\.gz|\.bz2|\.zip)?", re.IGNORECASE
)
STORES = re.compile(r"(s3a?|gs|hdfs|abfss?|dbfs|wasbs?)://[\w*./-]{3,}", re.IGNORECASE)


class Access(StrEnum):
    READ = "read"
    WRITE = "write"
    NAMED = "named"  # the literal stands in code, and what becomes of it is not told


class Use(msgspec.Struct, frozen=True):
    """One place where a program reads, writes or names an artefact."""

    path: str  # as far as it is known, without leading `./` and `*/`
    access: Access
    file: SourceFile
    line: int
    subject: str = ""  # what is written, as far as it is a name
    is_whole: bool = True  # nothing in front of it is unknown

    @property
    def location(self) -> Location:
        return self.file.location(self.line)


@once
def uses(project: Project) -> tuple[Use, ...]:
    """All reads and writes of artefacts in code that is no test, by file and line."""
    index = _Constants(project)
    return tuple(use for file in index.files for use in _of_file(file, index))


@once
def by_path(project: Project) -> Mapping[str, tuple[Use, ...]]:
    """The uses of each artefact, sorted by its path."""
    found: dict[str, list[Use]] = {}
    for use in uses(project):
        found.setdefault(use.path, []).append(use)
    return {path: tuple(found[path]) for path in sorted(found)}


def _of_file(file: SourceFile, index: "_Constants") -> Iterator[Use]:
    if file.facts.code is not None:
        names = _Names(file, file.facts.code, index)
        for statement, call in file.contents.named(ACCESSES):
            yield from _of_call(call, statement, names)


def _of_call(call: Call, statement: Statement, names: "_Names") -> Iterator[Use]:
    access = _access(call, names.file)
    if access is None:
        return
    for given in _path_arguments(call):
        text = names.path(given, statement)
        path = artefact(text)
        if path:
            whole = not text.startswith(UNKNOWN)
            yield Use(path, access, names.file, call.line, _subject(call, given), whole)
            return


def _access(call: Call, file: SourceFile) -> Access | None:
    name = call.name.rpartition(".")[2]
    if OPENERS.fullmatch(name) and "webbrowser" not in file.full(call.target):
        return Access.WRITE if _writes(call) else Access.READ
    if WRITERS.fullmatch(name):
        return Access.WRITE
    return Access.READ if READERS.fullmatch(name) else None


def _writes(call: Call) -> bool:
    """Whether `open` is told to write. A method's mode comes first: `path.open("w")`."""
    modes = [*call.args[:2], *(k.value for k in call.keywords if k.name == "mode")]
    given = [m.value for m in modes if isinstance(m, Literal) and isinstance(m.value, str)]
    return any(len(mode) <= 3 and re.search(r"[wax]", mode) for mode in given)  # noqa: PLR2004


def _path_arguments(call: Call) -> Iterator[Expression]:
    """What may be the path, the likeliest first: keywords, arguments, the `p` of `p.open()`."""
    yield from (keyword.value for keyword in call.keywords if keyword.name in PATH_KEYWORDS)
    yield from call.args[:3]
    if isinstance(call.function, Attribute):
        yield call.function.value


def _subject(call: Call, path: Expression) -> str:
    """The names in a call, without its path: `preds.to_csv(p)` and `np.save(p, preds)`."""
    parts = [call.function, *call.args, *(keyword.value for keyword in call.keywords)]
    return " ".join(dotted(part) for part in parts if part is not path)


def artefact(text: str) -> str:
    """A path as it is compared, or "" where it names no artefact."""
    if not text or len(text) > MAX_PATH or "\n" in text or " " in text.strip():
        return ""
    if STORES.fullmatch(text):
        return text
    if "://" in text:
        return ""
    plain = re.sub(r"\*+", "*", text.replace("\\", "/")).strip()
    plain = re.sub(r"^(?:\*?/|\.{1,2}/|\*/)+", "", plain)
    last = plain.rpartition("/")[2]
    known = ARTEFACT.fullmatch(last) and len(last.partition(".")[0].replace(UNKNOWN, "")) > 1
    return plain if known else ""


class _Constants:
    """Strings that modules bind to names once, and the defaults of options."""

    def __init__(self, project: Project) -> None:
        self.files = [*project.python_files(tests=False)]
        self.modules = {file.module: file for file in self.files if file.module}
        self.left = 0  # parts that the path which is asked for may still have

    @cached_property
    def of_module(self) -> dict[str, "_Names"]:
        return {}

    def behind(self, target: str) -> tuple["_Names", Expression] | None:
        """The value of a module's constant by its full name."""
        module, _, name = target.rpartition(".")
        file = self.modules.get(module)
        if file is None or file.facts.code is None:
            return None
        names = self.of_module.setdefault(module, _Names(file, file.facts.code, self))
        value = names.bound.get((0, name))
        return None if value is None else (names, value)


class _Names:
    """What the names of a file stand for, where they are assigned once."""

    def __init__(self, file: SourceFile, code: Code, index: _Constants) -> None:
        self.file = file
        self.code = code
        self.index = index

    @cached_property
    def bound(self) -> Mapping[tuple[int, str], Expression]:
        """(scope, name as written) -> its value; names that are bound twice are left out."""
        found: dict[tuple[int, str], Expression | None] = {}
        for statement in self.code.statements:
            for target in statement.targets:
                if isinstance(target, Name | Attribute):
                    own = statement.scope if isinstance(target, Name) else -1
                    key = (own, dotted(target))
                    once = key not in found and _is_plain(statement)
                    found[key] = statement.values[0] if once else None
        return {key: value for key, value in found.items() if value is not None}

    @cached_property
    def options(self) -> Mapping[str, Expression]:
        """Option -> its default, of argparse, click and flags."""
        found: dict[str, Expression] = {}
        for _, call in self.file.contents.named(OPTION):
            default = call.keyword("default")
            for arg in call.args if default is not None else ():
                if isinstance(arg, Literal) and isinstance(arg.value, str):
                    found[arg.value.lstrip("-").replace("-", "_")] = default  # type: ignore[assignment]
        return found

    def path(self, expression: Expression, at: Statement) -> str:
        """The string behind an expression, with `*` for what is not known."""
        self.index.left = MAX_PARTS
        return self.text(expression, at, MAX_DEPTH)

    def text(self, expression: Expression, at: Statement | None, depth: int) -> str:
        self.index.left -= 1
        if depth <= 0 or self.index.left < 0:
            return UNKNOWN
        match expression:
            case Literal(value=str() as value):
                return value
            case Name() | Attribute():
                return self._named(expression, at, depth)
            case Operation(operator="Add" | "JoinedStr" | "FormattedValue", operands=parts):
                shown = parts[:1] if expression.operator == "FormattedValue" else parts
                return "".join(self.text(part, at, depth - 1) for part in shown)
            case Operation(operator="Div", operands=(first, second)):
                return self._joined((first, second), at, depth)
            case Operation(operator="Mod", operands=(Literal(value=str() as text), _)):
                return re.sub(r"%[-+# ]*+[\d.]*[a-zA-Z]", UNKNOWN, text)
            case Call():
                return self._call(expression, at, depth)
            case _:
                return UNKNOWN

    def _call(self, call: Call, at: Statement | None, depth: int) -> str:
        target = self.file.full(call.target)
        name = call.name.rpartition(".")[2]
        if (target in JOINS or name in ("join", "joinpath")) and call.args:
            parts = call.args
            if name == "joinpath" and isinstance(call.function, Attribute):
                parts = (call.function.value, *parts)
            return UNKNOWN if _joins_text(call) else self._joined(parts, at, depth)
        if name in ("dirname", "realpath", "abspath", "resolve") and _asks_own_place(call):
            return self.file.path.rpartition("/")[0] if name == "dirname" else self.file.path
        if name == "format" and isinstance(call.function, Attribute):
            pattern = self.text(call.function.value, at, depth - 1)
            return re.sub(r"\{[^{}]*\}", UNKNOWN, pattern)
        if (MAKES_PATH.search(target) or OPENERS.fullmatch(name)) and call.args:
            return self._joined(call.args if "Path" in name else call.args[:1], at, depth)
        return UNKNOWN

    def _joined(self, parts: tuple[Expression, ...], at: Statement | None, depth: int) -> str:
        return "/".join(self.text(part, at, depth - 1).rstrip("/") for part in parts)

    def _named(self, expression: Name | Attribute, at: Statement | None, depth: int) -> str:
        value = self._value(expression, at)
        if value is not None:
            return self.text(value, None if value is None else at, depth - 1)
        if isinstance(expression, Attribute) and expression.name in self.options:
            return self.text(self.options[expression.name], at, depth - 1)
        found = self.index.behind(self.file.full(expression.target)) if expression.target else None
        if found is not None and found[1] is not expression:
            return found[0].text(found[1], None, depth - 1)
        return UNKNOWN

    def _value(self, expression: Name | Attribute, at: Statement | None) -> Expression | None:
        if isinstance(expression, Attribute):
            return self.bound.get((-1, dotted(expression)))
        scope = 0 if at is None else at.scope
        while scope >= 0:
            found = self.bound.get((scope, expression.id))
            if found is not None:
                return found
            scope = self.code.scopes[scope].parent
        return None


def _is_plain(statement: Statement) -> bool:
    """Whether a statement binds a name to one value: `with open(p) as f` does, too."""
    single = len(statement.targets) == 1 and len(statement.values) == 1
    return single and not statement.operator and statement.does in (Does.ASSIGN, Does.WITH)


def _asks_own_place(call: Call) -> bool:
    """`os.path.dirname(__file__)` and what people wrap it in."""
    return any(isinstance(arg, Name) and arg.id == "__file__" for arg in call.args)


def _joins_text(call: Call) -> bool:
    """`", ".join(words)` is no path."""
    function = call.function
    return isinstance(function, Attribute) and isinstance(function.value, Literal | Subscript)
