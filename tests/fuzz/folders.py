"""Is any of many broken files lost when they share one folder? A whole audit, as users run it.

Here nothing is handed to a stage: the files lie on disk under odd names, the audit finds and judges
them itself, and the report is held against what was written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from auditor import audit
from auditor.git import path_text
from auditor.model import COUNTED_KINDS, Audit
from auditor.report import render
from auditor.report.json import load
from tests.fuzz.broken import Broken

FOLDERS = (
    "", "src/", "tests/", "docs/", "data/", "vendor/", "third_party/x/", "notebooks/", "configs/",
    ".github/", "build/", "a b/", "-x/", "=1+1/", "<b>/", "\x1b[2J/", "line\nbreak/", "\u202egnp/",
    "\udcff\udcfe/", "é/", "e\u0301/", "C:\\a/", "..a/", "~/", "%2e/", "x" * 200 + "/",
)  # fmt: skip


def placed(name: str, number: int, random: Random) -> str:
    """A path that no other input of the folder has."""
    folder, _, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    own = f"{stem}{number}{dot}{suffix}" if stem and random.random() < 0.5 else last
    return f"{random.choice(FOLDERS)}{number}/{folder}/{own}".replace("//", "/")


def check_folder(inputs: Sequence[tuple[str, bytes]]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place, "target")
        for path, data in inputs:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        made = audit(
            str(folder), jobs=1, history=False, reuse=False, run_info=False, cache=Path(place, "c")
        )
    check_accounts(made, {path_text(os.fsencode(path)): len(data) for path, data in inputs})
    if load(render(made, ".json")).files != made.files:
        raise Broken("the report does not come back from its JSON as it was")


def check_accounts(made: Audit, written: dict[str, int]) -> None:
    """Every file once, with its size; counted by its lines, or listed with the reason."""
    told = {file.path: file.size for file in made.files}
    if len(told) != len(made.files) or told != written:
        raise Broken(f"told and not written, or the other way: {sorted(told.keys() ^ written)}")
    reasons = {skipped.path: skipped.reason for skipped in made.skipped}
    for file in made.files:
        if file.failed:
            raise Broken(f"{file.path}: {file.notes}")
        if file.counted == bool(reasons.get(file.path)):
            raise Broken(f"{file.path} is neither counted nor left out for a reason")
        if file.counted and file.kind not in COUNTED_KINDS:
            raise Broken(f"{file.path} is counted as {file.kind}")
        if file.counted and sum(file.roles.values()) != file.code:
            raise Broken(f"{file.path} has code lines without a role")
    if sum(file.code for file in made.files if file.counted) != made.lines.code:
        raise Broken("the code lines of the files do not add up to those of the whole")
    if not made.complete:
        raise Broken(f"incomplete: {[rule.id for rule in made.rules if rule.outcome == 'failed']}")
