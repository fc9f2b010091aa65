"""No file says which Python the code is for.

A program for Python 3.6 may fail on 3.12 in ways that look like its own errors, and packages
choose their wheels by it. Somebody who wants to run the code must find the version by trial.

Any statement counts: `requires-python`, .python-version, a conda or Docker image, classifiers, the
version that CI sets up, or a sentence in the README.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import manifests
from auditor.evidence.places import (
    code_files,
    first_match,
    is_script,
    learns,
    main_script,
    prose,
    workflows,
)
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

CLASSIFIER = re.compile(r"Programming Language :: Python :: [23]\.\d")
SET_UP = re.compile(
    r"python-version|python_version|PYTHON_VERSION|python:\s*['\"\[]?\d|image: python"
)
SAID = re.compile(
    r"\bpython[\s:_`*=(\[-]{0,12}(?:versions?|v)?[\s:`*]{0,4}[><=~≥]{0,2}\s?[23](?:\.\d|\+|\b)"
    r"|[23]\.\d+\+?\s{1,3}(?:or\s+(?:newer|later|higher)\s+)?(?:of\s+)?python|\bpy3\d",
    re.IGNORECASE,
)


def check(project: Project) -> Iterator[Hit]:
    script = main_script(project)
    if script is None or _is_stated(project):
        return
    text = "no manifest, container, CI file or README says which Python this is for"
    yield Hit(script.location(1), text, identity="python", anywhere=True)


def _is_stated(project: Project) -> bool:
    stated = any(one.requires_python or one.base_images for _, one in manifests(project))
    return (
        stated
        or first_match((file for file, _ in manifests(project)), CLASSIFIER) is not None
        or first_match(workflows(project), SET_UP) is not None
        or first_match(prose(project), SAID) is not None
    )


def _is_program(project: Project) -> bool:
    files = code_files(project)
    return learns(project) or any(is_script(file) for file in files)


RULE = Rule(
    id="python-version-not-declared",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V22 (environments); P19 (notebooks whose Python is not known)",
    remedy="Set `requires-python` in pyproject.toml, or add a .python-version file.",
    minutes=10,
    minutes_reason="one line; the version is found by running the code once",
    scope=Scope.REPOSITORY,
    applies=_is_program,
    example=Example(
        bad={"train.py": "import torch\n"},
        good={"train.py": "import torch\n", ".python-version": "3.12\n"},
    ),
    check=check,
)
