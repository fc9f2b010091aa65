"""Work in several processes gives what it gives in one, in the same order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from auditor.errors import OutOfMemory
from auditor.spread import CHUNK, shared, streamed

MANY = range(5 * CHUNK + 3)


def squared(number: int) -> int:
    return number * number


def process(_: int) -> int:
    return os.getpid()


def fail(number: int) -> int:
    if number == 7:
        raise ZeroDivisionError("seven")
    return number


def die(number: int) -> int:
    if number == 7:
        os._exit(3)
    return number


def negative(number: int) -> int:
    return -number


def in_stream(function: Callable[[int], int], jobs: int, worth: int = 0) -> list[int]:
    return list(streamed(function, MANY, jobs, lost=negative, weigh=lambda _: 1, worth=worth))


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    assert in_stream(squared, jobs) == [number * number for number in MANY]
    assert list(shared(lambda number: number + jobs, MANY, jobs)) == [n + jobs for n in MANY]


def test_several_processes_do_the_work_only_where_it_pays() -> None:
    assert os.getpid() not in in_stream(process, jobs=2)
    assert set(in_stream(process, jobs=2, worth=len(MANY))) == {os.getpid()}
    assert set(in_stream(process, jobs=1)) == {os.getpid()}
    assert os.getpid() not in set(shared(process, MANY, 2))
    assert set(shared(process, range(1), 2)) == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_reaches_the_one_who_asked(jobs: int) -> None:
    with pytest.raises(ZeroDivisionError, match="seven"):
        in_stream(fail, jobs)
    with pytest.raises(ZeroDivisionError, match="seven"):
        list(shared(fail, MANY, jobs))


def die_twice(number: int) -> int:
    if number in {7, 4 * CHUNK}:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_process_that_dies_costs_the_item_that_it_was_at() -> None:
    lost = {7, 4 * CHUNK}
    assert in_stream(die_twice, jobs=2) == [-n if n in lost else n for n in MANY]


def test_shared_work_ends_with_a_process_that_dies_and_never_hangs() -> None:
    with pytest.raises(OutOfMemory):
        list(shared(die, MANY, 2))


def test_an_empty_stream_has_no_results() -> None:
    assert list(streamed(squared, [], 2, lost=negative, weigh=lambda _: 1, worth=0)) == []
    assert list(shared(squared, range(0), 2)) == []


def test_runs_of_neighbours_weigh_about_the_same() -> None:
    """Each process gets one: of ten numbers, of which the last weighs as much as the others."""
    found = list(
        shared(slowly, range(10), 2, parts=1, weigh=lambda number: 9 if number == 9 else 1)
    )
    assert len(set(found[:9])) == 1
    assert found[9] != found[0]


def slowly(_: int) -> int:
    time.sleep(0.1)
    return os.getpid()


def asleep(number: int) -> int:
    time.sleep(0.2)
    return number


@pytest.mark.parametrize("way", ["streamed", "shared"])
def test_who_stops_listening_waits_for_no_work_that_has_not_begun(way: str) -> None:
    many = range(40 * CHUNK)
    found = (
        streamed(asleep, many, 2, lost=negative, weigh=lambda _: 1, worth=0)
        if way == "streamed"
        else shared(asleep, many, 2)
    )
    assert next(iter(found)) == 0
    start = time.monotonic()
    assert isinstance(found, Generator)
    found.close()
    assert time.monotonic() - start < 60  # all of it would take four minutes and more


def test_processes_leave_an_interrupt_to_who_started_them() -> None:
    asked = streamed(handler, MANY, 2, lost=negative, weigh=lambda _: 1, worth=0)
    assert set(asked) == {int(signal.SIG_IGN)}


KILLED = """
import os, signal, sys
from auditor.spread import shared, streamed
from tests.test_spread import at_work, negative

found = (
    streamed(at_work, range(100), 2, lost=negative, weigh=lambda _: 1, worth=0)
    if sys.argv[1] == "streamed"
    else shared(at_work, range(100), 2)
)
print(next(iter(found)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def at_work(number: int) -> int:
    if number:
        time.sleep(0.5)
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("way", ["streamed", "shared"])
def test_processes_end_with_the_one_that_started_them(way: str) -> None:
    """Also where it was killed, as systems do for want of memory, and could end nothing itself."""
    words, root = [sys.executable, "-c", KILLED, way], Path(__file__).parents[1]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        worker = Path("/proc", killed.stdout.readline().strip())
        assert killed.wait() == -signal.SIGKILL
    until = time.monotonic() + 30
    while worker.exists() and time.monotonic() < until:
        time.sleep(0.1)
    left = worker.exists()
    if left:
        os.kill(int(worker.name), signal.SIGKILL)
    assert not left


def handler(_: int) -> int:
    return int(signal.getsignal(signal.SIGINT) or 0)  # type: ignore[arg-type]
