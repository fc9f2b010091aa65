"""The command `digits`: arguments in, files and a line or two out."""

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import keras
import pandas as pd
import typer
import uvicorn
from rich.console import Console

from digits import artifacts, data, explore, figures, page
from digits.artifacts import Manifest, Origin, Run
from digits.baselines import baseline_probabilities
from digits.calibration import reliability
from digits.card import model_card, results_table
from digits.config import PROJECT, Config, read_config
from digits.drift import expectation
from digits.errors import ConfigRefused, DigitsError, RunRefused
from digits.evaluate import Judgement, evaluate
from digits.export import Reader, require_agreement, save_exports
from digits.model import build_model, predict_probabilities, reader
from digits.predict import predict
from digits.progress import ShowProgress
from digits.robustness import robustness
from digits.schema import require_measurable
from digits.seeding import make_deterministic
from digits.service import Served, service
from digits.slices import slices
from digits.timing import timing
from digits.train import NOTHING_YET, WATCHED, KeepWeights, kept_epoch, train
from digits.values import Dataset, Examples, Probabilities

RECIPES = {False: PROJECT / "configs" / "full.toml", True: PROJECT / "configs" / "fast.toml"}
RUNS = Path("runs")
TIMED_IMAGES = 100  # of validation, asked about in turn
AGREEMENT_IMAGES = 1_000  # of validation; every path through the network is taken many times

log = logging.getLogger(__name__)
app = typer.Typer(
    help="Explore MNIST, train a network on it, judge it, and read digits with it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Trained(NamedTuple):
    """What training came to, and by which code."""

    model: keras.Model
    accuracy: float  # of the model on validation examples, with all its averaging
    history: pd.DataFrame
    origin: Origin


FastOption = Annotated[bool, typer.Option("--fast", help="Use configs/fast.toml: about a minute.")]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Read choices from here (default: configs/full.toml)."),
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Use this .npz file or folder of IDX files instead.")
]
RunArgument = Annotated[
    Path | None, typer.Argument(help="Take this run's folder (default: the latest in runs/).")
]


def main() -> None:
    """Run the command; what a person can put right is a line and not a traceback."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except DigitsError as error:
        log.error("digits: %s", error)  # noqa: TRY400  # the message is all there is to say
        sys.exit(1)


@app.command("explore")
def explore_command(
    config: ConfigOption = None,
    data: DataOption = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Write the page here (default: exploration.html)."),
    ] = Path("exploration.html"),
) -> None:
    """Draw the data and write one HTML page."""
    chosen, dataset = _loaded(_config(config, fast=False), data)
    title = f"The data: {len(dataset.train):,} examples to learn from"
    artifacts.save_text(output, page.page(title, _sections(dataset, chosen.seed)))
    log.info("wrote %s", output)


@app.command("train")
def train_command(  # noqa: PLR0913  # one argument for each option
    *,
    fast: FastOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Draw from this seed (default: the recipe's).")
    ] = None,
    run: Annotated[
        Path | None, typer.Option("--run", help="Write to this folder (default: runs/<recipe>).")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")
    ] = False,
    tensorboard: Annotated[
        bool, typer.Option("--tensorboard", help="Write the run's events for TensorBoard, too.")
    ] = False,
) -> None:
    """Train a model and leave it in a folder with all that is needed to repeat it."""
    chosen, dataset = _loaded(_config(config, fast=fast), data)
    chosen = chosen if seed is None else replace(chosen, seed=seed)
    recipe = (config or RECIPES[fast]).stem
    name = recipe if seed is None else f"{recipe}-{seed}"
    path = run or RUNS / name
    folder = artifacts.interrupted_run(path, chosen) if resume else artifacts.new_run(path)
    watching = [artifacts.events(folder)] if tensorboard else []
    manifest = _train(chosen, dataset, folder, watching, resume=resume)
    log.info(
        "%s: %s parameters, kept epoch %d, validation accuracy %.2f %%, %.0f s",
        folder.folder,
        f"{manifest.parameters:,}",
        manifest.kept_epoch + 1,
        100 * manifest.validation_accuracy,
        manifest.seconds,
    )


@app.command("evaluate")
def evaluate_command(run: RunArgument = None) -> None:
    """Judge a run's model on the test set, once, and write its model card."""
    folder = _run(run)
    if folder.evaluation.exists():
        raise RunRefused(f"{folder.folder}: already evaluated, see {folder.card.name} there")
    judgement = _evaluate(folder)
    artifacts.save_judgement(folder, judgement)
    artifacts.save_text(folder.card, model_card(artifacts.load_manifest(folder), judgement))
    for name, found in judgement.models.items():
        log.info("%s: test accuracy %.2f %%", name, 100 * found.accuracy)
    log.info("wrote %s and %s", folder.card, folder.judged)


