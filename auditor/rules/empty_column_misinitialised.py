"""New column filled with zeros or empty strings as placeholders.

A placeholder that is also a value can't be told from one: rows that were never filled count as
zero or as an empty text from then on, and neither `isna()` nor `notna()` finds them.

Reported where it is a placeholder for sure: the frame is empty yet, or single cells of the column
are written later in the same function. Zero and '' get the benefit of the doubt where they may be
values: where the column is later set to other constants (a flag, a class label), counted up, or set
where a condition is written out (`df.loc[df["gain"] < 0, "loss"] = ...`), so that the rest is zero.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from auditor.flow import Flow, Is, Value, flows
from auditor.model import (
    Attribute,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    Subscript,
    dotted,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas"):
        seen: set[tuple[str, str]] = set()
        written = _written(flow)
        for index, statement in enumerate(flow.statements):
            for frame, column in _columns(flow, statement):
                first = (frame, column) not in seen
                seen.add((frame, column))
                value = statement.values[0] if statement.values else None
                if first and _is_placeholder(value) and _is_filled(written[column], index, flow):
                    text = f"new column '{column}' starts as {_shown(value)}, which is a value too"
                    yield Hit(flow.file.location(statement.line), text)


def _columns(flow: Flow, statement: Statement) -> Iterator[tuple[str, str]]:
    """Columns that a statement assigns as a whole: `df["a"] = ...`."""
    if statement.does is not Does.ASSIGN:
        return
    for target in statement.targets:
        match target:
            case Subscript(value=frame, index=Literal(value=str(column))):
                if flow.kind(frame) is Is.FRAME:
                    yield dotted(frame), column
            case _:
                pass


class Written(NamedTuple):
    """The statements that write to a column, and those of each scope that fill its cells."""

    meant: set[int]  # the zero of other rows has a meaning: constants, counts, conditions
    filled: dict[int, set[int]]

    def elsewhere(self, index: int, scope: int) -> tuple[bool, bool]:
        """Whether statements but this one are of the sorts."""
        filled = self.filled.get(scope, set())
        return self.meant not in (set(), {index}), filled not in (set(), {index})


def _written(flow: Flow) -> Mapping[str, Written]:
    found: dict[str, Written] = {}
    for index, statement in enumerate(flow.statements):
        if statement.does is Does.ASSIGN:
            for target in statement.targets:
                for column in _column_names(target):
                    written = found.setdefault(column, Written(set(), {}))
                    constant = isinstance(statement.values[0], Literal)
                    if statement.operator or constant or _is_conditional(statement):
                        written.meant.add(index)
                    if _is_partial(statement):
                        written.filled.setdefault(statement.scope, set()).add(index)
    return found


def _column_names(target: Expression) -> Iterator[str]:
    match target:
        case Subscript(value=value, index=Literal(value=str(column))):
            yield column
            yield from _column_names(value)
        case Subscript(value=Attribute(name="loc" | "at" | "ix"), index=Collection(items=items)):
            yield from (
                item.value
                for item in items
                if isinstance(item, Literal) and isinstance(item.value, str)
            )
        case Subscript(value=value):
            yield from _column_names(value)
        case _:
            pass


def _is_placeholder(value: Expression | None) -> bool:
    match value:
        case Literal(value=bool()):
            return False
        case Literal(value=0 | 0.0 | ""):
            return True
        case _:
            return False


def _is_filled(written: Written, index: int, flow: Flow) -> bool:
    """Whether the column starts without rows, or gets values cell by cell, never constants."""
    statement = flow.statements[index]
    meant, filled = written.elsewhere(index, statement.scope)
    return not meant and (filled or _is_empty(flow, statement))


def _is_partial(statement: Statement) -> bool:
    match statement.targets[0]:
        case Subscript(value=Subscript() | Attribute(name="loc" | "at" | "ix")):
            return True
        case _:
            return False


def _is_conditional(statement: Statement) -> bool:
    """Whether cells are chosen by a comparison: the other rows are to keep what they have."""
    match statement.targets[0]:
        case Subscript(index=Collection(items=(Operation(), *_)) | Operation()):
            return True
        case Subscript(value=Subscript(index=Operation())):
            return True
        case _:
            return False


def _is_empty(flow: Flow, first: Statement) -> bool:
    """Whether the frame that gets the column was made without rows."""
    match first.targets[0]:
        case Subscript(value=frame):
            made = flow.value(frame)
            if made.call is None or made.made_by != "pandas.DataFrame":
                return False  # a parameter that is annotated may hold any rows
            data = made.call.argument("data", 0)
            none = data is None or (isinstance(data, Collection) and data.length == 0)
            return none and not _has_index(made)
        case _:
            return False


def _has_index(made: Value) -> bool:
    return made.call is not None and made.call.argument("index", 1) is not None


def _shown(value: Expression | None) -> str:
    match value:
        case Literal(value=str()):
            return "''"
        case _:
            return "0"


RULE = Rule(
    id="empty-column-misinitialised",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 5",
    remedy="Start the column as missing: `np.nan`, `pd.NA` or `pd.Series(dtype=...)`.",
    minutes=5,
    minutes_reason="one constant changes; whoever reads the column is near",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.DataFrame([])
            df["score"] = 0
            df["name"] = ""
        """,
        good="""
            import numpy as np
            import pandas as pd
            df = pd.DataFrame([])
            df["score"] = np.nan
            df["name"] = pd.Series(dtype="str")
        """,
    ),
    check=check,
)
