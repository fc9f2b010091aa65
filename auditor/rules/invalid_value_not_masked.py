"""Logarithm of a probability that may be zero.

A softmax or sigmoid reaches zero in floating point, its logarithm is minus infinity, and from the
next step on every weight is NaN. It happens after hours and cannot be repeated at will.

Reported is the logarithm of what a softmax or sigmoid gives, or of a tensor whose name says that
it is a probability, a prediction or a mask. Clamping, `where`, a maximum and a small constant that
is added get the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, last_name, members
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    Subscript,
)

LOGS = (
    members("torch", "log log2 log10")
    | members("tensorflow", "log math.log compat.v1.log compat.v1.math.log")
    | {"keras.backend.log", "keras.ops.log"}
)
SQUASHING = re.compile(r"softmax|sigmoid")
PROBABLE = re.compile(
    r"(^|_)(probs?|probabilit(y|ies)|preds?|predictions?|y_(pred|hat|conv)|mask)(_|\d|$)"
)
GUARDS = re.compile(r"clip|clamp|maximum|where|exp|softplus|relu|abs|eps|finfo|log")
MAX_STEPS = 4


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "tensorflow", "keras", "tf"):
        for site in flow.calls:
            argument = site.call.args[0] if site.target in LOGS and site.call.args else None
            if argument is not None and _may_be_zero(flow, site, argument, MAX_STEPS):
                yield Hit(site.location, f"`{site.name}` of a probability that may be zero")


def _may_be_zero(flow: Flow, site: Site, value: Expression, steps: int) -> bool:
    found = flow.origin(value, site.index)
    match found:
        case Call(function=function) if steps:
            name = last_name(function)
            if SQUASHING.search(name):
                return not name.startswith("log")
            return False
        case Operation():
            return False  # a constant added, a product, a difference: too much may be meant
        case Subscript(value=inner) if steps:
            return _may_be_zero(flow, site, inner, steps - 1)
        case Name(id=name) | Attribute(name=name):
            return bool(PROBABLE.search(name)) and not _guarded(flow, site, name)
        case _:
            return False


def _guarded(flow: Flow, site: Site, name: str) -> bool:
    """Whether the function around does anything to the value that keeps it above zero."""
    return any(
        GUARDS.search(other.method) and name in map(_named, (*other.call.args, _base(other.call)))
        for other in flow.calls_in_scope(site.statement.scope)
        if other.index <= site.index and other.call is not site.call
    )


def _base(call: Call) -> Expression:
    return call.function.value if isinstance(call.function, Attribute) else call.function


def _named(expression: Expression) -> str:
    match expression:
        case Name(id=name) | Attribute(name=name):
            return name
        case _:
            return ""


RULE = Rule(
    id="invalid-value-not-masked",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 15",
    remedy="Use `log_softmax` or a loss that takes logits; else clamp before the logarithm.",
    minutes=10,
    minutes_reason="one call changes, and the loss has to be looked at once more",
    example=Example(
        bad="""
            import tensorflow as tf
            y_conv = tf.nn.softmax(logits)
            loss = -tf.reduce_sum(y * tf.math.log(y_conv))
        """,
        good="""
            import tensorflow as tf
            y_conv = tf.clip_by_value(tf.nn.softmax(logits), 1e-10, 1.0)
            loss = -tf.reduce_sum(y * tf.math.log(y_conv))
        """,
    ),
    check=check,
)
