"""Targets are acquired over real transports: whole, once, without questions, and safely."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auditor.acquire import acquire, parse_target
from auditor.acquire.failures import explained
from auditor.errors import ExitCode, FetchFailed
from auditor.git import ask_remote, git
from auditor.history import history
from auditor.model import Checkout
from auditor.read import read
from tests.repositories import Repository, run_git, small_project
from tests.transports import HttpServer, free_port, git_daemon, http_server

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def settings_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None but one that makes tests quick: they would wait for the disk most of the time."""
    settings = tmp_path / "settings"
    settings.write_text("[core]\n\tfsync = none\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))


class Farm:
    """One repository on several servers, and an empty cache."""

    def __init__(self, root: Path, daemon: str, web: HttpServer) -> None:
        self.root = root
        self.daemon = daemon
        self.web = web
        self.project = small_project(root / "served" / "ada" / "digits")
        self.cache = root / "cache"

    def url(self, transport: str) -> str:
        starts = {"git": self.daemon, "http": self.web.url, "file": f"file://{self.root}/served"}
        return f"{starts[transport]}/ada/digits/.git"

    def acquire(self, words: str, *, keep_history: bool = True, **more: object) -> Checkout:
        options = {"cache": self.cache, "history": keep_history, "silence": 30.0, **more}
        return acquire(parse_target(words), **options)  # type: ignore[arg-type]

    @property
    def clones(self) -> list[Path]:
        folder = self.cache / "clones"
        return sorted(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(name="farm")
def serve(tmp_path: Path) -> Iterator[Farm]:
    served = tmp_path / "served"
    served.mkdir()
    with git_daemon(served) as daemon, http_server(served) as web:
        yield Farm(tmp_path, daemon, web)


def contents(checkout: Checkout) -> dict[str, bytes | None]:
    return {blob.path: blob.data for blob in read(checkout)}


NOW = {
    "README.md": b"# Digits\n",
    "src/model.py": b"import torch.nn as nn\n",
    "train.py": b"import torch\n\ntorch.manual_seed(1)\n",
}
each_transport = pytest.mark.parametrize("transport", ["git", "http", "file"])
each_remote = pytest.mark.parametrize("transport", ["git", "http"])


@each_transport
def test_reads_the_newest_commit_with_its_past(farm: Farm, transport: str) -> None:
    checkout = farm.acquire(farm.url(transport))
    assert checkout.commit == farm.project.head()
    assert checkout.branch == "main"
    assert checkout.work_tree is None
    assert not checkout.shallow
    assert contents(checkout) == NOW
    past = history(checkout)
    assert past is not None
    assert past.commits == 3
    assert past.changes["README.md"].commits == 2


@each_remote
def test_old_contents_stay_where_they_are(farm: Farm, transport: str) -> None:
    checkout = farm.acquire(farm.url(transport))
    assert checkout.partial
    assert checkout.repository is not None
    old = farm.project.git("rev-parse", "HEAD~2:train.py").strip()
    answer = git(checkout.repository, "cat-file", "--batch-check", given=f"{old}\n".encode())
    assert answer == f"{old} missing\n".encode()


@each_remote
def test_a_server_that_leaves_nothing_out_is_fine_too(farm: Farm, transport: str) -> None:
    farm.project.git("config", "uploadpack.allowFilter", "false")
    checkout = farm.acquire(farm.url(transport))
    assert contents(checkout) == NOW
    past = history(checkout)
    assert past is not None
    assert past.commits == 3


@each_remote
def test_without_history_one_commit_comes(farm: Farm, transport: str) -> None:
    checkout = farm.acquire(farm.url(transport), keep_history=False)
    assert checkout.shallow
    assert contents(checkout) == NOW
    past = history(checkout)
    assert past is not None
    assert past.commits == 1
    assert past.shallow


@each_remote
def test_nothing_is_checked_out_and_no_hook_arrives(farm: Farm, transport: str) -> None:
    farm.acquire(farm.url(transport))
    (clone,) = farm.clones
    assert not (clone / "hooks").exists()
    assert not list(farm.cache.rglob("train.py"))


@each_remote
def test_a_second_audit_only_asks(farm: Farm, transport: str) -> None:
    first = farm.acquire(farm.url(transport))
    packs = sorted(farm.cache.rglob("*.pack"))
    lines: list[str] = []
    assert farm.acquire(farm.url(transport), progress=lines.append) == first
    assert sorted(farm.cache.rglob("*.pack")) == packs
    assert lines == ["ada/digits: asking the server"]


@each_remote
def test_something_else_can_be_begun_before_each_wait_for_files(farm: Farm, transport: str) -> None:
    """Not where nothing comes: whoever waits for an answer only would be kept waiting by it."""
    begun: list[bool] = []
    farm.acquire(farm.url(transport), meanwhile=lambda: begun.append(bool(farm.clones)))
    assert begun
    begun.clear()
    farm.acquire(farm.url(transport), meanwhile=lambda: begun.append(True))
    assert begun == []


@each_remote
@pytest.mark.parametrize("keep_history", [True, False])
def test_a_second_audit_brings_what_is_new(
    farm: Farm, transport: str, *, keep_history: bool
) -> None:
    farm.acquire(farm.url(transport), keep_history=keep_history)
    newest = farm.project.commit({"serve.py": "import flask\n"})
    checkout = farm.acquire(farm.url(transport), keep_history=keep_history)
    assert checkout.commit == newest
    assert contents(checkout) == {**NOW, "serve.py": b"import flask\n"}
    assert len(farm.clones) == 1


def test_a_rewritten_branch_is_followed(farm: Farm) -> None:
    farm.acquire(farm.url("git"))
    farm.project.git("reset", "--quiet", "--hard", "HEAD~2")
    other = farm.project.commit({"other.py": "x = 1\n"})
    assert farm.acquire(farm.url("git")).commit == other


def test_without_refresh_the_server_is_not_asked(farm: Farm) -> None:
    before = farm.acquire(farm.url("http"))
    farm.project.commit({"new.py": ""})
    farm.web.requests.clear()
    assert farm.acquire(farm.url("http"), refresh=False) == before
    assert farm.acquire(f"{farm.url('http')}@{before.commit}", refresh=False).commit
    assert farm.web.requests == []


def test_without_refresh_what_was_never_here_is_fetched(farm: Farm) -> None:
    assert farm.acquire(farm.url("git"), refresh=False).commit == farm.project.head()


def test_history_serves_an_audit_that_needs_none(farm: Farm) -> None:
    farm.acquire(farm.url("git"))
    farm.acquire(farm.url("git"), keep_history=False)
    assert len(farm.clones) == 1


# Revisions


@pytest.fixture(name="releases")
def with_branches_and_tags(farm: Farm) -> Farm:
    project = farm.project
    project.git("tag", "light", "HEAD~1")
    project.git("tag", "--annotate", "v1.0", "--message=one", "HEAD~2")
    project.git("checkout", "--quiet", "-b", "feature/speed")
    project.commit({"fast.py": "import numba\n", "src/deep/a.py": "a = 1\n"})
    project.git("checkout", "--quiet", "main")
    project.git("update-ref", "refs/pull/7/head", "feature/speed")
    return farm


REVISIONS = (
    "light", "v1.0", "main", "feature/speed", "refs/heads/main", "refs/pull/7/head", "HEAD",
    "HEAD~2", "main~1", "light^",
)  # fmt: skip


@each_transport
@pytest.mark.parametrize("keep_history", [True, False])
def test_finds_the_commit_that_git_finds(
    releases: Farm, transport: str, *, keep_history: bool
) -> None:
    for revision in REVISIONS:
        expected = releases.project.git("rev-parse", f"{revision}^{{commit}}").strip()
        address = f"{releases.url(transport)}@{revision}"
        checkout = releases.acquire(address, keep_history=keep_history)
        assert (revision, checkout.commit) == (revision, expected)
        listed = releases.project.git("ls-tree", "-r", "--name-only", expected)
        assert list(contents(checkout)) == sorted(listed.split())


@each_transport
@pytest.mark.parametrize("length", [40, 10])
@pytest.mark.parametrize("by_id", ["true", "false"])
def test_finds_a_commit_by_its_id(releases: Farm, transport: str, length: int, by_id: str) -> None:
    for name in ("allowAnySHA1InWant", "allowReachableSHA1InWant", "allowTipSHA1InWant"):
        releases.project.git("config", f"uploadpack.{name}", by_id)
    commit = releases.project.git("rev-parse", "HEAD~1").strip()
    address = f"{releases.url(transport)}@{commit[:length]}"
    assert releases.acquire(address, keep_history=False).commit == commit


@each_transport
def test_tells_the_branch_that_was_asked_for(releases: Farm, transport: str) -> None:
    url = releases.url(transport)
    assert releases.acquire(f"{url}@feature/speed").branch == "feature/speed"
    assert releases.acquire(f"{url}@light").branch is None


@each_transport
def test_suggests_what_may_have_been_meant(releases: Farm, transport: str) -> None:
    with pytest.raises(FetchFailed, match=r"no commit, tag or branch .*did you mean .*speed"):
        releases.acquire(f"{releases.url(transport)}@feature/sped")
    with pytest.raises(FetchFailed, match=r"no commit, tag or branch v9.*there are"):
        releases.acquire(f"{releases.url(transport)}@v9zzzzzzzzz")
    with pytest.raises(FetchFailed, match="no commit, tag or branch"):
        releases.acquire(f"{releases.url(transport)}@{'0123456789' * 4}")


def test_a_page_of_a_branch_with_a_slash_is_understood(releases: Farm) -> None:
    """Only the server knows where the name of the branch ends and the folder begins."""
    pasted = f"{releases.web.url}/ada/digits/.git/-/tree/feature/speed/src/deep"
    checkout = releases.acquire(pasted)
    assert checkout.target.revision == "feature/speed"
    assert checkout.target.subdir == "src/deep"
    assert contents(checkout) == {"a.py": b"a = 1\n"}


@each_transport
def test_a_subdirectory_is_a_project_of_its_own(farm: Farm, transport: str) -> None:
    target = parse_target(farm.url(transport), subdir="src")
    checkout = acquire(target, cache=farm.cache)
    assert contents(checkout) == {"model.py": b"import torch.nn as nn\n"}
    past = history(checkout)
    assert past is not None
    assert list(past.changes) == ["model.py"]
    assert past.commits == 1


@each_transport
def test_a_mistyped_subdirectory_is_named(farm: Farm, transport: str) -> None:
    target = parse_target(farm.url(transport), subdir="scr")
    with pytest.raises(FetchFailed, match="no folder scr; did you mean src"):
        acquire(target, cache=farm.cache)


def test_repositories_with_long_ids_are_read(farm: Farm) -> None:
    made = Repository(farm.root / "served" / "long", "--object-format=sha256")
    commit = made.commit({"a.py": "a = 1\n"})
    for url in (f"{farm.daemon}/long/.git", f"{farm.web.url}/long/.git", str(made.path)):
        checkout = farm.acquire(url)
        assert checkout.commit == commit
        assert len(commit) == 64
        assert contents(checkout) == {"a.py": b"a = 1\n"}


# Credentials


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("user", ["ada", "ada:lovelace"])
def test_credentials_of_the_address_open_and_leave_no_trace(farm: Farm, user: str) -> None:
    farm.web.password = ("ada", user.partition(":")[2])
    lines: list[str] = []
    address = farm.url("http").replace("://", f"://{user}@")
    checkout = farm.acquire(address, progress=lines.append)
    assert contents(checkout) == NOW
    for text in (repr(checkout), "\n".join(lines)):
        assert "ada:" not in text
        assert "@" not in text
        assert "lovelace" not in text
    assert b"lovelace" not in everything_in(farm.cache)


def test_credentials_stand_in_no_list_of_processes(farm: Farm) -> None:
    farm.web.password = ("ada", "unseen-byron")
    farm.web.delay = 0.05
    seen: list[bytes] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.005):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.append(path.read_bytes())
                except OSError:
                    continue

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        farm.acquire(farm.url("http").replace("://", "://ada:unseen-byron@"))
    finally:
        done.set()
        watcher.join()
    assert any(b"ls-remote" in line for line in seen)
    assert not any(b"unseen-byron" in line for line in seen)


def test_wrong_credentials_are_an_answer_and_no_question(farm: Farm) -> None:
    farm.web.password = ("ada", "lovelace")
    for user in ("", "ada:wr0ng@"):
        with pytest.raises(FetchFailed, match="private") as caught:
            farm.acquire(farm.url("http").replace("://", f"://{user}"))
        assert caught.value.exit_code == ExitCode.NO_TARGET
        assert "wr0ng" not in str(caught.value)
        assert "wr0ng" not in str(caught.value.__cause__)
    assert farm.clones == []


def test_credentials_are_for_the_host_that_they_were_written_for(farm: Farm) -> None:
    """A server may send us elsewhere; it cannot send the password along."""
    with http_server(farm.root / "served") as other:
        other.password = ("ada", "lovelace")
        farm.web.moved_to = other.url
        with pytest.raises(FetchFailed, match="private"):
            farm.acquire(farm.url("http").replace("://", "://ada:lovelace@"))
        assert other.requests
        assert other.authorizations == {""}


def test_passwords_may_hold_what_shells_take_for_their_own(farm: Farm) -> None:
    farm.web.password = ("ada", "a\\nb $HOME `id` \"x' %s")
    quoted = "a%5Cnb%20$HOME%20%60id%60%20%22x'%20%25s"
    address = farm.url("http").replace("://", f"://ada:{quoted}@")
    assert contents(farm.acquire(address)) == NOW


def test_the_users_own_credential_helper_is_asked(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.web.password = ("ada", "lovelace")
    settings = tmp_path / "gitconfig"
    settings.write_text(
        '[credential]\n\thelper = "!echo username=ada; echo password=lovelace; :"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert contents(farm.acquire(farm.url("http"))) == NOW


def test_credentials_of_the_address_go_before_those_that_are_kept(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.web.password = ("ada", "lovelace")
    settings = tmp_path / "gitconfig"
    settings.write_text('[credential]\n\thelper = "!echo username=eve; echo password=wrong; :"\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    address = farm.url("http").replace("://", "://ada:lovelace@")
    assert contents(farm.acquire(address)) == NOW


def test_ssh_asks_nobody(farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own command is kept, and told to stay quiet."""
    heard = tmp_path / "heard"
    fake = tmp_path / "ssh"
    fake.write_text(
        f'#!/bin/sh\necho "$@" >> {heard}\necho "Permission denied (publickey)." >&2\nexit 255\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{fake} -i key")
    with pytest.raises(FetchFailed, match="SSH key"):
        farm.acquire("git@example.org:ada/digits.git")
    words = heard.read_text()
    assert "-i key" in words
    assert "BatchMode=yes" in words


# What goes wrong


def test_a_wrong_name_a_closed_door_and_an_unknown_host_have_their_own_sentence(
    farm: Farm,
) -> None:
    with pytest.raises(FetchFailed, match="no such repository, or it is private"):
        farm.acquire(f"{farm.daemon}/ada/nothing")
    with pytest.raises(FetchFailed, match="no such repository, or it is private"):
        farm.acquire(f"{farm.web.url}/ada/nothing")
    with pytest.raises(FetchFailed, match="does not answer"):
        farm.acquire(f"http://127.0.0.1:{free_port()}/ada/digits")
    assert farm.clones == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "host name is unknown"),
        ("ssh: Could not resolve hostname x: Name or service not known", "host name is unknown"),
        (
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
            "pr",
        ),
        ("remote: Repository not found.\nfatal: repository 'https://x/' not found", "private"),
        (
            "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote",
            "pri",
        ),
        ("Host key verification failed.\nfatal: Could not read from remote", "connect once"),
        ("fatal: unable to access 'x': SSL certificate problem: self-signed", "http.sslCAInfo"),
        ("fatal: unable to access 'x': Failed to connect to x port 443", "does not answer"),
        ("error: RPC failed; curl 92\nfatal: early EOF", "run the same command again"),
        ("fatal: write error: No space left on device", "disk is full"),
        ("fatal: transport 'ext' not allowed", "https://"),
        ("fatal: strange \x1b[31mthings", "git says: fatal: strange \\x1b[31mthings"),
        (
            "fatal: strange thing at https://ada:pw@x/",
            "git says: fatal: strange thing at https://x/",
        ),
        ("", "git says: nothing"),
    ],
)
def test_words_of_git_become_a_sentence_with_a_next_step(said: str, meant: str) -> None:
    assert meant in explained(said)


def test_an_empty_repository_is_named_so(farm: Farm) -> None:
    made = Repository(farm.root / "served" / "empty")
    for url in (f"{farm.daemon}/empty/.git", f"{farm.web.url}/empty/.git", f"file://{made.path}"):
        with pytest.raises(FetchFailed, match="empty: it has no commit yet"):
            farm.acquire(url)
    made.commit({})
    with pytest.raises(FetchFailed, match="no files to audit"):
        list(read(farm.acquire(f"{farm.daemon}/empty/.git")))


def test_a_default_branch_that_is_not_there_is_got_over(farm: Farm) -> None:
    farm.project.git("symbolic-ref", "HEAD", "refs/heads/gone")
    assert farm.acquire(farm.url("git")).branch == "main"
    farm.project.git("branch", "--move", "main", "trunk")
    with pytest.raises(FetchFailed, match="name one as @BRANCH; there are trunk"):
        farm.acquire(farm.url("git"))
    assert farm.acquire(f"{farm.url('git')}@trunk").branch == "trunk"


def test_a_silent_server_is_given_up(farm: Farm) -> None:
    farm.web.silent = True
    start = time.monotonic()
    with pytest.raises(FetchFailed, match="said nothing for too long"):
        farm.acquire(farm.url("http"), silence=0.5)
    assert time.monotonic() - start < 30


def test_a_slow_server_is_waited_for(farm: Farm) -> None:
    farm.web.delay = 0.2
    assert contents(farm.acquire(farm.url("http"), silence=20.0)) == NOW


def test_a_line_that_breaks_leaves_no_debris(farm: Farm) -> None:
    farm.web.breaks_after = 300
    with pytest.raises(FetchFailed, match="connection broke"):
        farm.acquire(farm.url("http"))
    assert farm.clones == []
    farm.web.breaks_after = None
    assert contents(farm.acquire(farm.url("http"))) == NOW


def test_an_update_that_breaks_leaves_the_clone_as_it_was(farm: Farm) -> None:
    before = farm.acquire(farm.url("http"))
    farm.project.commit({"new.py": "x = 1\n" * 1000})
    farm.web.breaks_after = 300
    with pytest.raises(FetchFailed):
        farm.acquire(farm.url("http"))
    assert farm.acquire(farm.url("http"), refresh=False) == before
    farm.web.breaks_after = None
    assert "new.py" in contents(farm.acquire(farm.url("http")))


@pytest.mark.parametrize("patience", [0.15, 0.4, 0.8, 1.2])
def test_an_audit_killed_in_the_midst_of_it_harms_no_later_one(farm: Farm, patience: float) -> None:
    farm.project.commit({"data.bin": os.urandom(100_000)})
    farm.web.delay = 0.05
    program = (
        "import sys; from pathlib import Path; from auditor.acquire import *;"
        "acquire(parse_target(sys.argv[1]), cache=Path(sys.argv[2]))"
    )
    words = [sys.executable, "-c", program, farm.url("http"), str(farm.cache)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        time.sleep(patience)
        process.send_signal(signal.SIGKILL)
    farm.web.delay = 0.0
    checkout = farm.acquire(farm.url("http"))
    assert len(contents(checkout)) == 4
    assert farm.clones == [checkout.repository]


def test_what_a_killed_git_left_is_cleared_away(farm: Farm) -> None:
    farm.acquire(farm.url("git"))
    (clone,) = farm.clones
    (reference,) = (clone / "refs" / "audited").iterdir()
    left = [clone / "shallow.lock", clone / "objects/pack/tmp_pack_x", Path(f"{reference}.lock")]
    for path in left:
        path.write_bytes(b"half")
    (clone.parent / f"{clone.name}.part").mkdir()
    (clone / "mark").touch()
    newest = farm.project.commit({})
    assert farm.acquire(farm.url("git")).commit == newest
    assert (clone / "mark").exists(), "the clone was made anew"
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize("damage", ["no-packs", "half-a-pack", "no-objects"])
def test_a_damaged_clone_is_made_anew(farm: Farm, damage: str) -> None:
    farm.acquire(farm.url("git"))
    (clone,) = farm.clones
    for pack in clone.rglob("*.pack"):
        pack.chmod(stat.S_IWUSR | stat.S_IRUSR)
        if damage == "half-a-pack":
            pack.write_bytes(pack.read_bytes()[:100])
        else:
            pack.unlink()
    if damage == "no-objects":
        shutil.rmtree(clone / "objects")
    assert contents(farm.acquire(farm.url("git"))) == NOW


def test_many_audits_at_once_share_one_clone(farm: Farm) -> None:
    farm.web.delay = 0.02
    lines: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(farm.acquire, farm.url("http"), progress=lines.append) for _ in "1234"]
        found = {contents(task.result())["train.py"] for task in tasks}
    assert found == {NOW["train.py"]}
    assert len(farm.clones) == 1
    assert "waiting for another audit of the same address" in lines


def test_a_cache_that_cannot_be_written_is_named(farm: Farm) -> None:
    farm.cache.write_text("a file is no folder")
    with pytest.raises(FetchFailed, match="cannot write to the cache folder"):
        farm.acquire(farm.url("git"))


def test_progress_tells_size_and_share(farm: Farm) -> None:
    lines: list[str] = []
    farm.project.commit({"weights.bin": os.urandom(500_000)})
    farm.acquire(farm.url("git"), progress=lines.append)
    assert any("receiving 100 %" in line and "iB" in line for line in lines)
    assert all(line.isprintable() for line in lines)


def test_git_must_be_there_and_new_enough(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from git import Git  # noqa: PLC0415 - as late as the program itself

    old = tmp_path / "git"
    old.write_text("#!/bin/sh\necho git version 2.20.1\n")
    old.chmod(0o755)
    monkeypatch.setattr(Git, "GIT_PYTHON_GIT_EXECUTABLE", str(old))
    with pytest.raises(FetchFailed, match=r"git 2\.20\.1 is too old; install git 2\.30"):
        farm.acquire(farm.url("git"))
    monkeypatch.setattr(Git, "GIT_PYTHON_GIT_EXECUTABLE", str(tmp_path / "nothing"))
    with pytest.raises(FetchFailed, match="install git"):
        farm.acquire(farm.url("git"))


# Folders of this machine


def local(words: str | Path, tmp_path: Path, **more: str) -> Checkout:
    return acquire(parse_target(str(words), **more), cache=tmp_path / "cache")


@pytest.fixture(name="project")
def local_project(tmp_path: Path) -> Repository:
    return small_project(tmp_path / "digits")


def test_a_clean_folder_is_read_from_disk(project: Repository, tmp_path: Path) -> None:
    checkout = local(project.path, tmp_path)
    assert checkout.work_tree == project.path
    assert checkout.commit == project.head()
    assert checkout.branch == "main"
    assert not checkout.dirty
    assert contents(checkout) == NOW


def test_a_folder_is_read_as_it_stands(project: Repository, tmp_path: Path) -> None:
    project.write({".gitignore": "*.log\nout/\n", "train.py": "x = 1\n", "new.py": "", "a.log": ""})
    project.write({"out/a.py": "", "src/new.py": "y = 1\n"})
    (project.path / "README.md").unlink()
    checkout = local(project.path, tmp_path)
    assert checkout.dirty
    assert sorted(contents(checkout)) == [
        ".gitignore", "new.py", "src/model.py", "src/new.py", "train.py",
    ]  # fmt: skip
    assert contents(checkout)["train.py"] == b"x = 1\n"


@pytest.mark.parametrize("change", ["changed", "added", "removed", "staged"])
def test_every_change_makes_a_folder_dirty(
    project: Repository, tmp_path: Path, change: str
) -> None:
    if change == "removed":
        (project.path / "train.py").unlink()
    else:
        project.write({"new.py" if change == "added" else "train.py": "z = 1\n"})
    if change == "staged":
        project.git("add", "--all")
    assert local(project.path, tmp_path).dirty


def test_a_commit_of_a_folder_is_read_from_its_objects(project: Repository, tmp_path: Path) -> None:
    project.write({"train.py": "changed = True\n"})
    checkout = local(project.path, tmp_path, revision="HEAD~2")
    assert checkout.work_tree is None
    assert not checkout.dirty
    assert contents(checkout) == {"README.md": b"# Old\n", "train.py": b"import torch\n"}
    assert contents(local(f"file://{project.path}", tmp_path))["train.py"] == NOW["train.py"]


@pytest.mark.parametrize("more", [{}, {"revision": "HEAD"}], ids=["folder", "commit"])
def test_a_folder_may_be_called_like_an_option(
    project: Repository, tmp_path: Path, more: dict[str, str]
) -> None:
    project.commit({"--output=x/a.py": "x = 1\n"})
    checkout = local(project.path, tmp_path, subdir="--output=x", **more)
    assert contents(checkout) == {"a.py": b"x = 1\n"}
    assert not (project.path / "x").exists()


def test_a_part_of_a_repository_is_a_project(project: Repository, tmp_path: Path) -> None:
    """The folder that was named, told from there, with the past of the repository."""
    for checkout in (
        local(project.path / "src", tmp_path),
        local(project.path, tmp_path, subdir="src"),
        local(project.path / "src", tmp_path, revision="HEAD"),
    ):
        assert checkout.target.path == str(project.path)
        assert checkout.target.subdir == "src"
        assert list(contents(checkout)) == ["model.py"]
        past = history(checkout)
        assert past is not None
        assert past.commits == 1
    project.write({"train.py": "changed = True\n"})
    assert not local(project.path / "src", tmp_path).dirty
    assert local(project.path / "src", tmp_path).target.name == "src"


def test_a_folder_that_a_repository_does_not_know_stands_alone(
    project: Repository, tmp_path: Path
) -> None:
    project.write({".gitignore": "inner/\n", "inner/a.py": "a = 1\n"})
    checkout = local(project.path / "inner", tmp_path)
    assert checkout.repository is None
    assert checkout.commit is None
    assert contents(checkout) == {"a.py": b"a = 1\n"}


def test_a_folder_without_git_is_walked(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    files = (
        "a.py",
        "src/b.py",
        ".venv/lib/c.py",
        "env/pyvenv.cfg",
        "env/d.py",
        "node_modules/e.js",
    )
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x = 1\n")
    checkout = local(folder, tmp_path)
    assert list(contents(checkout)) == ["a.py", "src/b.py"]
    assert history(checkout) is None
    with pytest.raises(FetchFailed, match="no git repository"):
        local(folder, tmp_path, revision="v1")
    with pytest.raises(FetchFailed, match="no folder lib"):
        local(folder, tmp_path, subdir="lib")


def test_bare_repositories_and_work_trees_are_read(project: Repository, tmp_path: Path) -> None:
    run_git(tmp_path, "clone", "--quiet", "--bare", str(project.path), "bare.git")
    project.git("worktree", "add", "--quiet", str(tmp_path / "second"), "HEAD~1")
    bare = local(tmp_path / "bare.git", tmp_path)
    assert contents(bare) == NOW
    assert bare.target.name == "bare"
    second = local(tmp_path / "second", tmp_path)
    assert second.commit == project.git("rev-parse", "HEAD~1").strip()
    assert second.work_tree == tmp_path / "second"
    assert not second.dirty
    assert contents(local(project.path / ".git", tmp_path)) == NOW


def test_a_clone_that_was_never_checked_out_is_read_from_its_objects(
    project: Repository, tmp_path: Path
) -> None:
    run_git(tmp_path, "clone", "--quiet", "--no-checkout", str(project.path), "bones")
    checkout = local(tmp_path / "bones", tmp_path)
    assert checkout.work_tree is None
    assert contents(checkout) == NOW


def test_an_orphan_branch_without_a_commit_is_told_from_an_empty_repository(
    project: Repository, tmp_path: Path
) -> None:
    """The folder is read as it stands; of a commit there is none to read."""
    project.git("checkout", "--quiet", "--orphan", "fresh")
    assert local(str(project.path), tmp_path).commit is None
    with pytest.raises(FetchFailed, match="name one as @BRANCH; there are main"):
        local(f"file://{project.path}", tmp_path)
    assert local(f"file://{project.path}@main", tmp_path).commit


def test_a_repository_without_commits_is_a_folder(tmp_path: Path) -> None:
    made = Repository(tmp_path / "young")
    made.write({"a.py": "a = 1\n"})
    checkout = local(made.path, tmp_path)
    assert checkout.commit is None
    assert checkout.dirty
    assert contents(checkout) == {"a.py": b"a = 1\n"}
    assert history(checkout) is None


def test_a_detached_head_and_a_shallow_clone_are_told(project: Repository, tmp_path: Path) -> None:
    project.git("checkout", "--quiet", "--detach", "HEAD~1")
    assert local(project.path, tmp_path).branch is None
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{project.path}", "short")
    assert local(tmp_path / "short", tmp_path).shallow


def test_folders_that_are_none_have_their_own_sentence(project: Repository, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"no such folder; did you mean digits\?"):
        local(tmp_path / "digit", tmp_path)
    with pytest.raises(FetchFailed, match="GitHub is written owner/name"):
        local("qqqqqqqqqqq", tmp_path)
    with pytest.raises(FetchFailed, match=r"has its scheme, as in https://githb\.com/o/n$"):
        local("githb.com/o/n", tmp_path)
    with pytest.raises(FetchFailed, match=f"right as far as {tmp_path}$"):
        local(tmp_path / "qqqqqqqqqqq" / "n", tmp_path)
    with pytest.raises(FetchFailed, match="is a file; name its folder"):
        local(project.path / "train.py", tmp_path)
    (tmp_path / "hollow").mkdir()
    with pytest.raises(FetchFailed, match="no files to audit"):
        list(read(local(tmp_path / "hollow", tmp_path)))


def test_links_are_given_only_to_what_the_forge_has(project: Repository, tmp_path: Path) -> None:
    project.git("remote", "add", "origin", "https://me:pw@github.com/ada/digits.git")
    assert local(project.path, tmp_path).web_url is None
    project.git("update-ref", "refs/remotes/origin/main", "HEAD")
    link = f"https://github.com/ada/digits/blob/{project.head()}/"
    assert local(project.path, tmp_path).web_url == link
    assert local(project.path / "src", tmp_path).web_url == f"{link}src/"
    project.write({"new.py": ""})
    assert local(project.path, tmp_path).web_url is None


def test_nothing_is_written_to_the_repository(project: Repository, tmp_path: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        paths = sorted(project.path.rglob("*"))
        return [(str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in paths]

    (project.path / "train.py").touch()  # so that git would like to refresh its index
    before = state()
    checkout = local(project.path, tmp_path)
    contents(checkout)
    history(checkout)
    assert state() == before


def test_a_cache_is_not_needed_to_read_a_folder(project: Repository, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file is no folder")
    assert contents(local(project.path, tmp_path)) == NOW


def test_the_cache_may_be_named_from_where_one_stands(
    project: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    target = parse_target(f"file://{project.path}")
    checkout = acquire(target, cache=Path("cache"))
    assert checkout.commit == project.head()
    assert contents(checkout) == contents(acquire(target, cache=tmp_path / "cache"))


def test_the_caller_may_be_a_hook_of_git(
    project: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small_project(tmp_path / "other")
    other.commit({"other.py": ""})
    (tmp_path / "grafts").write_text(f"{project.head()}\n")
    for name, value in {
        "GIT_DIR": other.path / ".git",
        "GIT_WORK_TREE": other.path,
        "GIT_INDEX_FILE": other.path / ".git" / "index",
        "GIT_OBJECT_DIRECTORY": other.path / ".git" / "objects",
        "GIT_GRAFT_FILE": tmp_path / "grafts",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_CONFIG_COUNT": "no number",
        "GIT_TRACE": "1",
    }.items():
        monkeypatch.setenv(name, str(value))
    checkout = local(project.path, tmp_path)
    assert contents(checkout) == NOW
    assert contents(local(project.path, tmp_path, revision="HEAD")) == NOW
    past = history(checkout)
    assert past is not None
    assert past.commits == 3


def test_a_folder_of_somebody_else_is_read(
    project: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git itself refuses; it fears what settings there may do, and we read none of them."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    refused = subprocess.run(["git", "status"], cwd=project.path, capture_output=True, check=False)
    assert b"dubious ownership" in refused.stderr
    assert contents(local(project.path, tmp_path)) == NOW
    assert contents(local(f"file://{project.path}", tmp_path)) == NOW


# Hostile repositories


def trap(folder: Path, name: str) -> tuple[str, Path]:
    """A program that leaves a mark when it is run, and the mark."""
    mark, program = folder / f"{name}.mark", folder / f"{name}.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    return str(program), mark


@pytest.fixture(name="trapped")
def with_traps(project: Repository, tmp_path: Path) -> tuple[Repository, list[Path]]:
    """Every setting by which a repository makes git run something."""
    traps = tmp_path / "traps"
    traps.mkdir()
    marks = []
    settings = {
        "core.fsmonitor": "fsmonitor", "core.sshCommand": "ssh", "core.pager": "pager",
        "core.editor": "editor", "core.gitProxy": "proxy", "core.askPass": "askpass",
        "filter.evil.clean": "clean", "filter.evil.smudge": "smudge",
        "filter.evil.process": "process", "diff.external": "external",
        "diff.evil.textconv": "textconv", "diff.evil.command": "command", "gpg.program": "gpg",
        "credential.helper": "helper", "remote.origin.uploadpack": "uploadpack",
        "alias.status": "alias", "pager.log": "pagerlog", "pager.status": "pagerstatus",
    }  # fmt: skip
    for key, name in settings.items():
        program, mark = trap(traps, name)
        project.git("config", key, f"!{program}" if key.startswith("alias") else program)
        marks.append(mark)
    hook, mark = trap(traps, "hook")
    marks.append(mark)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        target = project.path / ".git" / "hooks" / name
        target.parent.mkdir(exist_ok=True)
        target.unlink(missing_ok=True)
        target.symlink_to(hook)
    project.git("config", "log.showSignature", "true")
    project.git("config", "extensions.partialClone", "origin")
    project.git("config", "core.repositoryFormatVersion", "1")
    project.write({".gitattributes": "* filter=evil diff=evil\n", "train.py": "changed = 1\n"})
    for mark in marks:
        mark.unlink(missing_ok=True)
    return project, marks


def test_nothing_in_a_repository_is_run(
    trapped: tuple[Repository, list[Path]], tmp_path: Path
) -> None:
    project, marks = trapped
    for more in ({}, {"revision": "HEAD"}, {"subdir": "src"}):
        checkout = local(project.path, tmp_path, **more)
        contents(checkout)
        history(checkout)
    assert [mark.name for mark in marks if mark.exists()] == []


def test_the_traps_are_set(trapped: tuple[Repository, list[Path]]) -> None:
    """Git by itself walks into them, so the test above can fail."""
    project, marks = trapped
    subprocess.run(
        ["git", "--no-pager", "diff", "--stat"], cwd=project.path, capture_output=True, check=False
    )
    sprung = {mark.stem for mark in marks if mark.exists()}
    assert {"fsmonitor", "process"} & sprung


def test_missing_objects_of_a_partial_clone_are_not_fetched(
    project: Repository, tmp_path: Path
) -> None:
    program, mark = trap(tmp_path, "uploadpack")
    source = f"file://{project.path}"
    run_git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", source, "partial.git")
    run_git(tmp_path / "partial.git", "config", "remote.origin.uploadpack", program)
    checkout = local(tmp_path / "partial.git", tmp_path)
    assert checkout.partial
    found = {blob.path: (blob.data, blob.reason) for blob in read(checkout)}
    assert found["train.py"] == (None, "not in the object database")
    past = history(checkout)
    assert past is not None
    assert past.commits == 3
    assert not mark.exists()


@pytest.mark.parametrize("url", ["ext::sh -c x", "fd::7", "http://127.0.0.1:1/x"])
def test_transports_that_run_programs_are_closed_even_behind_our_back(
    project: Repository, url: str
) -> None:
    """Addresses may be rewritten by settings; the environment has the last word."""
    words = ("-c", f"url.{url}.insteadOf=https://example.org/", "ls-remote", "https://example.org/")
    with pytest.raises(Exception, match=r"not allowed|connect"):
        ask_remote(project.path / ".git", *words)


def test_included_settings_are_not_read(project: Repository, tmp_path: Path) -> None:
    program, mark = trap(tmp_path, "included")
    (tmp_path / "more").write_text(f"[core]\n\tfsmonitor = {program}\n")
    project.git("config", "include.path", str(tmp_path / "more"))
    contents(local(project.path, tmp_path))
    assert not mark.exists()


def test_replaced_and_grafted_objects_change_nothing(project: Repository, tmp_path: Path) -> None:
    lie = project.git("hash-object", "-w", "--stdin", given=b"lie\n").strip()
    truth = project.git("rev-parse", "HEAD:train.py").strip()
    project.git("replace", truth, lie)
    (project.path / ".git" / "info").mkdir(exist_ok=True)
    (project.path / ".git" / "info" / "grafts").write_text(f"{project.head()}\n")
    checkout = local(f"file://{project.path}", tmp_path)
    assert contents(checkout) == NOW
    past = history(checkout)
    assert past is not None
    assert past.commits == 3


def test_a_failed_fetch_comes_out_of_another_process_as_it_was() -> None:
    failed = FetchFailed("https://example.org/x", "no such commit")
    again = pickle.loads(pickle.dumps(failed))  # noqa: S301 - as processes do
    assert str(again) == "https://example.org/x: no such commit"
