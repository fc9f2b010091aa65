"""`np.dot` multiplies two matrices.

For two matrices `np.dot` does what `np.matmul` does, but for stacks of matrices it does something
else altogether (a sum over the last and the second to last axis), and for scalars it multiplies.
`@` says what is meant and fails where shapes do not fit.

Reported where both sides are known to have two dimensions or more, be it as a data set; a product
of vectors is what `dot` is for.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, words
from auditor.model import (
    Attribute,
    Call,
    Category,
    Collection,
    Confidence,
    Example,
    Expression,
    Hit,
    Project,
    Rule,
    Severity,
)

SHAPED = words(
    "numpy.zeros numpy.ones numpy.empty numpy.full numpy.random.normal numpy.random.uniform"
    " numpy.random.random numpy.random.random_sample"
)
SIZED = frozenset(("numpy.random.randn", "numpy.random.rand"))
ALWAYS_2D = words(
    "numpy.eye numpy.identity numpy.diag numpy.linalg.inv numpy.linalg.pinv numpy.cov"
    " numpy.vander numpy.outer numpy.linalg.cholesky"
)
KEEPING = frozenset(("numpy.array", "numpy.asarray", "numpy.matrix"))
MAX_STEPS = 6


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "numpy"):
        for site in flow.calls_to({"numpy.dot"}):
            sides = site.call.args
            if len(sides) > 1 and _are_matrices(flow, site, sides[0], sides[1]):
                yield Hit(site.location, f"`{site.name}` multiplies matrices")


def _are_matrices(flow: Flow, site: Site, left: Expression, right: Expression) -> bool:
    """Whether one side is a matrix for sure, and the other one too or the rows of a data set."""
    sides = [_is_matrix(flow, site, side) for side in (left, right)]
    return all(sides) or (any(sides) and any(_is_data(flow, side) for side in (left, right)))


def _is_data(flow: Flow, side: Expression) -> bool:
    return flow.value(side).made_by.startswith(("sklearn.datasets.make_", "sklearn.datasets.load_"))


def _is_matrix(flow: Flow, site: Site, side: Expression, steps: int = MAX_STEPS) -> bool:
    found = flow.origin(side, site.index)
    if steps == 0:
        return False
    match found:
        case Collection(kind="list" | "tuple", items=(Collection(), *_)):
            return True
        case Attribute(value=value, name="T"):
            return _is_matrix(flow, site, value, steps - 1)
        case Call(args=args):
            target = flow.target(found)
            if target in ALWAYS_2D:
                return True
            if target in KEEPING:
                return bool(args) and _is_matrix(flow, site, args[0], steps - 1)
            return _dimensions(found, target) > 1
        case _:
            return False


def _dimensions(call: Call, target: str) -> int:
    """How many dimensions a new array has, as far as the call says."""
    if target in SIZED:
        return len(call.args)
    if isinstance(call.function, Attribute) and call.function.name == "reshape":
        shape = call.args[0] if len(call.args) == 1 else None
        return shape.length if isinstance(shape, Collection) else len(call.args)
    shape = call.keyword("size") or call.keyword("shape") or (call.args[0] if call.args else None)
    return shape.length if target in SHAPED and isinstance(shape, Collection) else 0


RULE = Rule(
    id="matrix-multiplication-misused",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 9",
    remedy="Write `a @ b` or `np.matmul(a, b)`.",
    minutes=2,
    minutes_reason="one operator changes",
    example=Example(
        bad="""
            import numpy as np
            a = [[1, 0], [0, 1]]
            b = [[4, 1], [2, 2]]
            product = np.dot(a, b)
        """,
        good="""
            import numpy as np
            a = [[1, 0], [0, 1]]
            b = [[4, 1], [2, 2]]
            product = np.matmul(a, b)
        """,
    ),
    check=check,
)