@app.command("predict")
def predict_command(
    image: Annotated[Path, typer.Argument(help="Read this PNG, JPEG, GIF or BMP picture.")],
    run: RunArgument = None,
) -> None:
    """Say which digit a picture shows, and how probable each digit is."""
    grey = data.read_picture(image)
    found = predict(artifacts.load_model(_run(run)), grey)
    typer.echo(f"{found.digit}")
    for digit, share in enumerate(found.probabilities):
        typer.echo(f"  {digit}  {share:7.2%}")


@app.command("export")
def export_command(run: RunArgument = None) -> None:
    """Write the model as SavedModel and LiteRT file, unless their answers differ from its own."""
    folder = _run(run)
    config, model = artifacts.load_manifest(folder).config, artifacts.load_model(folder)
    dataset = data.load(PROJECT / config.data.path, config.data.sha256)
    split = data.split(dataset.train, config.data.validation_share, config.seed)
    save_exports(model, folder.saved_model, folder.lite)
    asked = split.validation.images[:AGREEMENT_IMAGES]
    largest = require_agreement(model, folder.saved_model, folder.lite, asked)
    artifacts.save_expectation(folder, expectation(require_measurable(split.train.images)))
    log.info("%s: exports agree, no probability differs by more than %.1g", folder.folder, largest)


@app.command("time")
def time_command(run: RunArgument = None) -> None:
    """Time one image through the exported model, and one drawing over HTTP."""
    folder = artifacts.exported_run(_run(run).folder)
    config = artifacts.load_manifest(folder).config
    dataset = data.load(PROJECT / config.data.path, config.data.sha256)
    asked = data.split(dataset.train, config.data.validation_share, config.seed).validation.images
    served = _served(folder)
    took = timing(served.reader, service(served), asked[:TIMED_IMAGES])
    artifacts.save_timing(folder, took)
    log.info("one image: %.1f ms, %.1f ms of one core", took.image, took.image_cpu)
    log.info("an answer: %.1f ms, 95 %% within %.1f ms", took.answer, took.answer_slow)


@app.command("serve")
def serve_command(
    run: RunArgument = None,
    host: Annotated[str, typer.Option(help="Listen on this address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Listen on this port.")] = 8_000,
) -> None:
    """Answer over HTTP: a page to draw on, /predict, /health and /metrics."""
    served = _served(artifacts.exported_run(_run(run).folder))
    uvicorn.run(service(served), host=host, port=port, log_level="warning", access_log=False)


@app.command("results")
def results_command(
    folder: Annotated[Path, typer.Argument(help="Take the runs in this folder.")] = RUNS,
) -> None:
    """Print a table of all evaluated runs, as the README shows it."""
    runs = artifacts.evaluated_runs(folder)
    loaded = {
        run.folder.name: (artifacts.load_manifest(run), artifacts.load_judgement(run))
        for run in runs
    }
    typer.echo(results_table(loaded))


def _config(path: Path | None, *, fast: bool) -> Config:
    if path is not None and fast:
        raise ConfigRefused("`--fast` and `--config` both name a configuration; pass one")
    return read_config(path or RECIPES[fast])


def _loaded(config: Config, path: Path | None) -> tuple[Config, Dataset]:
    """The data, and the configuration that names them: with `--data` it is pinned to what came."""
    if path is None:
        return config, data.load(PROJECT / config.data.path, config.data.sha256)
    dataset = data.load(path, None)
    own = replace(config.data, path=str(path.resolve()), sha256=dataset.sha256)
    return replace(config, data=own), dataset


def _run(folder: Path | None) -> Run:
    return artifacts.latest_run(RUNS) if folder is None else artifacts.finished_run(folder)


def _served(exported: Run) -> Served:
    manifest = artifacts.load_manifest(exported).to_json()
    about = {key: manifest[key] for key in ("origin", "versions", "data_sha256", "parameters")}
    return Served(Reader(exported.lite), artifacts.load_expectation(exported), about)


