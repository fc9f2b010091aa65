"""The store gives back what it was given, or nothing; it never costs an audit."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cache import DAY, NAME, Store, clear, info, key_of, sources_of

NOW = 1_000 * DAY


def store(folder: Path | None, day: int = 1_000, max_bytes: int = 10**9) -> closing[Store]:
    return closing(Store(folder, day * DAY, max_bytes))


def key(number: int) -> bytes:
    return key_of("test", str(number))


def noise(number: int, size: int) -> bytes:
    """Bytes that cannot be compressed."""
    return b"".join(key_of(str(number), str(part)) for part in range(size // 20))


def test_what_is_kept_is_found_by_later_audits(tmp_path: Path) -> None:
    with store(tmp_path) as first:
        first.keep(key(1), b"one")
        first.keep(key(2), b"")
    with store(tmp_path) as second:
        assert second.find([key(1), key(2), key(3)]) == {key(1): b"one", key(2): b""}


def test_more_keys_are_asked_than_one_question_takes(tmp_path: Path) -> None:
    with store(tmp_path) as first:
        for number in range(1_200):
            first.keep(key(number), str(number).encode())
        first.flush()
        assert len(first.find(key(number) for number in range(1_300))) == 1_200


def test_without_a_folder_nothing_is_kept() -> None:
    with store(None) as nowhere:
        nowhere.keep(key(1), b"one")
        nowhere.flush()
        assert nowhere.find([key(1)]) == {}


@pytest.mark.parametrize("place", [0, 9, -1])
def test_a_changed_bit_is_no_entry(tmp_path: Path, place: int) -> None:
    with store(tmp_path) as first:
        first.keep(key(1), b"something to keep")
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        (data,) = connection.execute("SELECT data FROM entries").fetchone()
        damaged = bytearray(data)
        damaged[place] ^= 4
        connection.execute("UPDATE entries SET data = ?", (bytes(damaged),))
    with store(tmp_path) as second:
        assert second.find([key(1)]) == {}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"no database at all, but long enough to be read as one" * 40, id="foreign"),
        pytest.param(b"", id="empty"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 2_000, id="broken-header"),
    ],
)
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with store(tmp_path) as first:
        first.keep(key(1), b"one")
    with store(tmp_path) as second:
        assert second.find([key(1)]) == {key(1): b"one"}


def test_a_file_of_another_layout_is_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        connection.execute("CREATE TABLE entries (other TEXT)")
        connection.execute("PRAGMA user_version = 77")
    with store(tmp_path) as first:
        first.keep(key(1), b"one")
        first.flush()
        assert first.find([key(1)]) == {key(1): b"one"}


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with store(tmp_path / "file") as first:
        first.keep(key(1), b"one")
        assert first.find([key(1)]) == {}


def test_a_store_that_was_removed_meanwhile_costs_nothing(tmp_path: Path) -> None:
    with store(tmp_path) as first:
        first.keep(key(1), b"one")
        clear(tmp_path)
    with store(tmp_path) as second:
        assert second.find([key(1)]) in ({}, {key(1): b"one"})


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    with store(tmp_path, day=1) as first:
        first.keep(key(1), noise(1, 4_000))
        first.keep(key(2), noise(2, 4_000))
    with store(tmp_path, day=2) as second:
        assert second.find([key(1)])
    with store(tmp_path, day=3, max_bytes=11_000) as third:
        third.keep(key(3), noise(3, 4_000))
    with store(tmp_path, day=3) as last:
        assert set(last.find([key(1), key(2), key(3)])) == {key(1), key(3)}
    assert info(tmp_path).bytes <= 11_000


def _write(folder: Path, first: int) -> None:
    for number in range(first, first + 15):
        with store(folder) as own:
            own.keep(key(number), str(number).encode())


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, start)) for start in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    with store(tmp_path) as reader:
        wanted = [key(number) for start in (0, 100) for number in range(start, start + 15)]
        assert len(reader.find(wanted)) == len(wanted)


def test_a_writer_that_never_closed_leaves_what_it_flushed(tmp_path: Path) -> None:
    killed = Store(tmp_path, NOW)
    killed.keep(key(1), b"one")
    killed.flush()
    killed.keep(key(2), b"two")
    with store(tmp_path) as later:
        assert later.find([key(1), key(2)]) == {key(1): b"one"}
    killed.close()


def test_info_and_clear(tmp_path: Path) -> None:
    assert (info(tmp_path).entries, info(tmp_path).file_bytes) == (0, 0)
    with store(tmp_path) as first:
        first.keep(key(1), b"one")
    assert info(tmp_path).entries == 1
    clear(tmp_path)
    assert info(tmp_path).entries == 0
    assert list(tmp_path.iterdir()) == []


texts = st.lists(st.one_of(st.text(), st.binary()), max_size=4)


@given(one=texts, other=texts)
def test_different_parts_have_different_keys(
    one: list[str | bytes], other: list[str | bytes]
) -> None:
    def plain(parts: list[str | bytes]) -> list[bytes]:
        return [p.encode("utf-8", "surrogatepass") if isinstance(p, str) else p for p in parts]

    assert (key_of(*one) == key_of(*other)) == (plain(one) == plain(other))


def test_a_digest_of_sources_tells_names_and_contents(tmp_path: Path) -> None:
    def digests() -> Iterator[bytes]:
        (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
        yield sources_of(tmp_path)
        (tmp_path / "a.py").write_text("x = 2\n", encoding="utf-8")
        yield sources_of(tmp_path)
        (tmp_path / "a.py").rename(tmp_path / "b.py")
        yield sources_of(tmp_path)
        (tmp_path / "b.pyc").write_text("compiled", encoding="utf-8")
        yield sources_of(tmp_path)

    one, two, three, four = digests()
    assert len({one, two, three}) == 3
    assert three == four
