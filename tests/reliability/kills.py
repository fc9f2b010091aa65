"""An audit that is killed at any moment leaves a next one right, or this tells.

    python -m tests.reliability.kills --times 50 --seed 1

In turn an audit, the writing of its cache and a batch are killed (SIGKILL, the one process that was
started) at a random moment of the time that an undisturbed run took. The same command is given
again; what it writes has to be what the undisturbed one wrote, byte for byte, and nothing else may
lie in the folders of reports, in the cache or among temporary files. Helpers of the killed process
have to end by themselves.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from auditor import cache
from tests.builders import small_projects
from tests.repositories import Repository

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds for what should take a few
REPORTS = ("json", "html", "md", "sarif", "csv", "svg")
TIMED = frozenset({"results"})
"""Folders of a batch whose files hold times."""


class Broken(Exception):  # noqa: N818 - what this program looks for
    """Something is not as an undisturbed run left it."""


@dataclass(frozen=True)
class Work:
    """A command that writes into a folder, and from when on it is to be killed."""

    name: str
    command: Callable[[Path], Sequence[str]]
    begun: Callable[[Path], bool]


def works(top: Path) -> tuple[Work, ...]:
    """The three commands, over small projects made below a folder."""
    (top / "projects").mkdir(parents=True)
    folders = small_projects(top / "projects", 3)
    (top / "list.txt").write_text("\n".join(folders), encoding="utf-8")
    repository = Repository(top / "repository")
    repository.commit({f"m{at}/train.py": _source(at) for at in range(40)})

    def audit(place: Path) -> Sequence[str]:
        outs = [word for kind in REPORTS for word in ("-o", str(place / "out" / f"r.{kind}"))]
        return (f"file://{repository.path}", "--jobs", "2", *outs)

    def batch(place: Path) -> Sequence[str]:
        return ("batch", str(top / "list.txt"), "--out", str(place / "out"), "--jobs", "2")

    return (
        Work("audit", audit, lambda _: True),
        Work("cache", audit, lambda place: (place / "cache" / cache.NAME).exists()),
        Work("batch", batch, lambda _: True),
    )


def _source(number: int) -> str:
    lines = "".join(f"x{at} = torch.ones({at + number})\n" for at in range(50))
    return f"import torch\n{lines}model = torch.nn.Linear({number + 1}, 1)\n"


def undisturbed(work: Work, place: Path) -> tuple[Mapping[str, bytes], float]:
    """What the command writes, and how many seconds it takes."""
    start = time.monotonic()
    _finish(_started(work, place))
    return written(place), time.monotonic() - start


def killed(work: Work, place: Path, after: float) -> bool:
    """Whether the command was still at work when it was killed so many seconds after it began."""
    deadline = time.monotonic() + PATIENCE
    with _started(work, place) as process:
        while not work.begun(place) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(after)
        died = process.poll() is None
        process.send_signal(signal.SIGKILL)
    while _alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    if _alive(process.pid):
        raise Broken(f"{work.name}: a helper outlives the process that was killed")
    return died


def again(work: Work, place: Path, right: Mapping[str, bytes]) -> None:
    """The same command once more: right, and nothing lies about."""
    _finish(_started(work, place))
    found = written(place)
    if found != right:
        odd = [name for name in {*found, *right} if found.get(name) != right.get(name)]
        raise Broken(f"{work.name}: {', '.join(sorted(odd))} differ after a kill")


def written(place: Path) -> Mapping[str, bytes]:
    """Reports with their bytes; of the cache and of temporary files the names alone."""
    found = {}
    for path in place.rglob("*"):
        name = path.relative_to(place)
        if path.is_file() and name.parts[0] == "out" and not TIMED & set(name.parts):
            found[str(name)] = path.read_bytes()
        elif name.parts[0] != "cache" or _is_debris(path):
            found[str(name)] = b""
    return found


def _is_debris(path: Path) -> bool:
    """What only a run that is under way may have in the cache."""
    return ".part" in path.name or path.name.startswith("tmp") or path.suffix == ".lock"


def _started(work: Work, place: Path) -> subprocess.Popen[bytes]:
    for folder in ("out", "cache", "tmp"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "auditor", *work.command(place), "-q", "--no-run-info"]
    return subprocess.Popen(
        [*words, "--cache-dir", str(place / "cache")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(place / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate(timeout=PATIENCE)
    if process.returncode:
        raise Broken(f"ends with {process.returncode}: {said.decode('utf-8', 'replace')[-300:]}")


def _alive(session: int) -> bool:
    """Whether a process of the session still runs; those that wait to be buried do not."""
    listed = subprocess.run(
        ["ps", "-s", str(session), "-o", "stat="], capture_output=True, text=True, check=False
    )
    return any(not line.startswith("Z") for line in listed.stdout.split())


def kill(times: int, seed: int, top: Path) -> str:
    """Kill so often, in turn; a line of figures, or Broken."""
    random = Random(seed)  # noqa: S311 - moments, no secrets
    three = works(top)
    right = {work.name: undisturbed(work, top / work.name) for work in three}
    amid = dict.fromkeys(right, 0)
    for number in range(times):
        work = three[number % len(three)]
        files, seconds = right[work.name]
        place = top / f"{work.name}-{number}"
        after = random.random() * seconds * (0.3 if work.name == "cache" else 1.0)
        amid[work.name] += killed(work, place, after)
        again(work, place, files)
        shutil.rmtree(place)
    struck = ", ".join(f"{name} {count}" for name, count in amid.items())
    return (
        f"{times} kills, {sum(amid.values())} of a run that was at work ({struck}): all right after"
    )


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.reliability.kills", description=__doc__)
    words.add_argument("--times", type=int, default=50)
    words.add_argument("--seed", type=int, default=1)
    chosen = words.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            said, code = kill(chosen.times, chosen.seed, Path(folder)), 0
        except Broken as error:
            said, code = str(error), 1
    sys.stdout.write(said + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
