"""The past is told from commits alone: who changed what, how often, and how lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor import history as module
from auditor.acquire import acquire, parse_target
from auditor.history import RECENT_DAYS, changed, history
from auditor.model import Change, History
from tests.repositories import DAY, START, Repository, run_git

FIRST = datetime.fromtimestamp(START, UTC)


@pytest.fixture(name="made")
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made")


def past_of(made: Repository, *, subdir: str = "", now: datetime | None = None) -> History:
    target = parse_target(str(made.path), subdir=subdir)
    past = history(acquire(target, cache=made.path.parent / "cache"), now)
    assert past is not None
    return past


def write_anew(made: Repository, old: str, new: str) -> None:
    """Change the text of the newest commit to what git itself would not write."""
    text = made.git("cat-file", "commit", "HEAD")
    assert old in text
    given = text.replace(old, new, 1).encode()
    words = ("hash-object", "-t", "commit", "-w", "--stdin", "--literally")
    made.git("update-ref", "refs/heads/main", made.git(*words, given=given).strip())


def test_counts_commits_and_changes(made: Repository) -> None:
    made.commit({"a.py": "1", "b.py": "1"}, day=1)
    made.commit({"a.py": "2"}, day=2)
    made.commit({"a.py": "3", "c.py": "1"}, day=3)
    past = past_of(made)
    assert past.commits == 3
    assert {path: change.commits for path, change in past.changes.items()} == {
        "a.py": 3, "b.py": 1, "c.py": 1,
    }  # fmt: skip
    assert past.first == FIRST + timedelta(days=1)
    assert past.last == FIRST + timedelta(days=3)
    assert past.changes["c.py"] == Change(
        path="c.py",
        commits=1,
        recent_commits=1,
        authors=("Ada",),
        first=FIRST + timedelta(days=3),
        last=FIRST + timedelta(days=3),
    )
    assert not past.shallow


def test_files_that_are_gone_are_left_out(made: Repository) -> None:
    made.commit({"a.py": "1", "gone.py": "1"})
    (made.path / "gone.py").unlink()
    made.commit()
    assert list(past_of(made).changes) == ["a.py"]


def test_a_renamed_file_starts_anew(made: Repository) -> None:
    made.commit({"old.py": "x = 1\n" * 20})
    made.git("mv", "old.py", "new.py")
    made.commit()
    assert past_of(made).changes["new.py"].commits == 1


def test_recent_is_counted_back_from_the_newest_commit(made: Repository) -> None:
    """A project that sleeps still has files on which it last worked."""
    made.commit({"a.py": "1"}, day=0)
    made.commit({"a.py": "2"}, day=100)
    made.commit({"a.py": "3"}, day=100 + RECENT_DAYS)
    assert past_of(made).changes["a.py"].recent_commits == 2


def test_authors_are_people_and_come_without_addresses(made: Repository) -> None:
    made.commit({"a.py": "1"}, author="Ada Lovelace <ada@home.org>")
    made.commit({"a.py": "2"}, author="ada <ada@home.org>")
    made.commit({"a.py": "3"}, author="Grace <grace@navy.mil>")
    made.commit({"a.py": "4"}, author="Ada K <ADA@home.org>")
    past = past_of(made)
    assert past.authors == 2
    assert past.changes["a.py"].authors == ("Ada K", "Grace")
    assert "@" not in repr(past)


def test_the_mailmap_of_the_commit_joins_addresses(made: Repository) -> None:
    made.commit({"a.py": "1"}, author="al <al@work.org>")
    made.commit({"a.py": "2"}, author="Ada <ada@home.org>")
    assert past_of(made).authors == 2
    made.commit({".mailmap": "Ada <ada@home.org> <al@work.org>\n"}, author="Ada <ada@home.org>")
    past = past_of(made)
    assert past.authors == 1
    assert past.changes["a.py"].authors == ("Ada",)


def test_a_merge_is_a_commit_and_changes_nothing_itself(made: Repository) -> None:
    made.commit({"a.py": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit({"b.py": "1"})
    made.git("checkout", "--quiet", "main")
    made.commit({"a.py": "2"})
    made.git("merge", "--quiet", "--no-ff", "--message=merge", "side")
    past = past_of(made)
    assert past.commits == 4
    assert past.changes["b.py"].commits == 1


def test_a_subdirectory_has_its_own_past(made: Repository) -> None:
    made.commit({"src/a.py": "1", "srcs/x.py": "1", "b.py": "1"})
    made.commit({"b.py": "2", "srcs/x.py": "2"})
    made.commit({"src/a.py": "2", "src/deep/c.py": "1"})
    past = past_of(made, subdir="src")
    assert past.commits == 2
    assert {path: change.commits for path, change in past.changes.items()} == {
        "a.py": 2, "deep/c.py": 1,
    }  # fmt: skip


def test_names_can_pass_for_nothing_else(made: Repository) -> None:
    """Whatever authors and files are called, positions in the log tell them apart."""
    odd = [":100644 100644 1 2 M", "1700000000", "a\nb", "tab\tx", "größe", "\u202e"]
    made.commit(dict.fromkeys(odd, "1"))
    write_anew(made, "author Ada <ada@example.org>", "author :000000 M <:100644 x>")
    made.commit({odd[0]: "2"}, author="1700000000 <1700000000>")
    made.commit({}, author="nobody <>")
    past = past_of(made)
    assert past.commits == 3
    assert sorted(past.changes) == sorted(odd)
    assert past.changes[odd[0]].commits == 2
    assert set(past.changes[odd[0]].authors) == {":000000 M", "1700000000"}


def test_names_carry_no_codes_for_terminals(made: Repository) -> None:
    made.commit({"a.py": "1"}, author="Eve \x1b[31m <eve@example.org>")
    (author,) = past_of(made).changes["a.py"].authors
    assert author.isprintable()


@pytest.mark.parametrize("when", ["@99999999999 +0000", "@1 +0000"])
def test_wrong_clocks_are_borne(made: Repository, when: str) -> None:
    made.commit({"a.py": "1"})
    made.write({"a.py": "2"})
    made.git("commit", "--quiet", "--all", "--message=x", GIT_COMMITTER_DATE=when)
    now = FIRST + timedelta(days=30)
    past = past_of(made, now=now)
    assert past.last <= now
    assert past.first <= past.last
    assert past.changes["a.py"].commits == 2
    assert past_of(made).commits == 2


def test_the_oldest_past_is_cut_and_said_to_be(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(4):
        made.commit({"a.py": str(index)})
    monkeypatch.setattr(module, "MAX_COMMITS", 3)
    past = past_of(made)
    assert (past.commits, past.shallow) == (3, True)


def test_a_shallow_clone_says_so(made: Repository) -> None:
    for index in range(3):
        made.commit({"a.py": str(index)})
    run_git(made.path.parent, "clone", "--quiet", "--depth=2", f"file://{made.path}", "short")
    past = past_of(Repository(made.path.parent / "short"))
    assert (past.commits, past.shallow) == (2, True)


def test_a_past_with_holes_is_none(made: Repository) -> None:
    old = made.commit({"a.py": "1"})
    made.commit({"a.py": "2"})
    (made.path / ".git" / "objects" / old[:2] / old[2:]).unlink()
    checkout = acquire(parse_target(str(made.path)), cache=made.path.parent / "cache")
    assert history(checkout) is None


def test_signatures_are_not_checked(made: Repository, tmp_path: Path) -> None:
    """Checking one would start the program that the repository names."""
    made.commit({"a.py": "1"})
    mark = tmp_path / "mark"
    program = tmp_path / "gpg"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    made.git("config", "log.showSignature", "true")
    made.git("config", "gpg.program", str(program))
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    write_anew(made, "\n\n", f"\n{signature}\n\n")
    assert past_of(made).commits == 1
    assert not mark.exists()
    made.git("log")
    assert mark.exists(), "git by itself would have run it"


def test_days_are_as_long_as_days() -> None:
    assert module.DAY == DAY == timedelta(days=1).total_seconds()


def test_counts_the_files_of_python_that_differ_from_commit_to_commit(made: Repository) -> None:
    first = made.commit({"a.py": "1", "b.py": "1", "c.ipynb": "{}", "notes.md": "1"})
    second = made.commit({"a.py": "2", "c.ipynb": "[]", "notes.md": "2"})
    third = made.commit({"notes.md": "3"})
    checkout = acquire(parse_target(str(made.path)), cache=made.path.parent / "cache")
    assert changed(checkout, [third, second, first]) == (0, 0, 2)
    assert changed(checkout, [first, third]) == (0, 2)
    assert changed(checkout, [first]) == (0,)
    assert changed(checkout, []) == ()
    assert changed(checkout, [first, "0" * 40]) == (0, 0)
