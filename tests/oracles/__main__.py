"""Every figure there is about our judgements, one line an oracle.

    python -m tests.oracles FOLDER [NAME ...]

FOLDER holds a checkout of each source, see `data.folder`; names choose some of the oracles.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def oracles() -> Iterator[ModuleType]:
    """The scripts beside this one that measure: those that say how they are run."""
    for found in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda m: m.name):
        if not found.name.startswith(("test_", "__")):
            module = importlib.import_module(f"tests.oracles.{found.name}")
            if hasattr(module, "measure"):
                yield module


def main(arguments: list[str]) -> int:
    folder, *names = arguments or [""]
    for module in oracles():
        if not names or module.__name__.rpartition(".")[2] in names:
            module.main([folder] if folder else [])
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
