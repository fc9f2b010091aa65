"""The model card: what the model is for, and the numbers of the run that made it.

Pure text from a manifest and its evaluation, so the card cannot say what no run has shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from statistics import median

import pandas as pd

from digits.artifacts import Manifest, Origin
from digits.calibration import BINS
from digits.config import Config
from digits.evaluate import Evaluation, Judgement, class_table, confusion_table, share_table

NETWORK = "A convolutional network"
NETWORKS = "The mean of {} convolutional networks that learnt side by side, together"
VIEWS = ": the mean over the image and the same moved by a pixel up, down, left and right"
NO_NOISE = "Noisy pictures: training showed it none"
NOISE = "Noisier pictures than those of training, whose noise reached {:g} of full ink"
RESULT = (
    "recipe", "seeds", "parameters", "epochs", "time", "CPU time", "validation", "test", "interval",
    "each seed",
)  # fmt: skip
CARD = """\
# Model card: digits

Made by `digits evaluate` from the manifest and the evaluation of one run; not edited by hand.

## What it is

{networks} with {parameters:,} parameters.
It takes one 28 x 28 grey image of a handwritten digit, ink bright on dark, and gives a probability for each of 0 to 9{views}.

## What it is for

Teaching, and a start for projects that want their training to be repeatable.
Not for cheques, forms, exams or anything else where a wrong digit costs somebody something: it has only seen the writing described in DATA_CARD.md, and it answers with a digit whatever it is shown.

## How it was made

| | |
|---|---|
| commit | {commit} |
| seed | {seed} |
| data, SHA-256 | `{data_sha256}` |
| epochs | {epochs}, weights of number {kept_epoch} |
| training time | {seconds:.0f} s by the clock, {cpu_seconds:.0f} s of CPU, {machine} |
| libraries | {versions} |

Validation examples, {validation_share:.0%} of the training file and stratified by digit: loss {validation_loss:.4f}, accuracy {validation_accuracy:.2%}.
The configuration stands whole in the run's manifest.

## How good it is

The test set, {examples:,} examples, was used once, after all choices.
Intervals are Wilson's, at {confidence:.0%} confidence: they cover the chance in these test examples, not the chance in training, nor another kind of writing.

{models}

Each digit:

{classes}

Labels are rows, predictions are columns:

{confusion}

How sure it is, and how right: in the mean its probability is {calibration:.4f} away from the share of right answers (expected calibration error, {bins} bins).

{reliability}

## For whom and for what it is worse

Thirds of thickness, slant and distance from the digit's mean image; where the training images part, decides.

{slices}

The same {disturbed:,} test examples, disturbed in one way each:

{robustness}

## What it cannot do

- Several digits, letters, blank images: it will name a digit with some confidence.
- Writing from elsewhere: a 7 with a bar, a 1 with a long upstroke, children's hands and other pens are rare or absent in its data.
- {noise}; what they cost stands above.
- Pictures taken otherwise: `digits predict` crops, inverts and centres as MNIST did, and can fail at it.

## Fairness

The data do not say who wrote which image, so that no group of writers can be compared with another.
What can be compared are ways of writing: the slices above, of which the worst is *{worst}* with {worst_accuracy:.2%}.
"""


def model_card(manifest: Manifest, judgement: Judgement) -> str:
    """The card of one run."""
    network, model = judgement.network, manifest.config.model
    noise = manifest.config.training.augmentation.noise
    worst = min((one for one in judgement.slices if one.examples), key=attrgetter("accuracy"))
    return CARD.format(
        networks=NETWORKS.format(model.members) if model.members > 1 else NETWORK,
        views=VIEWS if model.shifted_views else "",
        parameters=manifest.parameters,
        commit=_commit(manifest.origin),
        seed=manifest.config.seed,
        data_sha256=manifest.data_sha256,
        epochs=manifest.epochs,
        kept_epoch=manifest.kept_epoch + 1,
        seconds=manifest.seconds,
        cpu_seconds=manifest.cpu_seconds,
        machine=manifest.machine,
        versions=", ".join(f"{name} {number}" for name, number in manifest.versions.items()),
        validation_share=manifest.config.data.validation_share,
        validation_loss=manifest.validation_loss,
        validation_accuracy=manifest.validation_accuracy,
        confidence=manifest.config.evaluation.confidence,
        examples=network.examples,
        models=model_table(judgement.models),
        classes=markdown(class_table(network)),
        confusion=markdown(confusion_table(network)),
        calibration=network.calibration_error,
        bins=BINS,
        reliability=markdown(judgement.reliability),
        slices=markdown(share_table(judgement.slices, "slice")),
        worst=worst.name,
        worst_accuracy=worst.accuracy,
        noise=NOISE.format(noise) if noise else NO_NOISE,
        disturbed=judgement.robustness[0].examples,
        robustness=markdown(share_table(judgement.robustness, "images")),
    )


def model_table(evaluations: Mapping[str, Evaluation]) -> str:
    """One line for each model: the network and what it is compared with."""
    lines = [
        f"| {name} | {found.accuracy:.2%} | {found.accuracy_low:.2%} to {found.accuracy_high:.2%} "
        f"| {found.log_loss:.4f} | {found.roc_auc:.5f} | {found.calibration_error:.4f} |"
        for name, found in evaluations.items()
    ]
    head = "| model | accuracy | interval | log loss | ROC AUC | ECE |"
    return "\n".join([head, "|---|---|---|---|---|---|", *lines])


def results_table(runs: Mapping[str, tuple[Manifest, Judgement]]) -> str:
    """One line for each recipe: medians of its runs, which differ in nothing but the seed."""
    recipes: dict[Config, list[tuple[str, Manifest, Judgement]]] = {}
    for name, (manifest, judgement) in runs.items():
        recipe = replace(manifest.config, seed=0)
        recipes.setdefault(recipe, []).append((name, manifest, judgement))
    lines = [_result(group) for group in recipes.values()]
    return "\n".join([_row(RESULT), _row(["---"] * len(RESULT)), *lines])


def markdown(table: pd.DataFrame) -> str:
    """A table with its index, shares to four places and counts as they are."""
    names = [str(table.index.name), *map(str, table.columns)]
    lines = [_row(names), _row(["---"] * len(names))]
    columns = [table.index, *(table[name] for name in table.columns)]
    cells = zip(*columns, strict=True)
    return "\n".join(lines + [_row([_cell(value) for value in row]) for row in cells])


def _result(group: Sequence[tuple[str, Manifest, Judgement]]) -> str:
    names, manifests, judgements = zip(*group, strict=True)
    tests = sorted((one.network for one in judgements), key=attrgetter("accuracy"))
    middle = tests[(len(tests) - 1) // 2]
    return _row(
        [
            names[0].removesuffix(f"-{manifests[0].config.seed}"),
            ", ".join(str(seed) for seed in sorted(one.config.seed for one in manifests)),
            f"{manifests[0].parameters:,}",
            f"{median(one.epochs for one in manifests):.0f}",
            f"{median(one.seconds for one in manifests):.0f} s",
            f"{median(one.cpu_seconds for one in manifests):.0f} s",
            f"{median(one.validation_accuracy for one in manifests):.2%}",
            f"{middle.accuracy:.2%}",
            f"{middle.accuracy_low:.2%} to {middle.accuracy_high:.2%}",
            ", ".join(f"{one.accuracy:.2%}" for one in tests),
        ]
    )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _commit(origin: Origin) -> str:
    if origin.commit is None:
        return "not known: the code stood in no repository"
    return f"`{origin.commit}`" + (", with changes" if origin.changed else "")
