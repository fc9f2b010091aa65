"""The reports of a batch as a data set: Parquet, in parts that can be read apart.

Three tables, each in a folder: `repositories` (a row for each), `findings` and `files`. Rows are
put into sixteen parts by a digest of their target, so that a part stays where it is however many
repositories are added.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from auditor.batch import Place, Result
from auditor.corpus import MEASURES
from auditor.model import Audit, Category, Role
from auditor.pipeline.many import audits, results, row

if TYPE_CHECKING:
    import pyarrow as pa

DATA_SET = "dataset"
VERSION = b"1"  # of the schema, in its metadata
Rows = Iterable[Mapping[str, object]]


def can_write() -> bool:
    """Whether PyArrow, which comes with the extra `batch`, is here."""
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec("pyarrow") is not None


def write_data_set(place: Place) -> int:
    """Write all three tables anew from the reports, and return how many files they have.

    The reports of one part are in memory at a time.
    """
    schemas = _schemas()
    parts: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results(place):
        parts[part_of(result.target)].append(result)
    written = 0
    for part, members in sorted(parts.items()):
        found = [*audits(place, members)]
        tables: Mapping[str, Rows] = {
            "repositories": [_typed(row(result, audit)) for result, audit in found],
            "findings": [one for r, audit in found for one in _findings(r.target, audit)],
            "files": [one for r, audit in found for one in _files(r.target, audit)],
        }
        for name, rows in tables.items():
            data = _encoded(rows, schemas[name])
            place.write(f"{DATA_SET}/{name}/part={part}/data.parquet", data)
            written += 1
    return written


def part_of(target: str) -> str:
    return sha256(target.encode()).hexdigest()[0]


def _encoded(rows: Rows, schema: pa.Schema) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([*rows], schema), out, compression="zstd")
    return out.getvalue()


def _typed(values: Mapping[str, object]) -> Mapping[str, object]:
    """Empty cells of the CSV table are null here."""
    return {name: None if value == "" else value for name, value in values.items()}


def _findings(target: str, audit: Audit | None) -> Iterator[Mapping[str, object]]:
    for finding in audit.findings if audit else ():
        yield {"target": target, **{name: getattr(finding, name) for name, _ in FINDING}}


def _files(target: str, audit: Audit | None) -> Iterator[Mapping[str, object]]:
    for file in audit.files if audit else ():
        yield {
            "target": target,
            **{name: getattr(file, name) for name, _ in FILE},
            **{f"lines_{role}": file.roles.get(role, 0) for role in Role},
        }


TEXT, WHOLE, REAL, YES_NO = "string", "int64", "float64", "bool"  # PyArrow's names
REPOSITORY = (
    *(("status", TEXT), ("said", TEXT), ("commit", TEXT), ("complete", YES_NO)),
    *(("files", WHOLE), ("commits", WHOLE), ("rating", TEXT)),
    *(("debt_minutes", REAL), ("findings", WHOLE)),
    *((measure, REAL) for measure in MEASURES),
)
FINDING = (
    *(("rule", TEXT), ("category", TEXT), ("severity", TEXT), ("confidence", TEXT)),
    *(("path", TEXT), ("cell", WHOLE), ("line", WHOLE), ("end_line", WHOLE), ("role", TEXT)),
    *(("minutes", REAL), ("message", TEXT), ("fingerprint", TEXT)),
)
FILE = (
    *(("path", TEXT), ("kind", TEXT), ("language", TEXT), ("size", WHOLE), ("code", WHOLE)),
    *(("comment", WHOLE), ("docstring", WHOLE), ("blank", WHOLE), ("complexity", WHOLE)),
    ("minutes", REAL),
)
"""Columns after the first, which is the target: names as in the report, and their types."""


def _schemas() -> Mapping[str, pa.Schema]:
    import pyarrow as pa  # noqa: PLC0415

    roles = tuple((f"lines_{role}", WHOLE) for role in Role)
    densities = tuple((f"density_{category}", REAL) for category in Category)
    columns = {
        "repositories": (*REPOSITORY, *roles, *densities),
        "findings": FINDING,
        "files": (*FILE, *roles),
    }
    metadata = {b"numbers-audit": VERSION}
    return {
        name: pa.schema([("target", TEXT), *found], metadata=metadata)
        for name, found in columns.items()
    }
