"""What is done for a model that others use: its service is tested and watched."""

from auditor.evidence.libraries import CLIENTS, SERVERS, WATCHERS
from auditor.evidence.signs import imported, imported_by, tests
from auditor.model import Project
from auditor.practices.kinds import practice, serves


def _serving_tested(project: Project) -> str | None:
    return imported_by(tests(project), (*CLIENTS, *SERVERS))


def _monitored(project: Project) -> str | None:
    """Metrics or drift anywhere; plain logs only where requests are served."""
    sources = list(project.python_files(tests=False))
    serving = [file for file in sources if imported_by([file], SERVERS)]
    logged = next((file.path for file in serving if imported_by([file], ("logging",))), None)
    return imported(project, WATCHERS) or (f"{logged} serves and logs" if logged else None)


PRACTICES = (
    practice(
        "serving-tested", "Serving code tested", "Requests are tried.", _serving_tested, serves
    ),
    practice("monitored", "Serving is monitored", "Logs, metrics or drift.", _monitored, serves),
)
