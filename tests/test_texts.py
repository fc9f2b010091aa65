"""Roles of lines in other languages and in settings, each with the evidence for it."""

import json
import time
from collections import Counter
from textwrap import dedent

import pytest

from auditor.classify.knowledge import load_language
from auditor.classify.texts.signs import FAMILIES, SHELL
from auditor.model import Role, RoleSpan
from tests.builders import project_of
from tests.oracles.other_languages import labelled


def spans(path: str, text: str) -> tuple[RoleSpan, ...]:
    file = project_of({path: dedent(text)}).file(path)
    assert file is not None
    return file.roles


def role_at(path: str, text: str, line: int) -> Role:
    return span_at(path, text, line).role


def span_at(path: str, text: str, line: int) -> RoleSpan:
    return next(span for span in spans(path, text) if span.line <= line <= span.end_line)


TFJS = """\
import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({units: 1}));
await model.fit(x, y);
console.log('done');
document.getElementById('status').innerText = 'trained';
"""


def test_a_line_has_the_role_of_the_library_that_it_calls() -> None:
    assert role_at("train.js", TFJS, 4) is Role.ML_CODE
    assert role_at("train.js", TFJS, 5) is Role.MONITORING
    assert role_at("train.js", TFJS, 6) is Role.SERVING_INFRASTRUCTURE


def test_the_reason_follows_a_variable_to_what_made_it() -> None:
    reason = span_at("train.js", TFJS, 3).reason
    assert reason.startswith("`model.add` ← `@tensorflow/tfjs.sequential().add`")
    assert reason.endswith("(knowledge/languages/javascript.toml)")


def test_code_that_calls_an_ml_library_touches_ml_and_other_code_does_not() -> None:
    text = TFJS + "function show(text) {\n  console.log(text);\n}\n"
    assert span_at("train.js", text, 4).touches_ml
    assert not span_at("train.js", text, 8).touches_ml


@pytest.mark.parametrize(
    ("path", "text", "line", "role"),
    [
        pytest.param(
            "kernels.cu",
            """\
            __global__ void layernorm_forward(float* out, float* inp, float* weight, int n) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                float sum = 0.0f;
                for (int k = 0; k < n; k++) { sum += inp[i * n + k] * weight[k]; }
                out[i] = sum / n;
            }
            """,
            4,
            Role.ML_CODE,
            id="a-kernel-written-by-hand",
        ),
        pytest.param(
            "main.cpp",
            """\
            auto train() -> int {
              auto loader = torch::data::make_data_loader(torch::data::datasets::MNIST("x"));
              torch::optim::SGD optimizer(model.parameters(), 0.1);
              optimizer.step();
            }
            """,
            2,
            Role.DATA_COLLECTION,
            id="a-loader-of-libtorch",
        ),
        pytest.param(
            "net.go",
            """\
            package net
            func Fit(rows int, cols int) error {
                if rows < cols {
                    return errors.New("too few rows")
                }
                return nil
            }
            """,
            3,
            Role.DATA_VERIFICATION,
            id="an-error-returned",
        ),
        pytest.param(
            "fetch.sh",
            """\
            if [ -z "$1" ]; then
              echo "Usage: fetch.sh URL"
              exit 1
            fi
            wget "$1"
            """,
            2,
            Role.DATA_VERIFICATION,
            id="a-usage-message",
        ),
        pytest.param(
            "fetch.sh",
            'wget http://x\necho "no rows" && exit 1\n',
            2,
            Role.DATA_VERIFICATION,
            id="a-complaint-before-the-end",
        ),
        pytest.param("fetch.sh", "set -e\nwget http://x\n", 2, Role.DATA_COLLECTION, id="wget"),
        pytest.param("run.sh", "LR=0.1\npython train.py\n", 1, Role.CONFIGURATION, id="a-setting"),
        pytest.param("run.sh", "LR=0.1\npython train.py\n", 2, Role.PROCESS_MANAGEMENT, id="a-run"),
        pytest.param(
            "model.rs",
            "mod tests {\n    #[test]\n    fn works() { assert_eq!(1, f()); }\n}\n"
            "#[cfg(test)]\nmod checks {\n    fn helper() { f(); }\n}\n",
            7,
            Role.TESTING,
            id="tests-inside-of-a-source",
        ),
        pytest.param(
            "main.cpp",
            "void test(Net& model) {\n  torch::Tensor out = model->forward(x);\n}\n",
            2,
            Role.ML_CODE,
            id="a-test-set-is-no-test",
        ),
        pytest.param(
            "fit.R",
            "library(caret)\nmodel <- train(y ~ ., data = d)\n",
            2,
            Role.ML_CODE,
            id="a-name-that-the-library-gives",
        ),
    ],
)
def test_says_what_code_does(path: str, text: str, line: int, role: Role) -> None:
    assert role_at(path, text, line) is role


