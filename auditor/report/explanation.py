"""Why does a line have its role? The source beside its roles, and the evidence for one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from auditor.errors import BadSettings
from auditor.model import PIPELINE_ROLES, Audit, Finding, Project, Role, SourceFile
from auditor.report import words
from auditor.report.lines import Row, rows_of
from auditor.report.terminal import STYLES, Look, look_of, written

CONTEXT = 3  # lines of source above and below the one that is explained
ROLE = max(map(len, words.SHORT_ROLES.values()))  # columns of a role's name
FIELD = 10  # columns of the name of a fact about a line
TAB = 4  # columns

_PLACE = re.compile(r"(?P<path>.+?)(?:\[(?P<cell>\d+)\])?(?::(?P<line>\d+))?")
_CHAIN = re.compile(r"`(?P<call>[^`]+)`(?: ← `(?P<full>[^`]+)`)? is \w+ \((?P<file>[^()]+)\)")


class Place(msgspec.Struct, frozen=True):
    """What is asked about: a file, one cell of it, or one line."""

    file: SourceFile
    line: int | None = None  # in a notebook it counts within the cell
    cell: int | None = None


class Line(msgspec.Struct, frozen=True):
    """One line as it is printed: where it stands, what it says, and its role if it has one."""

    number: int
    cell: int | None
    text: str
    row: Row | None


def find(project: Project, asked: str) -> Place:
    """The place behind PATH, PATH:LINE, NOTEBOOK[CELL] or NOTEBOOK[CELL]:LINE.

    Raises BadSettings if there is none, with the path that is nearest.
    """
    whole = project.file(asked)
    match = _PLACE.fullmatch(asked)
    if whole is not None or match is None:
        return Place(whole) if whole is not None else _missing(project, asked)
    file = project.file(match["path"])
    if file is None:
        return _missing(project, match["path"])
    line, cell = (None if match[name] is None else int(match[name]) for name in ("line", "cell"))
    if file.facts.cells and line is not None and cell is None:
        first = next((c.index for c in file.facts.cells if c.kind == "code"), 0)
        example = f"{file.name}[{first}]:{line}"
        raise BadSettings(f"{file.path} is a notebook: name a cell as well, as in {example}.")
    if cell is not None and cell not in {c.index for c in file.facts.cells if c.kind == "code"}:
        raise BadSettings(f"{file.path} has no code cell {cell}; cells count from 0.")
    return Place(file, line, cell)


def _missing(project: Project, path: str) -> Place:
    name = path.rpartition("/")[2]
    paths = [file.path for file in project.files]
    near = [other for other in paths if other.rpartition("/")[2] == name][:1]
    near = near or get_close_matches(path, paths, n=1, cutoff=0.5)
    hint = f"; is it {near[0]!r}?" if near else "."
    raise BadSettings(f"The target has no file {path!r}{hint}")


def show(place: Place, audit: Audit, source: Sequence[str], console: Console | None = None) -> None:
    """Print what is known of a place; `source` are the lines of its file, of a notebook its code.

    Raises BadSettings if the file has no such line.
    """
    out = console or Console()
    cut = out.width if out.is_terminal else None
    out.file.write(written(_screen(place, audit, source, cut), look_of(out)))


def render(
    place: Place,
    audit: Audit,
    source: Sequence[str],
    look: Look = Look(),  # noqa: B008 - frozen
) -> str:
    return written(_screen(place, audit, source, look.width), look)


def _screen(place: Place, audit: Audit, source: Sequence[str], cut: int | None) -> Iterator[Text]:
    rows = list(rows_of(place.file))
    findings = [finding for finding in audit.findings if finding.path == place.file.path]
    yield from _title(place, rows)
    if not rows:
        reason = place.file.reason or f"{words.KINDS[place.file.kind]}: no line of it counts"
        yield Text(f"It has no roles: {words.visible(reason)}.")
        for finding in findings:
            yield from _finding(finding, 0, cut)
        return
    lines = [line for line in _lines(place.file, rows, source) if place.cell in {None, line.cell}]
    if place.line is None:
        yield Text()
        yield from _listing(lines, findings, cut)
        return
    yield from _explained(place, lines, findings, cut)


def _title(place: Place, rows: Sequence[Row]) -> Iterator[Text]:
    file = place.file
    counted = Counter(row.role for row in rows if row.counted)
    total = sum(counted.values())
    said = [file.facts.language or words.KINDS[file.kind], words.plural(total, "code line")]
    name = words.visible(file.path)
    yield Text.assemble((name, "bold"), ("  " + " · ".join(said), "dim"))
    if total:
        shares = (
            f"{words.ROLES[role]} {words.percent(number / total)}"
            for role, number in counted.most_common(4)
        )
        yield Text("  ".join(shares), "dim")


def _lines(file: SourceFile, rows: Iterable[Row], source: Sequence[str]) -> Iterator[Line]:
    by_place = {(row.cell, row.line): row for row in rows}
    for number, text in enumerate(source[: len(file.facts.lines)], start=1):
        at = file.location(number)
        yield Line(at.line, at.cell, text, by_place.get((at.cell, at.line)))


def _listing(
    lines: Sequence[Line], findings: Sequence[Finding], cut: int | None, marked: int | None = None
) -> Iterator[Text]:
    """The source with its roles beside it, each finding below the line where it begins."""
    width = max((len(_number(line)) for line in lines), default=1)
    role: Role | None = None
    for line in lines:
        yield _source_line(line, role, width, cut, is_marked=line.number == marked)
        role = line.row.role if line.row is not None else role
        for finding in findings if marked is None else ():
            if (finding.cell, finding.line) == (line.cell, line.number):
                yield from _finding(finding, width + 3, cut)


def _number(line: Line) -> str:
    return str(line.number) if line.cell is None else f"[{line.cell}]{line.number}"


def _source_line(
    line: Line, above: Role | None, width: int, cut: int | None, *, is_marked: bool
) -> Text:
    text = words.visible(line.text.expandtabs(TAB))
    row = line.row
    name = words.SHORT_ROLES[row.role] if row is not None and row.role is not above else ""
    style = STYLES[row.role] if row is not None else ""
    gutter = Text.assemble(
        (">" if is_marked else " ", "bold"),
        (f"{_number(line):>{width}}  ", "dim"),
        (f"{name:<{ROLE}} ", style),
        ("▌" if row is not None else " ", style),
        " ",
    )
    room = None if cut is None else cut - cell_len(gutter.plain)
    if room is not None and cell_len(text) > room:
        text = words.short(text, max(1, room)) if text.isascii() else _shortened(text, room)
    return Text.assemble(gutter, (text, "" if row is not None else "dim"))


def _shortened(text: str, room: int) -> str:
    """The text cut where its letters, some of them two columns wide, fill the room."""
    while text and cell_len(text) >= room:
        text = text[:-1]
    return f"{text}…"


def _finding(finding: Finding, indent: int, cut: int | None) -> Iterator[Text]:
    last = f"-{finding.end_line}" if finding.end_line > finding.line else ""
    cell = "" if finding.cell is None else f"[{finding.cell}]"
    where = f"{cell}{finding.line}{last}"
    said = Text.assemble(
        (f"! {finding.rule}", "bold red"),
        (f" ({finding.severity}, line {where}): ", "dim"),
        words.visible(finding.message),
    )
    yield from _folded(said, indent, 2, cut)


def _folded(text: Text, indent: int, hanging: int, cut: int | None) -> Iterator[Text]:
    """The text indented, in as many lines as it needs: those after the first hang."""
    width = max(20, cut - indent - hanging) if cut is not None else 10_000
    for number, line in enumerate(text.wrap(Console(width=width, _environ={}), width)):
        line.rstrip()
        yield Text(" " * (indent + (hanging if number else 0))) + line


def _explained(
    place: Place, lines: Sequence[Line], findings: Sequence[Finding], cut: int | None
) -> Iterator[Text]:
    """One line among its neighbours, and all that led to its role."""
    asked = place.line or 0
    found = next((index for index, line in enumerate(lines) if line.number == asked), None)
    if found is None:
        where = "This cell" if place.cell is not None else place.file.path
        raise BadSettings(f"{where} has {words.plural(len(lines), 'line')}, and no line {asked}.")
    yield Text()
    yield from _listing(
        lines[max(0, found - CONTEXT) : found + CONTEXT + 1], findings, cut, marked=asked
    )
    yield Text()
    row = lines[found].row
    if row is None:
        yield _field("Role", "none: it is blank, a comment or a docstring")
    else:
        sure = f", {words.percent(row.confidence)} sure"
        yield _field("Role", f"{words.ROLES[row.role]} ({row.role.value}){sure}", STYLES[row.role])
        yield _field("Because", chain(words.visible(row.reason)))
        yield _field("Counts as", _shares(row))
    touching = [
        finding
        for finding in findings
        if finding.cell == place.cell and finding.line <= asked <= finding.end_line
    ]
    for finding in touching:
        yield _field("Finding", f"{finding.rule} ({finding.severity})", "bold red")
        yield from _folded(Text(words.visible(finding.message)), FIELD + 1, 0, cut)
        yield Text(f"{'':<{FIELD}} numbers-audit rules {finding.rule} tells more", "dim")
    if not touching:
        yield _field("Findings", "none")


def _field(name: str, text: str, style: str = "") -> Text:
    return Text.assemble((f"{name:<{FIELD}} ", "dim"), (text, style))


def _shares(row: Row) -> str:
    if not row.counted:
        return "no code line by pygount's definition: punctuation or a string alone"
    pipeline = row.role in PIPELINE_ROLES
    names = ("ml_code", row.role is Role.ML_CODE), ("ml_pipeline", pipeline)
    shares = [name for name, counts in (*names, ("ml_touching", row.ml_touching)) if counts]
    return (
        f"a code line; in the shares {', '.join(shares)}" if shares else "a code line; in no share"
    )


def chain(reason: str) -> str:
    """Evidence that names a call, link by link: `fit` ← `model` ← `sklearn.svm.SVC`, its table."""
    match = _CHAIN.fullmatch(reason)
    if match is None:
        return reason
    file = match["file"].removeprefix("knowledge/")
    links = _links(match["call"], match["full"] or "")
    return f"{' ← '.join(f'`{link}`' for link in links)}, knowledge/{file}"


def _links(call: str, full: str) -> list[str]:
    """What is called, the variable it is called on, and what made that."""
    receiver, dot, method = call.rpartition(".")
    made = full.removesuffix(f".{method}").removesuffix("()")
    if full in {"", call}:
        return [call]
    if dot and receiver and made != receiver and full.endswith(f"().{method}"):
        return [method, receiver, made]
    return [call, full]
