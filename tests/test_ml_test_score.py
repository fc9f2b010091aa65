"""The ML Test Score: each of its tests is seen by what shows it, and is never owed to a name."""

import pytest
from msgspec.structs import replace

from auditor.ml_test_score import ITEMS, ml_test_score
from auditor.ml_test_score.item import Item
from auditor.model import MLTestItem, MLTestOutcome, Role, RoleSpan
from tests.builders import project_of

Files = dict[str, str]

CI = {".github/workflows/ci.yml": "on: [push, pull_request]\njobs:\n  t:\n    run: pytest\n"}
NET = (
    "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n"
    "        super().__init__()\n        self.layer = torch.nn.Linear(2, 1)\n\n"
    "    def forward(self, x):\n        return self.layer(x)\n"
)
LEARNS = {"net.py": NET}
FEATURES = (
    "from sklearn.preprocessing import StandardScaler, OneHotEncoder\n\n\ndef encoded(frame):\n"
    "    scaled = StandardScaler().fit_transform(frame)\n"
    "    return OneHotEncoder().fit_transform(scaled)\n"
)
SERVICE = "import fastapi\n\napp = fastapi.FastAPI()\n"


def judged(name: str, files: Files) -> MLTestItem:
    score = ml_test_score(project_of({**LEARNS, **files}))
    return next(item for item in score.items if item.id == name)


AUTOMATED: list[tuple[str, Files, str]] = [
    ("feature-schema", {"a.py": "import pandera\n"}, "a.py:1 imports pandera"),
    ("feature-benefit", {"tests/test_a.py": "import shap\n", **CI}, "ci.yml (line 4): pytest"),
    (
        "feature-tests",
        {"features.py": FEATURES, "tests/test_a.py": "from features import encoded\n", **CI},
        "tests use 1 of 1 files of features",
    ),
    ("model-review", {"CODEOWNERS": "* @a\n", **CI}, "CODEOWNERS"),
    ("hyperparameters", {"tune.py": "import optuna\n"}, "tune.py:1 imports optuna"),
    ("hyperparameters", {"conf/sweep.yaml": "method: bayes\n"}, "conf/sweep.yaml"),
    ("simpler-model", {"tests/test_a.py": "import sklearn.dummy\n", **CI}, "sklearn.dummy"),
    ("slice-quality", {"tests/test_a.py": "from fairlearn.metrics import MetricFrame\n", **CI},
     "MetricFrame"),
    (
        "slice-quality",
        {
            "own.py": "def slices(labels, probabilities):\n    return probabilities\n",
            "tests/test_a.py": "from own import slices\n",
            **CI,
        },
        "tests/test_a.py uses the slices of own.py",
    ),
    ("inclusion", {"tests/test_a.py": "import fairlearn.metrics\n", **CI}, "fairlearn"),
    (
        "reproducible-training",
        {"tests/test_a.py": "def test_training_is_deterministic():\n    assert 1\n", **CI},
        "test_training_is_deterministic",
    ),
    (
        "model-tests",
        {"tests/test_net.py": "from net import Net\n\n\ndef test_net():\n    Net()\n", **CI},
        "tests use 1 of 1 files of ML code",
    ),
    ("pipeline-tests", {"tests/test_a.py": "def test_e2e():\n    pass\n", **CI}, "test_e2e"),
    (
        "pipeline-tests",
        {".github/workflows/train.yml": "on: push\njobs:\n  t:\n    run: python train.py --fast\n"},
        "python train.py",
    ),
    (
        "quality-gate",
        {"tests/test_a.py": "def test_a(model):\n    assert model.accuracy > 0.9\n", **CI},
        "holds model.accuracy against a number",
    ),
    (
        "quality-gate",
        {"tests/test_a.py": "def test_a(self):\n    self.assertGreater(accuracy(1), 0.9)\n", **CI},
        "holds accuracy against a number",
    ),
    ("canary", {"deploy/service.yaml": "canaryTrafficPercent: 10\n"}, "canaryTrafficPercent"),
    ("rollback", {"deploy/run.sh": "", "deploy/job.yaml": "run: rollback\n"}, "rollback"),
    ("data-invariants", {"app.py": f"import pandera\n{SERVICE}"}, "app.py:1 imports pandera"),
    (
        "data-invariants",
        {
            "schema.py": "import pandera\n\n\ndef checked(x):\n    return x\n",
            "app.py": f"from schema import checked\n{SERVICE}\n\ndef f(x):\n    checked(x)\n",
        },
        "schema.py:1 imports pandera",
    ),
    ("training-serving-skew", {"a.py": "import feast\n"}, "a.py:1 imports feast"),
    (
        "fresh-models",
        {".github/workflows/n.yml": "on:\n  schedule:\n    - cron: '0 1 * * *'\nrun: retrain\n"},
        "retrain",
    ),
    (
        "numerical-stability",
        {"tests/test_a.py": "def test_loss_is_finite():\n    assert 1\n", **CI},
        "test_loss_is_finite",
    ),
    (
        "computing-performance",
        {".github/workflows/b.yml": "on: push\nrun: asv run\n"},
        "b.yml (line 2)",
    ),
    ("prediction-quality", {"a.py": "import nannyml\n"}, "a.py:1 imports nannyml"),
    (
        "prediction-quality",
        {
            "watch.py": "import prometheus_client\n\n\ndef psi(x):\n    return x\n",
            "app.py": f"import watch\n{SERVICE}\n\ndef f(x):\n    watch.psi(x)\n",
        },
        "watch.py:4 defines psi",
    ),
    (
        "simpler-model",
        {
            "simple.py": "import sklearn.dummy\n\n\ndef models():\n    return 1\n",
            "tests/test_a.py": "from simple import models\n",
            **CI,
        },
        "tests/test_a.py uses the baselines of simple.py",
    ),
]  # fmt: skip

