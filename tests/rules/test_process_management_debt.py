"""process-management-debt reports many models that nothing keeps apart."""

import pytest

from auditor.model import Hit
from auditor.rules.process_management_debt import RULE
from tests.builders import project_of

TRAIN = (
    "import torch\nif __name__ == '__main__':\n    loss.backward()\n"
    '    torch.save(net, "models/net.pt")\n'
)
SCRIPTS = {f"train_{number}.py": TRAIN for number in range(6)}
SETTINGS = {f"conf/run{number}.yaml": "lr: 0.1\nepochs: 9\n" for number in range(8)}


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def test_reports_many_scripts_that_train() -> None:
    (hit,) = hits(SCRIPTS)
    assert hit.message.startswith("6 scripts train models, and nothing records which gave which")
    assert hit.size == 6


def test_reports_many_variants_of_the_settings() -> None:
    (hit,) = hits({"train.py": TRAIN, **SETTINGS})
    assert hit.message.startswith("8 variants of a training in conf/")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**SCRIPTS, "log.py": "import mlflow\n"}, id="tracker"),
        pytest.param({**SCRIPTS, "sweep.py": "import optuna\n"}, id="sweep"),
        pytest.param({**SCRIPTS, "dvc.yaml": "stages:\n"}, id="workflow"),
        pytest.param({"train.py": TRAIN, "train_2.py": TRAIN}, id="two"),
        pytest.param({f"examples/{path}": text for path, text in SCRIPTS.items()}, id="examples"),
        pytest.param(
            dict.fromkeys(SCRIPTS, "import torch\ndef step(loss):\n    loss.backward()\n"),
            id="modules-not-scripts",
        ),
        pytest.param(
            {"train.py": TRAIN, **dict.fromkeys(SETTINGS, "name: x\n")}, id="other-settings"
        ),
        pytest.param({**SCRIPTS, "README.md": "# Course on networks\n"}, id="course"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
