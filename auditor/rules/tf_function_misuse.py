"""Python that runs once, in a function that is meant to run often.

`tf.function` runs the Python of a function while it traces it and never again: `print` shows one
line, `append` adds one symbolic tensor, NumPy's random numbers become a constant, and a variable
made inside fails at the second trace. A `tf.function` made in a loop traces anew each turn.

`tf.print`, `tf.random` and variables that are made under a condition (`if self.v is None`) or
lifted out of the graph (`with tf.init_scope():`) are fine and not reported; neither is a `print`
that says that it tells of tracing. Any other `print` is remarked and costs nothing: it misleads
whoever waits for a second line, and does no harm.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Call,
    Category,
    CodeScope,
    Confidence,
    Does,
    Example,
    Hit,
    Kind,
    Literal,
    Project,
    Rule,
    Severity,
    Statement,
    expressions_in,
)

TRACED = "tensorflow.function"
LIFTS = "tensorflow.init_scope"
ONCE = {
    "builtins.print": "prints while the function is traced only; use `tf.print`",
    "time.time": "is read once, while the function is traced",
    "tensorflow.Variable": "makes a variable in each trace",
}
TRACING = re.compile(r"(?i)trac(e|ing)|compil|graph")
DRAWS = ("numpy.random.", "random.")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "tensorflow"):
        for index, scope in enumerate(flow.code.scopes):
            if _is_traced(flow, scope):
                for site in flow.calls_in_scope(index):
                    yield from _runs_once(flow, site)
        for site in flow.calls_to({TRACED}):
            if (
                flow.loop_around(site.index) is not None
                and site.statement.does is not Does.FUNCTION
            ):
                yield Hit(site.location, "a `tf.function` that is made in a loop traces every turn")


def _is_traced(flow: Flow, scope: CodeScope) -> bool:
    return any(flow.values.full(name) == TRACED for name in scope.decorators)


def _runs_once(flow: Flow, site: Site) -> Iterator[Hit]:
    why = ONCE.get(site.target, "")
    if not why and site.target.startswith(DRAWS):
        why = "draws once, while the function is traced; use `tf.random`"
    in_lesson = flow.file.kind is Kind.NOTEBOOK or _tells_of_tracing(site)
    if site.target == "builtins.print" and in_lesson:
        return
    conditional = any(_is_meant(flow, header) for _, header in flow.around(site.index))
    if why and not conditional and site.target == "builtins.print":
        yield Hit(site.location, f"`{site.name}` {why}", severity=Severity.INFO, minutes=0)
    elif why and not conditional:
        yield Hit(site.location, f"`{site.name}` {why}")


def _is_meant(flow: Flow, header: Statement) -> bool:
    """Whether a block runs under a condition, or outside of the graph by its own words."""
    lifted = header.does is Does.WITH and any(
        isinstance(value, Call) and flow.target(value) == LIFTS for value in header.values
    )
    return lifted or header.does is Does.IF


def _tells_of_tracing(site: Site) -> bool:
    return any(
        isinstance(part, Literal) and isinstance(part.value, str) and TRACING.search(part.value)
        for part in expressions_in(site.statement)
    )


RULE = Rule(
    id="tf-function-misuse",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="TensorFlow guide 'Better performance with tf.function'",
    remedy="Use TensorFlow's own function, or move the Python out of the traced function.",
    minutes=5,
    minutes_reason="SonarQube S6908, S6911, S6918 and S6928: one call is replaced or moved",
    example=Example(
        bad="""
            import tensorflow as tf
            @tf.function
            def step(x):
                print("loss", x)
                return x + 1
        """,
        good="""
            import tensorflow as tf
            @tf.function
            def step(x):
                tf.print("loss", x)
                return x + 1
        """,
    ),
    check=check,
)
