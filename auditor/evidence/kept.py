"""Computed once for each file or project, however many rules ask."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MAX_FILES = 4096  # whose answers are kept; more would hold a large repository in memory twice
MAX_PROJECTS = 2  # rules ask of one after the other, never of many at a time


def kept(compute: Callable[[Asked], Answer], most: int = MAX_FILES) -> Callable[[Asked], Answer]:
    """Keep what a pure function of a file gave, so that every rule finds it ready."""
    answers = lru_cache(maxsize=most)(lambda same: compute(same.value))

    @wraps(compute)
    def answer(asked: Asked) -> Answer:
        return answers(Same(asked))

    return answer


def once(compute: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """The same for a function of a project, which holds so much that few are kept."""
    return kept(compute, MAX_PROJECTS)


class Same(Generic[Asked]):
    """A value as a key: compared by identity, for its contents are large."""

    __slots__ = ("value",)

    def __init__(self, value: Asked) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value
