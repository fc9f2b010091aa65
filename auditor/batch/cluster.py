"""The same batch on a Dask cluster: each audit is a task, and its worker writes what comes of it.

Nothing that matters is in the memory of client or scheduler: a client that went away, a worker that
died or a scheduler that was started anew cost only the audits that were under way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING

from auditor.batch.audits import AT_A_HOST, Audits, Job
from auditor.batch.place import Place
from auditor.batch.results import Result, Status, left, record
from auditor.batch.targets import host_of, report_name
from auditor.errors import BadSettings

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local:"
WINDOW = 2_000  # tasks that the scheduler knows of at a time: more cost memory and bring nothing
PATIENCE = 120.0  # seconds without a scheduler before the batch gives up
PAUSE = 2.0  # seconds between attempts to find it again
CONNECT = 20.0  # seconds to wait for an answer at the first time
EXTRA = "Install the extra: pip install 'numbers-audit[batch]'."


def run_on(scheduler: str, targets: Sequence[str], job: Job) -> Iterator[Result]:
    """Audit the targets on the cluster of `scheduler`: `tcp://host:port`, or `local:N` workers.

    Results come as they are done. Workers need this version of the auditor, git, and an `out` that
    is the same place for all. Raises BadSettings where there is no such cluster.
    """
    place = Place(job.out)
    with _cluster(scheduler) as address:
        todo: Sequence[str] = targets
        seen = time.monotonic()
        while todo:
            try:
                with _client(address) as client:
                    seen = time.monotonic()
                    for result in _round(client, todo, job):
                        seen = time.monotonic()
                        yield result
                    return
            except _lost() as error:
                if time.monotonic() - seen > PATIENCE:
                    raise BadSettings(f"The scheduler {address} is gone: {error}.") from error
                time.sleep(PAUSE)
                todo = left(todo, place, retry_failed=False)


def audit_one(target: str, job: Job) -> Result:
    """The task: run by a worker, at most so many at a time for a host in the whole cluster."""
    from distributed import Semaphore  # noqa: PLC0415 - an extra

    host = host_of(target) or target
    gate = Semaphore(max_leases=AT_A_HOST, name=f"numbers-audit:{host}")
    audits = Audits(job)
    try:
        return audits.audit(target, gate)
    finally:
        audits.stop()


def _round(client: Client, targets: Sequence[str], job: Job) -> Iterator[Result]:
    """Results of all tasks, as long as the scheduler lives."""
    from distributed import as_completed, fire_and_forget  # noqa: PLC0415

    stream = iter(targets)

    def submit(count: int) -> Iterator[Future[Result]]:
        for target in islice(stream, count):
            # The name is the target's, so that a client that comes back joins what is under way.
            name = f"audit-{report_name(target)}"
            future = client.submit(audit_one, target, job, key=name, retries=0)
            fire_and_forget(future)
            names[name] = target
            yield future

    names: dict[str, str] = {}
    under_way = as_completed(submit(WINDOW))
    for future in under_way:
        target = names.pop(future.key)
        yield _result(future, target, job)
        for further in submit(1):
            under_way.add(further)


def _result(future: Future[Result], target: str, job: Job) -> Result:
    """What the task says; a task whose worker died again and again has failed."""
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        return future.result()
    except KilledWorker:
        said = "its worker died each time it was tried"
        result = Result(target=target, status=Status.FAILED, said=said)
        record(Place(job.out), result)
        return result


@contextmanager
def _cluster(scheduler: str) -> Iterator[str]:
    """The address of a scheduler; of one that is started here, if so asked."""
    if not scheduler.startswith(LOCAL):
        yield scheduler
        return
    number = scheduler.removeprefix(LOCAL)
    if not number.isdigit() or int(number) < 1:
        raise BadSettings(f"--scheduler is tcp://HOST:PORT or local:N, not {scheduler!r}.")
    try:
        from distributed import LocalCluster  # noqa: PLC0415
    except ImportError as error:
        raise BadSettings(f"--scheduler needs Dask. {EXTRA}") from error
    with LocalCluster(
        n_workers=int(number), threads_per_worker=1, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise BadSettings(f"--scheduler needs Dask. {EXTRA}") from error
    try:
        client = Client(address, timeout=CONNECT)
    except ValueError as error:
        raise BadSettings(f"--scheduler {address}: {error}.") from error
    with client:
        _check_versions(client)
        yield client


def _check_versions(client: Client) -> None:
    ours = _version()
    for worker, theirs in client.run(_version, on_error="return").items():
        if theirs != ours:
            raise BadSettings(
                f"Worker {worker} has numbers-audit {theirs}, this is {ours}: "
                "install the same version everywhere."
            )


def _version() -> str:
    return version("numbers-audit")


def _lost() -> tuple[type[BaseException], ...]:
    """How a scheduler that went away shows itself."""
    try:
        from distributed import CancelledError  # noqa: PLC0415
        from distributed.comm.core import CommClosedError  # noqa: PLC0415
    except ImportError:
        return (OSError,)
    return (CommClosedError, CancelledError, OSError, TimeoutError)
