"""Repositories made for a test with git itself, on a clean slate of settings."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}
START = 1_700_000_000  # seconds: the first commit, 2023-11-14
DAY = 86_400


class Repository:
    """A repository with a work tree; an existing one is taken as it is."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        self.commits = 0
        if (path / ".git").exists():
            self.commits = int(self.git("rev-list", "--count", "HEAD"))
            return
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--template=", "--initial-branch=main", *options)
        for key, value in (("allowFilter", "true"), ("allowAnySHA1InWant", "true")):
            self.git("config", f"uploadpack.{key}", value)

    def bare_url(self) -> str:
        """The address of its git directory, which holds no work tree from now on."""
        self.git("config", "core.bare", "true")
        return f"file://{self.path / '.git'}"

    def git(self, *words: str, given: bytes = b"", **more: str) -> str:
        """What git prints; `more` are environment variables."""
        return run_git(self.path, *words, given=given, **more)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: Mapping[str, str | bytes] | None = None,
        *,
        author: str = "Ada <ada@example.org>",
        day: int | None = None,
    ) -> str:
        """Write files, commit all there is, and tell the commit's id."""
        self.write(files or {})
        self.commits += 1
        when = f"{START + DAY * (self.commits if day is None else day)} +0000"
        self.git("add", "--all")
        words = ("commit", "--quiet", "--allow-empty", "--message=work", f"--author={author}")
        self.git(*words, GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def tracked(self) -> int:
        return self.git("ls-tree", "-r", "-z", "--full-tree", "HEAD").count("\0")


def run_git(folder: Path, *words: str, given: bytes = b"", **more: str) -> str:
    done = subprocess.run(
        ["git", "-c", "core.fsync=none", *words],  # nobody needs these after a power cut
        cwd=folder,
        input=given,
        capture_output=True,
        env={**os.environ, **SETTINGS, **more},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "surrogateescape")


def small_project(path: Path) -> Repository:
    """Three commits of a little training script."""
    shutil.copytree(_small_project(), path, dirs_exist_ok=True)
    run_git(path, "update-index", "--refresh")  # a copy has other times
    return Repository(path)


@cache
def _small_project() -> Path:
    """Made once, since copies cost a tenth."""
    folder = Path(tempfile.mkdtemp(prefix="small-project-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Repository(folder)
    made.commit({"README.md": "# Old\n", "train.py": "import torch\n"})
    made.commit({"README.md": "# Digits\n", "src/model.py": "import torch.nn as nn\n"})
    made.commit({"train.py": "import torch\n\ntorch.manual_seed(1)\n"})
    made.git("gc", "--quiet")  # fewer files to copy, and to remove
    return folder
