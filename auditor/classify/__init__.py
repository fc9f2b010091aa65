"""What does each line of the repository do? Facts of files -> a role and a reason per line."""

import re
from functools import cache, lru_cache

from msgspec.structs import replace

from auditor.classify.code import Each, classify_code
from auditor.classify.knowledge import Knowledge, load
from auditor.classify.texts import classify_text, whole
from auditor.evidence.kept import MAX_FILES, Same
from auditor.model import Kind, Project, Role, RoleSpan, SourceFile


@cache
def shipped() -> Knowledge:
    """The knowledge base that comes with the auditor, read once."""
    return load()


def classify(
    project: Project,
    knowledge: Knowledge | None = None,
    *,
    reasons: bool = True,
    each: Each = map,
) -> Project:
    """Give every counted file its spans of roles; of Python, without reasons if none are asked.

    `each` may spread Python files over processes.
    """
    known = knowledge or shipped()
    code = [file for file in project.files if _counts(file) and _is_judged_by_statement(file)]
    spans = classify_code(project, code, known, reasons=reasons, each=each)
    files = tuple(
        replace(file, roles=spans[file.path] if file.path in spans else _whole(file, known))
        for file in project.files
    )
    return replace(project, files=files)


def _counts(file: SourceFile) -> bool:
    return file.counts and bool(file.facts.lines)


def _is_judged_by_statement(file: SourceFile) -> bool:
    return file.facts.code is not None and file.kind is not Kind.TEST and not PACKAGING(file.path)


def _whole(file: SourceFile, known: Knowledge) -> tuple[RoleSpan, ...]:
    """Roles of a file that is judged as one; none of files that are not counted."""
    if not _counts(file):
        return ()
    if file.kind is Kind.TEST:
        return whole(file, Role.TESTING, 1.0, "all code of a test file is testing")
    if file.facts.code is not None:
        return whole(file, Role.PROCESS_MANAGEMENT, 0.9, "builds or packages the project")
    return _text(Same(file), Same(known))


@lru_cache(MAX_FILES)  # for a trend: most files of a revision are those of the one before
def _text(file: Same[SourceFile], known: Same[Knowledge]) -> tuple[RoleSpan, ...]:
    return classify_text(file.value, known.value)


PACKAGING = re.compile(
    r"(^|/)(setup|noxfile|fabfile)\.py$|(^|/)docs?/([^/]+/){0,20}conf\.py$"
).search
"""Python files that the guide gives one role, whatever a statement in them does."""
