"""Every line gets the role that a reader of the guide would give it, and a reason that is true."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from random import Random
from textwrap import dedent

import pytest

from auditor.classify import classify
from auditor.classify.code import Judged, settled
from auditor.classify.scoring import best_two
from auditor.classify.weights import AROUND, ROLES, passes
from auditor.model import Project, Role, SourceFile
from auditor.resolve import resolve
from auditor.spread import shared
from tests.builders import file_of, project_of
from tests.rules.notebooks import code, notebook

TRAINING = """
    import argparse
    import logging

    import torch
    import wandb
    from torch import nn
    from torch.utils.data import DataLoader
    from sklearn.metrics import accuracy_score

    logger = logging.getLogger(__name__)

    class Net(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.width = width
            self.layer = nn.Linear(width, 10)

        def forward(self, x):
            return torch.relu(self.layer(x))

    def train(model, loader, optimizer, device):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            wandb.log({"loss": loss.item()})
            logger.info("loss %.3f", loss.item())

    def evaluate(y_true, y_pred):
        accuracy = accuracy_score(y_true, y_pred)
        return accuracy

    def parse():
        parser = argparse.ArgumentParser()
        parser.add_argument("--width", type=int, default=64)
        return parser.parse_args()

    def check(width):
        if width <= 0:
            raise ValueError("width must be positive")
"""


def roles(text: str | Mapping[str, str], path: str = "train.py") -> list[tuple[str, Role]]:
    """Source and role of each line of a file, blank lines left out."""
    texts = {path: text} if isinstance(text, str) else dict(text)
    (file,) = [file for file in project_of(texts).files if file.path == path]
    lines = dedent(texts[path]).splitlines()
    return [
        (lines[line - 1].strip(), span.role)
        for span in file.roles
        for line in range(span.line, span.end_line + 1)
        if lines[line - 1].strip()
    ]


def role_of(source: str, text: str | Mapping[str, str], path: str = "train.py") -> Role:
    return next(role for line, role in roles(text, path) if line.startswith(source))


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("class Net", Role.ML_CODE, id="network"),
        pytest.param("self.width = width", Role.ML_CODE, id="setting-stored-by-a-network"),
        pytest.param("return torch.relu", Role.ML_CODE, id="forward"),
        pytest.param("def train", Role.ML_CODE, id="header-as-most-of-its-body"),
        pytest.param("for x, y in loader", Role.ML_CODE, id="loop-around-the-steps"),
        pytest.param("loss.backward()", Role.ML_CODE, id="gradient-step"),
        pytest.param("wandb.log", Role.MONITORING, id="tracking-inside-the-loop"),
        pytest.param("logger.info", Role.MONITORING, id="log-line-inside-the-loop"),
        pytest.param("logger = logging", Role.MONITORING, id="logger"),
        pytest.param("accuracy = accuracy_score", Role.ANALYSIS_TOOLS, id="metric"),
        pytest.param("parser.add_argument", Role.CONFIGURATION, id="option"),
        pytest.param("raise ValueError", Role.DATA_VERIFICATION, id="bad-argument"),
        pytest.param("if width <= 0", Role.DATA_VERIFICATION, id="header-of-a-check"),
    ],
)
def test_judges_a_line_by_its_purpose(line: str, role: Role) -> None:
    assert role_of(line, TRAINING) is role


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("import torch", Role.ML_CODE, id="framework"),
        pytest.param("import argparse", Role.CONFIGURATION, id="options"),
        pytest.param("import matplotlib.pyplot as plt", Role.ANALYSIS_TOOLS, id="plots"),
        pytest.param("import os", Role.GENERAL, id="standard-library"),
        pytest.param("from layers import Layer", Role.ML_CODE, id="class-of-the-repository"),
        pytest.param("import layers", Role.ML_CODE, id="module-of-the-repository"),
        pytest.param("import numpy as np", Role.ML_CODE, id="as-the-rest-of-the-file"),
    ],
)
def test_an_import_has_the_role_of_what_it_imports(line: str, role: Role) -> None:
    net = "class Net(Layer):\n    def forward(self, x):\n        return np.exp(self.logits(x))\n"
    texts = {**WRAPPED, "net.py": f"{line}\n{net}"}
    assert role_of(line, texts, "net.py") is role


def test_a_file_of_tests_is_testing_throughout() -> None:
    assert {role for _, role in roles(TRAINING, "tests/test_train.py")} == {Role.TESTING}


def test_a_setup_script_is_process_management_throughout() -> None:
    text = 'from setuptools import setup\nNAME = "net"\nsetup(name=NAME)\n'
    assert {role for _, role in roles(text, "setup.py")} == {Role.PROCESS_MANAGEMENT}


def test_files_are_judged_alike_in_any_order() -> None:
    texts = {"train.py": TRAINING, "pkg/loss.py": LOSS, "pkg/__init__.py": "", "steps.py": STEPS}
    files = [file_of(path, text) for path, text in texts.items()]
    spans = {file.path: file.roles for file in classify(resolve(files)).files}
    for seed in range(3):
        Random(seed).shuffle(files)  # noqa: S311 - any order will do
        project = resolve(files)
        turned = Project(files=project.files[::-1], modules=project.modules)
        assert {file.path: file.roles for file in classify(turned).files} == spans


LOSS = """
    def mix(a, b, share):
        kept = share * a
        rest = (1 - share) * b
        return kept + rest
"""
STEPS = """
    import torch
    from pkg.loss import mix

    def loss(logits, labels, soft):
        hard = torch.nn.functional.cross_entropy(logits, labels)
        soft = torch.nn.functional.kl_div(logits, soft)
        return mix(hard, soft, 0.5)
"""


def test_what_only_the_loss_calls_is_more_likely_ml_code() -> None:
    """Chances of ML code of a function's lines, with and without the loss that calls it."""
    alone = project_of({"pkg/loss.py": LOSS, "pkg/__init__.py": ""})
    called = project_of({"pkg/loss.py": LOSS, "pkg/__init__.py": "", "steps.py": STEPS})
    assert _confidence(called, "pkg/loss.py") >= _confidence(alone, "pkg/loss.py")


def _confidence(project: Project, path: str) -> float:
    file = project.file(path)
    assert file is not None
    return max((span.confidence for span in file.roles if span.role is Role.ML_CODE), default=0.0)


def test_a_folder_that_is_called_like_a_library_is_not_that_library() -> None:
    """`datasets.panoptic_score` is the repository's own, not Hugging Face's."""
    text = """
        from datasets.report import show

        show(1)
    """
    own = {"datasets/__init__.py": "", "datasets/report.py": "def show(x):\n    pass\n"}
    project = project_of({**own, "main.py": text})
    file = project.file("main.py")
    assert file is not None
    assert not any("data.toml" in span.reason for span in file.roles)


TENSORS = """
    import torch
    from torch import nn

    SIZE = 3

    class Net(nn.Module):
        def shape(self):
            return SIZE

    class Plain:
        def shape(self):
            print(SIZE)

    def turned(x: torch.Tensor):
        return x.t()

    def step(loss):
        loss.backward()

    def plain(x):
        print(x.t())
"""


@pytest.mark.parametrize(
    ("function", "touches"),
    [
        pytest.param("class Net", True, id="derived-from-a-class-of-the-library"),
        pytest.param("def turned", True, id="method-of-a-tensor"),
        pytest.param("def step", True, id="method-that-only-learning-code-has"),
        pytest.param("class Plain", False, id="class-of-its-own"),
        pytest.param("def plain", False, id="method-of-whatever"),
    ],
)
def test_touching_counts_methods_and_classes_of_the_library(function: str, touches: bool) -> None:  # noqa: FBT001
    file = project_of(TENSORS).files[0]
    lines = dedent(TENSORS).splitlines()
    line = next(i for i, text in enumerate(lines, start=1) if text.startswith(function))
    (span,) = [span for span in file.roles if span.line <= line <= span.end_line]
    assert span.touches_ml is touches


WRAPPED = {
    "layers.py": """
        import tensorflow as tf
        class Layer:
            def __call__(self, x):
                return tf.nn.relu(tf.matmul(x, self.weights))
    """,
    "models.py": """
        import os
        from layers import *
        class Net(Layer):
            def _build(self):
                self.logits = Layer()(self.inputs)
                self.loss = self.logits - self.labels
        def tidy(path):
            return os.remove(path)
    """,
}


def test_what_is_ml_code_by_way_of_own_layers_touches_ml() -> None:
    (file,) = [file for file in project_of(WRAPPED).files if file.path == "models.py"]
    touches = {
        line: span.touches_ml for span in file.roles for line in range(span.line, span.end_line + 1)
    }
    assert [line for line, touched in touches.items() if touched] == [3, 4, 5, 6, 7]


def test_the_reason_is_a_sign_of_the_role_that_was_chosen() -> None:
    file = project_of(TRAINING, "train.py").files[0]
    lines = dedent(TRAINING).splitlines()
    line = next(i for i, text in enumerate(lines, start=1) if "cross_entropy" in text)
    (span,) = [span for span in file.roles if span.line <= line <= span.end_line]
    assert span.role is Role.ML_CODE
    assert span.reason


def test_each_row_of_the_weights_has_a_number_for_every_role() -> None:
    table = passes()
    for weights in (table.first, table.second):
        assert {len(row) for row in (weights.bias, *weights.rows.values())} == {len(ROLES)}
    seen = {name.split(":")[0] for name in table.second.rows if name.startswith("around ")}
    assert seen == {f"around {source}" for source in AROUND}


def test_roles_are_the_same_whether_reasons_are_asked_for_or_not() -> None:
    project = project_of(
        "import torch\n\n\ndef fit(net, x):\n    loss = net(x).sum()\n    return loss\n"
    )
    (told,), (silent,) = (classify(project, reasons=its).files for its in (True, False))

    def judged(file: SourceFile) -> list[tuple[int, Role, float]]:
        return [
            (line, span.role, span.confidence)
            for span in file.roles
            for line in range(span.line, span.end_line + 1)
        ]

    assert judged(told) == judged(silent)
    assert all(span.reason for span in told.roles)
    assert not all(span.reason for span in silent.roles)


def test_roles_are_the_same_in_any_number_of_processes() -> None:
    def step(number: int) -> str:
        before = f"from net.part_{number - 1} import step_{number - 1}\n"
        body = f"    loss = step_{number - 1}(x).backward()\n    return loss\n"
        return f"{before}\n\ndef step_{number}(x):\n{body}"

    project = resolve([file_of(f"net/part_{number}.py", step(number)) for number in range(1, 9)])
    alone, together = (classify(project, each=partial(shared, jobs=jobs)) for jobs in (1, 2))
    assert alone == together


LOGGING = """
    import logging
    import subprocess

    logger = logging.getLogger(__name__)

    def frames(name, fast=False):
        logger.debug("Name: %s, fast: %s", name, fast)
        command = [program(), "-i", name]
        if fast:
            command.extend(["-c", "copy"])
        logger.debug("Command: %s", command)
        found = 0
        for line in lines_of(command):
            found += line.startswith("frame")
        logger.debug("Frames: %s", found)
        return found
"""
QUIET = "def part(values):\n    first = values[0]\n    rest = values[1:]\n    return first, rest\n"


@pytest.mark.parametrize(
    ("others", "monitors"),
    [pytest.param(0, False, id="a-habit"), pytest.param(9, True, id="a-choice")],
)
def test_log_lines_tell_what_a_function_is_for_unless_all_functions_have_some(
    others: int, *, monitors: bool
) -> None:
    quiet = [file_of(f"part_{n}.py", QUIET) for n in range(others)]
    project = classify(resolve([file_of("video.py", dedent(LOGGING)), *quiet]))
    (file,) = [file for file in project.files if file.path == "video.py"]
    lines = dedent(LOGGING).splitlines()
    said = {
        lines[line - 1].strip(): span.role
        for span in file.roles
        for line in range(span.line, span.end_line + 1)
    }
    assert said['logger.debug("Frames: %s", found)'] is Role.MONITORING
    assert (said["def frames(name, fast=False):"] is Role.MONITORING) is monitors


CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.svm import SVR",
    "from sklearn.metrics import r2_score\nrows = pd.read_csv('rows.csv')",
    "rows = rows[rows.age > 30]\nrows['old'] = rows.age > 60\nrows.head()",
    "len(rows)",
    "models = [Ridge(), SVR()]\nfor model in models:\n    model.fit(x, y)",
    "guess = model.predict(x)",
    "print('R2', r2_score(y, guess))",
)


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("rows = pd.read_csv", Role.DATA_COLLECTION, id="reading"),
        pytest.param("rows = rows[", Role.FEATURE_EXTRACTION, id="rows-by-a-mask"),
        pytest.param("rows['old']", Role.FEATURE_EXTRACTION, id="new-column"),
        pytest.param("rows.head()", Role.ANALYSIS_TOOLS, id="table-shown"),
        pytest.param("len(rows)", Role.ANALYSIS_TOOLS, id="number-shown"),
        pytest.param("models =", Role.ML_CODE, id="list-of-models"),
        pytest.param("for model in", Role.ML_CODE, id="loop-over-models"),
        pytest.param("model.fit", Role.ML_CODE, id="fit-in-a-loop"),
        pytest.param("guess =", Role.ML_CODE, id="prediction-in-another-cell"),
        pytest.param("print('R2'", Role.ANALYSIS_TOOLS, id="result-printed"),
    ],
)
def test_follows_a_notebook_from_cell_to_cell(line: str, role: Role) -> None:
    (file,) = project_of({"steps.ipynb": notebook(*map(code, CELLS))}).files
    lines = "\n".join(CELLS).split("\n")
    number = next(n for n, text in enumerate(lines, 1) if text.strip().startswith(line))
    (span,) = [span for span in file.roles if span.line <= number <= span.end_line]
    assert span.role is role


