"""Many repositories: each audited in a process of its own, none at the cost of another.

A repository that hangs, crashes or eats memory ends its own process and is written down as failed.
A ledger (`batch.jsonl`, a line for each repository, written when it is done) tells a later run what
is left to do, however this one ends.
"""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path
from re import sub
from urllib.parse import urlsplit

import msgspec

from auditor.errors import BadSettings, ExitCode

LEDGER = "batch.jsonl"
REPORTS = "reports"
COLUMNS = ("target", "url", "repository", "repo", "github repo", "full_name", "name")
"""Heads of the column that names repositories, the likeliest first."""

ATTEMPTS = 3  # of a remote that could not be fetched
BACK_OFF = 2.0  # seconds before the second attempt; four times as long before each further one
AT_A_HOST = 2  # clones from one host at a time: more is taken for an attack
MAX_SLUG = 80  # characters of a report's name
MAX_SAID = 300  # characters of an error that are kept
DONE_CODES = frozenset({ExitCode.FINE, ExitCode.INCOMPLETE})


class Status(StrEnum):
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the ledger."""

    target: str
    status: Status
    report: str | None = None  # file name below `reports`
    exit_code: int | None = None
    seconds: float = 0.0
    attempts: int = 1
    said: str = ""  # the last line that a failed audit printed


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one repository may cost."""

    seconds: float = 900.0
    memory: int = 4_000_000_000  # bytes; only Linux can hold a process to it


def read_list(text: str, name: str = "") -> tuple[str, ...]:
    """Targets of a list, each once, in its order: a line each, or a column of a CSV file.

    Raises BadSettings for a CSV file without a column that names repositories.
    """
    named = _column(text) if name.lower().endswith(".csv") else _lines(text)
    targets = dict.fromkeys(target.strip() for target in named)
    return tuple(target for target in targets if target)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield line.partition(" #")[0] if not line.lstrip().startswith("#") else ""


def _column(text: str) -> Iterator[str]:
    rows = csv.DictReader(io.StringIO(text))
    heads = {head.strip().lower(): head for head in rows.fieldnames or ()}
    head = next((heads[column] for column in COLUMNS if column in heads), None)
    if head is None:
        raise BadSettings(f"The list has no column called {', '.join(COLUMNS[:-1])} or name.")
    return ((row[head] or "") for row in rows)


def report_name(target: str) -> str:
    """A file name that tells people which repository it is, and is one target's alone."""
    readable = sub(r"[^A-Za-z0-9._-]+", "+", target).strip("+.")[-MAX_SLUG:]
    return f"{readable}-{sha256(target.encode()).hexdigest()[:12]}.json"


# ---- what was done before


def ledger(folder: Path) -> dict[str, Result]:
    """The last word on each target; a line that a kill cut short says nothing."""
    known: dict[str, Result] = {}
    try:
        lines = (folder / LEDGER).read_bytes().splitlines()
    except FileNotFoundError:
        return known
    for line in lines:
        with suppress(msgspec.MsgspecError):
            result = msgspec.json.decode(line, type=Result)
            known[result.target] = result
    return known


def left(targets: Iterable[str], folder: Path, *, retry_failed: bool) -> tuple[str, ...]:
    """The targets that still have to be audited."""
    known = ledger(folder)
    return tuple(t for t in targets if not _is_settled(known.get(t), folder, retry=retry_failed))


def undone(targets: Iterable[str], folder: Path) -> int:
    """How many targets have no report."""
    known = ledger(folder)
    return sum(not _is_settled(known.get(target), folder, retry=True) for target in targets)


def _is_settled(result: Result | None, folder: Path, *, retry: bool) -> bool:
    if result is None:
        return False
    if result.status is Status.DONE:
        return result.report is not None and (folder / REPORTS / result.report).is_file()
    return not retry


# ---- doing it


