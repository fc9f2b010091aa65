"""Run the table and print it in Markdown."""

import argparse
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.places import LONG_FILE_LINES, install, source
from benchmarks.rows import Row, rows
from benchmarks.running import Command, Cost, cost_of
from tests.transports import ALLOWED, GENEROUS, git_daemon

FINE = {0, 4, 10}  # how our own command may end
NOT_STARTED = (126, 127)


class Measured(NamedTuple):
    """All runs of a row: ours and theirs by turns, so that a busy minute hits both."""

    row: Row
    ours: Sequence[float]
    theirs: Sequence[float]
    problem: str = ""

    @property
    def value(self) -> float:
        theirs = median(self.theirs) if self.theirs else 1.0
        return median(self.ours) / theirs / self.row.aside


def measured(row: Row, repeats: int) -> Measured:
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeats):
        try:
            own, others = cost_of(row.ours), [cost_of(command) for command in row.theirs]
        except OSError as error:
            return Measured(row, (), (), f"not run: {error.strerror}")
        if own.code not in FINE:
            return Measured(row, (), (), f"ours ended with code {own.code}")
        if any(map(_failed, row.theirs, others)):
            return Measured(row, (), (), "the other one failed")
        ours.append(_of(own, row.measure))
        theirs.extend([sum(_of(cost, row.measure) for cost in others)] if others else [])
    return Measured(row, ours, theirs)


def _failed(command: Command, cost: Cost) -> bool:
    if command.ends:
        return cost.code not in command.ends
    return cost.code < 0 or cost.code in NOT_STARTED


def _of(cost: Cost, measure: str) -> float:
    return cost.megabytes if measure == "megabytes" else cost.seconds


def table(every: Iterable[Measured]) -> str:
    lines = [
        "| ours beside | on | ours | theirs | ratio | goal | |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for found in every:
        row = found.row
        if found.problem:
            cells = ["", "", "", f"{row.goal:.3g}", found.problem]
        else:
            reached = "reached" if found.value <= row.goal else "missed"
            cells = [_spread(found.ours), _spread(found.theirs), f"{found.value:.3g}"]
            cells += [f"{row.goal:.3g}", reached]
        lines.append(f"| {row.name} | {row.target} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _spread(values: Sequence[float]) -> str:
    """The median, and the least and most where there were several runs."""
    if not values:
        return ""
    around = f" ({min(values):.3g}-{max(values):.3g})" if len(values) > 1 else ""
    return f"{median(values):.3g}{around}"


def machine() -> str:
    """What the figures come from."""
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, load {load:.1f} at the start."
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path, help="keeps the sources and the rivals")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each (default: 3)")
    parser.add_argument("--only", default="", help="rows with these letters in name or target")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    install(folder)
    for name in ("scikit-learn", "transformers", f"lines-{LONG_FILE_LINES[0]}"):
        source(folder, name)
    said = f"{machine()} Medians of {chosen.repeats} runs (least-most), in seconds or MB.\n\n"
    sys.stdout.write(said)
    with git_daemon(folder, ALLOWED | GENEROUS) as served:
        every = [row for row in rows(folder, served) if chosen.only in f"{row.name} {row.target}"]
        sys.stdout.write(table([_found(folder, row, chosen.repeats) for row in every]))
    return 0


def _found(folder: Path, row: Row, repeats: int) -> Measured:
    sys.stderr.write(f"{row.name}\n")
    if row.target and source(folder, row.target) is None:
        return Measured(row, (), (), "its sources could not be had")
    return measured(row, repeats)


if __name__ == "__main__":
    sys.exit(main())
