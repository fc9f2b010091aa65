"""An audit starts no program but git and opens no connection: the kernel's own record of it.

    python -m tests.reliability.traffic [TARGET …]

Needs strace. Each target is audited from scratch in two processes and written in every format; a
small project is taken where none is given, as a folder and at its commit. Printed are the programs
that were started and the kinds of sockets that were made, those of git and its helpers included.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from auditor.report import SUFFIXES
from tests.repositories import small_project

ROOT = Path(__file__).parents[2]
CALLS = "execve,execveat,socket,connect,bind,sendto,sendmsg"
STARTED = re.compile(r'execve(?:at)?\((?:[^"]*, )?"([^"]+)", \[([^\]]*)\].* = 0$')
OPENED = re.compile(r"(socket|connect|bind|sendto|sendmsg)\(.*?\b(AF_\w+)")


def traced(target: str, folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Programs that an audit started, and what it asked of the network, each with its number."""
    log = folder / "calls"
    reports = [word for suffix in SUFFIXES for word in ("-o", str(folder / f"report{suffix}"))]
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-o", str(log)),
            *(sys.executable, "-m", "auditor", target, "-q", "--jobs", "2"),
            *("--cache-dir", str(folder / "cache"), *reports),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 4}:
        raise SystemExit(done.stderr)
    return counted(log.read_text("utf-8", "replace").splitlines()[1:])  # the first is the audit


def counted(calls: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    programs, network = Counter[str](), Counter[str]()
    for call in calls:
        if found := STARTED.search(call):
            programs[found[1].rpartition("/")[2]] += 1
        elif found := OPENED.search(call):
            network[f"{found[1]} {found[2]}"] += 1
    return programs, network


def main(targets: list[str]) -> int:
    programs, network = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        if not targets:
            project = small_project(Path(name) / "project")
            targets = [str(project.path), f"file://{project.path}"]
        for number, target in enumerate(targets):
            folder = Path(name) / str(number)
            folder.mkdir()
            seen = traced(target, folder)
            programs += seen[0]
            network += seen[1]
    say = sys.stdout.write
    say(f"{len(targets)} audits\nprograms started: {dict(sorted(programs.items()))}\n")
    say(f"network calls: {dict(sorted(network.items()))}\n")
    return 1 if network or set(programs) - {"git"} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
