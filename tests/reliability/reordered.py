"""The command line with the files in another order: `… tests.reliability.reordered ORDER …`.

The order in which files are read is no one's choice on some systems and in some versions of git, so
nothing may depend on it.
"""

from __future__ import annotations

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


if __name__ == "__main__":
    ORDER = sys.argv.pop(1)
    GATHER.read = reordered  # type: ignore[attr-defined]
    main()
