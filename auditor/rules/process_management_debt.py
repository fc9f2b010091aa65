"""Many models are trained in many ways, and nothing keeps them apart.

A mature system runs dozens or hundreds of models at a time. Sculley et al. name the debt of
managing them by hand: updating many configurations safely, seeing where a run stands, rolling back
the wrong one. Such tooling is the last that a team writes, and the most missed.

Reported are programs with six scripts or more that train and keep something under a name of their
own, or eight variants or more of a training's settings in one folder, where no tracker, model
registry, sweep tool or workflow tool is in sight. One finding for the repository. Libraries,
courses and collections of examples are not asked. How many models really run, and what an operator
sees of them, code cannot tell.
"""

import re
from collections import Counter
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.paths import Access, uses
from auditor.evidence.pipelines import has_workflow
from auditor.evidence.places import is_script, roots
from auditor.evidence.programs import Sort, is_aside, sort_of, tracks, trainers
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

MANY_SCRIPTS, MANY_SETTINGS = 6, 8
MANAGERS = frozenset(
    {
        "optuna",
        "ray",
        "hyperopt",
        "bentoml",
        "sagemaker",
        "azureml",
        "hydra",
        "submitit",
        "determined",
    }
    | {"huggingface_hub", "vertexai", "skopt", "nevergrad", "guild"}
)
LEARNS = re.compile(
    r"\b(learning_?rate|lr|batch_?size|epochs|max_steps|weight_decay|optimi[sz]er)\b"
)


def check(project: Project) -> Iterator[Hit]:
    if sort_of(project) is not Sort.PROGRAM or _is_managed(project):
        return
    keep = {use.file.path for use in uses(project) if use.access is Access.WRITE}
    scripts = [
        file.path
        for file in trainers(project)
        if file.kind is Kind.SOURCE
        and is_script(file)
        and file.path in keep
        and not is_aside(file.path)
    ]
    settings = _settings(project)
    if len(scripts) >= MANY_SCRIPTS:
        text = f"{len(scripts)} scripts train models, and nothing records which gave which: "
        text += listing([path.rpartition("/")[2] for path in scripts], most=3)
        yield Hit(
            Location(scripts[0], 1, 1), text, size=len(scripts), identity="processes", anywhere=True
        )
    elif len(settings) >= MANY_SETTINGS:
        folder = settings[0].rpartition("/")[0]
        text = (
            f"{len(settings)} variants of a training in {folder}/, and nothing records their runs"
        )
        yield Hit(
            Location(settings[0], 1, 1), text, size=len(settings), identity=folder, anywhere=True
        )


def _is_managed(project: Project) -> bool:
    if tracks(project) or has_workflow(project):
        return True
    return any(
        root in MANAGERS for file in project.python_files(tests=False) for root, _ in roots(file)
    )


def _settings(project: Project) -> list[str]:
    """Files of settings of trainings in the folder that has most of them."""
    found = [file.path for file in project.files if _sets_training(file)]
    folders = Counter(path.rpartition("/")[0] for path in found)
    most = max(folders, key=lambda folder: (folders[folder], folder), default="")
    return [path for path in found if path.rpartition("/")[0] == most]


def _sets_training(file: SourceFile) -> bool:
    plain = file.kind is Kind.CONFIG and file.suffix in (".yaml", ".yml", ".json", ".toml", ".cfg")
    return plain and not is_aside(file.path) and bool(LEARNS.search(file.facts.text or ""))


TRAIN = (
    'import torch\n\nif __name__ == "__main__":\n    loss.backward()\n'
    '    torch.save(net, "models/net.pt")\n'
)

RULE = Rule(
    id="process-management-debt",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 7 (process management debt)",
    remedy=(
        "Record runs with a tracker and keep models in a registry; make one script of the variants."
    ),
    minutes=240,
    minutes_reason="half a day to set a tracker and a registry up and to make all scripts use them",
    scope=Scope.REPOSITORY,
    applies=lambda project: bool(trainers(project)),
    example=Example(
        bad={f"train_{name}.py": TRAIN for name in ("a", "b", "c", "d", "e", "f")},
        good={
            **{f"train_{name}.py": TRAIN for name in ("a", "b", "c", "d", "e", "f")},
            "runs.py": "import mlflow\n",
        },
    ),
    check=check,
)
