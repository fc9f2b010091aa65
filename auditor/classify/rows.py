"""A number for each role, all of them side by side in one large integer: they add up in one go.

What speaks for the roles of a statement is a sum of some twenty rows of numbers, and there are
millions of statements in what people audit. As lists of floats that is a loop over every number
of every row; as one integer of 128 bits for each number it is one addition for each row. Fixed
points also make sums exact, so that they do not depend on the order in which things are found.
Decision 17 has the measurements.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache, lru_cache

Packed = int
"""A row of signed numbers, the first role in the lowest 128 bits."""
Shares = int
"""A row of chances between 0 and 1, or a sum of them, 64 bits for each: never negative."""

LANE = 128  # bits of a number
HALF = 64  # of which the upper half alone is read back: it is exact to 12 places after the point
PARTS = 720_720  # divided by 1 to 16 without a rest, so that means of few rows are exact as well
ONE = PARTS << 88  # what stands for 1: leaves room for numbers up to 500,000
CHANCE_BITS = 40
CHANCE = 1 << CHANCE_BITS  # what stands for 1 among shares: leaves room for sums of millions
UNIT = 2.0**HALF / ONE  # what the upper half of a number counts in


def packed(row: Sequence[float], one: int = ONE) -> Packed:
    total = 0
    for place, value in enumerate(row):
        if value:
            numerator, denominator = value.as_integer_ratio()
            total += (numerator * one // denominator) << (LANE * place)
    return total


def weighing(row: Sequence[float]) -> Packed:
    """A row to be multiplied by a share of one role, which makes it a row like others."""
    return packed(row, ONE >> CHANCE_BITS)


def uppers(total: Packed, count: int) -> tuple[int, ...]:
    """The numbers of a row in whole `UNIT`s."""
    bias = _bias(count)
    data = ((total + bias) ^ bias).to_bytes(count * LANE // 8, "little")
    return _of_uppers(count).unpack(data)


@lru_cache(maxsize=16_384)
def floats(total: Packed, count: int) -> list[float]:
    return [number * UNIT for number in uppers(total, count)]


def halves(total: Packed, count: int) -> tuple[tuple[int, ...], Packed]:
    """The first numbers of a row of twice as many, in `UNIT`s, and the row of the others."""
    bias = _bias(2 * count)
    biased = total + bias
    data = (biased ^ bias).to_bytes(2 * count * LANE // 8, "little")
    rest = (biased >> (LANE * count)) - _bias(count)
    return _of_uppers(count).unpack_from(data), rest


def shares(chances: Sequence[float]) -> Shares:
    data = _of_shares(len(chances)).pack(*[int(chance * CHANCE) for chance in chances])
    return int.from_bytes(data, "little")


def listed(total: Shares, count: int) -> tuple[int, ...]:
    """The shares one by one, each a multiple of 1 / `CHANCE`."""
    return _of_shares(count).unpack(total.to_bytes(count * HALF // 8, "little"))


def chances_in(total: Shares, count: int, whole: float = 1.0) -> list[float]:
    """The mean of shares that were added up."""
    scale = CHANCE * whole
    return [share / scale for share in listed(total, count)]


@cache
def _bias(count: int) -> Packed:
    """What makes every number of a row positive, so that none borrows from the next.

    It is the highest bit of each: added and then turned, every number stands in its own bits.
    """
    return sum(1 << (LANE * place + LANE - 1) for place in range(count))


@cache
def _of_uppers(count: int) -> struct.Struct:
    return struct.Struct("<" + "8xq" * count)


@cache
def _of_shares(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}Q")
