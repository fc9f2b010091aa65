"""Comparison with NaN, which is equal to nothing.

NaN differs from every value, itself included: `x == np.nan` is always false and `x != np.nan`
always true, so missing values pass unnoticed. `is` asks whether it is the same object, which
depends on where the NaN came from: it finds `np.nan` where that was written, or left by pandas in a
column of objects, and misses the NaN of any computation.

A comparison of a value with itself (`x != x`) is a known way to ask for NaN and is not reported.
Where the file gives that very NaN to the same name, as a mark of its own, `is np.nan` is a remark.
"""

from collections.abc import Iterator

from auditor.flow import LIBRARIES, Flow, Is, flows
from auditor.flow.tables import NANS
from auditor.model import (
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    dotted,
    expressions_in,
)

IDENTITY = ("Is", "IsNot")
WRITTEN = {"Eq": "==", "NotEq": "!=", "Is": "is", "IsNot": "is not"}


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *LIBRARIES, "math", tests=True):
        for statement in flow.statements if _speaks_of_nan(flow) else ():
            for expression in expressions_in(statement):
                match expression:
                    case Operation(operator=operator, operands=(left, right)):
                        if operator not in WRITTEN:
                            continue
                        for side in (right, left):
                            if _is_nan(flow, statement, side, operator) or _is_float_nan(side):
                                yield from _reported(flow, expression, operator, side)
                                break
                    case _:
                        pass


def _reported(flow: Flow, comparison: Operation, operator: str, nan: Expression) -> Iterator[Hit]:
    written = f"`{WRITTEN[operator]} {_written(nan)}`"
    place = flow.file.location(comparison.line)
    if operator not in IDENTITY or isinstance(nan, Call):
        yield Hit(place, f"{written} never finds NaN")
    else:
        text = f"{written} misses every NaN that was computed"
        severity = Severity.INFO if _marks(flow, comparison) else Severity.MEDIUM
        yield Hit(place, text, severity=severity)


def _marks(flow: Flow, comparison: Operation) -> bool:
    """Whether NaN itself is assigned to what is compared: then it is a mark, and is found."""
    compared = {dotted(side) for side in comparison.operands} - {""}
    return any(
        dotted(target) in compared and flow.kind(value) is Is.NAN
        for statement in flow.statements
        if statement.does is Does.ASSIGN
        for target in statement.targets
        for value in statement.values
    )


def _speaks_of_nan(flow: Flow) -> bool:
    """Whether a walk through the file is worth it: most compare, and few with NaN."""
    contents = flow.file.contents
    if contents.operators.isdisjoint(WRITTEN):
        return False
    written = "float" in contents.names and any(text.lower() == "nan" for text in contents.texts)
    return written or not flow.named.isdisjoint(NANS)


def _is_nan(flow: Flow, statement: Statement, side: Expression, operator: str) -> bool:
    """Surely NaN: a name that is bound more than once may hold something else in this turn."""
    if flow.kind(side) is not Is.NAN or (operator in IDENTITY and "pandas.NA" in flow.target(side)):
        return False  # there is one `pd.NA` only
    return not isinstance(side, Name) or len(flow.assignments(statement.scope, side.id)) <= 1


def _is_float_nan(side: Expression) -> bool:
    match side:
        case Call(target="builtins.float", args=(Literal(value=str(text)),)):
            return text.lower() == "nan"
        case _:
            return False


def _written(side: Expression) -> str:
    return "float('nan')" if isinstance(side, Call) else dotted(side)


RULE = Rule(
    id="nan-comparison",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Z22 smell 2",
    remedy="Ask with `isna()`, `np.isnan(x)` or `math.isnan(x)`.",
    minutes=2,
    minutes_reason="SonarQube S6725: one call replaces one comparison",
    example=Example(
        bad="""
            import numpy as np
            missing = values == np.nan
        """,
        good="""
            import numpy as np
            missing = np.isnan(values)
        """,
    ),
    check=check,
)
