"""An audit starts no program but git, opens no connection, and writes only where it may.

An audit hook of Python sees every one of these before it happens, also in libraries.
"""

import subprocess
import sys
from pathlib import Path

# ruff: noqa: E501 - the watched program
from tests.repositories import small_project

ROOT = Path(__file__).parents[2]
WATCHED = """
import os, sys

OUT = os.path.realpath(sys.argv.pop(1))
NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.Request")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn")
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
           "os.chmod", "shutil.rmtree")


def hook(event, args):
    said = None
    if event in NETWORK:
        said = f"{event} {args!r}"
    elif event in PROGRAMS:
        program = args[0] if isinstance(args[0], str) else os.fsdecode(args[0])
        if os.path.basename(program) != "git":
            said = f"{event} {args[:2]!r}"
    elif event == "open" and isinstance(args[0], (str, bytes)):
        writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if args[2] else False
        name = os.path.realpath(os.fsdecode(args[0]))
        if writes and not name.startswith((OUT + "/", "/dev/")) and not name.endswith(".pyc"):
            said = f"writes {name}"
    elif event in CHANGES:
        folder, name = os.path.split(os.fsdecode(args[1 if event == "os.symlink" else 0]))
        name = os.path.join(os.path.realpath(folder), name)  # the link itself, not what it names
        if not name.startswith(OUT + "/") and "__pycache__" not in name:
            said = f"{event} {name}"
    if said:
        sys.__stdout__.write("SEEN " + said + "\\n")


sys.addaudithook(hook)
from auditor.__main__ import main
main()
"""


def watched(folder: Path, *words: str) -> list[str]:
    """What an audit did that it must not do."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            "-B",
            "-c",
            WATCHED,
            str(out),
            *words,
            "-q",
            "--cache-dir",
            str(out / "cache"),
        ],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "TMPDIR": str(out),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith("SEEN")]


def test_an_audit_does_nothing_but_read_and_write_its_reports(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project")
    project.write(
        {
            "setup.py": "import os\nos.system('touch owned')\n",
            "conftest.py": "raise SystemExit\n",
            "sitecustomize.py": "raise SystemExit\n",
            "a.xml": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x" [<!ENTITY e SYSTEM "/etc/passwd">]>'
            "<x>&e;</x>\n",
        }
    )
    reports = [word for suffix in ("json", "html", "md", "sarif", "csv", "svg")
               for word in ("-o", str(tmp_path / "out" / f"r.{suffix}"))]  # fmt: skip
    assert watched(tmp_path, str(project.path), "--jobs", "1", *reports) == []
    assert watched(tmp_path, f"file://{project.path}", "--jobs", "1") == []
    assert not (project.path / "owned").exists()


def test_the_hook_sees_what_it_is_to_see(tmp_path: Path) -> None:
    """A report outside of the folder is something written outside of it."""
    project = small_project(tmp_path / "project")
    found = watched(tmp_path, str(project.path), "-o", str(tmp_path / "elsewhere.json"))
    assert any("elsewhere.json" in line for line in found)
