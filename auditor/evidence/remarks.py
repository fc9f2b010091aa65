"""What do people write beside code? Comments joined to what they say together, and other prose."""

from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from auditor.model import Does, LineClass, Location, Role, SourceFile


class Place(StrEnum):
    COMMENT = "comment"
    DOCSTRING = "docstring"  # or another string that stands alone
    NOTEBOOK = "notebook"  # a cell of text


class Remark(NamedTuple):
    """Text over one or more lines. `line` counts in the file's facts; in a markdown cell from 1."""

    line: int
    text: str
    place: Place
    cell: int | None = None  # of markdown


def remarks(file: SourceFile) -> Iterator[Remark]:
    yield from _comments(file)
    yield from _docstrings(file)
    for cell in file.facts.cells:
        if cell.kind == "markdown" and cell.text:
            yield Remark(1, cell.text, Place.NOTEBOOK, cell.index)


def _comments(file: SourceFile) -> Iterator[Remark]:
    """Comments on lines of their own are joined as long as none is missing between them."""
    first, texts, alone = 0, list[str](), False
    cells = {cell.first_line for cell in file.facts.cells}
    for comment in file.facts.comments:
        line, text = comment.line, comment.text
        is_alone = file.facts.lines[line - 1 : line] == LineClass.COMMENT
        goes_on = alone and is_alone and line not in cells
        if texts and goes_on and line == first + len(texts):
            texts.append(text)
            continue
        if texts:
            yield Remark(first, "\n".join(texts), Place.COMMENT)
        first, texts, alone = line, [text], is_alone
    if texts:
        yield Remark(first, "\n".join(texts), Place.COMMENT)


def _docstrings(file: SourceFile) -> Iterator[Remark]:
    """Docstrings and the strings that some use to comment out or to comment."""
    for statement in file.facts.code.statements if file.facts.code else ():
        if statement.does is Does.EXPRESSION and statement.text:
            yield Remark(statement.line, statement.text, Place.DOCSTRING)


def location_of(file: SourceFile, remark: Remark, line: int, end_line: int) -> Location:
    """Where lines of a remark, counted from 0, stand in the file."""
    first, last = remark.line + line, remark.line + end_line
    if remark.cell is not None:
        return Location(file.path, first, last, remark.cell)
    return file.location(first, last)


MAX_GAP = 40  # lines between a remark and the code below that it is about; a docstring is that long


def role_at(file: SourceFile, line: int) -> Role | None:
    """The role of the code that a remark stands in: on its line, else below, else above."""
    at = bisect_left(file.roles, line, key=attrgetter("end_line"))
    below = file.roles[at] if at < len(file.roles) else None
    above = file.roles[at - 1] if at else None
    if below is not None and (below.line <= line + MAX_GAP or above is None):
        return below.role
    return above.role if above is not None else None
