"""Function that is too long to read in one go.

A long function does many things, and its variables live through all of them: a reader cannot tell
which of the lines above a line depends on, and a test can only run the whole.

More than 100 lines of code are reported; blank lines, comments and docstrings are none, and
functions inside a function are judged on their own. Tables get the benefit of the doubt: of a
statement that goes on for more than 10 lines only the first 10 count, and calls of one name eight
times or more (`add_argument`) count as a table, too.

A function that is complex as well is reported once, here or as `complex-function`, by whichever
costs more. Tests are left out.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import LONG_MINUTES, functions
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

VERY_LONG = 300  # lines: three times the limit


def check(project: Project) -> Iterator[Hit]:
    for function in functions(project):
        if function.length_minutes > function.complexity_minutes:
            paths = "1 path" if function.paths == 1 else f"{function.paths} paths"
            yield Hit(
                function.file.location(function.line),
                f"`{function.short}` has {function.lines} lines of code and {paths}",
                size=function.excess_hundreds,
                severity=Severity.HIGH if function.lines > VERY_LONG else None,
                identity=function.scope.qualname,
            )


STEP = '    frame["x{0}"] = frame["a{0}"] / frame["b{0}"]\n'

RULE = Rule(
    id="long-function",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="SonarQube S138 (100 lines for Python)",
    remedy="Split it into the steps that it takes, each with its inputs and its result.",
    minutes=LONG_MINUTES,
    minutes_each=LONG_MINUTES,
    minutes_reason="SonarQube S138: 20 minutes to take a part out; once more for each 100 lines",
    example=Example(
        bad="def ratios(frame):\n" + "".join(map(STEP.format, range(101))) + "    return frame\n",
        good='def ratios(frame, names):\n    return frame[names["a"]] / frame[names["b"]]\n',
    ),
    check=check,
)
