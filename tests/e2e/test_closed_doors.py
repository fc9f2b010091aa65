"""A private repository is told in one sentence, whatever its server says to strangers."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repositories import Repository
from tests.transports import http_server

PROGRAM = Path(sys.executable).with_name("numbers-audit")


def audited(url: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), url, "-q"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,  # what asks for a password waits for ever
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"},
    )


@pytest.mark.parametrize("user", ["", "ada@", "ada:wrong@"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_private_repository_is_told_in_one_sentence(
    tmp_path: Path, status: int, user: str
) -> None:
    Repository(tmp_path / "served" / "model").commit({"a.py": "x = 1\n"})
    with http_server(tmp_path / "served") as server:
        server.password = ("ada", "unseen-byron")
        server.forbidden = status == 403
        url = server.url.replace("//", f"//{user}") + "/model/.git"
        done = audited(url, tmp_path)
    assert done.returncode == 3
    (sentence,) = done.stderr.splitlines()
    assert "it is private: check the address, give git credentials for it" in sentence
    assert "wrong" not in sentence
    assert not done.stdout
