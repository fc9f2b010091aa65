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
    REPORTS,
    Job,
    Limits,
    Place,
    Result,
    Status,
    host_of,
    known,
    left,
    read_list,
    report_name,
    run,
    undone,
)
from auditor.batch.audits import IN_USE, SCRATCH
from auditor.batch.results import RESULTS, record
from auditor.errors import BadSettings, OutputFailed
from auditor.locks import lock
from auditor.pipeline.many import PAGE, TABLE, summary, write_page, write_table
from auditor.pipeline.parquet import DATA_SET, part_of, write_data_set
from tests.builders import small_projects


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return small_projects(tmp_path_factory.mktemp("projects"), 4)


def job_in(folder: Path, limits: Limits = Limits()) -> Job:  # noqa: B008 - a frozen value
    return Job(out=str(folder), limits=limits, options=("--no-history",))


def results(folder: Path) -> dict[str, Result]:
    return {result.target: result for result in known(Place(str(folder)))}


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
    found = {result.target: result for result in run(targets, job_in(tmp_path), jobs=2)}
    assert [found[target].status for target in targets] == ["done", "failed", "done"]
    assert "no such folder" in found[targets[1]].said
    assert found == results(tmp_path)
    assert undone(targets, Place(str(tmp_path))) == 1


def test_what_was_done_is_not_done_again(folders: list[str], tmp_path: Path) -> None:
    targets, place = [*folders[:2], str(tmp_path / "nowhere")], Place(str(tmp_path))
    list(run(targets, job_in(tmp_path), jobs=2))
    assert left(targets, place, retry_failed=False) == ()
    assert left(targets, place, retry_failed=True) == (targets[2],)
    (tmp_path / REPORTS / report_name(targets[0])).unlink()
    assert left(targets, place, retry_failed=False) == (targets[0],)


def test_one_that_takes_too_long_is_given_up(folders: list[str], tmp_path: Path) -> None:
    (result,) = run(folders[:1], job_in(tmp_path, Limits(seconds=0.05)), jobs=1)
    assert (result.status, result.report) == (Status.TIMED_OUT, None)
    assert "longer than 0.05 seconds" in result.said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_one_that_wants_too_much_memory_is_given_up(folders: list[str], tmp_path: Path) -> None:
    (result,) = run(folders[:1], job_in(tmp_path, Limits(memory=30_000_000)), jobs=1)
    assert result.status is Status.FAILED


def test_a_damaged_result_says_nothing(folders: list[str], tmp_path: Path) -> None:
    list(run(folders[:2], job_in(tmp_path), jobs=2))
    (tmp_path / RESULTS / report_name(folders[0])).write_text('{"target":', encoding="utf-8")
    assert set(results(tmp_path)) == {folders[1]}
    assert left(folders[:2], Place(str(tmp_path)), retry_failed=False) == (folders[0],)