def run(
    targets: Sequence[str],
    folder: Path,
    *,
    jobs: int,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    options: Sequence[str] = (),
) -> Iterator[Result]:
    """Audit the targets, several at a time; results come as they are done.

    `options` are handed on to each audit. Whoever stops listening ends all audits under way.
    """
    (folder / REPORTS).mkdir(parents=True, exist_ok=True)
    crew = _Crew(folder, limits, tuple(options))
    stream = iter(targets)
    pool = ThreadPoolExecutor(jobs)
    try:
        with (folder / LEDGER).open("ab") as book:
            _close_line(book.fileno(), folder / LEDGER)
            under_way: set[Future[Result]] = {
                pool.submit(crew.audit, target) for target in islice(stream, jobs)
            }
            while under_way:
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    result = future.result()
                    book.write(msgspec.json.encode(result) + b"\n")
                    book.flush()
                    os.fsync(book.fileno())
                    under_way |= {pool.submit(crew.audit, t) for t in islice(stream, 1)}
                    yield result
    finally:
        crew.stop()
        pool.shutdown()


def _close_line(descriptor: int, path: Path) -> None:
    """A kill may have cut the last line short: the next one must not be glued to it."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        os.write(descriptor, b"\n")


class _Crew:
    """Audits under way, and what they share."""

    def __init__(self, folder: Path, limits: Limits, options: tuple[str, ...]) -> None:
        self.folder = folder
        self.limits = limits
        self.options = options
        self.hosts: defaultdict[str, threading.Semaphore] = defaultdict(
            lambda: threading.Semaphore(AT_A_HOST)
        )
        self.lock = threading.Lock()
        self.running: set[subprocess.Popen[bytes]] = set()
        self.stopped = threading.Event()

    def audit(self, target: str) -> Result:
        host = host_of(target)
        with self.lock:
            gate = self.hosts[host or target]
        start = time.monotonic()
        with gate:
            for attempt in range(1, ATTEMPTS + 1):
                result = self._once(target)
                again = host is not None and result.exit_code == ExitCode.NO_TARGET
                if not again or attempt == ATTEMPTS or self.stopped.is_set():
                    break
                self.stopped.wait(BACK_OFF * 4 ** (attempt - 1))
        seconds = round(time.monotonic() - start, 2)
        return msgspec.structs.replace(result, attempts=attempt, seconds=seconds)

    def _once(self, target: str) -> Result:
        name = report_name(target)
        path = self.folder / REPORTS / name
        words = ("-m", "auditor", "audit", "--quiet", "--jobs", "1", "-o", str(path))
        command = [sys.executable, *words, *self.options, "--", target]
        with self.lock:
            if self.stopped.is_set():
                return Result(target=target, status=Status.FAILED, said="stopped")
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self.running.add(process)
        _hold(process, self.limits.memory)
        try:
            _, said = process.communicate(timeout=self.limits.seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            process.communicate()
            why = f"took longer than {self.limits.seconds:g} seconds"
            return Result(target=target, status=Status.TIMED_OUT, said=why)
        finally:
            with self.lock:
                self.running.discard(process)
        if process.returncode in DONE_CODES and path.is_file():
            code = process.returncode
            return Result(target=target, status=Status.DONE, report=name, exit_code=code)
        return Result(
            target=target,
            status=Status.FAILED,
            exit_code=process.returncode,
            said=_last_line(said) or f"ended with code {process.returncode}",
        )

    def stop(self) -> None:
        """End all audits under way, and let none begin."""
        with self.lock:
            self.stopped.set()
            for process in self.running:
                _kill(process)


def _last_line(said: bytes) -> str:
    last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return last.removeprefix("numbers-audit: ")[:MAX_SAID]


def host_of(target: str) -> str | None:
    """The host that a target is fetched from; None for what lies on this disk."""
    if "://" in target:
        parts = urlsplit(target)
        return None if parts.scheme == "file" else parts.hostname
    if target.startswith("git@"):
        return target[4:].partition(":")[0]
    is_short = target.count("/") == 1 and not target.startswith((".", "/", "~"))
    return "github.com" if is_short and not Path(target).exists() else None


def _hold(process: subprocess.Popen[bytes], memory: int) -> None:
    """Keep a process to so much memory; where that can't be done, time alone bounds it."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    with suppress(OSError, ValueError):
        resource.prlimit(process.pid, resource.RLIMIT_AS, (memory, memory))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children, which share its session."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
