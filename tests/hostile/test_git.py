"""Git repositories made to hurt who reads them are read, or refused in one sentence, in time."""

import os
import zlib
from collections.abc import Callable
from hashlib import sha1

import pytest

from auditor.errors import AuditorError
from auditor.model import Kind
from tests.hostile.audits import Hostile
from tests.repositories import Repository


def raw_object(repository: Repository, kind: str, content: bytes) -> str:
    """An object that git's own commands would refuse to write."""
    data = f"{kind} {len(content)}\0".encode() + content
    name = sha1(data, usedforsecurity=False).hexdigest()
    path = repository.path / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(data))
    return name


NAMES = {
    b"/etc/passwd": "/etc/passwd",
    b"../../up.py": "../../up.py",
    b"..": "..",
    b".": ".",
    b".git": ".git",
    b"A.py": "A.py",
    b"a.py": "a.py",
    b"C:\\windows\\a.py": "C:\\windows\\a.py",
    b"CON.py": "CON.py",
    b"new\nline.py": "new\nline.py",
    b"\x1b[2J\x1b]0;owned\x07.py": "\x1b[2J\x1b]0;owned\x07.py",
    b"\xff\xfe.py": "\\xff\\xfe.py",
    "\u202egnp.py".encode(): "\u202egnp.py",
    b"=cmd|'/c calc'!A0.py": "=cmd|'/c calc'!A0.py",
    b"<script>alert(1)</script>.py": "<script>alert(1)</script>.py",
    b"--upload-pack=touch x": "--upload-pack=touch x",
    b"](javascript:alert(1)).py": "](javascript:alert(1)).py",
    b"x" * 4000 + b".py": "x" * 4000 + ".py",
    b"d/" * 1500 + b"a.py": "d/" * 1500 + "a.py",
}


def test_names_that_no_disk_would_take_are_names_and_nothing_else(hostile: Hostile) -> None:
    repository = hostile.repository
    blob = bytes.fromhex(raw_object(repository, "blob", b"import torch\nx = 1\n"))
    tree = b"".join(b"100644 " + name + b"\0" + blob for name in sorted(NAMES))
    commit = repository.git(
        "commit-tree", raw_object(repository, "tree", tree), "-m", "odd"
    ).strip()
    repository.git("update-ref", "refs/heads/main", commit)
    audit = hostile.audited(at_commit=True)
    assert {file.path for file in audit.files} == set(NAMES.values())
    assert audit.lines.code >= 2


