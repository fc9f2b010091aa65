"""The command line with the files in another order: `python -m tests.reliability.reordered ORDER`.

The order in which files are read is no one's choice on some systems and in some versions of git, so
nothing may depend on it. Each line of the input is a list of words in JSON; each is an audit in a
process of its own, a copy of this one, and its exit code is printed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from random import Random

from auditor.__main__ import main
from auditor.model import Blob, Checkout

GATHER = import_module("auditor.pipeline.gather")  # the package has a function of that name
read = GATHER.read


def reordered(checkout: Checkout) -> Iterator[Blob]:
    blobs = list(read(checkout))
    if ORDER == "reversed":
        blobs.reverse()
    elif ORDER == "shuffled":
        Random(1).shuffle(blobs)  # noqa: S311 - any other order will do
    yield from blobs


def run(words: list[str]) -> int:
    child = os.fork()
    if not child:
        sys.argv[1:] = words
        main()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    ORDER = sys.argv.pop(1)
    GATHER.read = reordered  # type: ignore[attr-defined]
    for name in ("cli", "pipeline", "rules", "report"):  # what each audit would load again
        import_module(f"auditor.{name}")
    for line in sys.stdin:
        sys.stdout.write(f"{run(json.loads(line))}\n")
        sys.stdout.flush()
