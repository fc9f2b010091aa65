"""Function that is hard to follow and has too many paths to test.

Every branch is a case that somebody must think of when they change the function, and every level
of nesting one more thing to keep in mind. Functions like that collect the faults, and are the ones
that nobody dares to touch.

Two measures have to agree: more than 10 paths by cyclomatic complexity as radon counts it, and
more than 15 points of cognitive complexity, which counts nesting and leaves flat code in peace. A
list of `elif`, of assertions or of comprehensions that reads from top to bottom is not reported,
unless it has more than 30 paths. Functions inside a function are judged on their own.

Severity follows radon's ranks: low for C (up to 20 paths, and 30 points), medium for D (up to 30,
and 60 points), high above. A function that is long as well is reported once, here or as
`long-function`, by whichever costs more. Tests are left out.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import COMPLEX_MINUTES, Function, functions
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

# Ends of radon's ranks C and D in paths; twice and four times the limit in points.
SEVERITIES = ((20, 30, Severity.LOW), (30, 60, Severity.MEDIUM))


def check(project: Project) -> Iterator[Hit]:
    for function in functions(project):
        if function.too_complex and function.complexity_minutes >= function.length_minutes:
            yield Hit(
                function.file.location(function.line),
                _message(function),
                size=function.excess_points,
                severity=_severity(function),
                identity=function.scope.qualname,
            )


def _message(function: Function) -> str:
    paths, points = function.paths, function.points
    long = f", over {function.lines} lines" if function.length_minutes else ""
    return f"`{function.short}` has {paths} paths and cognitive complexity {points}{long}"


def _severity(function: Function) -> Severity:
    fitting = (
        level
        for paths, points, level in SEVERITIES
        if function.paths <= paths and function.points <= points
    )
    return next(fitting, Severity.HIGH)


RULE = Rule(
    id="complex-function",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="McCabe 1976 (10 paths); radon's ranks; SonarQube S3776 (15 points)",
    remedy="Name its parts: return early, and move each nested block into a function of its own.",
    minutes=COMPLEX_MINUTES,
    minutes_each=1,
    minutes_reason="SonarQube S3776: five minutes, and one more a point above 15",
    example=Example(
        bad="""
            def clean(rows, strict, limit):
                kept = []
                for row in rows:
                    if row is not None:
                        for key, value in row.items():
                            if key.startswith("x"):
                                if value < 0 and strict:
                                    raise ValueError(key)
                                elif value < 0 or value > limit:
                                    if limit:
                                        row[key] = min(max(value, 0), limit)
                                    else:
                                        row[key] = max(value, 0)
                        if row:
                            kept.append(row)
                return kept
        """,
        good="""
            def clean(rows, strict, limit):
                return [cleaned(row, strict, limit) for row in rows if row]


            def cleaned(row, strict, limit):
                return {key: bounded(value, strict, limit) for key, value in row.items()}


            def bounded(value, strict, limit):
                if value < 0 and strict:
                    raise ValueError(value)
                return min(max(value, 0), limit) if limit else max(value, 0)
        """,
    ),
    check=check,
)
