"""The GitHub action: what it runs, run here as the runner would."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "action.sh"


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def pull_request(tmp_path: Path) -> tuple[Path, str]:
    """A checkout with a commit more than its base, which adds a finding of high severity."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "train.py").write_text("import torch\nw = torch.load('w.pt')\n", encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "base")
    base = git(folder, "rev-parse", "HEAD")
    (folder / "more.py").write_text("import torch\nv = torch.load('v.pt')\n", encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "more")
    return folder, base


def run(folder: Path, **variables: str) -> tuple[int, dict[str, str], str]:
    """Exit code, outputs and summary of a step."""
    temp = folder.parent / "runner"
    temp.mkdir()
    places = {name: temp / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin",
        "HOME": str(temp),
        "LC_ALL": "C.UTF-8",
        "RUNNER_TEMP": str(temp),
        **{name: str(path) for name, path in places.items()},
        **variables,
    }
    done = subprocess.run(
        ["bash", str(SCRIPT)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = places["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    return done.returncode, outputs, places["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")


def test_a_pull_request_is_held_against_its_base(pull_request: tuple[Path, str]) -> None:
    folder, base = pull_request
    status, outputs, summary = run(folder, BASE_SHA=base, FAIL_ON="new:high")
    assert status == 10
    assert all(Path(path).is_file() for path in outputs.values())
    assert "new finding" in summary
    assert "more.py" in summary
    assert "train.py:2" not in summary


def test_without_a_base_all_is_told_and_nothing_fails(pull_request: tuple[Path, str]) -> None:
    folder, _ = pull_request
    status, outputs, summary = run(folder)
    assert status == 0
    assert "train.py" in summary
    assert "new finding" not in summary
    assert Path(outputs["badge"]).read_text(encoding="utf-8").startswith("<svg")


def test_outputs_of_the_action_are_those_of_its_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = SCRIPT.read_text(encoding="utf-8")
    for name in action["outputs"]:
        assert f"{name}:" in script
    step = action["runs"]["steps"][-1]
    for variable in step["env"]:
        assert variable in script
    for text in step["env"].values():
        assert text.startswith("${{ ")  # never pasted into a command
