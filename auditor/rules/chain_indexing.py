"""Two indexings of a frame in a row.

`df[a][b]` is two steps: the first may give a copy or a view, and which one is up to pandas. Read,
it costs a whole column for one cell; written, it may change the copy and leave the frame as it was
(under copy-on-write, pandas 3, it always does).

Reported where the receiver is known to be a frame. Reading a slice of a column (`df["a"][:10]`)
gets the benefit of the doubt, and so does `df["a"].iloc[0]`.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, flows
from auditor.model import (
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    Subscript,
    dotted,
    expressions_in,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "geopandas"):
        for statement in flow.statements:
            written = {id(target) for target in statement.targets}
            yield from _chains(flow, statement, written)


def _chains(flow: Flow, statement: Statement, written: set[int]) -> Iterator[Hit]:
    for expression in expressions_in(statement):
        match expression:
            case Subscript(value=Subscript(value=frame, line=line), index=index):
                writes = id(expression) in written
                if flow.kind(frame) is Is.FRAME and (writes or not _is_slice(index)):
                    does = "writes through" if writes else "reads through"
                    severity = Severity.HIGH if writes else None
                    text = f"`{dotted(expression)}` {does} two indexings"
                    yield Hit(flow.file.location(line), text, severity=severity)
            case _:
                pass


def _is_slice(index: Expression) -> bool:
    return isinstance(index, Operation) and index.operator == "Slice"


RULE = Rule(
    id="chain-indexing",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="Z22 smell 3",
    remedy="Index once: `df.loc[rows, columns]`.",
    minutes=5,
    minutes_reason="one expression is rewritten",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.DataFrame([[1, 2, 3], [4, 5, 6]])
            df[1][0] = 42
        """,
        good="""
            import pandas as pd
            df = pd.DataFrame([[1, 2, 3], [4, 5, 6]])
            df.loc[0, 1] = 42
        """,
    ),
    check=check,
)
