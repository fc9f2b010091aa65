"""Many repositories: each audited in a process of its own, none at the cost of another.

A repository that hangs, crashes or eats memory ends its own process and is written down as failed.
Whoever audits a repository, this machine or a worker of a cluster, writes its report and what
became of it to one place; what is written there tells a later run what is left to do, however
this one ends.
"""

from auditor.batch.audits import Job, Limits
from auditor.batch.local import run
from auditor.batch.place import Place
from auditor.batch.results import REPORTS, Result, Status, known, left, undone
from auditor.batch.targets import host_of, read_list, report_name

__all__ = [
    "REPORTS",
    "Job",
    "Limits",
    "Place",
    "Result",
    "Status",
    "host_of",
    "known",
    "left",
    "read_list",
    "report_name",
    "run",
    "undone",
]
