"""What a run leaves behind, and how it is found again: one folder for each run.

Beside `data` the only module that writes or reads files.
"""

import json
import shutil
import subprocess
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from platform import machine, python_version

import keras
import numpy as np
import pandas as pd

from digits.config import PROJECT, Config, config_of
from digits.drift import Expectation
from digits.errors import RunRefused
from digits.evaluate import Judgement
from digits.model import FusedBatchNormalization
from digits.timing import Timing
from digits.train import KeepWeights, Progress
from digits.values import Json

LIBRARIES = ("keras", "matplotlib", "numpy", "pandas", "scikit-learn", "seaborn", "tensorflow")
OURS = {"FusedBatchNormalization": FusedBatchNormalization}  # all that a file may name of ours
# Choices that did not exist yet when some of the runs in results/ were made.
LATER = {"calming_share": 0.0, "still_share": 0.0, "keep": "best"}
LATER_CHANGES = {"thickness": 0.0, "noise": 0.0}
RENAMED = {"best_epoch": "kept_epoch"}  # when the best one was always kept
GIT_SECONDS = 10  # a slow disk takes one; longer, and the commit is not worth the wait


@dataclass(frozen=True, slots=True)
class Origin:
    """Which code ran. To be asked before a run: in the meantime the repository may move on."""

    commit: str | None  # None outside a git repository
    tree: str | None  # git's hash of src/ alone: it stays where a commit is moved or squashed
    changed: bool | None  # whether files differed from that commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is needed to repeat a run, and what it came to on validation data."""

    origin: Origin
    versions: dict[str, str]
    machine: str
    data_sha256: str
    config: Config
    parameters: int
    epochs: int
    kept_epoch: int  # whose weights the model has
    validation_loss: float
    validation_accuracy: float
    seconds: float  # by the clock
    cpu_seconds: float  # of all cores, so that a busy machine can be told from a slow recipe

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Json) -> "Manifest":
        """The manifest that `to_json` gave."""
        config = config_of(_with_later_choices(stored["config"]))
        named = {RENAMED.get(key, key): value for key, value in stored.items()}
        return cls(**(named | {"origin": Origin(**stored["origin"]), "config": config}))


@dataclass(frozen=True, slots=True)
class Run:
    """The folder of one run, and the names in it."""

    folder: Path

    @property
    def model(self) -> Path:
        """The weights of the best epoch, with the layers around them."""
        return self.folder / "model.keras"

    @property
    def checkpoint(self) -> Path:
        """All that an interrupted training needs to go on; gone when it has come to its end."""
        return self.folder / "checkpoint"

    @property
    def manifest(self) -> Path:
        """How the run was made; written last, so that its absence tells of a broken run."""
        return self.folder / "manifest.json"

    @property
    def history(self) -> Path:
        """A row for each epoch."""
        return self.folder / "history.csv"

    @property
    def events(self) -> Path:
        """What TensorBoard shows, if it was asked for."""
        return self.folder / "tensorboard"

    @property
    def saved_model(self) -> Path:
        """The model as TensorFlow Serving takes it."""
        return self.folder / "saved_model"

    @property
    def lite(self) -> Path:
        """The model as LiteRT takes it: one small file, no TensorFlow needed."""
        return self.folder / "model.tflite"

    @property
    def expectation(self) -> Path:
        """What the training images were like, for the watch over drift."""
        return self.folder / "expectation.json"

    @property
    def timing(self) -> Path:
        """How long answers took."""
        return self.folder / "timing.json"

    @property
    def evaluation(self) -> Path:
        """What the test set said, once."""
        return self.folder / "evaluation.json"

    @property
    def judged(self) -> Path:
        """The same as a page: figures, slices, disturbances, mistakes."""
        return self.folder / "evaluation.html"

    @property
    def card(self) -> Path:
        """The model card, made from the two files above."""
        return self.folder / "MODEL_CARD.md"


def new_run(folder: Path) -> Run:
    """An empty folder for a run; results that are already there are never overwritten."""
    if folder.exists() and any(folder.iterdir()):
        raise RunRefused(f"{folder}: not empty; pass another folder as `--run`, or remove it")
    folder.mkdir(parents=True, exist_ok=True)
    return Run(folder)


def finished_run(folder: Path) -> Run:
    """The folder of a run whose training came to its end."""
    run = Run(folder)
    if not run.manifest.is_file():
        raise RunRefused(f"{folder}: no finished run; start one with `digits train`")
    return run


def latest_run(runs: Path) -> Run:
    """The run that was finished last among those in this folder."""
    finished = sorted(runs.glob("*/manifest.json"), key=lambda file: file.stat().st_mtime_ns)
    if not finished:
        raise RunRefused(f"{runs}: no finished run; start one with `digits train`")
    return Run(finished[-1].parent)


def evaluated_runs(runs: Path) -> tuple[Run, ...]:
    """The runs in this folder that have met the test set, by name."""
    return tuple(Run(file.parent) for file in sorted(runs.glob("*/evaluation.json")))


