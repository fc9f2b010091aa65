"""Whatever the machine lacks, an audit ends with the right report or with one sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.pipeline import examine
from auditor.report import SUFFIXES, render
from auditor.settings import Settings
from tests.hostile.audits import check_sentence
from tests.repositories import Repository, small_project

ROOT = Path(__file__).parents[2]
PLAIN = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
MEGABYTE = 2**20

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as Linux has them")


@pytest.fixture(name="project", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    project = small_project(tmp_path_factory.mktemp("host") / "project")
    project.commit({"größe.py": "import pandas as pd\nd = pd.read_csv(r'C:\\data\\x.csv')\n"})
    return project


@pytest.fixture(name="right", scope="module")
def undisturbed(project: Repository, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report as an undisturbed audit writes it."""
    folder = tmp_path_factory.mktemp("right")
    report = folder / "right.json"
    environment = {"HOME": str(folder), "LC_ALL": "C.UTF-8"}
    assert audited([str(project.path), "-o", str(report)], environment).returncode == 0
    return report.read_bytes()


def audited(
    words: Sequence[str], environment: Mapping[str, str], before: str = ""
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, after some lines of Python."""
    program = f"import auditor.cli, auditor.pipeline, auditor.report\n{before}\n"
    program += "from auditor.__main__ import main\nmain()\n"
    return subprocess.run(
        [sys.executable, "-c", program, *words, "-q", "--no-run-info"],
        env={**PLAIN, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that says what is wrong."""
    assert done.returncode in {2, 3}, done.stderr
    (sentence,) = done.stderr.splitlines()
    check_sentence(sentence)
    return sentence


@pytest.mark.parametrize(
    ("home", "locale"),
    [("/sys", "C"), ("/dev/null/home", "de_DE.UTF-8"), (None, "tr_TR.ISO-8859-9")],
    ids=["read-only-home", "no-folder-as-home", "no-home"],
)
def test_home_and_locale_change_nothing(
    project: Repository, right: bytes, tmp_path: Path, home: str | None, locale: str
) -> None:
    out = tmp_path / "out.json"
    environment = {"LC_ALL": locale, "LANGUAGE": "de:tr", **({"HOME": home} if home else {})}
    done = audited([str(project.path), "-o", str(out)], environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes() == right


def test_an_account_without_a_name_or_a_home_may_audit(
    project: Repository, right: bytes, tmp_path: Path
) -> None:
    """As in containers that run under any number: `HOME` is not set, and nobody knows the user."""
    out = tmp_path / "out.json"
    nameless = "import pwd\ndef unknown(_): raise KeyError\npwd.getpwuid = unknown"
    done = audited([str(project.path), "-o", str(out)], {}, nameless)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes() == right


@pytest.mark.parametrize("size", [0, 1, 8192])
def test_a_full_disk_costs_the_report_and_nothing_else(
    project: Repository, right: bytes, tmp_path: Path, size: int
) -> None:
    """No file may grow beyond so many bytes: not the cache, not the links, not the report."""
    out = tmp_path / "out.json"
    out.write_text("of an earlier audit")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    words = [str(project.path), "--cache-dir", str(tmp_path / "cache")]
    sentence = refused(audited([*words, "-o", str(out)], {"HOME": str(tmp_path)}, limit))
    assert "out.json" in sentence or "cache" in sentence
    assert out.read_text() == "of an earlier audit"
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))
    assert audited([*words, "-o", str(out)], {"HOME": str(tmp_path)}).returncode == 0
    assert out.read_bytes() == right


@pytest.mark.parametrize("megabytes", [64, 32, 8])
def test_little_memory_is_enough_or_is_named(
    project: Repository, right: bytes, tmp_path: Path, megabytes: int
) -> None:
    limit = (
        "import resource\n"
        "import typer._adapters, git.cmd  # what is loaded late\n"
        "held = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        f"resource.setrlimit(resource.RLIMIT_AS, (held + {megabytes * MEGABYTE},) * 2)"
    )
    out = tmp_path / "out.json"
    words = [str(project.path), "--jobs", "1", "-o", str(out)]
    done = audited(words, {"HOME": str(tmp_path)}, limit)
    if done.returncode == 0:
        assert out.read_bytes() == right
    else:
        assert "not enough memory" in refused(done)
        assert not out.exists()


def test_two_audits_at_once_of_one_target_into_one_file(
    project: Repository, right: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    words = [sys.executable, "-m", "auditor", str(project.path), "-q", "--no-run-info"]
    words += ["--cache-dir", str(tmp_path / "cache"), "-o", str(out)]
    environment = {**PLAIN, "HOME": str(tmp_path)}
    both = [subprocess.Popen(words, env=environment, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(one.communicate()[1], one.returncode) for one in both] == [(b"", 0)] * 3
    assert out.read_bytes() == right
    assert not list(tmp_path.glob(".*.part"))


def test_a_clock_that_goes_backwards_changes_nothing(
    project: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Today is 2100, then 1971, with one cache; a commit lies in the future of the latter."""
    settings = Settings(cache=tmp_path / "cache", jobs=1, run_info=False)
    reports = set()
    for now in (4_102_444_800.0, 31_536_000.0, 1_800_000_000.0):
        monkeypatch.setattr("time.time", lambda now=now: now)
        reports.add(render(examine(str(project.path), settings), ".json"))
    assert len(reports) == 1


def test_an_audit_that_was_kept_is_written_as_a_new_one(
    project: Repository, tmp_path: Path
) -> None:
    """Numbers keep their kind in the store: 5 minutes are 5.0 there and must be so here."""
    settings = Settings(cache=tmp_path / "cache", jobs=1)
    new, kept = (examine(f"file://{project.path}", settings) for _ in range(2))
    assert kept.run is not None
    assert kept.run.cached
    for suffix in SUFFIXES:
        assert render(replace(new, run=None), suffix) == render(replace(kept, run=None), suffix)


def test_windows_paths_in_code_are_strings(right: bytes) -> None:
    files = {file["path"]: file["code"] for file in json.loads(right)["files"]}
    assert files["größe.py"] == 2
