"""How many small faults in rules, roles, score and verdict would the tests notice? A sample tells.

    python -m tests.mutation --mutants 300 --seed 1 [--package rules …] [--out TABLE.tsv]

A random sample, of each package as many as its share of all mutants. Each mutant runs in a process
of its own against the tests that are about its module, then, while it lives, against those about
its package and about the whole. What `--out` holds already is not done again. The share of the
killed is printed with its 95 % interval (Wilson), and each survivor with its place, to be read.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import os
import pkgutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from math import sqrt
from pathlib import Path
from random import Random
from types import CodeType

import pytest

from tests.mutation.mutants import Mutant, count, mutant

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "classify", "score", "verdict")
OF_PACKAGE = {
    "rules": (
        "tests/rules/test_catalogue.py", "tests/rules/test_tables.py",
        "tests/rules/test_thresholds.py", "tests/test_rule_pages.py",
        "tests/rules/test_messages.py",
    ),
    "classify": (
        "tests/test_role_tables.py", "tests/test_kinds_of_values.py", "tests/test_around.py",
        "tests/test_rows.py",
        "tests/test_roles.py", "tests/test_flow.py", "tests/test_knowledge.py",
        "tests/test_texts.py", "tests/test_own_knowledge.py", "tests/test_listings.py",
        "tests/test_report_explanation.py",
    ),
    "score": ("tests/test_score.py",),
    "verdict": ("tests/test_verdict.py",),
}  # fmt: skip
BY_NAME = {"rules": 4}
"""Packages whose first common tests have a case for each module, which alone is run."""
OF_ALL = ("tests/test_baseline.py",)
LIVES = "nobody"  # in the column of who killed a mutant
SECONDS = 240  # of processor time, for the tests of a mutant: one that loops is noticed by that
PATIENCE = 15  # times as long by the clock: what waits on a busy machine is not killed yet
OPTIONS = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "-p",
    "no:xdist",
    "-W",
    "ignore",
)


def modules(package: str) -> list[Path]:
    place = ROOT / "auditor" / package
    found = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [path for path in found if count(path.read_text("utf-8"))]


@cache
def _counts(package: str) -> list[tuple[Path, int]]:
    return [(path, count(path.read_text("utf-8"))) for path in modules(package)]


def sample(mutants: int, seed: int, packages: Sequence[str]) -> list[tuple[Path, int]]:
    """Modules with numbers of mutants, of each package by its share."""
    random = Random(seed)  # noqa: S311 - a sample
    sizes = {package: sum(size for _, size in _counts(package)) for package in packages}
    chosen = []
    for package in packages:
        everyone = [(path, number) for path, size in _counts(package) for number in range(size)]
        wanted = round(mutants * sizes[package] / sum(sizes.values()))
        chosen += random.sample(everyone, min(max(wanted, 10), len(everyone)))
    random.shuffle(chosen)  # a run that is cut short is a sample as well
    return chosen


def _package(path: Path) -> str:
    return path.relative_to(ROOT / "auditor").parts[0].removesuffix(".py")


def steps_of(path: Path) -> Iterator[tuple[str, ...]]:
    """Tests about the module, the quickest first: its own by name, its cases, its package's."""
    package = _package(path)
    own = ROOT / "tests" / package / f"test_{path.stem}.py"
    common = OF_PACKAGE[package]
    if own.is_file():
        yield (str(own.relative_to(ROOT)),)
    cases = BY_NAME.get(package, 0) if own.is_file() else 0
    if cases:
        yield *common[:cases], "-k", path.stem.replace("_", "-")
    yield common[cases:]
    yield OF_ALL


# ---- one mutant in a process of its own


def preload(packages: Sequence[str]) -> None:
    """Import what does not know the packages: each process is a copy of this one."""
    importlib.import_module("hypothesis")
    others = [] if "classify" in packages else ["classify"]
    for name in (
        "facts",
        "flow",
        "evidence",
        "resolve",
        "git",
        "read",
        "practices",
        "rules",
        *others,
    ):
        top = importlib.import_module(f"auditor.{name}")
        for info in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{top.__name__}."):
            importlib.import_module(info.name)


class _Changed(SourceFileLoader):
    """Loads one module with a change in it."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        assert fullname == self.name
        return self.code


class _Finder(MetaPathFinder):
    def __init__(self, loader: _Changed) -> None:
        self.loader = loader

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self.loader.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.loader.path, loader=self.loader
        )


def name_of(path: Path) -> str:
    words = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(words).removesuffix(".__init__")


def is_killed(path: Path, made: Mutant, tests: Sequence[str]) -> bool:
    child = os.fork()
    if not child:
        os._exit(_tried(path, made, tests))
    deadline = time.monotonic() + SECONDS * PATIENCE
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _tried(path: Path, made: Mutant, tests: Sequence[str]) -> int:
    """0 where all tests pass; SIGXCPU ends what takes too much time."""
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    loader = _Changed(name_of(path), str(path))
    loader.code = compile(made.tree, str(path), "exec")
    if _package(path) == "rules":  # no rule knows another one: only their list is made anew
        for name in (loader.name, "auditor.rules"):
            sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Finder(loader))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main([*OPTIONS, *tests]))


# ---- figures


def interval(killed: int, all_: int) -> tuple[float, float]:
    """Wilson's, of 95 %."""
    z, n = 1.96, max(all_, 1)
    share = killed / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    wide = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - wide, middle + wide


def _done(table: Path | None) -> Iterator[list[str]]:
    if table is not None and table.is_file():
        for line in table.read_text("utf-8").splitlines():
            yield line.split("\t")


def _row(path: Path, number: int) -> list[str]:
    made = mutant(path.read_text("utf-8"), number)
    steps = list(steps_of(path))
    by = next((step[0] for step in steps if is_killed(path, made, step)), LIVES)
    texts = (" ".join(text.split())[:200] for text in (made.before, made.after))
    return [str(path.relative_to(ROOT)), str(number), str(made.line), by, *texts]


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    words.add_argument("--mutants", type=int, default=300)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--package", choices=PACKAGES, action="append")
    words.add_argument("--out", type=Path)
    chosen = words.parse_args(arguments)
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # each takes its time to load
    known = {(row[0], row[1]): row for row in _done(chosen.out)}
    rows = []
    preload(chosen.package or PACKAGES)
    for path, number in sample(chosen.mutants, chosen.seed, chosen.package or PACKAGES):
        row = known.get((str(path.relative_to(ROOT)), str(number))) or _row(path, number)
        rows.append(row)
        if row[3] == LIVES:
            _say(f"{row[0]}:{row[2]} lives: {row[4]}  ->  {row[5]}")
        if chosen.out:
            chosen.out.write_text("".join("\t".join(one) + "\n" for one in rows), encoding="utf-8")
    for package in chosen.package or PACKAGES:
        some = [row for row in rows if _package(ROOT / row[0]) == package]
        _tell(package, some)
    _tell("all", rows)
    return 0


def _tell(name: str, rows: Sequence[Sequence[str]]) -> None:
    killed = sum(row[3] != LIVES for row in rows)
    low, high = interval(killed, len(rows))
    share = killed / max(len(rows), 1)
    _say(f"{name}: {killed} of {len(rows)} killed, {share:.1%} ({low:.1%} to {high:.1%})")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
