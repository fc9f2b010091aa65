"""Loop over rows where one operation on the whole would do.

A Python loop over the rows of a frame or the items of a tensor costs a hundred to a thousand times
what the vectorised operation costs, hides what is computed, and is where dtypes get lost:
`iterrows` makes every row a Series of one common type.

Reported are loops over `iterrows()` and `itertuples()`, loops that count through a frame and pick
single cells, and loops that add up the items of one tensor. A loop gets the benefit of the doubt
where its body does what no vectorised operation can: it writes, prints, plots, asks or waits.
`itertuples()` is the cheaper way and is reported only where the body is plain arithmetic.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, flows, last_name, words
from auditor.model import (
    Attribute,
    Call,
    Category,
    Comprehension,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    Subscript,
    expressions_in,
)

ROWS = ("iterrows", "itertuples")

# Words in the names of calls with an effect outside of the data: such a loop can't be vectorised.
EFFECTS = words(
    "print write writerow open get post put download imread imwrite save savefig plot scatter"
    " execute commit send info debug warning log mkdir makedirs copy copyfile move remove system"
    " run show annotate text update fit predict generate sleep read load insert submit request"
)
# Libraries that ask a service, start a process or keep files, whatever the call is named.
OUTSIDE = ("openai.", "anthropic.", "requests.", "urllib.", "httpx.", "subprocess.", "shutil.")
# What a loop over named tuples may call and still be arithmetic that columns can do.
ARITHMETIC = words("append abs float int len max min round str sum range")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "geopandas", "torch", "tensorflow"):
        for index, statement in enumerate(flow.statements):
            if statement.does is Does.FOR:
                yield from _loop(flow, index, statement)
            yield from _comprehensions(flow, statement)


def _loop(flow: Flow, index: int, loop: Statement) -> Iterator[Hit]:
    source = loop.values[0]
    rows = _rows(flow, source)
    if rows is not None and _could_be_columns(flow, index, rows):
        message = f"`{rows.name}()` visits a frame row by row"
        yield Hit(flow.file.location(rows.line, rows.end_line), message)
    elif (counted := _counted(loop)) and _picks_cells(flow, index, counted):
        if not _has_effects(flow, index):
            yield Hit(flow.file.location(loop.line), "a frame is read cell by cell in a loop")
    elif counted and _adds_up(flow, index, counted):
        yield Hit(flow.file.location(loop.line), "a tensor is summed item by item in a loop")


def _comprehensions(flow: Flow, statement: Statement) -> Iterator[Hit]:
    for expression in expressions_in(statement):
        if isinstance(expression, Comprehension):
            for source in expression.sources[1::2]:
                rows = _rows(flow, source)
                if rows is not None and last_name(rows.function) == "iterrows":
                    message = f"`{rows.name}()` visits a frame row by row"
                    yield Hit(flow.file.location(rows.line, rows.end_line), message)


def _rows(flow: Flow, source: Expression) -> Call | None:
    """The `df.iterrows()` that a loop runs over, looked for in tqdm(...) and enumerate(...)."""
    match source:
        case Call(function=Attribute(value=frame, name=name)) if name in ROWS:
            known = flow.kind(frame)
            # No other library has a method of this name: pandas it is, whatever the receiver.
            return source if known is Is.FRAME or name == "iterrows" else None
        case Call(args=(inner, *_)) if last_name(source.function) in ("tqdm", "enumerate", "list"):
            return _rows(flow, inner)
        case _:
            return None


def _could_be_columns(flow: Flow, index: int, rows: Call) -> bool:
    """Whether a loop does nothing but what operations on columns do."""
    if last_name(rows.function) == "itertuples":
        return all(site.method in ARITHMETIC for site in flow.calls_within(index))
    return not _has_effects(flow, index)


def _has_effects(flow: Flow, index: int) -> bool:
    acts = any(
        EFFECTS & set(site.method.split("_")) or site.target.startswith(OUTSIDE)
        for site in flow.calls_within(index)
    )
    return acts or any(
        isinstance(expression, Operation) and expression.operator in _WAITS
        for at in flow.block(index)
        for expression in expressions_in(flow.statements[at])
    )


_WAITS = frozenset(("Yield", "YieldFrom", "Await"))


def _counted(loop: Statement) -> str:
    """The name of a loop that counts: `for i in range(...)`."""
    match loop.targets[0], loop.values[0]:
        case Name(id=name), Call(function=Name(id="range")):
            return name
        case _:
            return ""


def _picks_cells(flow: Flow, index: int, counted: str) -> bool:
    """Whether the body reads `df.loc[i, "a"]`, `df.iloc[i]` or `df["a"][i]`."""
    for at in flow.block(index):
        for expression in (e for value in flow.statements[at].values for e in _all(value)):
            match expression:
                case Subscript(value=Attribute(value=frame, name="loc" | "iloc" | "at" | "iat")):
                    known = flow.kind(frame) in (Is.FRAME, Is.SERIES)
                    if known and _first(expression) == counted:
                        return True
                case Subscript(value=Subscript(value=frame), index=Name(id=name)):
                    if name == counted and flow.kind(frame) is Is.FRAME:
                        return True
                case _:
                    pass
    return False


def _first(cell: Subscript) -> str:
    match cell.index:
        case Name(id=name):
            return name
        case _:
            items = getattr(cell.index, "items", ())
            return getattr(items[0], "id", "") if items else ""


def _adds_up(flow: Flow, index: int, counted: str) -> bool:
    """Whether the body is `total += tensor[i]` alone."""
    match [flow.statements[at] for at in flow.block(index)]:
        case [Statement(does=Does.ASSIGN, operator="Add", values=(Subscript() as item,))]:
            known = flow.kind(item.value) in (Is.TENSOR, Is.TF_TENSOR)
            return known and getattr(item.index, "id", "") == counted
        case _:
            return False


def _all(expression: Expression) -> Iterator[Expression]:
    yield from expressions_in(Statement(Does.EXPRESSION, 0, 0, 0, -1, 0, values=(expression,)))


RULE = Rule(
    id="unnecessary-iteration",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 1",
    remedy="Say it once for all rows: arithmetic on columns, `map`, `groupby`, `sum(dim=0)`.",
    minutes=20,
    minutes_reason="rewriting a short loop as one expression and checking that results agree",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.read_csv("rows.csv")
            result = []
            for index, row in df.iterrows():
                result.append(row["a"] + 1)
        """,
        good="""
            import pandas as pd
            df = pd.read_csv("rows.csv")
            result = df["a"] + 1
        """,
    ),
    check=check,
)
