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
from typing import TYPE_CHECKING, Any

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
        yield {
            "target": target,
            "rule": finding.rule,
            "category": str(finding.category),
            "severity": finding.severity,
            "confidence": finding.confidence,
            "path": finding.path,
            "cell": finding.cell,
            "line": finding.line,
            "end_line": finding.end_line,
            "role": None if finding.role is None else str(finding.role),
            "minutes": finding.minutes,
            "message": finding.message,
            "fingerprint": finding.fingerprint,
        }


def _files(target: str, audit: Audit | None) -> Iterator[Mapping[str, object]]:
    for file in audit.files if audit else ():
        yield {
            "target": target,
            "path": file.path,
            "kind": str(file.kind),
            "language": file.language,
            "size": file.size,
            "code": file.code,
            "comment": file.comment,
            "docstring": file.docstring,
            "blank": file.blank,
            "complexity": file.complexity,
            "minutes": file.minutes,
            **{f"lines_{role}": file.roles.get(role, 0) for role in Role},
        }


def _schemas() -> Mapping[str, pa.Schema]:
    import pyarrow as pa  # noqa: PLC0415

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    roles = [(f"lines_{role}", whole) for role in Role]
    columns: Mapping[str, list[tuple[str, Any]]] = {
        "repositories": [
            *(("target", text), ("status", text), ("said", text), ("commit", text)),
            *(("complete", pa.bool_()), ("files", whole), ("commits", whole), ("rating", text)),
            *(("debt_minutes", real), ("findings", whole)),
            *((measure, real) for measure in MEASURES),
            *roles,
            *((f"density_{category}", real) for category in Category),
        ],
        "findings": [
            *((name, text) for name in ("target", "rule", "category", "severity", "confidence")),
            *(("path", text), ("cell", whole), ("line", whole), ("end_line", whole)),
            *(("role", text), ("minutes", real), ("message", text), ("fingerprint", text)),
        ],
        "files": [
            *(("target", text), ("path", text), ("kind", text), ("language", text)),
            *((name, whole) for name in ("size", "code", "comment", "docstring", "blank")),
            *(("complexity", whole), ("minutes", real)),
            *roles,
        ],
    }
    metadata = {b"numbers-audit": VERSION}
    return {name: pa.schema(found, metadata=metadata) for name, found in columns.items()}
