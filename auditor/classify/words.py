"""The words that identifiers are made of."""

import re
from functools import lru_cache

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
MAX_NAME = 80  # characters of an identifier that are looked at


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Lower-case words of two letters or more: trainLoader and TRAIN_LOADER are the same two."""
    return tuple(part.lower() for part in PARTS.findall(name[:MAX_NAME]) if len(part) > 1)
