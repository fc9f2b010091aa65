"""How git is run so that nothing in a repository can make it run or fetch anything.

A repository that is only read is never read with its own configuration: see `acquire/shadow.py`. On
top of that every local command gets an environment in which no transport is allowed, and every
remote one an environment in which git asks nobody and only well-known transports are allowed.
"""

from __future__ import annotations

import os
import re
import select
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from git.cmd import Git

OLDEST_GIT = (2, 30)  # `rev-parse --end-of-options` and `fetch --stdin`
LEAST = ".".join(map(str, OLDEST_GIT))
NO_GIT = f"git is not installed; install git {LEAST} or newer"
SILENCE = 120.0  # seconds without a word from a remote before it is given up
LONGEST = 7200.0  # seconds that one exchange with a remote may take
LOCAL_SILENCE = 300.0  # seconds without a word from a local command: it reads what never ends
MAX_PRINTED = 200_000_000  # bytes of one answer: the paths of two million files
KEPT_LINES = 40  # of stderr: git names the cause at its end
READ_SIZE = 65536
NOTHING = os.devnull

HARMLESS: Mapping[str, str] = {
    # Variables of the caller, such as those of a git hook that starts an audit.
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_CONFIG_COUNT": "0",
    "GIT_NAMESPACE": "",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_TRACE": "0",
    "GIT_TRACE_CURL": "0",
    "GIT_TRACE_PACKET": "0",
    "GIT_TEMPLATE_DIR": "",
    # Replaced objects would show other files than the commit that the report names.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
}
LOCAL: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "none",  # git before 2.39.4 does not know the next variable
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    # The same folder gives the same report, whoever reads it with whatever settings.
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": NOTHING,
    "GIT_ATTR_NOSYSTEM": "1",
}
REMOTE: Mapping[str, str] = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
OPTIONS = (
    "core.hooksPath=" + NOTHING,
    "core.fsmonitor=false",
    "core.attributesFile=" + NOTHING,
    "core.excludesFile=" + NOTHING,
    "core.quotePath=false",
    "log.showSignature=false",
)

Heard = Callable[[str], None]


class GitFailed(Exception):  # noqa: N818 - reads as a sentence
    """git ended with an error. `said` is its stderr, without credentials."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class GitMissing(Exception):  # noqa: N818
    """There is no git to run, or one that is too old."""


class Running:
    """A git process of ours: its pipes, and what it has said on stderr."""

    def __init__(self, process: Popen[bytes], heard: Heard) -> None:
        self.process = process
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.last_word = time.monotonic()
        self.stalled = False
        self._heard = heard
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def input(self) -> IO[bytes]:
        return _open_pipe(self.process.stdin)

    @property
    def output(self) -> IO[bytes]:
        return _open_pipe(self.process.stdout)

    def chunks(self) -> Iterator[bytes]:
        """All of stdout, as it comes."""
        descriptor = self.output.fileno()
        while chunk := os.read(descriptor, READ_SIZE):
            self.last_word = time.monotonic()
            yield chunk

    def answers(self, seconds: float) -> bool:
        """Whether it says something within so long; to be asked between answers only."""
        if os.name == "nt":  # where pipes cannot be waited for
            return True
        return bool(select.select([self.output], [], [], seconds)[0])

    def finish(self) -> None:
        """Wait for the end. Raises GitFailed with git's own words."""
        status = self.process.wait()
        self._listener.join()
        if status:
            raise GitFailed(self.said())

    def said(self) -> str:
        return redacted("\n".join(self.lines))

    def kill(self) -> None:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)  # its helpers, too
            else:
                self.process.kill()

    def close(self) -> None:
        """End the process, however far it is, and release its pipes."""
        if self.process.poll() is None:
            self.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        descriptor, rest = _open_pipe(self.process.stderr).fileno(), b""
        while chunk := os.read(descriptor, READ_SIZE):
            self.last_word = time.monotonic()
            *lines, rest = re.split(rb"[\r\n]", rest[-READ_SIZE:] + chunk)
            for line in lines:
                self._note(line)
        self._note(rest)

    def _note(self, line: bytes) -> None:
        if text := line.decode("utf-8", "replace").strip():
            self.lines.append(text)
            self._heard(text)


def git(
    repository: Path,
    *words: str,
    work_tree: Path | None = None,
    given: bytes = b"",
) -> bytes:
    """What a local git command prints. Raises GitFailed."""
    with running(repository, *words, work_tree=work_tree) as process:
        feeder = threading.Thread(target=_feed, args=(process.input, given), daemon=True)
        feeder.start()
        printed = b"".join(_bounded(process.chunks()))
        feeder.join()
        process.finish()
    return printed


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A few trees that hold one another ten times over list more paths than a disk could hold."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_PRINTED:
            raise GitFailed(ENDLESS)
        yield chunk


