"""What is written in a box of Figure 1: as much as fits."""

from __future__ import annotations

import msgspec

from auditor.report import words
from auditor.report.figure import Box


class Label(msgspec.Struct, frozen=True):
    """The text of a box, as far as it fits."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    size: float
    upright: bool = False


LETTER = 0.62  # width of a letter, in units of the font's size: that of wide fonts
BOLD = 0.69
LEADING = 1.25  # height of a line of text
MARGIN = 5.0  # between text and the edge of a box


def label(box: Box, code: int) -> Label | None:
    """The most telling label that has room in the box."""
    name, share = words.ROLES[box.role], words.percent(box.lines / code)
    lines = f"{words.count(box.lines)} lines"
    whole = (name,), tuple(name.split(" ", 1))
    short = ((words.SHORT_ROLES[box.role],),)
    numbers = (f"{lines} · {share}",), (lines, share), (share,)
    labels = [
        Label(names, figures, size)
        for names_tried, sizes in ((whole, (15.0, 13.0, 11.5)), (short, (13.0, 11.5)))
        for size in sizes
        for figures in numbers
        for names in names_tried
    ]
    labels += [
        Label((f"{name} · {share}",), (), 11.5, upright=True),
        Label((f"{words.SHORT_ROLES[box.role]} · {share}",), (), 11.5, upright=True),
        Label((), (share,), 11.5),
    ]
    return next((each for each in labels if _fits(each, box)), None)


def _fits(label: Label, box: Box) -> bool:
    width, height = (box.height, box.width) if label.upright else (box.width, box.height)
    longest = max(
        *(BOLD * len(text) for text in label.names),
        *(LETTER * len(text) for text in label.numbers),
        0,
    )
    lines = len(label.names) + len(label.numbers)
    return (
        longest * label.size <= width - 2 * MARGIN
        and lines * LEADING * label.size <= height - MARGIN
    )