TABLES = (
    "import pandas as pd\nimport matplotlib.pyplot as plt\nvisits = pd.read_csv('visits.csv')",
    "net_visits = []\nfor row in range(9):\n    net_visits.append(visits.iat[row, 3])",
    "long_steps = visits[visits.step_cost > 0]",
    "plt.plot(net_visits)",
)


def test_words_alone_make_no_ml_code_of_a_notebook_about_tables() -> None:
    """`net` and `step` are words of learning, and nothing else here speaks of it."""
    (file,) = project_of({"visits.ipynb": notebook(*map(code, TABLES))}).files
    assert Role.ML_CODE not in {span.role for span in file.roles}


@pytest.mark.parametrize(
    ("of_ml", "of_next", "best"),
    [
        pytest.param(0.34, 0.25, (1, 0), id="unlikely-and-hardly-likelier"),
        pytest.param(0.36, 0.25, (0, 1), id="clearly-likelier"),
        pytest.param(0.39, 0.35, (1, 0), id="unlikely-in-a-close-race"),
        pytest.param(0.4, 0.35, (0, 1), id="likely"),
        pytest.param(0.3, 0.35, (1, 0), id="less-likely-than-another"),
    ],
)
def test_ml_code_that_is_unlikely_gives_way_to_the_next_role(
    of_ml: float, of_next: float, best: tuple[int, int]
) -> None:
    rest = (1.0 - of_ml - of_next) / (len(ROLES) - 2)
    assert best_two([of_ml, of_next, *[rest] * (len(ROLES) - 2)]) == best


