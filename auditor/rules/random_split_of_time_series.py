"""Rows in the order of time, split at random.

Rows with lags and moving windows tell of their neighbours. Split at random, the model is tested on
days between the days it was trained on, and is asked to fill gaps instead of to look ahead: the
score is that of an easier task.

Reported is a split that shuffles rows which went through lags, differences or windows, or which
are indexed by a date. `shuffle=False`, a file that uses `TimeSeriesSplit` somewhere, and rows that
a group was put together to get the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.lineage import Lineage, Looks
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

ORDERED = "TimeSeriesSplit"


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn"):
        if any(entry.name == ORDERED for entry in flow.code.imports):
            continue
        lineages = flow.lineages
        for index, site in lineages.split_sites.items():
            if _shuffles(site) and (why := _in_time(flow, lineages.splits[index])):
                yield Hit(site.location, f"`{site.name}` shuffles rows with {why}")


def _shuffles(site: Site) -> bool:
    return site.keyword("shuffle") in (..., True) and not site.call.forwards_keywords


def _in_time(flow: Flow, rows: Lineage) -> str:
    """How the rows are in the order of time; "" if that does not show."""
    lineages = flow.lineages
    if any(lineages.steps_of(rows, Looks.TOGETHER)):
        return ""
    step = next(lineages.steps_of(rows, Looks.BACK, Looks.ALONG), None)
    if step is None:
        return ""
    line = step.site.location.line
    if step.looks is Looks.BACK:
        return f"`{step.site.method}` of line {line}"
    return f"the index of time of line {line}"


RULE = Rule(
    id="random-split-of-time-series",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="scikit-learn 'Cross-validation of time series data'; Kaufman et al. 2012",
    remedy="Split at a date (`shuffle=False`), or use `TimeSeriesSplit`.",
    minutes=30,
    minutes_reason="another split, and every result made anew",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.model_selection import train_test_split
            df = pd.read_csv("prices.csv")
            df["yesterday"] = df["close"].shift(1)
            train, test = train_test_split(df, random_state=0)
        """,
        good="""
            import pandas as pd
            from sklearn.model_selection import train_test_split
            df = pd.read_csv("prices.csv")
            df["yesterday"] = df["close"].shift(1)
            train, test = train_test_split(df, shuffle=False)
        """,
    ),
    check=check,
)
