"""Transformer and model that are fitted one by one.

Steps that are not joined in a Pipeline have to be repeated by hand wherever data come in: at test
time, in serving, in each fold of a cross-validation. One is forgotten, or fitted again on the test
rows, and nothing fails.

Reported once per file, at the first scikit-learn model that is trained on what a separately
fitted transformer gave. Models that describe the rows at hand (clusters, mixtures) seldom meet
others: where a file has no model but those, it is a remark.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, Site, flows
from auditor.flow.lineage import Fit
from auditor.model import Attribute, Category, Confidence, Example, Hit, Project, Rule, Severity

DESCRIBING = ("sklearn.cluster.", "sklearn.mixture.")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn"):
        found = [*_fitted_apart(flow)]
        predicting = (one for one in found if not one[0].model.startswith(DESCRIBING))
        for model, transformer in [*predicting, *found][:1]:
            function = model.site.call.function
            name = function.name if isinstance(function, Attribute) else model.site.name
            text = f"`{name}` trains on what `{transformer.name}` gave, which is fitted apart"
            severity = Severity.INFO if model.model.startswith(DESCRIBING) else None
            yield Hit(model.site.location, text, severity=severity)


def _fitted_apart(flow: Flow) -> Iterator[tuple[Fit, Site]]:
    """Models of scikit-learn with the transformer that was fitted before and apart."""
    for model in flow.lineages.models:
        by = (fit.site for fit in flow.lineages.fits_of(model.data))
        site = next((site for site in by if site.receiver.kind is Is.TRANSFORMER), None)
        if site is not None and model.model.startswith("sklearn."):
            yield model, site


RULE = Rule(
    id="pipeline-not-used",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 21",
    remedy="Join the steps: `make_pipeline(StandardScaler(), model)`.",
    minutes=20,
    minutes_reason="the steps are joined, and callers pass raw rows",
    example=Example(
        bad="""
            from sklearn.preprocessing import StandardScaler
            from sklearn.svm import SVC
            def run(x_train, y_train):
                x_train = StandardScaler().fit_transform(x_train)
                return SVC(C=1).fit(x_train, y_train)
        """,
        good="""
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
            from sklearn.svm import SVC
            def run(x_train, y_train):
                return make_pipeline(StandardScaler(), SVC(C=1)).fit(x_train, y_train)
        """,
    ),
    check=check,
)