def test_other_roles_are_chosen_however_unlikely_they_are() -> None:
    chances = [0.1, 0.15, *[0.075] * (len(ROLES) - 2)]
    assert best_two(chances) == (1, 0)


STEP = """
    def step(model, batch):
        loss = model(batch)
        loss.backward()
        return loss / 2
"""


@pytest.mark.parametrize(
    ("sure", "role"),
    [
        pytest.param(0.44, Role.ML_CODE, id="in-doubt"),
        pytest.param(0.45, Role.GENERAL, id="known"),
    ],
)
def test_a_return_that_is_in_doubt_has_the_role_of_its_function(sure: float, role: Role) -> None:
    made = file_of("step.py", dedent(STEP)).facts.code
    assert made is not None
    learning, other = Judged(Role.ML_CODE, 0.9, ""), Judged(Role.GENERAL, sure, "")
    header, *_, last = settled(made, [other, learning, learning, other])
    assert (header.role, last.role) == (Role.ML_CODE, role)


def test_a_return_beside_a_note_alone_stays_as_it_is() -> None:
    made = file_of("half.py", "def half(x):\n    print(x)\n    return x / 2\n").facts.code
    assert made is not None
    unsure, note = Judged(Role.GENERAL, 0.3, "its arithmetic"), Judged(Role.MONITORING, 0.9, "")
    assert settled(made, [unsure, note, unsure])[2] == unsure


GUARDED = """
    import torch

    try:
        import apex
    except ImportError:
        apex = None

    def loss(model, x, y):
        return torch.nn.functional.cross_entropy(model(x), y)
"""


@pytest.mark.parametrize("line", ["try:", "except ImportError", "apex = None"])
def test_guards_of_imports_are_general(line: str) -> None:
    assert role_of(line, GUARDED) is Role.GENERAL


@pytest.mark.parametrize(
    ("source", "line", "role"),
    [
        pytest.param("![ -d x ] || git clone u", 0, Role.RESOURCE_MANAGEMENT, id="second-command"),
        pytest.param("!(cd x && curl -O u)", 0, Role.DATA_COLLECTION, id="in-brackets"),
        pytest.param("%%R\ndf <- read.csv('a')", 1, Role.DATA_COLLECTION, id="reads-in-r"),
        pytest.param("%%R\nplot(m, df)", 1, Role.ANALYSIS_TOOLS, id="plots-in-r"),
    ],
)
def test_commands_and_lines_of_other_languages_tell_their_role(
    source: str, line: int, role: Role
) -> None:
    (file,) = project_of({"a.ipynb": notebook(code(source))}).files
    assert [span.role for span in file.roles for _ in range(span.line, span.end_line + 1)][
        line
    ] is role


