"""Source file that holds too much.

A file of thousands of lines is several modules in one. Nobody finds anything in it, everybody
edits it at once, and whatever imports a part of it imports all.

More than 1,000 lines of code are reported; blank lines, comments and docstrings are none. Of a
statement that goes on for more than 10 lines only the first 10 count: tables are long and not
hard. Tests, notebooks and files in languages of the web, which are mostly other people's, are left
out.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import FILE_MINUTES, MAX_FILE_LINES, lines_of
from auditor.model import (
    COMPILED,
    JUDGED,
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Severity,
)

LANGUAGES = {JUDGED} | COMPILED
VERY_LONG = 3000  # lines: three times the limit


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if file.kind is Kind.SOURCE and file.reason is None and file.facts.language in LANGUAGES:
            lines = lines_of(file)
            if lines > MAX_FILE_LINES:
                yield Hit(
                    file.location(1),
                    f"`{file.name}` has {lines:,} lines of code",
                    size=(lines - MAX_FILE_LINES) / MAX_FILE_LINES,
                    severity=Severity.HIGH if lines > VERY_LONG else None,
                    identity=file.path,
                )


RULE = Rule(
    id="long-file",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="SonarQube S104 (1,000 lines of code); pylint C0302 (1,000 lines)",
    remedy="Split it along the names that are used together, and re-export what others import.",
    minutes=FILE_MINUTES,
    minutes_each=FILE_MINUTES,
    minutes_reason="SonarQube S104: an hour to take a module out; once more for each 1,000 lines",
    example=Example(
        bad="".join(f"x{line} = {line}\n" for line in range(MAX_FILE_LINES + 1)),
        good="XS = {\n" + "".join(f"    {line}: {line},\n" for line in range(1100)) + "}\n",
    ),
    check=check,
)
