"""Where are the sources that are measured, and the rivals? In a folder that is filled once."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from auditor.trend import spread_out

CLONES = {
    "nanoGPT": "https://github.com/karpathy/nanoGPT",
    "yolov5": "https://github.com/ultralytics/yolov5",
}
SDISTS = {"scikit-learn": "1.7.2", "transformers": "4.46.3"}
RIVALS = (
    *("pygount", "radon", "vulture", "lizard", "ruff", "pylint"),
    *("ml-project-doctor", "reprolint", "typer"),
)
JSCPD = ("jscpd@5", "jscpd-linux-x64-gnu@5")
"""With its program, which npm leaves out though jscpd names it; elsewhere it may come by itself."""
LIFE = "yolov5-life"  # every file once that any of some commits of all its past has
REVISIONS = 20
LONG_FILE_LINES = (25_000, 50_000)
MANY_FILES = 23_000
# Short lines: 50,000 of them have to stay below the million bytes that are read of a file.
BLOCK = """
def f{0}(x, m):
    v = x["{0}"]
    if v.max() > {0}:
        m.fit(v, x["y"])
    return m.predict(v)

"""


def source(folder: Path, name: str) -> Path | None:
    """The sources of a target; None where they can't be had."""
    path = folder / name
    made: Callable[[], None]
    if name in CLONES:
        made = lambda: _call("git", "clone", "-q", CLONES[name], str(path))  # noqa: E731
    elif name in SDISTS:
        made = lambda: _unpack(folder, name)  # noqa: E731
    elif name == LIFE:
        made = lambda: _write_life(folder / "yolov5", path)  # noqa: E731
    else:
        made = lambda: _write(path, name)  # noqa: E731
    if not path.is_dir():
        try:
            made()
        except (OSError, subprocess.CalledProcessError):
            return None
    return path


def rival(folder: Path, name: str) -> Path:
    return folder / "rivals" / "bin" / name


def install(folder: Path) -> None:
    """Install the rivals, each by itself: one that can't be had does not cost the others."""
    python = rival(folder, "python")
    if not python.exists():
        _call(sys.executable, "-m", "venv", str(folder / "rivals"))
    for name in RIVALS:
        subprocess.run([python, "-m", "pip", "install", "-q", name], check=False)  # noqa: S603
    npm = shutil.which("npm")
    if npm is not None and not jscpd(folder).exists():
        where = ("--silent", "--prefix", str(folder / "rivals"))
        for name in JSCPD:
            subprocess.run([npm, "install", *where, name], check=False)  # noqa: S603


def jscpd(folder: Path) -> Path:
    """The finder of copies, which is not of Python's world."""
    return folder / "rivals" / "node_modules" / ".bin" / "jscpd"


def _write_life(repository: Path, path: Path) -> None:
    """A folder for each of the commits that a trend looks at, with the files that are new in it."""
    line = _git(repository, "log", "--first-parent", "--format=%H").decode().split()
    seen: set[tuple[str, str]] = set()
    for number, commit in enumerate(spread_out(line, REVISIONS)):
        for entry in filter(None, _git(repository, "ls-tree", "-r", "-z", commit).split(b"\0")):
            head, _, name = entry.decode().partition("\t")
            _, kind, id_ = head.split()
            if kind != "blob" or (id_, name) in seen:
                continue
            seen.add((id_, name))
            file = path / f"{number:02}" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_git(repository, "cat-file", "blob", id_))


def _git(repository: Path, *words: str) -> bytes:
    words = ("git", "-C", str(repository), *words)
    return subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603


def _call(*words: str) -> None:
    subprocess.run(words, check=True)  # noqa: S603


def _unpack(folder: Path, name: str) -> None:
    wanted = f"{name}=={SDISTS[name]}"
    pip = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name)
    _call(*pip, "-d", str(folder), wanted)
    stem = f"{name.replace('-', '_')}-{SDISTS[name]}"
    with tarfile.open(folder / f"{stem}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    (folder / stem).rename(folder / name)


def _write(path: Path, name: str) -> None:
    """Sources made up to find steps that grow faster than what they read."""
    path.mkdir(parents=True)
    if name == "many-files":
        for number in range(MANY_FILES):
            below = path / f"folder_{number // 100}"
            below.mkdir(exist_ok=True)
            (below / f"part_{number}.py").write_text(BLOCK.format(number))
        return
    lines = int(name.removeprefix("lines-"))
    blocks = range(lines // BLOCK.count("\n"))
    (path / "long.py").write_text("".join(BLOCK.format(number) for number in blocks))
