"""What does a command cost? Seconds, processor seconds and memory, each run by itself."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

NEW = "{new}"
"""In the words of a command: a folder that is empty before each run."""


class Command(NamedTuple):
    words: tuple[str, ...]
    before: tuple[str, ...] = ()  # run first, without being timed; shares the new folder
    ends: tuple[int, ...] = ()  # codes that tell of work done, where others tell of none


class Cost(NamedTuple):
    seconds: float
    processor: float  # seconds of all its processes
    megabytes: float  # of its largest process
    code: int = 0


def cost_of(command: Command) -> Cost:
    """Run a command once. Its processes count as far as it waits for them."""
    with tempfile.TemporaryDirectory() as new:
        if command.before:
            _run(_filled(command.before, new))
        return _run(_filled(command.words, new))


def _filled(words: Sequence[str], new: str) -> list[str]:
    return [word.replace(NEW, new) for word in words]


def _run(words: Sequence[str]) -> Cost:
    start = time.perf_counter()
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen(words, stdout=nothing, stderr=nothing)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    processor = used.ru_utime + used.ru_stime
    return Cost(seconds, processor, used.ru_maxrss / 1024, process.returncode)
