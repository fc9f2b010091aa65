"""Does any parser crash, hang or lose a file? Mutated files by the thousand tell.

    python -m tests.fuzz all --inputs 200000 --seed 1 --keep FAILURES
    python -m tests.fuzz python --inputs 1000 --seed 1 --clones FOLDER
    python -m tests.fuzz python --again FAILURES/python-1-17-0-a.py

An input is named by parser, seed and number, and is the same at every run with the same clones.
Every input is read by itself; one group in four goes through all later stages as one repository.
Some hundreds have a process of their own, so that also a process that dies is told; a group that
fails is tried input by input, and each input that fails by itself is kept. Those of `folder` lie on
disk and are audited as a whole.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import msgspec

from tests.fuzz.limits import ENDLESS, Hang, limit_memory
from tests.fuzz.parsers import FILES, FOLDER, PARSERS, Parser, check, made, report_seeds
from tests.fuzz.seeds import seeds

GROUPS = 50  # of a process
AUDITED_EVERY = 4  # groups, of which one goes through all stages after the reading, too
PAGES_EVERY = 6 * AUDITED_EVERY  # groups, of which one is rendered in every format
PART = 1_000  # inputs that one of the processes beside each other takes at once

SHARES = {
    "notebook": 0.24, "settings": 0.22, "manifest": 0.22, "docker": 0.10, "target": 0.10,
    "report": 0.05, "languages": 0.03, "python": 0.02, FOLDER: 0.02,
}  # fmt: skip
"""Of the inputs of `all`: Python, whose broken files are mended line by line, takes the longest."""

Seeds = Mapping[str, Sequence[bytes]]


class Group(msgspec.Struct, frozen=True):
    """Inputs that are tried together; once they are, how long it took and what went wrong."""

    numbers: range
    bytes: int = 0
    seconds: float = 0.0
    error: str | None = None
    is_over: bool = False


class Count(msgspec.Struct):
    """What was seen so far."""

    inputs: int = 0
    bytes: int = 0
    failures: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    kinds: set[str] = msgspec.field(default_factory=set)  # where inputs failed

    def add(self, group: Group) -> None:
        self.inputs += len(group.numbers)
        self.bytes += group.bytes
        self.seconds += group.seconds
        self.longest = max(self.longest, group.seconds)

    def join(self, other: Count) -> None:
        self.inputs += other.inputs
        self.bytes += other.bytes
        self.failures += other.failures
        self.seconds += other.seconds
        self.longest = max(self.longest, other.longest)


def fuzz(parser: Parser, given: Seeds, numbers: range, seed: int, keep: Path | None) -> Count:
    count = Count()
    starts = range(numbers.start, numbers.stop, parser.group)
    groups = [range(start, min(start + parser.group, numbers.stop)) for start in starts]
    for group in tried(parser, given, seed, groups):
        count.add(group)
        if group.error is None:
            continue
        alone = tried(parser, given, seed, [range(n, n + 1) for n in group.numbers])
        failed = [one for one in alone if one.error is not None]
        for one in failed or [group]:
            count.failures += 1
            _tell(parser, given, seed, one, count, keep)
    return count


def parts(shares: Mapping[str, float], inputs: int) -> list[tuple[str, range]]:
    """All inputs, cut up so that a run that is stopped early has tried some of each kind."""
    found = []
    for name, share in shares.items():
        wanted, group = round(inputs * share), PARSERS[name].group
        size = PART // group * group
        found += [
            (start / wanted, name, range(start, min(start + size, wanted)))
            for start in range(0, wanted, size)
        ]
    return [(name, numbers) for _, name, numbers in sorted(found, key=lambda one: one[:2])]


def beside(shares: Mapping[str, float], chosen: argparse.Namespace) -> Iterator[tuple[str, Count]]:
    """What several processes find at once, until all is done or the time is over."""
    given = {name: _seeds(PARSERS[name], chosen.clones, chosen.seed) for name in shares}
    end = time.monotonic() + 60 * chosen.minutes
    waiting = deque(parts(shares, chosen.inputs))
    running: dict[Future[Count], str] = {}
    with ProcessPoolExecutor(chosen.jobs, get_context("fork")) as pool:
        while waiting or running:
            while waiting and len(running) < chosen.jobs and time.monotonic() < end:
                name, numbers = waiting.popleft()
                work = (PARSERS[name], given[name], numbers, chosen.seed, chosen.keep)
                running[pool.submit(fuzz, *work)] = name
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()


def tried(parser: Parser, given: Seeds, seed: int, groups: Sequence[range]) -> Iterator[Group]:
    """What comes of each group; one whose process dies costs the others nothing."""
    done = 0
    while done < len(groups):
        at_once = groups[done : done + GROUPS]
        for group in _in_a_process(parser, given, seed, at_once):
            done += 1
            yield group


def _in_a_process(
    parser: Parser, given: Seeds, seed: int, groups: Sequence[range]
) -> Iterator[Group]:
    """Groups up to the first one that ends the process."""
    fork = get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(parser, given, seed, groups, theirs))
    process.start()
    theirs.close()
    at = groups[0]
    while (group := _received(ours)) is not None:
        at = group.numbers
        if group.is_over:
            yield group
            if at == groups[-1]:
                process.join()
                return
    process.kill()
    process.join()
    yield Group(at, error=f"Death: the process ended with {process.exitcode}", is_over=True)


def _received(pipe: Connection) -> Group | None:
    """None where the process is gone, or does not say a word for too long."""
    try:
        return pipe.recv() if pipe.poll(2 * ENDLESS) else None
    except EOFError:
        return None


def _work(
    parser: Parser, given: Seeds, seed: int, groups: Sequence[range], pipe: Connection
) -> None:
    limit_memory()
    for numbers in groups:
        pipe.send(Group(numbers))
        inputs = [made(parser, given, seed, number) for number in numbers]
        at = 0 if len(numbers) == 1 else numbers.start // parser.group
        start = time.process_time()
        error = _error(parser, inputs, audits=not at % AUDITED_EVERY, pages=not at % PAGES_EVERY)
        seconds = time.process_time() - start
        size = sum(len(data) for _, data in inputs)
        pipe.send(Group(numbers, size, seconds, error, is_over=True))


def _error(
    parser: Parser, inputs: Sequence[tuple[str, bytes]], *, audits: bool, pages: bool
) -> str | None:
    """Where and how a group of inputs goes wrong; None if all is well."""
    try:
        check(parser, inputs, audits=audits, pages=pages)
    except (Exception, Hang) as error:  # noqa: BLE001 - this is what we are looking for
        return _place(error)
    return None


def _place(error: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/auditor/" in f.filename]
    last = frames[-1] if frames else None
    where = f"{last.filename.rpartition('/auditor/')[2]}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} in {where}: {str(error)[:150]}"


def _tell(  # noqa: PLR0913, PLR0917 - all that a failure is
    parser: Parser, given: Seeds, seed: int, group: Group, count: Count, keep: Path | None
) -> None:
    error = group.error or ""
    kind = error.partition(": ")[0]
    if kind in count.kinds:
        return
    count.kinds.add(kind)
    start = group.numbers.start
    _say(f"  {parser.name} {seed} {start} (and {len(group.numbers) - 1} more): {error}")
    for at, number in enumerate(group.numbers if keep else ()):
        assert keep is not None
        name, data = made(parser, given, seed, number)
        shown = name.replace("/", "+").encode("utf-8", "backslashreplace").decode()[-100:]
        (keep / f"{parser.name}-{seed}-{start}-{at}-{shown}").write_bytes(data)


def _again(parser: Parser, path: Path) -> None:
    """One kept input, with the whole traceback."""
    name = path.name.split("-", 4)[4].replace("+", "/")
    check(parser, [(name, path.read_bytes())], audits=True, pages=True)


def _seeds(parser: Parser, clones: Path | None, seed: int) -> Seeds:
    if parser.name == FOLDER:
        return {name: _seeds(PARSERS[name], clones, seed)[name] for name in FILES}
    if parser.name == "report":
        return {parser.name: report_seeds()}
    found = seeds(parser.suffixes, clones, Random(seed)) if parser.suffixes else []  # noqa: S311
    return {parser.name: [*parser.more, *found]}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    words.add_argument("parser", choices=["all", *PARSERS])
    words.add_argument("--inputs", type=int, default=1_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--minutes", type=float, default=600.0)
    words.add_argument("--clones", type=Path)
    words.add_argument("--keep", type=Path)
    words.add_argument("--again", type=Path)
    chosen = words.parse_args(arguments)
    if chosen.again:
        _again(PARSERS[chosen.parser], chosen.again)
        return 0
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    shares = SHARES if chosen.parser == "all" else {chosen.parser: 1.0}
    counts = {name: Count() for name in shares}
    for name, count in beside(shares, chosen):
        counts[name].join(count)
    for name, count in counts.items():
        _say(
            f"{name:10} {count.inputs:7,} inputs, {count.bytes / 1e6:6.1f} MB,"
            f" {count.failures} failures, longest group of {PARSERS[name].group}"
            f" {count.longest:.1f} s, {count.seconds:.0f} s of processor time"
        )
    total = sum(count.inputs for count in counts.values())
    failures = sum(count.failures for count in counts.values())
    took = sum(count.seconds for count in counts.values())
    _say(f"{'all':10} {total:7,} inputs, {failures} failures, {total / took:.0f} a second")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