def test_trees_that_hold_themselves_over_and_over_end(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten folders, each with ten times the next one: a hundred million paths in ten objects."""
    blob = bytes.fromhex(raw_object(hostile.repository, "blob", b"x = 1\n"))
    tree = raw_object(hostile.repository, "tree", b"100644 a.py\0" + blob)
    for _ in range(9):
        below = bytes.fromhex(tree)
        tree = raw_object(
            hostile.repository, "tree", b"".join(b"40000 %d\0" % n + below for n in range(10))
        )
    commit = hostile.repository.git("commit-tree", tree, "-m", "bomb").strip()
    hostile.repository.git("update-ref", "refs/heads/main", commit)
    monkeypatch.setattr("auditor.git.MAX_PRINTED", 3_000_000)
    monkeypatch.setattr("auditor.history.MAX_PRINTED", 3_000_000)
    with pytest.raises(AuditorError, match="more than a million files"):
        hostile.audited(at_commit=True)


FIFOS = ("HEAD", "config", "index", "packed-refs", "shallow", "commondir", "info/exclude")


@pytest.mark.parametrize("name", FIFOS)
def test_a_pipe_in_the_place_of_a_file_of_git_holds_nobody(hostile: Hostile, name: str) -> None:
    path = hostile.repository.path / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert [file.path for file in hostile.audited_or_refused()] in (["train.py"], [])


@pytest.mark.parametrize("name", FIFOS)
def test_a_device_in_the_place_of_a_file_of_git_is_not_read(hostile: Hostile, name: str) -> None:
    path = hostile.repository.path / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")
    assert [file.path for file in hostile.audited_or_refused()] in (["train.py"], [])


def damaged_pack(repository: Repository) -> None:
    repository.git("gc", "--quiet")
    (pack,) = (repository.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    data[20:] = bytes(len(data) - 20)
    pack.write_bytes(data)


def cut_pack(repository: Repository) -> None:
    repository.git("gc", "--quiet")
    (pack,) = (repository.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:40])


def without_objects(repository: Repository) -> None:
    for path in (repository.path / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()


def looped_pointer(repository: Repository) -> None:
    for path in sorted((repository.path / ".git").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (repository.path / ".git").rmdir()
    (repository.path / ".git").write_text("gitdir: .git\n")


def looped_common(repository: Repository) -> None:
    (repository.path / ".git" / "commondir").write_text("../../../../../../../../../nowhere\n")


def looped_reference(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").write_text("ref: refs/heads/a\n")
    heads = repository.path / ".git" / "refs" / "heads"
    (heads / "a").write_text("ref: refs/heads/b\n")
    (heads / "b").write_text("ref: refs/heads/a\n")


def reference_upwards(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").write_text("ref: refs/../../../../etc/passwd\n")


def head_of_escapes(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").write_bytes(b"ref: refs/heads/\x1b[2J\x07\n")


def alternates_outside(repository: Repository) -> None:
    info = repository.path / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text("/dev\n/proc/self/fd\n../../../../../../../etc\n.\n" * 50)


def many_references(repository: Repository) -> None:
    head = repository.head()
    lines = [f"{head} refs/heads/b{number:06}\n" for number in range(100_000)]
    (repository.path / ".git" / "packed-refs").write_text(
        "# pack-refs with: sorted\n" + "".join(lines)
    )


def endless_config(repository: Repository) -> None:
    with (repository.path / ".git" / "config").open("ab") as file:
        file.truncate(5_000_000_000)


def included_config(repository: Repository) -> None:
    config = repository.path / ".git" / "config"
    config.write_text(
        f'[include]\n\tpath = {config}\n[includeIf "gitdir:/**"]\n\tpath = /dev/zero\n'
    )


def endless_head(repository: Repository) -> None:
    with (repository.path / ".git" / "HEAD").open("ab") as file:
        file.truncate(5_000_000_000)


def submodule_that_runs(repository: Repository) -> None:
    text = (
        '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch owned"\n\tupdate = !touch owned\n'
    )
    repository.write({".gitmodules": text})
    (repository.path / "x").mkdir()  # without it git takes the submodule for removed
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},x")
    repository.commit()


def test_a_pipe_in_the_place_of_an_object_costs_one_file(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.git.LOCAL_SILENCE", 3.0)
    monkeypatch.setattr("auditor.read.objects.LOCAL_SILENCE", 3.0)
    name = hostile.repository.git("rev-parse", "HEAD:train.py").strip()
    path = hostile.repository.path / ".git" / "objects" / name[:2] / name[2:]
    path.unlink()
    os.mkfifo(path)
    assert [file.path for file in hostile.audited_or_refused(at_commit=True)] == []
    assert [file.path for file in hostile.audited_or_refused()] == ["train.py"]


DAMAGES: tuple[Callable[[Repository], None], ...] = (
    damaged_pack, cut_pack, without_objects, looped_pointer, looped_common, looped_reference,
    reference_upwards, head_of_escapes, alternates_outside, many_references, endless_config,
    included_config, endless_head, submodule_that_runs,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_folder_is_read_whatever_its_git_directory_is(
    hostile: Hostile, damage: Callable[[Repository], None]
) -> None:
    """A folder as it stands on disk needs little of git: its files are all told."""
    damage(hostile.repository)
    found = {file.path for file in hostile.audited_or_refused()}
    assert "train.py" in found


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_commit_is_read_or_refused_in_one_sentence(
    hostile: Hostile, damage: Callable[[Repository], None]
) -> None:
    damage(hostile.repository)
    hostile.audited_or_refused(at_commit=True)
    assert not list(hostile.repository.path.rglob("owned"))


def test_a_submodule_is_a_line_and_no_address(hostile: Hostile) -> None:
    submodule_that_runs(hostile.repository)
    kinds = {file.path: file.kind for file in hostile.audited(at_commit=True).files}
    assert kinds["x"] is Kind.VENDORED


def test_authors_and_branches_are_text(hostile: Hostile) -> None:
    """What a commit says of its author reaches every report, escaped."""
    hostile.repository.git("checkout", "--quiet", "-b", "<img/src=x>")
    author = "=cmd()|\u202e](javascript:alert(1)) <a@b.c>"
    hostile.repository.commit({"train.py": "import torch\nx = 2\n"}, author=author)
    hostile.audited(at_commit=True)
