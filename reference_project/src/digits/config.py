"""Which choices does a run make? One TOML file holds all of them, and nothing else."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from digits.errors import ConfigRefused

PROJECT = Path(__file__).resolve().parents[2]  # relative paths of a configuration start here


@dataclass(frozen=True, slots=True)
class DataConfig:
    """Where the data are, and how they are divided."""

    path: str
    sha256: str
    validation_share: float


@dataclass(frozen=True, slots=True)
class Block:
    """One convolution; a stride or a pool of 1 leaves the size as it is."""

    filters: int
    kernel: int
    stride: int
    pool: int


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The layers, from the image inwards."""

    blocks: tuple[Block, ...]
    padding: str  # Keras' name for what happens at the edge of an image
    batch_norm: bool
    dropout: float
    members: int  # networks that learn side by side and are averaged
    shifted_views: bool  # answer with the mean over the image and its four neighbours


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far a training image may be changed; zeros leave it alone."""

    shift: float
    rotation: float
    scale: float
    shear: float
    elastic: float
    thickness: float
    noise: float


STILL = Augmentation(
    shift=0.0, rotation=0.0, scale=0.0, shear=0.0, elastic=0.0, thickness=0.0, noise=0.0
)


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How the weights are found."""

    epochs: int
    batch_size: int
    precision: str  # Keras' name of the numbers that layers compute with
    learning_rate: float
    schedule: str  # what becomes of the learning rate
    warmup_share: float
    weight_decay: float
    label_smoothing: float
    averaging: float
    keep: str  # the weights of which epoch
    patience: int  # epochs without a better one; the last is not waited for
    calming_share: float  # of all steps: so many take changes of images from whole to nothing
    still_share: float  # of all steps: the last, without changes
    augmentation: Augmentation


@dataclass(frozen=True, slots=True)
class EvaluationConfig:
    """How a model is judged, and what it is compared with."""

    confidence: float
    logistic_c: float
    logistic_iterations: int
    neighbours: int


@dataclass(frozen=True, slots=True)
class Config:
    """Every choice of one run."""

    seed: int
    data: DataConfig
    model: ModelConfig
    training: TrainingConfig
    evaluation: EvaluationConfig


CHOICES = {
    "keep": ("best", "last"),
    "padding": ("same", "valid"),
    "precision": ("float32", "mixed_bfloat16"),
    "schedule": ("one-cycle", "constant"),
}
# (smallest, largest) of what makes sense; what is not listed must not be negative.
RANGES = {
    "validation_share": (0.01, 0.5),
    "dropout": (0.0, 0.9),
    "warmup_share": (0.0, 0.9),
    "confidence": (0.5, 0.999),
    "epochs": (1, 1_000),
    "batch_size": (1, 10_000),
    "learning_rate": (1e-6, 10.0),
    "patience": (1, 1_000),
    "members": (1, 100),
    "neighbours": (1, 1_000),
    "filters": (1, 1_024),
    "kernel": (1, 28),
    "stride": (1, 28),
    "pool": (1, 28),
    "scale": (0.0, 0.5),
    "shear": (0.0, 0.5),
    "elastic": (0.0, 10.0),
    "thickness": (0.0, 1.0),
    "noise": (0.0, 1.0),
    "label_smoothing": (0.0, 0.5),
    "averaging": (0.0, 0.99999),
    "calming_share": (0.0, 0.5),
    "still_share": (0.0, 0.5),
    "logistic_c": (1e-9, 1e9),
    "logistic_iterations": (1, 10_000),
}


def read_config(path: Path) -> Config:
    """The configuration in this file."""
    try:
        return parse_config(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigRefused(f"{path}: no such file; configs/ has some to start from") from error
    except ConfigRefused as error:
        raise ConfigRefused(f"{path}: {error}") from error


def parse_config(text: str) -> Config:
    """The configuration in this text."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigRefused(f"not TOML: {error}") from error
    return config_of(table)


def config_of(table: Mapping[str, Any]) -> Config:
    """The configuration that a manifest or a TOML file spells out."""
    config: Config = _record(Config, table, where="")
    return config


def _record(kind: Any, table: object, where: str) -> Any:  # noqa: ANN401  # any of the above
    if not isinstance(table, Mapping):
        raise ConfigRefused(f"`{where}` must be a table")
    names = [field.name for field in fields(kind)]
    _refuse_unknown(set(table) - set(names), names, where)
    _refuse_missing([name for name in names if name not in table], where)
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], table[name], _join(where, name)) for name in names})


def _refuse_unknown(unknown: set[str], known: list[str], where: str) -> None:
    for key in sorted(unknown):
        nearest = get_close_matches(key, known, n=1)
        hint = f"did you mean `{nearest[0]}`?" if nearest else f"known: {', '.join(known)}"
        raise ConfigRefused(f"unknown key `{_join(where, key)}`; {hint}")


def _refuse_missing(missing: list[str], where: str) -> None:
    if missing:
        raise ConfigRefused(f"missing key `{_join(where, missing[0])}`; every choice is stated")


def _value(kind: Any, value: object, where: str) -> Any:  # noqa: ANN401  # as `_record`
    if is_dataclass(kind):
        return _record(kind, value, where)
    if get_origin(kind) is tuple:
        return tuple(_record(get_args(kind)[0], item, where) for item in _list(value, where))
    return _in_range(_scalar(kind, value, where), where)


def _list(value: object, where: str) -> list[object] | tuple[object, ...]:
    if isinstance(value, list | tuple) and value:
        return value
    raise ConfigRefused(f"`{where}` must be a list with something in it")


def _scalar(kind: type, value: object, where: str) -> object:
    if type(value) is kind:  # so that `true` is no number
        return value
    if kind is float and type(value) is int:
        return float(value)
    raise ConfigRefused(f"`{where}` must be of type {kind.__name__}, not {value!r}")


def _in_range(value: object, where: str) -> object:
    name = where.rpartition(".")[2]
    if value not in CHOICES.get(name, (value,)):
        raise ConfigRefused(f"`{where}` is {value!r}; choose from {', '.join(CHOICES[name])}")
    low, high = RANGES.get(name, (0, float("inf")))
    if isinstance(value, int | float) and not low <= value <= high:
        raise ConfigRefused(f"`{where}` is {value}; it must lie in {low} to {high}")
    return value


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
