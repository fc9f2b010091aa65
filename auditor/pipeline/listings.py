"""The sources of an audit, for a report that shows them: text, and the role of each line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from auditor.facts import source_of
from auditor.model import Finding, LineClass, Listing, SourceFile
from auditor.pipeline import Studied
from auditor.read import read
from auditor.rules.secret_committed import RULE as SECRETS

WITHHELD = "[a credential stands here; the report leaves it out]"


def listings(studied: Studied) -> Iterator[Listing]:
    """Every file that has roles, in the order of paths, without the credentials found in it.

    The files are read once more: texts of a whole repository are not held while it is audited.
    """
    known = {file.path: file for file in studied.project.files if file.roles}
    secrets = _secrets(studied.audit.findings)
    for blob in read(studied.checkout):
        file = known.get(blob.path)
        if file is not None and blob.data is not None:
            yield _listing(file, source_of(blob), secrets.get(file.path, ()))


def _secrets(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule == SECRETS.id:
            found[finding.path].append(finding)
    return found


def _listing(file: SourceFile, source: tuple[str, ...], secrets: Iterable[Finding]) -> Listing:
    classes = file.facts.lines
    first = {cell.index: cell.first_line for cell in file.facts.cells if cell.kind == "code"}
    lines = list(source[: len(classes)])
    for secret in secrets:
        start = secret.line if secret.cell is None else first[secret.cell] + secret.line - 1
        for number in _covered(start + secret.end_line - secret.line, start, classes):
            lines[number - 1] = WITHHELD
    return Listing(
        path=file.path,
        lines=tuple(lines),
        classes=classes,
        spans=file.roles,
        cells=tuple((line, index) for index, line in first.items()),
    )


def _covered(last: int, first: int, classes: str) -> range:
    """The lines of a credential: a key goes on through all lines of its string."""
    while last < len(classes) and classes[last] == LineClass.STRING:
        last += 1
    return range(first, min(last, len(classes)) + 1)
