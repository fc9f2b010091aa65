"""Scale-sensitive model fitted on features that nothing has scaled.

Support vectors, nearest neighbours, k-means, PCA, perceptrons, gradient descent and penalised
regression compare features by their size: one column in metres beside one in millimetres decides
the outcome by its unit.

Reported once per file and kind of model. Any sign of scaling in the file gets the benefit of the
doubt: a scaler or normaliser, a division by a standard deviation or by 255, a function whose name
says so, logarithms, text vectorisers and indicator columns (their values are scaled already),
generated data, coordinates, the cosine distance, and rows that a function is given.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, members
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    children,
    expressions_in,
)

SENSITIVE = (
    members("sklearn.svm", "SVC SVR NuSVC NuSVR LinearSVC LinearSVR OneClassSVM")
    | members("sklearn.neighbors", "KNeighborsClassifier KNeighborsRegressor NearestNeighbors")
    | members("sklearn.cluster", "KMeans MiniBatchKMeans DBSCAN SpectralClustering")
    | members("sklearn.decomposition", "PCA KernelPCA IncrementalPCA")
    | members("sklearn.neural_network", "MLPClassifier MLPRegressor")
    | members("sklearn.linear_model", "SGDClassifier SGDRegressor Lasso Ridge ElasticNet")
)
FITTING = ("fit", "fit_transform", "fit_predict")
SCALING = re.compile(
    r"scal|normali[sz]|standardi[sz]|whiten|vectori[sz]er|tfidf|zscore|embed|encode|dummies"
    r"|(^|\.)log(1p|2|10)?$"
)
DIVISORS = re.compile(r"std|sigma|scale|norm|max|255|sd$")
SYNTHETIC = "sklearn.datasets.make_"
STEPS = ("make_pipeline", "Pipeline", "ColumnTransformer", "make_column_transformer")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn"):
        first: dict[str, Site] = {}
        for site in flow.calls:
            first.setdefault(_model_of(flow, site), site)
        first.pop("", None)
        if first and not _scales(flow):
            for model, site in first.items():
                yield Hit(site.location, f"`{model}` depends on scale, and nothing scales")


def _model_of(flow: Flow, site: Site) -> str:
    """The sensitive model that a call fits, or that a pipeline is made of; "" for neither."""
    if site.method in FITTING and site.receiver.made_by in SENSITIVE and site.call.args:
        return "" if _needs_none(flow, site) else site.receiver.made_by.rpartition(".")[2]
    if site.method in STEPS:
        for part in expressions_in(site.statement):
            if isinstance(part, Call) and flow.target(part) in SENSITIVE:
                return flow.target(part).rpartition(".")[2]
    return ""


def _needs_none(flow: Flow, site: Site) -> bool:
    """Whether distances are angles or metres, or the caller gives rows, perhaps scaled ones."""
    made = site.receiver.call
    metric = made.keyword("metric") if made is not None else None
    cosine = isinstance(metric, Literal) and metric.value == "cosine"
    rows = [*_inside(flow.origin(site.call.args[0], site.index))]
    names = {parameter.name for parameter in site.scope.parameters}
    given = any(isinstance(part, Name) and part.id in names for part in rows)
    return cosine or given or any(_is_coordinate(part) for part in rows)


def _inside(expression: Expression) -> Iterator[Expression]:
    stack = [expression]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(children(part))


def _is_coordinate(part: Expression) -> bool:
    """Latitude and longitude have one unit."""
    match part:
        case Literal(value=str(column)):
            return column.lower() in ("lat", "lon", "lng", "latitude", "longitude")
        case _:
            return False


def _scales(flow: Flow) -> bool:
    """Whether anything in the file looks like scaling, or like data that need none."""
    for entry in flow.code.imports:
        if SCALING.search((entry.name or "").lower()) or entry.name == "load_digits":
            return True
    for site in flow.calls:
        if SCALING.search(site.name.lower()) or site.target.startswith(SYNTHETIC):
            return True
    return any(
        _is_division(expression, statement.operator)
        for statement in flow.statements
        for expression in (*expressions_in(statement),)
    )


def _is_division(expression: Expression, operator: str) -> bool:
    if operator == "Div":
        return True
    match expression:
        case Operation(operator="Div", operands=(_, right)):
            return bool(DIVISORS.search(_word(right)))
        case _:
            return False


def _word(expression: Expression) -> str:
    match expression:
        case Name(id=name) | Attribute(name=name):
            return name.lower()
        case Call(function=function):
            return _word(function)
        case Literal(value=value):
            return str(value)
        case _:
            return ""


RULE = Rule(
    id="no-scaling",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    source="Z22 smell 10",
    remedy="Put a scaler before the model: `make_pipeline(StandardScaler(), SVC())`.",
    minutes=20,
    minutes_reason="a pipeline step, and running the evaluation again",
    example=Example(
        bad="""
            from sklearn.datasets import load_wine
            from sklearn.svm import SVC
            features, target = load_wine(return_X_y=True)
            model = SVC(C=1.0).fit(features, target)
        """,
        good="""
            from sklearn.datasets import load_wine
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
            from sklearn.svm import SVC
            features, target = load_wine(return_X_y=True)
            model = make_pipeline(StandardScaler(), SVC(C=1.0)).fit(features, target)
        """,
    ),
    check=check,
)
