"""How far is an audit, and how long did each stage take? A clock that is read around each."""

import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from auditor.model import Run
from auditor.settings import Settings

Progress = Callable[[str, int | None], None]
"""Called with what is being done, and how much of it is done (None: it has no parts)."""


def silent(_what: str, _done: int | None) -> None:
    """Report progress to nobody."""


class Phases:
    """Seconds per phase, in the order they were run."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = {}
        self.name = ""
        self.start = 0.0

    def __call__(self, name: str) -> "Phases":
        self.name = name
        return self

    def __enter__(self) -> None:
        self.start = self.clock()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.name] = round(self.clock() - self.start, 3)

    def run(self, settings: Settings, *, cached: bool) -> Run | None:
        """What is told of the run; None where nothing is to be told."""
        if not settings.run_info:
            return None
        seconds: Mapping[str, float] = self.seconds
        return Run(
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(sum(seconds.values()), 3),
            phases=seconds,
            python=platform.python_version(),
            jobs=settings.jobs,
            cached=cached,
        )
