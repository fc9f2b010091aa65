"""The sources that a page carries along, each compressed by itself, so that one is read at a time.

A page is to stay below a megabyte, so the room is limited: files that owe most come first.
"""

from __future__ import annotations

import base64
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from auditor.model import Finding, Listing, Role, RoleSpan
from auditor.report import words

ROOM = 450_000  # characters of all sources in a page, compressed and written as text

Note = tuple[int, int, str, str, str, str, str]


class Packed(msgspec.Struct, frozen=True):
    """A source as the page holds it."""

    path: str
    data: str


class _Sheet(msgspec.Struct, frozen=True):
    """What the script reads: short names, since a page may hold a hundred of them.

    `spans` are first and last line, number of the role, percent of confidence, number of the
    reason, 1 if it touches an ML library. `notes` are findings: first and last line (0: about the
    file as a whole), severity, rule, message, debt, name on the page.
    """

    text: str
    classes: str
    spans: list[tuple[int, int, int, int, int, int]]
    reasons: list[str]
    cells: tuple[tuple[int, int], ...]
    notes: list[Note]


def fitting(
    listings: Iterable[Listing], anchored: Iterable[tuple[str, Finding]], room: int = ROOM
) -> tuple[Listing, ...]:
    """The listings that a page has room for."""
    listings = tuple(listings)
    shown = {each.path for each in packed(listings, anchored, room)}
    return tuple(listing for listing in listings if listing.path in shown)


def packed(
    listings: Iterable[Listing], anchored: Iterable[tuple[str, Finding]], room: int = ROOM
) -> tuple[Packed, ...]:
    """As many sources as there is room for, those with the weightiest findings first."""
    by_path = _by_path(anchored)
    ranked = sorted(listings, key=lambda each: _rank(each, by_path.get(each.path, ())))
    return tuple(sorted(_fitted(ranked, by_path, room), key=lambda each: each.path))


def _by_path(
    anchored: Iterable[tuple[str, Finding]],
) -> Mapping[str, Sequence[tuple[str, Finding]]]:
    found: defaultdict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for name, finding in anchored:
        found[finding.path].append((name, finding))
    return found


def _rank(listing: Listing, found: Iterable[tuple[str, Finding]]) -> tuple[float, int, str]:
    ml_lines = sum(s.end_line - s.line + 1 for s in listing.spans if s.role is Role.ML_CODE)
    return (-sum(finding.priority for _, finding in found), -ml_lines, listing.path)


def _fitted(
    ranked: Iterable[Listing],
    by_path: Mapping[str, Sequence[tuple[str, Finding]]],
    room: int,
) -> Iterator[Packed]:
    for listing in ranked:
        data = _compressed(_sheet(listing, by_path.get(listing.path, ())))
        if len(data) <= room:
            room -= len(data)
            yield Packed(listing.path, data)


def _sheet(listing: Listing, found: Iterable[tuple[str, Finding]]) -> _Sheet:
    reasons: dict[str, int] = {}
    first = {index: line for line, index in listing.cells}
    return _Sheet(
        text="\n".join(map(_seen, listing.lines)),
        classes=listing.classes,
        spans=[_span(span, reasons) for span in listing.spans],
        reasons=[words.visible(reason) for reason in reasons],
        cells=listing.cells,
        notes=sorted(_note(name, finding, first) for name, finding in found),
    )


def _seen(line: str) -> str:
    """A line with all that cannot be seen spelt out, but for tabs."""
    return "\t".join(words.visible(part) for part in line.rstrip("\r").split("\t"))


def _span(span: RoleSpan, reasons: dict[str, int]) -> tuple[int, int, int, int, int, int]:
    reason = reasons.setdefault(span.reason, len(reasons))
    number = list(Role).index(span.role)
    percent = round(100 * span.confidence)
    return (span.line, span.end_line, number, percent, reason, int(span.touches_ml))


def _note(name: str, finding: Finding, first: Mapping[int, int]) -> Note:
    start, end = finding.line, finding.end_line
    if finding.cell is not None:
        above = first.get(finding.cell, 1) - 1
        start, end = start + above, end + above
    elif first:  # about a notebook as a whole: its lines count within cells
        start = end = 0
    message, debt = words.visible(finding.message), words.duration(finding.minutes)
    return (start, end, finding.severity, finding.rule, message, debt, name)


def _compressed(sheet: _Sheet) -> str:
    deflate = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    data = deflate.compress(msgspec.json.encode(sheet)) + deflate.flush()
    return base64.b64encode(data).decode()
