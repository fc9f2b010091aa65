"""Many audits beside each other: what the page of a batch and a comparison of many are views of."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from auditor.model.audit import SCHEMA_VERSION, Tool
from auditor.model.delta import Better, Unit
from auditor.model.vocabulary import Rating, Role


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A measure of the table."""

    id: str  # its place in the report: "shares.ml_code.all"
    unit: Unit
    better: Better


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One audit. Without figures where it failed; `said` is why."""

    target: str
    status: str = "done"
    said: str = ""
    revision: str | None = None
    commit: str | None = None
    web_url: str | None = None
    rating: Rating | None = None
    findings: int = 0
    minutes: float = 0.0
    figures: Mapping[str, float] = {}  # by id of the column; what is not known is left out
    lines: Mapping[Role, int] = {}


class League(msgspec.Struct, frozen=True, kw_only=True):
    """Densities count the rules that answered in all audits; `apart` are those of some only."""

    schema: str = SCHEMA_VERSION
    tool: Tool | None = None
    same_project: bool = False
    columns: tuple[Column, ...] = ()
    standings: tuple[Standing, ...]
    apart: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
