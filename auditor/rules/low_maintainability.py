"""File that is hard to maintain by radon's index.

The maintainability index weighs how many operators and operands a file has, how many paths, how
many lines and how many comments. Its lowest rank, C, is below 10 of 100.

The index falls with every line, so a low one alone says little: a file is only reported if it also
holds a function that is too complex or too long. A file that is reported as `long-file` is not
reported here once more: what is left are files that are dense rather than long. The functions that
make them so are found by `complex-function`; the price here is only that of taking one part out.
Tests and notebooks are left out.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import MAX_FILE_LINES, Function, functions_of, lines_of
from auditor.model import Category, Confidence, Example, Hit, Kind, Project, Rule, Severity

LOWEST = 10.0  # radon.metrics.mi_rank: C up to 9


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files(tests=False):
        code = file.facts.code
        if code is None or file.kind is not Kind.SOURCE or code.maintainability >= LOWEST:
            continue
        lines = lines_of(file)
        if lines <= MAX_FILE_LINES and any(map(_is_hard, functions_of(file))):
            yield Hit(
                file.location(1),
                f"maintainability index {int(code.maintainability)} of 100 (rank C)"
                f" over {lines} lines of code",
                identity=file.path,
            )


def _is_hard(function: Function) -> bool:
    return function.complexity_minutes > 0 or function.length_minutes > 0


RULE = Rule(
    id="low-maintainability",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Coleman et al. 1994; radon's maintainability index and ranks",
    remedy="Take the densest part out into a module of its own, with its own tests.",
    minutes=30,
    minutes_reason="half of what SonarQube S104 asks for a long file: one part is taken out",
    example=Example(
        bad="".join(
            f"def f{n}(a, b, c):\n"
            f"    if a > {n} and b < {n}:\n"
            f"        c = a * b + c - {n} * a / (b + {n})\n"
            f"    return c if a > b else a - b\n"
            for n in range(200)
        )
        + "def g(a):\n"
        + "".join(
            f"    for x in a:\n        if x > {n} and a:\n            a = x\n" for n in range(9)
        ),
        good="def f(a, b):\n    return a * b\n",
    ),
    check=check,
)
