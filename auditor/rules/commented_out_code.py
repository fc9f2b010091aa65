"""Code that was switched off and left in place.

Nobody knows whether it still works, why it was taken out, or whether somebody waits for it; so
nobody dares to delete it, and every reader reads it. History keeps what was deleted.

Reported are blocks of three lines or more that parse as Python and could not be prose: runs of
comments, and strings that stand by themselves. Examples get the benefit of the doubt: what follows
a remark that ends in a colon, or speaks of an example, of usage, of what something is equivalent
to, or of what the reader may uncomment. So do templates, and the settings file of Sphinx, which
comes with such lines.
"""

import re
from collections.abc import Iterator

from auditor.evidence.commented_code import commented_code
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

TEMPLATE = re.compile(r"(^|/)(templates?|\{\{[^/]*)/|(^|/)docs?/([^/]+/){0,20}conf\.py$")
MAX_SHOWN = 60  # characters of the first line


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files():
        for block in () if TEMPLATE.search(file.path) else commented_code(file):
            first = block.first[:MAX_SHOWN]
            yield Hit(
                file.location(block.line, block.end_line),
                f"{block.code_lines} lines of code are commented out, from `{first}` on",
                identity=block.first,
            )


RULE = Rule(
    id="commented-out-code",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="SonarQube S125; Sculley et al. 2015, 'Dead Experimental Codepaths'",
    remedy="Delete it; history keeps it. If it is a choice, make it an option.",
    minutes=5,
    minutes_reason="SonarQube S125: five minutes to see what it was and to delete it",
    example=Example(
        bad="""
            def loss(x, y):
                # weights = 1 / (y.abs() + 1)
                # errors = weights * (x - y) ** 2
                # return errors.mean()
                return ((x - y) ** 2).mean()
        """,
        good="""
            def loss(x, y):
                # Weighing by size made rare classes worse: see the report of March.
                return ((x - y) ** 2).mean()
        """,
    ),
    check=check,
)
