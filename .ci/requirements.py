"""Which packages does a poetry.lock name? Prints them as a requirements file with hashes.

    python .ci/requirements.py poetry.lock main build > requirements.txt

Plain pip can then install exactly what is locked, from any index, package mirrors that know only
the HTML index included. The standard library suffices: set-up needs no Poetry.
"""

import sys
import tomllib
from pathlib import Path


def requirements(lock: dict, groups: set[str]) -> list[str]:
    """One requirement a locked package of these groups, its marker and all its hashes beside it."""
    return [
        requirement(package, groups)
        for package in lock["package"]
        if groups & set(package["groups"]) and not package["optional"]
    ]


def requirement(package: dict, groups: set[str]) -> str:
    """`name==version ; marker --hash=... --hash=...`."""
    marker = marker_of(package.get("markers"), groups & set(package["groups"]))
    hashes = "".join(f" \\\n    --hash={file['hash']}" for file in package["files"])
    return f"{package['name']}=={package['version']}{marker}{hashes}"


def marker_of(markers: str | dict | None, groups: set[str]) -> str:
    """When a package is needed: always, or under a marker that may differ from group to group."""
    if isinstance(markers, dict):
        parts = [markers.get(group) for group in sorted(groups)]
        markers = None if None in parts else " or ".join(f"({part})" for part in parts)
    return f" ; {markers}" if markers else ""


if __name__ == "__main__":
    path, *names = sys.argv[1:]
    document = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    print("\n".join(requirements(document, set(names))))
