"""One system in several languages.

Each language that carries part of a model or of its pipeline needs its own tests, builds and
owners, and what is passed between them has no type. Sculley et al. name the multiple-language
smell: convenient where a library exists, costly ever after.

Reported are languages that each carry a tenth or more, and two hundred lines or more, of the code
that learns or predicts; and calls from Python into R, MATLAB, Octave, Julia, Java or Perl through
a bridge or a process, once for each such language. Speed is a good reason: C, C++ and CUDA below
Python are silent. So are shell scripts, user interfaces, tests and copies of others' code.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from auditor.evidence.places import roots
from auditor.model import (
    CODE_CLASSES,
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Literal,
    Location,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

FAMILIES = {
    "Python": "Python",
    "Cython": "Python",
    "C": "C/C++/CUDA",
    "C++": "C/C++/CUDA",
    "CUDA": "C/C++/CUDA",
    "Objective-C": "C/C++/CUDA",
    "R": "R",
    "Julia": "Julia",
    "Matlab": "MATLAB",
    "Octave": "MATLAB",
    "Java": "Java/Scala",
    "Scala": "Java/Scala",
    "Kotlin": "Java/Scala",
    "Lua": "Lua",
    "Go": "Go",
    "Rust": "Rust",
    "Perl": "Perl",
    "Stan": "Stan",
    "Swift": "Swift",
    "C#": "C#",
}
FAST = {"Python", "C/C++/CUDA"}
LEAST_LINES, LEAST_SHARE = 200, 0.1
BRIDGES = {
    "rpy2": "R",
    "matlab": "MATLAB",
    "oct2py": "Octave",
    "juliacall": "Julia",
    "julia": "Julia",
    "jpype": "Java",
    "jnius": "Java",
    "lupa": "Lua",
    "pymatlab": "MATLAB",
}
STARTS = re.compile(r"(^|\.)(run|call|Popen|check_call|check_output|system|popen|getoutput)$")
INTERPRETERS = re.compile(r"^(Rscript|octave|matlab|julia|java|perl|th|lua|scala|ruby)(?=\s|$)")
NAMES = {"Rscript": "R", "th": "Lua", "octave": "Octave", "matlab": "MATLAB"}


def check(project: Project) -> Iterator[Hit]:
    yield from _carried(project)
    bridges: dict[str, list[tuple[Location, str]]] = {}
    for file in project.python_files(tests=False):
        for language, how, line in _bridges(file) if file.kind is Kind.SOURCE else ():
            bridges.setdefault(language, []).append((file.location(line), how))
    for language, found in sorted(bridges.items()):
        place, how = found[0]
        more = f" and in {len(found) - 1} more modules" if len(found) > 1 else ""
        yield Hit(place, f"Python calls {language} {how}{more}", identity=language)


def _carried(project: Project) -> Iterator[Hit]:
    lines = _lines(project)
    total = sum(lines.values())
    much = {
        family: count
        for family, count in lines.items()
        if count >= LEAST_LINES and count >= LEAST_SHARE * total
    }
    if len(much) > 1 and set(much) != FAST:
        shown = ", ".join(f"{family} {count:,}" for family, count in _ordered(much))
        second = _ordered(much)[1][0]
        first = _largest(project, second)
        text = f"several languages carry the pipeline, in lines: {shown}"
        place = Location(first.path, 1, 1)
        yield Hit(place, text, size=len(much) - 1, identity="languages")


def _ordered(lines: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(lines.items(), key=lambda item: (-item[1], item[0]))


def _lines(project: Project) -> Counter[str]:
    """Lines with a role in the pipeline, by family of languages."""
    found: Counter[str] = Counter()
    for file in project.files:
        family = FAMILIES.get(file.facts.language)
        if family is not None and file.kind is Kind.SOURCE:
            found[family] += _pipeline_lines(file)
    return found


def _pipeline_lines(file: SourceFile) -> int:
    return sum(
        mark in CODE_CLASSES
        for span in file.roles
        if span.role is Role.ML_CODE
        for mark in file.facts.lines[span.line - 1 : span.end_line]
    )


def _largest(project: Project, family: str) -> SourceFile:
    found = [file for file in project.files if FAMILIES.get(file.facts.language) == family]
    return min(found, key=lambda file: (-_pipeline_lines(file), file.path))


def _bridges(file: SourceFile) -> Iterator[tuple[str, str, int]]:
    """The other languages that a file calls, how, and where first."""
    found: dict[str, tuple[str, int]] = {}
    for root, line in roots(file):
        if root in BRIDGES:
            found.setdefault(BRIDGES[root], (f"through {root}", line))
    for statement, call in file.contents.named(STARTS):
        for text in _texts(statement):
            started = INTERPRETERS.match(text)
            if started is not None:
                name = NAMES.get(started[1], started[1].capitalize())
                found.setdefault(name, ("in a process of its own", call.line))
    return ((language, how, line) for language, (how, line) in sorted(found.items()))


def _texts(statement: Statement) -> Iterator[str]:
    for part in expressions_in(statement):
        if isinstance(part, Literal) and isinstance(part.value, str):
            yield part.value


RULE = Rule(
    id="multiple-languages",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="S15 section 6 (multiple-language smell)",
    remedy=(
        "Keep one language for the pipeline, or give the border between two of them a tested"
        " format."
    ),
    minutes=60,
    minutes_each=240,
    minutes_reason="an hour for a tested format of what crosses a border; half a day more for each"
    " language that carries a part of the model itself",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import subprocess

            def impute(path):
                subprocess.run(["Rscript", "impute.R", path], check=True)
        """,
        good="""
            from sklearn.impute import SimpleImputer

            def impute(rows):
                return SimpleImputer().fit_transform(rows)
        """,
    ),
    check=check,
)
