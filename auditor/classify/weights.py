"""How much does each feature speak for each role? A table, read once.

`weights.json` is written by `tests/oracles/fit_roles.py`: two multinomial logits with strong
shrinkage, fitted on statements that were labelled by hand. A row is a feature, its numbers are
the roles in their order. The first pass sees a statement and what it stands in; the second also
sees what the first said of its neighbours, its function, its file, and of the functions that it
calls or that call it.
"""

from functools import cache
from pathlib import Path

import msgspec

from auditor.classify.rows import Packed, weighing
from auditor.model import Role

TABLE = Path(__file__).with_name("weights.json")
ROLES = tuple(Role)
AROUND = ("self", "near", "cell", "scope", "callers", "callee", "file", "folder",
          "header", "origin", "use")  # fmt: skip
"""Of what the first pass is asked again: the statement, its neighbours, its function, …"""

Row = list[float]


class Weights(msgspec.Struct, frozen=True):
    """Weights of one pass."""

    bias: Row
    rows: dict[str, Row]


class Passes(msgspec.Struct, frozen=True):
    """Weights of both passes."""

    first: Weights
    second: Weights


@cache
def passes() -> Passes:
    return msgspec.json.decode(TABLE.read_bytes(), type=Passes)


@cache
def joined() -> dict[str, Row]:
    """Rows of both passes side by side: what both see is added up in one go."""
    table = passes()
    names = table.first.rows.keys() | {
        name for name in table.second.rows if not name.startswith("around ")
    }
    nothing = [0.0] * len(ROLES)
    return {
        name: table.first.rows.get(name, nothing) + table.second.rows.get(name, nothing)
        for name in sorted(names)
    }


@cache
def around(source: str) -> tuple[Packed, ...]:
    """Rows of the second pass for what the first says of a neighbourhood, by its role."""
    rows = passes().second.rows
    return tuple(weighing(rows.get(f"around {source}:{role}", ())) for role in ROLES)
