"""Which modules may a test run? Those that tests import, at any distance, or mean by name."""

import re
from collections import defaultdict
from collections.abc import Iterable

from auditor.evidence.kept import once
from auditor.evidence.modules import imports_of
from auditor.evidence.places import workflows
from auditor.evidence.reach import loads_by_name
from auditor.model import Kind, Project, SourceFile

PATH = re.compile(r"(?<![\w./-])[\w./-]{1,200}\.(?:py|sh)\b")
DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,12}")
WORD = re.compile(r"[A-Za-z_]\w+")
RUNNERS = re.compile(
    r"(^|/)(makefile|tox\.ini|noxfile\.py|justfile|taskfile\.ya?ml|dodo\.py|pyproject\.toml"
    r"|package\.json|pytest\.ini|setup\.cfg|[\w-]*test[\w-]{0,100}\.(sh|bash))$",
    re.IGNORECASE,
)


@once
def covered(project: Project) -> frozenset[str]:
    """Paths of Python files that a test, or a check of CI, runs, imports or speaks of.

    A module counts as a whole as soon as anything of it is imported by way of other modules: what
    is left is what no test can possibly run.
    """
    finder = _Finder(project)
    pending = finder.started()
    found: set[str] = set()
    while pending:
        path = pending.pop()
        found.add(path)
        pending |= finder.beyond(path) - found
    return frozenset(found - finder.tests)


class _Finder:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.graph = imports_of(project)
        self.files = {file.path: file for file in project.files}
        self.tests = {file.path for file in project.files if file.kind is Kind.TEST}
        self.roots = {name.partition(".")[0] for name in project.modules}
        self.by_name: defaultdict[str, list[str]] = defaultdict(list)
        self.by_class: defaultdict[str, list[str]] = defaultdict(list)
        self.loaders: set[str] = set()  # functions that import modules by computed names
        for file in project.files:
            if file.facts.code and loads_by_name(file):
                self.loaders.update(scope.name for scope in file.facts.code.scopes[1:])
            self.by_name[file.name].append(file.path)
            for scope in file.facts.code.scopes if file.facts.code else ():
                if scope.kind == "class":
                    self.by_class[scope.name].append(file.path)

    def started(self) -> set[str]:
        """Tests, and what they and the commands of CI and of settings mean by name."""
        texts, names = _said(self.files[path] for path in self.tests)
        found = self.tests | self.by_path(self._commands()) | self.by_path(texts)
        if self.tests:
            settings = (
                file.facts.text or ""
                for file in self.project.files
                if file.kind is Kind.CONFIG and file.facts.code is None
            )
            found |= self.by_module(settings) | self.by_module(texts)
        words = {word for text in texts for word in WORD.findall(text)}
        found.update(path for name in words | names for path in self.by_class.get(name, ()))
        return found

    def beyond(self, path: str) -> set[str]:
        """What runs when a file is imported or started."""
        found = {edge.path for edge in self.graph.get(path, ())}
        parts = path.split("/")[:-1]
        packages = ("/".join((*parts[:n], "__init__.py")) for n in range(1, len(parts) + 1))
        found.update(name for name in packages if name in self.graph)
        file = self.files[path]
        if loads_by_name(file):
            found |= self._below(path.rpartition("/")[0])
        code = file.facts.code
        if code and any(entry.name in self.loaders for entry in code.imports):
            for text in _said([file])[0]:
                package = self.project.modules.get(text, "")
                if "." in text and package.endswith("/__init__.py"):
                    found |= self._below(package.rpartition("/")[0])
        return found

    def _below(self, folder: str) -> set[str]:
        return {path for path in self.graph if path.startswith(f"{folder}/" if folder else "")}

    def by_path(self, texts: Iterable[str]) -> set[str]:
        """Files that texts mean by a path or a part of one."""
        found: set[str] = set()
        for written in {path for text in texts for path in PATH.findall(text)}:
            path = written.removeprefix("./")
            for candidate in self.by_name.get(path.rpartition("/")[2], ()):
                if candidate.endswith(path) or path.endswith(candidate):
                    found.add(candidate)
        return found

    def by_module(self, texts: Iterable[str]) -> set[str]:
        """Modules that texts mean by a dotted name, or by that of something in them."""
        found: set[str] = set()
        for written in {name for text in texts for name in DOTTED.findall(text)}:
            parts = written.split(".")
            if parts[0] in self.roots:
                heads = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
                paths = (self.project.modules.get(head) for head in heads)
                found.update(path for path in [next(filter(None, paths), None)] if path)
        return found

    def _commands(self) -> list[str]:
        """Commands of CI and of runners, and of the shell scripts that these start."""
        texts = [file.facts.text or "" for file in workflows(self.project)]
        texts += [file.facts.text or "" for file in self.project.files if RUNNERS.search(file.path)]
        texts += [self.files[path].facts.text or "" for path in self.tests]
        started = sorted(path for path in self.by_path(texts) if path.endswith(".sh"))
        return texts + [self.files[path].facts.text or "" for path in started]


def _said(files: Iterable[SourceFile]) -> tuple[set[str], set[str]]:
    """All strings and all names in some files."""
    texts: set[str] = set()
    names: set[str] = set()
    for file in files:
        texts.update(file.contents.texts)
        names |= file.contents.names | file.contents.attributes
    return texts, names
