"""Builds the wheel and the sdist; the same commit gives the same bytes.

    python .ci/dist.py FOLDER

Times in the archives are that of the commit, or SOURCE_DATE_EPOCH where that is set.
"""

import os
import subprocess
import sys
from pathlib import Path

from poetry.core.masonry import api


def time_of_commit() -> str:
    words = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "0"


def build(folder: Path) -> list[str]:
    """Names of what was built."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", time_of_commit())
    folder.mkdir(parents=True, exist_ok=True)
    return [api.build_wheel(str(folder)), api.build_sdist(str(folder))]


if __name__ == "__main__":
    print("\n".join(build(Path(sys.argv[1]).resolve())))
