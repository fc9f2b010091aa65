"""Where do examples come from? One compressed file, or the four files that MNIST came in.

The only module that reads data. It knows file formats; what the content must be like is asked
in `checks`.
"""

import gzip
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from digits.checks import require_sound
from digits.errors import DataRefused
from digits.values import Dataset, Examples, Images, Pixels, Split

ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")
IDX_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
IDX_UNSIGNED_BYTE = 0x08  # third byte of the header: the type of the entries
MAX_IMAGE_BYTES = 20_000_000  # larger pictures are no single digit
MAX_SIDE = 4_000  # pixels; a small file may unpack to a picture that fills the memory
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_HEADER = 24  # bytes up to and with width and height


def load(path: Path, sha256: str | None) -> Dataset:
    """Read a data file or folder, and refuse it unless its hash and its content are right.

    Without a hash, as for data of your own, only the content is checked.
    """
    content = read_bytes(path)
    found = digest(content)
    if sha256 is not None and found != sha256:
        raise DataRefused(f"{path}: SHA-256 is {found[:12]}…, expected {sha256[:12]}…; restore it")
    arrays = _from_idx(content) if path.is_dir() else _from_npz(content[0], path)
    return require_sound(dataset_of(arrays, found))


def read_bytes(path: Path) -> tuple[bytes, ...]:
    """The file, or the four IDX files of a folder, unpacked if they are gzipped."""
    if path.is_dir():
        return tuple(_idx_bytes(path, name) for name in IDX_FILES)
    if not path.is_file():
        raise DataRefused(f"{path}: no such file; pass `--data` or restore data/ from the archive")
    return (path.read_bytes(),)


def digest(content: tuple[bytes, ...]) -> str:
    """One SHA-256 over all parts, in order."""
    return hashlib.sha256(b"".join(content)).hexdigest()


def dataset_of(arrays: tuple[NDArray[np.generic], ...], sha256: str) -> Dataset:
    """Four arrays in the order of `ARRAYS`, given their names."""
    train_images, train_labels, test_images, test_labels = arrays
    return Dataset(
        train=Examples(train_images, train_labels),  # type: ignore[arg-type]  # `checks` looks
        test=Examples(test_images, test_labels),  # type: ignore[arg-type]  # as above
        sha256=sha256,
    )


def split(examples: Examples, validation_share: float, seed: int) -> Split:
    """Set a share aside for validation, with every digit in proportion.

    The test examples are not part of it: they are for the end.
    """
    train, validation = train_test_split(
        np.arange(len(examples)),
        test_size=validation_share,
        stratify=examples.labels,
        random_state=seed,
    )
    return Split(examples.take(train), examples.take(validation))


def pixels(images: Images) -> Pixels:
    """What the network sees."""
    # (n, 28, 28) uint8 -> (n, 28, 28, 1) float32 in [0, 1]
    return images[..., np.newaxis].astype(np.float32) / np.float32(255)


def read_picture(path: Path) -> NDArray[np.uint8]:
    """A PNG, JPEG, GIF or BMP as grey values, of any size."""
    if not path.is_file():
        raise DataRefused(f"{path}: no such picture")
    if path.stat().st_size > MAX_IMAGE_BYTES:
        raise DataRefused(f"{path}: larger than {MAX_IMAGE_BYTES:,} bytes; pass a smaller picture")
    return _decoded(path.read_bytes(), str(path))


def decode_png(content: bytes) -> NDArray[np.uint8]:
    """A PNG picture as grey values; what is sent over a network has this one format."""
    if not content.startswith(PNG_START) or len(content) < PNG_HEADER:
        raise DataRefused("not a PNG picture")
    width, height = np.frombuffer(content, ">u4", count=2, offset=16).tolist()
    if max(width, height) > MAX_SIDE:
        raise DataRefused(f"{width} x {height} pixels; send at most {MAX_SIDE:,} either way")
    return _decoded(content, "what was sent")


def _decoded(content: bytes, name: str) -> NDArray[np.uint8]:
    try:
        decoded = tf.io.decode_image(content, channels=3, expand_animations=False)
    except tf.errors.InvalidArgumentError as error:
        raise DataRefused(f"{name}: not a PNG, JPEG, GIF or BMP picture") from error
    # (height, width, 3) uint8 -> (height, width) uint8
    grey: NDArray[np.uint8] = tf.image.rgb_to_grayscale(decoded).numpy()[..., 0]
    return grey


def _from_npz(content: bytes, path: Path) -> tuple[NDArray[np.generic], ...]:
    try:
        with np.load(BytesIO(content), allow_pickle=False) as archive:
            return tuple(archive[name] for name in ARRAYS)
    except KeyError as error:
        raise DataRefused(f"{path}: an array is missing; expected {', '.join(ARRAYS)}") from error
    except (ValueError, OSError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise DataRefused(
            f"{path}: not an .npz file; pass one, or a folder of IDX files"
        ) from error


def _idx_bytes(folder: Path, name: str) -> bytes:
    plain, packed = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        return plain.read_bytes()
    if packed.is_file():
        return gzip.decompress(packed.read_bytes())
    raise DataRefused(f"{folder}: has no {name}; expected {', '.join(IDX_FILES)}")


def _from_idx(content: tuple[bytes, ...]) -> tuple[NDArray[np.generic], ...]:
    return tuple(from_idx(part, name) for part, name in zip(content, IDX_FILES, strict=True))


def from_idx(content: bytes, name: str) -> NDArray[np.uint8]:
    """One IDX file: two zero bytes, type, number of axes, their lengths, then the entries."""
    if content[:3] != bytes((0, 0, IDX_UNSIGNED_BYTE)):
        raise DataRefused(f"{name}: not an IDX file of bytes")
    axes = content[3]
    shape = tuple(np.frombuffer(content, ">u4", count=axes, offset=4).tolist())
    entries = np.frombuffer(content, np.uint8, offset=4 + 4 * axes)
    if entries.size != np.prod(shape, dtype=np.int64):
        raise DataRefused(f"{name}: cut short; its header promises {shape}")
    return entries.reshape(shape)


def to_idx(array: NDArray[np.uint8]) -> bytes:
    """The IDX file that holds this array; MNIST's published hashes are of such files."""
    header = bytes((0, 0, IDX_UNSIGNED_BYTE, array.ndim))
    return header + np.array(array.shape, ">u4").tobytes() + array.tobytes()
