"""What is compared with what, and how far should we be? The table as data."""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.places import LIFE, LONG_FILE_LINES, REVISIONS, jscpd, rival
from benchmarks.running import NEW, Command


class Row(NamedTuple):
    """Ours as a multiple of theirs, all of which are run; by itself where they are none."""

    name: str
    target: str  # a source, or "" where none is needed
    ours: Command
    theirs: tuple[Command, ...]
    goal: float
    measure: str = "seconds"  # or megabytes
    aside: float = 1.0  # what the multiple is divided by: for growth, by how much more was read


def rows(folder: Path, served: str) -> list[Row]:
    """All of the table; `served` is the start of the addresses at which folders can be cloned."""
    here = {name: str(folder / name) for name in ("yolov5", "scikit-learn", "transformers")}
    sklearn, yolo = here["scikit-learn"], here["yolov5"]
    cold = audit(sklearn)

    def by(name: str, *words: str) -> Command:
        return Command((str(rival(folder, name)), *words))

    radon = tuple(by("radon", part, sklearn) for part in ("cc", "hal", "raw", "mi"))
    ruff = by(
        "ruff", "check", "--isolated", "--exit-zero", "--no-cache", "--select", "ALL", sklearn
    )
    cloc = Command((shutil.which("cloc") or "cloc", "--quiet", "--follow-links", sklearn))
    copies = Command((str(jscpd(folder)), "--silent", "--format", "python", sklearn), ends=(0,))
    alone = audit(sklearn, "--select", "duplicate-code")
    python = Command((sys.executable, "-c", "pass"))
    small = "import typer\napp = typer.Typer()\napp.command()(lambda name: None)\napp()"
    typer = by("python", "-c", small, "--help")
    tool = (sys.executable, "-m", "auditor")
    first = (*tool, f"{yolo}@HEAD", "-q", "--cache-dir", NEW, "--no-history")
    clone = Command(("git", "clone", "-q", "--bare", f"{served}/yolov5/.git", f"{NEW}/clone"))
    by_url = Command((*tool, f"{served}/yolov5/.git", "-q", "--cache-dir", NEW))
    back = (*tool, "trend", yolo, "--revisions", str(REVISIONS), "-q", "--cache-dir", NEW)
    trend, life = Command((*back, "--last")), Command(back)
    distinct = audit(str(folder / LIFE))
    short, long = (str(folder / f"lines-{lines}") for lines in LONG_FILE_LINES)
    grown = _python_bytes(here["transformers"]) / max(1, _python_bytes(sklearn))
    return [
        Row("pygount", "scikit-learn", cold, (by("pygount", sklearn),), 0.25),
        Row("cloc", "scikit-learn", cold, (cloc,), 1.8),
        Row("ruff check --select ALL", "scikit-learn", cold, (ruff,), 2.5),
        Row("radon cc + hal + raw + mi", "scikit-learn", cold, radon, 0.10),
        Row("lizard", "scikit-learn", cold, (by("lizard", sklearn),), 1.0),
        Row("vulture", "scikit-learn", cold, (by("vulture", sklearn),), 1.0),
        Row("ml-project-doctor", "scikit-learn", cold, (by("ml-project-doctor", sklearn),), 1.2),
        Row("reprolint", "scikit-learn", cold, (by("reprolint", sklearn),), 0.4),
        Row("jscpd, copied code alone", "scikit-learn", alone, (copies,), 2.0),
        Row("jscpd, copied code alone, memory", "scikit-learn", alone, (copies,), 0.3, "megabytes"),
        Row("pylint -j2", "yolov5", audit(yolo), (by("pylint", "-j2", "--recursive=y", yolo),), 1 / 30),
        Row("git clone, ours from URL to report", "yolov5", by_url, (clone,), 1.7),
        Row("second audit of a commit / first", "yolov5", Command(first, first), (Command(first),), 0.15),
        Row("trend of 20 commits / one audit", "yolov5", trend, (Command(first),), 2.5),
        Row("trend of 20 commits of a whole life / an audit of their distinct files", LIFE, life, (distinct,), 1.2),
        Row("two processes / one", "scikit-learn", cold, (audit(sklearn, jobs=1),), 0.65),
        Row("memory of a process, MB", "transformers", audit(here["transformers"]), (), 300, "megabytes"),
        Row("growth with megabytes", "transformers", audit(here["transformers"]), (cold,), 1.2, aside=grown),
        Row("growth with a file, twice as long", f"lines-{LONG_FILE_LINES[1]}", audit(long), (audit(short),), 1.2, aside=2),
        Row("many files, seconds", "many-files", audit(str(folder / "many-files")), (), 60),
        Row("--version / Python", "", Command((*tool, "--version")), (python,), 6),
        Row("--help / a typer program", "", Command((*tool, "--help")), (typer,), 1.3),
    ]  # fmt: skip


def audit(path: str, *options: str, jobs: int = 2) -> Command:
    """A cold audit of a folder without history, every report left out but the JSON."""
    tool = (sys.executable, "-m", "auditor", path, "-q", "-o", f"{NEW}/report.json")
    return Command((*tool, "--no-cache", "--no-history", "--jobs", str(jobs), *options))


def _python_bytes(path: str) -> int:
    return sum(file.stat().st_size for file in Path(path).rglob("*.py"))
