"""untitled-notebook reports the names that programs give, and copies."""

import pytest

from auditor.rules.untitled_notebook import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran


def reported(path: str) -> bool:
    return bool(list(RULE.check(project_of(ran("x = 1"), path))))


@pytest.mark.parametrize(
    "path",
    [
        "Untitled.ipynb",
        "work/Untitled12.ipynb",
        "untitled folder/Untitled-1.ipynb",
        "train-Copy1.ipynb",
        "Copy of train.ipynb",
        "Copy_of_train.ipynb",
        "train (1).ipynb",
        "train copy.ipynb",
        "notebook1a2b3c4d5e.ipynb",
    ],
)
def test_reports(path: str) -> None:
    assert reported(path)


@pytest.mark.parametrize(
    "path", ["train.ipynb", "01_copying_nets.ipynb", "untitled/train.ipynb", "notebook.ipynb"]
)
def test_stays_silent(path: str) -> None:
    assert not reported(path)


def test_a_copy_is_called_one() -> None:
    (hit,) = RULE.check(project_of(ran("x = 1"), "train-Copy1.ipynb"))
    assert hit.message == "`train-Copy1.ipynb` is called a copy"
