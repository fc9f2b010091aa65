"""Practices: each is found by what shows it, with evidence, and not by what only looks like it."""

import pytest

from auditor.model import Practice
from auditor.practices import PRACTICES
from tests.builders import project_of

BY_ID = {practice.id: practice for practice in PRACTICES}
Files = dict[str, str]

CI = ".github/workflows/ci.yml"
LEARNS = {"train.py": "import torch\n"}
SERVES = {"app.py": "import fastapi\n"}
TEST = "def test_a():\n    assert 1\n"
SCRIPT = "import net\nprint(net.run(1))\n"
README = (
    "# Net\n\n" + "It tells digits apart. " * 25 + "\n\nThe data set is MNIST.\n\n"
    "```\npython train.py\n```\n"
)


def evidence(name: str, files: Files) -> str | None:
    return BY_ID[name].check(project_of({"a.py": "x = 1\n", **files}))


FOLLOWED: list[tuple[str, Files, str]] = [
    ("tests-exist", {"tests/test_a.py": TEST}, "1 test files, such as tests/test_a.py"),
    (
        "tests-exist",
        {"net.py": "x = 1\n", "test.py": SCRIPT},
        "no unit tests, but test.py tries the whole",
    ),
    ("tests-exist", {"tests/__init__.py": "x = 1\n", "tests/test_a.py": TEST}, "tests/test_a.py"),
    ("tests-exist", {"tests/style.css": "a {}\n"}, "1 test files, such as tests/style.css"),
    ("tests-exist", {"LICENSE": "MIT\n", "a/LICENSE": "MIT\n", "a/test_a.py": TEST}, "a/test_a.py"),
    (
        "tests-exist",
        {"LICENSE": "MIT\n", "a/LICENSE": "GPL\n", "b/LICENSE": "GPL\n", "b/test_b.py": TEST},
        "b/test_b.py",
    ),
    ("tests-exist", {"a/LICENSE": "MIT\n", "a/test_a.py": TEST}, "a/test_a.py"),
    (
        "tests-exist",
        {"LICENSE": "MIT\n", "a/LICENSE": "GPL\n", "a/test_a.py": TEST, "ab/test_b.py": TEST},
        "2 test files, such as ab/test_b.py",
    ),
    ("tests-exist", {"set/train/a.py": SCRIPT, "set/test/a.py": TEST}, "set/test/a.py"),
    ("tests-exist", {"set/train/a.py": SCRIPT, "set/test/a.sh": "make\n"}, "set/test/a.sh"),
    ("tests-exist", {"set/train/a.py": SCRIPT, "test/a.py": SCRIPT}, "1 test files"),
    ("tests-exist", {"unit/a.py": SCRIPT, "unittest/a.py": SCRIPT}, "unittest/a.py"),
    (
        "tests-exist",
        {"set/train/train.py": SCRIPT, "set/test/test.py": f"def test():\n    pass\n{SCRIPT}"},
        "no unit tests, but set/test/test.py tries the whole",
    ),
    ("tests-in-ci", {CI: "jobs:\n  t:\n    run: pytest -q\n"}, f"{CI} (line 3): pytest"),
    ("ci", {".gitlab-ci.yml": "test: {}\n"}, ".gitlab-ci.yml"),
    ("ci", {CI: "on: [push]\njobs:\n  t:\n    steps:\n      - run: make\n"}, CI),
    ("ci", {".github/workflows/a.yml": "on: push\nrun: deploy\n", CI: "on: push\nrun: tox\n"}, CI),
    ("ci", {"pipelines/azure-pipelines/tests.yml": "pool: x\n"}, "azure-pipelines/tests.yml"),
    (
        "ci",
        {".buildkite/docker-compose.yml": "x: 1\n", ".buildkite/pipeline.yml": "steps:\n- a\n"},
        ".buildkite/pipeline.yml",
    ),
    ("ci", {"README.md": "![x](https://dev.azure.com/a/_apis/build/status/b)\n"}, "README.md"),
    ("ci", {CI: "on:\n  push:\n    tags: ['v*']\n    branches: [main]\nrun: make\n"}, CI),
    ("ci", {CI: "on:\n  push:\n    tags: ['v*']\n  pull_request:\nrun: make\n"}, CI),
    ("ci", {CI: "on: {push: {tags: ['v*'], branches: [main]}}\nrun: make\n"}, CI),
    ("ci", {CI: "on: [push\n  run: {{ x\nrun: make\n"}, CI),
    ("ci", {".travis.yml": "branches:\n  only:\n  - master\n  - /^v1/\nrun: x\n"}, ".travis.yml"),
    ("ci", {CI: "on: push\nrun: |\n  make\n  twine upload dist/*\n"}, CI),
    ("ci", {CI: "on:\n  pull_request:\nsteps:\n  - uses: pre-commit/action@v3\n"}, CI),
    ("tests-in-ci", {CI: "run: pip install pytest && pytest -q\n"}, "pytest"),
    ("tests-in-ci", {CI: "run: pixi run -e ${{ matrix.name }} tests -n 3\n"}, "pixi run"),
    ("tests-in-ci", {CI: "run: uv run --frozen test\n"}, "uv run"),
    ("tests-in-ci", {CI: "run: just test\n"}, "just test"),
    ("coverage-measured", {CI: "run: pytest --cov=x\n"}, f"{CI} (line 1): --cov"),
    ("typed", {"b.py": "def f(x: int) -> int:\n    return x\n"}, "1 of 1 functions are annotated"),
    ("linted", {"pyproject.toml": "[tool.ruff]\n"}, "pyproject.toml (line 1): [tool.ruff"),
    ("linted", {".flake8": "[flake8]\n"}, ".flake8"),
    ("pre-commit", {".pre-commit-config.yaml": "repos: []\n"}, ".pre-commit-config.yaml"),
    ("licence", {"LICENSE": "MIT\n"}, "LICENSE"),
    ("readme", {"README.md": README}, "README.md"),
    ("docs", {"docs/usage.md": "# Usage\n"}, "docs/usage.md"),
    ("docs", {"mkdocs.yml": "site_name: x\n"}, "mkdocs.yml"),
    ("changelog", {"CHANGELOG.md": "# 1.0\n"}, "CHANGELOG.md"),
    ("changelog", {"docs/misc/changelog.md": "# 1.0\n"}, "docs/misc/changelog.md"),
    ("changelog", {"doc/whats_new.rst": "1.0\n"}, "doc/whats_new.rst"),
    ("citation", {"CITATION.cff": "cff-version: 1\n"}, "CITATION.cff"),
    ("lock-file", {"uv.lock": "version = 1\n"}, "uv.lock"),
    ("lock-file", {"requirements.txt": "numpy==2.3.4\n"}, "requirements.txt pins every package"),
    ("container", {"Dockerfile": "FROM python:3.12\n"}, "Dockerfile"),
    ("data-versioned", {"dvc.yaml": "stages: {}\n"}, "dvc.yaml"),
    ("data-versioned", {".gitattributes": "*.csv filter=lfs\n"}, ".gitattributes (line 1)"),
    ("data-versioned", {"data/SHA256SUMS": "0 x.npz\n", "data/x.npz": "1\n"}, "data/SHA256SUMS"),
    ("data-versioned", {"x.csv.md5": "0\n", "x.csv": "1\n"}, "x.csv.md5"),
    ("data-validated", {"b.py": "import pandera as pa\n"}, "b.py:1 imports pandera"),
    ("experiments-tracked", {"b.py": "import os\nimport mlflow\n"}, "b.py:2 imports mlflow"),
    ("experiments-tracked", {"b.py": "import keras\nkeras.callbacks.TensorBoard('x')\n"}, "b.py:2"),
    ("experiments-tracked", {"b.py": "import tensorflow as tf\n"
                             "tf.keras.callbacks.TensorBoard('x')\n"}, "b.py:2"),
    ("experiments-tracked", {"b.py": "from keras import callbacks\n"
                             "callbacks.TensorBoard('x')\n"}, "b.py:2"),
    ("model-registry", {"b.py": "import mlflow\nmlflow.register_model('x', 'y')\n"}, "b.py:2"),
    ("model-registry", {"b.py": "from transformers import AutoModel\n"
                        "AutoModel.from_pretrained('x').push_to_hub('y')\n"}, "b.py:2"),
    ("model-card", {"MODEL_CARD.md": "x\n"}, "MODEL_CARD.md"),
    ("model-card", {"README.md": "# Net\n\n## Model card\n"}, "README.md (line 3)"),
    ("data-card", {"docs/datasheet.md": "# Datasheet\n"}, "docs/datasheet.md"),
    ("seeds", {"b.py": "import torch\ntorch.manual_seed(1)\n"}, "b.py:2 calls torch.manual_seed"),
    ("configured", {"configs/base.yaml": "lr: 1\n"}, "configs/base.yaml"),
    ("configured", {"b.py": "import argparse\n"}, "b.py:1 imports argparse"),
    ("packaged", {"pyproject.toml": "[project]\nname = 'x'\n"}, "pyproject.toml"),
    ("serving-tested", {"tests/test_b.py": "from fastapi.testclient import TestClient\n"},
     "tests/test_b.py:1"),
    ("monitored", {"b.py": "import prometheus_client\n"}, "b.py:1 imports prometheus_client"),
    ("monitored", {"b.py": "import logging\nimport fastapi\n"}, "b.py serves and logs"),
    ("updates-automated", {".github/dependabot.yml": "version: 2\n"}, ".github/dependabot.yml"),
    ("secrets-scanned", {".pre-commit-config.yaml": "- id: gitleaks\n"}, "gitleaks"),
]  # fmt: skip

NOT_FOLLOWED: list[tuple[str, Files]] = [
    ("tests-exist", {"test.md": "pytest\n"}),
    ("tests-exist", {"tests/__init__.py": ""}),
    ("tests-exist", {"test_data.py": "def read(x):\n    return x\n"}),
    ("tests-exist", {"LICENSE": "MIT\n", "a/LICENSE": "GPL\n", "a/b/test_a.py": TEST}),
    ("tests-exist", {"COPYING": "MIT\n", "a/License.md": "GPL\n", "a/test.py": SCRIPT}),
    ("tests-exist", {"set/train/a.py": SCRIPT, "set/test/convert.py": SCRIPT}),
    ("tests-exist", {"train/a.txt": "1\n", "test/convert.py": SCRIPT}),
    ("tests-in-ci", {CI: "run: make docs\n", "Makefile": "test:\n\tpytest\n"}),
    ("tests-in-ci", {CI: "- name: Download pytest-html-report\n  uses: download\n"}),
    ("tests-in-ci", {CI: "run: pip install pytest pytest-cov\n"}),
    ("tests-in-ci", {CI: "run: pixi run -e docs build\n"}),
    ("tests-in-ci", {CI: "run: just test-data\n"}),
    ("ci", {".github/ISSUE_TEMPLATE/bug.yml": "name: bug\n"}),
    ("ci", {".github/workflows/stale.yml": "on: schedule\nrun: stale\n"}),
    ("ci", {".github/workflows/scan.yml": "on: [push]\nsteps:\n  # run: |\n  - uses: codeql\n"}),
    ("ci", {CI: "on:\n  push:\n    tags:\n      - 'v*'\njobs:\n  a:\n    run: make\n"}),
    ("ci", {CI: "on: {push: {tags: ['v*']}}\nrun: make\n"}),
    ("ci", {".travis.yml": 'branches:\n  only:\n  - "/^v[0-9]+/"\nscript: make image\n'}),
    ("ci", {CI: "on: [push]\nruns-on: ubuntu-latest\nrun: twine upload dist/*\n"}),
    ("ci", {".buildkite/docker-compose.yml": "services:\n  a:\n    steps: x\n"}),
    ("ci", {".drone.yml": "steps:\n- name: publish\n  image: plugins/docker:17\n"}),
    ("ci", {"README.md": "![x](https://travis-ci.org/a/b.svg?branch=master)\n"}),
    ("coverage-measured", {"README.md": "We love coverage.\n"}),
    ("typed", {"b.py": "def f(x: int) -> int: ...\ndef g(x): ...\ndef h(x): ...\n"}),
    ("linted", {"deep/er/.clang-format": "x\n"}),
    ("pre-commit", {"README.md": "pre-commit\n"}),
    ("licence", {"src/licence_plates.py": "x = 1\n"}),
    ("readme", {"README.md": "# Net\n"}),
    ("readme", {"README.md": "# Net\n\n" + "Words without a command. " * 40}),
    ("docs", {"docs/logo.png": "x\n", "src/docs/a.md": "x\n"}),
    ("changelog", {"src/deep/news.json": "{}\n"}),
    ("changelog", {"a/b/CHANGES.md": "x\n"}),
    ("citation", {"README.md": "Cite us.\n"}),
    ("lock-file", {"requirements.txt": "numpy\n"}),
    ("lock-file", {"examples/requirements.txt": "numpy==2.3.4\n"}),
    ("lock-file", {"ui/package-lock.json": "{}\n"}),
    ("container", {"docker.md": "FROM python\n"}),
    ("data-versioned", {"data.csv": "1\n"}),
    ("data-versioned", {"SHA256SUMS": "0 x\n", "data/x.csv": "1\n"}),
    ("data-validated", {"b.py": "import pydantic\n"}),
    ("experiments-tracked", {"mlflow/__init__.py": "", "b.py": "import mlflow\n"}),
    ("experiments-tracked", {"b.py": "import keras\nkeras.callbacks.EarlyStopping('x')\n"}),
    ("model-registry", {"b.py": "from huggingface_hub import hf_hub_download\n"}),
    (
        "model-registry",
        {"b.py": "from fairseq.models import register_model\nregister_model('x')\n"},
    ),
    ("model-card", {"src/model_card.py": "x = 1\n"}),
    ("data-card", {"src/data_card.py": "x = 1\n"}),
    ("seeds", {"b.py": "seed = 1\n"}),
    ("configured", {".github/ISSUE_TEMPLATE/config.yml": "a: 1\n", "docs/conf.py": "x = 1\n"}),
    ("configured", {"src/configs/__init__.py": "x = 1\n"}),
    ("packaged", {"pyproject.toml": "[tool.black]\n"}),
    ("serving-tested", {"b.py": "from fastapi.testclient import TestClient\n"}),
    ("monitored", {"b.py": "import logging\n"}),
    ("updates-automated", {"renovate.md": "x\n"}),
    (
        "updates-automated",
        {".github/dependabot.yml": "updates:\n  - package-ecosystem: github-actions\n"},
    ),
    ("secrets-scanned", {"README.md": "gitleaks\n"}),
]


