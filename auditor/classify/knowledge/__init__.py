"""Which API, name or path plays which role? Tables in TOML, one file per family, and look-ups.

A file lists libraries. A contributor adds a word to a list of words, or a library in four lines::

    version = 1

    [[library]]
    name = "PyTorch"
    homepage = "https://pytorch.org"
    imports = "torch functorch"  # root modules; of several libraries the longest root wins
    ml = true                    # calling it makes code ml_touching (default: false)
    default = "ml_code?"         # whatever is not listed below (default: "context")

    [library.roles]              # role -> full dotted names, each with all that lies below it
    data_collection = "torch.utils.data torch.hub.download_url_to_file"
    "resource_management!" = "torch.nn.Module.to"

    [library.classes]            # kind of value, or base class -> classes, modules full of them
    model = "torch.nn.Module"
    "torch.nn.Module" = "torch.nn"

    [library.returns]            # class -> functions that return one of it
    "torch.Tensor" = "torch.* torch.nn.Module.__call__ torch.utils.data.DataLoader[]"

    [library.aliases]            # name that is described -> other names of the same thing
    "torch.utils.tensorboard.SummaryWriter" = "torch.utils.tensorboard.writer.SummaryWriter"

Words are separated by white space (long lists stand between '''): half the bytes of arrays, and
twice as fast to read.
Of two keys the longer one wins, counted in whole dotted names. In `returns`, `x.*` stands for the
members of x without an entry of their own, `f()[1]` for part of what f returns, `T[]` for an item
of a T; `T.__call__` is calling an instance. A capital letter tells classes from functions.

A role is written with its strength:

    "monitoring!"   decisive: a statement that is this call has the role, whatever block it is in
    "ml_code"       strong: tells what the block around it is for
    "ml_code?"      weak: a lean, for want of anything better (arithmetic, time, paths of files)
    "context"       says nothing: the lines around it decide

`methods.toml` has the tables that know no library, in the same form: `[methods]`, for receivers
of unknown type; `[verbs]`, which open a name; `[identifiers]`, words of names; `[paths]`, words of
file names, whole file names and, ending in "/", words of folder names.

A user's own files have the same form. They come last, and what they say replaces what is shipped.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import IntEnum
from functools import cache
from pathlib import Path
from string import digits

import msgspec
from msgspec.structs import replace

from auditor.errors import BadSettings
from auditor.model import Role

VERSION = 1
FOLDER = Path(__file__).parent

MAX_PARTS = 64  # names, calls and items of a target that are looked at; real chains have fewer
MAX_BASES = 8  # steps from a class to its bases; the tables need three
MAX_NAME = 80  # characters of an identifier or file name that are looked at
MAX_RUN = 4  # words of it that are looked up as one

KINDS = frozenset(
    {
        "app",
        "array",
        "axes",
        "callback",
        "client",
        "database",
        "dataset",
        "distribution",
        "env",
        "estimator",
        "figure",
        "file",
        "frame",
        "graph",
        "index",
        "layer",
        "loader",
        "logger",
        "loss",
        "metric",
        "model",
        "optimizer",
        "parser",
        "path",
        "process",
        "run",
        "sampler",
        "scheduler",
        "series",
        "session",
        "settings",
        "splitter",
        "tensor",
        "test",
        "tokenizer",
        "trainer",
        "transformer",
        "writer",
    }
)
"""Kinds of values that `classes` tells apart; a dotted name in their place is a base class."""

ROLES = {role.value: role for role in Role}
CONTEXT = "context"


class Strength(IntEnum):
    """How much a piece of evidence says; ordered, so that the greatest of several is the best."""

    CONTEXT = 0
    WEAK = 1
    STRONG = 2
    DECISIVE = 3


MARKS = {"?": Strength.WEAK, "!": Strength.DECISIVE}


class Evidence(msgspec.Struct, frozen=True):
    """What an API, a name or a path says of the code that has it; `role` is None for "context"."""

    role: Role | None
    strength: Strength
    key: str  # the word of the tables that says so
    file: str  # and where it stands


class Library(msgspec.Struct, frozen=True):
    """A library that the tables know."""

    name: str
    homepage: str
    imports: tuple[str, ...]
    ml: bool
    default: str  # role with its mark
    file: str


class Knowledge(msgspec.Struct, frozen=True, eq=False):
    """All tables, merged. Look-ups are memoised: a repository asks for few names many times."""

    libraries: tuple[Library, ...]
    roots: Mapping[str, Library]
    roles: Mapping[str, Evidence]
    classes: Mapping[str, str]
    returns: Mapping[str, str]
    aliases: Mapping[str, str]
    methods: Mapping[str, Evidence]
    verbs: Mapping[str, Evidence]
    identifiers: Mapping[str, Evidence]
    paths: Mapping[str, Evidence]
    memo_of_targets: dict[str, Evidence | None] = msgspec.field(default_factory=dict)
    memo_of_names: dict[str, Evidence | None] = msgspec.field(default_factory=dict)

    def role_of(self, target: str) -> Evidence | None:
        """What a target says: `torch.optim.Adam().step`, or `torch.optim.Adam.step` as well.

        None if no library knows it. A method whose class has no entry for it is looked for in the
        base classes that `classes` names.
        """
        if target not in self.memo_of_targets:
            self.memo_of_targets[target] = self._role(target)
        return self.memo_of_targets[target]

    def role_of_method(self, name: str) -> Evidence | None:
        """What a method says whose receiver is unknown."""
        return _found(self.methods, name)

    def role_of_name(self, name: str) -> Evidence | None:
        """What an identifier says: `train_loader`, `TextEncoder`, `LR`.

        Runs of several known words count first, then a verb at the beginning, then single words
        from the last to the first: the last is the noun.
        """
        if name not in self.memo_of_names:
            self.memo_of_names[name] = self._words(self.identifiers, name)
        return self.memo_of_names[name]

    def roles_of_path(self, path: str) -> tuple[Evidence, ...]:
        """What the file name and then the folders say, from the nearest to the outermost."""
        *folders, name = path.split("/")
        whole = _found(self.paths, name.lower())
        found = [whole or self._words(self.paths, name.partition(".")[0])]
        found += [self._words(self.paths, folder, "/") for folder in reversed(folders)]
        return tuple(entry for entry in found if entry is not None)

    def library_of(self, target: str) -> Library | None:
        """The library a target belongs to."""
        key = _longest(self.roots, self._described(_plain(target)))
        return self.roots[key] if key else None

    def is_ml(self, target: str) -> bool:
        """Whether calling it makes code ml_touching."""
        library = self.library_of(target)
        return library is not None and library.ml

    def type_of(self, target: str) -> str:
        """The class of a value: `torch.nn.Linear` for `torch.nn.Linear()`; "" if not known."""
        name, known = self._followed(target)
        return name if known else ""

    def kind_of(self, target: str) -> str:
        """What sort of thing a value or class is: "model", "frame", "tensor"; "" if not known."""
        name, known = self._followed(target)
        class_name = _class_in(name)
        if not known and class_name != name:
            return ""
        return next((kind for kind in self._lineage(name) if kind and "." not in kind), "")

    def _role(self, target: str) -> Evidence | None:
        name, _ = self._followed(target)
        class_name = _class_in(name)
        rest = name[len(class_name) :]
        for ancestor in self._lineage(class_name) if rest else ():
            key = _longest(self.roles, f"{ancestor}{rest}")
            if len(key) > len(ancestor):
                return _found(self.roles, key)
        key = _longest(self.roles, name)
        root = _longest(self.roots, name)
        if len(root) > len(key):
            library = self.roots[root]
            return replace(_entry(library.default, library.name, library.file), key=root)
        return _found(self.roles, key)

    def _lineage(self, name: str) -> Iterator[str]:
        """A class, its bases as far as they are known, and last the kind of value it is."""
        for _ in range(MAX_BASES):
            yield name
            key = _longest(self.classes, name) if "." in name else ""
            if not key or self.classes[key] == name:
                return
            name = self.classes[key]

    def _followed(self, target: str) -> tuple[str, bool]:
        """The target with calls and items replaced by the classes they give.

        True if the value's own class is known at the end; then the name is that class.
        """
        name, known, opened = "", False, ""
        for part in _parts(target):
            if part[0] not in "([":
                name = self._described(f"{name}.{part}" if name else part)
                known, opened = False, ""
            elif part == "()":
                name, known, opened = *self._called(name, known=known), f"{name}()"
            else:
                given = (
                    self.returns.get(f"{opened}{part}")
                    or self.returns.get(f"{opened}[]")
                    or self._given(name, "[]")
                )
                name, known, opened = given or name, known or bool(given), ""
        return name, known

    def _called(self, name: str, *, known: bool) -> tuple[str, bool]:
        """What calling it gives: a class an instance, a function what `returns` says."""
        class_name = _class_in(name)
        if known:
            given = self._given(name, ".__call__")
        elif name in self.returns:
            given = self.returns[name]
        elif class_name == name:
            given = name
        elif class_name:
            given = self._given(class_name, name[len(class_name) :])
        else:
            given = self.returns.get(f"{name.rpartition('.')[0]}.*", "")
        return given or name, bool(given)

    def _given(self, class_name: str, member: str) -> str:
        """The class that a member of a class gives, looked for in its bases too."""
        for ancestor in self._lineage(class_name):
            if f"{ancestor}{member}" in self.returns:
                return self.returns[f"{ancestor}{member}"]
            if _is_method(member) and f"{ancestor}.*" in self.returns:
                return self.returns[f"{ancestor}.*"]
        return ""

    def _described(self, name: str) -> str:
        """The name under which the tables describe it: tensorflow.keras is keras."""
        key = _longest(self.aliases, name)
        return f"{self.aliases[key]}{name[len(key) :]}" if key else name

    def _words(self, table: Mapping[str, Evidence], name: str, end: str = "") -> Evidence | None:
        words = _split(name)
        for length in range(min(len(words), MAX_RUN), 0, -1):
            if length == 1 and len(words) > 1 and not end and words[0] in self.verbs:
                return _found(self.verbs, words[0])
            found = _last_run(table, words, length, end)
            if found is not None and found.role is None and length < len(words):
                # `model_path` and `decoder_type` are about a path and a type, of something.
                rest = self._words(table, "_".join(words[:-length]), end)
                return replace(rest, strength=min(rest.strength, Strength.WEAK)) if rest else found
            if found is not None:
                return found
        return None


@cache
def load(overrides: tuple[Path, ...] = ()) -> Knowledge:
    """The shipped tables, with what the user's files say laid over them."""
    tables = _Tables()
    for path in sorted(FOLDER.glob("*.toml")):
        tables.add(path.name, path.read_bytes())
    for path in overrides:
        tables.lay_over(str(path), _read(path))
    return tables.merged()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read ({error.strerror}).") from error


