"""Frame or array that grows row by row in a loop.

Each `pd.concat([df, row])` or `np.append(x, row)` copies everything gathered so far: a thousand
rows are half a million copies. A list that is turned into a frame once costs a thousand.

What is joined with itself alone is no growth row by row, nor is a list that is joined once. Where
each turn reads what was gathered so far, no list would spare the copy.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, Site, flows, members, names_bound, same
from auditor.model import (
    Attribute,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    Statement,
    expressions_in,
)

JOINS = members("numpy", "append concatenate vstack hstack row_stack") | {"pandas.concat"}


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "pandas", "numpy"):
        for site in flow.calls:
            if _grows(flow, site) and _loop_keeps_it(flow, site) and not _is_read(flow, site):
                yield Hit(site.location, f"`{site.name}` copies all that was gathered, each turn")


def _grows(flow: Flow, site: Site) -> bool:
    """Whether the statement joins what it assigns to: `df = pd.concat([df, row])`."""
    if site.statement.does is not Does.ASSIGN or len(site.statement.targets) != 1:
        return False
    grown = site.statement.targets[0]
    if site.statement.values[0] is not site.call and not _wraps(site):
        return False
    if site.target in JOINS:
        first, *others = _parts(site) or (None,)
        return first is not None and same(first, grown) and not all(same(o, grown) for o in others)
    match site.call.function:
        case Attribute(value=receiver, name="append"):
            return flow.kind(receiver) is Is.FRAME and same(receiver, grown)
        case _:
            return False


def _wraps(site: Site) -> bool:
    """`pd.concat([df, row]).reset_index()` grows as well."""
    outer = site.statement.values[0]
    function = getattr(outer, "function", None)
    return isinstance(function, Attribute) and function.value is site.call


def _parts(site: Site) -> tuple[Expression, ...]:
    match site.call.args:
        case (Collection(items=items), *_):
            return items
        case args:
            return args[:2] if site.method == "append" else ()


def _loop_keeps_it(flow: Flow, site: Site) -> bool:
    """Whether what grows lives longer than one turn: the loop does not start it anew."""
    loop = flow.loop_around(site.index)
    if loop is None:
        return False
    grown = site.statement.targets[0]
    # A name that the loop itself binds is another object each turn.
    return not _binds(flow.statements[loop], grown) and not any(
        statement.does is Does.ASSIGN
        and index != site.index
        and any(same(target, grown) for target in statement.targets)
        for index in flow.block(loop)
        if (statement := flow.statements[index]).scope == site.statement.scope
    )


def _is_read(flow: Flow, site: Site) -> bool:
    """Whether the loop needs what was gathered so far for something else."""
    loop = flow.loop_around(site.index)
    grown = site.statement.targets[0]
    return loop is not None and any(
        same(part, grown)
        for index in (loop, *flow.block(loop))
        if index != site.index
        for part in expressions_in(flow.statements[index])
    )


def _binds(loop: Statement, grown: Expression) -> bool:
    names = {name for target in loop.targets for name in names_bound(target)}
    return isinstance(grown, Name) and grown.id in names


RULE = Rule(
    id="quadratic-frame-growth",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="pandas documentation of concat",
    remedy="Append to a list and make the frame or array once, after the loop.",
    minutes=10,
    minutes_reason="three lines change",
    example=Example(
        bad="""
            import pandas as pd
            df = pd.DataFrame(columns=["a"])
            for row in rows:
                df = pd.concat([df, row])
        """,
        good="""
            import pandas as pd
            df = pd.concat(list(rows))
        """,
    ),
    check=check,
)
