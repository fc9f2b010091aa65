"""Three practices as they were when people judged the repositories of NICHE: in June 2020.

The number of commits that NICHE gives for a repository is reached in the last days of that month,
so what people wrote of CI, licence and tests is held against the newest commit before the 20th.
`mirrors` beside the checkout of NICHE holds a bare mirror or clone of each repository, called
OWNER+NAME. Only files that the three practices ask for are read, so that it takes a minute.
Only the half of NICHE is used whose names have a SHA-1 that begins with an even digit.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.acquire import acquire, parse_target
from auditor.evidence.places import CI_FILES, README
from auditor.facts import facts_of
from auditor.model import Checkout, Facts, Kind, SourceFile
from auditor.practices import PRACTICES
from auditor.practices.checking import TRIAL
from auditor.read import kind_of, read
from auditor.read.kinds import PYTHON_TEST
from auditor.resolve import resolve
from tests.oracles.data import folder, say
from tests.oracles.niche import DENIED, NAME, Row, open_half

BEFORE = "2020-06-20"
LIST = ("ls-tree", "-r", "-l", "-z")
CALLED_TEST = re.compile(rf"(.*/)?(test/.*|({PYTHON_TEST.pattern}))\.py", re.IGNORECASE)
"""Python whose content decides whether it tests anything: by its own name, or its folder's."""
MISSING = 50_000_000  # bytes, of a file that a mirror lacks: only large ones are left out

Followed = Mapping[str, str | None]


def main(arguments: list[str]) -> int:
    table, mirrors = folder("NICHE", arguments), folder("mirrors", arguments)
    if table is None or mirrors is None:
        return say("practices in June 2020", None)
    return say("practices in June 2020", measure(table / "NICHE.csv", mirrors))


def measure(table: Path, mirrors: Path) -> str:
    read_ones = [
        (row, followed)
        for row in open_half(table)
        if (followed := _followed(mirrors / row[NAME].strip().replace("/", "+")))
    ]
    agreed = {
        name: sum(_said(row, name) == (followed[name] is not None) for row, followed in read_ones)
        for name in DENIED
    }
    shares = ", ".join(f"{name} {n / len(read_ones):.3f}" for name, n in agreed.items())
    return f"{len(read_ones)} repositories, agreement: {shares}; {_denied_workflows(read_ones)}"


def _said(row: Row, name: str) -> bool:
    column, denied = DENIED[name]
    return re.search(denied, row[column], re.IGNORECASE) is None


def _denied_workflows(read_ones: Sequence[tuple[Row, Followed]]) -> str:
    """How often people wrote that there is no CI where workflows of GitHub are the CI."""
    flowing = [
        row for row, followed in read_ones if (followed["ci"] or "").startswith(".github/workflows")
    ]
    denied = sum(not _said(row, "ci") for row in flowing)
    return f"CI by workflows of GitHub was denied in {denied} of {len(flowing)}"


def _followed(mirror: Path) -> Followed | None:
    """Evidence for each practice at the newest commit of the main branch before the day."""
    places = (mirror / "repo" / ".git", mirror / "repo", mirror)
    found = next((place for place in places if (place / "objects").is_dir()), None)
    newest = ("rev-list", "--first-parent", "-1", f"--before={BEFORE}", "HEAD")
    commit = "" if found is None else _git(found, *newest).strip()
    if found is None or not commit:
        return None
    with TemporaryDirectory() as cache:
        target = parse_target(str(found), revision=commit)
        checkout = acquire(target, cache=Path(cache), history=False)
        project = resolve(list(_files(checkout, _listed(found, commit))))
    return {one.id: one.check(project) for one in PRACTICES if one.id in DENIED}


def _listed(mirror: Path, commit: str) -> dict[str, tuple[str, int]]:
    """Id and size of each file; of one that the mirror lacks, more than anybody reads."""
    entries = (line.partition("\t") for line in _git(mirror, *LIST, commit).split("\0") if line)
    fields = ((path, *head.split()) for head, _, path in entries)
    return {
        path: (blob, int(size) if size.isdigit() else MISSING)
        for path, _, what, blob, size in fields
        if what == "blob"
    }


def _files(checkout: Checkout, listed: Mapping[str, tuple[str, int]]) -> Iterator[SourceFile]:
    wanted = frozenset(path for path in listed if _is_read(path))
    blobs = {blob.path: blob for blob in read(checkout, wanted)} if wanted else {}
    for path, (name, size) in sorted(listed.items()):
        blob = blobs.get(path)
        if blob is not None:
            yield SourceFile(path, blob.kind, blob.id, blob.size, facts_of(blob), blob.reason)
        else:
            kind, reason = kind_of(path, b"", size)
            lines = "c" if size and kind is Kind.TEST else ""
            yield SourceFile(path, kind, name, size, Facts(language="", lines=lines), reason)


def _is_read(path: str) -> bool:
    """Whether the three practices look into a file: into README, CI and programs called tests."""
    is_called_test = CALLED_TEST.fullmatch(path) or TRIAL.fullmatch(path.rpartition("/")[2])
    return bool(CI_FILES.fullmatch(path) or is_called_test or README.match(path))


def _git(mirror: Path, *arguments: str) -> str:
    command = ("git", "--git-dir", str(mirror), *arguments)
    return subprocess.run(command, capture_output=True, check=False).stdout.decode(
        "utf-8", "replace"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
