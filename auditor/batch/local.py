"""A batch on this machine: a thread for each audit under way, which waits for its process."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from auditor.batch.audits import AT_A_HOST, Audits, Job
from auditor.batch.results import Result
from auditor.batch.targets import host_of


def run(targets: Sequence[str], job: Job, *, jobs: int) -> Iterator[Result]:
    """Audit the targets, several at a time; results come as they are done.

    Whoever stops listening ends all audits under way. Raises OutputFailed if the place of the job
    cannot be written to.
    """
    audits = Audits(job)
    gates: defaultdict[str, threading.Semaphore] = defaultdict(
        lambda: threading.Semaphore(AT_A_HOST)
    )
    calls = ((target, gates[host_of(target) or target]) for target in targets)
    pool = ThreadPoolExecutor(jobs)
    try:
        under_way: set[Future[Result]] = {
            pool.submit(audits.audit, *call) for call in islice(calls, jobs)
        }
        while under_way:
            finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                under_way |= {pool.submit(audits.audit, *call) for call in islice(calls, 1)}
                yield future.result()
    finally:
        audits.stop()
        pool.shutdown()
