"""Files listed in whatever order the disk gives them.

`os.listdir`, `glob` and `iterdir` promise no order: it differs between machines and file systems.
Rows, classes or splits that follow from it differ too, whatever the seed.

A listing that is sorted, counted, searched or put into a set or dict has no order to lose; neither
has a loop that only copies, deletes or looks at names, or goes through checkpoints, models and
logs. Reported is a listing that is kept as a list, or gone through to build one, in a file that
imports an ML library. What a function hands out is its caller's to sort.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, last_name, names_bound
from auditor.model import (
    Attribute,
    Call,
    Category,
    Comprehension,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    children,
    expressions_in,
)

LISTS = frozenset(("os.listdir", "glob.glob", "glob.iglob", "os.scandir"))
RESULTS = re.compile(r"checkpoint|ckpt|model|(^|_)(log|result|run)s?(_|$)", re.IGNORECASE)
PATH_METHODS = ("iterdir", "rglob", "glob")
# What takes a listing and does not mind its order.
ORDERLESS = frozenset(
    (
        "sorted",
        "len",
        "set",
        "frozenset",
        "any",
        "all",
        "max",
        "min",
        "sum",
        "Counter",
        "natsorted",
        "union",
    )
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project):
        for site in flow.calls:
            if _lists(site) and _order_matters(flow, site):
                yield Hit(site.location, f"`{site.name}` gives files in no certain order")


def _lists(site: Site) -> bool:
    if site.target in LISTS:
        return True
    method = isinstance(site.call.function, Attribute) and site.method in PATH_METHODS
    return method and (site.target.startswith("pathlib.") or "path" in site.name.lower())


def _order_matters(flow: Flow, site: Site) -> bool:
    if any(_ignores_order(part, site.call) for part in expressions_in(site.statement)):
        return False
    match site.statement.does:
        case Does.ASSIGN:
            return _kept(flow, site)
        case Does.FOR:
            return _builds(flow, site)
        case _:
            return False


def _ignores_order(part: Expression, listing: Call) -> bool:
    """Whether an expression around the listing takes its order away, or asks for one item."""
    match part:
        case Call(function=function) if last_name(function) in ORDERLESS:
            return _contains(part, listing)
        case Comprehension(kind="set" | "dict"):
            return _contains(part, listing)
        case _:
            return type(part).__name__ == "Subscript" and _contains(part, listing)


def _contains(part: Expression, listing: Call) -> bool:
    return any(child is listing or _contains(child, listing) for child in children(part))


def _kept(flow: Flow, site: Site) -> bool:
    """Whether the list is used in its order: no sort, no membership or length alone."""
    match site.statement.targets:
        case (Name(id=name),):
            uses = [*_uses(flow, site)]
            sorts = any(_sorts(part, name) for part in uses)
            indexed = any(_goes_through(site, name, other) for other in flow.calls)
            return not sorts and indexed
        case _:
            return False


def _uses(flow: Flow, site: Site) -> Iterator[Expression]:
    for statement in flow.statements[site.index + 1 :]:
        if statement.scope == site.statement.scope:
            yield from expressions_in(statement)


def _sorts(part: Expression, name: str) -> bool:
    match part:
        case Call(function=Attribute(value=Name(id=found), name="sort")):
            return found == name
        case Call(function=function, args=args) if last_name(function) in ORDERLESS - {"len"}:
            return any(isinstance(arg, Name) and arg.id == name for arg in args)
        case _:
            return False


def _goes_through(site: Site, name: str, other: Site) -> bool:
    """Whether a later call splits, shuffles, or loads from the list in its order."""
    if other.index <= site.index or other.statement.scope != site.statement.scope:
        return False
    given = any(isinstance(arg, Name) and arg.id == name for arg in other.call.args)
    return given and other.method in ORDERED


ORDERED = frozenset(
    ("train_test_split", "shuffle", "permutation", "random_split", "from_tensor_slices", "split",
     "enumerate", "choice", "sample", "concat", "KFold", "Dataset", "stack")
)  # fmt: skip


def _builds(flow: Flow, site: Site) -> bool:
    """Whether the loop over the listing appends to lists of data or labels."""
    if any(RESULTS.search(name) for name in _names(site)):
        return False
    appends = [other for other in flow.calls_within(site.index) if other.method == "append"]
    sorted_later = any(
        other.method in ("sort", "sorted", "lexsort", "argsort") and other.index > site.index
        for other in flow.calls_in_scope(site.statement.scope)
    )
    return bool(appends) and not sorted_later


def _names(site: Site) -> Iterator[str]:
    return (name for target in site.statement.targets for name in names_bound(target))


RULE = Rule(
    id="nondeterministic-data-order",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="Python documentation of os.listdir; PyTorch notes on reproducibility",
    remedy="Put `sorted(...)` around the listing.",
    minutes=2,
    minutes_reason="one call is put around another",
    example=Example(
        bad="""
            import os
            import numpy as np
            rows = []
            for name in os.listdir("data"):
                rows.append(np.load(name))
        """,
        good="""
            import os
            import numpy as np
            rows = []
            for name in sorted(os.listdir("data")):
                rows.append(np.load(name))
        """,
    ),
    check=check,
)
