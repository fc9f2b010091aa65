"""What tests share: the real data, a few of them, and a configuration that is quick to run."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from digits import artifacts, data
from digits.config import PROJECT, STILL, Block, Config, read_config
from digits.drift import expectation
from digits.export import save_exports
from digits.measures import measures
from digits.model import build_model, reader
from digits.seeding import make_deterministic
from digits.train import train
from digits.values import CLASSES, Dataset, Examples


@pytest.fixture(scope="session")
def config() -> Config:
    return read_config(PROJECT / "configs" / "fast.toml")


@pytest.fixture(scope="session")
def tiny(config: Config) -> Config:
    """A network and a schedule that learn in seconds."""
    blocks = (Block(filters=8, kernel=5, stride=2, pool=2),)
    return replace(
        config,
        data=replace(config.data, validation_share=0.25),
        model=replace(config.model, blocks=blocks, dropout=0.0),
        training=replace(config.training, epochs=2, batch_size=16, augmentation=STILL),
    )


@pytest.fixture(scope="session")
def mnist(config: Config) -> Dataset:
    return data.load(PROJECT / config.data.path, config.data.sha256)


@pytest.fixture(scope="session")
def few(mnist: Dataset) -> Dataset:
    """64 images to learn from and 40 to be judged by, every digit among both."""
    return Dataset(_some(mnist.train, 64), _some(mnist.test, 40), sha256="")


@pytest.fixture(scope="session")
def parts(mnist: Dataset) -> tuple[Examples, Examples]:
    """2,000 to learn from and 1,000 others; the test set is not for tests."""
    rest = data.split(mnist.train, 0.05, seed=13).validation
    return rest.take(np.arange(2_000)), rest.take(np.arange(2_000, 3_000))


@pytest.fixture(scope="session")
def model(parts: tuple[Examples, Examples], tiny: Config) -> keras.Model:
    make_deterministic(13)
    blocks = (Block(16, 5, 2, 1), Block(32, 3, 2, 1))
    network = replace(tiny.model, blocks=blocks)
    built = build_model(network)
    moved = replace(STILL, shift=1.5, rotation=8.0, scale=0.05)
    config = replace(tiny.training, epochs=8, batch_size=32, learning_rate=0.01, augmentation=moved)
    train(built, data.split(parts[0], 0.1, seed=13), config, seed=13)
    return reader(network, built)


@pytest.fixture(scope="session")
def exported(
    model: keras.Model, parts: tuple[Examples, Examples], tmp_path_factory: pytest.TempPathFactory
) -> artifacts.Run:
    """The trained network in its exported forms, with what its training images were like."""
    run = artifacts.Run(tmp_path_factory.mktemp("exported"))
    save_exports(model, run.saved_model, run.lite)
    artifacts.save_expectation(run, expectation(measures(parts[0].images)))
    return run


@pytest.fixture
def seeded() -> None:
    make_deterministic(13)


@pytest.fixture
def write_npz(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a data set, with arrays replaced by name, and returns the path."""

    def write(dataset: Dataset, **replaced: np.ndarray) -> Path:
        train, test = dataset.train, dataset.test
        parts = (train.images, train.labels, test.images, test.labels)
        path = tmp_path / "data.npz"
        arrays = dict(zip(data.ARRAYS, parts, strict=True)) | replaced
        np.savez_compressed(path, allow_pickle=False, **arrays)
        return path

    return write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def arguments(
    here: Path, tiny: Config, few: Dataset, write_npz: Callable[..., Path]
) -> tuple[str, ...]:
    config = here / "tiny.toml"
    config.write_text(_toml(asdict(tiny)), encoding="utf-8")
    return ("--config", str(config), "--data", str(write_npz(few)))


def _toml(table: dict[str, object], where: str = "") -> str:
    """As much of TOML as a configuration needs; JSON's scalars and TOML's are alike."""
    own = [
        f"{key} = {_inline(value)}" for key, value in table.items() if not isinstance(value, dict)
    ]
    parts = [
        f"[{where}{key}]\n{_toml(value, f'{where}{key}.')}"
        for key, value in table.items()
        if isinstance(value, dict)
    ]
    return "\n".join(own + parts)


def _inline(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


def _some(examples: Examples, size: int) -> Examples:
    rows = [np.flatnonzero(examples.labels == digit) for digit in range(CLASSES)]
    return examples.take(np.array([rows[i % CLASSES][i // CLASSES] for i in range(size)]))
