"""Which files are those of the audit before? In a row of audits most are, and nothing new is said.

What was found about a file is kept under its identity (`evidence.kept`). An audit that reads the
same bytes makes equal values, not the same ones: here they are exchanged for those that are known.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from auditor.model import Facts, Project, SourceFile


class Recall:
    """The files of the last audit, as they were read, resolved and judged."""

    def __init__(self) -> None:
        self.facts: Mapping[bytes, Facts] = {}  # by the names under which they are kept
        self.resolved = Project(())
        self.judged = Project(())


def again(project: Project, before: Project) -> Project:
    """The project, with the very files and modules of another where they are alike."""
    known = {file.path: file for file in before.files}
    files = tuple(
        old if (old := known.get(file.path)) is not None and _is_alike(file, old) else file
        for file in project.files
    )
    modules = before.modules if before.modules == project.modules else project.modules
    return replace(project, files=files, modules=modules)


def _is_alike(file: SourceFile, other: SourceFile) -> bool:
    return file.facts is other.facts and _beside_facts(file) == _beside_facts(other)


def _beside_facts(file: SourceFile) -> tuple[object, ...]:
    return (
        *(file.kind, file.blob, file.size, file.reason, file.module),
        *(file.resolved, file.ancestors, file.roles),
    )
