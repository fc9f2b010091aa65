"""Source file that is no Python.

Whoever imports the file gets an error, and every tool that checks the code passes over it. Most
such files are left from a merge, an edit that was never run, or a paste.

Python 2 is reported as `python2-code`, broken cells of notebooks by a rule of their own. Syntax
that is newer than the Python that runs this audit is no error, and templates (`{{ name }}` in the
path or the line, a `templates` folder) are no Python yet. Of tests, files that a runner would
collect (`test_….py`, `conftest.py`) are reported: broken ones test nothing.
"""

import re
from collections.abc import Iterator

from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Severity,
    SourceFile,
)

NOTE = re.compile(
    r"syntax errors? near lines? (?P<line>\d+)|Python before 3\.7 \(.{1,80}, line (?P<old>\d+)\)"
)
TEMPLATE = re.compile(r"\{[{%]|(^|/)(templates?|cookiecutter[^/]*|skeletons?)(/|$)", re.IGNORECASE)
COLLECTED = re.compile(r"test_\w+\.py|\w+_test\.py|conftest\.py")


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if _must_be_python(file):
            for note in file.facts.notes:
                if found := NOTE.match(note):
                    line = int(found["line"] or found["old"])
                    yield Hit(file.location(line), note, identity=file.path)
                    break


def _must_be_python(file: SourceFile) -> bool:
    counts = file.kind is Kind.SOURCE or (
        file.kind is Kind.TEST and COLLECTED.fullmatch(file.name) is not None
    )
    is_python = file.facts.language == "Python" and file.suffix != ".pyi"
    return counts and is_python and not TEMPLATE.search(file.path) and not _is_python_2(file)


def _is_python_2(file: SourceFile) -> bool:
    return any(note.startswith("Python 2") for note in file.facts.notes)


RULE = Rule(
    id="syntax-error",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Python's grammar; ruff E999",
    remedy="Mend the line, or delete the file if nobody missed it.",
    minutes=10,
    minutes_reason="the line is known; ten minutes to mend it and to run what it belongs to",
    example=Example(
        bad="""
            def loss(a, b):
                return (a - b ** 2

            rate = 0.1
        """,
        good="""
            def loss(a, b):
                return (a - b) ** 2

            rate = 0.1
        """,
    ),
    check=check,
)
