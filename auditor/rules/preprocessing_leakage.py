"""Preprocessing that saw the test rows.

A scaler, imputer, vectoriser or mean that is fitted before the split, or on training and test rows
together, tells the model something of the rows that it will be tested on. The test score is then
too good, and nobody can say by how much. Fitting anew on the test rows is its twin: they are then
measured in other units than the model knows.

Reported is the fit, if a model is trained on what came out of it. Encoders that only list
categories, row-wise transformers, and fits on the training half alone are not reported; what
happens in other files gets the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "pandas", "keras", "tensorflow", "xgboost"):
        lineages = flow.lineages
        seen: set[int] = set()
        for model in lineages.models:
            trained = model.site.location
            cell = "" if trained.cell is None else f" of cell {trained.cell}"
            told = (
                (
                    lineages.leaks(model),
                    f"sees the test rows of the model of line {trained.line}{cell}",
                ),
                (lineages.refits(model), "is fitted anew on the test rows"),
            )
            for fits, what in told:
                for fit in fits:
                    if id(fit.site) not in seen:
                        seen.add(id(fit.site))
                        yield Hit(fit.site.location, f"`{fit.site.name}` {what}")


RULE = Rule(
    id="preprocessing-leakage",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="Y22 preprocessing leakage",
    remedy="Split first; fit on the training half, best as a step of a Pipeline.",
    minutes=45,
    minutes_reason="lines change places, models are trained and judged once more",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
            from sklearn.preprocessing import StandardScaler
            df = pd.read_csv("rows.csv")
            x = StandardScaler().fit_transform(df.drop(columns="y"))
            x_train, x_test, y_train, y_test = train_test_split(x, df["y"])
            model = LogisticRegression().fit(x_train, y_train)
        """,
        good="""
            import pandas as pd
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
            from sklearn.preprocessing import StandardScaler
            df = pd.read_csv("rows.csv")
            x_train, x_test, y_train, y_test = train_test_split(df.drop(columns="y"), df["y"])
            scaler = StandardScaler().fit(x_train)
            model = LogisticRegression().fit(scaler.transform(x_train), y_train)
        """,
    ),
    check=check,
)
