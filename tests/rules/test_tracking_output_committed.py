"""tracking-output-committed reports what runs wrote, one finding a tracker."""

import pytest

from auditor.model import Hit
from auditor.rules.tracking_output_committed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    ("path", "writer"),
    [
        ("mlruns/0/abc/metrics/loss", "MLflow"),
        ("wandb/run-20240101_120000-abc/files/config.yaml", "Weights & Biases"),
        ("exp/lightning_logs/version_0/hparams.yaml", "Lightning"),
        ("runs/events.out.tfevents.1700000000.host", "TensorBoard"),
        ("outputs/2024-01-01/12-00-00/.hydra/config.yaml", "Hydra"),
        ("catboost_info/learn_error.tsv", "CatBoost"),
    ],
)
def test_reports(path: str, writer: str) -> None:
    (hit,) = hits({path: "x\n"})
    assert hit.message == f"1 file is output of {writer} runs: {path}"


def test_one_finding_a_tracker_counts_its_files() -> None:
    files = {f"mlruns/0/{n}/meta.yaml": "x\n" for n in range(5)}
    (hit,) = hits({**files, "train.py": "import mlflow\n"})
    assert hit.message.startswith("5 files are output of MLflow runs: ")


@pytest.mark.parametrize(
    "path",
    [
        "tests/mlruns/0/meta.yaml",
        "wandb/settings.py",
        "src/wandb_callback.py",
        "conf/hydra/default.yaml",
        "results/table.csv",
    ],
)
def test_stays_silent(path: str) -> None:
    assert hits({path: "x = 1\n"}) == []
