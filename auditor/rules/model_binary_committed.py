"""Trained weights in the repository, kept by nothing but git.

A binary cannot be reviewed or compared. Each new training adds its full size to every clone, and
nothing ties the file to the code, data and settings that made it. Pickled models run code when they
are loaded.

Files kept by Git LFS or DVC are fine, and so are vocabularies, small files, and what lies in
folders of tests or data.
"""

from collections.abc import Iterator

from auditor.evidence.artefacts import weights
from auditor.evidence.dependencies import listing
from auditor.evidence.samples import Repeated
from auditor.model import (
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
)


def check(project: Project) -> Iterator[Hit]:
    models = weights(project)
    if not models:
        return
    names = listing([f"{file.path} ({file.size / 1_000_000:.1f} MB)" for file in models], most=3)
    kept = "a trained model" if len(models) == 1 else f"{len(models)} trained models"
    text = f"git alone keeps {kept}: {names}"
    yield Hit(
        Location(models[0].path, 1, 1), text, size=len(models), identity="models", anywhere=True
    )


RULE = Rule(
    id="model-binary-committed",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 6 (process management debt); B17 Infra 5 (models are versioned)",
    remedy="Publish weights in a registry, a release or LFS, and load them by version and hash.",
    minutes=45,
    minutes_reason="a place for models is chosen, files are moved, and loading code follows",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(file.kind is Kind.MODEL_ARTEFACT for file in project.files),
    example=Example(
        bad=Repeated({"weights/net.pt": ("\x80", 60_000), "train.py": "import torch\n"}),
        good={"weights/.gitignore": "*.pt\n", "train.py": "import torch\n"},
    ),
    check=check,
)
