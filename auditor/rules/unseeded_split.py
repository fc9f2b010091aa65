"""Data split shuffled with no fixed seed.

A split that shuffles without a seed holds out other rows at every run. Two runs then differ for
a reason that nobody chose, so their scores cannot be compared; and over enough runs every test
row has served in training.

A seed or a `shuffle` that the call does not state, because it is computed or arrives in
`**kwargs`, gets the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

SHUFFLES_BY_DEFAULT = {
    "sklearn.model_selection.train_test_split": True,
    "sklearn.model_selection.ShuffleSplit": True,
    "sklearn.model_selection.StratifiedShuffleSplit": True,
    "sklearn.model_selection.GroupShuffleSplit": True,
    "sklearn.model_selection.RepeatedKFold": True,
    "sklearn.model_selection.RepeatedStratifiedKFold": True,
    "sklearn.model_selection.KFold": False,
    "sklearn.model_selection.StratifiedKFold": False,
    "sklearn.model_selection.StratifiedGroupKFold": False,
}


def check(project: Project) -> Iterator[Hit]:
    for call in project.calls_to(SHUFFLES_BY_DEFAULT):
        shuffles = call.keywords.get("shuffle", SHUFFLES_BY_DEFAULT[call.target])
        seed = call.keywords.get("random_state")
        if shuffles is True and seed is None and not call.forwards_keywords:
            yield Hit(call.location, f"`{call.name}` shuffles without `random_state`")


RULE = Rule(
    id="unseeded-split",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 14",
    remedy="Pass an integer as `random_state`, and keep that integer in the configuration.",
    minutes=5,
    minutes_reason="SonarQube S6709: one argument and one line of configuration",
    example=Example(
        bad="""
            from sklearn.model_selection import train_test_split
            train, test = train_test_split(rows)
        """,
        good="""
            from sklearn.model_selection import train_test_split
            train, test = train_test_split(rows, random_state=13)
        """,
    ),
    check=check,
)
