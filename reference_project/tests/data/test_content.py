"""The shipped data are MNIST, and whatever is not fit for training is refused."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digits import data
from digits.checks import problems
from digits.config import PROJECT, Config
from digits.errors import DataRefused
from digits.explore import duplicates
from digits.values import CLASSES, Dataset

WriteNpz = Callable[..., Path]

# Of the four files as published, unpacked.
PUBLISHED = {
    "train_images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train_labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "test_images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "test_labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


@pytest.mark.parametrize("part", PUBLISHED)
def test_the_arrays_are_byte_for_byte_the_published_files(mnist: Dataset, part: str) -> None:
    half, kind = part.split("_")
    array = getattr(getattr(mnist, half), kind)
    assert hashlib.sha256(data.to_idx(array)).hexdigest() == PUBLISHED[part]


def test_the_checksum_file_and_the_configurations_agree(config: Config) -> None:
    (line,) = (PROJECT / "data" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert line == f"{config.data.sha256}  {Path(config.data.path).name}"


def test_the_sizes_are_those_of_the_data_card(mnist: Dataset) -> None:
    assert (len(mnist.train), len(mnist.test)) == (60_000, 10_000)
    assert np.bincount(mnist.train.labels).min() == 5_421
    assert np.bincount(mnist.train.labels).max() == 6_742


def test_no_test_image_is_among_those_learnt_from(mnist: Dataset) -> None:
    assert duplicates(mnist).empty


def test_the_shipped_data_have_no_problem(mnist: Dataset) -> None:
    assert list(problems(mnist)) == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda few: {"train_images": few.train.images.astype(np.float64)},
            "train: expected bytes, found float64",
            id="floats",
        ),
        pytest.param(
            lambda few: {"test_images": few.test.images[:, :20]},
            r"test: expected images of shape \(n, 28, 28\), found \(40, 20, 28\)",
            id="cropped",
        ),
        pytest.param(
            lambda few: {"train_labels": few.train.labels[1:]},
            r"64 images have labels of shape \(63,\)",
            id="a-label-missing",
        ),
        pytest.param(
            lambda few: {"train_labels": few.train.labels + np.uint8(1)},
            "label 10 is no digit",
            id="counted-from-one",
        ),
        pytest.param(
            lambda few: {"train_labels": few.train.labels.clip(0, 8)},
            "digit 9 has 0.0%",
            id="a-digit-missing",
        ),
        pytest.param(
            lambda few: {"train_images": 255 - few.train.images},
            "black on white",
            id="ink-and-paper-swapped",
        ),
        pytest.param(
            lambda few: {"test_images": np.zeros_like(few.test.images)}, "blank", id="blank"
        ),
        pytest.param(
            lambda few: {"test_images": few.test.images[:0], "test_labels": few.test.labels[:0]},
            "test: there are no examples",
            id="no-examples",
        ),
        pytest.param(
            lambda _: {"train_images": np.zeros((), np.uint8)},
            r"expected images of shape .*, found \(\)",
            id="a-single-number",
        ),
    ],
)
def test_refuses(
    few: Dataset,
    write_npz: WriteNpz,
    spoil: Callable[[Dataset], dict[str, np.ndarray]],
    message: str,
) -> None:
    with pytest.raises(DataRefused, match=message):
        data.load(write_npz(few, **spoil(few)), None)


def test_every_problem_is_named_at_once(few: Dataset, write_npz: WriteNpz) -> None:
    blank, labels = np.zeros_like(few.train.images), few.test.labels + np.uint8(1)
    with pytest.raises(DataRefused, match=r"train: mean ink.*; test: label 10"):
        data.load(write_npz(few, train_images=blank, test_labels=labels), None)


def test_a_split_is_stratified_and_loses_nothing(mnist: Dataset, config: Config) -> None:
    parts = data.split(mnist.train, config.data.validation_share, config.seed)
    assert (len(parts.train), len(parts.validation)) == (54_000, 6_000)
    whole, held = (
        np.bincount(part.labels, minlength=CLASSES) for part in (mnist.train, parts.validation)
    )
    assert np.abs(held - whole / 10).max() <= 1


def test_no_example_is_in_both_parts_of_a_split(few: Dataset) -> None:
    parts = data.split(few.train, 0.25, seed=13)
    seen = {image.tobytes() for image in parts.train.images}
    assert not any(image.tobytes() in seen for image in parts.validation.images)


def test_the_seed_decides_the_split(few: Dataset) -> None:
    first, again, other = (data.split(few.train, 0.25, seed) for seed in (13, 13, 14))
    np.testing.assert_array_equal(first.train.images, again.train.images)
    assert (first.train.images != other.train.images).any()


def test_pixels_lie_between_zero_and_one(few: Dataset) -> None:
    inputs = data.pixels(few.train.images)
    assert inputs.shape == (64, 28, 28, 1)
    assert inputs.dtype == np.float32
    assert (inputs.min(), inputs.max()) == (0.0, 1.0)
