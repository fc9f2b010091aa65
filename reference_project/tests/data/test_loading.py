"""A file is read whole and unaltered, or refused with a reason."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from digits import data
from digits.config import PROJECT, Config
from digits.errors import DataRefused
from digits.values import Dataset

WriteNpz = Callable[..., Path]


def write_idx(folder: Path, dataset: Dataset, *, packed: bool) -> Path:
    train, test = dataset.train, dataset.test
    parts = (train.images, train.labels, test.images, test.labels)
    for name, part in zip(data.IDX_FILES, parts, strict=True):
        content = data.to_idx(part)
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)
    return folder


def test_an_altered_file_is_refused(few: Dataset, write_npz: WriteNpz, config: Config) -> None:
    with pytest.raises(DataRefused, match=r"SHA-256 is .* expected 39b9b1ffaa0b"):
        data.load(write_npz(few), config.data.sha256)


def test_one_flipped_bit_is_an_altered_file(tmp_path: Path, config: Config) -> None:
    content = bytearray((PROJECT / config.data.path).read_bytes())
    content[-9] ^= 1
    (tmp_path / "data.npz").write_bytes(content)
    with pytest.raises(DataRefused, match="SHA-256"):
        data.load(tmp_path / "data.npz", config.data.sha256)


def test_data_of_one_s_own_need_no_hash(few: Dataset, write_npz: WriteNpz) -> None:
    loaded = data.load(write_npz(few), None)
    np.testing.assert_array_equal(loaded.train.images, few.train.images)
    np.testing.assert_array_equal(loaded.test.labels, few.test.labels)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_a_folder_of_idx_files_is_the_same_data(
    tmp_path: Path, few: Dataset, *, packed: bool
) -> None:
    loaded = data.load(write_idx(tmp_path, few, packed=packed), None)
    np.testing.assert_array_equal(loaded.train.images, few.train.images)
    np.testing.assert_array_equal(loaded.test.labels, few.test.labels)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 and no more", id="cut-archive"),
        pytest.param(b"seven,3,1,4", id="csv"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.npz").write_bytes(content)
    with pytest.raises(DataRefused, match=r"not an \.npz file"):
        data.load(tmp_path / "data.npz", None)


def test_pickled_objects_are_refused_and_not_loaded(tmp_path: Path) -> None:
    objects = np.array([{}], dtype=object)
    np.savez(tmp_path / "data.npz", allow_pickle=True, **dict.fromkeys(data.ARRAYS, objects))
    with pytest.raises(DataRefused, match=r"not an \.npz file"):
        data.load(tmp_path / "data.npz", None)


def test_an_archive_of_something_else_names_what_it_lacks(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.zeros(3))
    with pytest.raises(DataRefused, match="expected train_images"):
        data.load(tmp_path / "data.npz", None)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no such file"):
        data.load(tmp_path / "data.npz", None)
    with pytest.raises(DataRefused, match="has no train-images-idx3-ubyte"):
        data.load(tmp_path, None)


def test_an_idx_file_that_ends_early_is_refused(few: Dataset) -> None:
    with pytest.raises(DataRefused, match="cut short"):
        data.from_idx(data.to_idx(few.train.images)[:-1], "images")
    with pytest.raises(DataRefused, match="not an IDX file"):
        data.from_idx(b"GIF89a", "images")


@given(arrays.arrays(np.uint8, arrays.array_shapes(max_dims=3, max_side=6)))
def test_idx_files_give_back_what_was_written(array: np.ndarray) -> None:
    np.testing.assert_array_equal(data.from_idx(data.to_idx(array), "array"), array)


@given(st.binary(max_size=40))
def test_no_bytes_crash_the_idx_reader(content: bytes) -> None:
    try:
        data.from_idx(content, "fuzz")
    except DataRefused:
        return
    assert content[:3] == b"\0\0\x08"


def test_a_text_file_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_text("7", encoding="utf-8")
    with pytest.raises(DataRefused, match="not a PNG"):
        data.read_picture(tmp_path / "seven.png")
    with pytest.raises(DataRefused, match="no such picture"):
        data.read_picture(tmp_path / "eight.png")
