"""Table read with neither its columns nor its types stated.

Without `dtype` or `usecols` the code does not say which columns it relies on, and pandas guesses
each type anew from what happens to be in the file: an id with a leading zero becomes a number, a
column with one empty cell becomes float. A changed file is noticed late and far away.

Reading gets the benefit of the doubt where the columns are chosen right afterwards
(`df = df[["a", "b"]]`), where types are set with `astype`, where a schema looks at the frame, and
where arguments arrive in `**kwargs`. Formats that carry types (Parquet, Feather) are no matter.
Frames built from data in hand are reported only if empty: their columns are of type object.
For the others there is `frame-without-types`.
"""

from collections.abc import Iterator

from auditor.flow import Site, flows
from auditor.flow.columns import types_stated
from auditor.model import Category, Collection, Confidence, Example, Hit, Project, Rule, Severity

READERS = frozenset(
    ("pandas.read_csv", "pandas.read_table", "pandas.read_excel", "pandas.read_fwf")
)
STATES = ("dtype", "usecols", "converters", "names")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "modin"):
        for site in flow.calls_to(READERS):
            if not any(site.sets(name) for name in STATES) and not types_stated(flow, site):
                yield Hit(site.location, f"`{site.name}` leaves columns and types to the file")
        for site in flow.calls_to({"pandas.DataFrame"}):
            if _is_empty(site) and not site.sets("dtype", 3) and site.sets("columns", 2):
                yield Hit(site.location, f"`{site.name}` makes columns without types")


def _is_empty(site: Site) -> bool:
    data = site.call.argument("data", 0)
    return data is None or (isinstance(data, Collection) and data.length == 0)


RULE = Rule(
    id="columns-and-dtype-not-set",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 4",
    remedy="Pass `usecols` and `dtype`, or check the frame against a schema after reading.",
    minutes=10,
    minutes_reason="the columns in use have to be looked up and their types written down",
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
