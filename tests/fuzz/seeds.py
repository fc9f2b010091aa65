"""Which real files do the mutations begin with? Those of this repository, and of clones if given.

--clones FOLDER   a folder of bare repositories (`*/repo`, `*.git`), whose newest files serve too
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

HOME = Path(__file__).parents[2]
MAX_SEED = 6_000  # bytes: small files mutate to something else sooner
MAX_SEEDS = 400
OF_ONE_CLONE = 12


def seeds(suffixes: tuple[str, ...], clones: Path | None, random: Random) -> list[bytes]:
    """Contents of small files whose path ends so, always the same ones for the same folders."""
    found = sorted(set(_own(suffixes)))
    for repository in sorted(clones.iterdir()) if clones else ():
        folder = repository / "repo" if (repository / "repo").is_dir() else repository
        if (folder / "HEAD").is_file():
            found += _of_clone(folder, suffixes, random)
    random.shuffle(found)
    return found[:MAX_SEEDS]


def _own(suffixes: tuple[str, ...]) -> Iterator[bytes]:
    for folder in ("auditor", "tests", "reference_project", ".github", "."):
        for path in (HOME / folder).rglob("*") if folder != "." else HOME.iterdir():
            if path.is_file() and path.name.lower().endswith(suffixes):
                data = path.read_bytes()
                if len(data) <= MAX_SEED:
                    yield data


def _of_clone(folder: Path, suffixes: tuple[str, ...], random: Random) -> list[bytes]:
    listed = _git(folder, "ls-tree", "-r", "-l", "-z", "HEAD").split(b"\0")
    ids = []
    for entry in listed:
        head, _, path = entry.partition(b"\t")
        parts = head.split()
        if len(parts) == 4 and parts[1] == b"blob" and parts[3].isdigit():
            small = 20 < int(parts[3]) <= MAX_SEED
            if small and path.decode("utf-8", "replace").lower().endswith(suffixes):
                ids.append(parts[2].decode())
    chosen = random.sample(sorted(set(ids)), min(OF_ONE_CLONE, len(set(ids))))
    return [_git(folder, "cat-file", "blob", id_) for id_ in chosen]


def _git(folder: Path, *words: str) -> bytes:
    done = subprocess.run(["git", f"--git-dir={folder}", *words], capture_output=True, check=False)
    return done.stdout
