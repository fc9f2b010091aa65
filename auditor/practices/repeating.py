"""What lets somebody else get the same: versions of packages, machines, data, runs and models."""

import re

from auditor.evidence.dependencies import folder_group
from auditor.evidence.libraries import (
    CONFIGURERS,
    REGISTRIES,
    SEEDERS,
    TRACKERS,
    VALIDATORS,
    WRITES_RUNS,
)
from auditor.evidence.signs import called, depth, file_named, imported, named, own, written
from auditor.model import Kind, Project, SourceFile
from auditor.practices.kinds import has_python, learns, practice

PYTHON_LOCKS = frozenset(
    {"poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "conda-lock.yml"}
    | {"pylock.toml", "flake.lock"}
)
OTHER_LOCKS = frozenset(
    {"manifest.toml", "renv.lock", "cargo.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
)
MAIN_MANIFESTS = frozenset({"requirements.txt", "environment.yml", "environment.yaml"})
PACKAGE = re.compile(r"^\[(project|tool\.poetry)\]", re.MULTILINE)
LFS = re.compile(r"filter=lfs")
CHECKSUMS = re.compile(
    r"(sha\d*|md5|check)[-_]?sums?([-_.]\w{1,20})?|\S{1,200}\.(sha\d*|md5)(sums?)?(\.txt)?",
    re.IGNORECASE,
)
REGISTERS = re.compile(r"\.push_to_hub$|mlflow.{0,100}\.register_model$")


def _locked(project: Project) -> str | None:
    wanted = PYTHON_LOCKS if has_python(project) else PYTHON_LOCKS | OTHER_LOCKS
    found = [file.path for file in own(project) if file.name.lower() in wanted]
    if found:
        return min(found, key=depth)
    manifests = sorted(own(project), key=lambda file: depth(file.path))
    return next((said for file in manifests if (said := _pins(file)) is not None), None)


def _pins(file: SourceFile) -> str | None:
    """How a manifest that is no lock file by its name still fixes every version."""
    manifest = file.facts.manifest
    if manifest is None or not manifest.dependencies:
        return None
    if manifest.role == "lock":
        return f"{file.path} is a lock of {manifest.manager}"
    is_main = (
        file.name in MAIN_MANIFESTS and file.path.count("/") <= 1 and not folder_group(file.path)
    )
    pinned = all(dependency.pinned for dependency in manifest.dependencies)
    if manifest.role == "manifest" and manifest.manager in {"pip", "conda"} and is_main and pinned:
        return f"{file.path} pins every package"
    return None


def _data_versioned(project: Project) -> str | None:
    attributes = (file for file in project.files if file.name == ".gitattributes")
    return (
        named(project, r"(^|/)(dvc\.ya?ml|\.dvc/config|.*\.dvc|\.lakefs[^/]*|quilt\.yml)$")
        or written(attributes, LFS)
        or imported(project, ("dvc", "lakefs", "delta", "lance", "quilt3"))
        or _checksums(project)
    )


def _checksums(project: Project) -> str | None:
    """Checksums of data: whoever checks them has this version of the data and no other."""
    data = [file for file in own(project) if file.kind is Kind.DATA]
    folders = {file.path.rpartition("/")[0] for file in data if not _is_checksum(file)}
    lists = (file.path for file in own(project) if _is_checksum(file))
    beside = [path for path in lists if path.rpartition("/")[0] in folders]
    return f"{min(beside, key=depth)} lists checksums of data" if beside else None


def _is_checksum(file: SourceFile) -> bool:
    return CHECKSUMS.fullmatch(file.name) is not None


def _data_validated(project: Project) -> str | None:
    return imported(project, VALIDATORS)


def _tracked(project: Project) -> str | None:
    return imported(project, TRACKERS) or called(project.python_files(tests=False), WRITES_RUNS)


def _registered(project: Project) -> str | None:
    return imported(project, REGISTRIES) or called(project.python_files(tests=False), REGISTERS)


def _seeded(project: Project) -> str | None:
    return called(project.python_files(tests=False), SEEDERS)


def _configured(project: Project) -> str | None:
    folder = r"^(?!\.github/|docs?/)(.*/)?(configs?|conf|hparams|params)"
    files = r"(/[^/]+)*(?<!__init__)\.(ya?ml|toml|json|gin|py)$"
    return named(project, folder + files) or imported(project, CONFIGURERS)


def _packaged(project: Project) -> str | None:
    return next((file.path for file in project.files if _is_package(file)), None)


def _is_package(file: SourceFile) -> bool:
    text = file.facts.text or ""
    match file.name:
        case "setup.py":
            return "setup(" in text
        case "pyproject.toml":
            return PACKAGE.search(text) is not None
        case "DESCRIPTION" | "Project.toml" | "Cargo.toml":
            return "name" in text.lower()
        case _:
            return False


PRACTICES = (
    practice("lock-file", "Dependencies locked", "The same versions everywhere.", _locked),
    practice(
        "container",
        "Container",
        "The machine is described, too.",
        file_named(
            r"(^|/)(dockerfile[^/]*|[^/]+\.dockerfile|containerfile|apptainer\.def|.*\.def"
            r"|devcontainer\.json|flake\.nix)$"
        ),
    ),
    practice(
        "data-versioned",
        "Data versioned",
        "DVC, LFS, checksums or the like.",
        _data_versioned,
        learns,
    ),
    practice(
        "data-validated", "Data validated", "Schemas or expectations.", _data_validated, learns
    ),
    practice(
        "experiments-tracked", "Experiments tracked", "Runs can be compared.", _tracked, learns
    ),
    practice("model-registry", "Model registry", "Models have versions.", _registered, learns),
    practice("seeds", "Seeds set", "Runs can be repeated.", _seeded, learns),
    practice(
        "configured", "Configuration apart from code", "Runs differ by settings.", _configured
    ),
    practice("packaged", "Packaged", "It can be installed and imported.", _packaged),
)
