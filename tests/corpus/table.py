"""Audit the listed repositories, and make the tables and the page of the corpus from that.

    python -m tests.corpus.table MIRRORS REPORTS

MIRRORS holds a bare mirror or clone of each repository of `repositories.csv`, called OWNER+NAME;
REPORTS takes one report for each and is left, so that a run that was stopped goes on. The audits
are of the listed commits: only the auditor changes between two runs.
"""

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

import msgspec

from auditor.corpus import MEASURES, measures
from auditor.engineering import engineering_score
from auditor.model import Audit, Outcome, Role
from auditor.report import words
from auditor.report.json import load

LIST = Path(__file__).with_name("repositories.csv")
ROOT = Path(__file__).parents[2]
TABLE = ROOT / "auditor" / "data" / "corpus.csv"
RULES = TABLE.with_name("corpus_rules.csv")
PAGE = ROOT / "docs" / "corpus.md"
SECONDS = 400  # an audit that takes longer is left out
JUDGED = (Outcome.CLEAN, Outcome.FOUND)
SCULLEY = 0.05  # "maybe 5 % of the overall code"

Row = Mapping[str, str]


def main(arguments: Sequence[str]) -> int:
    mirrors, reports = Path(arguments[0]), Path(arguments[1])
    reports.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # threads: each waits for a process
        running = [
            pool.submit(_audit, mirrors, name, commit, _report(reports, name))
            for name, commit in listed()
        ]
    for audit in running:
        audit.result()  # raises what went wrong in its thread
    rows = tabulate(reports)
    write(TABLE, rows)
    write(RULES, list(counted(audits(reports))))
    PAGE.write_text(page(rows), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(rows)} of {len(listed())} repositories\n")
    return 0