MANUAL: list[tuple[str, Files, str]] = [
    ("feature-schema", {"data_schema.json": "{}\n"}, "data_schema.json"),
    ("feature-benefit", {"a.py": "import shap\n"}, "a.py:1 imports shap"),
    ("data-privacy", {"a.py": "import opacus\n"}, "a.py:1 imports opacus"),
    ("data-privacy", {"DATA_CARD.md": "# Data\n\n## Privacy\n\nNo names.\n"}, "## Privacy"),
    (
        "data-privacy",
        {"docs/card.md": "# Data\n\n### Personal and Sensitive Information\n\nNone.\n"},
        "Personal and Sensitive Information",
    ),
    (
        "feature-tests",
        {"features.py": FEATURES, "tests/test_a.py": "from features import encoded\n"},
        "tests/test_a.py",
    ),
    ("model-review", {".github/pull_request_template.md": "Tested?\n"}, "pull_request_template"),
    (
        "slice-quality",
        {"a.py": "from sklearn.metrics import f1_score\n"
         "for a, part in df.groupby('a'):\n    print(a, f1_score(part.y, part.p))\n"},
        "a.py:3 scores each group",
    ),
    (
        "slice-quality",
        {"a.py": "from sklearn import metrics\n"
         "df.groupby('a').apply(lambda part: metrics.f1_score(part.y, part.p))\n"},
        "a.py:2 scores each group",
    ),
    ("slice-quality", {"a.py": "def accuracy_by_group(df):\n    return df\n"}, "accuracy_by_group"),
    ("simpler-model", {"baseline.py": "x = 1\n"}, "baseline.py"),
    ("simpler-model", {"a.py": "def train_baseline():\n    pass\n"}, "train_baseline"),
    ("inclusion", {"MODEL_CARD.md": "# Net\n\n## Ethical considerations\n"}, "MODEL_CARD.md"),
    ("reproducible-training", {"a.py": "import torch\ntorch.manual_seed(1)\n"}, "a.py:2"),
    ("model-tests", {"tests/test_net.py": "from net import Net\n"}, "tests/test_net.py"),
    ("debuggable", {"a.py": "import captum\n"}, "a.py:1 imports captum"),
    ("rollback", {"a.py": "import bentoml\n"}, "a.py:1 imports bentoml"),
    ("dependency-changes", {".github/dependabot.yml": "version: 2\n"}, "dependabot.yml"),
    ("data-invariants", {"app.py": f"import pydantic\n{SERVICE}"}, "app.py:1 imports pydantic"),
    (
        "training-serving-skew",
        {
            "features.py": FEATURES,
            "net.py": f"from features import encoded\n{NET}",
            "app.py": f"from features import encoded\n{SERVICE}",
        },
        "app.py serves with features.py",
    ),
    (
        "numerical-stability",
        {"net.py": f"{NET}\n\ndef step(loss):\n    torch.isnan(loss)\n    loss.backward()\n"},
        "torch.isnan",
    ),
    ("computing-performance", {"benchmarks/speed.py": "x = 1\n"}, "benchmarks/speed.py"),
]  # fmt: skip

