"""The clock by which a reader of ours has had its share of processor time."""

import time
from collections.abc import Callable
from typing import NamedTuple

Clock = Callable[[], float]
Watch = Callable[[], bool]


class Clocks(NamedTuple):
    """The second is a system call, which on virtual machines costs a hundred times the first."""

    cheap: Clock = time.monotonic
    processor: Clock = time.thread_time


CLOCKS = Clocks()


def watch(seconds: float, clocks: Clocks = CLOCKS) -> Watch:
    """Say from now on whether so much processor time went by: never more than time itself."""
    cheap, processor = clocks
    soonest, end = cheap() + seconds, processor() + seconds
    return lambda: cheap() > soonest and processor() > end
