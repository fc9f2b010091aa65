"""Table read with neither its columns nor its types stated.

Without `dtype` or `usecols` the code does not say which columns it relies on, and pandas guesses
each type anew from what happens to be in the file: an id with a leading zero becomes a number, a
column with one empty cell becomes float. A changed file is noticed late and far away.

Reading gets the benefit of the doubt where the columns are chosen right afterwards
(`df = df[["a", "b"]]`), where types are set with `astype`, where a schema looks at the frame, and
where arguments arrive in `**kwargs`. Formats that carry types (Parquet, Feather) are no matter.

A frame that is built of names and results of calls is reported too, at the lowest severity: a list
with one empty cell makes floats of its integers there, and rows that are arrays mix their types in
each column. Numbers that are written out, arrays as columns (also in a dictionary that has a name),
what `astype` gives, frames and series with a type of their own bring their types along.
"""

from collections.abc import Iterator, Sequence

from auditor.flow import Flow, Is, Site, flows
from auditor.flow.columns import types_stated
from auditor.flow.values import Value
from auditor.model import (
    Attribute,
    Call,
    Category,
    Collection,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    Subscript,
)

READERS = frozenset(
    ("pandas.read_csv", "pandas.read_table", "pandas.read_excel", "pandas.read_fwf")
)
STATES = ("dtype", "usecols", "converters", "names")
TYPED = (Is.ARRAY, Is.FRAME, Is.SERIES, Is.NUMBER, Is.TEXT)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "modin"):
        for site in flow.calls_to(READERS):
            if not any(site.sets(name) for name in STATES) and not types_stated(flow, site):
                text = f"`{site.name}` leaves columns and types to the file"
                yield Hit(site.location, text, size=1)
        for site in flow.calls_to({"pandas.DataFrame"}):
            if not site.sets("dtype", 3):
                yield from _built(flow, site)


def _built(flow: Flow, site: Site) -> Iterator[Hit]:
    """Frames that are empty, or made of data whose types do not show."""
    data = site.call.argument("data", 0)
    if data is None or _is_empty(data):
        if site.sets("columns", 2):
            yield Hit(site.location, f"`{site.name}` makes columns without types")
    elif not _brings_types(flow, flow.origin(data, site.index)) and not types_stated(flow, site):
        text = f"`{site.name}` takes whatever types its data have"
        yield Hit(site.location, text, severity=Severity.INFO)


def _is_empty(data: Expression) -> bool:
    return isinstance(data, Collection) and data.length == 0


def _brings_types(flow: Flow, data: Expression) -> bool:
    """Whether data show their types: written out, an array, or a frame."""
    match data:
        case Literal():
            return True
        case Call(function=Attribute(name="astype")):
            return True
        case Call(function=Attribute(), keywords=keywords) if any(
            k.name == "axis" for k in keywords
        ):
            return True  # along an axis: an array or a frame
        case Subscript(index=Collection(items=items)) if _picks(flow, items):
            return True
        case Collection(items=()):
            return False  # it has a name, and is filled below
        case Collection(kind="dict", items=items):
            return all(_brings_types(flow, value) for value in items[1::2])
        case Collection(items=items):
            return not _mixes(flow, items) and all(_brings_types(flow, item) for item in items)
        case _:
            value = flow.value(data)
            return value.kind in TYPED and not _is_untyped_series(value)


def _mixes(flow: Flow, rows: Sequence[Expression]) -> bool:
    """Whether rows are arrays: a column then takes the type that holds one value of each."""
    return sum(flow.kind(row) is Is.ARRAY for row in rows) > 1


def _picks(flow: Flow, items: Sequence[Expression]) -> bool:
    """Whether an index is one that only arrays take: several arrays at once."""
    return len(items) > 1 and any(flow.kind(item) is Is.ARRAY for item in items)


def _is_untyped_series(value: Value) -> bool:
    return (
        value.made_by == "pandas.Series"
        and value.call is not None
        and value.call.argument("dtype", 2) is None
    )


RULE = Rule(
    id="columns-and-dtype-not-set",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 4",
    remedy="Pass `usecols` and `dtype`, or check the frame against a schema after reading.",
    minutes=2,
    minutes_each=3,
    minutes_reason="SonarQube S6740: 5 for a file that is read; 2 for columns in the code",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.read_csv("rows.csv")
        """,
        good="""
            import pandas as pd
            df = pd.read_csv("rows.csv", usecols=["id", "age"], dtype={"id": str, "age": int})
        """,
    ),
    check=check,
)