SILENT: list[tuple[str, Files]] = [
    ("feature-schema", {"a.py": "import pydantic\n", "schema.sql": "create table x;\n"}),
    ("feature-benefit", {"a.py": "features = 1\n"}),
    ("feature-tests", {"features.py": FEATURES, "tests/test_a.py": "import net\n"}),
    ("model-review", CI),
    ("hyperparameters", {"a.py": "from sklearn.model_selection import GridSearchCV\n"}),
    ("hyperparameters", {"sweeper.py": "x = 1\n"}),
    ("simpler-model", {"stable_baselines/a.py": "x = 1\n"}),
    ("simpler-model", {"a.py": "def advantage(reward, baseline_value):\n    return reward\n"}),
    ("slice-quality", {"a.py": "x = rows[1:2]\n"}),
    ("slice-quality", {"a.py": "def slices(volume, axis):\n    return volume\n"}),
    ("slice-quality", {"a.py": "def accuracy_by_class(y_pred):\n    return y_pred\n"}),
    (
        "slice-quality",
        {
            "a.py": "from sklearn.metrics import f1_score\n"
            "for a, part in df.groupby('a'):\n    print(part)\nf1_score(y, p)\n"
        },
    ),
    ("inclusion", {"README.md": "# Net\n\n## Weights and Biases\n"}),
    ("simpler-model", {"tests/baseline/test_convert_baseline.py": "x = 1\n"}),
    ("reproducible-training", {"tests/test_a.py": "def test_deterministic_node():\n    pass\n"}),
    ("pipeline-tests", {"tests/test_a.py": "def test_dropout_needs_is_training():\n    pass\n"}),
    ("numerical-stability", {"tests/test_a.py": "def test_finite_differences():\n    pass\n"}),
    ("inclusion", {"a.py": "bias = 0\n", "README.md": "The layer has a bias.\n"}),
    ("reproducible-training", {"a.py": "seed = 1\n"}),
    ("model-tests", {"tests/test_a.py": "import torch\n"}),
    ("pipeline-tests", {"tests/test_a.py": "def test_read_as_training_images_are():\n    pass\n"}),
    ("pipeline-tests", {"a.py": "def test_end_to_end():\n    pass\n"}),
    ("quality-gate", {"tests/test_a.py": "def test_a(model):\n    assert model.depth > 3\n"}),
    ("quality-gate", {"tests/test_a.py": "def test_a(m):\n    assert m.accuracy == 0.5\n"}),
    ("debuggable", {"a.py": "import pdb\n"}),
    ("canary", {"README.md": "A canary sings.\n"}),
    ("rollback", {"a.py": "session.rollback()\n"}),
    ("dependency-changes", {".github/workflows/n.yml": "on:\n  schedule: x\nrun: codeql\n"}),
    (
        "dependency-changes",
        {".github/dependabot.yml": "updates:\n  - package-ecosystem: github-actions\n"},
    ),
    ("data-invariants", {"app.py": SERVICE}),
    ("training-serving-skew", {"features.py": FEATURES, "app.py": SERVICE}),
    ("fresh-models", {".github/workflows/n.yml": "on: push\nrun: retrain\n"}),
    ("numerical-stability", {"clean.py": "import pandas as pd\npd.isnan(1)\n"}),
    ("numerical-stability", {"tests/test_a.py": "def test_unique_not_nan_values():\n    pass\n"}),
    ("computing-performance", {"benchmark.md": "fast\n"}),
    ("prediction-quality", {"a.py": "import prometheus_client\n"}),
    ("prediction-quality", {"app.py": f"{SERVICE}\n\ndef drift():\n    return 1\n"}),
    ("prediction-quality", {"a.py": "import prometheus_client\n\n\ndef psi():\n    return 1\n"}),
    ("data-privacy", {"faq.md": "# Questions\n\n## Privacy\n\nCookies.\n"}),
    ("data-privacy", {"README.md": "# Net\n\nPrivacy matters.\n"}),
    ("data-invariants", {"app.py": SERVICE, "other.py": "import pydantic\n"}),
    ("simpler-model", {"simple.py": "import sklearn\n", "tests/test_a.py": "import simple\n"}),
]


