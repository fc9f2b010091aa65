"""Many repositories: each gets its line, whatever happens to the others or to the run."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.batch import (
    LEDGER,
    REPORTS,
    Limits,
    Status,
    host_of,
    ledger,
    left,
    read_list,
    report_name,
    run,
    undone,
)
from auditor.errors import BadSettings
from auditor.pipeline.many import TABLE, write_table


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Four small projects."""
    top = tmp_path_factory.mktemp("projects")
    for number in range(4):
        (top / f"p{number}").mkdir()
        (top / f"p{number}" / "a.py").write_text(f"import torch\nx = {number}\n", encoding="utf-8")
    return [str(top / f"p{number}") for number in range(4)]


def options(tmp_path: Path) -> tuple[str, ...]:
    return ("--cache-dir", str(tmp_path / "cache"), "--no-history")


# ---- lists


def test_a_list_has_a_target_on_each_line_and_remarks() -> None:
    text = "# mine\nowner/name\n\n  https://x.org/a.git  # theirs\nowner/name\n./folder#1\n"
    assert read_list(text) == ("owner/name", "https://x.org/a.git", "./folder#1")


@pytest.mark.parametrize("head", ["target", "URL", "GitHub Repo", "name"])
def test_a_csv_file_names_them_in_a_column(head: str) -> None:
    text = f"id,{head},stars\n1,a/b,7\n2,,8\n3,c/d,9\n"
    assert read_list(text, "NICHE.csv") == ("a/b", "c/d")


def test_a_csv_file_without_such_a_column_is_refused() -> None:
    with pytest.raises(BadSettings, match="no column called target"):
        read_list("id,stars\n1,2\n", "list.csv")


def test_reports_of_different_targets_have_different_names() -> None:
    names = {report_name(target) for target in ("a/b", "a+b", "a/b/", "../a/b", "x" * 300, "é/b")}
    assert len(names) == 6
    assert all("/" not in name and not name.startswith(".") and len(name) < 120 for name in names)


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("https://user@example.org/a/b.git", "example.org"),
        ("git@example.org:a/b.git", "example.org"),
        ("owner/name@v1", "github.com"),
        ("file:///a/b", None),
        ("/a/b", None),
        ("./a", None),
    ],
)
def test_hosts_are_told_by_the_target(target: str, host: str | None) -> None:
    assert host_of(target) == host


# ---- runs


def test_one_that_fails_costs_no_other(folders: list[str], tmp_path: Path) -> None:
    targets = [folders[0], str(tmp_path / "nowhere"), folders[1]]
    results = {r.target: r for r in run(targets, tmp_path, jobs=2, options=options(tmp_path))}
    assert [results[target].status for target in targets] == ["done", "failed", "done"]
    assert "no such folder" in results[targets[1]].said
    assert results == ledger(tmp_path)
    assert undone(targets, tmp_path) == 1


def test_what_was_done_is_not_done_again(folders: list[str], tmp_path: Path) -> None:
    targets = [*folders[:2], str(tmp_path / "nowhere")]
    list(run(targets, tmp_path, jobs=2, options=options(tmp_path)))
    assert left(targets, tmp_path, retry_failed=False) == ()
    assert left(targets, tmp_path, retry_failed=True) == (targets[2],)
    (tmp_path / REPORTS / report_name(targets[0])).unlink()
    assert left(targets, tmp_path, retry_failed=False) == (targets[0],)


def test_one_that_takes_too_long_is_given_up(folders: list[str], tmp_path: Path) -> None:
    limits = Limits(seconds=0.05)
    (result,) = run(folders[:1], tmp_path, jobs=1, limits=limits, options=options(tmp_path))
    assert (result.status, result.report) == (Status.TIMED_OUT, None)
    assert "longer than 0.05 seconds" in result.said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_one_that_wants_too_much_memory_is_given_up(folders: list[str], tmp_path: Path) -> None:
    limits = Limits(memory=30_000_000)
    (result,) = run(folders[:1], tmp_path, jobs=1, limits=limits, options=options(tmp_path))
    assert result.status is Status.FAILED


def test_a_line_that_a_kill_cut_short_says_nothing(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b'{"target":"a","status":"done","report":"x.json"}\n{"target":')
    assert set(ledger(tmp_path)) == {"a"}
    list(run(folders[:1], tmp_path, jobs=1, options=options(tmp_path)))
    assert set(ledger(tmp_path)) == {"a", folders[0]}


def test_a_killed_run_is_taken_up_where_it_ended(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("\n".join(folders), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "auditor", "batch", str(tmp_path / "list.txt")]
    command += ["--out", str(out), "--jobs", "1", *options(tmp_path)]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not ledger(out) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    before = set(ledger(out))
    assert before
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    lines = (out / LEDGER).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(folders)
    assert {result.status for result in ledger(out).values()} == {Status.DONE}


# ---- the table


def test_the_table_is_made_from_the_reports(folders: list[str], tmp_path: Path) -> None:
    targets = [folders[1], folders[0], str(tmp_path / "nowhere")]
    list(run(targets, tmp_path, jobs=2, options=options(tmp_path)))
    (tmp_path / REPORTS / report_name(folders[1])).write_text("damaged", encoding="utf-8")
    assert write_table(tmp_path) == 3
    with (tmp_path / TABLE).open(encoding="utf-8", newline="") as file:
        rows = {row["target"]: row for row in csv.DictReader(file)}
    assert list(rows) == sorted(targets)
    assert (rows[folders[0]]["status"], rows[folders[0]]["code_lines"]) == ("done", "2.0")
    assert rows[folders[1]]["status"] == "failed"
    assert rows[targets[2]]["code_lines"] == ""


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(
        b'{"target":"=HYPERLINK(1)","status":"failed","said":"@SUM(A1)"}\n'
    )
    write_table(tmp_path)
    cells = (tmp_path / TABLE).read_text(encoding="utf-8").splitlines()[1].split(",")
    assert cells[0] == "'=HYPERLINK(1)"
    assert cells[2] == "'@SUM(A1)"
