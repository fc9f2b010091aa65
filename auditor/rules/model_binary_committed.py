"""Trained weights in the repository, kept by nothing but git.

A binary cannot be reviewed or compared. Each new training adds its full size to every clone, and
nothing ties the file to the code, data and settings that made it. Pickled models run code when they
are loaded.

Files kept by Git LFS or DVC are fine, and so are small ones (vocabularies, scalers), and what tests
need.
"""

import re
from collections.abc import Iterator

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
    SourceFile,
)

LARGE = 100_000  # bytes; smaller ones are vocabularies, scalers and toys
TEXTS = (".json", ".txt", ".index", ".meta")  # parts of a model that people can read
ASIDE = re.compile(r"(^|/)(tests?|testing|testdata|test_data|fixtures)(/|$)")


def check(project: Project) -> Iterator[Hit]:
    models = [file for file in project.files if _is_weights(file, project)]
    if not models:
        return
    models.sort(key=lambda file: (-file.size, file.path))
    names = listing([f"{file.path} ({file.size / 1_000_000:.1f} MB)" for file in models], most=3)
    says = "holds a trained model" if len(models) == 1 else f"hold {len(models)} trained models"
    text = f"git alone keeps what {says}: {names}"
    yield Hit(Location(models[0].path, 1, 1), text, size=len(models), identity="models")


def _is_weights(file: SourceFile, project: Project) -> bool:
    return (
        file.kind is Kind.MODEL_ARTEFACT
        and file.size >= LARGE
        and not file.name.lower().endswith(TEXTS)
        and "LFS" not in (file.reason or "")
        and not ASIDE.search(file.path.lower())
        and project.file(f"{file.path}.dvc") is None
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
