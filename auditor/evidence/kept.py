"""Computed once for each file or project, however many rules ask."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MAX_FILES = 4096  # whose answers are kept; more would hold a large repository in memory twice


def kept(compute: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Keep what a pure function of a file or project gave, so that every rule finds it ready."""
    answers = lru_cache(maxsize=MAX_FILES)(lambda same: compute(same.value))

    @wraps(compute)
    def answer(asked: Asked) -> Answer:
        return answers(_Same(asked))

    return answer


class _Same(Generic[Asked]):
    """A value as a key: compared by identity, for its contents are large."""

    __slots__ = ("value",)

    def __init__(self, value: Asked) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value