@contextmanager
def running(
    repository: Path, *words: str, work_tree: Path | None = None, asks: bool = False
) -> Iterator[Running]:
    """Run a local git command; it has ended when the block is left.

    One that says nothing for long is ended, unless it `asks`: that waits for questions of ours.
    """
    home = {"HOME": str(repository), "XDG_CONFIG_HOME": str(repository)}  # git before 2.32
    environment = {**HARMLESS, **LOCAL, **home, **places(repository, work_tree)}
    bare = "true" if work_tree is None else "false"
    options = (*OPTIONS, f"core.bare={bare}")
    with _started(work_tree or repository, options, words, environment) as process:
        if asks:
            yield process
        else:
            with _guarded(process, LOCAL_SILENCE):
                yield process


@contextmanager
def _guarded(process: Running, silence: float) -> Iterator[None]:
    """End a process that says nothing for so long. Raises GitFailed then."""
    done = threading.Event()
    guard = threading.Thread(target=_guard, args=(process, silence, done), daemon=True)
    guard.start()
    try:
        yield
    except GitFailed as error:
        if process.stalled:
            raise GitFailed(STALLED) from error
        raise
    finally:
        done.set()
        guard.join()


def ask_remote(  # noqa: PLR0913 - all but the words are for rare cases
    repository: Path,
    *words: str,
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    given: bytes = b"",
    heard: Heard = lambda _line: None,
    silence: float = SILENCE,
) -> bytes:
    """What a git command prints that may use the network. Raises GitFailed.

    It uses the user's own configuration and credential helpers, and never a terminal: the process
    has a session of its own.
    """
    surroundings = {**HARMLESS, **REMOTE, **places(repository, None), **(environment or {})}
    started = _started(repository, options, words, surroundings, heard)
    with started as process, _guarded(process, silence):
        _feed(process.input, given)
        printed = b"".join(process.chunks())
        process.finish()
    return printed


STALLED = "the remote fell silent"
ENDLESS = "the answer has no end"


def check_git() -> str:
    """Git's version. Raises GitMissing with what to do about it."""
    command = _command(Path(os.sep))
    from git.exc import GitError  # noqa: PLC0415 - as in _command

    try:
        version = command.version_info
    except GitError as error:
        raise GitMissing(NO_GIT) from error
    if version[:2] < OLDEST_GIT:
        found = ".".join(map(str, version))
        raise GitMissing(f"git {found} is too old; install git {LEAST} or newer")
    return ".".join(map(str, version))


def places(repository: Path, work_tree: Path | None) -> dict[str, str]:
    """The variables that say where everything is, so that git looks nowhere else.

    A GIT_DIR that is named is not asked for its owner, so a folder of somebody else's can be read;
    what makes that safe is that its configuration is not read.
    """
    folder = str(repository)
    return {
        "GIT_DIR": folder,
        "GIT_COMMON_DIR": folder,
        "GIT_OBJECT_DIRECTORY": os.path.realpath(repository / "objects"),
        "GIT_INDEX_FILE": str(repository / "index"),
        "GIT_GRAFT_FILE": str(repository / "no-grafts"),
        "GIT_WORK_TREE": str(work_tree or repository),
    }


CREDENTIALS = re.compile(r"(?<=://)[^/@\s'\"]{1,2000}@")


def redacted(text: str) -> str:
    """The text without the credentials of URLs."""
    return CREDENTIALS.sub("", text)


def path_text(raw: bytes) -> str:
    """A path as text that any report can hold: bytes that are not UTF-8 are escaped."""
    return raw.decode("utf-8", "backslashreplace")


def printable(text: str) -> str:
    """The text with control and format characters written out: a terminal may obey them."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@contextmanager
def _started(
    folder: Path,
    options: Sequence[str],
    words: Sequence[str],
    environment: Mapping[str, str],
    heard: Heard = lambda _line: None,
) -> Iterator[Running]:
    set_options = [part for option in options for part in ("-c", option)]
    command = _command(folder)
    started = command.execute(
        [command.GIT_PYTHON_GIT_EXECUTABLE or "git", "--no-pager", *set_options, *words],
        istream=PIPE,
        as_process=True,
        env=dict(environment),
        start_new_session=True,
    )
    process = Running(cast("Popen[bytes]", started.proc), heard)
    try:
        yield process
    finally:
        process.close()


def _command(folder: Path) -> Git:
    try:
        from git.cmd import Git  # noqa: PLC0415 - it takes 0.12 s, which --help need not pay
    except ImportError as error:
        raise GitMissing(NO_GIT) from error
    return Git(folder)


def _guard(process: Running, silence: float, done: threading.Event) -> None:
    start = time.monotonic()
    while not done.wait(0.1):
        now = time.monotonic()
        if now - process.last_word > silence or now - start > LONGEST:
            process.stalled = True
            process.kill()
            return


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError):  # git may have ended before it read everything
        pipe.write(data)
        pipe.close()


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise GitFailed("the pipe is closed")
    return pipe
