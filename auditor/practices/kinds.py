"""Which practices make sense where: a repository without models needs no model card."""

from collections.abc import Callable

from auditor.evidence.libraries import SERVERS
from auditor.evidence.places import LEARNERS
from auditor.evidence.signs import Check, imported
from auditor.model import Kind, Practice, Project

TRAINERS = LEARNERS | {
    "lasagne", "statsmodels", "pymc", "caffe", "diffusers", "timm", "stable_baselines3", "tinygrad",
}  # fmt: skip


def has_code(project: Project) -> bool:
    return any(file.kind in {Kind.SOURCE, Kind.NOTEBOOK} for file in project.files)


def has_python(project: Project) -> bool:
    return any(True for _ in project.python_files(tests=False))


def learns(project: Project) -> bool:
    return imported(project, TRAINERS) is not None


def serves(project: Project) -> bool:
    return imported(project, SERVERS) is not None


def practice(
    name: str, title: str, about: str, check: Check, applies: Callable[[Project], bool] = has_code
) -> Practice:
    return Practice(id=name, title=title, about=about, check=check, applies=applies)
