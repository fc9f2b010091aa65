"""Frame built of data whose types do not show.

`pd.DataFrame({"id": ids})` takes whatever types the data happen to have when the line runs: a list
with one empty cell makes floats of its integers, strings that look like numbers stay strings.
`dtype`, or an `astype` below, says what the lines after it rely on.

Reported is a frame built of names and results of calls, with neither `dtype` nor types set
afterwards. Numbers that are written out, arrays and frames bring their types along. Empty frames,
and files that are read, are `columns-and-dtype-not-set`.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, flows
from auditor.flow.columns import types_stated
from auditor.model import (
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
)

TYPED = (Is.ARRAY, Is.FRAME, Is.SERIES, Is.NUMBER, Is.TEXT)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "modin"):
        for site in flow.calls_to({"pandas.DataFrame"}):
            typed = site.sets("dtype", 3) or types_stated(flow, site)
            if not typed and not _brings_types(flow, site.call.argument("data", 0)):
                yield Hit(site.location, f"`{site.name}` takes whatever types its data have")


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
            return flow.kind(data) in TYPED


RULE = Rule(
    id="frame-without-types",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.INFO,
    confidence=Confidence.LOW,
    source="Z22 smell 4, to the letter",
    remedy="Pass `dtype`, or set the types with `astype` at once.",
    minutes=2,
    minutes_reason="one argument is written down",
    off="right by the definition, but few of its findings are worth a change",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.DataFrame({"id": ids})
        """,
        good="""
            import pandas as pd
            df = pd.DataFrame({"id": ids}, dtype="int64")
        """,
    ),
    check=check,
)