def listed() -> list[tuple[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return [(row["repository"], row["commit"]) for row in csv.DictReader(file)]


def tabulate(reports: Path) -> list[Row]:
    """A row for each listed repository that was audited and has ML code."""
    rows = [_row(name, commit, audit) for name, commit, audit in audits(reports)]
    return [row for row in rows if int(row["lines_ml_code"])]


def audits(reports: Path) -> Iterator[tuple[str, str, Audit]]:
    """Each listed repository that was audited, one report in memory at a time."""
    for name, commit in listed():
        path = _report(reports, name)
        if path.is_file():
            yield name, commit, load(path.read_bytes())


def counted(found: Iterable[tuple[str, str, Audit]]) -> Iterator[Row]:
    """For each rule: how many repositories it was asked of, and what it found in how many."""
    asked, found_in, findings = Counter[str](), Counter[str](), Counter[str]()
    for _, _, audit in found:
        if audit.lines.by_role.get(Role.ML_CODE):
            judged = [rule for rule in audit.rules if rule.outcome in JUDGED]
            asked.update(rule.id for rule in judged)
            found_in.update(rule.id for rule in judged if rule.findings)
            findings.update({rule.id: rule.findings for rule in judged})
    for rule in sorted(asked):
        yield {
            "rule": rule,
            "asked": str(asked[rule]),
            "found_in": str(found_in[rule]),
            "findings": str(findings[rule]),
        }


def _report(reports: Path, name: str) -> Path:
    return reports / f"{name.replace('/', '+')}.json"


def mirror_of(mirrors: Path, name: str) -> Path | None:
    base = mirrors / name.replace("/", "+")
    places = (base / "repo" / ".git", base / "repo", base)
    return next((place for place in places if (place / "objects").is_dir()), None)


def _audit(mirrors: Path, name: str, commit: str, report: Path) -> None:
    mirror = mirror_of(mirrors, name)
    if mirror is None or report.is_file():
        return
    command = (sys.executable, "-m", "auditor", str(mirror), "--rev", commit, "--jobs", "1")
    try:
        subprocess.run(
            (*command, "--no-run-info", "-q", "-o", str(report)),
            timeout=SECONDS,
            check=False,
            capture_output=True,
        )
    except subprocess.TimeoutExpired:
        sys.stdout.write(f"{name}: not within {SECONDS} s\n")


def _row(name: str, commit: str, audit: Audit) -> Row:
    score = engineering_score(audit.lines, audit.practices)  # by the coefficients of today
    found = measures(msgspec.structs.replace(audit, engineering_score=score))
    figures = {name: "" if (x := found[name]) is None else f"{x:g}" for name in MEASURES}
    figures["code_lines"] = str(audit.lines.code)
    lines = {f"lines_{role}": str(audit.lines.by_role.get(role, 0)) for role in Role}
    return {"repository": name, "commit": commit, **figures, **lines}


def write(table: Path, rows: Sequence[Row]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# ---- the page

PAGE_TEXT = Path(__file__).with_name("page.md").read_text(encoding="utf-8")
DECIMALS_TO = 50  # larger figures are shown whole
BOUNDS = (0, 5, 10, 20, 30, 40, 50, 60, 100)  # percent


def page(rows: Sequence[Row]) -> str:
    shares = [float(row["ml_code"]) for row in rows]
    small = sum(share <= SCULLEY for share in shares)
    code = sum(int(row["code_lines"]) for row in rows)
    return PAGE_TEXT.format(
        n=len(rows),
        code=f"{code:,}",
        largest=f"{max(int(row['code_lines']) for row in rows):,}",
        middle=f"{100 * median(shares):.0f} %",
        pooled=f"{100 * sum(int(row['lines_ml_code']) for row in rows) / code:.0f} %",
        small=small,
        small_share=f"{100 * small / len(rows):.0f} %",
        histogram="\n".join(_histogram(shares)),
        definitions="\n".join(_definitions(rows)),
        roles="\n".join(_roles(rows, code)),
        sizes="\n".join(_sizes(rows)),
        measures="\n".join(_measures(rows)),
    )


def _histogram(shares: Sequence[float]) -> Iterator[str]:
    for low, high in pairwise(BOUNDS):
        number = sum(low < 100 * share <= high for share in shares)
        yield f"| {low} to {high} % | {number} | {'█' * number} |"


def _definitions(rows: Sequence[Row]) -> Iterator[str]:
    for name in ("ml_code", "ml_pipeline", "ml_touching"):
        yield _spread(f"`{name}`", [100 * float(row[name]) for row in rows], "{:.0f} %")


def _roles(rows: Sequence[Row], code: int) -> Iterator[str]:
    for role in Role:
        lines = [int(row[f"lines_{role}"]) for row in rows]
        shares = [n / int(row["code_lines"]) for n, row in zip(lines, rows, strict=True)]
        have = sum(map(bool, lines)) / len(rows)
        yield (
            f"| {words.ROLES[role]} | {sum(lines):,} | {100 * sum(lines) / code:.1f} %"
            f" | {100 * median(shares):.1f} % | {100 * have:.0f} % |"
        )


def _sizes(rows: Sequence[Row]) -> Iterator[str]:
    ordered = sorted(rows, key=lambda row: int(row["code_lines"]))
    for part in range(4):
        own = ordered[part * len(rows) // 4 : (part + 1) * len(rows) // 4]
        cells = [
            f"{int(own[0]['code_lines']):,} to {int(own[-1]['code_lines']):,}",
            *(f"{100 * _middle(own, name):.0f} %" for name in ("ml_code", "ml_pipeline", "tests")),
            f"{100 * _middle(own, 'debt_ratio'):.1f} %",
            f"{_middle(own, 'engineering_score'):.0f}",
        ]
        yield f"| {' | '.join(cells)} |"


def _middle(rows: Sequence[Row], name: str) -> float:
    return median(float(row[name]) for row in rows if row[name])


def _measures(rows: Sequence[Row]) -> Iterator[str]:
    for name in MEASURES:
        values = [float(row[name]) for row in rows if row[name]]
        if name in words.SHARE_MEASURES:
            yield _spread(words.MEASURES[name][0], [100 * x for x in values], "{:.1f} %")
        else:
            yield _spread(
                words.MEASURES[name][0], values, "{:,.0f}" if max(values) > 20 else "{:.2f}"
            )


def _spread(name: str, values: Sequence[float], form: str) -> str:
    tenths, quarters = quantiles(values, n=10), quantiles(values, n=4)
    cells = (tenths[0], *quarters, tenths[-1])
    return f"| {name} | {' | '.join(form.format(cell) for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
