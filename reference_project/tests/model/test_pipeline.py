"""The commands, one after the other, on 64 images in a folder of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from digits.cli import app, main
from digits.errors import ConfigRefused, DataRefused, RunRefused
from digits.values import Dataset

runner = CliRunner()


def run(*words: str) -> str:
    done = runner.invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_commands_end_to_end(here: Path, arguments: tuple[str, ...], few: Dataset) -> None:
    run("train", *arguments)
    folder = here / "runs" / "tiny"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["config"]["seed"] == 1
    assert manifest["config"]["data"]["sha256"] == manifest["data_sha256"]
    assert manifest["epochs"] == len(pd.read_csv(folder / "history.csv", dtype=float)) == 2

    run("evaluate")
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    baselines = {"majority", "logistic regression", "nearest neighbours"}
    assert set(found["models"]) == {"network", *baselines}
    assert found["models"]["network"]["examples"] == 40
    assert sum(one["examples"] for one in found["slices"]) == 3 * 40
    assert "40 examples, was used once" in (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert (folder / "evaluation.html").read_text(encoding="utf-8").count("<img ") == 5

    with pytest.raises(RunRefused, match="already evaluated"):
        run("evaluate")

    head, _, line = run("results").splitlines()
    assert head.startswith("| recipe | seeds | parameters |")
    assert line.startswith(f"| tiny | 1 | {manifest['parameters']:,} | 2 |")

    png = tf.io.encode_png(np.kron(few.test.images[0], np.ones((3, 3), np.uint8))[..., np.newaxis])
    (here / "digit.png").write_bytes(png.numpy())
    lines = run("predict", "digit.png").splitlines()
    shares = [float(line.split()[1].rstrip("%")) for line in lines[1:]]
    assert len(shares) == 10
    assert int(lines[0]) == int(np.argmax(shares))
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_a_run_can_be_watched_in_tensorboard(here: Path, arguments: tuple[str, ...]) -> None:
    run("train", *arguments, "--tensorboard")
    (file,) = (here / "runs" / "tiny" / "tensorboard" / "validation").glob("events*")
    events = [record.numpy() for record in tf.data.TFRecordDataset(str(file))]
    assert sum(b"epoch_loss" in event for event in events) == 2


def test_explore_writes_one_page(here: Path, arguments: tuple[str, ...]) -> None:
    run("explore", *arguments, "-o", "page.html")
    html = (here / "page.html").read_text(encoding="utf-8")
    assert html.count("<h2>") == 8
    assert html.count("<img ") == 6


def test_a_wrong_file_stops_before_a_run_is_begun(here: Path, arguments: tuple[str, ...]) -> None:
    (here / "data.npz").write_bytes(b"not data")
    with pytest.raises(DataRefused):
        run("train", *arguments)
    assert not (here / "runs").exists()


def test_data_that_changed_since_training_do_not_judge(
    here: Path, arguments: tuple[str, ...], few: Dataset, write_npz: Callable[..., Path]
) -> None:
    run("train", *arguments)
    write_npz(few, test_labels=few.test.labels[::-1])
    with pytest.raises(DataRefused, match="SHA-256"):
        run("evaluate", str(here / "runs" / "tiny"))


def test_two_names_for_the_configuration_are_one_too_many(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ConfigRefused, match="pass one"):
        run("train", "--fast", *arguments)


@pytest.mark.usefixtures("here")
def test_what_a_person_can_put_right_is_a_line_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.argv", ["digits", "evaluate"])
    with pytest.raises(SystemExit, match="1"):
        main()
    assert "no finished run; start one with `digits train`" in caplog.text
