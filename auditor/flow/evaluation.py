"""Which rows judge a model, and is something chosen by it? What rules about evaluation share."""

import re
from collections.abc import Iterator

from auditor.flow.file import LOOPS, Flow, Site, names_bound
from auditor.flow.lineage import Fit
from auditor.model import (
    Call,
    Collection,
    Expression,
    Name,
    Statement,
    children,
    dotted,
    expressions_in,
)

# Names of rows that are kept for the end, and of rows that choices may be made by.
TESTING = re.compile(
    r"(?i)(^|_)test(s|ing|set|data|loader|_|\d|$)|(^|_)(heldout|holdout)|^[xy]_?te$"
)
CHOOSING = re.compile(r"(?i)(^|_)(val|valid|validation|dev|eval|cv|oof|tune|tuning|calib)(_|\d|$)")
# What a loop may go over without trying out a choice.
REPEATING = re.compile(r"seed|fold|split|rep|run|trial|iter|round|batch|train|test|idx|^_|^[ijt]$")
LABELS = re.compile(r"(?i)^y_?(test|train|true|val|valid|actual|real)?s?\d?$")
MODULES = frozenset(("np", "numpy", "pd", "pandas"))
METRIC = re.compile(r"sklearn\.metrics\.\w{1,40}_(score|error|loss)")
SCORES = ("score", "evaluate")
STOPPING = re.compile(r"(^|\.)(EarlyStopping|early_stopping|ModelCheckpoint)$")
# Models that describe the rows they are given: there is nothing to hold out.
DESCRIBING = re.compile(
    r"cluster|mixture|neighbors\.(Local|Nearest)|IsolationForest|OneClassSVM|covariance"
)


def named(fit: Fit) -> str:
    """The rows as they are called: `x_test` of `model.score(x_test[columns], y_test)`."""
    given = fit.site.call.argument("X", 0) or fit.site.call.argument("x")
    names = [] if given is None else [part.id for part in _inside(given) if isinstance(part, Name)]
    return names[0] if names else ""


def is_test(fit: Fit) -> bool:
    """Whether rows are a test set: half of a split, or called so; never those that validate."""
    name = named(fit)
    if CHOOSING.search(name):
        return False
    return any(rows.half == "test" for rows in fit.data.rows) or bool(TESTING.search(name))


def fits_labels(site: Site) -> bool:
    """Whether what is fitted are labels: a line through the true and the predicted ones."""
    given = site.call.argument("X", 0)
    names = [] if given is None else [part.id for part in _inside(given) if isinstance(part, Name)]
    return bool(names) and all(LABELS.search(name) for name in names if name not in MODULES)


def is_scored(flow: Flow, fit: Fit) -> bool:
    """Whether a measure comes of it: a score, or predictions that go into one."""
    if fit.site.method in SCORES:
        return True
    names = {dotted(target) for target in fit.site.statement.targets}
    return any(
        METRIC.fullmatch(site.target)
        and site.index >= fit.site.index
        and any(arg is fit.site.call or dotted(arg) in names for arg in site.call.args)
        for site in flow.calls
    )


def tried_in(loop: Statement) -> frozenset[str]:
    """Names that a loop tries out, one value a turn; not those of seeds, folds and epochs."""
    if loop.does not in LOOPS:
        return frozenset()
    names = {name for target in loop.targets for name in names_bound(target)}
    return frozenset(name for name in names if not REPEATING.search(name.lower()))


def names_in(call: Call) -> Iterator[str]:
    """Names among the arguments of a call, those of a seed left out."""
    given = [*call.args, *(k.value for k in call.keywords if "random" not in k.name)]
    return (part.id for one in given for part in _inside(one) if isinstance(part, Name))


def stops_early(flow: Flow, site: Site) -> bool:
    """Whether a fit is ended, or its best epoch kept, by a score of the rows that it watches."""
    if site.call.keyword("early_stopping_rounds") is not None:
        return True
    if site.call.keyword("callbacks") is None:
        made = site.receiver.call
        return made is not None and made.keyword("early_stopping_rounds") is not None
    given = {dotted(part) for part in expressions_in(site.statement)}
    return any(
        STOPPING.search(other.target or other.name)
        and other.keyword("save_best_only") is not False
        and (other.index == site.index or _reaches(flow, other, given))
        for other in flow.calls
    )


def _reaches(flow: Flow, other: Site, given: set[str]) -> bool:
    """Whether a callback, or a list that holds it, is named among what a call is given."""
    names = {dotted(target) for target in other.statement.targets}
    lists = {
        dotted(target)
        for statement in flow.statements
        if any(
            dotted(part) in names
            for value in statement.values
            if isinstance(value, Collection)
            for part in value.items
        )
        for target in statement.targets
    }
    return bool((names | lists) & given)


def watched(site: Site) -> Iterator[str]:
    """Names of the rows that a fit watches; of several sets the last one counts."""
    for keyword in ("validation_data", "eval_set"):
        given = site.call.keyword(keyword)
        if given is not None:
            yield from _watched(given)


def _watched(given: Expression) -> Iterator[str]:
    match given:
        case Name(id=name):
            yield name
        case Collection(items=items):
            pairs = items[-1:] if items and isinstance(items[0], Collection) else items[:1]
            for item in pairs:
                yield from _watched(item)
        case _:
            pass


def _inside(expression: Expression) -> Iterator[Expression]:
    """An expression and all within it, in the order of the text."""
    stack = [expression]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(reversed(children(part)))


def is_model(fit: Fit) -> bool:
    """Whether what was fitted is a known model that predicts."""
    return bool(fit.model) and not DESCRIBING.search(fit.model)
