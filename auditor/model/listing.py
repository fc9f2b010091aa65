"""The text of a file beside the roles of its lines, for reports that show sources."""

from __future__ import annotations

import msgspec

from auditor.model.project import RoleSpan


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a file, of a notebook those of its code cells, and what is known of each.

    `spans` are in the order of lines. A line belongs to a span only if its letter in `classes`
    is that of a statement: between the first and last line of a span stand comments, too.
    """

    path: str
    lines: tuple[str, ...]
    classes: str
    spans: tuple[RoleSpan, ...]
    cells: tuple[tuple[int, int], ...] = ()  # first line and index of each code cell
