"""no-experiment-tracking reports programs whose runs leave no record."""

import pytest

from auditor.rules.no_experiment_tracking import RULE
from tests.builders import project_of

LOOP = "import torch\nfor epoch in range(9):\n    loss.backward()\n    print(loss)\n"
SESSION = (
    "import tensorflow as tf\nfor epoch in range(9):\n    out = sess.run([model.opt_op, loss])\n"
)


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


@pytest.mark.parametrize(
    "source", [pytest.param(LOOP, id="torch"), pytest.param(SESSION, id="a-session")]
)
def test_reports(source: str) -> None:
    assert places({"train.py": source}) == ["train.py:3"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"train.py": f"import wandb\n{LOOP}"}, id="tracker"),
        pytest.param({"train.py": LOOP, "conf.yaml": "logger: WandbLogger\n"}, id="in-settings"),
        pytest.param({"train.py": f"{LOOP}open('log.txt', 'a').write(x)\n"}, id="a-log-file"),
        pytest.param({"train.py": f"{LOOP}writer.add_scalar('loss', x)\n"}, id="events"),
        pytest.param({"train.py": f"{LOOP}scores.to_csv('scores.csv')\n"}, id="a-table"),
        pytest.param({"train.py": "import torch\nloss.backward()\n"}, id="no-loop"),
        pytest.param({"examples/train.py": LOOP}, id="example"),
        pytest.param({"train.py": LOOP, "README.md": "# Course notes\n"}, id="course"),
        pytest.param(
            {"train.py": SESSION.replace("model.opt_op, ", "")}, id="a-session-that-only-looks"
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []
