"""Rows of one person on both sides of a split.

Several images of a patient, recordings of a speaker or sessions of a subject are alike in ways
that have nothing to do with the answer. Split at random, the model recognises the person, and the
score says nothing of people it has not met.

Reported is a random split of a frame that the file itself groups by a patient, subject, speaker or
the like, where no splitter of groups is used. A frame with one row per group gets the benefit of
the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.lineage import Looks
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    children,
)

WHO = re.compile(
    r"(?i)(^|_)((patient|participant|speaker|singer|respondent|donor)s?(_?(id|no|nr|num|number|name))?"
    r"|(subject|person|student|animal|mouse|writer|signer|actor|slide|specimen)s?_?(id|no|nr|num))$"
)
GROUPED = re.compile(r"Group|LeaveOne")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn"):
        if any(GROUPED.search(entry.name or "") for entry in flow.code.imports):
            continue
        lineages = flow.lineages
        for index, split in lineages.split_sites.items():
            rows = lineages.splits[index]
            if not any(lineages.steps_of(rows, Looks.TOGETHER)):
                for site, who in _groupings(flow):
                    frame = lineages.of(_base(site.call), site.statement.scope)
                    if frame.rows & rows.rows:
                        text = f"`{split.name}` puts rows of one `{who}` on both sides"
                        yield Hit(split.location, text)
                        break


def _groupings(flow: Flow) -> Iterator[tuple[Site, str]]:
    for site in flow.calls_of("groupby"):
        given = site.call.argument("by", 0)
        names = [] if given is None else [*_texts(given)]
        who = next((name for name in names if WHO.search(name)), None)
        if who is not None:
            yield site, who


def _texts(given: Expression) -> Iterator[str]:
    if isinstance(given, Literal) and isinstance(given.value, str):
        yield given.value
    for child in children(given):
        yield from _texts(child)


def _base(call: Call) -> Expression:
    return call.function.value if isinstance(call.function, Attribute) else call


RULE = Rule(
    id="group-leakage",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="Kapoor and Narayanan 2023, 'Leakage and the reproducibility crisis'",
    remedy="Split by group: `GroupShuffleSplit`, `GroupKFold`, with the column as `groups`.",
    minutes=30,
    minutes_reason="another split, and every result made anew",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.model_selection import train_test_split
            df = pd.read_csv("scans.csv")
            print(df.groupby("patient_id").size())
            train, test = train_test_split(df, random_state=0)
        """,
        good="""
            import pandas as pd
            from sklearn.model_selection import GroupShuffleSplit
            df = pd.read_csv("scans.csv")
            print(df.groupby("patient_id").size())
            parts = GroupShuffleSplit(random_state=0).split(df, groups=df["patient_id"])
        """,
    ),
    check=check,
)
