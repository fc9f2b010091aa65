"""The files of a checkout, each with its kind and, where somebody needs them, its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.errors import FetchFailed
from auditor.model import Blob, Checkout
from auditor.read.disk import read_disk
from auditor.read.kinds import kind_of
from auditor.read.objects import read_objects

__all__ = ["kind_of", "read"]


def read(checkout: Checkout, only: frozenset[str] | None = None) -> Iterator[Blob]:
    """Every tracked file once, sorted by path; of a folder, every file that git does not ignore.

    With `only`, the files of these paths and no others. One file at a time is held in memory.
    Raises FetchFailed where there is no file at all, or where the list of files cannot be read.
    """
    reader = read_objects if checkout.work_tree is None else read_disk
    blobs = reader(checkout, only)
    first = next(blobs, None)
    if first is None:
        if only is not None:
            return
        raise FetchFailed(checkout.target.text, "there are no files to audit")
    yield first
    yield from blobs
