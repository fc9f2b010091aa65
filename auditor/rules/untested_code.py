"""Code that no test can possibly run.

Without a test, every change is made blind: what worked is found to be broken by whoever needs it
next. Code of models fails quietly, with a worse score instead of an error, so it needs tests more
than other code, and gets fewer.

Coverage cannot be measured without running the target, so only the lower bound is reported:
modules that no test imports, at any distance, and that neither a test nor a command of CI or of a
Makefile starts by name. Whatever is imported by way of other modules counts as tested as a whole.
Examples, documentation, what tests read, notebooks, settings, `setup.py` and modules of fewer than
20 lines are left out. All such modules of a folder are one finding.

What is asked for is a first test of each module, and that is what is priced: the finding is gone as
soon as a test reaches the module. How much of it should be covered is for a coverage tool to say.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor.evidence.covered import covered
from auditor.model import (
    CODE_CLASSES,
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

MIN_LINES = 20  # of code in a module; smaller ones hold names and constants
ASIDE = re.compile(
    r"(^|/)(docs?|examples?|tutorials?|demos?|samples?|recipes|benchmarks?|templates?|migrations"
    r"|test[_-]?data|fixtures?|\.[^/]+|\{\{[^/]*)/|(^|/)(setup|conftest|noxfile|conf|versioneer|_version|hubconf)\.py$"
)


def check(project: Project) -> Iterator[Hit]:
    reached = covered(project)
    has_tests = bool(reached) or any(file.kind is Kind.TEST for file in project.files)
    folders: defaultdict[str, list[tuple[int, SourceFile]]] = defaultdict(list)
    for file in project.python_files(tests=False):
        lines = sum(kind in CODE_CLASSES for kind in file.facts.lines)
        if file.path not in reached and lines >= MIN_LINES and _should_be_tested(file):
            folders[file.path.rpartition("/")[0] if has_tests else ""].append((lines, file))
    for folder, files in folders.items():
        largest = max(files, key=lambda pair: (pair[0], pair[1].path))[1]
        lines = sum(count for count, _ in files)
        where = f" of {folder or 'the top folder'}" if has_tests else ": there are no tests"
        yield Hit(
            Location(largest.path, 1, 1),
            f"no test reaches {_modules(len(files))} with {lines} lines of code{where}",
            size=len(files),
            identity=folder or ".",
            anywhere=True,
        )


def _should_be_tested(file: SourceFile) -> bool:
    code = file.facts.code
    return (
        code is not None
        and file.kind is Kind.SOURCE
        and file.suffix == ".py"
        and len(code.scopes) > 1
        and not ASIDE.search(file.path)
    )


def _modules(count: int) -> str:
    return f"{count} modules" if count > 1 else "a module"


RULE = Rule(
    id="untested-code",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="Breck et al. 2017, 'The ML Test Score'; SonarQube's InsufficientLineCoverage",
    remedy="Begin with what most others call; where it trains, with one step on a few rows: assert"
    " shapes and a finite loss.",
    minutes=10,
    minutes_each=20,
    minutes_reason="our own estimate: a first test of each module; 10 to see what a folder needs",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"net.py": "def net(x):\n" + "    x = x + 1\n" * 20 + "    return x\n"},
        good={
            "net.py": "def net(x):\n" + "    x = x + 1\n" * 20 + "    return x\n",
            "tests/test_net.py": "from net import net\n\n\ndef test_net():\n    assert net(0)\n",
        },
    ),
    check=check,
)
