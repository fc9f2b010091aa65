"""A batch on a real Dask cluster on this machine: the same reports, whoever dies in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.batch import REPORTS, Job, Place, Status, known, report_name, run
from auditor.batch.cluster import run_on
from auditor.errors import BadSettings
from tests.builders import small_projects

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed, about ports and clean-up

OPTIONS = ("--no-history", "--no-run-info")
Starter = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return small_projects(tmp_path_factory.mktemp("projects"), 6)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Starts `python -m distributed.cli.<what>`; all are ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def starting(what: str, *words: str) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"{what}-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{what}", *words],
            stdout=log,
            stderr=log,
            cwd=tmp_path,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def scheduler(start: Starter, port: int) -> tuple[str, subprocess.Popen[bytes]]:
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
    return f"tcp://127.0.0.1:{port}", start("dask_scheduler", *words)


def worker(start: Starter, address: str) -> subprocess.Popen[bytes]:
    words = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "120")
    return start("dask_worker", address, *words)


def job(folder: Path) -> Job:
    return Job(out=str(folder), options=OPTIONS)


def reports(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / REPORTS).iterdir()}


def test_workers_write_the_same_reports_as_one_machine(
    folders: list[str], tmp_path: Path, start: Starter
) -> None:
    list(run(folders, job(tmp_path / "alone"), jobs=2))
    address, _ = scheduler(start, free_port())
    for _ in range(2):
        worker(start, address)
    found = list(run_on(address, folders, job(tmp_path / "cluster")))
    assert {result.status for result in found} == {Status.DONE}
    assert reports(tmp_path / "cluster") == reports(tmp_path / "alone")


def test_a_worker_that_is_killed_costs_nothing(
    folders: list[str], tmp_path: Path, start: Starter
) -> None:
    address, _ = scheduler(start, free_port())
    workers = [worker(start, address) for _ in range(2)]
    done: set[str] = set()
    for result in run_on(address, folders, job(tmp_path / "out")):
        if not done:
            os.killpg(workers[0].pid, signal.SIGKILL)
        done.add(result.target)
    assert done == set(folders)
    assert {result.status for result in known(Place(str(tmp_path / "out")))} == {Status.DONE}


def test_a_scheduler_that_is_started_anew_goes_on(
    folders: list[str], tmp_path: Path, start: Starter
) -> None:
    port, out = free_port(), tmp_path / "out"
    address, first = scheduler(start, port)
    worker(start, address)
    for number, _ in enumerate(run_on(address, folders, job(out))):
        if not number:
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
            scheduler(start, port)
            worker(start, address)
    assert {path.name for path in (out / REPORTS).iterdir()} == set(map(report_name, folders))


def test_a_client_that_goes_away_leaves_the_work_to_the_workers(
    folders: list[str], tmp_path: Path, start: Starter
) -> None:
    out = tmp_path / "out"
    address, _ = scheduler(start, free_port())
    worker(start, address)
    next(iter(run_on(address, folders, job(out))))
    deadline = time.monotonic() + 90
    while len([*known(Place(str(out)))]) < len(folders) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len([*known(Place(str(out)))]) == len(folders)


def test_workers_of_its_own_are_asked_for_by_number(folders: list[str], tmp_path: Path) -> None:
    found = list(run_on("local:1", folders[:1], job(tmp_path)))
    assert [result.status for result in found] == [Status.DONE]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("local:none", "tcp://HOST:PORT or local:N", id="no-number"),
        pytest.param("local:0", "tcp://HOST:PORT or local:N", id="no-workers"),
        pytest.param("ftp://x", "ftp", id="unknown-protocol"),
    ],
)
def test_a_wrong_address_is_one_sentence(address: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=said):
        list(run_on(address, ["x"], job(tmp_path)))
