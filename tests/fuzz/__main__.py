"""Does any parser crash, hang or lose a file? Mutated files by the thousand tell.

    python -m tests.fuzz all --inputs 200000 --seed 1 --clones FOLDER --keep FAILURES
    python -m tests.fuzz python --inputs 1000 --seed 1
    python -m tests.fuzz python --again FAILURES/python-1-17-0.py

An input is named by parser, seed and number, and is the same at every run with the same clones.
Groups of inputs go through all stages as one repository; one that fails is tried file by file, and
each input that fails by itself is kept.
"""

from __future__ import annotations

import argparse
import faulthandler
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.parsers import MAX_SECONDS, PARSERS, Parser, check, report_seeds
from tests.fuzz.seeds import seeds

GROUP = 8  # inputs that make up a repository
PAGES_EVERY = 25  # groups, of which one is rendered in every format
ENDLESS = 120  # seconds of a group, then Python itself tells where it stands and ends

SHARES = {
    "notebook": 0.14, "settings": 0.17, "manifest": 0.19, "docker": 0.12, "languages": 0.13,
    "target": 0.10, "report": 0.05, "python": 0.10,
}  # fmt: skip
"""Of the inputs of `all`."""


class Hang(Exception):  # noqa: N818
    """A group took longer than all its files may."""


class Count:
    """What was seen so far."""

    def __init__(self) -> None:
        self.inputs = self.bytes = self.failures = self.slow = 0
        self.longest = 0.0
        self.kinds: dict[str, str] = {}  # where it failed -> the input that first did


def fuzz(parser: Parser, inputs: int, seed: int, clones: Path | None, keep: Path | None) -> Count:
    count = Count()
    given = _seeds(parser, clones, seed)
    for group in range(0, inputs, GROUP):
        numbers = range(group, min(group + GROUP, inputs))
        made = [parser.make(given, Random(f"{parser.name} {seed} {n}")) for n in numbers]  # noqa: S311
        count.inputs += len(made)
        count.bytes += sum(len(data) for _, data in made)
        pages = (group // GROUP) % PAGES_EVERY == 0
        if _fails(parser, made, count, pages=pages) is None:
            continue
        alone = [(n, one) for n, one in zip(numbers, made, strict=True)]
        failed = [(n, [one]) for n, one in alone if _fails(parser, [one], count, pages=True)]
        for number, some in failed or [(group, made)]:
            error = _fails(parser, some, count, pages=True) or "fails in this group only"
            count.failures += 1
            _tell(parser, seed, number, some, error, count, keep)
    return count


def _seeds(parser: Parser, clones: Path | None, seed: int) -> Sequence[bytes]:
    if parser.name == "report":
        return report_seeds()
    found = seeds(parser.suffixes, clones, Random(seed)) if parser.suffixes else []  # noqa: S311
    return [*parser.more, *found]


def _fails(
    parser: Parser, inputs: Sequence[tuple[str, bytes]], count: Count, *, pages: bool
) -> str | None:
    """Where and how a group of inputs goes wrong; None if all is well."""
    start = time.thread_time()
    try:
        with _deadline():
            check(parser, inputs, pages=pages)
    except Exception as error:  # noqa: BLE001 - this is what we are looking for
        return _place(error)
    took = time.thread_time() - start
    count.longest = max(count.longest, took)
    if took > MAX_SECONDS:
        return f"took {took:.1f} seconds"
    return None


@contextmanager
def _deadline() -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(ENDLESS)
    faulthandler.dump_traceback_later(2 * ENDLESS, exit=True)
    try:
        yield
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()


def _place(error: Exception) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/auditor/" in f.filename]
    last = frames[-1] if frames else None
    where = f"{last.filename.rpartition('/auditor/')[2]}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} in {where}: {str(error)[:150]}"


def _tell(  # noqa: PLR0913, PLR0917 - all that a failure is
    parser: Parser,
    seed: int,
    number: int,
    inputs: Sequence[tuple[str, bytes]],
    error: str,
    count: Count,
    keep: Path | None,
) -> None:
    kind = error.partition(": ")[0]
    if kind not in count.kinds:
        count.kinds[kind] = f"{parser.name} {seed} {number}"
        _say(f"  {parser.name} {seed} {number} {inputs[0][0]}: {error}")
        if keep is None:
            return
        for at, (name, data) in enumerate(inputs):
            path = keep / f"{parser.name}-{seed}-{number}-{at}-{name.replace('/', '+')}"
            path.write_bytes(data)


def _again(parser: Parser, path: Path) -> None:
    """One kept input, with the whole traceback."""
    name = path.name.split("-", 4)[4].replace("+", "/")
    check(parser, [(name, path.read_bytes())], pages=True)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    words.add_argument("parser", choices=["all", *PARSERS])
    words.add_argument("--inputs", type=int, default=1_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--clones", type=Path)
    words.add_argument("--keep", type=Path)
    words.add_argument("--again", type=Path)
    chosen = words.parse_args(arguments)
    if chosen.again:
        _again(PARSERS[chosen.parser], chosen.again)
        return 0
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    failures = total = 0
    shares = SHARES if chosen.parser == "all" else {chosen.parser: 1.0}
    for name, share in shares.items():
        start = time.process_time()
        inputs = round(chosen.inputs * share)
        count = fuzz(PARSERS[name], inputs, chosen.seed, chosen.clones, chosen.keep)
        failures, total = failures + count.failures, total + count.inputs
        _say(
            f"{name:10} {count.inputs:7,} inputs, {count.bytes / 1e6:6.1f} MB,"
            f" {count.failures} failures, longest group of {GROUP} {count.longest:.1f} s,"
            f" {time.process_time() - start:.0f} s of processor time"
        )
    _say(f"{'all':10} {total:7,} inputs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
