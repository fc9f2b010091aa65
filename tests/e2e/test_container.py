"""The Dockerfile: what it names is there, and our rules agree. No engine is needed for that."""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

from auditor.model import Category
from auditor.rules import CATALOGUE
from tests.builders import project_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = re.sub(r"\\\n\s*", "", TEXT).splitlines()


def copied() -> list[str]:
    """What `COPY` takes from the folder, not from an earlier stage."""
    found = [shlex.split(step)[1:-1] for step in STEPS if step.startswith("COPY ")]
    return [source for sources in found if not sources[0].startswith("--") for source in sources]


def allowed() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_every_file_that_it_copies_is_there_and_is_sent() -> None:
    assert copied()
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, pattern) for pattern in allowed()), source


def test_nothing_is_sent_that_it_does_not_copy() -> None:
    assert sorted(allowed()) == sorted(copied())


def test_programs_that_its_steps_run_are_in_what_it_copies() -> None:
    named = re.findall(r"python (\S+\.py)", TEXT)
    assert named
    assert set(named) <= set(copied())


def found_in(text: str) -> list[str]:
    project = project_of({"Dockerfile": text, "train.py": "import torch\n"})
    return [
        f"{rule.id}: {hit.message}"
        for rule in CATALOGUE
        if rule.category is Category.ENVIRONMENT and rule.applies(project)
        for hit in rule.check(project)
        if hit.location.path == "Dockerfile"
    ]


def test_our_rules_find_that_its_base_is_a_tag_and_nothing_else() -> None:
    """Which digest to trust is for those who build it to say: `--build-arg BASE=`."""
    (found,) = found_in(TEXT)
    assert found.endswith("a tag without its digest: python:3.12-slim")
    pinned = TEXT.replace("BASE=python:3.12-slim", f"BASE=python:3.12-slim@sha256:{'0' * 64}")
    assert found_in(pinned) == []


def test_it_runs_as_a_user_of_its_own() -> None:
    assert [step for step in STEPS if step.startswith("USER ")] == ["USER auditor"]