_Keys = dict[str, str]  # role, kind or class -> names, separated by white space


class _LibraryTable(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    imports: str
    homepage: str = ""
    ml: bool | None = None
    default: str | None = None
    roles: _Keys = {}
    classes: _Keys = {}
    returns: _Keys = {}
    aliases: _Keys = {}


class _FileTable(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    library: list[_LibraryTable] = []
    methods: _Keys = {}
    verbs: _Keys = {}
    identifiers: _Keys = {}
    paths: _Keys = {}


class _Tables:
    """Merges files one after the other: a key that two of them have is an error."""

    def __init__(self, known: Mapping[str, Library] | None = None) -> None:
        self.known = known or {}  # libraries of earlier tables, whose settings hold on
        self.roots: dict[str, Library] = {}
        self.roles: dict[str, Evidence] = {}
        self.classes: dict[str, str] = {}
        self.returns: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.methods: dict[str, Evidence] = {}
        self.verbs: dict[str, Evidence] = {}
        self.identifiers: dict[str, Evidence] = {}
        self.paths: dict[str, Evidence] = {}

    def add(self, file: str, text: bytes) -> None:
        table = _parsed(file, text)
        for library in table.library:
            self._add_library(file, library)
        _add_evidence(file, "methods", table.methods, self.methods)
        _add_evidence(file, "verbs", table.verbs, self.verbs)
        _add_evidence(file, "identifiers", table.identifiers, self.identifiers)
        _add_evidence(file, "paths", table.paths, self.paths)

    def lay_over(self, file: str, text: bytes) -> None:
        """Merge one file; what it says replaces what was said before."""
        above = _Tables(self.roots)
        above.add(file, text)
        for name in Knowledge.__struct_fields__:
            if name in vars(self):
                vars(self)[name].update(vars(above)[name])

    def merged(self) -> Knowledge:
        tables = {name: table for name, table in vars(self).items() if name != "known"}
        return Knowledge(libraries=tuple(dict.fromkeys(self.roots.values())), **tables)

    def _add_library(self, file: str, table: _LibraryTable) -> None:
        library = self._library(file, table)
        names = library.imports
        _refuse_repeated(file, "imports", names, self.roots)
        self.roots.update(dict.fromkeys(names, library))
        _refuse_strays(file, library, (table.roles, table.classes, table.returns))
        _refuse_unknown_kinds(file, library, table.classes)
        _add_evidence(file, "roles", table.roles, self.roles)
        _add_names(file, "classes", table.classes, self.classes)
        _add_names(file, "returns", table.returns, self.returns)
        _add_names(file, "aliases", table.aliases, self.aliases)

    def _library(self, file: str, table: _LibraryTable) -> Library:
        """The library as the file says, with what it leaves out as it was known before."""
        imports = tuple(table.imports.split())
        known = self.known.get(_longest(self.known, imports[0])) if imports else None
        library = Library(
            name=table.name,
            homepage=table.homepage or (known.homepage if known else ""),
            imports=imports,
            ml=table.ml if table.ml is not None else known is not None and known.ml,
            default=table.default or (known.default if known else CONTEXT),
            file=file,
        )
        _entry(library.default, f"the default of {library.name}", file)  # raises if it is no role
        return library


def _add_evidence(file: str, table: str, rows: _Keys, into: dict[str, Evidence]) -> None:
    for written, words in rows.items():
        entry = _entry(written, f"in `{table}`", file)
        names = words.split()
        _refuse_repeated(file, table, names, into)
        # One value serves the whole row; look-ups fill in the key. Thousands of words load fast.
        into.update(dict.fromkeys(names, entry))


def _add_names(file: str, table: str, rows: _Keys, into: dict[str, str]) -> None:
    for value, words in rows.items():
        names = words.split()
        _refuse_repeated(file, table, names, into)
        into.update(dict.fromkeys(names, value))


def _refuse_repeated(
    file: str, table: str, names: Collection[str], known: Mapping[str, object]
) -> None:
    for name in known.keys() & names:
        first = getattr(known[name], "file", file)
        raise BadSettings(f"{file}: `{name}` is in `{table}` a second time; first in {first}.")
    if len(set(names)) < len(names):
        (name, _), *_ = Counter(names).most_common(1)
        raise BadSettings(f"{file}: `{name}` is in `{table}` a second time, in the same list.")


def _refuse_strays(file: str, library: Library, tables: Iterable[_Keys]) -> None:
    names = [name for rows in tables for words in rows.values() for name in words.split()]
    if not names:
        return
    below = tuple(root + mark for root in library.imports for mark in ".[(")
    for name in names:
        if not name.startswith(below) and name not in library.imports:
            raise BadSettings(f"{file}: `{name}` is not under the imports of {library.name}.")


def _refuse_unknown_kinds(file: str, library: Library, rows: _Keys) -> None:
    for kind in rows:
        if "." not in kind and kind not in KINDS:
            hint = _suggestion(kind, KINDS)
            raise BadSettings(f"{file}: `{kind}` in `classes` of {library.name} is no kind{hint}.")


def _parsed(file: str, text: bytes) -> _FileTable:
    try:
        table = msgspec.convert(tomllib.loads(text.decode()), _FileTable)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file}: {error}.") from error
    if table.version != VERSION:
        raise BadSettings(f"{file}: `version` is {table.version}, this auditor reads {VERSION}.")
    return table


def _entry(written: str, where: str, file: str) -> Evidence:
    """Read a role with its mark: `monitoring!`."""
    if written == CONTEXT:
        return Evidence(None, Strength.CONTEXT, "", file)
    strength = MARKS.get(written[-1:], Strength.STRONG)
    name = written[:-1] if written[-1:] in MARKS else written
    if name not in ROLES:
        hint = _suggestion(name, (*ROLES, CONTEXT))
        raise BadSettings(f"{file}: `{written}` ({where}) is no role{hint}.")
    return Evidence(ROLES[name], strength, "", file)


def _suggestion(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"; is `{near[0]}` meant?" if near else ""


_PART = re.compile(r"[^.()\[\]]+|\(\)|\[\d*\]")


def _parts(target: str) -> list[str]:
    """Names, calls and items of a target, in order: torch, ones, (), [0], shape."""
    return _PART.findall(target)[:MAX_PARTS]


def _plain(target: str) -> str:
    return ".".join(part for part in _parts(target) if part[0] not in "([")


def _longest(table: Mapping[str, object], name: str) -> str:
    """The longest leading part of a dotted name that the table has; "" if there is none."""
    while name and name not in table:
        name = name.rpartition(".")[0]
    return name


def _class_in(name: str) -> str:
    """The leading part up to the first name with a capital letter; "" if there is none."""
    parts = name.split(".")
    for index, part in enumerate(parts):
        if part.lstrip("_")[:1].isupper():
            return ".".join(parts[: index + 1])
    return ""


def _is_method(member: str) -> bool:
    return member.startswith(".") and "." not in member[1:] and not member.startswith(".__")


_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z][a-z0-9]*|\d+")


def _last_run(
    table: Mapping[str, Evidence], words: list[str], length: int, end: str
) -> Evidence | None:
    """The last run of so many words that the table has."""
    for start in range(len(words) - length, -1, -1):
        for run in _spellings(words[start : start + length]):
            if run + end in table:
                return _found(table, run + end)
    return None


def _spellings(words: list[str]) -> Iterator[str]:
    """data_loader and dataloader, resnet50 and resnet: the tables have one of them."""
    for run in ("_".join(words), "".join(words)):
        yield run
        yield run.rstrip(digits)


def _found(table: Mapping[str, Evidence], key: str) -> Evidence | None:
    return replace(table[key], key=key) if key in table else None


def _split(name: str) -> list[str]:
    """Lower-case words of a name: train_loader, trainLoader and TRAIN_LOADER are the same."""
    return [word.lower() for word in _WORD.findall(name[:MAX_NAME])]
