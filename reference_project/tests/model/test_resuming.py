"""A training that was killed goes on as if nothing had happened."""

import json
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from digits import artifacts
from digits.cli import app
from digits.config import PROJECT, read_config
from digits.errors import RunRefused

STEPS = 3  # an epoch: 48 images in batches of 16
KILLED_AT = 2 * STEPS + 1  # the third epoch has begun

# Ends the process in the middle of an epoch, with a signal that nobody can catch.
POWER_CUT = f"""
import os, signal, sys
from digits import cli

class PowerCut(cli.ShowProgress):
    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == {KILLED_AT}:
            os.kill(os.getpid(), signal.SIGKILL)

cli.ShowProgress = PowerCut
cli.app(sys.argv[1:])
"""


@pytest.fixture
def long(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The tiny configuration with five epochs, movements and averages."""
    config = Path(arguments[1])
    text = config.read_text(encoding="utf-8")
    for old, new in (
        ("epochs = 2", "epochs = 5"),
        ("averaging = 0.0", "averaging = 0.9"),
        ("elastic = 0.0", "elastic = 0.5"),
        ("thickness = 0.0", "thickness = 0.5"),
        ("noise = 0.0", "noise = 0.2"),
    ):
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")
    return arguments


def run(*words: str) -> None:
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_a_killed_run_resumes_to_the_same_weights(here: Path, long: tuple[str, ...]) -> None:
    run("train", *long, "--run", "whole")
    words = ("train", *long, "--run", "cut")
    died = subprocess.run([sys.executable, "-c", POWER_CUT, *words], check=False, cwd=here)  # noqa: S603
    assert died.returncode == -signal.SIGKILL
    assert artifacts.resumed(artifacts.Run(here / "cut"))[1].epochs == KILLED_AT // STEPS

    with pytest.raises(RunRefused, match="not empty"):
        run(*words)
    run(*words, "--resume")
    whole, cut = (artifacts.finished_run(here / name) for name in ("whole", "cut"))
    for one, two in zip(
        artifacts.load_model(whole).get_weights(),
        artifacts.load_model(cut).get_weights(),
        strict=True,
    ):
        np.testing.assert_array_equal(one, two)
    losses = [pd.read_csv(each.history, dtype=float)["val_loss"] for each in (whole, cut)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)
    assert not cut.checkpoint.exists()
    with pytest.raises(RunRefused, match="nothing is left to resume"):
        run(*words, "--resume")


def test_what_was_never_begun_is_not_resumed(here: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(RunRefused, match="start anew"):
        run("train", *arguments, "--run", str(here / "none"), "--resume")


def test_another_configuration_is_not_resumed(here: Path, arguments: tuple[str, ...]) -> None:
    (here / "runs" / "tiny" / "checkpoint").mkdir(parents=True)
    stored = here / "runs" / "tiny" / "checkpoint" / "config.json"
    other = read_config(PROJECT / "configs" / "full.toml")
    stored.write_text(json.dumps(asdict(other)), encoding="utf-8")
    with pytest.raises(RunRefused, match="another configuration"):
        run("train", *arguments, "--resume")
