"""What do the data look like? Tables, and figures that are returned and not shown.

Everything but the search for duplicates looks at training examples only: what the eye learns
from the test set also leaks.
"""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from digits.measures import Means, class_means, distances, measures
from digits.values import CLASSES, Dataset, Examples

MAP_EXAMPLES = 3_000  # more points hide each other
COLOURS = "colorblind"
STRANGE = 2.0  # standard deviations; a measure as far off is what makes an image unusual


def summary(dataset: Dataset) -> pd.DataFrame:
    """Examples, classes and pixels of both parts."""
    parts = {"train": dataset.train, "test": dataset.test}
    return pd.DataFrame(
        {name: _summary(examples) for name, examples in parts.items()}, dtype=float
    ).rename_axis("measure")


def duplicates(dataset: Dataset) -> pd.DataFrame:
    """Pairs of images that are equal in every pixel: test row, its label, train row, its label."""
    rows: dict[bytes, int] = {}
    for row, image in enumerate(dataset.train.images):
        rows.setdefault(image.tobytes(), row)
    pairs = [
        (row, dataset.test.labels[row], rows[key], dataset.train.labels[rows[key]])
        for row, key in enumerate(image.tobytes() for image in dataset.test.images)
        if key in rows
    ]
    columns = ["test row", "test label", "train row", "train label"]
    return pd.DataFrame(pairs, columns=columns, dtype=int)


def oddities(examples: Examples) -> pd.DataFrame:
    """How far each example lies from the mean image of its digit, and whose mean is nearest.

    An example that is nearer to another digit's mean is worth a look: it is unusual, or its
    label is wrong.
    """
    apart = distances(examples.images, class_means(examples))
    columns = {
        "label": examples.labels.astype(int),
        "distance": apart[np.arange(len(examples)), examples.labels],
        "nearest": apart.argmin(axis=1),
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(examples), name="row"))


def deviations(examples: Examples) -> pd.DataFrame:
    """How far each measure lies from the mean of its digit, in standard deviations."""
    table = measures(examples.images)
    digits = table.groupby(examples.labels)
    spread = digits.transform("std").clip(lower=1e-9)  # of equal images nothing is unusual
    return (table - digits.transform("mean")) / spread


def class_variances(examples: Examples) -> Means:
    """Where the images of each digit differ from one another."""
    images, labels = examples.images, examples.labels
    each = [images[labels == digit].var(axis=0, dtype=np.float64) for digit in range(CLASSES)]
    return np.stack(each)


def class_balance(examples: Examples) -> Figure:
    """How many examples each digit has."""
    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.subplots()
    sns.countplot(x=examples.labels, color="#4878d0", native_scale=True, ax=axes)
    axes.axhline(len(examples) / CLASSES, color="#444444", linestyle="--", linewidth=1)
    axes.set(
        xlabel="digit",
        xticks=range(CLASSES),
        ylabel="examples",
        title="Class balance; the line is a tenth",
    )
    return figure


def ink(examples: Examples) -> Figure:
    """How much of the image each digit's ink covers."""
    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    # (n, 28, 28) uint8 -> (n,) share of the brightest possible
    share = examples.images.mean(axis=(1, 2)) / 255
    shares = [share[examples.labels == digit] for digit in range(CLASSES)]
    axes.boxplot(shares, positions=range(CLASSES), flierprops={"markersize": 1})
    axes.set(xlabel="digit", xticks=range(CLASSES), ylabel="mean pixel / 255", title="Ink")
    return figure


def means_and_variances(examples: Examples) -> Figure:
    """The mean of each digit, and below it the variance."""
    figure = Figure(figsize=(10, 2.4), layout="constrained")
    rows = figure.subplots(2, CLASSES)
    both = zip(class_means(examples), class_variances(examples), strict=True)
    for digit, (mean, variance) in enumerate(both):
        rows[0, digit].set_title(str(digit))
        _image(rows[0, digit], mean)
        _image(rows[1, digit], variance)
    return figure


def usual_and_unusual(examples: Examples) -> Figure:
    """For each digit the example nearest to its mean, and the three farthest, and why."""
    figure = Figure(figsize=(10, 5.2), layout="constrained")
    columns = figure.subplots(4, CLASSES)
    away = deviations(examples)
    for digit, table in oddities(examples).groupby("label"):
        order = table["distance"].sort_values(kind="stable").index
        for place, row in enumerate([order[0], *order[-3:]]):
            _image(columns[place, digit], examples.images[row])
            reason = _reason(away.loc[row]) if place else "the usual"
            columns[place, digit].set_title(f"row {row}\n{reason}", fontsize=6)
    return figure


def doubtful_labels(examples: Examples, shown: int = 20) -> Figure:
    """Examples that are far from their own digit's mean and nearest to another's."""
    table = oddities(examples)
    strange = table[table["label"] != table["nearest"]].nlargest(shown, "distance")
    figure = Figure(figsize=(10, 2.8), layout="constrained")
    cells = figure.subplots(2, shown // 2).ravel()
    for axes in cells:
        axes.set_axis_off()
    for axes, (row, label, _, nearest) in zip(cells, strange.itertuples(), strict=False):
        _image(axes, examples.images[row])
        axes.set_title(f"{label}, near {nearest}", fontsize=7)
    return figure


def principal_map(examples: Examples, seed: int) -> Figure:
    """Some examples on the two directions in which images differ most."""
    chosen = np.random.default_rng(seed).permutation(len(examples))[:MAP_EXAMPLES]
    some = examples.take(chosen)
    project = make_pipeline(MinMaxScaler(), PCA(n_components=2, random_state=seed))
    places = project.fit_transform(some.images.reshape(len(some), -1))
    figure = Figure(figsize=(7, 5.5), layout="constrained")
    axes = figure.subplots()
    digits = some.labels.astype(int)
    sns.scatterplot(
        x=places[:, 0], y=places[:, 1], hue=digits, palette=COLOURS, s=9, linewidth=0, ax=axes
    )
    axes.set(xlabel="first component", ylabel="second component", title=f"{len(some):,} examples")
    return figure


def _reason(away: pd.Series) -> str:
    """What is unusual, or that it is none of the measures."""
    measure = str(away.abs().idxmax())
    return f"{measure} {away[measure]:+.1f} sd" if abs(away[measure]) >= STRANGE else "its shape"


def _summary(examples: Examples) -> dict[str, float]:
    counts = np.bincount(examples.labels, minlength=CLASSES)
    return {
        "examples": len(examples),
        "rarest digit": int(counts.argmin()),
        "its examples": int(counts.min()),
        "commonest digit": int(counts.argmax()),
        "examples of it": int(counts.max()),
        "mean pixel": float(examples.images.mean()),
        "standard deviation of pixels": float(examples.images.std()),
        "pixels that are 0": float((examples.images == 0).mean()),
    }


def _image(axes: Axes, image: NDArray[np.generic]) -> None:
    axes.imshow(image, cmap="gray_r")
    axes.set_axis_off()
