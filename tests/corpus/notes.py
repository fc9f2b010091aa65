"""The table of docs/field-notes.md: a row for each repository that is named.

    python -m tests.corpus.notes MIRRORS OWNER/NAME ...

Each is audited from nothing, one after the other, from its mirror in MIRRORS (OWNER+NAME, as for
`tests.corpus.table`), history included; prints Markdown.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from auditor.model import Audit
from auditor.report.json import load
from tests.corpus.table import mirror_of

COMMIT = 10  # characters
UNKNOWN = "\N{EN DASH}"


def main(arguments: Sequence[str]) -> int:
    mirrors = Path(arguments[0])
    for name in arguments[1:]:
        mirror = mirror_of(mirrors, name)
        if mirror is None:
            sys.stdout.write(f"{name}: no mirror\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            command = ("-m", "auditor", f"file://{mirror.resolve()}", "-q", "-o", str(report))
            start = time.monotonic()
            subprocess.run((sys.executable, *command, "--cache-dir", folder), check=True)
            seconds = time.monotonic() - start
            sys.stdout.write(row(name, load(report.read_bytes()), seconds) + "\n")
            sys.stdout.flush()
    return 0


def row(name: str, audit: Audit, seconds: float) -> str:
    shares, debt = audit.shares, audit.debt
    ml_tests = audit.ml_test_score.value
    score = audit.engineering_score.value
    cells = [
        name,
        f"`{(audit.target.commit or '')[:COMMIT]}`",
        f"{len(audit.files):,}",
        f"{audit.lines.code:,}",
        *map(_percent, (shares.ml_code.all, shares.ml_pipeline.all, shares.ml_touching.all)),
        f"{debt.rating} ({100 * (debt.ratio or 0):.2f} %)",
        f"{len(audit.findings):,}",
        UNKNOWN if score is None else f"{score:.0f}",
        UNKNOWN if ml_tests is None else f"{ml_tests:g}",
        f"{seconds:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