def test_clones_and_facts_go_unless_they_are_kept(folders: list[str], tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    list(run(folders[:1], job_in(out), jobs=1))
    assert {path.name for path in out.iterdir()} == {REPORTS, RESULTS}
    list(run(folders[1:2], Job(out=str(out), cache=str(kept)), jobs=1))
    assert any(kept.iterdir())


def test_a_place_that_cannot_be_written_to_ends_the_batch(
    folders: list[str], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises((OutputFailed, OSError)):
        list(run(folders[:1], job_in(tmp_path / "out"), jobs=1))


def test_an_unknown_kind_of_place_is_one_sentence() -> None:
    with pytest.raises(OutputFailed, match=r"Cannot write to nosuch://x: .*nosuch"):
        Place("nosuch://x")


def test_a_killed_run_is_taken_up_where_it_ended(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("\n".join(folders), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "auditor", "batch", str(tmp_path / "list.txt")]
    command += ["--out", str(out), "--jobs", "1", "--no-history"]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not results(out) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    before = {path.name: path.stat().st_mtime_ns for path in (out / RESULTS).iterdir()}
    assert before
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    after = {path.name: path.stat().st_mtime_ns for path in (out / RESULTS).iterdir()}
    assert len(after) == len(folders)
    assert before.items() <= after.items()
    assert {result.status for result in results(out).values()} == {Status.DONE}


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are a matter of POSIX")
def test_an_audit_ends_with_the_batch_that_started_it(tmp_path: Path) -> None:
    (tmp_path / "slow").mkdir()
    for number in range(400):
        text = "import torch\n" + "x = torch.ones(3) + 1\n" * 2000
        (tmp_path / "slow" / f"m{number}.py").write_text(text, encoding="utf-8")
    program = (
        "from auditor.batch import Job, run\n"
        f"list(run([{str(tmp_path / 'slow')!r}], Job(out={str(tmp_path / 'out')!r}), jobs=1))"
    )
    batch = subprocess.Popen([sys.executable, "-c", program])
    deadline = time.monotonic() + 30
    while not (audits := _audits_of(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert audits
    time.sleep(0.5)
    batch.kill()
    batch.wait()
    deadline = time.monotonic() + 10
    while _audits_of(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _audits_of(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be renamed there")
def test_what_a_killed_batch_left_goes_and_what_is_in_use_stays(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, used, new = (tmp_path / f"{SCRATCH}{name}" for name in ("left", "used", "new"))
    for folder in (left, used, new):
        folder.mkdir()
    (left / IN_USE).touch()
    with (used / IN_USE).open("wb") as mark:
        assert lock(mark)
        list(run(folders[:1], job_in(tmp_path / "out"), jobs=1))
    assert sorted(tmp_path.glob(f"{SCRATCH}*")) == sorted([used, new])


def _audits_of(folder: Path) -> list[str]:
    """Process ids of audits whose target lies in a folder."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    )
    return [
        line.split()[0]
        for line in listed.stdout.splitlines()
        if " -m auditor audit " in line and line.endswith(f"{folder}/slow")
    ]


# ---- the table and the page


def test_the_table_is_made_from_the_reports(folders: list[str], tmp_path: Path) -> None:
    targets, place = [folders[1], folders[0], str(tmp_path / "nowhere")], Place(str(tmp_path))
    list(run(targets, job_in(tmp_path), jobs=2))
    (tmp_path / REPORTS / report_name(folders[1])).write_text("damaged", encoding="utf-8")
    assert write_table(place, summary(place)) == 3
    with (tmp_path / TABLE).open(encoding="utf-8", newline="") as file:
        rows = {row["target"]: row for row in csv.DictReader(file)}
    assert list(rows) == sorted(targets)
    assert (rows[folders[0]]["status"], rows[folders[0]]["code_lines"]) == ("done", "2.0")
    assert rows[folders[1]]["status"] == "failed"
    assert rows[targets[2]]["code_lines"] == ""


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    record(place, Result(target="=HYPERLINK(1)", status=Status.FAILED, said="@SUM(A1)"))
    write_table(place, summary(place))
    cells = (tmp_path / TABLE).read_text(encoding="utf-8").splitlines()[1].split(",")
    assert cells[0] == "'=HYPERLINK(1)"
    assert cells[2] == "'@SUM(A1)"


def test_the_page_shows_each_repository_and_what_failed(folders: list[str], tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    list(run([*folders, str(tmp_path / "nowhere")], job_in(tmp_path), jobs=2))
    write_page(place, summary(place))
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert "<h1>4 repositories</h1>" in page
    assert "1 not audited" in page
    assert all(folder in page for folder in folders)
    assert [bool(standing.figures) for standing in summary(place).league.standings].count(True) == 4


def test_the_page_escapes_what_others_wrote(tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    record(place, Result(target="<script>x", status=Status.FAILED, said="<img src=x>"))
    write_page(place, summary(place))
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert "<script>x" not in page
    assert "<img" not in page


def test_the_data_set_has_a_row_for_each_repository_finding_and_file(
    folders: list[str], tmp_path: Path
) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    place = Place(str(tmp_path))
    list(run([*folders, str(tmp_path / "nowhere")], job_in(tmp_path), jobs=2))
    assert write_data_set(place) % 3 == 0
    tables = {
        name: dataset.dataset(tmp_path / DATA_SET / name, partitioning="hive").to_table()
        for name in ("repositories", "findings", "files")
    }
    assert sorted(tables["repositories"]["target"].to_pylist()) == sorted(
        [*folders, str(tmp_path / "nowhere")]
    )
    assert tables["files"].num_rows == len(folders)
    standings = summary(place).league.standings
    assert tables["findings"].num_rows == sum(standing.findings for standing in standings)
    assert {part_of(folder) for folder in folders} <= set(
        map(str, tables["files"]["part"].to_pylist())
    )