def case_id(value: object) -> str | None:
    return value if isinstance(value, str) and value in BY_ID else None


BY_ID: dict[str, Item] = {item.id: item for item in ITEMS}


@pytest.mark.parametrize(("name", "files", "shows"), AUTOMATED, ids=case_id)
def test_a_whole_point_is_for_what_a_machine_repeats(name: str, files: Files, shows: str) -> None:
    item = judged(name, files)
    assert item.outcome is MLTestOutcome.AUTOMATED
    assert shows in (item.evidence or "")


@pytest.mark.parametrize(("name", "files", "shows"), MANUAL, ids=case_id)
def test_half_a_point_is_for_what_people_did(name: str, files: Files, shows: str) -> None:
    item = judged(name, files)
    assert item.outcome is MLTestOutcome.MANUAL
    assert shows in (item.evidence or "")


@pytest.mark.parametrize(("name", "files"), SILENT, ids=case_id)
def test_no_point_is_for_what_only_sounds_like_it(name: str, files: Files) -> None:
    expected = MLTestOutcome.NOT_ASSESSABLE if BY_ID[name].unseen else MLTestOutcome.LACKING
    assert judged(name, files).outcome is expected


def test_there_are_seven_tests_in_each_of_four_sections() -> None:
    assert len(ITEMS) == len(BY_ID) == 28
    sections = [item.section for item in ITEMS]
    assert all(sections.count(section) == 7 for section in set(sections))


def test_what_code_cannot_tell_is_not_held_against_anybody() -> None:
    item = judged("offline-online", {})
    assert item.outcome is MLTestOutcome.NOT_ASSESSABLE
    assert item.evidence == "online metrics are not in the code"


def test_the_score_is_the_least_section() -> None:
    files = {"a.py": "import pandera, optuna, nannyml\n", "tests/test_net.py": "import net\n"}
    score = ml_test_score(project_of({**LEARNS, **files}))
    assert score.sections == {"data": 1.0, "model": 1.0, "infrastructure": 0.5, "monitoring": 1.5}
    assert score.value == 0.5


def test_who_trains_nothing_has_no_score() -> None:
    score = ml_test_score(project_of({"a.py": "import json\n"}))
    assert (score.value, score.items) == (None, ())
    assert score.reason


@pytest.mark.parametrize(("lines", "value"), [(1, None), (2, 0.0)])
def test_a_library_of_its_own_models_is_assessed(lines: int, value: float | None) -> None:
    """Surprise imports NumPy alone, and learns: one line in a hundred is taken for a mistake."""
    project = project_of({"sgd.py": "x = 1\n" * 100})
    spans = (
        RoleSpan(1, lines, Role.ML_CODE, 1.0, ""),
        RoleSpan(lines + 1, 100, Role.GENERAL, 1.0, ""),
    )
    files = (replace(project.files[0], roles=spans),)
    assert ml_test_score(replace(project, files=files)).value == value


def test_every_test_that_code_can_tell_is_tried_both_ways() -> None:
    seen = {name for name, *_ in AUTOMATED} | {name for name, *_ in MANUAL}
    silent = {name for name, _ in SILENT}
    asked = {item.id for item in ITEMS if item.check is not Item.__struct_defaults__[0]}
    assert seen == silent == asked