@pytest.mark.parametrize(
    ("path", "text", "line", "role"),
    [
        pytest.param(
            "api/schema.yaml",
            "openapi: 3.0.1\ninfo:\n  title: x\npaths:\n  /predict:\n    post: {}\n",
            1,
            Role.SERVING_INFRASTRUCTURE,
            id="interface-of-a-service",
        ),
        pytest.param(
            "net.yaml",
            "model:\n  layers:\n    - type: Conv2d\n    - type: ReLU\n    - type: Linear\n"
            "optimizer:\n  lr: 0.1\n  betas: [0.9, 0.99]\n  eps: 1.0\n  name: adam\n  x: 1\n",
            3,
            Role.ML_CODE,
            id="layers",
        ),
        pytest.param(
            "net.yaml",
            "model:\n  layers:\n    - type: Conv2d\n    - type: ReLU\n    - type: Linear\n"
            "optimizer:\n  lr: 0.1\n  betas: [0.9, 0.99]\n  eps: 1.0\n  name: adam\n  x: 1\n",
            7,
            Role.CONFIGURATION,
            id="settings-beside-layers",
        ),
        pytest.param(
            "conf.yaml", "model:\n  hidden_size: 12\n", 2, Role.CONFIGURATION, id="hyper-parameters"
        ),
        pytest.param(
            "a.yml", "jobs:\n- job: x\n  steps:\n  - task: y\n", 1, Role.PROCESS_MANAGEMENT, id="ci"
        ),
        pytest.param(
            "a.yaml",
            "apiVersion: v1\nkind: Service\n",
            2,
            Role.SERVING_INFRASTRUCTURE,
            id="service",
        ),
        pytest.param(
            "a.yaml",
            "apiVersion: v1\nkind: RayCluster\n",
            2,
            Role.RESOURCE_MANAGEMENT,
            id="cluster",
        ),
        pytest.param(
            "q.sql", "CREATE MODEL m OPTIONS() AS SELECT 1\n", 1, Role.ML_CODE, id="model-in-sql"
        ),
        pytest.param("q.sql", "SELECT a FROM b\n", 1, Role.DATA_COLLECTION, id="query"),
        pytest.param(
            "q.sql",
            "SELECT a FROM {{ ref('b') }}\n",
            1,
            Role.FEATURE_EXTRACTION,
            id="derived-table",
        ),
    ],
)
def test_says_what_settings_set_up(path: str, text: str, line: int, role: Role) -> None:
    assert role_at(path, text, line) is role


SERVER = """\
package web
func (e *Engine) Negotiate(params Params, policy Policy) *Answer {
    encoder := NewEncoder(params)
    for i := 0; i < len(params); i++ {
        size[i] = params[i].size + policy.size*e.next[i] - e.offset[i] + e.size[i]*2
    }
    return &Answer{encoder: encoder, padding: size}
}
"""


def test_words_of_models_mean_none_where_nothing_else_speaks_of_learning() -> None:
    assert Role.ML_CODE not in {span.role for span in spans("web/engine.go", SERVER)}
    learning = SERVER.replace("Negotiate", "Softmax").replace("offset", "gradient")
    assert Role.ML_CODE in {span.role for span in spans("web/engine.go", learning)}


def test_a_notebook_of_another_language_is_read_like_a_file_of_it() -> None:
    cell = {"cell_type": "code", "source": "library(caret)\nm <- train(y ~ ., data = d)"}
    kernel = {"kernelspec": {"language": "R", "name": "ir", "display_name": "R"}}
    text = json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4})
    assert role_at("a.ipynb", text, 2) is Role.ML_CODE


def test_a_language_that_is_not_known_is_judged_as_a_whole_and_says_so() -> None:
    (span,) = spans("train.lua", "require 'nn'\nlocal criterion = nn.MSECriterion()\ngo()\n")
    assert "whole file" in span.reason
    assert span.confidence <= 0.5


def test_labels_made_by_hand_are_well_formed() -> None:
    """Ranges in order, each with roles that exist, and both halves worth the name."""
    items = labelled()
    assert Counter(item.half for item in items).most_common()[-1][1] >= 15
    for item in items:
        lines = [line for line, _ in item.accepted()]
        assert lines == sorted(set(lines)), item.path
        for _, roles in item.accepted():
            assert roles <= set(Role), item.path


def test_every_family_has_its_tables() -> None:
    for family in {*FAMILIES.values(), SHELL}:
        assert load_language(family).methods


def test_nesting_that_nobody_writes_takes_bounded_time() -> None:
    start = time.thread_time()
    assert spans("deep.scala", "a {\n" * 40_000)
    assert time.thread_time() - start < 10


def test_what_the_first_statement_calls_touches_ml_as_well() -> None:
    file = project_of({"see.js": "const x = tf.browser.fromPixels(y);\nsay(1);\n"}).files[0]
    assert [(span.role is Role.ML_CODE, span.touches_ml) for span in file.roles] == [
        (False, True),
        (False, False),
    ]


def test_a_class_gives_its_name_as_a_reason() -> None:
    text = "class NeuralNetwork {\n  void run(int q) {\n    int z = q;\n  }\n}\n"
    file = project_of({"a.java": text}).files[0]
    assert "the name of its class" in {span.reason for span in file.roles}
