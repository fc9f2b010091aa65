"""How do tables in TOML become one? Files are read, checked and merged; mistakes are named."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

import msgspec

from auditor.classify.knowledge.lookups import Knowledge
from auditor.classify.knowledge.names import longest
from auditor.classify.knowledge.values import CONTEXT, KINDS, Evidence, Library, Strength
from auditor.errors import BadSettings
from auditor.model import Role

VERSION = 1

ROLES = {role.value: role for role in Role}
MARKS = {"?": Strength.WEAK, "!": Strength.DECISIVE}

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


class Tables:
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
        above = Tables(self.roots)
        above.add(file, text)
        for name in Knowledge.__struct_fields__:
            if name in vars(self):
                vars(self)[name].update(vars(above)[name])

    def merged(self) -> Knowledge:
        tables = {name: table for name, table in vars(self).items() if name != "known"}
        named = (*self.returns.values(), *self.classes.values())
        return Knowledge(
            libraries=tuple(dict.fromkeys(self.roots.values())),
            named_classes=frozenset(name for name in named if "." in name),
            **tables,
        )

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
        if not imports:
            raise BadSettings(f"{file}: `imports` of {table.name} names no module.")
        known = self.known.get(longest(self.known, imports[0]))
        default = _evidence(table.default or CONTEXT, f"the default of {table.name}", file)
        return Library(
            name=table.name,
            homepage=table.homepage or (known.homepage if known else ""),
            imports=imports,
            ml=known is not None and known.ml if table.ml is None else table.ml,
            default=known.default if known and table.default is None else default,
            file=file,
        )


def _add_evidence(file: str, table: str, rows: _Keys, into: dict[str, Evidence]) -> None:
    for written, words in rows.items():
        evidence = _evidence(written, f"in `{table}`", file)
        names = words.split()
        _refuse_repeated(file, table, names, into)
        # One value serves the whole row; look-ups fill in the key. Thousands of words load fast.
        into.update(dict.fromkeys(names, evidence))


def _add_names(file: str, table: str, rows: _Keys, into: dict[str, str]) -> None:
    for value, words in rows.items():
        names = words.split()
        _refuse_repeated(file, table, names, into)
        into.update(dict.fromkeys(names, value))


def _refuse_repeated(
    file: str, table: str, names: Collection[str], known: Mapping[str, object]
) -> None:
    for name in sorted(known.keys() & names):
        first = getattr(known[name], "file", file)
        raise BadSettings(f"{file}: `{name}` is in `{table}` a second time; first in {first}.")
    if len(set(names)) < len(names):
        [(name, _)] = Counter(names).most_common(1)
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


def _evidence(written: str, where: str, file: str) -> Evidence:
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
    near = get_close_matches(word, sorted(known), n=1)
    return f"; the nearest is `{near[0]}`" if near else ""
