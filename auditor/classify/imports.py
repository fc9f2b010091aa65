"""What role does an import have? That of what it imports."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.classify.around import Chances, Place, Summaries
from auditor.classify.knowledge import Knowledge
from auditor.classify.weights import ROLES
from auditor.model import Code, Import, Role, SourceFile, Statement

SURE = 0.9
FILES_OWN = 0.5


class Imported(msgspec.Struct, frozen=True):
    """What the imports of one file bring, told by the knowledge base and the repository itself."""

    file: SourceFile
    known: Knowledge
    definitions: Mapping[str, Place]
    modules: Mapping[str, str]  # full name -> path
    summaries: Summaries
    entries: Mapping[int, Sequence[Import]]  # by line

    def role_of(self, statement: Statement) -> tuple[Role, float, str]:
        """Role, how sure that is and why: what most of the imported names are for."""
        told: list[tuple[Role, str]] = []
        for entry in self._entries(statement):
            told.extend(self._told(entry))
        if told:
            role, _ = Counter(role for role, _ in told).most_common(1)[0]
            return role, SURE, next(reason for its, reason in told if its is role)
        return self._whole(), FILES_OWN, "imports for what the rest of the file does"

    def _entries(self, statement: Statement) -> Iterator[Import]:
        for line in range(statement.line, statement.header_end + 1):
            yield from self.entries.get(line, ())

    def _told(self, entry: Import) -> list[tuple[Role, str]]:
        full = self.file.full(entry.target)
        said = self.known.role_of(full)
        if said is not None and said.role is not None:
            return [(said.role, f"imports `{full}`, which is {said.role} ({said.file})")]
        own = self._own(full)
        if own is not None:
            return [(own, f"imports `{full}` of the repository, which does this")]
        if full.partition(".")[0] in sys.stdlib_module_names:
            return [(Role.GENERAL, f"imports `{full}` of the standard library")]
        return []

    def _own(self, full: str) -> Role | None:
        """What most of a function, class or module of the repository does."""
        if full in self.definitions and self.definitions[full][0] in self.summaries.scopes:
            return _most(self.summaries.of_scope(self.definitions[full]))
        path = self.modules.get(full)
        if path is not None and path in self.summaries.scopes:
            return _most(self.summaries.of_file(path))
        return None

    def _whole(self) -> Role:
        return _most(self.summaries.of_file(self.file.path)) or Role.GENERAL


def imports_by_line(code: Code) -> Mapping[int, Sequence[Import]]:
    found: defaultdict[int, list[Import]] = defaultdict(list)
    for entry in code.imports:
        found[entry.line].append(entry)
    return found


def _most(chances: Chances) -> Role | None:
    best = max(range(len(ROLES)), key=lambda index: chances[index])
    return ROLES[best] if chances[best] else None
