"""An audit starts no program but git, opens no connection, and writes only where it may.

An audit hook of Python sees every one of these before it happens, also in libraries.
"""

# ruff: noqa: E501 - the watched program and the record of the kernel

import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import ANY

import pytest

from tests.reliability.traffic import counted, traced
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


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_saw_no_program_but_git_and_no_connection(tmp_path: Path) -> None:
    """What the hook cannot see: processes of libraries in C, and those that git starts."""
    project = small_project(tmp_path / "project")
    assert traced(str(project.path), tmp_path) == ({"git": ANY}, {})


def test_the_record_of_the_kernel_is_read_right() -> None:
    calls = [
        '7 execve("/usr/sbin/git", ["git", "version"], 0x7f /* 37 vars */) = -1 ENOENT (No such)',
        '7 execve("/usr/bin/git", ["git", "version"], 0x7f /* 37 vars */) = 0',
        '8 execve("/bin/sh", ["sh", "-c", "x"], 0x7f /* 37 vars */) = 0',
        "9 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
        '9 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.1.1.1")}, 16) = 0',
    ]
    programs, network = counted(calls)
    assert programs == {"git": 1, "sh": 1}
    assert network == {"socket AF_INET": 1, "connect AF_INET": 1}
