"""A probability or score is compared with a number written into the code.

Where a system decides by a threshold, that number belongs to one version of the model and one
distribution of the data. Sculley et al. name fixed thresholds as a debt that surfaces when the
model is trained again: the old number no longer gives the wanted balance of precision and recall.
Learn it from held-out data, or at least keep it with the model.

Reported are comparisons of probabilities with a fraction inside code that decides: the result of
`predict_proba`, `sigmoid` or `softmax`, and names that say probability, confidence or score. One
half is what two classes of equal cost ask for: it counts in programs only, outside of losses,
metrics and evaluations. Silent are thresholds with a name of their own, parameters and options,
tests, notebooks, assertions, random draws (`random() < p`), and schedules.
"""

import re
from collections.abc import Iterator

from auditor.evidence.kept import kept
from auditor.evidence.programs import Sort, is_aside, sort_of
from auditor.flow import Is, flow_of
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Name,
    Operation,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Subscript,
    dotted,
    expressions_in,
)

ORDERS = frozenset(("Gt", "GtE", "Lt", "LtE"))
SCORES = re.compile(
    r"(^|_)(probs?|probas?|probability|probabilities|confs?|confidences?|scores?|likelihood"
    r"|similarity|pred_probs?|y_prob|cls_score)\d?$",
    re.IGNORECASE,
)
GIVES_SCORES = re.compile(r"(^|\.)(predict_proba|sigmoid|softmax|expit)$")
NO_DECISION = re.compile(
    r"^(label|target|gt|true)|(dropout|drop|keep|aug|flip|mask|mix|swap|noise|sample|teacher|epsilon|p)_?(probs?|prob)$"
    r"|(f1|r2|auc|acc|accuracy|bleu|test|train|val|best|oob|cv|silhouette|p)_?scores?$",
    re.IGNORECASE,
)
KEEPS = frozenset(("max", "item", "numpy", "cpu", "squeeze", "detach", "flatten", "ravel"))
HALF = 0.5
JUDGES = re.compile(r"eval|valid|metric|loss|accuracy|test|score|dice|iou", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    halves = sort_of(project) is Sort.PROGRAM
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE and not is_aside(file.path):
            for index, comparison in _comparisons(file):
                first, second = comparison.operands
                yield from _compared(file, index, (first, second), halves=halves)
                yield from _compared(file, index, (second, first), halves=halves)


@kept
def _comparisons(file: SourceFile) -> tuple[tuple[int, Operation], ...]:
    """Orders of a statement's expressions that a number between 0 and 1 takes part in."""
    may = any(0 < number < 1 for number in file.contents.floats)
    code = file.facts.code if may and not file.contents.operators.isdisjoint(ORDERS) else None
    return tuple(
        (index, part)
        for index, statement in enumerate(code.statements if code else ())
        if statement.does is not Does.ASSERT
        for part in expressions_in(statement)
        if isinstance(part, Operation) and part.operator in ORDERS
    )


def _compared(
    file: SourceFile, index: int, sides: tuple[Expression, Expression], *, halves: bool
) -> Iterator[Hit]:
    score, number = sides
    value = number.value if isinstance(number, Literal) else None
    if not isinstance(value, float) or not 0 < value < 1 or not _is_score(file, index, score):
        return
    if value == HALF and not (halves and _decides(file, index)):
        return
    text = f"`{_written(score)}` is compared with {value}, which belongs to one version of a model"
    yield Hit(flow_of(file).location(score, flow_of(file).statements[index]), text)


def _is_score(file: SourceFile, index: int, expression: Expression) -> bool:
    match expression:
        case Name(id=name) | Attribute(name=name) if SCORES.search(name):
            return NO_DECISION.search(name) is None
        case Name():
            origin, above = flow_of(file).traced(expression, index)
            return above < index and _is_score(file, above, origin)
        case Subscript(value=value) if value is not expression:
            return _is_score(file, index, value)
        case Call(function=Attribute(value=value, name=name)) if name in KEEPS:
            return _is_score(file, index, value)
        case Call(function=Attribute(value=model, name="predict")):
            return flow_of(file).kind(model) is Is.KERAS_MODEL
        case Call():
            return GIVES_SCORES.search(expression.name) is not None
        case _:
            return False


def _written(expression: Expression) -> str:
    return dotted(expression)[-60:]


def _decides(file: SourceFile, index: int) -> bool:
    """Whether a statement is no part of a loss, a metric or an evaluation."""
    flow = flow_of(file)
    statement = flow.statements[index]
    if JUDGES.search(f"{file.name} {flow.code.scopes[statement.scope].qualname}"):
        return False
    at = (span.role for span in file.roles if span.line <= statement.line <= span.end_line)
    return next(at, None) is not Role.ANALYSIS_TOOLS


RULE = Rule(
    id="fixed-threshold",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="S15 section 7 (fixed thresholds in dynamic systems); Z22 smell 22",
    remedy="Choose it on validation data and keep it with the model, or make it a setting.",
    minutes=30,
    minutes_reason="half an hour to choose the number from a precision-recall curve and to load it"
    " with the model",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            def is_spam(model, mail):
                return model.predict_proba(mail)[:, 1] > 0.8
        """,
        good="""
            def is_spam(model, mail, threshold):
                return model.predict_proba(mail)[:, 1] > threshold
        """,
    ),
    check=check,
)
