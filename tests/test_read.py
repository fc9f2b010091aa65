"""Every tracked file is read once: its bytes where somebody needs them, or the reason why not."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from auditor.acquire import acquire, parse_target
from auditor.errors import FetchFailed
from auditor.model import COUNTED_KINDS, Blob, Checkout, Kind
from auditor.read import read
from auditor.read.tables import MAX_NOTEBOOK, MAX_SOURCE
from tests.repositories import Repository

Open = Callable[[], Checkout]


@pytest.fixture(name="made")
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made")


@pytest.fixture(name="at_commit")
def from_objects(made: Repository, tmp_path: Path) -> Open:
    target = parse_target(f"file://{made.path}")
    return lambda: acquire(target, cache=tmp_path / "cache")


@pytest.fixture(name="on_disk")
def from_disk(made: Repository, tmp_path: Path) -> Open:
    target = parse_target(str(made.path))
    return lambda: acquire(target, cache=tmp_path / "cache")


def blobs(opened: Open) -> dict[str, Blob]:
    found = list(read(opened()))
    assert [blob.path for blob in found] == sorted({blob.path for blob in found})
    for blob in found:
        counts = blob.kind in COUNTED_KINDS
        assert counts == (blob.reason is None)
        assert not counts or blob.data is not None
        assert blob.data is None or len(blob.data) == blob.size
        msgspec.json.encode(blob.path)
        msgspec.json.encode(blob.reason)
    return {blob.path: blob for blob in found}


FILES: dict[str, str | bytes] = {
    "a.py": "x = 1\n",
    "data/table.csv": "a,b\n1,2\n",
    "docs/index.md": "# Title\n",
    "empty.py": "",
    "model.pt": b"\0" * 5000,
    "nested/deep/er/b.py": "y = 2\n",
    "notebook.ipynb": '{"cells": []}',
    "poetry.lock": "# @generated\n",
    "settings.yaml": "lr: 0.1\n",
    "strange.xyz123": "what is this",
    "tests/test_a.py": "def test_a(): pass\n",
}


def test_objects_and_disk_tell_the_same(made: Repository, at_commit: Open, on_disk: Open) -> None:
    made.commit(FILES)
    there, here = blobs(at_commit), blobs(on_disk)
    assert list(there) == list(here) == sorted(FILES)
    assert len(there) == made.tracked()
    for path, blob in there.items():
        expected = msgspec.structs.replace(blob, id=here[path].id)
        assert here[path] == expected
        assert here[path].id in {blob.id, ""}
        assert here[path].id or blob.data is None


def test_bytes_go_to_those_who_read_them(made: Repository, at_commit: Open) -> None:
    made.commit(FILES)
    kept = {path for path, blob in blobs(at_commit).items() if blob.data is not None}
    assert kept == {
        "a.py", "docs/index.md", "empty.py", "nested/deep/er/b.py", "notebook.ipynb",
        "poetry.lock", "settings.yaml", "tests/test_a.py",
    }  # fmt: skip


def test_ids_are_those_of_git(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": "x = 1\n"})
    assert blobs(on_disk)["a.py"].id == made.git("rev-parse", "HEAD:a.py").strip()


@pytest.mark.parametrize("mode", ["at_commit", "on_disk"])
def test_links_are_told_and_not_followed(
    made: Repository, mode: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    (tmp_path / "secret.py").write_text("password = 1\n")
    made.write({"a.py": "x = 1\n"})
    links = {
        "inside.py": "a.py",
        "outside.py": str(tmp_path / "secret.py"),
        "loop.py": "loop.py",
        "folder": "/etc",
        "picture.png": "a.py",
        "escape.py": "a\x1b[31m\n.py",
    }
    for name, goal in links.items():
        (made.path / name).symlink_to(goal)
    made.commit()
    found = blobs(request.getfixturevalue(mode))
    for name in links:
        assert found[name].data is None
        assert (found[name].reason or "").startswith("symbolic link to ")
    assert found["inside.py"].kind is Kind.UNREADABLE
    assert found["picture.png"].kind is Kind.BINARY
    assert found["escape.py"].reason == "symbolic link to a\\x1b[31m\\n.py"


def test_a_folder_that_became_a_link_is_not_entered(
    made: Repository, on_disk: Open, tmp_path: Path
) -> None:
    made.commit({"src/a.py": "x = 1\n", "b.py": ""})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.py").write_text("secret = 1\n")
    (made.path / "src" / "a.py").unlink()
    (made.path / "src").rmdir()
    (made.path / "src").symlink_to(tmp_path / "elsewhere")
    found = blobs(on_disk)
    assert found["src/a.py"].data is None
    assert found["src/a.py"].reason == "behind a symbolic link"


def test_submodules_are_repositories_of_their_own(
    made: Repository, at_commit: Open, on_disk: Open
) -> None:
    commit = made.commit({"a.py": ""})
    made.git("update-index", "--add", "--cacheinfo", f"160000,{commit},lib/other")
    (made.path / "lib" / "other").mkdir(parents=True)
    made.git("commit", "--quiet", "--message=submodule")
    blob = blobs(at_commit)["lib/other"]
    assert (blob.kind, blob.data) == (Kind.VENDORED, None)
    assert blob.reason == f"submodule at commit {commit[:12]}: a repository of its own"
    assert blobs(on_disk)["lib/other"].kind is Kind.VENDORED


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 123456789\n"


@pytest.mark.parametrize("mode", ["at_commit", "on_disk"])
def test_pointers_of_lfs_are_not_taken_for_the_files(
    made: Repository, mode: str, request: pytest.FixtureRequest
) -> None:
    made.commit({"w.pt": POINTER, "t.csv": POINTER, "big.ipynb": POINTER, "code.py": POINTER})
    found = blobs(request.getfixturevalue(mode))
    assert {path: blob.kind for path, blob in found.items()} == {
        "w.pt": Kind.MODEL_ARTEFACT, "t.csv": Kind.DATA, "big.ipynb": Kind.UNREADABLE,
        "code.py": Kind.UNREADABLE,
    }  # fmt: skip
    assert {blob.data for blob in found.values()} == {None}
    assert all("Git LFS pointer" in (blob.reason or "") for blob in found.values())


def test_missing_and_damaged_objects_cost_only_themselves(
    made: Repository, at_commit: Open
) -> None:
    files = {f"{name}.py": f"{name} = 1\n" * 50 for name in "abcdef"}
    made.commit({**files, "w.pt": b"\1" * 3000})
    for name, damage in (("b.py", "gone"), ("d.py", "cut"), ("e.py", "nonsense"), ("w.pt", "gone")):
        blob = made.git("rev-parse", f"HEAD:{name}").strip()
        path = made.path / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:20] if damage == "cut" else b"nonsense")
    found = blobs(at_commit)
    readable = [path for path, blob in found.items() if blob.data is not None]
    assert readable == ["a.py", "c.py", "f.py"]
    assert found["b.py"].reason == "not in the object database"
    assert found["w.pt"].kind is Kind.MODEL_ARTEFACT
    assert {found[name].kind for name in ("b.py", "d.py", "e.py")} == {Kind.UNREADABLE}


def test_a_damaged_tree_ends_with_a_clear_sentence(made: Repository, at_commit: Open) -> None:
    made.commit({"src/a.py": ""})
    opened = at_commit()
    tree = made.git("rev-parse", "HEAD:src").strip()
    (made.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(FetchFailed, match="pass a fresh clone"):
        list(read(opened))


ODD_NAMES = {
    b"new\nline.py": "new\nline.py",
    b"tab\there.py": "tab\there.py",
    b'quo"te.py': 'quo"te.py',
    b"bl ank.py": "bl ank.py",
    "größe.py".encode(): "größe.py",
    b"latin-\xe9.py": "latin-\\xe9.py",
    b"latin-a.py": "latin-a.py",
    b"-option.py": "-option.py",
    b"*.py": "*.py",
    b"[a].py": "[a].py",
    b"\xe2\x80\xaertl.py": "\u202ertl.py",
    b"a" * 200 + b".py": "a" * 200 + ".py",
}


@pytest.mark.parametrize("mode", ["at_commit", "on_disk"])
def test_names_may_be_odd(made: Repository, mode: str, request: pytest.FixtureRequest) -> None:
    for index, name in enumerate(ODD_NAMES):
        with open(os.fsencode(made.path) + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"x = %d\n" % index)
    made.commit()
    found = blobs(request.getfixturevalue(mode))
    assert set(found) == set(ODD_NAMES.values())
    for index, shown in enumerate(ODD_NAMES.values()):
        assert found[shown].data == b"x = %d\n" % index


def test_trees_that_no_disk_could_hold_are_read(made: Repository, at_commit: Open) -> None:
    """Names that a check-out would have to refuse: we never check out."""
    blob = made.git("hash-object", "-w", "--stdin", given=b"x = 1\n").strip()
    names = ["..", ".git", "A.py", "a.py", "x" * 4000 + ".py"]
    lines = "".join(f"100644 blob {blob}\t{name}\0" for name in names)
    tree = made.git("mktree", "-z", given=lines.encode()).strip()
    commit = made.git("commit-tree", tree, "-m", "odd").strip()
    made.git("update-ref", "refs/heads/main", commit)
    found = blobs(at_commit)
    assert set(found) == set(names)
    assert found["x" * 4000 + ".py"].data == b"x = 1\n"


@pytest.mark.parametrize("mode", ["at_commit", "on_disk"])
def test_size_has_its_bounds(made: Repository, mode: str, request: pytest.FixtureRequest) -> None:
    made.commit(
        {
            "long.py": b"x = 1\n" * (MAX_SOURCE // 6 + 1),
            "fits.py": b"x" * MAX_SOURCE,
            "long.md": b"words\n" * 400_000,
            "big.yaml": b"a: 1\n" * 200_000,
            "unknown.qqq": b"z" * 2_000_000,
        }
    )
    found = blobs(request.getfixturevalue(mode))
    assert {path: blob.kind for path, blob in found.items()} == {
        "long.py": Kind.GENERATED, "fits.py": Kind.SOURCE, "long.md": Kind.DOCS,
        "big.yaml": Kind.DATA, "unknown.qqq": Kind.DATA,
    }  # fmt: skip
    assert [path for path, blob in found.items() if blob.data is not None] == ["fits.py"]


def test_a_huge_file_takes_no_memory(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": ""})
    for name in ("five.bin", "five.py", "five.ipynb", "five.txt", "five"):
        with (made.path / name).open("wb") as file:
            file.truncate(5_000_000_000)
    tracemalloc.start()
    found = blobs(on_disk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert found["five.ipynb"].kind is Kind.UNREADABLE
    assert f"larger than {MAX_NOTEBOOK // 1_000_000}.0 MB" in (found["five.ipynb"].reason or "")
    assert {blob.size for name, blob in found.items() if name != "a.py"} == {5_000_000_000}


def test_one_file_at_a_time_is_in_memory(made: Repository, at_commit: Open) -> None:
    made.commit({f"{index}.py": os.urandom(450_000).hex() for index in range(30)})
    opened = at_commit()
    tracemalloc.start()
    for blob in read(opened):
        assert blob.data
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000  # thirty files have 27 MB


def test_pipes_and_sockets_do_not_hold_an_audit(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": "", "pipe.py": "x = 1\n"})
    (made.path / "pipe.py").unlink()
    os.mkfifo(made.path / "pipe.py")
    assert blobs(on_disk)["pipe.py"].reason == "named pipe"


def test_pipes_in_a_folder_without_git_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    os.mkfifo(folder / "pipe")
    checkout = acquire(parse_target(str(folder)), cache=tmp_path / "cache")
    found = {blob.path: blob.reason for blob in read(checkout)}
    assert found == {"a.py": None, "pipe": "named pipe"}


def test_what_was_removed_is_not_there(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": "", "gone.py": "", "src/gone.py": ""})
    (made.path / "gone.py").unlink()
    (made.path / "src" / "gone.py").unlink()
    (made.path / "src").rmdir()
    assert list(blobs(on_disk)) == ["a.py"]


def test_a_repository_in_a_repository_is_one_line(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": ""})
    Repository(made.path / "inner").commit({"b.py": ""})
    assert blobs(on_disk)["inner"].kind is Kind.VENDORED


def test_a_damaged_index_hides_no_file(made: Repository, on_disk: Open) -> None:
    made.commit({"a.py": "x = 1\n"})
    (made.path / ".git" / "index").write_bytes(b"nonsense")
    assert blobs(on_disk)["a.py"].data == b"x = 1\n"


def test_deep_folders_are_walked(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    deep = folder.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "a.py").write_text("x = 1\n")
    checkout = acquire(parse_target(str(folder)), cache=tmp_path / "cache")
    assert [blob.path for blob in read(checkout)] == ["d/" * 400 + "a.py"]


def test_a_reader_that_stops_early_leaves_no_process(made: Repository, at_commit: Open) -> None:
    made.commit({f"{index}.py": "x = 1\n" for index in range(5)})
    stream = read(at_commit())
    assert next(stream).path == "0.py"
    stream.close()  # type: ignore[attr-defined]
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert [pid for pid in children if "git" in Path(f"/proc/{pid}/comm").read_text()] == []
