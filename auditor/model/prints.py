"""What each statement of a file would still look like in a copy: a few bytes, for comparing."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec


class Print(NamedTuple):
    """One statement: equal shapes mean the same but for names and numbers, spellings the same."""

    shape: int
    spelling: int
    line: int
    end_line: int
    tokens: int


class Prints(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The prints of a file in the order of its text, packed column by column (decision 6)."""

    shapes: bytes = b""  # 32 bits each
    spellings: bytes = b""  # 16 bits each
    steps: bytes = b""  # 16 bits each: lines from the start of the statement before
    heights: bytes = b""  # a byte each: lines below the first
    tokens: bytes = b""  # a byte each

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Prints:
        """Pack (shape, spelling, step, height, tokens) rows; what exceeds its column is capped."""
        if not rows:
            return cls()
        shapes, spellings, steps, heights, tokens = zip(*rows, strict=True)
        count = len(rows)
        return cls(
            struct.pack(f"<{count}I", *shapes),
            struct.pack(f"<{count}H", *(spelling & 0xFFFF for spelling in spellings)),
            struct.pack(f"<{count}H", *(min(step, 0xFFFF) for step in steps)),
            bytes(min(height, 0xFF) for height in heights),
            bytes(min(token, 0xFF) for token in tokens),
        )

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Print]:
        count, line = len(self), 0
        columns = (
            struct.unpack(f"<{count}I", self.shapes),
            struct.unpack(f"<{count}H", self.spellings),
            struct.unpack(f"<{count}H", self.steps),
        )
        for *row, height, tokens in zip(*columns, self.heights, self.tokens, strict=True):
            shape, spelling, step = row
            line += step
            yield Print(shape, spelling, line, line + height, tokens)
