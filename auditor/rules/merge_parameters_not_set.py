"""Merge of frames that leaves its keys or its kind to the defaults.

Without `on` the key is whatever columns the frames have in common today; without `how` rows
without a partner are dropped silently; and without `validate` a key that is not unique multiplies
rows. All three change the data set without an error.

Reported are merges that state no key, and merges that state neither `how` nor `validate`.
`join` has a kind (left) and a key (the index) that people know, so it is not reported.
"""

from collections.abc import Iterator

from auditor.flow import Is, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

KEYS = ("on", "left_on", "right_on", "left_index", "right_index")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas"):
        for site in flow.calls_of("merge"):
            method = site.receiver.kind is Is.FRAME
            if not method and site.target != "pandas.merge":
                continue
            lacks = _lacks(site, first=1 if method else 2)
            if lacks:
                yield Hit(site.location, f"`{site.name}` does not say {lacks}")


def _lacks(site: Site, first: int) -> str:
    """What is left to the defaults; `how` is at position `first`, `on` after it."""
    how = site.sets("how", first)
    cross = site.keyword("how") == "cross"
    keyed = cross or site.sets("on", first + 1) or any(site.sets(key) for key in KEYS)
    checked = how or site.sets("validate")
    if not keyed:
        return "which columns are the key" if checked else "its key, `how` or `validate`"
    return "" if checked else "`how` or `validate`"


RULE = Rule(
    id="merge-parameters-not-set",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="Z22 smell 6",
    remedy="State `on`, `how` and `validate` ('1:1', '1:m', 'm:1').",
    minutes=5,
    minutes_reason="SonarQube S6735: three arguments",
    example=Example(
        bad="""
            import pandas as pd
            people, visits = pd.read_csv("people.csv"), pd.read_csv("visits.csv")
            both = people.merge(visits)
        """,
        good="""
            import pandas as pd
            people, visits = pd.read_csv("people.csv"), pd.read_csv("visits.csv")
            both = people.merge(visits, on="id", how="left", validate="1:m")
        """,
    ),
    check=check,
)
