"""What does an evaluation look like? Figures that are returned and not shown."""

import seaborn as sns
from matplotlib.figure import Figure

from digits.evaluate import Evaluation, confusion_table, mistakes
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