def interrupted_run(folder: Path, config: Config) -> Run:
    """The folder of a run that was stopped after its first epoch, if it made the same choices."""
    run = Run(folder)
    if run.manifest.is_file():
        raise RunRefused(f"{folder}: finished, nothing is left to resume")
    if not run.checkpoint.is_dir():
        raise RunRefused(f"{folder}: no checkpoint; start anew without `--resume`")
    begun_with = config_of(read_json(run.checkpoint / "config.json"))
    if begun_with != config:
        raise RunRefused(f"{folder}: begun with another configuration; pass that one")
    return run


class KeepCheckpoint(keras.callbacks.Callback):  # type: ignore[misc]  # keras ships no types
    """After each epoch, leave on disk what `resumed` needs: a kill loses one epoch."""

    def __init__(self, run: Run, config: Config, keep: KeepWeights) -> None:
        super().__init__()
        self._run, self._config, self._keep = run, config, keep

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Write all of it beside the last one, then put it in its place."""
        new, old = (self._run.folder / name for name in ("checkpoint.new", "checkpoint.old"))
        progress = self._keep.progress
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        self.model.save(new / "model.keras")
        np.savez(new / "best.npz", *progress.best)
        save_table(new / "history.csv", progress.history)
        _write_json(new / "config.json", asdict(self._config))
        if self._run.checkpoint.exists():
            self._run.checkpoint.rename(old)
        new.rename(self._run.checkpoint)
        shutil.rmtree(old, ignore_errors=True)


def events(run: Run) -> keras.callbacks.TensorBoard:
    """Writes losses and accuracies as TensorBoard reads them; `tensorboard --logdir` shows them."""
    return keras.callbacks.TensorBoard(run.events, write_graph=False)


def resumed(run: Run) -> tuple[keras.Model, Progress]:
    """Model and optimiser as they were after the last whole epoch, and what was known then."""
    stored = run.checkpoint / "model.keras"
    model = keras.models.load_model(stored, custom_objects=OURS, safe_mode=True)
    with np.load(run.checkpoint / "best.npz", allow_pickle=False) as arrays:
        best = [arrays[name] for name in arrays.files]
    history = pd.read_csv(run.checkpoint / "history.csv", index_col="epoch", dtype=float)
    return model, Progress(history.set_index(history.index.astype(int)), best)


def save_run(run: Run, model: keras.Model, history: pd.DataFrame, manifest: Manifest) -> None:
    """Write model, history and last the manifest, and remove what was kept for an interruption."""
    model.save(run.model)
    save_table(run.history, history)
    _write_json(run.manifest, manifest.to_json())
    shutil.rmtree(run.checkpoint, ignore_errors=True)


def load_model(run: Run) -> keras.Model:
    """The model of a run; a file that would execute code is refused."""
    return keras.models.load_model(run.model, custom_objects=OURS, safe_mode=True)


def load_manifest(run: Run) -> Manifest:
    """How the run was made."""
    return Manifest.from_json(read_json(run.manifest))


def save_judgement(run: Run, judgement: Judgement) -> None:
    """Write what the test set said."""
    _write_json(run.evaluation, judgement.to_json())


def load_judgement(run: Run) -> Judgement:
    """What the test set said."""
    return Judgement.from_json(read_json(run.evaluation))


def save_expectation(run: Run, expected: Expectation) -> None:
    """Write what the training images were like; last of an export."""
    _write_json(run.expectation, expected.to_json())


def exported_run(folder: Path) -> Run:
    """The folder of a run whose model was exported."""
    run = finished_run(folder)
    if not run.expectation.is_file():
        raise RunRefused(f"{folder}: not exported; run `digits export` first")
    return run


def load_expectation(run: Run) -> Expectation:
    """What the training images were like."""
    return Expectation.from_json(read_json(run.expectation))


def save_timing(run: Run, timing: Timing) -> None:
    """Write how long answers took."""
    _write_json(run.timing, timing.to_json())


def load_timing(run: Run) -> Timing:
    """How long answers took."""
    return Timing.from_json(read_json(run.timing))


def save_text(path: Path, text: str) -> None:
    """Write a page or a card."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def save_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path)


def read_json(path: Path) -> Json:
    """A JSON file that holds one object."""
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content


def library_versions() -> dict[str, str]:
    """Python and the libraries that a result may depend on."""
    return {"python": python_version()} | {name: version(name) for name in LIBRARIES}


def machine_name() -> str:
    """The processor family; rounding may differ between them."""
    return machine()


def origin() -> Origin:
    """The commit of this code, where it stands in a git repository."""
    status = _git("status", "--porcelain", "--", ".")
    changed = None if status is None else bool(status)
    return Origin(_git("rev-parse", "HEAD"), _git("rev-parse", "HEAD:./src"), changed)


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # fixed words, no input
            ["git", *arguments],  # noqa: S607  # whichever git the person uses
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _with_later_choices(config: Json) -> Json:
    """The configuration of an older manifest, told that it did without what came later."""
    training = LATER | config["training"]
    augmentation = LATER_CHANGES | training["augmentation"]
    return config | {"training": training | {"augmentation": augmentation}}


def _write_json(path: Path, content: Json) -> None:
    save_text(path, json.dumps(content, indent=2) + "\n")
