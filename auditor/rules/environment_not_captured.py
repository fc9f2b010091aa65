"""The environment beyond the packages is written down nowhere, or changes under its name.

The same packages on another Python or another CUDA are another program. A container, a conda
file, a Nix file, a lock or at least the version of Python says what the code was run with; and of a
container, the image that it starts from: `latest` is another image next week, and a tag may move.

A library runs in its users' environments and owes none; nor does code that trains nothing.
Images of services in compose files, dev containers, and names that are computed are left alone.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import is_library, listing, manifests
from auditor.evidence.places import code_files, learns, main_script
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Manifest,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

CONTAINERS = frozenset({"docker", "apptainer"})
ENVIRONMENTS = frozenset({"docker", "apptainer", "devcontainer", "nix", "conda", "pixi"})


def check(project: Project) -> Iterator[Hit]:
    found = list(manifests(project))
    script = main_script(project)
    captured = any(_captures(one) for _, one in found) or is_library(project)
    if script is not None and learns(project) and not captured:
        text = "no container, conda file, lock file or Python version says what this runs in"
        yield Hit(
            script.location(1), text, severity=Severity.MEDIUM, identity="nothing", anywhere=True
        )
    moving = [
        (file, line, image)
        for file, manifest in found
        if manifest.manager in CONTAINERS and ".devcontainer" not in file.path
        for line, image in manifest.base_images
        if _may_move(image)
    ]
    yield from _moved([one for one in moving if _is_latest(one[2])], "whatever image is latest")
    tagged = [one for one in moving if not _is_latest(one[2])]
    yield from _moved(tagged, "a tag without its digest")


def _captures(manifest: Manifest) -> bool:
    return (
        manifest.manager in ENVIRONMENTS
        or manifest.role in {"lock", "python-version"}
        or bool(manifest.requires_python)
    )


def _moved(found: list[tuple[SourceFile, int, str]], says: str) -> Iterator[Hit]:
    if found:
        file, line, first = found[0]
        names = listing(sorted({image for _, _, image in found}))
        severity = Severity.LOW if _is_latest(first) else None
        yield Hit(
            file.location(line),
            f"starts from {says}: {names}",
            severity=severity,
            identity=says,
            anywhere=True,
        )


def _may_move(image: str) -> bool:
    return "@sha256:" not in image and "$" not in image and not image.startswith((".", "/"))


def _is_latest(image: str) -> bool:
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag in {"", "latest"}


RULE = Rule(
    id="environment-not-captured",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    source="V22 (environments); B17 Infra 1 (training is reproducible)",
    remedy="Write a Dockerfile or lock for a stated Python; name base images with tag and digest.",
    minutes=10,
    minutes_reason="the version in use is looked up and written down",
    scope=Scope.REPOSITORY,
    applies=lambda project: bool(code_files(project)),
    example=Example(
        bad={"train.py": "import torch\n", "Dockerfile": "FROM pytorch/pytorch:latest\n"},
        good={
            "train.py": "import torch\n",
            "Dockerfile": f"FROM python:3.12-slim@sha256:{'0' * 64}\n",
        },
    ),
    check=check,
)
