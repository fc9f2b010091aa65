"""tf.data pipeline whose steps stand in the wrong order.

`cache()` after `shuffle()` or after random augmentation keeps the first epoch's order and pictures
for all epochs; `shuffle()` after `batch()` shuffles batches, not rows; anything after `prefetch()`
runs outside of it.

Reported where the steps are chained or given to the same name one after the other.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    dotted,
)

STEPS = frozenset(("cache", "shuffle", "batch", "map", "prefetch", "repeat", "unbatch"))
AUGMENTS = re.compile(r"augment|random|flip|jitter|distort")
MAX_STEPS = 12


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "tensorflow"):
        for site in flow.calls_of("cache", "shuffle"):
            if isinstance(site.call.function, Attribute):
                before = [*_before(flow, site.call, site.index)]
                yield from _judged(site, before)


def _judged(site: Site, before: list[tuple[str, Call]]) -> Iterator[Hit]:
    names = [name for name, _ in before]
    if site.method == "cache" and not site.call.args:
        if "shuffle" in names:
            yield Hit(site.location, "`cache` after `shuffle` keeps the first order for all epochs")
        elif any(name == "map" and _augments(call) for name, call in before):
            yield Hit(site.location, "`cache` after augmentation keeps the first pictures")
    elif site.method == "shuffle" and "batch" in names and "unbatch" not in names:
        yield Hit(site.location, "`shuffle` after `batch` shuffles batches, not rows")


def _before(flow: Flow, call: Call, index: int) -> Iterator[tuple[str, Call]]:
    """The steps that a dataset went through before a call, nearest first."""
    for _ in range(MAX_STEPS):
        match call.function:
            case Attribute(value=value):
                found, index = _step(flow, value, index)
            case _:
                return
        if not isinstance(found, Call) or not isinstance(found.function, Attribute):
            return
        if found.function.name not in STEPS:
            return
        yield found.function.name, found
        call = found


def _step(flow: Flow, value: Expression, index: int) -> tuple[Expression, int]:
    return flow.traced(value, index) if isinstance(value, Name) else (value, index)


def _augments(call: Call) -> bool:
    return bool(call.args) and bool(AUGMENTS.search(dotted(call.args[0]).lower()))


RULE = Rule(
    id="pipeline-cache-misuse",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="TensorFlow guide 'Better performance with the tf.data API'",
    remedy="Order the steps: read, map, cache, shuffle, augment, batch, prefetch.",
    minutes=10,
    minutes_reason="two lines change places",
    example=Example(
        bad="""
            import tensorflow as tf
            rows = tf.data.Dataset.from_tensor_slices(x).batch(32).shuffle(1000)
        """,
        good="""
            import tensorflow as tf
            rows = tf.data.Dataset.from_tensor_slices(x).shuffle(1000).batch(32)
        """,
    ),
    check=check,
)
