"""What does each line of the repository do? Facts of files -> a role and a reason per line."""

from functools import cache

from msgspec.structs import replace

from auditor.classify.code import classify_code
from auditor.classify.knowledge import Knowledge, load
from auditor.classify.texts import classify_text, whole
from auditor.model import COUNTED_KINDS, Kind, Project, Role, RoleSpan, SourceFile


@cache
def shipped() -> Knowledge:
    """The knowledge base that comes with the auditor, read once."""
    return load()


def classify(project: Project, knowledge: Knowledge | None = None) -> Project:
    """Give every counted file its spans of roles."""
    known = knowledge or shipped()
    files = tuple(replace(file, roles=spans_of(file, known)) for file in project.files)
    return replace(project, files=files)


def spans_of(file: SourceFile, known: Knowledge) -> tuple[RoleSpan, ...]:
    """Roles of one file's lines; empty for files that are not counted."""
    if file.kind not in COUNTED_KINDS or file.reason is not None or not file.facts.lines:
        return ()
    if file.kind is Kind.TEST:
        return whole(file, Role.TESTING, 1.0, "all code of a test file is testing")
    if file.facts.code is not None:
        return classify_code(file, file.facts.code, known)
    return classify_text(file, known)
