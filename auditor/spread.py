"""How is work spread over processes? In the order of the items, and only where it pays.

`streamed` hands items over: for work on items that arrive one by one. `shared` hands over numbers:
for work on what this process holds in memory already, which a forked process holds too. Where
forks are not safe, the first starts its processes anew, and the second does its work here.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from itertools import accumulate, chain, groupby, islice
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from auditor.errors import OutOfMemory

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 16  # items handed over at once: pickling is cheap, waiting is not
FORKS = sys.platform == "linux"  # safely: on macOS the system's own libraries may hang after one
AHEAD = 4  # chunks under way for each process: enough to keep it busy, few enough for memory
ANEW = 10  # a start takes a few tenths of a second, most of it for imports; a fork 20 ms
PARTS = 8  # parts of shared work for each process: the last to finish keeps nobody waiting long


def streamed(  # noqa: PLR0913 - what to do, with what, and what it is worth
    function: Callable[[Item], Result],
    items: Iterable[Item],
    jobs: int,
    *,
    lost: Callable[[Item], Result],
    weigh: Callable[[Item], int],
    worth: int,
) -> Iterator[Result]:
    """Results in the order of the items; one process where all of them weigh less than `worth`.

    A process that has to be started anew is worth ten times as much as one that is forked.
    `lost` gives the result of an item whose process came to a sudden end.
    """
    worth = worth if FORKS else worth * ANEW
    stream = iter(items)
    first, weight = [], 0
    for item in stream:
        first.append(item)
        weight += weigh(item)
        if weight > worth:
            break
    everything = chain(first, stream)
    if jobs == 1 or weight <= worth:
        yield from map(function, everything)
        return
    context = _context(function.__module__)
    chunks = _chunks(everything)
    pending: deque[tuple[list[Item], Future[list[Result]]]] = deque()
    with _pools(jobs, context) as renewed:
        pool = renewed()
        while True:
            for chunk in islice(chunks, AHEAD * jobs - len(pending)):
                pending.append((chunk, _submitted(pool, function, chunk)))
            if not pending:
                return
            chunk, future = pending.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from _one_by_one(function, chunk, context, lost)
                pool = renewed()
                pending = deque((again, _submitted(pool, function, again)) for again, _ in pending)


def _context(module: str) -> BaseContext:
    """How processes start. Forked ones have imported already what they need."""
    if FORKS:
        return get_context("fork")
    context = get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload([module])
    return context


def _submitted(
    pool: ProcessPoolExecutor, function: Callable[[Item], Result], items: list[Item]
) -> Future[list[Result]]:
    """A pool that is broken already says so when it is asked for the result, as others do."""
    try:
        return pool.submit(_each, function, items)
    except BrokenProcessPool as error:
        failed: Future[list[Result]] = Future()
        failed.set_exception(error)
        return failed


def _one_by_one(
    function: Callable[[Item], Result],
    items: list[Item],
    context: BaseContext,
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    """Each item with a process that only it can end."""
    with _pools(1, context) as renewed:
        pool = renewed()
        for item in items:
            try:
                result = pool.submit(function, item).result()
            except BrokenProcessPool:
                result = lost(item)
                pool = renewed()
            yield result


@contextmanager
def _pools(jobs: int, context: BaseContext) -> Iterator[Callable[[], ProcessPoolExecutor]]:
    """One pool after the other: a new one takes the place of one that broke."""
    with ExitStack() as stack:

        def renewed() -> ProcessPoolExecutor:
            stack.close()
            return stack.enter_context(_pool(jobs, context))

        yield renewed


@contextmanager
def _pool(jobs: int, context: BaseContext) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave Ctrl-C to us, do no more once we are interrupted, and end when we do."""
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # results are trees: there is no circular garbage to look for
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Who is killed ends no pool: its processes would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _each(function: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    return [function(item) for item in items]


def shared(
    function: Callable[[int], Result],
    numbers: range,
    jobs: int,
    parts: int = PARTS,
    weigh: Callable[[int], float] = lambda _: 1,
) -> Iterator[Result]:
    """The function of each number, in their order; it may be a closure.

    Results are sent back, so they should be small. Each process gets `parts` runs of neighbours,
    all of about the same weight.
    """
    if jobs <= 1 or len(numbers) < jobs or not FORKS:
        yield from map(function, numbers)
        return
    _inherited.append(function)
    try:
        with _pool(jobs, get_context("fork")) as pool:
            for results in pool.map(_inherit, _runs(numbers, parts * jobs, weigh)):
                yield from results
    except BrokenProcessPool as error:  # a process does not end by itself: systems end the largest
        raise OutOfMemory from error
    finally:
        _inherited.pop()


_inherited: list[Callable[[int], Any]] = []


def _inherit(numbers: Sequence[int]) -> list[Any]:
    return [_inherited[-1](number) for number in numbers]


def _runs(numbers: range, most: int, weigh: Callable[[int], float]) -> list[list[int]]:
    """Neighbours together, in at most so many runs, cut where the weight of a run is reached."""
    weights = [weigh(number) for number in numbers]
    middles = [end - weight / 2 for end, weight in zip(accumulate(weights), weights, strict=True)]
    places = dict(zip(numbers, (middle / sum(weights) * most for middle in middles), strict=True))
    return [list(run) for _, run in groupby(numbers, lambda number: int(places[number]))]
