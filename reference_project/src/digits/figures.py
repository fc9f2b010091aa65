"""What does an evaluation look like? Figures that are returned and not shown."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from digits.evaluate import Evaluation, Share, confusion_table, mistakes
from digits.values import Examples, Probabilities

MISTAKES_SHOWN = 40


def confusion_figure(evaluation: Evaluation) -> Figure:
    """Counts of labels against predictions; colour leaves the diagonal out."""
    table = confusion_table(evaluation)
    errors = table.copy()
    for digit in table.index:
        errors.loc[digit, digit] = 0
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.subplots()
    sns.heatmap(errors, annot=table, fmt="d", cmap="Reds", cbar=False, ax=axes)
    axes.set(xlabel="prediction", ylabel="label", title=f"Accuracy {evaluation.accuracy:.2%}")
    return figure


def reliability_figure(table: pd.DataFrame) -> Figure:
    """Accuracy against sureness; on the line both are equal. Points are as large as their bin."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#444444", linestyle="--", linewidth=1)
    size = 20 + 300 * table["examples"] / table["examples"].sum()
    axes.scatter(table["sureness"], table["accuracy"], s=size, color="#4878d0")
    axes.set(xlabel="mean probability of the answer", ylabel="accuracy", title="Reliability")
    return figure


def shares_figure(shares: tuple[Share, ...], title: str) -> Figure:
    """A line for each share: its accuracy, and how far chance reaches."""
    figure = Figure(figsize=(8, 0.35 * len(shares) + 1), layout="constrained")
    axes = figure.subplots()
    known = [one for one in shares if one.examples]
    places = range(len(known))
    found = np.array([one.accuracy for one in known])
    below = found - [one.accuracy_low for one in known]
    above = np.array([one.accuracy_high for one in known]) - found
    axes.errorbar(found, places, xerr=(below, above), fmt="o", color="#4878d0", capsize=3)
    axes.set(yticks=places, yticklabels=[one.name for one in known], xlabel="accuracy", title=title)
    axes.invert_yaxis()
    return figure


def mistakes_figure(examples: Examples, probabilities: Probabilities) -> Figure:
    """The surest errors first, each with its label and what it was taken for."""
    figure = Figure(figsize=(10, 5), layout="constrained")
    cells = figure.subplots(4, MISTAKES_SHOWN // 4).ravel()
    for axes in cells:
        axes.set_axis_off()
    for axes, row in zip(cells, mistakes(examples.labels, probabilities), strict=False):
        axes.imshow(examples.images[row], cmap="gray_r")
        axes.set_title(f"{examples.labels[row]} as {probabilities[row].argmax()}", fontsize=8)
    return figure
