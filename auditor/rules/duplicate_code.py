"""The same code stands in several places.

A mistake that is mended in one copy stays in the others, and after some edits nobody knows
whether they differ on purpose.

Copies are found by their statements, in any language: names of variables, numbers and prose may
differ, calls, attributes and keys may not. At least ten code lines and a hundred tokens must be
alike, which are SonarQube's thresholds. Imports, licences, tables, declared options, tests,
markup, lists of shell commands, generated and vendored files do not count.

What gets the benefit of the doubt: programs in a folder of examples, programs in folders with
dependencies of their own, copies that a mark (`# Copied from a.b.c`) keeps alike, and cells of one
notebook. Where the README says that files are meant to stand alone, the finding is information.
Copies of model code, of training, of features and of notebooks have rules of their own.
"""

from collections.abc import Iterator

from auditor.evidence.copies import About, families
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity


def check(project: Project) -> Iterator[Hit]:
    for family in families(project, About.CODE):
        yield family.hit(family.again)


_REPORT = """
    def report(rows, path):
        done = [row for row in rows if row["state"] == "done"]
        with open(path, "w") as sink:
            sink.write("name,count,mean\\n")
            for row in done:
                count = len(row["times"])
                mean = sum(row["times"]) / max(count, 1)
                line = ",".join([row["name"], str(count), f"{mean:.2f}"])
                sink.write(line + "\\n")
        left = len(rows) - len(done)
        if left > 0:
            print("still to do", left)
        return left
"""

RULE = Rule(
    id="duplicate-code",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="SonarQube common DuplicatedBlocks; T21: duplication is the cross-cutting theme",
    remedy="Move the code to one function and call it from each place.",
    minutes=10,
    minutes_each=10,
    minutes_reason="SonarQube's 10 minutes a duplicated block, and 10 for the function they become",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"daily.py": _REPORT, "weekly.py": _REPORT},
        good={"daily.py": _REPORT, "weekly.py": "from daily import report"},
    ),
    check=check,
)
