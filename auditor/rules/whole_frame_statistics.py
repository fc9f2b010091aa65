"""Feature made of statistics over training and test rows.

`groupby("store")["sales"].transform("mean")` before the split puts something of the test rows into
every training row of the same group, and the other way round. In service the group's other rows
are those of the past only.

Reported is such a step, if its frame is split afterwards and a model is trained on a half. Fitted
transformers and plain means are `preprocessing-leakage`, means of the target `target-leakage`;
running statistics (`cumsum`, `shift`) and sizes are not reported.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.flow.columns import averaged, taught
from auditor.flow.lineage import Looks
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas"):
        lineages = flow.lineages
        told: set[int] = set()
        for model in lineages.models:
            whole = {rows for split in lineages.split_of(model) for rows in lineages.whole(split)}
            learnt = taught(flow, model)
            for step in lineages.steps_of(model.data, Looks.AROUND):
                of_target = learnt is not None and averaged(flow, step.site) == learnt.name
                if id(step.site) not in told and step.data.rows & whole and not of_target:
                    told.add(id(step.site))
                    text = f"`{step.site.name}` mixes training and test rows"
                    yield Hit(step.site.location, text)


RULE = Rule(
    id="whole-frame-statistics",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="Y22 preprocessing leakage",
    remedy="Split first; compute the statistics on the training half and merge them into both.",
    minutes=30,
    minutes_reason="lines change places, and every result is made anew",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.linear_model import Ridge
            from sklearn.model_selection import train_test_split
            df = pd.read_csv("sales.csv")
            df["usual"] = df.groupby("store")["price"].transform("mean")
            x_train, x_test, y_train, y_test = train_test_split(df[["usual"]], df["sales"])
            Ridge(alpha=1.0).fit(x_train, y_train)
        """,
        good="""
            import pandas as pd
            from sklearn.linear_model import Ridge
            from sklearn.model_selection import train_test_split
            df = pd.read_csv("sales.csv")
            train, test = train_test_split(df)
            usual = train.groupby("store")["price"].mean()
            train["usual"], test["usual"] = train["store"].map(usual), test["store"].map(usual)
            Ridge(alpha=1.0).fit(train[["usual"]], train["sales"])
        """,
    ),
    check=check,
)
