"""TensorFlow tensor that grows by concatenation in a loop.

Each `tf.concat` copies everything gathered so far, and under `tf.function` a tensor that changes
its shape in a loop is an error or a new trace each time. `tf.TensorArray` is made for it.

A Python list that is stacked once after the loop is fine and not reported; neither is PyTorch,
which has no such thing. Where each turn needs what was gathered so far (a model that writes on from
its own words, a layer that passes its input along), no array would spare the copy.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, same
from auditor.model import (
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    expressions_in,
)

JOINS = frozenset(
    (
        "tensorflow.concat",
        "tensorflow.stack",
        "tensorflow.compat.v1.concat",
        "keras.ops.concatenate",
    )
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "tensorflow", "keras"):
        for site in flow.calls_to(JOINS):
            if _grows(site) and not _is_along_features(site) and _is_in_loop(flow, site):
                yield Hit(site.location, f"`{site.name}` copies all that was gathered, each turn")


def _grows(site: Site) -> bool:
    """Whether the statement is `c = tf.concat([c, ...])`."""
    if site.statement.does is not Does.ASSIGN or len(site.statement.targets) != 1:
        return False
    match site.call.argument("values", 0):
        case Collection(items=items):
            return any(same(item, site.statement.targets[0]) for item in items)
        case _:
            return False


def _is_along_features(site: Site) -> bool:
    """Whether it is widened rather than lengthened: what a network does with its layers."""
    match site.call.argument("axis", 1):
        case Literal(value=int(axis)):
            return axis not in (0, 1)
        case _:
            return False


def _is_in_loop(flow: Flow, site: Site) -> bool:
    """Whether each turn of a loop adds to the tensor, and does nothing else with it."""
    loop = flow.loop_around(site.index)
    grown = site.statement.targets[0]
    return loop is not None and not any(
        same(part, grown)
        for index in (loop, *flow.block(loop))
        if index != site.index
        for part in expressions_in(flow.statements[index])
    )


RULE = Rule(
    id="tensorarray-not-used",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 17",
    remedy="Write to a `tf.TensorArray` and `stack()` it after the loop.",
    minutes=20,
    minutes_reason="three lines change, and the loop has to be traced again",
    example=Example(
        bad="""
            import tensorflow as tf
            c = tf.constant([1, 1])
            for i in range(2, n):
                c = tf.concat([c, [b]], 0)
        """,
        good="""
            import tensorflow as tf
            c = tf.TensorArray(tf.int32, n)
            for i in range(2, n):
                c = c.write(i, b)
        """,
    ),
    check=check,
)
