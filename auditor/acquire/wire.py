"""What is asked of a remote, how its progress is told, and in whose name it is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from auditor.acquire.failures import explained
from auditor.acquire.store import Progress
from auditor.errors import FetchFailed
from auditor.git import SILENCE, GitFailed, ask_remote
from auditor.model import Target

OPTIONS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.askPass=",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.fsckObjects=false",  # many an old repository has harmless faults; none is checked out
    "transfer.fsckObjects=false",
    "fetch.recurseSubmodules=no",
    "fetch.writeCommitGraph=false",
    "fetch.unpackLimit=1",
    "protocol.version=2",
)
WITHOUT_BLOBS = "--filter=blob:none"
PARTIAL = ("remote.origin.promisor=true", "remote.origin.partialCloneFilter=blob:none")
"""Told git when it fetches and not in the clone's own settings: those would make every reader
fetch what is missing."""
RECEIVING = re.compile(r"Receiving objects: +(\d+)% \(\d+/\d+\)(?:, ([\d.]+ [KMGT]?i?B))?")
PREPARING = re.compile(r"(?:Enumerating|Counting|Compressing) objects: +(\d+%?)")
HELPER = r'!f() { printf "username=%s\npassword=%s\n" "$AUDITED_USER" "$AUDITED_PASSWORD"; }; f'
"""A credential helper: what it tells git stands in no list of processes and in no file."""
SSH_OPTIONS = "-oBatchMode=yes -oConnectTimeout=30"
SSH = re.compile(r"(.*/)?ssh(\.exe)?( .*)?")


class Listing(msgspec.Struct, frozen=True):
    """The references of a remote: their objects, and the branch that HEAD stands for."""

    ids: Mapping[str, str]
    branch: str | None = None


class Wire:
    """The line to the remote of one target."""

    def __init__(
        self,
        target: Target,
        progress: Progress,
        silence: float = SILENCE,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        self.target = target
        self.url = target.url or ""
        self.progress = progress
        self.silence = silence
        self.meanwhile = meanwhile

    def references(self, repository: Path, *patterns: str) -> Listing:
        """The references that match; all of them without patterns. Raises FetchFailed."""
        self.progress(f"{self.target.name}: asking the server")
        printed = self._ask(repository, "ls-remote", "--symref", "--", self.url, *patterns)
        return _listing(printed.decode("utf-8", "replace"))

    def fetch(
        self, repository: Path, names: Sequence[str], *options: str, given: bytes = b""
    ) -> None:
        """Fetch references and objects. Raises FetchFailed, caused by a GitFailed."""
        self.meanwhile()
        words = ("fetch", "--progress", "--no-tags", "--no-write-fetch-head", *options)
        self._ask(repository, *words, "--", "origin", *names, given=given)

    def _ask(self, repository: Path, *words: str, given: bytes = b"") -> bytes:
        try:
            return ask_remote(
                repository,
                *words,
                options=(*self._options(words), *self._helpers()),
                environment={"GIT_SSH_COMMAND": _ssh(repository), **self._secrets()},
                given=given,
                heard=self._tell,
                silence=self.silence,
            )
        except GitFailed as error:
            raise FetchFailed(self.target.text, explained(error.said)) from error

    def _options(self, words: Sequence[str]) -> tuple[str, ...]:
        partial = PARTIAL if WITHOUT_BLOBS in words else ()
        return (*OPTIONS, f"remote.origin.url={self.url}", *partial)

    def _helpers(self) -> tuple[str, ...]:
        """A whole pair of name and password stands alone; a name alone leaves the user's in.

        They are for this host only, wherever it may send us.
        """
        credentials = self.target.credentials
        if credentials is None:
            return ()
        parts = urlsplit(self.url)
        ours = f"credential.{parts.scheme}://{parts.netloc}.helper={HELPER}"
        return ("credential.helper=", ours) if credentials.password else (ours,)

    def _secrets(self) -> dict[str, str]:
        if self.target.credentials is None:
            return {}
        user, password = self.target.credentials.user, self.target.credentials.password
        return {"AUDITED_USER": user, "AUDITED_PASSWORD": password}

    def _tell(self, line: str) -> None:
        if match := RECEIVING.search(line):
            size = f", {match[2]}" if match[2] else ""
            self.progress(f"{self.target.name}: receiving {match[1]} %{size}")
        elif match := PREPARING.search(line):
            self.progress(f"{self.target.name}: the server is preparing {match[1]}")


def _listing(printed: str) -> Listing:
    ids, branch = {}, None
    for line in printed.splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: "):
            branch = value.removeprefix("ref: refs/heads/") if name == "HEAD" else branch
        elif not name.endswith("^{}"):
            ids[name] = value
    return Listing(ids, branch if branch and not branch.startswith("ref: ") else None)


def _ssh(repository: Path) -> str:
    """The user's own ssh, told to ask nothing. A program other than ssh is left as it is."""
    command = os.environ.get("GIT_SSH_COMMAND") or _configured_ssh(repository)
    command = command or os.environ.get("GIT_SSH") or "ssh"
    return f"{command} {SSH_OPTIONS}" if SSH.fullmatch(command) else command


def _configured_ssh(repository: Path) -> str:
    try:
        words = ("config", "--get", "core.sshCommand")
        return ask_remote(repository, *words).decode("utf-8", "replace").strip()
    except GitFailed:
        return ""
