"""Which module of the repository imports which? The graph of its own Python files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from auditor.evidence.kept import once
from auditor.evidence.places import is_main_guard
from auditor.model import Code, Does, Import, Project, SourceFile

SOURCE_ROOTS = ("src", "lib", "python", "source", "code")


class Edge(msgspec.Struct, frozen=True, order=True):
    """An import of one file of the repository by another."""

    path: str  # of the file that is imported
    line: int  # of the import
    guarded: bool  # late or optional: in a function, a `try`, for type checkers or programs only
    name: str | None = None  # what is taken from it; None for the module as a whole


@once
def imports_of(project: Project) -> Mapping[str, tuple[Edge, ...]]:
    """For each Python file, its imports of other files of the repository."""
    known = {file.path: file for file in project.files if file.facts.code is not None}
    finder = _Finder(project, frozenset(known))
    return {path: tuple(finder.edges(file)) for path, file in known.items()}


class _Finder:
    def __init__(self, project: Project, paths: frozenset[str]) -> None:
        self.modules = project.modules
        self.paths = paths
        self.found: dict[tuple[str, str], str | None] = {}

    def edges(self, file: SourceFile) -> Iterator[Edge]:
        code = file.facts.code
        if code is None:
            return
        programs = _programs(code)
        for entry in code.imports:
            for path, name in self._targets(file.path, entry):
                if path != file.path:
                    guarded = entry.guarded or entry.line in programs
                    yield Edge(path, entry.line, guarded, name)

    def _targets(self, path: str, entry: Import) -> Iterator[tuple[str, str | None]]:
        """The file that an import reaches; a name that is a submodule is that file."""
        folder = path.rpartition("/")[0]
        if entry.name is not None and entry.name != "*":
            separator = "" if entry.module.endswith(".") else "."
            below = self._file(folder, f"{entry.module}{separator}{entry.name}")
            if below is not None:
                yield below, None
                return
        found = self._file(folder, entry.module)
        if found is not None:
            yield found, entry.name

    def _file(self, folder: str, module: str) -> str | None:
        key = (folder, module)
        if key not in self.found:
            self.found[key] = self._searched(PurePosixPath(folder), module)
        return self.found[key]

    def _searched(self, folder: PurePosixPath, module: str) -> str | None:
        if module.startswith("."):
            name = module.lstrip(".")
            for _ in range(len(module) - len(name) - 1):
                folder = folder.parent
            return self._at(folder, name)
        if not self._is_package(folder):  # a script finds its neighbours first
            near = self._at(folder, module)
            if near is not None:
                return near
        found = self.modules.get(module)
        return found if found is not None and self._is_top(found, module) else None

    def _is_top(self, found: str, module: str) -> bool:
        """Whether a file is imported by this very name, and not by a longer one.

        `types` is no `package/types.py`, and a file deep in some folder is no library.
        """
        parts = PurePosixPath(found).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        above = parts[: len(parts) - module.count(".") - 1]
        if above and self._is_package(PurePosixPath(*above)):
            return False
        return "." in module or len(above) <= 1 or above[-1] in SOURCE_ROOTS

    def _at(self, folder: PurePosixPath, module: str) -> str | None:
        """The module's file, as seen from a folder."""
        base = folder.joinpath(*module.split(".")) if module else folder
        candidates = (f"{base}.py", f"{base}/__init__.py")
        names = (name.removeprefix("./") for name in candidates if module or "__init__" in name)
        return next((name for name in names if name in self.paths), None)

    def _is_package(self, folder: PurePosixPath) -> bool:
        return str(folder / "__init__.py") in self.paths


def _programs(code: Code) -> frozenset[int]:
    """Lines of the imports that only run when the file is started as a program."""
    lines = set()
    for statement in code.statements:
        parent = statement.parent
        while statement.does is Does.IMPORT and parent >= 0:
            header = code.statements[parent]
            if header.does is Does.IF and is_main_guard(header):
                lines.add(statement.line)
            parent = header.parent
    return frozenset(lines)


def cycles(graph: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Its strongly connected parts of more than one file, after Kosaraju."""
    backwards: dict[str, list[str]] = {node: [] for node in graph}
    for node in sorted(graph):
        for target in graph[node]:
            backwards.setdefault(target, []).append(node)
    seen: set[str] = set()
    finished = [node for root in sorted(graph) for node in _finished(graph, root, seen)]
    seen.clear()
    parts = (sorted(_finished(backwards, root, seen)) for root in reversed(finished))
    return sorted(part for part in parts if len(part) > 1)


def _finished(graph: Mapping[str, Collection[str]], root: str, seen: set[str]) -> Iterator[str]:
    """What is reached from a node and was not seen, each after all that it leads to."""
    stack = [] if root in seen else [(root, iter(sorted(graph.get(root, ()))))]
    seen.add(root)
    while stack:
        node, targets = stack[-1]
        target = next((one for one in targets if one not in seen), None)
        if target is None:
            stack.pop()
            yield node
        else:
            seen.add(target)
            stack.append((target, iter(sorted(graph.get(target, ())))))
