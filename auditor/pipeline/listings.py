"""The sources of an audit, for a report that shows them: text, and the role of each line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from auditor.facts import source_of
from auditor.model import Checkout, Finding, LineClass, Listing, Project, SourceFile
from auditor.read import read

SECRETS = "secret-committed"  # the rule by name: to import one imports them all
WITHHELD = "[a credential stands here; the report leaves it out]"


def outlines(project: Project) -> tuple[Listing, ...]:
    """Every file that has roles, in the order of paths, without its text."""
    return tuple(map(_outline, (file for file in project.files if file.roles)))


def _outline(file: SourceFile) -> Listing:
    code = (cell for cell in file.facts.cells if cell.kind == "code")
    return Listing(
        path=file.path,
        lines=(),
        classes=file.facts.lines,
        spans=file.roles,
        cells=tuple((cell.first_line, cell.index) for cell in code),
    )


def filled(
    checkout: Checkout, outlined: Iterable[Listing], findings: Iterable[Finding]
) -> Iterator[Listing]:
    """The listings with their lines, but for the credentials that were found in them.

    Files are read once more, and no others: texts of a whole repository are not held while it is
    audited.
    """
    known = {listing.path: listing for listing in outlined}
    secrets = _secrets(findings)
    for blob in read(checkout, frozenset(known)):
        if blob.data is not None:
            yield _with_lines(known[blob.path], source_of(blob), secrets.get(blob.path, ()))


def _secrets(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule == SECRETS:
            found[finding.path].append(finding)
    return found


def _with_lines(listing: Listing, source: tuple[str, ...], secrets: Iterable[Finding]) -> Listing:
    classes = listing.classes
    first = {index: line for line, index in listing.cells}
    lines = list(source[: len(classes)])
    for secret in secrets:
        start = secret.line if secret.cell is None else first[secret.cell] + secret.line - 1
        for number in _covered(start + secret.end_line - secret.line, start, classes):
            lines[number - 1] = WITHHELD
    return replace(listing, lines=tuple(lines))


def _covered(last: int, first: int, classes: str) -> range:
    """The lines of a credential: a key goes on through all lines of its string."""
    while last < len(classes) and classes[last] == LineClass.STRING:
        last += 1
    return range(first, min(last, len(classes)) + 1)
