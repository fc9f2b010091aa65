"""The folder of clones: one for each address, made whole or not at all, used by one at a time."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor.locks import lock

MAX_SLUG = 60  # characters of the readable part of a clone's name
WAIT = 0.1  # seconds between two looks at a lock
CONFIG = {
    "sha1": "[core]\n\trepositoryformatversion = 1\n\tbare = true\n",
    "sha256": "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
    "[extensions]\n\tobjectFormat = sha256\n",
}

Progress = Callable[[str], None]


def slug(name: str, url: str) -> str:
    """A file name that tells people which clone this is, and is one address's alone."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "+", name).strip(".")[-MAX_SLUG:]
    return f"{readable}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"


@contextmanager
def locked(path: Path, progress: Progress) -> Iterator[None]:
    """Hold a lock that ends with its process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if not lock(file):
            progress("waiting for another audit of the same address")
            while not lock(file):
                time.sleep(WAIT)
        yield


def make(folder: Path, object_format: str = "sha1") -> Path:
    """A bare repository in a place of its own; `keep` gives it its name once it is whole.

    What `git init` does, less the samples of hooks and the templates of the user.
    """
    spare = folder.with_name(f"{folder.name}.part")
    remove(spare)  # of an audit that was killed, whose git may still write there
    for part in ("objects", "refs"):
        (spare / part).mkdir(parents=True)
    (spare / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    (spare / "config").write_text(CONFIG[object_format], encoding="ascii")
    return spare


def is_repository(folder: Path) -> bool:
    """Whether git would take the folder for a repository; what is in it is another question."""
    parts = (folder / "HEAD", folder / "objects", folder / "refs")
    return all(part.exists() for part in parts)


def keep(spare: Path, folder: Path) -> None:
    remove(folder)
    spare.replace(folder)


def remove(folder: Path) -> None:
    """Remove a clone at once for everybody who may look for it, then its files."""
    if folder.exists():
        doomed = folder.with_name(f"{folder.name}.part-old")
        shutil.rmtree(doomed, ignore_errors=True)
        folder.replace(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def tidy(folder: Path) -> None:
    """Remove what a killed git left behind: only the holder of the lock writes here."""
    for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*"):
        for path in folder.glob(pattern):
            with suppress(OSError):
                path.unlink()
