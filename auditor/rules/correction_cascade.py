"""One model is trained on what another one predicts.

A model that corrects another is quick to build and hard to improve afterwards: Sculley et al. call
it a correction cascade. Whoever makes the first model better may make the system worse, since the
second one has learnt its old mistakes; and soon neither can be changed.

Followed within a file, by value: what `predict`, `predict_proba` or `decision_function` of one
model gives, through arithmetic, columns and stacking of arrays, into `fit` of another one of a
different kind. Across files: predictions that one program writes and that another one reads which
trains. Silent are boosting by hand (models of one kind), stacking and calibration by the library's
own classes, a calibrator's fit, clusters as features, and encoders, whose output is no answer that
could be corrected: those called so, and Keras models that end at an inner layer of another one. A
line that is drawn through labels and predictions judges, and is silent too. Another team's model
that arrives as a column of the data cannot be seen.
"""

import re
from collections.abc import Iterator

from auditor.evidence.kept import kept
from auditor.evidence.paths import Access, Use, by_path
from auditor.evidence.pipelines import handoffs
from auditor.evidence.programs import is_aside, trains
from auditor.flow import Flow, Is, Site, flows
from auditor.flow.evaluation import fits_labels
from auditor.model import (
    Attribute,
    Call,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Project,
    Rule,
    Scope,
    Severity,
    Subscript,
    children,
    dotted,
)

PREDICTS = frozenset(("predict", "predict_proba", "decision_function", "predict_log_proba"))
CORRECTS = re.compile(r"calib|platt|isotonic|meta_?calib", re.IGNORECASE)
ENCODES = re.compile(
    r"encod|embed|(^|[._])emb(_|$)|backbone|extract|feature|base_model|conv_base", re.IGNORECASE
)
JUDGES = re.compile(r"(score|metric|plot|report|error|accuracy|loss|print|log)\w*$", re.IGNORECASE)
PREDICTED = re.compile(r"pred|pseudo|oof\b|_oof|scored", re.IGNORECASE)
MODELS = frozenset((Is.ESTIMATOR, Is.KERAS_MODEL))

HIDDEN = "*"  # the name of a column that does not show: `df[weight_column] = ...`

Origin = tuple[str, str, str]
"""What kind of model predicted, how it is written, and in which column its answers lie."""


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "xgboost", "lightgbm", "catboost", "keras", "tensorflow"):
        yield from _hits_within(flow)
    yield from _across(project)


@kept
def _hits_within(flow: Flow) -> tuple[Hit, ...]:
    return tuple(_within(flow))


def _within(flow: Flow) -> Iterator[Hit]:
    """Run down the file once, with what is known of each name."""
    known: dict[tuple[int, str], Origin] = {}
    sites = {id(site.call): site for site in flow.calls}
    for statement in flow.statements:
        for value in statement.values:
            yield from _fits(flow, value, statement.scope, known, sites)
        if statement.does is not Does.ASSIGN or not statement.values:
            continue
        origin = _origin(flow, statement.values[0], statement.scope, known, sites)
        for target in statement.targets:
            lies = origin and (*origin[:2], _column(target))
            _bind(target, statement.scope, lies, known, keeps=bool(statement.operator))


def _column(target: Expression) -> str:
    """The column that is set: "" where it is the whole value."""
    match target:
        case Subscript(index=Literal(value=str(name))):
            return name
        case Subscript(index=Name() | Attribute()):
            return HIDDEN
        case _:
            return ""


def _leaves_out(chosen: Expression, column: str) -> bool:
    """Whether a choice of columns is without one."""
    match chosen:
        case Name() | Attribute() | Collection() if column == HIDDEN:
            return True  # no name shows: it may be another column
        case Collection(kind="list", items=items) if column:
            names = [item.value for item in items if isinstance(item, Literal)]
            return len(names) == len(items) and column not in names
        case Collection(kind="list", items=items):
            return not any(isinstance(item, Literal) for item in items)  # names of columns: unknown
        case Literal(value=str(name)):
            return bool(column) and name != column
        case _:
            return False


def _bind(
    target: Expression,
    scope: int,
    origin: Origin | None,
    known: dict[tuple[int, str], Origin],
    *,
    keeps: bool,
) -> None:
    """A name forgets what it held when it is bound anew; a part of it does not."""
    root = target
    while isinstance(root, Subscript):
        root = root.value
    key = (scope, dotted(root))
    if origin is not None:
        known[key] = origin
    elif root is target and not keeps:
        known.pop(key, None)


