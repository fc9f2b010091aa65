"""The model card: what the model is for, and the numbers of the run that made it.

Pure text from a manifest and its evaluation, so the card cannot say what no run has shown.
"""

from collections.abc import Mapping

import pandas as pd

from digits.artifacts import Manifest, Origin
from digits.evaluate import Evaluation, class_table, confusion_table

CARD = """\
# Model card: digits

Made by `digits evaluate` from the manifest and the evaluation of one run; not edited by hand.

## What it is

A convolutional network with {parameters:,} parameters.
It takes one 28 x 28 grey image of a handwritten digit, ink bright on dark, and gives a probability for each of 0 to 9.

## What it is for

Teaching, and a start for projects that want their training to be repeatable.
Not for cheques, forms, exams or anything else where a wrong digit costs somebody something: it has only seen the writing described in DATA_CARD.md, it answers with a digit whatever it is shown, and its probabilities were not calibrated.

## How it was made

| | |
|---|---|
| commit | {commit} |
| seed | {seed} |
| data, SHA-256 | `{data_sha256}` |
| epochs | {epochs}, the best was number {best_epoch} |
| training time | {seconds:.0f} s by the clock, {cpu_seconds:.0f} s of CPU, {machine} |
| libraries | {versions} |

Validation examples, {validation_share:.0%} of the training file and stratified by digit, chose the epoch: loss {validation_loss:.4f}, accuracy {validation_accuracy:.2%}.
The configuration stands whole in the run's manifest.

## How good it is

The test set, {examples:,} examples, was used once, after all choices.
Intervals are Wilson's, at {confidence:.0%} confidence: they cover the chance in these test examples, not the chance in training, nor another kind of writing.

{models}

Each digit:

{classes}

Labels are rows, predictions are columns:

{confusion}

## What it cannot do

- Several digits, letters, blank images: it will name a digit with some confidence.
- Writing from elsewhere: a 7 with a bar, a 1 with a long upstroke, children's hands and other pens are rare or absent in its data.
- Pictures taken otherwise: `digits predict` crops, inverts and centres as MNIST did, and can fail at it.
- Fairness between writers cannot be measured: the data do not say who wrote which image.
"""


def model_card(manifest: Manifest, evaluations: Mapping[str, Evaluation]) -> str:
    """The card of one run; the evaluation of the network itself is called `network`."""
    network = evaluations["network"]
    return CARD.format(
        parameters=manifest.parameters,
        commit=_commit(manifest.origin),
        seed=manifest.config.seed,
        data_sha256=manifest.data_sha256,
        epochs=manifest.epochs,
        best_epoch=manifest.best_epoch + 1,
        seconds=manifest.seconds,
        cpu_seconds=manifest.cpu_seconds,
        machine=manifest.machine,
        versions=", ".join(f"{name} {number}" for name, number in manifest.versions.items()),
        validation_share=manifest.config.data.validation_share,
        validation_loss=manifest.validation_loss,
        validation_accuracy=manifest.validation_accuracy,
        confidence=manifest.config.evaluation.confidence,
        examples=network.examples,
        models=model_table(evaluations),
        classes=markdown(class_table(network)),
        confusion=markdown(confusion_table(network)),
    )


def model_table(evaluations: Mapping[str, Evaluation]) -> str:
    """One line for each model: the network and what it is compared with."""
    lines = [
        f"| {name} | {found.accuracy:.2%} | {found.accuracy_low:.2%} to {found.accuracy_high:.2%} "
        f"| {found.log_loss:.4f} | {found.roc_auc:.5f} |"
        for name, found in evaluations.items()
    ]
    head = "| model | accuracy | interval | log loss | ROC AUC |"
    return "\n".join([head, "|---|---|---|---|---|", *lines])


def results_table(runs: Mapping[str, tuple[Manifest, Mapping[str, Evaluation]]]) -> str:
    """One line for each run: what the README shows of it."""
    head = "| recipe | parameters | epochs | time | CPU time | validation | test | interval |"
    lines = [_result(name, *run) for name, run in runs.items()]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *lines])


def markdown(table: pd.DataFrame) -> str:
    """A table with its index, shares to four places and counts as they are."""
    names = [str(table.index.name), *map(str, table.columns)]
    lines = [_row(names), _row(["---"] * len(names))]
    columns = [table.index, *(table[name] for name in table.columns)]
    cells = zip(*columns, strict=True)
    return "\n".join(lines + [_row([_cell(value) for value in row]) for row in cells])


def _result(name: str, manifest: Manifest, evaluations: Mapping[str, Evaluation]) -> str:
    network = evaluations["network"]
    return _row(
        [
            name,
            f"{manifest.parameters:,}",
            str(manifest.epochs),
            f"{manifest.seconds:.0f} s",
            f"{manifest.cpu_seconds:.0f} s",
            f"{manifest.validation_accuracy:.2%}",
            f"{network.accuracy:.2%}",
            f"{network.accuracy_low:.2%} to {network.accuracy_high:.2%}",
        ]
    )


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _commit(origin: Origin) -> str:
    if origin.commit is None:
        return "not known: the code stood in no repository"
    return f"`{origin.commit}`" + (", with changes" if origin.changed else "")
