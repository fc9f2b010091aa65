"""What runs wrote, committed beside the code that wrote it.

Event files, run folders and checkpoints of trackers grow with every run, belong to one machine and
one day, and hide the changes that people made. A tracker's server or DVC keeps them better.

Recognised are the folders of MLflow, Weights & Biases, Lightning, Hydra, CatBoost and Sacred, and
TensorBoard's event files. One screenshot or result table is no such output, and what lies in tests
is left alone.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
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

OUTPUTS = {
    "MLflow": re.compile(r"(?:^|/)mlruns/(?:\d+|models)/"),
    "Weights & Biases": re.compile(r"(?:^|/)wandb/(?:offline-)?(?:run|sweep)-[\w-]+(?:/|$)"),
    "Lightning": re.compile(r"(?:^|/)lightning_logs/version_\d+/"),
    "TensorBoard": re.compile(r"(?:^|/)events\.out\.tfevents\.[^/]+$"),
    "Hydra": re.compile(r"(?:^|/)\.hydra/(?:config|hydra|overrides)\.yaml$"),
    "CatBoost": re.compile(r"(?:^|/)catboost_info/"),
    "Sacred": re.compile(r"(?:^|/)\d+/cout\.txt$"),
}
ASIDE = re.compile(r"(^|/)(tests?|testing|testdata|fixtures)(/|$)")


def check(project: Project) -> Iterator[Hit]:
    found: dict[str, list[str]] = {}
    for file in project.files:
        writer = "" if ASIDE.search(file.path) else _writer(file.path)
        if writer:
            found.setdefault(writer, []).append(file.path)
    for writer, paths in found.items():
        says = "file is" if len(paths) == 1 else "files are"
        text = f"{len(paths)} {says} output of {writer} runs: {listing(paths, most=2)}"
        yield Hit(Location(paths[0], 1, 1), text, identity=writer)


def _writer(path: str) -> str:
    return next((writer for writer, wrote in OUTPUTS.items() if wrote.search(path)), "")


RULE = Rule(
    id="tracking-output-committed",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="S15 section 6 (process management debt); V22 (version control)",
    remedy="`git rm --cached` them, ignore the folder, and keep runs on a tracking server.",
    minutes=15,
    minutes_reason="a folder is removed and ignored; what is worth keeping is put elsewhere",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"mlruns/0/meta.yaml": "artifact_location: x\n", "train.py": "import mlflow\n"},
        good={".gitignore": "mlruns/\n", "train.py": "import mlflow\n"},
    ),
    check=check,
)
