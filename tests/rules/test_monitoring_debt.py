"""monitoring-debt reports deployed services that answer with a model and watch nothing."""

import pytest

from auditor.rules.monitoring_debt import RULE
from tests.builders import project_of

SERVICE = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel.predict(x)\n"
RUN = {"Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "app:app"]\n'}


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"app.py": SERVICE, **RUN}, id="container"),
        pytest.param({"app.py": SERVICE, "Procfile": "web: python app.py\n"}, id="process-file"),
        pytest.param(
            {
                "app.py": SERVICE,
                "wsgi.py": "from app import app\n",
                "Procfile": "web: gunicorn wsgi:app\n",
            },
            id="by-way-of-another",
        ),
        pytest.param(
            {"app.py": SERVICE, **RUN, "train/fit.py": "import logging\n"}, id="logs-elsewhere"
        ),
        pytest.param(
            {"app.py": "import torch\nfrom flask import Flask\napp = Flask(__name__)\n", **RUN},
            id="imports-what-learns",
        ),
    ],
)
def test_reports(files: dict[str, str]) -> None:
    assert places(files) == ["app.py:3"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"app.py": f"{SERVICE}import logging\n", **RUN}, id="logs"),
        pytest.param({"app.py": f"{SERVICE}logger.info(x)\n", **RUN}, id="a-logger-of-its-own"),
        pytest.param({"app.py": f"{SERVICE}db.add(answer)\n", **RUN}, id="answers-are-stored"),
        pytest.param(
            {"app.py": SERVICE, "metrics.py": "import prometheus_client\n", **RUN}, id="beside-it"
        ),
        pytest.param({"app.py": SERVICE}, id="nobody-runs-it"),
        pytest.param(
            {"app.py": SERVICE, "Dockerfile": "FROM x\nCMD gunicorn -b :$PORT main:app\n"},
            id="another-one-is-run",
        ),
        pytest.param({"examples/app.py": SERVICE, **RUN}, id="example"),
        pytest.param(
            {"app.py": "from flask import Flask\napp = Flask(__name__)\n", **RUN}, id="no-model"
        ),
        pytest.param({"app.py": "import torch\nmodel.predict(x)\n", **RUN}, id="no-service"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []
