"""dependency-missing reports imports that no manifest above the file declares."""

import pytest

from auditor.model import Hit
from auditor.rules.dependency_missing import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {"train.py": "import torch\n", "requirements.txt": "numpy\n"}, "train.py:1", id="plain"
        ),
        pytest.param(
            {"train.py": "import cv2\n", "requirements.txt": "torch\n"}, "train.py:1",
            id="other-name",
        ),
        pytest.param(
            {"train.py": "import torch\n", "requirements.txt": "numpy\n",
             "Dockerfile": "FROM python:3.12\n", "compose.yml": "services: {d: {image: postgres}}"},
            "train.py:1", id="images-without-it",
        ),
        pytest.param(
            {"a/train.py": "import torch\n", "a/requirements.txt": "numpy\n",
             "b/requirements.txt": "torch\n"},
            "a/train.py:1", id="declared-next-door",
        ),
    ],
)  # fmt: skip
def test_reports(files: dict[str, str], place: str) -> None:
    (hit,) = hits(files)
    assert str(hit.location) == place
    assert "declared nowhere" in hit.message


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        pytest.param("import torch", "torch", id="declared"),
        pytest.param("import cv2", "opencv-python-headless", id="any-of-its-distributions"),
        pytest.param("import tensorflow", "tf-nightly", id="nightly"),
        pytest.param("import yaml", "PyYAML", id="written-otherwise"),
        pytest.param("import numpy", "pandas", id="brought-along"),
        pytest.param("try:\n    import torch\nexcept ImportError:\n    pass", "x", id="optional"),
        pytest.param("def f():\n    import torch", "x", id="late"),
        pytest.param("import os, json, distutils", "x", id="standard-library"),
        pytest.param("import caffe", "x", id="on-no-index"),
        pytest.param("import own_fork_of_torch", "x", id="unknown"),
        pytest.param("from . import torch", "x", id="relative"),
        pytest.param("import data", "x", id="own-module"),
    ],
)
def test_stays_silent(source: str, declared: str) -> None:
    files = {"train.py": source, "data.py": "", "requirements.txt": declared}
    assert hits(files) == []


@pytest.mark.parametrize(
    "file",
    [
        pytest.param({"tests/test_a.py": "import pytest, scipy\n"}, id="tests"),
        pytest.param({"docs/conf.py": "import sphinx_rtd_theme, torch\n"}, id="documentation"),
        pytest.param({"setup.py": "import numpy\n"}, id="build"),
        pytest.param({"{{ name }}/a.py": "import torch\n"}, id="template"),
        pytest.param({"a.py": "import torch\n", "README.md": "pip install torch\n"}, id="told"),
        pytest.param({"a.py": "import torch\n", "poetry.lock": "[["}, id="unreadable-lock"),
        pytest.param(
            {"a.py": "import torch\n", "Dockerfile": "FROM nvcr.io/nvidia/pytorch:24.05-py3\n"},
            id="image-brings-it",
        ),
    ],
)
def test_leaves_alone(file: dict[str, str]) -> None:
    assert hits({**file, "requirements.txt": "requests\n"}) == []


def test_one_finding_a_manifest_names_each_module_once() -> None:
    files = {
        "a.py": "import torch\n",
        "b.py": "import torch\nimport cv2\n",
        "requirements.txt": "six",
    }
    (hit,) = hits(files)
    assert hit.message == "`torch` (a.py), `cv2` (b.py) are imported and declared nowhere"
    assert hit.size == 2


def test_a_folder_of_requirements_is_about_the_folder_above() -> None:
    files = {"train.py": "import torch\n", "requirements/base.txt": "torch\n"}
    assert hits({**files, "requirements.txt": "six\n"}) == []
