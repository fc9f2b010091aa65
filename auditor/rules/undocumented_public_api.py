"""Library whose public names mostly have no docstring.

Whoever uses a library reads `help`, the editor's hint or the generated reference; without
docstrings they read the source, and guess which behaviour they may rely on.

Asked of repositories that are packaged for others. Counted are functions and classes at module
level of a package, whose names and modules have no leading underscore; tests, examples, scripts
and command lines are not counted. The finding, one for the repository, stands where more than half
of at least ten names have no docstring. How good a docstring is, nobody can count.
"""

import re
from collections import Counter
from collections.abc import Iterator

from auditor.evidence.dependencies import is_library
from auditor.model import (
    Category,
    CodeScope,
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

MIN_NAMES = 10  # below, a README tells it all
MAX_SHARE = 0.5  # of names without a docstring; interrogate asks for 80 % with one
ASIDE = re.compile(
    r"(^|/)(tests?|testing|docs?|examples?|scripts?|benchmarks?|tools|tutorials?|recipes|notebooks"
    r"|cookbooks?|templates?"
    r"|contrib|migrations|_(?!_init__\.py)[^/]*|\.[^/]*|(setup|conftest|cli|main)\.py)(/|$)"
)


def check(project: Project) -> Iterator[Hit]:
    public = list(_public(project))
    silent = [(file, scope) for file, scope in public if not scope.docstring]
    if len(public) < MIN_NAMES or len(silent) <= MAX_SHARE * len(public):
        return
    by_file = Counter(file.path for file, _ in silent)
    worst = min(by_file, key=lambda path: (-by_file[path], path))
    line = next(scope.line for file, scope in silent if file.path == worst)
    yield Hit(
        Location(worst, line, line),
        f"{len(silent)} of {len(public)} public functions and classes have no docstring,"
        f" {by_file[worst]} of them here",
        size=len(silent) - int(MAX_SHARE * len(public)),
        identity="docstrings",
        anywhere=True,
    )


def _public(project: Project) -> Iterator[tuple[SourceFile, CodeScope]]:
    packages = {
        file.path.rpartition("/")[0] for file in project.files if file.name == "__init__.py"
    }
    for file in project.python_files(tests=False):
        folder = file.path.rpartition("/")[0]
        if file.kind is Kind.SOURCE and folder in packages and not ASIDE.search(file.path):
            for scope in file.facts.code.scopes[1:] if file.facts.code else ():
                if scope.parent == 0 and not scope.name.startswith("_"):
                    yield file, scope


RULE = Rule(
    id="undocumented-public-api",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="PEP 257; SonarQube S1720; ruff D101, D103; interrogate",
    remedy="Begin with what users import: one sentence each, and then what the types cannot say.",
    minutes=5,
    minutes_each=5,
    minutes_reason="SonarQube S1720: 5 minutes a docstring, until half have one; 5 for a style",
    scope=Scope.REPOSITORY,
    applies=is_library,
    example=Example(
        bad={
            "pyproject.toml": 'classifiers = ["Programming Language :: Python :: 3"]\n',
            "net/__init__.py": "",
            "net/ops.py": "".join(f"def op{n}(x): ...\n" for n in range(12)),
        },
        good={
            "pyproject.toml": 'classifiers = ["Programming Language :: Python :: 3"]\n',
            "net/__init__.py": "",
            "net/ops.py": "".join(
                f'def op{n}(x):\n    """x times {n}."""\n    return x * {n}\n' for n in range(12)
            ),
        },
    ),
    check=check,
)