def _sections(dataset: Dataset, seed: int) -> list[page.Section]:
    known = dataset.train
    unusual = (
        "Above the image nearest to its digit's mean, below the three farthest, and the measure in "
        "which each differs most from others of its digit: in standard deviations, if at least two."
    )
    strange = (
        "Far from their own digit's mean and nearest to another's: odd hands, or wrong labels."
    )
    return [
        page.Section("Both parts", "Counts and pixels.", explore.summary(dataset)),
        page.Section("Class balance", "No digit is rare.", explore.class_balance(known)),
        page.Section("Ink", "A 1 needs the least, a 0 the most.", explore.ink(known)),
        page.Section("Means", "Variances stand below.", explore.means_and_variances(known)),
        page.Section("Usual and unusual", unusual, explore.usual_and_unusual(known)),
        page.Section("Doubtful labels", strange, explore.doubtful_labels(known)),
        page.Section("Map", "Two principal components.", explore.principal_map(known, seed)),
        page.Section("Duplicates", "Equal in train and test.", explore.duplicates(dataset)),
    ]


def _train(
    config: Config,
    dataset: Dataset,
    run: Run,
    watching: list[keras.callbacks.Callback],
    *,
    resume: bool,
) -> Manifest:
    origin = artifacts.origin()
    make_deterministic(config.seed)
    split = data.split(dataset.train, config.data.validation_share, config.seed)
    if resume:
        model, past = artifacts.resumed(run)
    else:
        model, past = build_model(config.model, config.training.precision), NOTHING_YET
    keep = KeepWeights(config.training, past)
    saving = artifacts.KeepCheckpoint(run, config, keep)
    callbacks = [keep, saving, ShowProgress(Console(stderr=True)), *watching]
    history = train(model, split, config.training, config.seed, callbacks)
    asked = reader(config.model, model)
    told = predict_probabilities(asked, split.validation.images).argmax(axis=1)
    accuracy = float((told == split.validation.labels).mean())
    manifest = _manifest(config, dataset, Trained(asked, accuracy, history, origin))
    artifacts.save_run(run, asked, history, manifest)
    return manifest


def _manifest(config: Config, dataset: Dataset, trained: Trained) -> Manifest:
    kept = kept_epoch(trained.history, config.training)
    return Manifest(
        origin=trained.origin,
        versions=artifacts.library_versions(),
        machine=artifacts.machine_name(),
        data_sha256=dataset.sha256,
        config=config,
        parameters=trained.model.count_params(),
        epochs=len(trained.history),
        kept_epoch=kept,
        validation_loss=float(trained.history[WATCHED].to_numpy()[kept]),
        validation_accuracy=trained.accuracy,
        seconds=round(float(trained.history["seconds"].sum()), 1),
        cpu_seconds=round(float(trained.history["cpu_seconds"].sum()), 1),
    )


def _evaluate(run: Run) -> Judgement:
    config = artifacts.load_manifest(run).config
    dataset = data.load(PROJECT / config.data.path, config.data.sha256)
    taught = data.split(dataset.train, config.data.validation_share, config.seed).train
    test, confidence = dataset.test, config.evaluation.confidence
    answer = partial(predict_probabilities, artifacts.load_model(run))
    beliefs = {
        "network": answer(test.images),
        **baseline_probabilities(taught, test.images, config.evaluation, config.seed),
    }
    judgement = Judgement(
        {name: evaluate(test.labels, each, confidence) for name, each in beliefs.items()},
        reliability(test.labels, beliefs["network"]),
        slices(taught, test, beliefs["network"], confidence),
        robustness(test, answer, confidence, config.seed),
    )
    sections = _judged(judgement, test, beliefs["network"])
    artifacts.save_text(run.judged, page.page(f"The run {run.folder.name}, judged", sections))
    return judgement


def _judged(judgement: Judgement, test: Examples, beliefs: Probabilities) -> Sequence[page.Section]:
    """What an evaluation shows: the same sections for each run."""
    unsure = "Points below the line are answers that are surer than right."
    surest = "The surest first: label, and what it was taken for."
    return [
        page.Section("Confusion", "", figures.confusion_figure(judgement.network)),
        page.Section("Reliability", unsure, figures.reliability_figure(judgement.reliability)),
        page.Section("Bins", "", judgement.reliability),
        page.Section("Slices", "Thirds.", figures.shares_figure(judgement.slices, "Slices")),
        page.Section(
            "Disturbed", "", figures.shares_figure(judgement.robustness, "Disturbed images")
        ),
        page.Section("Mistakes", surest, figures.mistakes_figure(test, beliefs)),
    ]
