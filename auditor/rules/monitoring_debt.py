"""A service answers with a model, and nothing watches it.

Tests before release cannot tell what the world will send. Sculley et al. ask for live monitoring:
of the share of predicted labels, of limits on actions, of the producers upstream. What nobody
measures, nobody will know when it changes.

Asked of programs that make a web or RPC application and use a model in it: they import a library
of models, load one, or call `predict`. Somebody must run it: a container, process file, script or
manifest names it. Any logging, metrics, tracing or drift library in the folder of the service
silences it, for a log is the least that can be watched, and so does a service that stores what it
was asked and answered in a database. Demos, examples, tutorials and courses are
not asked, since nobody depends on them. Watching from outside (a proxy, a cloud's dashboard)
cannot be seen.
"""

import re
from collections.abc import Iterator

from auditor.evidence.kept import once
from auditor.evidence.places import LEARNERS, roots
from auditor.evidence.programs import Sort, is_aside, servers, sort_of
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

WATCHERS = frozenset(
    {
        "logging",
        "loguru",
        "structlog",
        "prometheus_client",
        "opentelemetry",
        "sentry_sdk",
        "datadog",
    }
    | {"statsd", "evidently", "whylogs", "nannyml", "arize", "elasticapm", "newrelic", "ddtrace"}
    | {"aporia", "fiddler", "absl", "prometheus_flask_exporter", "starlette_exporter", "mlflow"}
    | {
        "prometheus_fastapi_instrumentator",
        "statsig",
        "honeycomb",
        "langfuse",
        "langsmith",
        "wandb",
    }
)
LOGS = re.compile(
    r"(^|\.)(logger|log|LOGGER|LOG)\.\w+$|(^|\.)(getLogger|get_logger|setup_logging)$"
    r"|(^|\.)(db|session|conn|connection|cur|cursor|collection|table|database)\."
    r"(add|add_all|commit|insert\w*|put_item)$"
)
STARTERS = re.compile(
    r"(^|/)(dockerfile[^/]*|[^/]*\.dockerfile|procfile|[^/]*compose[^/]{0,100}\.ya?ml|app\.ya?ml|serverless\.yml"
    r"|[^/]*(deploy|service|k8s|helm)[^/]{0,100}\.ya?ml|entrypoint[^/]*|start[^/]*\.sh|run[^/]*\.sh)$",
    re.IGNORECASE,
)
RUNNERS = re.compile(r"\b(?:uvicorn|gunicorn|hypercorn|waitress-serve|uwsgi)\b")
STARTED = re.compile(r"(?<![\w-])[\w-]+(?=\.py\b|:\w)")
MODULE = re.compile(r"[\s\"'\[,]([A-Za-z_][\w.]{0,80}):[A-Za-z_]")  # of `gunicorn main:app`
COMMAND = 300  # characters in which a server is told what to run
PREDICTS = re.compile(
    r"(^|\.)(predict\w*|inference|infer|transcribe|tts|generate|load_model|from_pretrained"
    r"|run_inference|InferenceSession)$"
)


def check(project: Project) -> Iterator[Hit]:
    if sort_of(project) is Sort.COURSE:
        return
    for file, line in servers(project):
        wanted = not is_aside(file.path) and _serves_model(file) and _is_deployed(project, file)
        if wanted and not _is_watched(project, file):
            text = "this service answers with a model, and neither logs nor measures anything"
            yield Hit(file.location(line), text, identity=file.path)


def _serves_model(file: SourceFile) -> bool:
    imported = {root for root, _ in roots(file)}
    return bool(imported & LEARNERS) or file.contents.calls_any(PREDICTS)


def _is_deployed(project: Project, server: SourceFile) -> bool:
    """Whether a file that starts programs names the service, or a server for such applications."""
    named = _started(project)
    return named is None or server.name.rpartition(".")[0] in named


@once
def _started(project: Project) -> frozenset[str] | None:
    """What the files that start programs name; None where they run any application."""
    texts = [file.facts.text or "" for file in project.files if STARTERS.search(file.path)]
    names = {file.name.removesuffix(".py") for file in project.files}
    if any(_runs_a_server(text, names) for text in texts):
        return None
    return frozenset(name for text in texts for name in STARTED.findall(text))


def _runs_a_server(text: str, names: set[str]) -> bool:
    """Whether a server is started, and not with a module alone that the repository lacks."""
    found = RUNNERS.search(text)
    if found is None:
        return False
    modules = MODULE.findall(text, found.end(), found.end() + COMMAND)
    return not modules or any(module.rpartition(".")[2] in names for module in modules)


def _is_watched(project: Project, server: SourceFile) -> bool:
    return server.path.rpartition("/")[0] in _watched_folders(project)


@once
def _watched_folders(project: Project) -> frozenset[str]:
    files = (file for file in project.python_files(tests=False) if file.kind is Kind.SOURCE)
    return frozenset(file.path.rpartition("/")[0] for file in files if _watches(file))


def _watches(file: SourceFile) -> bool:
    if any(root in WATCHERS for root, _ in roots(file)):
        return True
    return file.contents.calls_any(LOGS)


RULE = Rule(
    id="monitoring-debt",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 8 (monitoring and testing); B17 Monitor 1 to 7",
    remedy=(
        "Log each request with its prediction, and watch their distribution, latency and errors."
    ),
    minutes=240,
    minutes_reason=(
        "half a day: metrics of requests and of predicted values, and an alarm that works"
    ),
    scope=Scope.REPOSITORY,
    applies=lambda project: any(True for _ in servers(project)),
    example=Example(
        bad={
            "serve.py": "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
            'model = joblib.load("churn.pkl")\n\n\n@app.post("/churn")\ndef churn(row):\n'
            "    return model.predict([row])[0]\n",
            "Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "serve:app"]\n',
        },
        good={
            "serve.py": "import logging\n\nimport joblib\nfrom fastapi import FastAPI\n\n"
            'app = FastAPI()\nmodel = joblib.load("churn.pkl")\n\n\n@app.post("/churn")\n'
            "def churn(row):\n    answer = model.predict([row])[0]\n"
            '    logging.info("churn %s of %s", answer, row)\n    return answer\n',
            "Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "serve:app"]\n',
        },
    ),
    check=check,
)
