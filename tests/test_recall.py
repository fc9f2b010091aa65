"""Audits in a row say what each would say alone, and what is the same is not judged twice."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.acquire import acquire, parse_target
from auditor.model import Audit, Checkout, Project, SourceFile
from auditor.pipeline import audited
from auditor.pipeline.past import Wanted, look_back
from auditor.pipeline.recall import Recall, again
from auditor.settings import Settings
from tests.builders import file_of
from tests.repositories import Repository

NETS = """
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)

    def forward(self, x):
        return self.layer(x)
"""
TRAIN = """
from sklearn.model_selection import train_test_split
from nets import Net, scaled


def fit(x, y):
    net = Net()
    train, test = train_test_split(x)
    for row in train:
        net(scaled(row)).sum().backward()
    return net
"""
HELP = "def scaled(row):\n    return row / row.max()\n"
FETCH = "import requests\n\n\ndef scaled(row):\n    return requests.get(row).json()\n"

PAST: tuple[Mapping[str, str], ...] = (
    {"nets.py": NETS, "train.py": TRAIN, "README.md": "# Nets\n"},
    {"nets.py": f"{NETS}\n\n{HELP}"},  # what another file calls is there now
    {"nets.py": f"{NETS}\n\n{FETCH}"},  # ... and does something else
    {"README.md": "# Nets\n\nTwo layers.\n"},
    {"pages/serve.py": "import flask\n\napp = flask.Flask(__name__)\n", "nets.py": NETS},
    {"sklearn/__init__.py": "", "sklearn/model_selection.py": "def train_test_split(x): ...\n"},
)


@pytest.fixture(scope="module")
def commits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    repository = Repository(tmp_path_factory.mktemp("recall") / "nets")
    return repository.path, [repository.commit(files) for files in PAST]


def checkout_of(path: Path, commit: str, cache: Path) -> Checkout:
    return acquire(parse_target(str(path), revision=commit), cache=cache)


def settings_in(folder: Path, jobs: int = 1) -> Settings:
    return Settings(cache=folder, reuse=False, history=False, run_info=False, jobs=jobs)


@pytest.mark.parametrize("step", [1, -1], ids=["forwards", "backwards"])
def test_an_audit_after_others_says_what_it_says_alone(
    commits: tuple[Path, list[str]], tmp_path: Path, step: int
) -> None:
    path, names = commits
    recall = Recall()
    for name in names[::step]:
        checkout = checkout_of(path, name, tmp_path)
        together = audited(checkout, settings_in(tmp_path), recall)
        assert together == audited(checkout, settings_in(tmp_path), Recall())


def test_the_past_is_not_all_the_same(commits: tuple[Path, list[str]], tmp_path: Path) -> None:
    """Otherwise the test above would not see a file that is taken for unchanged."""
    path, names = commits
    found = [
        _roles(audited(checkout_of(path, name, tmp_path), settings_in(tmp_path), Recall()))
        for name in names
    ]
    assert len({repr(roles) for roles in found}) == len(PAST) - 1  # words alone change no role


def _roles(audit: Audit) -> object:
    return [(file.path, file.roles) for file in audit.files if file.path.endswith(".py")]


def test_several_processes_tell_the_same_past(
    commits: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, _ = commits
    one, two = (
        look_back(str(path), settings_in(tmp_path / str(jobs), jobs), Wanted(revisions=9))
        for jobs in (1, 2)
    )
    assert len(one.points) == len(PAST)
    assert one == two


def test_files_that_are_alike_are_the_same_again() -> None:
    before = Project((file_of("a.py", "x = 1"), file_of("b.py", "y = 1")), {"a": "a.py"})
    changed = replace(before.files[1], module="c")
    project = again(Project((copied(before.files[0]), changed), {"a": "a.py"}), before)
    assert project.files[0] is before.files[0]
    assert project.files[1] is changed
    assert project.modules is before.modules


def copied(file: SourceFile) -> SourceFile:
    return replace(file, resolved=dict(file.resolved))
