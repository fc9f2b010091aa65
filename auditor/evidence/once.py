"""How is a question about a whole repository answered only once? By keeping its last answers."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from auditor.model import Project

Answer = TypeVar("Answer")
KEPT = 2  # projects: rules ask of one after the other, never of many at a time


def once(answer: Callable[[Project], Answer]) -> Callable[[Project], Answer]:
    """Keep what was computed for a project, so that every rule may ask for it."""

    @lru_cache(maxsize=KEPT)
    def kept(key: _Same) -> Answer:
        return answer(key.project)

    @wraps(answer)
    def asked(project: Project) -> Answer:
        return kept(_Same(project))

    return asked


class _Same:
    """A project as a key: projects are compared by identity, for their contents are large."""

    __slots__ = ("project",)

    def __init__(self, project: Project) -> None:
        self.project = project

    def __hash__(self) -> int:
        return id(self.project)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.project is self.project