REPORT = """
def main(path):
    summary = inspect(path)
    print("Summary")
    print("=" * 50)
    print(f"  Combiner: {summary['combiner']}")
    print(f"  Parameters: {summary['parameters']:,}")
    print(f"  Size: {summary['size']:.2f} MB")
"""


def test_several_prints_in_a_row_are_a_report() -> None:
    assert role_of('print(f"  Combiner', REPORT, path="inspect_model.py") is Role.ANALYSIS_TOOLS


SETUP = """
import os
from setuptools import setup

if not os.path.exists("requirements.txt"):
    raise ValueError("no requirements")
print("building")
setup(name="x")
"""


@pytest.mark.parametrize("line", ["raise ValueError", "print(", "setup(name"])
def test_whatever_stands_in_setup_py_is_packaging(line: str) -> None:
    assert role_of(line, SETUP, path="setup.py") is Role.PROCESS_MANAGEMENT


def test_a_folder_gives_what_the_rest_of_it_does_as_a_reason() -> None:
    others = {f"d/n{n}.py": "import pandas as pd\nx = pd.read_csv('a')\n" for n in range(6)}
    file = project_of({**others, "d/b.py": "z = q(r)\n"}).file("d/b.py")
    assert file is not None
    assert [span.reason for span in file.roles] == ["what the rest of the folder does"]


def test_a_notebook_shows_the_last_value_of_a_cell_and_none_inside_of_a_block() -> None:
    shown = "a value that the notebook shows"
    for source, last in (("if x:\n    x + 1", False), ("x = 1\nx", True)):
        file = project_of({"a.ipynb": notebook(code(source), code("y = 1"))}).files[0]
        assert (shown in {span.reason for span in file.roles}) is last
