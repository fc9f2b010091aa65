"""What the tables say, as values: evidence, its strength, libraries, kinds of values."""

from collections.abc import Mapping
from enum import IntEnum

import msgspec
from msgspec.structs import replace

from auditor.model import Role

CONTEXT = "context"

KINDS = frozenset({
    "app", "array", "axes", "callback", "client", "database", "dataset", "distribution", "env",
    "estimator", "figure", "file", "frame", "graph", "image", "index", "layer", "loader",
    "logger", "loss", "metric", "model", "optimizer", "parser", "path", "process", "run",
    "sampler", "scheduler", "series", "session", "settings", "splitter", "tensor", "test",
    "tokenizer", "trainer", "transformer", "writer",
})  # fmt: skip
"""Kinds of values that `classes` tells apart; a dotted name in their place is a base class."""


class Strength(IntEnum):
    """How much a piece of evidence says; ordered, so that the greatest of several is the best."""

    CONTEXT = 0
    WEAK = 1
    STRONG = 2
    DECISIVE = 3


class Evidence(msgspec.Struct, frozen=True):
    """What an API, a name or a path says of the code that has it; `role` is None for "context"."""

    role: Role | None
    strength: Strength
    key: str  # the word of the tables that says so
    file: str  # and where it stands


class Library(msgspec.Struct, frozen=True):
    """A library that the tables know."""

    name: str
    homepage: str
    imports: tuple[str, ...]
    ml: bool
    default: Evidence  # of what has no entry of its own
    file: str


def keyed(table: Mapping[str, Evidence], key: str) -> Evidence | None:
    """The evidence at a key, naming it; None if the table has no such key."""
    return replace(table[key], key=key) if key in table else None