def _fits(
    flow: Flow,
    value: Expression,
    scope: int,
    known: dict[tuple[int, str], Origin],
    sites: dict[int, Site],
) -> Iterator[Hit]:
    site = sites.get(id(value))
    if site is None or site.method != "fit" or site.receiver.kind not in MODELS:
        return
    second = _kind(site.receiver.made_by)
    if CORRECTS.search(second) or CORRECTS.search(site.name) or fits_labels(site):
        return
    for arg in _rows(site.call):
        origin = _origin(flow, arg, scope, known, sites)
        if origin is not None and origin[0] != second:
            text = f"`{site.name}` learns from what `{origin[1]}` ({origin[0]}) predicts"
            yield Hit(site.location, text)
            return


def _rows(call: Call) -> Iterator[Expression]:
    """What a model learns from; weights of rows say how much each counts, as propensities do."""
    yield from call.args[:2]
    yield from (keyword.value for keyword in call.keywords if "weight" not in keyword.name)


def _origin(
    flow: Flow,
    value: Expression,
    scope: int,
    known: dict[tuple[int, str], Origin],
    sites: dict[int, Site],
) -> Origin | None:
    """The model whose predictions a value holds."""
    match value:
        case Call(function=Attribute(value=model, name=name)) if name in PREDICTS:
            site = sites.get(id(value))
            kind = site.receiver.kind if site else Is.UNKNOWN
            clusters = site is not None and ".cluster." in site.receiver.made_by
            return (
                (_kind(site.receiver.made_by), dotted(model), "")
                if site and kind in MODELS and not clusters and not _encodes(model, site)
                else None
            )
        case Subscript(value=frame, index=chosen) if (scope, dotted(frame)) in known:
            origin = known[scope, dotted(frame)]
            return None if _leaves_out(chosen, origin[2]) else origin
        case Name() | Attribute() if (scope, dotted(value)) in known:
            return known[scope, dotted(value)]
        case Call() if JUDGES.search(value.name):
            return None
        case Call(args=args, keywords=keywords):
            function = value.function
            inner = (function.value,) if isinstance(function, Attribute) else ()
            parts = (*inner, *args, *(keyword.value for keyword in keywords))
        case _:
            parts = children(value)
    found = (_origin(flow, part, scope, known, sites) for part in parts)
    return next((origin for origin in found if origin is not None), None)


def _encodes(model: Expression, site: Site) -> bool:
    """Whether a model gives features, by its name or since it ends at a layer of another one."""
    made = site.receiver.call
    given = () if made is None else (*made.args, *(keyword.value for keyword in made.keywords))
    ends = any(
        isinstance(part, Attribute)
        and part.name == "output"
        and isinstance(part.value, Call | Subscript)  # get_layer("block3"), layers[-2]
        for part in given
    )
    return ends or ENCODES.search(dotted(model)) is not None


def _kind(made_by: str) -> str:
    return made_by.rpartition(".")[2] or "a model"


def _across(project: Project) -> Iterator[Hit]:
    """Predictions that leave one program in a file and train another one."""
    for handoff in handoffs(project):
        uses = by_path(project)[handoff.path]
        written = _use(uses, handoff.writer, Access.WRITE)
        read = _use(uses, handoff.reader, Access.READ)
        if written is None or read is None or is_aside(handoff.writer):
            continue
        if _holds_predictions(written) and trains(read.file) and trains(written.file):
            text = (
                f"{written.file.name} -> {handoff.path[-50:]} -> {read.file.name}:"
                " predictions of one model train another"
            )
            yield Hit(read.location, text, identity=f"{handoff.writer} {handoff.reader}")


def _use(uses: tuple[Use, ...], path: str, access: Access) -> Use | None:
    return next((use for use in uses if use.file.path == path and use.access is access), None)


def _holds_predictions(use: Use) -> bool:
    name = use.path.rpartition("/")[2]
    return PREDICTED.search(name) is not None or PREDICTED.search(use.subject) is not None


RULE = Rule(
    id="correction-cascade",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 2 (correction cascades)",
    remedy="Give one model the features it needs to tell the cases apart, or train both as one.",
    minutes=240,
    minutes_reason=(
        "half a day: the features of both models in one, trained and compared with the pair"
    ),
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            from sklearn.ensemble import RandomForestRegressor
            from sklearn.linear_model import Ridge

            base = Ridge().fit(x, y)
            x["base"] = base.predict(x)
            model = RandomForestRegressor()
            model.fit(x, y)
        """,
        good="""
            from sklearn.ensemble import RandomForestRegressor
            from sklearn.linear_model import Ridge

            base = Ridge().fit(x, y)
            model = RandomForestRegressor()
            model.fit(x, y)
            better = model.score(x_test, y_test) > base.score(x_test, y_test)
        """,
    ),
    check=check,
)
