"""Line roles in languages other than Python, against files that were labelled by hand.

    python -m tests.oracles.other_languages FOLDER [tuned|unseen] [-v]

FOLDER holds a clone (bare will do) of each repository that `labels/other-languages.jsonl` names,
called after it. The files were halved by the hash of their names before anything was tuned: the
classifier was mended on the one half only. A line may accept several roles, where the guide leaves
room; lines of imports and lines without a label are left out.
"""

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

import msgspec

from auditor.model import CODE_CLASSES, SourceFile
from tests.builders import project_of
from tests.oracles.data import folder, say

LABELS = Path(__file__).with_name("labels") / "other-languages.jsonl"


class Labelled(msgspec.Struct, frozen=True):
    """A file by commit and path, and the roles that its lines may have."""

    repo: str
    commit: str
    path: str
    kind: str
    labels: list[tuple[str, Any]]

    @property
    def half(self) -> str:
        digest = sha1(f"{self.repo} {self.path}".encode(), usedforsecurity=False).digest()
        return "unseen" if digest[0] % 2 else "tuned"

    def accepted(self) -> Iterator[tuple[int, frozenset[str]]]:
        """Each labelled line with the roles that are right for it."""
        for lines, roles in self.labels:
            first, _, last = lines.partition("-")
            right = frozenset([roles] if isinstance(roles, str) else roles)
            for line in range(int(first), int(last) + 1):
                yield line, right


def labelled() -> list[Labelled]:
    rows = LABELS.read_bytes().splitlines()
    return [msgspec.json.decode(row, type=Labelled) for row in rows]


def audited(item: Labelled, arguments: list[str]) -> SourceFile | None:
    """The file with its roles; None where the repository is not at hand."""
    clone = folder(item.repo.rpartition("/")[2], arguments)
    if clone is None:
        return None
    command = ["git", "-C", str(clone), "show", f"{item.commit}:{item.path}"]
    shown = subprocess.run(command, capture_output=True, check=False)
    if shown.returncode:
        return None
    return project_of({item.path: shown.stdout}).file(item.path)


def compared(item: Labelled, file: SourceFile) -> Iterator[tuple[int, str, frozenset[str], str]]:
    """Line, role given, roles accepted, reason."""
    said = {line: span for span in file.roles for line in range(span.line, span.end_line + 1)}
    for line, right in item.accepted():
        if line <= len(file.facts.lines) and file.facts.lines[line - 1] in CODE_CLASSES:
            span = said.get(line)
            yield line, span.role if span else "none", right, span.reason if span else ""


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(arguments: list[str]) -> None:
    half = next((word for word in arguments if word in {"tuned", "unseen"}), "")
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    ml: defaultdict[str, int] = defaultdict(int)
    for item in labelled():
        file = audited(item, arguments)
        if file is None or (half and item.half != half):
            continue
        rows = list(compared(item, file))
        hits = sum(role in accepted for _, role, accepted, _ in rows)
        right[item.half] += hits
        total[item.half] += len(rows)
        for _, role, accepted, _ in rows:
            ml["both"] += role == "ml_code" and role in accepted
            ml["said"] += role == "ml_code"
            ml["gold"] += accepted == {"ml_code"} or (role == "ml_code" and role in accepted)
        if "-v" in arguments:
            _tell(f"{hits / max(1, len(rows)):.2f} of {len(rows):3d}  {item.repo} {item.path}")
            for line, role, accepted, reason in rows:
                if role not in accepted:
                    _tell(f"    {line}: {role}, not {'|'.join(sorted(accepted))} ({reason})")
    for name in sorted(total):
        share = right[name] / total[name]
        _tell(f"other languages, {name}: {total[name]} lines, accuracy {share:.3f}")
    if not total:
        say("other languages", None)
        return
    _tell(f"other languages, ml_code F1 {2 * ml['both'] / max(1, ml['said'] + ml['gold']):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
