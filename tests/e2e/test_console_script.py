"""The installed command, as a stranger uses it: a repository in, reports and an exit code out."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import audit
from tests.repositories import Repository

PROGRAM = Path(sys.executable).with_name("numbers-audit")

FILES = {
    "README.md": "# A small model\n\nRun `python train.py`.\n",
    "requirements.txt": "torch\nnumpy==1.26.0\n",
    "train.py": """\
import torch
from torch import nn
from data import load


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)


def main():
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for x, y in load():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        print("loss", loss.item())


if __name__ == "__main__":
    main()
""",
    "data.py": """\
import csv


def load():
    with open("/home/me/data.csv") as stream:
        yield from csv.reader(stream)
""",
    "broken.py": "def f(:\n    print 'old'\n",
    "weights.pt": "\0binary",
}


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stranger") / "small-model"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "first"], check=True)
    return folder


@pytest.fixture(scope="module")
def audited(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of one run; the tests below each look at one side of them."""
    out = tmp_path_factory.mktemp("reports")
    done = run(
        f"file://{repository}", "-o", "r.json", "-o", "r.html", "-o", "r.md",
        "--lines", "r.jsonl", cwd=out,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    (out / "terminal.txt").write_text(done.stdout, encoding="utf-8")
    return out


def test_every_tracked_file_is_accounted_for(audited: Path) -> None:
    report = json.loads((audited / "r.json").read_text(encoding="utf-8"))
    assert sorted(file["path"] for file in report["files"]) == sorted(FILES)
    assert report["tracked_files"] == len(FILES)
    skipped = {file["path"] for file in report["skipped"]}
    assert "weights.pt" in skipped
    assert "train.py" not in skipped


def test_the_sums_add_up(audited: Path) -> None:
    report = json.loads((audited / "r.json").read_text(encoding="utf-8"))
    lines = report["lines"]
    assert lines["total"] == sum(lines[k] for k in ("code", "comment", "docstring", "blank"))
    for split in ("by_role", "by_language", "by_kind"):
        assert sum(lines[split].values()) == lines["code"]
    counted = [file for file in report["files"] if file["counted"]]
    assert sum(file["code"] for file in counted) == lines["code"]


def test_model_and_training_are_ml_code_and_reading_is_not(audited: Path) -> None:
    rows = [json.loads(line) for line in (audited / "r.jsonl").read_text().splitlines()]
    roles = {(row["path"], row["line"]): row["role"] for row in rows}
    assert roles["train.py", 9] == "ml_code"
    assert roles["train.py", 21] == "ml_code"
    assert roles["train.py", 23] == "monitoring"
    assert roles["data.py", 6] == "data_collection"


def test_broken_code_is_counted_and_named_as_such(audited: Path) -> None:
    report = json.loads((audited / "r.json").read_text(encoding="utf-8"))
    (broken,) = [file for file in report["files"] if file["path"] == "broken.py"]
    assert (broken["parser"], broken["code"]) == ("tree-sitter", 2)
    assert broken["notes"]


def test_the_terminal_says_how_much_and_why(audited: Path) -> None:
    text = (audited / "terminal.txt").read_text(encoding="utf-8")
    assert "ML code" in text
    assert "technical debt" in text
    assert max(map(len, text.splitlines())) <= 80


def test_two_runs_give_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    for name, jobs in (("a.json", "1"), ("b.json", "2")):
        options = ("--no-run-info", "-q", "--jobs", jobs, "-o", name)
        assert run(repository, *options, cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_options_may_stand_before_the_target(repository: Path, tmp_path: Path) -> None:
    assert run("-q", "-o", "x.md", repository, cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.md").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("no/such/folder",), 3, "no/such/folder", id="nothing-there"),
        pytest.param((".", "-o", "report.docx"), 2, ".docx", id="unknown-format"),
        pytest.param((".", "--select", "leakge"), 2, "did you mean 'leakage'", id="misspelt-rule"),
        pytest.param((".", "--fail-on", "awful"), 2, "fail-on is one of", id="unknown-level"),
        pytest.param((".", "--config", "none.toml"), 2, "none.toml", id="no-such-config"),
        pytest.param(("rules", "no-such-rule"), 2, "no-such-rule", id="no-such-rule"),
        pytest.param((".", "--baseline", "none.json"), 2, "none.json", id="no-such-baseline"),
        pytest.param((".", "--fail-on", "new:low"), 2, "needs --baseline", id="new-since-when"),
        pytest.param(("compare", "a.json", "reference"), 2, "no report", id="foreign-json"),
        pytest.param(("render", "none.json", "-o", "x.md"), 2, "none.json", id="no-such-report"),
        pytest.param(
            ("compare", "none.json", "."), 2, "Cannot read the report none.json", id="lost-report"
        ),
        pytest.param(("compare", "a.py", "a.json"), 2, "a.py is no report", id="no-report-at-all"),
        pytest.param(("comapre", "a", "b"), 2, "did you mean 'compare'", id="misspelt-command"),
        pytest.param((".", "-o", "none/x.md"), 2, "no folder none", id="no-such-output-folder"),
        pytest.param(("render", "a.py", "-o", "x.md"), 2, "it is no JSON", id="no-json"),
        pytest.param(("batch", "none.txt", "--out", "o"), 2, "No such file", id="no-such-list"),
        pytest.param(("explain", "reference", "a.py"), 2, "reference_project", id="no-sources"),
    ],
)
def test_a_mistake_gets_one_sentence_and_its_exit_code(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"lines": 1}', encoding="utf-8")
    done = run(*words, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("htps://example.org/a/b",), 2, "known are file, git", id="mistyped-scheme"),
        pytest.param(("a.py",), 3, "is a file; name its folder", id="a-file"),
        pytest.param(("empty",), 3, "there are no files to audit", id="empty-folder"),
        pytest.param(("none",), 3, "it has no commit yet", id="empty-repository"),
        pytest.param(("page", "--rev", "nosuch"), 3, "there are main", id="no-such-branch"),
        pytest.param(("page@nosuch",), 3, "there are main", id="no-such-revision"),
        pytest.param(("page", "--subdir", "src"), 3, "has no folder src", id="no-such-subfolder"),
        pytest.param(("explain", "page", "b.py:1"), 2, "has no file 'b.py'", id="no-such-file"),
        pytest.param(("",), 2, "TARGET is empty", id="no-words"),
    ],
)
def test_a_target_that_is_none_gets_one_sentence(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    Repository(tmp_path / "none")
    Repository(tmp_path / "page").commit({"a.js": "x = 1;\n"})
    done = run(*words, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"notes.txt": "Bread.\n"}, "There is no code here to judge.", id="no-code"),
        pytest.param({"a.js": "x = 1;\n"}, "1 code line in 1 file", id="no-python"),
    ],
)
def test_a_folder_without_python_is_audited_and_says_what_it_holds(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    Repository(tmp_path / "page").commit(files)
    done = run("page", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


def test_a_batch_names_a_target_that_failed_once(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("no/such/folder\n", encoding="utf-8")
    done = run("batch", "list.txt", "--out", "o", "-q", cwd=tmp_path)
    assert done.returncode == 4
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("numbers-audit: no/such/folder: no such folder")


def test_a_crossed_threshold_has_its_own_exit_code(repository: Path, tmp_path: Path) -> None:
    assert run(repository, "-q", "--fail-on", "low", cwd=tmp_path).returncode == 10


def test_what_a_baseline_has_already_crosses_no_threshold(
    repository: Path, audited: Path, tmp_path: Path
) -> None:
    since = ("--baseline", audited / "r.json", "--fail-on", "new:low", "-q")
    assert run(repository, *since, "-o", "same.json", cwd=tmp_path).returncode == 0
    same = json.loads((tmp_path / "same.json").read_text(encoding="utf-8"))
    assert {finding["new"] for finding in same["findings"]} == {False}
    grown = tmp_path / "small-model"
    shutil.copytree(repository, grown)
    (grown / "more.py").write_text(
        "import torch\nw = torch.load('/home/me/w.pt')\n", encoding="utf-8"
    )
    done = run(grown, *since, "-o", "grown.json", cwd=tmp_path)
    assert done.returncode == 10
    findings = json.loads((tmp_path / "grown.json").read_text(encoding="utf-8"))["findings"]
    assert {finding["path"] for finding in findings if finding["new"]} == {"more.py"}


def test_the_reference_project_needs_no_network_and_no_sources(tmp_path: Path) -> None:
    done = run("reference", "-o", "r.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (report["target"]["name"], report["debt"]["rating"]) == ("reference project", "A")


def test_a_target_is_held_against_the_reference_project(audited: Path) -> None:
    done = run("compare", "r.json", "reference", cwd=audited)
    assert done.returncode == 0
    assert "reference project" in done.stdout


def test_comparing_a_report_with_itself_finds_nothing_new(audited: Path) -> None:
    outputs = ("-o", "delta.md", "-o", "delta.html", "-o", "delta.json")
    assert run("compare", "r.json", "r.json", *outputs, cwd=audited).returncode == 0
    assert (audited / "delta.md").is_file()
    assert "<script" not in (audited / "delta.html").read_text(encoding="utf-8")
    delta = json.loads((audited / "delta.json").read_text(encoding="utf-8"))
    assert (delta["new"], delta["fixed"]) == ([], [])


def test_a_report_is_rendered_again_from_its_json(repository: Path, audited: Path) -> None:
    outputs = ("-o", "s.json", "-o", "s.html")
    assert run(f"file://{repository}", "--no-source", *outputs, cwd=audited).returncode == 0
    assert run("render", "s.json", "-o", "again.html", cwd=audited).returncode == 0
    again = (audited / "again.html").read_text(encoding="utf-8")
    assert again == (audited / "s.html").read_text(encoding="utf-8")
    assert 'data-source="' not in again
    assert 'data-source="train.py"' in (audited / "r.html").read_text(encoding="utf-8")


def test_a_trend_follows_the_commits_and_the_releases(repository: Path, tmp_path: Path) -> None:
    grown = tmp_path / "grown"
    shutil.copytree(repository, grown)
    git = ["git", "-C", str(grown), "-c", "user.name=B", "-c", "user.email=b@example.org"]
    subprocess.run([*git, "tag", "v9"], check=True)
    (grown / "more.py").write_text("import torch\nw = torch.load('/home/me/w.pt')\n" * 2, "utf-8")
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "second"], check=True)
    subprocess.run([*git, "tag", "v10"], check=True)
    outputs = ("-o", "t.json", "-o", "t.html")
    assert run("trend", grown, *outputs, cwd=tmp_path).returncode == 0
    found = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [point["stamp"]["tags"] for point in found["points"]] == [["v9"], ["v10"]]
    assert found["moves"][0]["code"] == 4
    assert found["moves"][0]["authors"] == ["B"]
    tagged = run("trend", f"file://{grown}", "--tags", "--revisions", "1", cwd=tmp_path)
    assert tagged.returncode == 0
    assert "v10" in tagged.stdout
    assert "v9" not in tagged.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("-o", "t.csv"), ".html, .json", id="unknown-format"),
        pytest.param(("--since", "2999-01-01"), "no commit", id="nothing-so-late"),
        pytest.param(("--tags",), "no commit", id="no-tags"),
    ],
)
def test_a_trend_of_nothing_is_one_sentence(
    repository: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = run("trend", repository, *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_trend_of_a_folder_without_commits_says_so(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "train.py").write_text("import torch\n", encoding="utf-8")
    done = run("trend", "project", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "numbers-audit: project: there is no commit here, and a trend is made of commits"
    ]


def test_a_line_is_explained(repository: Path, tmp_path: Path) -> None:
    done = run("explain", repository, "train.py:9", cwd=tmp_path)
    assert done.returncode == 0
    assert "torch.nn.Linear" in done.stdout


def test_the_api_returns_the_same_audit(repository: Path, audited: Path) -> None:
    made = audit(str(repository), history=False, jobs=1)
    report = json.loads((audited / "r.json").read_text(encoding="utf-8"))
    assert made.lines.code == report["lines"]["code"]
    assert made.shares.ml_code.all == report["shares"]["ml_code"]["all"]
