"""The dates of admitted debt, asked of git for the lines that it stands in, and no others."""

from collections import defaultdict
from collections.abc import Mapping

from auditor.ages import aged, is_admitted
from auditor.history.lines import date_of, ids_at, written
from auditor.model import Audit, Checkout, Project

NO_CONTENTS = "this clone came without old contents; clone it whole and audit the folder"
SHALLOW = "the clone is shallow"
ELSEWHERE = "notebooks, files that differ from their commit, and lines beyond the search have none"


def with_ages(checkout: Checkout, project: Project, audit: Audit) -> Audit:
    """The audit as it is where there is no commit to count back from."""
    as_of = date_of(checkout)
    if as_of is None:
        return audit
    return aged(
        audit, written(checkout, _lines(checkout, project, audit)), as_of, _reason(checkout)
    )


def _lines(checkout: Checkout, project: Project, audit: Audit) -> Mapping[str, set[int]]:
    """Lines of admitted debt in files that are as the commit has them, which git numbers."""
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for finding in audit.findings:
        if is_admitted(finding) and finding.cell is None:
            lines[finding.path].add(finding.line)
    committed = ids_at(checkout, lines)
    ids = {file.path: file.blob for file in project.files}
    return {path: lines[path] for path in lines if committed.get(path) == ids[path]}


def _reason(checkout: Checkout) -> str:
    if checkout.shallow:
        return SHALLOW
    return NO_CONTENTS if checkout.partial else ELSEWHERE
