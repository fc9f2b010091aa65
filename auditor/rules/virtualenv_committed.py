"""A virtual environment in the repository.

It holds copies of packages with absolute paths of one machine and binaries of one system. It works
for nobody else, makes every clone and every search slow, and hides what the project needs.

An environment is known by what only environments have: `pyvenv.cfg`, `conda-meta/history`, or
packages under `lib/pythonX.Y/site-packages`.
"""

import re
from collections import Counter
from collections.abc import Iterator

from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
)

MARKS = re.compile(
    r"(?P<root>(?:.*/)?)(?:pyvenv\.cfg|conda-meta/history|bin/activate(?:_this\.py|\.csh|\.fish)"
    r"|(?:lib|lib64)/python\d\.\d{1,2}/site-packages/.*|Scripts/activate\.bat)"
)


def check(project: Project) -> Iterator[Hit]:
    first: dict[str, str] = {}
    for file in project.files:
        found = MARKS.fullmatch(file.path)
        if found is not None:
            first.setdefault(found["root"], file.path)
    files = Counter(root for file in project.files for root in first if file.path.startswith(root))
    for root, path in first.items():
        name = root.rstrip("/") or "the top folder"
        text = f"{name} is a virtual environment: {files[root]} files that no other machine can use"
        yield Hit(Location(path, 1, 1), text, identity=root)


RULE = Rule(
    id="virtualenv-committed",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V22; docs.python.org/3/library/venv ('not checked into source control systems')",
    remedy="`git rm -r --cached` the folder, add it to .gitignore, and list the packages instead.",
    minutes=20,
    minutes_reason="a folder is removed; the packages in it are put into a manifest",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"venv/pyvenv.cfg": "home = /usr/bin\n", "train.py": "x = 1\n"},
        good={".gitignore": "venv/\n", "train.py": "x = 1\n"},
    ),
    check=check,
)
