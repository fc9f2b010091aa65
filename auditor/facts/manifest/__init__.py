"""What does a dependency file declare? One reader a format; a broken file is a fact, too.

Nothing is resolved, downloaded or run: what is written is read. A reader returns None for a file
that only looks like a manifest, and raises one of `BROKEN` for one that cannot be read.
"""

import configparser
import re
from collections.abc import Callable

import yaml

from auditor.facts.manifest.conda import read_environment, read_recipe
from auditor.facts.manifest.docker import (
    read_apptainer,
    read_compose,
    read_devcontainer,
    read_dockerfile,
)
from auditor.facts.manifest.interpreters import (
    read_mise,
    read_nix,
    read_nox,
    read_python_version,
    read_runtime,
    read_tool_versions,
    read_tox,
)
from auditor.facts.manifest.locks import (
    read_conda_lock,
    read_flake_lock,
    read_pipfile_lock,
    read_pixi_lock,
    read_toml_lock,
)
from auditor.facts.manifest.pipenv import read_pipfile
from auditor.facts.manifest.pyproject import read_pixi, read_pyproject
from auditor.facts.manifest.requirements import read_requirements
from auditor.facts.manifest.setuptools import read_setup_cfg, read_setup_py
from auditor.model import Manifest

Reader = Callable[[str, str], Manifest | None]

MAX_CHARACTERS = 500_000  # of what people write: the largest ones seen have a tenth of it
MAX_LOCK_CHARACTERS = 4_000_000  # the lock file of a large project has a fifth of it
MAX_LINE = 200_000  # characters; lines are joined, split and matched one by one
BROKEN = (
    ValueError,  # also tomllib's and json's
    SyntaxError,
    RecursionError,
    MemoryError,  # Python's own parser, of brackets nested too deeply
    configparser.Error,
    yaml.YAMLError,
)

READERS: tuple[tuple[str, str, str, Reader], ...] = (
    (r"poetry\.lock", "poetry", "lock", read_toml_lock),
    (r"uv\.lock", "uv", "lock", read_toml_lock),
    (r"pdm\.lock", "pdm", "lock", read_toml_lock),
    (r"pylock(\.[\w-]+)?\.toml", "pip", "lock", read_toml_lock),
    (r"pipfile\.lock", "pipenv", "lock", read_pipfile_lock),
    (r"pixi\.lock", "pixi", "lock", read_pixi_lock),
    (r"(\w+[.-])?conda-lock\.ya?ml", "conda-lock", "lock", read_conda_lock),
    (r"flake\.lock", "nix", "lock", read_flake_lock),
    (r"pyproject\.toml", "pyproject", "manifest", read_pyproject),
    (r"pixi\.toml", "pixi", "manifest", read_pixi),
    (r"pipfile", "pipenv", "manifest", read_pipfile),
    (r"setup\.cfg", "setuptools", "manifest", read_setup_cfg),
    (r"setup\.py", "setuptools", "manifest", read_setup_py),
    (r"meta\.ya?ml", "conda", "manifest", read_recipe),
    (r"[\w.-]*(env|conda)[\w.-]*\.ya?ml", "conda", "manifest", read_environment),
    (r"([\w-]+\.)*dockerfile[\w.-]*|containerfile", "docker", "container", read_dockerfile),
    (r"(docker-)?compose[\w.-]*\.ya?ml", "compose", "container", read_compose),
    (r"\.?devcontainer\.json", "devcontainer", "container", read_devcontainer),
    (r"singularity[\w.-]*|apptainer[\w.-]*|[\w-]+\.def", "apptainer", "container", read_apptainer),
    (r"(flake|shell|default)\.nix", "nix", "container", read_nix),
    (r"\.python-version", "pyenv", "python-version", read_python_version),
    (r"runtime\.txt", "runtime", "python-version", read_runtime),
    (r"\.tool-versions", "asdf", "python-version", read_tool_versions),
    (r"\.?mise\.toml", "mise", "python-version", read_mise),
    (r"tox\.ini", "tox", "manifest", read_tox),
    (r"noxfile\.py", "nox", "manifest", read_nox),
    (
        r"[\w.-]*(requirements?|constraints|reqs?)([._-][\w.-]*)?\.(txt|in|pip)",
        "pip",
        "manifest",
        read_requirements,
    ),
)
"""Pattern of the file's name in small letters, manager and role in case it is broken, reader."""

REQUIREMENTS_FOLDER = re.compile(r"(^|/)(requirements?|reqs|deps)/[\w.-]+\.(txt|in|pip)$")


def manifest_of(path: str, text: str) -> Manifest | None:
    """What the file declares; None where its name is not that of a dependency file.

    A path tells more than a bare name: `requirements/dev.txt` is known by its folder.
    """
    name = path.rpartition("/")[2].lower()
    for pattern, manager, role, reader in READERS:
        if re.fullmatch(pattern, name):
            return _read(reader, Manifest(manager, role), path, text)
    if REQUIREMENTS_FOLDER.search(path.lower()):
        return _read(read_requirements, Manifest("pip", "manifest"), path, text)
    return None


def _read(reader: Reader, broken: Manifest, path: str, text: str) -> Manifest | None:
    problem = _too_large(text, MAX_LOCK_CHARACTERS if broken.role == "lock" else MAX_CHARACTERS)
    if not problem:
        try:
            return reader(path, text.removeprefix("\ufeff"))
        except BROKEN as error:
            problem = " ".join(str(error).split())[:200] or type(error).__name__
    return Manifest(broken.manager, broken.role, problem=problem)


def _too_large(text: str, limit: int) -> str:
    if len(text) > limit:
        return f"{len(text)} characters; no more than {limit} are read"
    longest = max(map(len, text.splitlines()), default=0)
    return f"a line of {longest} characters" if longest > MAX_LINE else ""
