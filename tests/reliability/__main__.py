"""Every file of real repositories is accounted for, and each report the same, or this tells.

    python -m tests.reliability FOLDER [--most N] [--out TABLE.tsv]

FOLDER holds bare repositories (`*/repo` or `*.git`). Each is audited three times from scratch, with
other hash seeds, other numbers of processes and the files in another order, and the JSON is held
against the others byte for byte, and against git's own list of files. The smallest come first; what
`--out` holds already is not done again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

WAYS = (("0", "1", "sorted"), ("1", "2", "reversed"), ("4242", "1", "shuffled"))
"""Hash seed, processes, order in which the files are handed to the stages."""


def repositories(folder: Path) -> list[Path]:
    found = [path / "repo" if (path / "repo").is_dir() else path for path in folder.iterdir()]
    sizes = {path: size(path) for path in found if (path / "HEAD").is_file()}
    return sorted(filter(sizes.__getitem__, sizes), key=sizes.__getitem__)  # 0: nothing to audit


def size(repository: Path) -> int:
    listed = git(repository, "ls-tree", "-r", "-l", "--full-tree", "HEAD").splitlines()
    sizes = (line.split(maxsplit=4)[3] for line in listed if b".py" in line or b".ipynb" in line)
    return sum(int(word) for word in sizes if word.isdigit())


def tracked(repository: Path) -> int:
    return git(repository, "ls-tree", "-r", "-z", "--full-tree", "HEAD").count(b"\0")


def git(repository: Path, *words: str) -> bytes:
    done = subprocess.run(
        ["git", f"--git-dir={repository}", *words], capture_output=True, check=False
    )
    return done.stdout


Way = subprocess.Popen[str]
"""A process that audits whatever it is asked to, with one hash seed and in one order."""


def way(hash_seed: str, order: str) -> Way:
    return subprocess.Popen(
        (sys.executable, "-m", "tests.reliability.reordered", order),
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def audited(repository: Path, by: Way, jobs: str, folder: Path) -> tuple[bytes, int]:
    """The report, and the exit code of the audit that made it."""
    out = folder / "report.json"
    out.unlink(missing_ok=True)
    words = [
        *(f"file://{repository}", "-q", "--no-cache", "--no-run-info"),
        *("--jobs", jobs, "--cache-dir", str(folder / "cache"), "-o", str(out)),
    ]
    assert by.stdin is not None
    assert by.stdout is not None
    by.stdin.write(json.dumps(words) + "\n")
    by.stdin.flush()
    code = int(by.stdout.readline())
    return out.read_bytes() if out.is_file() else b"", code


def row(repository: Path, ways: Sequence[tuple[Way, str]]) -> dict[str, str]:
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        runs = [audited(repository, by, jobs, Path(folder)) for by, jobs in ways]
    report = json.loads(runs[0][0] or b"{}")
    lines = report.get("lines", {})
    parts = sum(lines.get(part, 0) for part in ("code", "comment", "docstring", "blank"))
    listed, files = tracked(repository), report.get("files", [])
    return {
        "repository": (repository.parent if repository.name == "repo" else repository).name,
        "files": str(listed),
        "accounted": str(len({file["path"] for file in files})),
        "failed": str(sum(file.get("failed", False) for file in files)),
        "sums": "yes" if files and lines.get("total") == parts else "no",
        "same": "yes" if files and len({text for text, _ in runs}) == 1 else "no",
        "exit": "/".join(str(code) for _, code in runs),
        "digest": sha256(runs[0][0]).hexdigest()[:12],
        "seconds": f"{time.monotonic() - start:.0f}",
    }


def done_before(table: Path | None) -> Iterator[dict[str, str]]:
    if table is None or not table.is_file():
        return
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    for line in rows:
        yield dict(zip(head.split("\t"), line.split("\t"), strict=True))


def main(arguments: list[str]) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--most", type=int, default=1_000)
    words.add_argument("--out", type=Path)
    chosen = words.parse_args(arguments)
    rows = list(done_before(chosen.out))
    known = {row["repository"] for row in rows}
    ways = [(way(hash_seed, order), jobs) for hash_seed, jobs, order in WAYS]
    for repository in repositories(chosen.folder)[: chosen.most]:
        name = (repository.parent if repository.name == "repo" else repository).name
        if name not in known:
            rows.append(row(repository, ways))
            _say("\t".join(rows[-1].values()))
            if chosen.out:
                lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
                chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    files, found = (sum(int(row[name]) for row in rows) for name in ("files", "accounted"))
    same = sum(row["same"] == "yes" for row in rows)
    sums = sum(row["sums"] == "yes" for row in rows)
    fine = sum(row["exit"] == "0/0/0" for row in rows)
    _say(f"{len(rows)} repositories: {found:,} of {files:,} files told; sums right in {sums};")
    _say(f"the same bytes three times in {same}; every audit complete in {fine}")
    return 0 if found == files and same == sums == fine == len(rows) else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
