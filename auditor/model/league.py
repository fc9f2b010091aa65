"""Many audited repositories beside each other: what the page of a batch is a view of."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from auditor.model.vocabulary import Rating, Role


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One repository. Without figures where its audit failed; `said` is why."""

    target: str
    status: str
    said: str = ""
    web_url: str | None = None
    rating: Rating | None = None
    findings: int = 0
    minutes: float = 0.0
    figures: Mapping[str, float] = {}  # by measure, as in the corpus
    lines: Mapping[Role, int] = {}


class League(msgspec.Struct, frozen=True):
    standings: tuple[Standing, ...]  # by target
