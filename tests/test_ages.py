"""Admitted debt is as old as its lines are, on the day of the audited commit."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from auditor.acquire import acquire, parse_target
from auditor.history.lines import date_of, written
from auditor.model import Audit
from auditor.pipeline import examine
from auditor.report import words
from auditor.settings import settings
from tests import audits
from tests.repositories import DAY, START, Repository

TODO = "# TODO: this is a quick and dirty fix\n"


@pytest.fixture(name="made")
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made")


def days_of(
    made: Repository, lines: Mapping[str, list[int]], subdir: str = ""
) -> dict[object, int]:
    """The days, since the first, on which the lines were written."""
    target = parse_target(f"file://{made.path}", subdir=subdir)
    checkout = acquire(target, cache=made.path.parent / "cache")
    found = written(checkout, lines)
    return {
        place: (round(date.timestamp()) - START) // DAY for place, date in sorted(found.items())
    }


def audit_of(made: Repository, folder: Path, **options: object) -> Audit:
    chosen = settings(None, folder, {"cache": folder / "cache", **options})
    return examine(str(made.path), chosen)


# ---- the walk


def test_a_line_is_as_old_as_the_commit_that_wrote_it(made: Repository) -> None:
    made.commit({"a.py": "one\ntwo\n"}, day=1)
    made.commit({"a.py": "one\nmore\ntwo\n"}, day=5)
    made.commit({"a.py": "one\nmore\ntwo!\n", "b.py": "x\n"}, day=9)
    found = days_of(made, {"a.py": [1, 2, 3], "b.py": [1]})
    assert found == {("a.py", 1): 1, ("a.py", 2): 5, ("a.py", 3): 9, ("b.py", 1): 9}


def test_lines_that_came_and_went_above_do_not_matter(made: Repository) -> None:
    made.commit({"a.py": "old\n"}, day=1)
    made.commit({"a.py": "1\n2\n3\nold\nlast\n"}, day=2)
    made.commit({"a.py": "3\nold\nnew\nlast\n"}, day=3)
    assert days_of(made, {"a.py": [2, 3, 4]}) == {("a.py", 2): 1, ("a.py", 3): 3, ("a.py", 4): 2}


def test_other_blanks_are_no_other_line(made: Repository) -> None:
    made.commit({"a.py": "if x:\n  y\n"}, day=1)
    made.commit({"a.py": "if x:\n    y\n"}, day=2)
    assert days_of(made, {"a.py": [2]}) == {("a.py", 2): 1}


def test_a_merge_brings_lines_in_on_its_day(made: Repository) -> None:
    made.commit({"a.py": "one\n"}, day=1)
    made.git("checkout", "--quiet", "-b", "other")
    made.commit({"a.py": "one\ntwo\n"}, day=2)
    made.git("checkout", "--quiet", "main")
    made.commit({"b.py": "x\n"}, day=3)
    when = f"{START + 4 * DAY} +0000"
    made.git("merge", "--quiet", "--no-ff", "other", GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)
    assert days_of(made, {"a.py": [1, 2]}) == {("a.py", 1): 1, ("a.py", 2): 4}


def test_a_renamed_file_starts_anew(made: Repository) -> None:
    made.commit({"a.py": "one\ntwo\nthree\n"}, day=1)
    made.git("mv", "a.py", "b.py")
    made.commit(day=2)
    assert days_of(made, {"b.py": [1]}) == {("b.py", 1): 2}


def test_no_line_of_a_file_passes_for_a_header(made: Repository) -> None:
    text = "+++ b/other.py\n@@ -1 +1 @@\ndiff --git a/x b/x\n-- \n++ b/z\n\0nul"
    made.commit({"a.py": text, "other.py": "x\n"}, day=1)
    made.commit({"a.py": f"{text}\nlast"}, day=2)
    found = days_of(made, {"a.py": [1, 7], "other.py": [1]})
    assert found == {("a.py", 1): 1, ("a.py", 7): 2, ("other.py", 1): 1}


def test_paths_with_blanks_and_of_a_subdirectory(made: Repository) -> None:
    made.commit({"in/a b.py": "x\n", "in/\u00e9.py": "y\n", "a b.py": "z\n"}, day=3)
    found = days_of(made, {"a b.py": [1], "\u00e9.py": [1]}, subdir="in")
    assert found == {("a b.py", 1): 3, ("\u00e9.py", 1): 3}


def test_a_shallow_clone_has_no_answer(made: Repository, tmp_path: Path) -> None:
    made.commit({"a.py": TODO}, day=1)
    made.commit({"b.py": "x\n"}, day=2)
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", f"file://{made.path}", tmp_path / "shallow"],
        check=True,
    )
    shallow = Repository(tmp_path / "shallow")
    assert days_of(shallow, {"a.py": [1]}) == {}
    admitted = audit_of(shallow, tmp_path).admitted
    assert admitted is not None
    assert (admitted.unknown, admitted.reason) == (1, "the clone is shallow")


def test_a_clone_without_old_contents_says_so(made: Repository, tmp_path: Path) -> None:
    made.commit({"a.py": TODO}, day=1)
    made.commit({"a.py": TODO + "x = 1\n"}, day=2)
    words_ = ("clone", "--quiet", "--filter=blob:none", f"file://{made.path}", "partial")
    subprocess.run(["git", *words_], cwd=tmp_path, check=True)
    admitted = audit_of(Repository(tmp_path / "partial"), tmp_path).admitted
    assert admitted is not None
    assert (admitted.findings, admitted.unknown) == (1, 1)
    assert admitted.reason is not None
    assert "without old contents" in admitted.reason


LINES = st.lists(st.sampled_from(["a", "b", "c", "  a", "x = 1"]), max_size=6)


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), st.sampled_from(["", "\n"]))
def test_agrees_with_git_blame(
    tmp_path_factory: pytest.TempPathFactory, versions: list[list[str]], end: str
) -> None:
    made = Repository(tmp_path_factory.mktemp("blamed") / "made")
    for day, lines in enumerate(versions, start=1):
        made.commit({"a.py": "\n".join(lines) + end, "b.py": str(day)}, day=day)
    count = len(made.git("show", "HEAD:a.py").splitlines())
    words_ = ("blame", "-w", "--first-parent", "--line-porcelain", "HEAD", "--", "a.py")
    blamed = [
        (int(line.split()[1]) - START) // DAY
        for line in (made.git(*words_) if count else "").splitlines()
        if line.startswith("committer-time ")
    ]
    found = days_of(made, {"a.py": [*range(1, count + 1)]})
    assert [found["a.py", number] for number in range(1, count + 1)] == blamed


# ---- the audit


def test_an_audit_tells_the_age_on_the_day_of_its_commit(made: Repository, tmp_path: Path) -> None:
    made.commit({"a.py": TODO + "x = 1\n"}, day=0)
    made.commit({"b.py": TODO + "y = 2\n"}, day=200)
    made.commit({"c.py": "z = 3\n"}, day=400)
    audit = audit_of(made, tmp_path)
    assert audit.admitted is not None
    told = {words.age(band): band.findings for band in audit.admitted.bands if band.findings}
    assert told == {"6 months to 1 year": 1, "1 year to 2 years": 1}
    assert (audit.admitted.median_days, audit.admitted.unknown) == (300, 0)
    assert [words.since(each) for each in words.oldest(audit, 9)] == ["2023-11-14", "2024-06-01"]


def test_what_is_not_committed_has_no_age(made: Repository, tmp_path: Path) -> None:
    made.commit({"a.py": TODO + "x = 1\n"}, day=0)
    made.write({"a.py": "import os\n" + TODO + "x = 1\n", "b.py": TODO})
    admitted = audit_of(made, tmp_path).admitted
    assert admitted is not None
    assert (admitted.findings, admitted.unknown) == (2, 2)
    assert admitted.reason is not None
    assert "differ from their commit" in admitted.reason


def test_without_history_nothing_is_asked(made: Repository, tmp_path: Path) -> None:
    made.commit({"a.py": TODO + "x = 1\n"}, day=0)
    assert audit_of(made, tmp_path, history=False).admitted is None


def test_a_folder_without_commits_has_no_ages(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.py").write_text(TODO, encoding="utf-8")
    chosen = settings(None, tmp_path, {"cache": tmp_path / "cache"})
    assert examine(str(tmp_path / "plain"), chosen).admitted is None
    checkout = acquire(parse_target(str(tmp_path / "plain")), cache=tmp_path / "cache")
    assert date_of(checkout) is None


def test_ages_add_up() -> None:
    admitted = audits.dated().admitted
    assert admitted is not None
    assert sum(band.findings for band in admitted.bands) + admitted.unknown == admitted.findings
    assert admitted.unknown == 1
