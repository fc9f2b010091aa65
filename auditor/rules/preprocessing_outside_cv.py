"""Preprocessing fitted before a cross-validation.

A scaler, a feature selection or an oversampling that was fitted on all rows has seen every fold's
held-out rows before the folds were made. Selecting features this way finds structure in pure
noise; oversampling puts copies of a row on both sides.

Reported is the fit, if its result is cross-validated or searched on the very rows that it saw.
Encoders that only list categories and row-wise transformers are not reported, nor steps of a
Pipeline, which are fitted anew in each fold.
"""

from collections.abc import Iterator

from auditor.flow import Is, Site, flows
from auditor.flow.lineage import FITTING_FUNCTIONS, Fit, Lineages
from auditor.flow.tables import SEARCHES
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

SELECTING = "sklearn.feature_selection."
COUNTING = "sklearn.feature_extraction.text.CountVectorizer"  # words without weights


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "imblearn"):
        lineages = flow.lineages
        told: set[int] = set()
        searches = (fit for fit in lineages.models if fit.model in SEARCHES)
        for crossed in (*lineages.crossed, *searches):
            for site, severe in _before(lineages, crossed):
                if id(site) not in told:
                    told.add(id(site))
                    text = f"`{site.name}` saw the folds of line {crossed.site.location.line}"
                    yield Hit(site.location, text, severity=Severity.HIGH if severe else None)


def _before(lineages: Lineages, crossed: Fit) -> Iterator[tuple[Site, bool]]:
    """What was fitted on the rows of a cross-validation; whether it makes it worthless."""
    for fit in lineages.fits_of(crossed.data):
        made = fit.site.receiver
        learnt = made.kind is Is.TRANSFORMER and made.made_by != COUNTING
        if (learnt or fit.site.target in FITTING_FUNCTIONS) and fit.data.rows & crossed.data.rows:
            yield fit.site, made.made_by.startswith(SELECTING)
    for site in lineages.samplings_of(crossed.data.sampled):
        yield site, True


RULE = Rule(
    id="preprocessing-outside-cv",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="scikit-learn 'Common pitfalls'; Hastie et al., 'The wrong way to do cross-validation'",
    remedy="Make it a step of a Pipeline and cross-validate that.",
    minutes=20,
    minutes_reason="two steps are joined, and the cross-validation is run once more",
    example=Example(
        bad="""
            from sklearn.feature_selection import SelectKBest
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import cross_val_score
            def run(x, y):
                chosen = SelectKBest(k=9).fit_transform(x, y)
                return cross_val_score(LogisticRegression(), chosen, y)
        """,
        good="""
            from sklearn.feature_selection import SelectKBest
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import cross_val_score
            from sklearn.pipeline import make_pipeline
            def run(x, y):
                model = make_pipeline(SelectKBest(k=9), LogisticRegression())
                return cross_val_score(model, x, y)
        """,
    ),
    check=check,
)
