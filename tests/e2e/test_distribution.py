"""Wheel and sdist: what is in them, the same bytes twice, a command that works from them."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def built(folder: Path) -> tuple[Path, Path]:
    surroundings = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1700000000"}
    words = [sys.executable, "-W", "ignore", ".ci/dist.py", str(folder)]
    subprocess.run(words, cwd=ROOT, env=surroundings, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory.mktemp("dist"))


def test_the_wheel_has_the_package_and_its_data_and_nothing_else(
    distribution: tuple[Path, Path],
) -> None:
    with zipfile.ZipFile(distribution[0]) as wheel:
        names = set(wheel.namelist())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"auditor", "numbers_audit-0.1.0.dist-info"}
    assert {
        "auditor/py.typed",
        "auditor/data/reference.json",
        "auditor/data/corpus.csv",
        "auditor/data/engineering_score.toml",
        "auditor/classify/weights.json",
        "auditor/report/templates/report.html.j2",
        "numbers_audit-0.1.0.dist-info/licenses/LICENSE",
    } <= names
    assert not [name for name in names if name.endswith((".pyc", ".npz", ".orig"))]


def test_the_sdist_leaves_tests_and_data_sets_out(distribution: tuple[Path, Path]) -> None:
    with tarfile.open(distribution[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "auditor/__init__.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "reference_project/"))]


def test_the_same_commit_gives_the_same_bytes(
    distribution: tuple[Path, Path], tmp_path: Path
) -> None:
    again = built(tmp_path)
    for first, second in zip(distribution, again, strict=True):
        assert first.name == second.name
        assert sha256(first.read_bytes()).digest() == sha256(second.read_bytes()).digest()


def test_the_command_works_from_the_wheel(distribution: tuple[Path, Path], tmp_path: Path) -> None:
    """The wheel itself is on the path, before anything else that is called `auditor`."""
    target = tmp_path / "project"
    target.mkdir()
    (target / "train.py").write_text("import torch\ntorch.manual_seed(0)\n", encoding="utf-8")
    unpacked = tmp_path / "wheel"
    with zipfile.ZipFile(distribution[0]) as wheel:
        wheel.extractall(unpacked)  # noqa: S202 - made by this test
    program = (
        "import auditor, sys; from auditor.__main__ import main; print(auditor.__file__); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "compare", "reference", str(target)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert str(unpacked) in done.stdout
