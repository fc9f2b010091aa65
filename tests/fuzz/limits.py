"""What an input may cost: processor time, and memory of the process that reads it."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MAX_SECONDS = 10.0  # of processor time for a file, as the documentation promises
MAX_MEMORY = 3 << 30  # bytes of address space; all libraries and tables take some 0.5 GB of it
GRACE = 20  # seconds more, then the system ends a process that hears of no signal
ENDLESS = 3_600  # seconds by the clock: for what waits, and takes no processor time


class Hang(BaseException):
    """The time is over. No reader of ours catches that by mistake: it is no Exception."""


def limit_memory() -> None:
    """What needs more than that gets a MemoryError."""
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise Hang after so much processor time, again and again in case that it is caught.

    C code that never comes back to Python hears of no signal: then the system ends the process.
    """
    import resource  # noqa: PLC0415 - there is none on Windows

    signal.signal(signal.SIGPROF, _ring)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    last = int(time.process_time() + seconds) + GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (last, most))
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise Hang
