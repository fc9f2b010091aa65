"""Comparison with NaN, which is equal to nothing.

NaN differs from every value, itself included: `x == np.nan` is always false and `x != np.nan`
always true, so missing values pass unnoticed. `is` asks whether it is the same object, which
depends on where the NaN came from: it finds `np.nan` where that was written, or left by pandas in a
column of objects, and misses the NaN of any computation.

A comparison of a value with itself (`x != x`) is a known way to ask for NaN and is not reported,
nor is `is pd.NaT`, of which there is one only. Where the file gives that very NaN to the same name,
or to one of its parameters by default, as a mark of its own, `is np.nan` is a remark. What a class
does with itself (`self == float("nan")`) follows its own idea of equality, and a function that asks
`isnan` of the same value besides tells one NaN from another: both are left alone, and so is `is` in
a test, which fails aloud where it finds another NaN.
"""

from collections.abc import Iterator

from auditor.flow import LIBRARIES, Flow, Is, flows
from auditor.flow.tables import NANS
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
    Rule,
    Severity,
    Statement,
    dotted,
    expressions_in,
)

IDENTITY = ("Is", "IsNot")
SINGLE = ("pandas.NA", "pandas.NaT")  # there is one of each: `is` finds all of them
ASKS = ("isnan", "isna", "isnull")
WRITTEN = {"Eq": "==", "NotEq": "!=", "Is": "is", "IsNot": "is not"}


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *LIBRARIES, "math", tests=True):
        for statement in flow.statements if _speaks_of_nan(flow) else ():
            for expression in expressions_in(statement):
                match expression:
                    case Operation(operator=operator, operands=(left, right)):
                        if operator not in WRITTEN:
                            continue
                        if operator in IDENTITY and flow.file.kind is Kind.TEST:
                            continue
                        if _tells_apart(flow, statement, expression):
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


def _tells_apart(flow: Flow, statement: Statement, comparison: Operation) -> bool:
    """Whether an object compares itself, or its function asks for NaN in another way as well."""
    compared = {dotted(side) for side in comparison.operands}
    return "self" in compared or any(
        site.call.args and dotted(site.call.args[0]) in compared - {""}
        for site in flow.calls_of(*ASKS)
        if site.statement.scope == statement.scope
    )


def _marks(flow: Flow, comparison: Operation) -> bool:
    """Whether NaN itself is given to what is compared: then it is a mark, and is found."""
    compared = {dotted(side) for side in comparison.operands} - {""}
    by_default = {
        parameter.name
        for scope in flow.code.scopes
        for parameter in scope.parameters
        if parameter.default is not None and flow.kind(parameter.default) is Is.NAN
    }
    if any(_last(name) in by_default for name in compared):
        return True
    return any(
        dotted(target) in compared
        and (flow.kind(value) is Is.NAN or _last(dotted(value)) in by_default)
        for statement in flow.statements
        if statement.does is Does.ASSIGN
        for target in statement.targets
        for given in statement.values
        for value in _choices(given)
    )


def _choices(given: Expression) -> tuple[Expression, ...]:
    """What a value may be: `a if b else np.nan`, `known.get(key, self.default)`."""
    match given:
        case Operation(operands=operands):
            return operands
        case Call(function=Attribute(name="get"), args=(_, default)):
            return (default,)
        case _:
            return (given,)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _speaks_of_nan(flow: Flow) -> bool:
    """Whether a walk through the file is worth it: most compare, and few with NaN."""
    contents = flow.file.contents
    if contents.operators.isdisjoint(WRITTEN):
        return False
    written = "float" in contents.names and any(text.lower() == "nan" for text in contents.texts)
    return written or not flow.named.isdisjoint(NANS)


def _is_nan(flow: Flow, statement: Statement, side: Expression, operator: str) -> bool:
    """Surely NaN: a parameter, or a name that is bound twice, may hold something else here."""
    if flow.kind(side) is not Is.NAN:
        return False
    if operator in IDENTITY and flow.target(side) in SINGLE:
        return False
    given = {parameter.name for parameter in flow.code.scopes[statement.scope].parameters}
    match side:
        case Name(id=name):
            return name not in given and len(flow.assignments(statement.scope, name)) <= 1
        case _:
            return True


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
