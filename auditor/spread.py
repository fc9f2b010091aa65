"""How is work spread over processes? In the order of the items, and only where it pays.

`streamed` hands items to processes that were started clean: for work on items that arrive one by
one. `shared` forks: for work on what this process holds in memory already, which then need not be
sent. Where there is no fork, that work is done here.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 16  # items handed over at once: pickling is cheap, waiting is not
AHEAD = 4  # chunks under way for each process: enough to keep it busy, few enough for memory
PARTS = 8  # parts of shared work for each process: the last to finish keeps nobody waiting long


def streamed(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    jobs: int,
    *,
    weigh: Callable[[Item], int],
    worth: int,
) -> Iterator[Result]:
    """Results in the order of the items; one process where all of them weigh less than `worth`."""
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
    context = get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload([function.__module__])
    with _pool(jobs, context) as pool:
        futures = (pool.submit(_each, function, chunk) for chunk in _chunks(everything))
        pending = deque(islice(futures, AHEAD * jobs))
        while pending:
            done = pending.popleft().result()
            pending.extend(islice(futures, 1))
            yield from done


@contextmanager
def _pool(jobs: int, context: BaseContext) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave Ctrl-C to us, and do no more once we are interrupted."""
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # results are trees: there is no circular garbage to look for


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _each(function: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    return [function(item) for item in items]


def shared(function: Callable[[int], Result], numbers: range, jobs: int) -> Iterator[Result]:
    """The function of each number, in their order; it may be a closure.

    Results are sent back, so they should be small.
    """
    if jobs == 1 or len(numbers) < jobs or sys.platform != "linux":
        yield from map(function, numbers)
        return
    _inherited.append(function)
    try:
        with _pool(jobs, get_context("fork")) as pool:
            size = max(1, len(numbers) // (PARTS * jobs))
            yield from pool.map(_inherit, numbers, chunksize=size)
    finally:
        _inherited.pop()


_inherited: list[Callable[[int], Any]] = []


def _inherit(number: int) -> Any:  # noqa: ANN401 - whatever the function gives
    return _inherited[-1](number)
