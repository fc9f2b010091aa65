"""Result of a method that changes nothing in place is dropped.

`df.dropna()` and `np.clip(x, 0, 1)` return a new object and leave the old one as it was. A line
that drops what they return does nothing: the author believed otherwise, and the data are not what
the code below takes them for. `inplace=True` on a part of a frame (`df["a"].fillna(0,
inplace=True)`) is its twin: it may change a copy (under copy-on-write, pandas 3, it always does).

The last expression of a notebook cell is shown to the reader, and a call that `try` guards is there
to see whether it raises: neither is reported. Nor is a call with `out=`, a plain
`df.dropna(inplace=True)`, which works, or the top level of a notebook that was saved as a script.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, Site, flows, last_name, members, words
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    Subscript,
)

# Methods of frames and series that only make sense for what they return.
PURE = words(
    "abs add assign astype bfill clip convert_dtypes div drop drop_duplicates dropna droplevel"
    " explode ffill fillna infer_objects interpolate join mask melt merge mul pivot pow reindex"
    " rename rename_axis replace reset_index round set_axis set_index shift sort_index"
    " sort_values sub swaplevel transpose tz_convert tz_localize where append"
)
PURE_NUMPY = members(
    "numpy",
    "abs add append clip concatenate delete divide exp expand_dims flip hstack insert log"
    " maximum minimum moveaxis multiply nan_to_num power reshape roll rot90 round sin cos sort"
    " sqrt squeeze stack subtract swapaxes transpose unique vstack where",
)

FRAMES = words("pandas geopandas cudf")
MOST_GIVEN = 3
GLANCES = ("head", "tail", "describe", "info", "sample")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "numpy"):
        for site in flow.calls:
            pure = site.method in PURE or site.target in PURE_NUMPY
            if pure and site.dropped and not site.forwards and not _is_meant(flow, site):
                yield from _dropped(site)
            if site.keyword("inplace") is True and _is_part(site):
                yield Hit(site.location, f"`{site.name}(inplace=True)` may change a copy only")


def _dropped(site: Site) -> Iterator[Hit]:
    # Of lists, too, much is called `append`: what they are is asked where a frame may be.
    pandas = (
        site.method in PURE
        and not FRAMES.isdisjoint(site.flow.may_hold)
        and site.receiver.kind in (Is.FRAME, Is.SERIES)
    )
    # A ufunc's `out` may stand at its last position.
    given = len(site.call.args) - (site.target == "numpy.clip")
    new = site.call.keyword("out") is None and site.keyword("copy") is not False
    numpy = site.target in PURE_NUMPY and new and given < MOST_GIVEN
    if numpy or (pandas and site.keyword("inplace") in (..., False)):
        yield Hit(site.location, f"`{site.name}` returns its result, which is dropped here")


def _is_part(site: Site) -> bool:
    """Whether the receiver is a column or some rows of a frame, taken in the same expression."""
    match site.call.function:
        case Attribute(value=Subscript(value=frame)):
            return site.flow.kind(frame) in (Is.FRAME, Is.INDEXER)
        case Attribute(value=Attribute(value=frame)):
            return site.flow.kind(frame) is Is.FRAME and site.receiver.kind is Is.SERIES
        case _:
            return False


def _is_meant(flow: Flow, site: Site) -> bool:
    """Whether a call is there to be displayed, or to see whether it raises."""
    around = next((header for _, header in flow.around(site.index)), None)
    tried = around is not None and around.does is Does.TRY
    return tried or _is_shown(flow, site) or (site.statement.scope == 0 and _shows(flow))


def _shows(flow: Flow) -> bool:
    """Whether a file is a notebook saved as a script: bare names and `head()` that show data."""
    return any(
        statement.does is Does.EXPRESSION
        and statement.scope == 0
        and (isinstance(statement.values[0], Name) or _is_glance(statement.values[0]))
        for statement in flow.statements
    )


def _is_glance(value: Expression) -> bool:
    return isinstance(value, Call) and last_name(value.function) in GLANCES


def _is_shown(flow: Flow, site: Site) -> bool:
    """Whether it is the last statement of a notebook cell, whose value is displayed."""
    line = site.statement.end_line
    for cell in flow.file.facts.cells:
        if cell.kind == "code" and cell.first_line <= line < cell.first_line + cell.line_count:
            end = cell.first_line + cell.line_count
            return not any(line < other.line < end for other in flow.statements)
    return False


RULE = Rule(
    id="inplace-api-misused",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Z22 smell 7",
    remedy="Assign the result: `df = df.dropna()`; for a column `df['a'] = df['a'].fillna(0)`.",
    minutes=5,
    minutes_reason="SonarQube S6734: one assignment",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.read_csv("rows.csv")
            df.dropna()
        """,
        good="""
            import pandas as pd
            df = pd.read_csv("rows.csv")
            df = df.dropna()
        """,
    ),
    check=check,
)
