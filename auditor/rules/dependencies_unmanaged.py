"""No file says which packages the code needs.

Whoever runs the code must guess the packages from its imports, and their versions from its age.
That works on the day it is written, and less with every release of what it imports.

Commands in a README are read by people and by no tool, so they do not count as a manifest; a
Dockerfile that installs packages does. A manifest that cannot be read gets the benefit of the
doubt, as do requirements that `setup.py` computes, and imports that no distribution is known for.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import listing, manifests
from auditor.evidence.imports import Needed, needed, own_modules, told_to_install
from auditor.evidence.places import code_files, main_script
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

COMPUTED = re.compile(r"\binstall_requires[ \t]*=[ \t]*[A-Za-z_]")


def check(project: Project) -> Iterator[Hit]:
    found = third_party(project)
    if not found or _is_declared(project):
        return
    first = _most_telling(project, found)
    modules = sorted({need.module for need in found})
    told = told_to_install(project)
    where = "; commands in the documentation name some" if told else ""
    yield Hit(
        first.file.location(first.line),
        f"no manifest declares what is imported: {listing(modules)}{where}",
        size=len(modules),
        severity=Severity.MEDIUM if told else None,
    )


def third_party(project: Project) -> list[Needed]:
    own = own_modules(project)
    return [need for file in code_files(project) for need in needed(file, own)]


def _is_declared(project: Project) -> bool:
    return any(
        manifest.dependencies or manifest.problem or COMPUTED.search(file.facts.text or "")
        for file, manifest in manifests(project)
    )


def _most_telling(project: Project, found: list[Needed]) -> Needed:
    script = main_script(project)
    return next((need for need in found if need.file == script), found[0])


RULE = Rule(
    id="dependencies-unmanaged",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="V21, V22 (dependency management); S15 section 6 (reproducibility debt)",
    remedy="List the packages in pyproject.toml or requirements.txt, and lock their versions.",
    minutes=20,
    minutes_each=2,
    minutes_reason="a manifest and a lock are set up; each package gets a version that works",
    scope=Scope.REPOSITORY,
    applies=lambda project: bool(third_party(project)),
    example=Example(
        bad={"train.py": "import torch\n\nmodel = torch.nn.Linear(2, 1)\n"},
        good={
            "train.py": "import torch\n\nmodel = torch.nn.Linear(2, 1)\n",
            "requirements.txt": "torch==2.9.0\n",
        },
    ),
    check=check,
)
