"""Every figure there is about our judgements, one line an oracle.

    python -m tests.oracles FOLDER [NAME ...]

FOLDER holds a checkout of each source, see `data.folder`; names choose some of the oracles.
"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def oracles() -> Iterator[ModuleType]:
    """The scripts beside this one that measure a source of that folder.

    Those that learn or fit something need more than a folder, and are run by themselves.
    """
    for path in sorted(Path(__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        measures = "folder(" in text and "def main(" in text
        if measures and not path.stem.startswith(("__", "data", "fit_", "learn_")):
            yield importlib.import_module(f"tests.oracles.{path.stem}")


def main(arguments: list[str]) -> int:
    folder, *names = arguments or [""]
    for module in oracles():
        if not names or module.__name__.rpartition(".")[2] in names:
            module.main([folder] if folder else [])
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
