"""One repository of many, audited in a process of its own within limits of time and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

import msgspec

from auditor.batch.place import Place
from auditor.batch.results import REPORTS, Result, Status, record
from auditor.batch.targets import host_of, report_name
from auditor.errors import ExitCode, OutputFailed
from auditor.locks import lock

ATTEMPTS = 3  # of a remote that could not be fetched
BACK_OFF = 2.0  # seconds before the second attempt; four times as long before each further one
AT_A_HOST = 2  # clones from one host at a time: more is taken for an attack
MAX_SAID = 300  # characters of an error that are kept
DONE_CODES = frozenset({ExitCode.FINE, ExitCode.INCOMPLETE})
ENDS_WITH_PARENT = "NUMBERS_AUDIT_ENDS_WITH_PARENT"
"""Set for an audit that shall end when its standard input does, as it does with its parent."""
SCRATCH = "numbers-audit-batch-"  # folders for what goes with each audit
IN_USE = "in-use"  # a file in such a folder, locked by the batch that it belongs to
LEFT_OVER = 86_400  # seconds after which a folder without that file is nobody's


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one repository may cost."""

    seconds: float = 900.0
    memory: int = 4_000_000_000  # bytes; only Linux can hold a process to it


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all repositories of a batch; it is sent to workers as it is."""

    out: str  # address of the place
    limits: Limits = Limits()
    cache: str | None = None  # folder that keeps clones and facts; None: they go with each audit
    options: tuple[str, ...] = ()  # handed on to each audit


class Audits:
    """Audits under way in this process, so that they can be ended together."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.place = Place(job.out)
        self.lock = threading.Lock()
        self.running: set[subprocess.Popen[bytes]] = set()
        self.stopped = threading.Event()
        _sweep()

    def audit(self, target: str, gate: AbstractContextManager[object]) -> Result:
        """Audit and write down what became of it; `gate` holds back until its host is free."""
        start = time.monotonic()
        with gate:
            result, attempts = self._attempts(target)
        seconds = round(time.monotonic() - start, 2)
        result = msgspec.structs.replace(result, attempts=attempts, seconds=seconds)
        if not self.stopped.is_set() or result.is_done:
            record(self.place, result)
        return result

    def stop(self) -> None:
        """End all audits under way, and let none begin."""
        with self.lock:
            self.stopped.set()
            for process in self.running:
                _kill(process)

    def _attempts(self, target: str) -> tuple[Result, int]:
        is_remote = host_of(target) is not None
        for attempt in range(1, ATTEMPTS):
            result = self._once(target)
            again = is_remote and result.exit_code == ExitCode.NO_TARGET
            if not again or self.stopped.wait(BACK_OFF * 4 ** (attempt - 1)):
                return result, attempt
        return self._once(target), ATTEMPTS

    def _once(self, target: str) -> Result:
        with _scratch() as scratch:
            report = scratch / "report.json"
            code, said = self._run(target, report, self.job.cache or str(scratch / "cache"))
            if code not in DONE_CODES or not report.is_file():
                return _failed(target, code, said, self.job.limits)
            name = report_name(target)
            try:
                self.place.write(f"{REPORTS}/{name}", report.read_bytes())
            except OSError as error:
                why = error.strerror or error
                raise OutputFailed(f"Cannot write to {self.job.out}: {why}.") from error
        return Result(target=target, status=Status.DONE, report=name, exit_code=code)

    def _run(self, target: str, report: Path, cache: str) -> tuple[int | None, bytes]:
        """Exit code and what was printed to stderr; no code if it took too long."""
        words = ["audit", "--quiet", "--jobs", "1", "--cache-dir", cache, "-o", str(report)]
        command = [sys.executable, "-m", "auditor", *words, *self.job.options, "--", target]
        with self.lock:
            if self.stopped.is_set():
                return ExitCode.STOPPED, b"stopped"
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env={**os.environ, ENDS_WITH_PARENT: "1"},
            )
            self.running.add(process)
        _hold(process, self.job.limits.memory)
        try:
            return _listen(process, self.job.limits.seconds)
        finally:
            with self.lock:
                self.running.discard(process)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder that is in use for as long as this process lives."""
    with TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True) as name:
        new = Path(name) / f"{IN_USE}.new"
        with new.open("wb") as mark:
            lock(mark)
            with suppress(OSError):  # Windows renames no open file: age decides there
                new.rename(new.with_suffix(""))  # who sees the file sees it locked
            yield Path(name)


def _sweep() -> None:
    """Remove what batches that were killed left behind."""
    for folder in Path(gettempdir()).glob(f"{SCRATCH}*"):
        with suppress(OSError):
            if not _in_use(folder):
                rmtree(folder, ignore_errors=True)


def _in_use(folder: Path) -> bool:
    try:
        with (folder / IN_USE).open("rb") as mark:
            return not lock(mark)
    except FileNotFoundError:  # just made, or of an older version
        return time.time() - folder.stat().st_mtime <= LEFT_OVER


def _listen(process: subprocess.Popen[bytes], seconds: float) -> tuple[int | None, bytes]:
    """Wait with standard input left open, whose end would end the audit."""
    printed = list[bytes]()
    stderr = process.stderr
    assert stderr is not None  # noqa: S101 - it was asked for
    reader = threading.Thread(target=lambda: printed.append(stderr.read()), daemon=True)
    reader.start()
    try:
        code: int | None = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()
        code = None
    except BaseException:
        _kill(process)
        raise
    reader.join(timeout=5)
    if process.stdin is not None:
        process.stdin.close()
    stderr.close()
    return code, b"".join(printed)


def _failed(target: str, code: int | None, said: bytes, limits: Limits) -> Result:
    if code is None:
        why = f"took longer than {limits.seconds:g} seconds"
        return Result(target=target, status=Status.TIMED_OUT, said=why)
    why = _last_line(said) or f"ended with code {code}"
    return Result(target=target, status=Status.FAILED, exit_code=code, said=why)


def _last_line(said: bytes) -> str:
    last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return last.removeprefix("numbers-audit: ")[:MAX_SAID]


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
