"""Where a batch is written: a folder on this disk or on a shared one, or an object store.

Addresses are fsspec's, such as `audits`, `/shared/audits` or `s3://bucket/audits`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from auditor.errors import OutputFailed


class Place:
    """Named bytes below an address. It can be sent to other processes."""

    def __init__(self, address: str) -> None:
        """Raises OutputFailed for an address of a kind that is not installed."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - start-up time

        self.address = address
        try:
            self.files, self.root = url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise OutputFailed(f"Cannot write to {address}: {error}.") from error

    def __reduce__(self) -> tuple[type[Place], tuple[str]]:
        return Place, (self.address,)

    def path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"

    @property
    def folder(self) -> Path | None:
        """The folder, where the place is one."""
        return Path(self.root) if self._is_disk else None

    @property
    def _is_disk(self) -> bool:
        return "file" in _kinds(self.files.protocol)

    def names(self, folder: str) -> Iterator[str]:
        """Names of the files in a folder, sorted; none if there is no such folder."""
        try:
            found = self.files.ls(self.path(folder), detail=False)
        except FileNotFoundError:
            return
        yield from sorted(name.rpartition("/")[2] for name in map(str, found))

    def has(self, name: str) -> bool:
        return bool(self.files.isfile(self.path(name)))

    def read(self, name: str) -> bytes:
        """Raises OSError if there is no such file."""
        return bytes(self.files.cat_file(self.path(name)))

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all, even if a kill comes in between."""
        path = self.path(name)
        self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if not self._is_disk:
            self.files.pipe_file(path, data)  # object stores show an object when it is whole
            return
        beside = f"{path}.{uuid4().hex}.part"
        with open(beside, "wb") as file:  # noqa: PTH123 - fsspec's paths are strings
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)  # noqa: PTH105 - as above


def _kinds(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol
