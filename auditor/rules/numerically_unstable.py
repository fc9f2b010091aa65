"""Formula that loses its digits where a function for it exists.

`log(1 + x)` and `exp(x) - 1` give zero for small x, because 1 + x is 1 in floating point;
`log(sum(exp(x)))` overflows for x above 88 in single precision. `log1p`, `expm1` and `logsumexp`
are exact there and cost the same.

In NumPy, where `log(1 + x)` mostly is a scale for counts and prices, it is reported for
`1 + exp(y)` only, whose values do come close to one. A sum from which the maximum was taken before,
and a difference that is rounded, lose nothing. `log(1 + x)` of a plain name may be the scale of a
count elsewhere, too: it is remarked, as torchfix does, and costs nothing.
"""

from collections.abc import Iterator

from auditor.flow import Flow, flows, last_name
from auditor.model import (
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    expressions_in,
)

LIBRARIES = ("torch", "numpy", "jax.numpy", "tensorflow.math")

INEXACT = frozenset(f"{library}.{name}" for library in LIBRARIES for name in ("log", "exp"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "numpy", "jax", "tensorflow", tests=True):
        for statement in flow.statements if not flow.called.isdisjoint(INEXACT) else ():
            for expression in expressions_in(statement):
                better = _better(flow, expression)
                if better and not _is_rounded(statement, expression):
                    text = f"`{better}` is exact where this formula is not"
                    place = flow.location(expression, statement)
                    if better == "log1p" and _is_plain(expression):
                        yield Hit(place, text, severity=Severity.INFO, minutes=0)
                    else:
                        yield Hit(place, text)


def _better(flow: Flow, expression: Expression) -> str:
    """The function that computes the same without the loss; "" for anything else."""
    match expression:
        case Call(args=(Operation(operator="Add", operands=operands), *_)):
            logs = _calls(flow, expression, "log") and _has_one(operands)
            return "log1p" if logs and _comes_close(flow, expression, operands) else ""
        case Call(args=(Call(args=(Call() as inner, *_)) as total, *_)):
            sums = _calls(flow, expression, "log") and _calls(flow, total, "sum", "reduce_sum")
            shifted = any(
                isinstance(arg, Operation) and arg.operator == "Sub" for arg in inner.args
            )
            exact = sums and not shifted and _calls(flow, inner, "exp") and _has_axis(total)
            return "logsumexp" if exact else ""
        case Operation(operator="Sub", operands=(Call() as left, Literal() as right)):
            return "expm1" if _calls(flow, left, "exp") and right.value == 1 else ""
        case _:
            return ""


def _calls(flow: Flow, call: Call, *names: str) -> bool:
    module, _, name = flow.target(call).rpartition(".")
    return module in LIBRARIES and name in names


def _comes_close(flow: Flow, call: Call, operands: tuple[Expression, ...]) -> bool:
    """Whether a logarithm is likely to be taken of what is close to one."""
    if not flow.target(call).startswith("numpy."):
        return True
    return any(isinstance(side, Call) and _calls(flow, side, "exp") for side in operands)


def _is_plain(logarithm: Expression) -> bool:
    """Whether one is added to a name or an item, not to something that is computed there."""
    match logarithm:
        case Call(args=(Operation(operands=operands), *_)):
            return not any(isinstance(side, Call | Operation) for side in operands)
        case _:
            return False


def _is_rounded(statement: Statement, expression: Expression) -> bool:
    return any(
        isinstance(part, Call)
        and last_name(part.function) in ("round", "rint", "floor", "ceil")
        and any(arg is expression for arg in part.args)
        for part in expressions_in(statement)
    )


def _has_one(operands: tuple[Expression, ...]) -> bool:
    return any(isinstance(side, Literal) and side.value == 1 for side in operands) and not all(
        isinstance(side, Literal) for side in operands
    )


def _has_axis(total: Call) -> bool:
    """`torch.logsumexp` has no form without an axis."""
    axis = total.argument("dim", 1) or total.keyword("axis")
    return axis is not None and not (isinstance(axis, Literal) and axis.value is None)


RULE = Rule(
    id="numerically-unstable",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="torchfix TOR106, TOR107, TOR108",
    remedy="Call the function that the message names.",
    minutes=2,
    minutes_reason="one call replaces one formula",
    example=Example(
        bad="""
            import torch
            y = torch.log(1 + x)
        """,
        good="""
            import torch
            y = torch.log1p(x)
        """,
    ),
    check=check,
)
