"""Tools for developers among the packages that a program needs to run.

Whoever installs the program gets a test runner and three linters with it, larger images, and their
version conflicts. In the metadata of a package, every one of its users gets them.

A tool that code outside the tests imports, or that the package is a plug-in of, is needed.
Notebooks and experiment tools are what many ML projects run on, so Jupyter or TensorBoard do not
count, and neither do a conda environment, which is made for people who develop, and requirements of
the documentation.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import PACKAGE_FILES, RUNTIME, Declared, declared, listing
from auditor.evidence.imports import modules_of
from auditor.evidence.places import roots
from auditor.evidence.shipped import is_dev_tool
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

MAIN_FILES = PACKAGE_FILES | {"requirements.txt", "Pipfile"}
DOCUMENTATION = re.compile(r"(^|/)(docs?|mkdocs|documentation|sphinx|website)/", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    imported = {root for file in project.python_files(tests=False) for root, _ in roots(file)}
    mixed: dict[str, list[Declared]] = {}
    for found in declared(project):
        if _is_mixed_in(found) and not _modules(found.name) & imported:
            mixed.setdefault(found.file.path, []).append(found)
    for tools in mixed.values():
        first = tools[0]
        names = sorted({tool.name for tool in tools})
        says = "is a tool for development" if len(names) == 1 else "are tools for development"
        yield Hit(
            first.file.location(first.dependency.line),
            f"{listing(names)} {says}, listed with what the program needs to run",
            size=len(names),
            severity=Severity.MEDIUM if first.file.name in PACKAGE_FILES else None,
            identity=first.file.path,
        )


def _is_mixed_in(found: Declared) -> bool:
    return (
        found.file.name in MAIN_FILES
        and not DOCUMENTATION.search(found.file.path)
        and found.group in RUNTIME
        and found.dependency.group in RUNTIME
        and is_dev_tool(found.name)
        and not _extends(found)
    )


def _extends(found: Declared) -> bool:
    """Whether the package is a plug-in of the tool, and so needs it: its entry points say so."""
    text = found.file.facts.text or ""
    return f"{found.name}." in text or f"{found.name}11" in text


def _modules(name: str) -> set[str]:
    return {*modules_of(name), name.replace("-", "_")}


RULE = Rule(
    id="dev-dependencies-mixed",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="V22 (dependency management: development dependencies)",
    remedy="Move them to a dev group (`[dependency-groups]`, requirements-dev.txt).",
    minutes=5,
    minutes_each=1,
    minutes_reason="lines are moved to another group, and CI installs it",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"requirements.txt": "torch==2.9.0\npytest==8.4\nblack==25.1\n"},
        good={
            "requirements.txt": "torch==2.9.0\n",
            "requirements-dev.txt": "pytest==8.4\nblack==25.1\n",
        },
    ),
    check=check,
)
