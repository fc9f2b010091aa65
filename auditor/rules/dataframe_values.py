"""`.values` of a frame or series instead of `to_numpy()`.

What `.values` gives depends on the type of the column: a NumPy array, an ExtensionArray, or dates
without their time zone. pandas' own documentation advises `to_numpy()`, which always gives a NumPy
array and takes `dtype` and `na_value`.

Reported where the receiver is known to be a frame, a column, or an index; and where it is not
known, but what it gives is used as an array at once, in a file that imports pandas and none of the
libraries whose objects have `.values` of their own.
"""

from collections.abc import Iterator

from auditor.flow import Is, flows
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Hit,
    Project,
    Rule,
    Severity,
    dotted,
    expressions_in,
)

ALIKE = frozenset(("xarray", "torch", "tensorflow", "polars", "pyspark", "jax", "dask", "h5py"))
AS_ARRAY = ("reshape", "astype", "flatten", "ravel")
OF_PANDAS = (Is.FRAME, Is.SERIES, Is.INDEX, Is.PART)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "geopandas"):
        alone = not flow.roots & ALIKE
        for statement in flow.statements:
            called: set[int] = set()
            arrays: set[int] = set()
            for expression in expressions_in(statement):
                match expression:
                    case Call(function=function):
                        called.add(id(function))
                    case Attribute(value=values, name=name) if name in AS_ARRAY:
                        arrays.add(id(values))
                    case Attribute(value=frame, name="values") if id(expression) not in called:
                        kind = flow.kind(frame)
                        used = alone and id(expression) in arrays and kind is Is.UNKNOWN
                        if kind in OF_PANDAS or used:
                            text = f"`{dotted(expression)}` depends on the type of the data"
                            yield Hit(flow.location(expression, statement), text)
                    case _:
                        pass


RULE = Rule(
    id="dataframe-values",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="Z22 smell 8",
    remedy="Call `to_numpy()`, with `dtype` where it matters.",
    minutes=5,
    minutes_reason="SonarQube S6741: one call replaces one attribute",
    example=Example(
        bad="""
            import pandas as pd
            x = pd.read_csv("rows.csv").values
        """,
        good="""
            import pandas as pd
            x = pd.read_csv("rows.csv").to_numpy()
        """,
    ),
    check=check,
)
