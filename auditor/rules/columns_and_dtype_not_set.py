"""Table read with neither its columns nor its types stated.

Without `dtype` or `usecols` the code does not say which columns it relies on, and pandas guesses
each type anew from what happens to be in the file: an id with a leading zero becomes a number, a
column with one empty cell becomes float. A changed file is noticed late and far away.

Reading gets the benefit of the doubt where the columns are chosen right afterwards
(`df = df[["a", "b"]]`), where types are set with `astype`, where a schema looks at the frame, and
where arguments arrive in `**kwargs`. Formats that carry types (Parquet, Feather) are no matter.
A frame made of data in hand is reported if it is empty, for its columns are of type object, and
as a remark if nothing shows what types its data have: lists and results of calls, neither numbers
that are written out nor an array or a frame, which bring their types along.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, Site, flows, same
from auditor.model import (
    Attribute,
    Call,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    Subscript,
    expressions_in,
)

READERS = frozenset(
    ("pandas.read_csv", "pandas.read_table", "pandas.read_excel", "pandas.read_fwf")
)
STATES = ("dtype", "usecols", "converters", "names")
CHECKERS = frozenset(("astype", "validate", "convert_dtypes"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "modin"):
        for site in flow.calls_to(READERS):
            if not any(site.sets(name) for name in STATES) and not _stated_later(flow, site):
                text = f"`{site.name}` leaves columns and types to the file"
                yield Hit(site.location, text, size=1)
        for site in flow.calls_to({"pandas.DataFrame"}):
            if site.sets("dtype", 3) or _stated_later(flow, site):
                continue
            if _is_empty(site):
                if site.sets("columns", 2):
                    text = f"`{site.name}` makes columns without types"
                    yield Hit(site.location, text, size=1)
            elif not _brings_types(flow, site.call.argument("data", 0)):
                text = f"`{site.name}` takes whatever types its data happen to have"
                yield Hit(site.location, text, severity=Severity.INFO)


def _brings_types(flow: Flow, data: Expression | None) -> bool:
    """Whether data show their types: written out, an array, or a frame."""
    match data:
        case None | Literal():
            return True
        case Collection(kind="dict", items=items):
            return all(_brings_types(flow, value) for value in items[1::2])
        case Collection(items=items):
            return all(_brings_types(flow, item) for item in items)
        case _:
            return flow.kind(data) in (Is.ARRAY, Is.FRAME, Is.SERIES, Is.NUMBER, Is.TEXT)


def _is_empty(site: Site) -> bool:
    data = site.call.argument("data", 0)
    return data is None or (isinstance(data, Collection) and data.length == 0)


def _stated_later(flow: Flow, site: Site) -> bool:
    """Whether columns are chosen or types set, in the same statement or for the same name."""
    if any(_states(expression, site.call) for expression in expressions_in(site.statement)):
        return True
    if site.statement.does is not Does.ASSIGN or len(site.statement.targets) != 1:
        return False
    name = site.statement.targets[0]
    return any(
        _states(expression, name)
        for statement in flow.statements[site.index + 1 :]
        if statement.scope == site.statement.scope
        for expression in expressions_in(statement)
    )


def _states(expression: Expression, frame: Expression) -> bool:
    match expression:
        case Subscript(value=value, index=Collection(kind="list")):
            return _is(value, frame)
        case Call(function=Attribute(value=value, name=name), args=args):
            if name in CHECKERS:
                inside = value.value if isinstance(value, Subscript) else value
                return _is(inside, frame) or any(_is(arg, frame) for arg in args)
            return False
        case _:
            return False


def _is(value: Expression, frame: Expression) -> bool:
    return value is frame or (not isinstance(frame, Call) and same(value, frame))


RULE = Rule(
    id="columns-and-dtype-not-set",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 4",
    remedy="Pass `usecols` and `dtype`, or check the frame against a schema after reading.",
    minutes=2,
    minutes_each=8,
    minutes_reason="of a file the columns in use are looked up and written down; else one argument",
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
