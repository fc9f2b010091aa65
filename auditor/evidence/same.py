"""A project as the key of a cache: by identity, for it holds too much to compare."""

from auditor.model import Project


class Same:
    __slots__ = ("project",)

    def __init__(self, project: Project) -> None:
        self.project = project

    def __hash__(self) -> int:
        return id(self.project)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.project is self.project