def case_id(value: object) -> str | None:
    return value if isinstance(value, str) and " " not in value and value in BY_ID else None


@pytest.mark.parametrize(("name", "files", "shows"), FOLLOWED, ids=case_id)
def test_is_found_with_its_evidence(name: str, files: Files, shows: str) -> None:
    found = evidence(name, files)
    assert found is not None
    assert shows in found


@pytest.mark.parametrize(("name", "files"), NOT_FOLLOWED, ids=case_id)
def test_is_not_found_in_what_only_looks_like_it(name: str, files: Files) -> None:
    assert evidence(name, files) is None


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.id)
def test_every_practice_is_tried_both_ways(practice: Practice) -> None:
    assert practice.id in {name for name, *_ in FOLLOWED}
    assert practice.id in {name for name, _ in NOT_FOLLOWED}


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.id)
def test_an_empty_repository_follows_nothing(practice: Practice) -> None:
    assert practice.check(project_of({"a.py": ""})) is None


@pytest.mark.parametrize(
    "name", ["model-card", "data-versioned", "experiments-tracked", "model-registry", "seeds"]
)
def test_who_trains_nothing_owes_nothing_to_training(name: str) -> None:
    assert BY_ID[name].applies(project_of(LEARNS))
    assert not BY_ID[name].applies(project_of({"a.py": "import json\n"}))


@pytest.mark.parametrize("name", ["serving-tested", "monitored"])
def test_who_serves_nothing_owes_nothing_to_serving(name: str) -> None:
    assert BY_ID[name].applies(project_of(SERVES))
    assert not BY_ID[name].applies(project_of(LEARNS))


def test_what_others_wrote_is_no_practice_of_ours() -> None:
    assert evidence("licence", {"third_party/x/LICENSE": "MIT\n"}) is None
    assert evidence("pre-commit", {"vendor/x/.pre-commit-config.yaml": "repos: []\n"}) is None


def test_the_evidence_nearest_to_the_top_is_shown() -> None:
    files = {"a/Dockerfile": "FROM x\n", "Dockerfile": "FROM x\n", "a/b/Dockerfile": "FROM x\n"}
    assert evidence("container", files) == "Dockerfile"


def test_names_are_unique() -> None:
    assert len(BY_ID) == len(PRACTICES)
