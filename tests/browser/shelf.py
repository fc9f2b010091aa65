"""The pages that the browser opens: a real audit with its sources, and every other kind of page."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.compare import compare
from auditor.compare import league as beside
from auditor.compare.league import columns_of
from auditor.corpus import distributions
from auditor.model import Audit, Delta, League, Rating, Role, Standing, Trend
from auditor.pipeline import examine_with_sources
from auditor.pipeline.many import COLUMNS
from auditor.report import delta_html, html, league_html, trend_html
from auditor.settings import Settings
from auditor.trend import trend
from tests import audits
from tests.repositories import Repository
from tests.test_report_delta import two_projects
from tests.test_trend import AUDITS, LINE, stamp

FORGE = "https://github.com/ada/weather"

TRAIN = """\
import numpy as np
import torch
from sklearn.model_selection import train_test_split


def learn(model, rows, labels):
    train, test = train_test_split(rows)
    optimizer = torch.optim.Adam(model.parameters())
    for batch in train:
        loss = model(batch).sum()
        loss.backward()
        optimizer.step()
    return test


def guess(model, path):
    try:
        return torch.load(path)
    except:
        pass
    # TODO: this is a quick hack, replace it
    return np.zeros(3)
"""
MODEL = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)
"""
SERVER = """\
import os

from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return os.environ.get("NAME", "weather")
"""


def notebook(*cells: str) -> str:
    made = [
        {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {},
            "outputs": [],
            "source": cell.splitlines(keepends=True),
        }
        for number, cell in enumerate(cells, start=1)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


CROWDED = "import torch\n" + "".join(
    f"def f{number}(path):\n    try:\n        return torch.load(path)\n    except:\n        pass\n"
    for number in range(200)
)  # more findings than are written as rows

FILES = {
    "README.md": "# Weather\n",
    "train.py": TRAIN,
    "src/weather/model/net.py": MODEL,
    "src/weather/model/deep.py": MODEL.replace("Net", "Deep"),
    "src/weather/serve/app.py": SERVER,
    "src/weather/settings.py": 'RATE = 0.1\nNAMES = ["sun", "rain"]\n',
    "tests/test_net.py": "from weather.model.net import Net\n\nassert Net()\n",
    "notebooks/look.ipynb": notebook(
        "import pandas as pd\nframe = pd.read_csv('a.csv')", "frame['a'][0] = 1\nframe.describe()"
    ),
}


def page(folder: Path, files: dict[str, str]) -> str:
    """The report of a small repository, made in this folder, with everything that it may show."""
    repository = Repository(folder)
    repository.commit(files)
    repository.git("remote", "add", "origin", f"{FORGE}.git")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    settings = Settings(cache=folder.with_name("cache"), jobs=1)
    audit, listings = examine_with_sources(str(folder), settings)
    return html.render(audit, audits.later(), lambda: listings, distributions)


def large() -> str:
    """Findings and folders that come compressed."""
    return html.render(audits.large(600, 900))


def delta(before: Audit, after: Audit) -> str:
    return delta_html.render(compare(before, after))


def projects() -> Delta:
    return two_projects()


def three() -> League:
    other = audits.audit_of(audits.large(60, 30).files, audits.SMELLS[:9])
    return beside((audits.realistic(), audits.later(), other))


def history() -> Trend:
    return trend(
        [(stamp(day, tags=("v1.2",) if day == 4 else ()), each) for day, each in enumerate(AUDITS)],
        LINE,
    )


def league(name: str = "ada/weather") -> League:
    ranked = tuple(
        Standing(
            target=f"{name}-{number}",
            status="done",
            web_url=f"{FORGE}-{number}",
            rating=Rating.B,
            findings=10 * number,
            minutes=60.0 * number,
            figures={
                "lines.code": 500.0 * number,
                "shares.ml_code.all": 0.02 * number,
                "shares.ml_pipeline.all": 0.03 * number,
                "role_shares.testing": 0.1,
                "debt.ratio": 0.004 * number,
                "practices": 0.5,
            },
            lines=dict.fromkeys(Role, 10 * number),
        )
        for number in range(1, 31)
    )
    lost = Standing(target=f"{name}-lost", status="failed", said="no such place")
    return League(columns=columns_of(COLUMNS), standings=(*ranked, lost))


def written(folder: Path) -> dict[str, Path]:
    """Every kind of page, in a folder of files, by name."""
    texts = {
        "audit": page(folder / "weather", FILES),
        "crowded": page(folder / "crowd", {"crowded.py": CROWDED}),
        "large": large(),
        "realistic": html.render(audits.realistic(), audits.later(), corpus=distributions),
        "empty": html.render(audits.empty()),
        "compare": delta(audits.realistic(), audits.later()),
        "compare-projects": delta_html.render(projects()),
        "compare-three": league_html.render(three()),
        "trend": trend_html.render(history()),
        "league": league_html.render(league()),
    }
    return {name: put(folder / f"{name}.html", text) for name, text in texts.items()}


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
