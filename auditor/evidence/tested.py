"""Which files with code of some role do the tests reach? By the modules whose names they use."""

from collections.abc import Iterable, Iterator

import msgspec

from auditor.evidence.signs import imports, tests
from auditor.model import Kind, Project, Role, SourceFile

PRESENT = 0.3  # share of a file's code lines from which it is about that role


class Reach(msgspec.Struct, frozen=True):
    """Files with the wanted code, those of them that tests use, and one of these tests."""

    wanted: int
    reached: int
    example: str = ""

    @property
    def most(self) -> bool:
        return 2 * self.reached >= self.wanted > 0


def reach(project: Project, roles: Iterable[Role]) -> Reach:
    wanted = {file.path for file in about(project, frozenset(roles))}
    reached: dict[str, str] = {}
    for test in tests(project):
        for path in used(project, test):
            if path in wanted:
                reached.setdefault(path, test.path)
    return Reach(len(wanted), len(reached), next(iter(reached.values()), ""))


def about(project: Project, roles: frozenset[Role]) -> Iterator[SourceFile]:
    """Python sources of which a good part has one of these roles."""
    for file in project.python_files(tests=False):
        if file.kind is not Kind.SOURCE:
            continue
        lines = own = 0
        for span in file.roles:
            length = span.end_line - span.line + 1
            lines += length
            own += length if span.role in roles else 0
        if own and own / lines >= PRESENT:
            yield file


def used(project: Project, file: SourceFile) -> Iterator[str]:
    """Paths of the repository's modules whose names a file imports, re-exports followed."""
    written = {file.full(target) for target in (file.facts.code.targets if file.facts.code else ())}
    names = {name for name, _ in imports(file)} | written | set(file.resolved.values())
    for name in sorted(names):
        path = _module(project, name)
        if path is not None and path != file.path:
            yield path


def _module(project: Project, name: str) -> str | None:
    """Path of the module that a full name lies in: the longest one in front of it."""
    while name:
        if name in project.modules:
            return project.modules[name]
        name = name.rpartition(".")[0]
    return None


def with_used(project: Project, files: Iterable[SourceFile]) -> list[SourceFile]:
    """These files, and the repository's own modules whose names they use."""
    given = list(files)
    paths = {path for file in given for path in used(project, file)}
    known = {file.path for file in given}
    return given + [file for file in project.files if file.path in paths - known]
