"""What is known already? Facts by content and whole audits by commit, kept in one SQLite file.

The store only ever saves time: whatever is missing, damaged or locked is made anew, and a file
that is no store of ours is replaced. Keys hold the version of the analysis, so nothing needs to be
thrown away when the auditor changes; what nobody asked for is thrown away first.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import msgspec

NAME = "facts.sqlite3"
MAX_BYTES = 1_000_000_000  # some ten million lines of code
KEPT_PART = 0.75  # of that, after throwing away
AT_ONCE = 500  # keys of one question: SQLite takes 999 in its oldest builds
FLUSH_BYTES = 8_000_000  # held back until they are written in one transaction
WAIT_SECONDS = 10.0  # for another audit that writes
DAY = 86_400
MARK_BYTES = 8  # of the digest in front of every entry
KEY_BYTES = 20
LAYOUT = 1
"""Version of the table; a file with another one is replaced."""


class Info(msgspec.Struct, frozen=True):
    """What the store holds."""

    path: Path
    entries: int
    bytes: int  # of the entries
    file_bytes: int  # on disk


def key_of(*parts: str | bytes) -> bytes:
    """A key of fixed length; parts are kept apart, so that no two lists share one."""
    digest = blake2b(digest_size=KEY_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def sources_of(*folders: Path) -> bytes:
    """A digest of the Python and data files below folders: another analysis, another digest."""
    digest = blake2b(digest_size=KEY_BYTES)
    for folder in folders:
        for name in sorted(_sources(str(folder), "")):
            with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 - see below
                data = file.read()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.digest()


def _sources(folder: str, below: str) -> Iterator[str]:
    """Paths as text: every audit reads hundreds, and pathlib takes longer than reading them."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _sources(entry.path, f"{below}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield below + entry.name


class Store:
    """Entries by key. Not for several threads; several processes may share the file."""

    def __init__(self, folder: Path | None, now: float, max_bytes: int = MAX_BYTES) -> None:
        self.today = int(now // DAY)
        self.max_bytes = max_bytes
        self.waiting: dict[bytes, bytes] = {}
        self.waiting_bytes = 0
        self.found: set[bytes] = set()
        self.connection = None if folder is None else _connected(folder / NAME)

    def find(self, keys: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """The entries that are there and whole."""
        known: dict[bytes, bytes] = {}
        if self.connection is None:
            return known
        stream = iter(keys)
        while some := list(islice(stream, AT_ONCE)):
            marks = ",".join("?" * len(some))
            query = f"SELECT key, used, data FROM entries WHERE key IN ({marks})"  # noqa: S608
            with suppress(sqlite3.Error):
                for key, used, data in self.connection.execute(query, some):
                    content = _unpacked(data)
                    if content is not None:
                        known[key] = content
                        if used != self.today:
                            self.found.add(key)
        return known

    def keep(self, key: bytes, content: bytes) -> None:
        if self.connection is None:
            return
        packed = _packed(content)
        self.waiting[key] = packed
        self.waiting_bytes += len(packed)
        if self.waiting_bytes > FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what was held back, and when what was found was last asked for."""
        if self.connection is not None:
            with suppress(sqlite3.Error), self.connection as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO entries (key, used, data) VALUES (?, ?, ?)",
                    [(key, self.today, data) for key, data in self.waiting.items()],
                )
                connection.executemany(
                    "UPDATE entries SET used = ? WHERE key = ?",
                    [(self.today, key) for key in self.found],
                )
        self.waiting, self.waiting_bytes, self.found = {}, 0, set()

    def close(self) -> None:
        """Write, and throw away what was not asked for longest where there is too much."""
        if self.connection is None:
            return
        if self.waiting or self.found:
            self.flush()
            with suppress(sqlite3.Error):
                _evict(self.connection, self.max_bytes)
        self.connection.close()
        self.connection = None


def _evict(connection: sqlite3.Connection, max_bytes: int) -> None:
    (total,) = connection.execute("SELECT total(length(data)) FROM entries").fetchone()
    if total <= max_bytes:
        return
    oldest = connection.execute("SELECT key, length(data) FROM entries ORDER BY used, key")
    with connection:
        for key, size in oldest.fetchall():
            if total <= KEPT_PART * max_bytes:
                break
            connection.execute("DELETE FROM entries WHERE key = ?", (key,))
            total -= size
    connection.execute("PRAGMA incremental_vacuum").fetchall()


def info(folder: Path) -> Info:
    """What the store of a folder holds; nothing where there is none."""
    path = folder / NAME
    if not path.is_file():
        return Info(path, 0, 0, 0)
    size = sum(part.stat().st_size for part in _files(path))
    connection = _connected(path)
    if connection is None:
        return Info(path, 0, 0, size)
    try:
        query = "SELECT count(*), total(length(data)) FROM entries"
        entries, held = connection.execute(query).fetchone()
    except sqlite3.Error:
        entries, held = 0, 0
    finally:
        connection.close()
    return Info(path, int(entries), int(held), size)


def clear(folder: Path) -> None:
    """Remove the store; audits that run meanwhile go on without."""
    for path in _files(folder / NAME):
        with suppress(OSError):
            path.unlink()


def _files(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}*"))


def _connected(path: Path) -> sqlite3.Connection | None:
    """The store, made where there is none, made anew where it is damaged; None if it can't be."""
    for _ in range(2):
        try:
            return _opened(path)
        except sqlite3.OperationalError:  # locked, read-only, no room: not the file's fault
            return None
        except sqlite3.DatabaseError:
            clear(path.parent)
        except OSError:
            return None
    return None


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
    try:
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout not in {0, LAYOUT}:
            raise sqlite3.DatabaseError("the layout is of another version")  # noqa: TRY301
        if layout == 0:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS entries"
                " (key BLOB PRIMARY KEY, used INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID"
            )
            connection.execute(f"PRAGMA user_version = {LAYOUT}")
    except BaseException:
        connection.close()
        raise
    return connection


def _packed(content: bytes) -> bytes:
    data = zlib.compress(content, 1)
    return _mark(data) + data


def _unpacked(stored: bytes) -> bytes | None:
    """The content, or None where a bit is not as it was written."""
    mark, data = stored[:MARK_BYTES], stored[MARK_BYTES:]
    if mark != _mark(data):
        return None
    with suppress(zlib.error):
        return zlib.decompress(data)
    return None


def _mark(data: bytes) -> bytes:
    return blake2b(data, digest_size=MARK_BYTES).digest()
