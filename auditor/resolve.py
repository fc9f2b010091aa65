"""Which file of the repository is behind a name? Names followed across files.

`facts` resolves what one file tells: `@.Net()` is an instance of a class of the same module,
`.layers.Conv` something of a module beside it, `models.yolo.Model` may be the repository's own.
Here the repository's modules are found and such targets followed through imports, re-exports,
base classes, attributes and what functions return, until they end at a definition of the
repository (`models.yolo.Model`) or at a library (`torch.nn.Module().parameters`).
"""

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from auditor.model import CodeScope, History, Name, Project, SourceFile

FIRST = re.compile(r"[^.(\[]*")
NOT_PLAIN = re.compile(r"[()\[\]<]")  # what a part of a target holds that is no module's name
MAX_STEPS = 24  # imports, bases and calls followed for one name; real chains have fewer than ten
MAX_ANCESTORS = 60  # of one class, the nearest; the most seen in real repositories are a dozen
MAX_NESTED = 3  # classes whose bases stand in other classes' bases: `class Meta(Parent.Meta)`
MAX_STARS = 60  # modules that a file imports all from, one behind the other; real ones have a few
MAX_PARTS = 40  # dotted parts by which a file may be imported, counted from its own name

# Folders that are put on the path, so that what lies in them is imported without their names.
SOURCE_ROOTS = ("src", "lib", "python", "source", "code", "scripts", "notebooks", "examples")

_Star = tuple[str, str, str | None]
"""A file, the module that it imports all from, and the file of that module if it is ours."""

_Base = tuple[str, str, CodeScope | None]
"""A base by its full target; of the repository's own, the file and the class."""


def resolve(files: Iterable[SourceFile], history: History | None = None) -> Project:
    """Make a project of its files: every file knows its module name and its full targets."""
    ordered = sorted(files, key=lambda file: file.path)
    modules = _modules(ordered)
    index = _Index(ordered, modules)
    resolved = tuple(_resolved(file, index) for file in ordered)
    return Project(files=resolved, modules=modules, history=history)


def _modules(files: Iterable[SourceFile]) -> Mapping[str, str]:
    """Dotted names under which files may be imported -> path; the longest name is unambiguous.

    A script imports its neighbours by their bare names, a package by its full one: every suffix
    of the path is a name, and of two files with the same name the one nearer to the top has it.
    """
    names: dict[str, str] = {}
    paths = [file.path for file in files if file.facts.code is not None]
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        parts = _parts(path)
        for start in range(max(0, len(parts) - MAX_PARTS), len(parts)):
            names.setdefault(".".join(parts[start:]), path)
    return names


def _parts(path: str) -> tuple[str, ...]:
    *folders, name = path.split("/")
    stem = name[:dot] if (dot := name.rfind(".")) > 0 else name
    return tuple(folders) if stem == "__init__" and folders else (*folders, stem)


def _resolved(file: SourceFile, index: "_Index") -> SourceFile:
    code = file.facts.code
    if code is None:
        return file
    wanted = (*code.targets, *(entry.target for entry in code.imports))
    targets = {
        target: full
        for target in wanted
        if index.may_know(target) and (full := index.follow(file.path, target)) != target
    }
    ancestors = {
        scope.qualname: index.ancestors(file.path, scope)
        for scope in code.scopes
        if scope.kind == "class"
    }
    return replace(file, module=index.module_of(file.path), resolved=targets, ancestors=ancestors)


class _Index:
    """Where every name of the repository is defined."""

    def __init__(self, files: Iterable[SourceFile], modules: Mapping[str, str]) -> None:
        self.modules = modules
        self.roots = {name.partition(".")[0] for name in modules}
        self.codes = {file.path: file.facts.code for file in files if file.facts.code}
        self.kinds = {file.path: file.kind for file in files}
        self.names = {path: dict(code.names) for path, code in self.codes.items()}
        self.scopes = {
            path: {scope.qualname: scope for scope in code.scopes if scope.qualname}
            for path, code in self.codes.items()
        }
        self.memo: dict[tuple[str, str], str] = {}
        self.own_names: dict[str, str] = {}
        self.near: dict[tuple[str, str], str | None] = {}
        self.families: dict[tuple[str, str], tuple[_Base, ...]] = {}
        self.parents: dict[tuple[str, str], tuple[_Base, ...]] = {}
        self.nested: set[tuple[str, str]] = set()
        self.attributes: dict[tuple[str, str], Mapping[str, str]] = {}
        self.offers: dict[str, frozenset[str]] = {}
        self.starred: dict[str, tuple[_Star, ...]] = {}
        self.walked: dict[str, tuple[_Star, ...]] = {}

    def module_of(self, path: str) -> str:
        """The name under which a file defines things: from the folder its package starts in."""
        if path not in self.own_names:
            self.own_names[path] = self._own_name(path)
        return self.own_names[path]

    def _own_name(self, path: str) -> str:
        parts = _parts(path)
        start = 0
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if f"{folder}/__init__.py" not in self.codes:
                start = depth
        if start == len(parts) - 1 and start and parts[0] not in SOURCE_ROOTS:
            start = 0  # no package at all: the path tells more than the bare name
        return ".".join(parts[start:]) or parts[-1]

    def may_know(self, target: str) -> bool:
        """Whether a target is one of this file's or may be a module of the repository."""
        return target[0] in "@." or FIRST.match(target)[0] in self.roots  # type: ignore[index]  # matches anything

    def follow(self, path: str, target: str) -> str:
        """The full target behind `target` as file `path` means it."""
        key = (path, target)
        if key not in self.memo:
            self.memo[key] = target  # a cycle ends here
            self.memo[key] = self._follow(path, target, MAX_STEPS)
        return self.memo[key]

    def _follow(self, path: str, target: str, steps: int) -> str:
        if steps <= 0:
            return target
        if target.startswith("@."):
            return self._within(path, _segments(target[2:]), steps)
        absolute = self._absolute(path, target) if target.startswith(".") else target
        found = self._module_prefix(absolute, near=path)
        if found is None:
            return absolute
        module_path, rest = found
        if not rest or module_path == path:
            return absolute
        return self._within(module_path, rest, steps - 1)

    def _absolute(self, path: str, target: str) -> str:
        """Turn a relative import into a dotted path from the repository's top."""
        dots = len(target) - len(target.lstrip("."))
        folders = path.split("/")[:-1]
        base = folders[: len(folders) - (dots - 1)] if dots > 1 else folders
        return ".".join((*base, target[dots:]))

    def _module_prefix(self, target: str, near: str) -> tuple[str, tuple[str, ...]] | None:
        """The longest leading part of a target that is a module of the repository."""
        folder = near.rpartition("/")[0]
        segments = _segments(target)
        plain = NOT_PLAIN.split(target, maxsplit=1)[0]
        length = len(segments) if plain == target else plain.count(".")
        while length:
            path = self._nearest(".".join(segments[:length]), folder)
            if path is not None:
                return path, segments[length:]
            length -= 1
        return None

    def _nearest(self, name: str, folder: str) -> str | None:
        """A module by its name, the one in the importing file's own folder first."""
        key = (name, folder)
        if key not in self.near:
            self.near[key] = self._found(name, folder)
        return self.near[key]

    def _found(self, name: str, folder: str) -> str | None:
        beside = f"{folder}/{name.replace('.', '/')}" if folder else name.replace(".", "/")
        for candidate in (f"{beside}.py", f"{beside}/__init__.py"):
            if candidate in self.codes:
                return candidate
        path = self.modules.get(name)
        # A file deep in some folder must not pass for a library of the same name.
        if path is not None and "." not in name and path.count("/") > 1:
            top = path.split("/", 1)[0]
            return path if top in SOURCE_ROOTS else None
        return path

    def _within(self, path: str, segments: tuple[str, ...], steps: int) -> str:
        """Follow dotted segments from a module's own names."""
        scopes = self.scopes.get(path, {})
        for length in range(len(segments), 0, -1):
            head = ".".join(segments[:length])
            called = head.endswith("()")
            scope = scopes.get(head.removesuffix("()"))
            if scope is not None:
                return self._from_scope(path, scope, segments[length:], steps, called=called)
        first, rest = segments[0], segments[1:]
        bare = re.split(r"[(\[]", first, maxsplit=1)[0]
        tail = "".join((first[len(bare) :], *(f".{part}" for part in rest)))
        behind = self.names.get(path, {}).get(bare)
        if behind and behind != f"@.{bare}":
            return self._follow(path, f"{behind}{tail}", steps - 1)
        star = self._star(path, bare) if not behind else None
        if star is not None:
            return self._follow(star[0], f"{star[1]}.{bare}{tail}", steps - 1)
        return ".".join((self.module_of(path), *segments))

    def _star(self, path: str, name: str) -> tuple[str, str] | None:
        """The file and its `import *` that bring a name.

        What a library offers is not known: it is taken to offer what nothing of ours does.
        """
        library = None
        for where, star, module in self._stars(path):
            if module is None:
                library = library or (where, star)
            elif name in self._offered(module):
                return where, star
        return library

    def _stars(self, path: str) -> tuple[_Star, ...]:
        """Of a file and of those that it imports all from, each module once.

        The last one comes first, since in Python the last one wins.
        """
        if path not in self.walked:
            found: dict[str | None, _Star] = {}
            waiting = list(self._own_stars(path))
            while waiting and len(found) < MAX_STARS:
                star = waiting.pop()
                module = star[2]
                if module in found:
                    continue
                found[module] = star
                if module not in {None, path} and self.codes[module].exports is None:
                    waiting.extend(self._own_stars(module))
            self.walked[path] = tuple(found.values())
        return self.walked[path]

    def _own_stars(self, path: str) -> tuple[_Star, ...]:
        """The stars that stand in a file itself, in the order of the text."""
        if path not in self.starred:
            last = dict.fromkeys(reversed(self.codes[path].star_imports[-MAX_STARS:]))
            found = (self._star_of(path, star) for star in last)
            self.starred[path] = tuple(star for star in found if star is not None)[::-1]
        return self.starred[path]

    def _star_of(self, path: str, star: str) -> _Star | None:
        absolute = self._absolute(path, star) if star.startswith(".") else star
        found = self._module_prefix(absolute, near=path)
        if found is not None and not found[1]:
            return path, star, found[0]
        return None if star.startswith(".") else (path, star, None)

    def _offered(self, path: str) -> frozenset[str]:
        """The names that `import *` takes from a file, but for those that it has from stars."""
        if path not in self.offers:
            code = self.codes[path]
            own = {
                *self.names[path],
                *(scope.name for scope in code.scopes if scope.parent == 0),
                *(
                    target.id
                    for statement in code.statements
                    if statement.scope == 0
                    for target in statement.targets
                    if isinstance(target, Name)
                ),
            }
            public = (name for name in own if not name.startswith("_"))
            self.offers[path] = frozenset(code.exports if code.exports is not None else public)
        return self.offers[path]

    def _from_scope(
        self, path: str, scope: CodeScope, rest: tuple[str, ...], steps: int, *, called: bool
    ) -> str:
        """What lies behind `scope.rest`: a member of a class, the value a function gives."""
        here = f"{self.module_of(path)}.{scope.qualname}{'()' if called else ''}"
        if not rest:
            return here
        if scope.kind == "function":
            given = (scope.returns or scope.gives) if called else ""
            return (
                self._follow(path, ".".join((given, *rest)), steps - 1)
                if given
                else ".".join((here, *rest))
            )
        member = self._member(path, scope, rest, steps)
        return member if member is not None else ".".join((here, *rest))

    def _member(self, path: str, scope: CodeScope, rest: tuple[str, ...], steps: int) -> str | None:
        """An attribute or method of a class, looked for in its bases too; None if unknown."""
        member = self._own_member(path, scope, rest, steps)
        if member is not None:
            return member
        for full, where, parent in self._family(path, scope):
            if parent is not None:
                member = self._own_member(where, parent, rest, steps - 1)
                if member is not None:
                    return member
            elif "." in full and not full.startswith(("builtins.", "typing.", "abc.")):
                return ".".join((f"{full}()", *rest))
        return None

    def _own_member(
        self, path: str, scope: CodeScope, rest: tuple[str, ...], steps: int
    ) -> str | None:
        name = rest[0].removesuffix("()")
        own = self.scopes[path].get(f"{scope.qualname}.{name}")
        if own is not None:
            called = rest[0].endswith("()")
            return self._from_scope(path, own, rest[1:], steps - 1, called=called)
        attribute = self._attributes(path, scope).get(name)
        if attribute:
            tail = rest[0][len(name) :]
            return self._follow(path, ".".join((f"{attribute}{tail}", *rest[1:])), steps - 1)
        return None

    def _attributes(self, path: str, scope: CodeScope) -> Mapping[str, str]:
        key = (path, scope.qualname)
        if key not in self.attributes:
            self.attributes[key] = dict(scope.attributes)
        return self.attributes[key]

    def ancestors(self, path: str, scope: CodeScope) -> tuple[str, ...]:
        """All bases of a class, full targets, nearest first, bases of the repository's followed."""
        return tuple(full for full, _, _ in self._family(path, scope))

    def _family(self, path: str, scope: CodeScope) -> tuple[_Base, ...]:
        """The bases of a class and theirs, each once, each before its own."""
        key = (path, scope.qualname)
        if key in self.families:
            return self.families[key]
        found: dict[str, _Base] = {}
        waiting = list(reversed(self._parents(path, scope)))
        while waiting and len(found) < MAX_ANCESTORS:
            full, where, parent = waiting.pop()
            if full not in found:
                found[full] = (full, where, parent)
                if parent is not None:
                    waiting.extend(reversed(self._parents(where, parent)))
        family = tuple(found.values())
        if not self.nested:  # else some of it may be missing
            self.families[key] = family
        return family

    def _parents(self, path: str, scope: CodeScope) -> tuple[_Base, ...]:
        """The bases that a class names itself."""
        key = (path, scope.qualname)
        if key in self.nested or len(self.nested) >= MAX_NESTED:
            return ()  # a circle ends here, and a chain
        if key not in self.parents:
            self.nested.add(key)
            self.parents[key] = tuple(self._base(path, b) for b in scope.bases[:MAX_ANCESTORS])
            self.nested.remove(key)
        return self.parents[key]

    def _base(self, path: str, name: str) -> _Base:
        full = self.follow(path, name)
        found = self._module_prefix(full, near=path)
        parent = self._scope_at(found) if found else None
        if found is None or parent is None or parent.kind != "class":
            return full, "", None
        return full, found[0], parent

    def _scope_at(self, found: tuple[str, tuple[str, ...]]) -> CodeScope | None:
        path, segments = found
        return self.scopes.get(path, {}).get(".".join(segments))


def _segments(target: str) -> tuple[str, ...]:
    """Split at dots; `f().x[0]` has the segments `f()` and `x[0]`."""
    return tuple(target.split(".")) if target else ()


def is_own(project: Project, target: str) -> bool:
    """Whether a full target is defined in the repository itself."""
    parts = target.split(".")
    return any(".".join(parts[:length]) in project.modules for length in range(len(parts), 0, -1))
