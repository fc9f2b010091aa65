"""Every file has the kind that a machine learning engineer would give it."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.model import COUNTED_KINDS, Kind
from auditor.read import kind_of
from auditor.read.kinds import HEAD, kind_without_content, needs_content

BY_PATH = {
    Kind.SOURCE: """
        results/sweep-2020.01.02/plot.py curl-7.65.1/lib/url.c
        train.py src/model.py setup.py noxfile.py app.pyw stubs/torch.pyi lib/nms/cpu_nms.pyx
        lib/nms/nms_kernel.cu csrc/ops.cpp include/ops.hpp maskApi.c kernels/attention.metal
        R/prophet.R inst/stan/prophet.stan matlab/extract_features.m Model.java model.jl main.go
        src/lib.rs Package.swift ui/src/App.tsx web/js/app.js web/index.html templates/page.html
        static/style.css scripts/train.sh job.slurm run.bat query.sql api/model.proto
        eval/multi-bleu.perl config.py configs/default.py data/prepare.py datasets/coco.py
        docs/conf.py docs/example.py notebooks/helpers.py migrations/0001_initial.py
        data/external/loader.py utils/latest.py contest/solve.py backtest/account.py
        stattests/anderson.py src/vendors/openai.py report.html.j2 src/env/cartpole.py
    """,
    Kind.TEST: """
        tests/test_model.py tests/helpers.py tests/__init__.py test/run.py pkg/tests/data/make.py
        src/pkg/unit_tests/check.py conftest.py src/conftest.py pkg/test_utils.py
        pkg/testing_utils.py layers/correctness_test_base.py ui/tests/visual.spec.ts
        src/App.test.tsx src/app.spec.js binding_test.go ops_test.cc ops_unittest.cc
        ModelTest.java ModelTests.kt src/test/java/Model.java tests/testthat/test_prophet.R
        model_spec.rb test/runtests.jl tests/run.sh cypress/login.ts
    """,
    Kind.NOTEBOOK: "01_intro.ipynb notebooks/EDA.ipynb tests/check.ipynb docs/tutorial.ipynb",
    Kind.CONFIG: """
        config.yaml configs/model/resnet.yaml data/coco.yaml data/hyps/hyp.scratch.yaml params.yaml
        pyproject.toml setup.cfg tox.ini pytest.ini .flake8 .pylintrc .gitignore .dockerignore
        .env.example .env .pre-commit-config.yaml .github/workflows/ci.yml .gitlab-ci.yml
        .github/dependabot.yml Jenkinsfile Makefile docs/Makefile CMakeLists.txt Dockerfile
        docker/Dockerfile.gpu docker/python-3.8.1/Dockerfile gpu.dockerfile
        docker-compose.yml requirements.txt
        requirements-dev.txt requirements/base.txt requirements.in dev-requirements.txt
        constraints.txt environment.yml conda/meta.yaml Pipfile runtime.txt apt.txt Procfile
        MANIFEST.in VERSION .python-version dvc.yaml .dvc/config mkdocs.yml solver.prototxt
        models/deploy.prototxt graph.pbtxt model.gin main.tf infra/vars.tfvars chart/values.yaml
        package.json tsconfig.json ui/tsconfig.base.json .eslintrc.json .vscode/settings.json
        .devcontainer/devcontainer.json bert_config.json ds_config.json conf.json
        config/train.json recipes/tacotron2.json optimizer_config.json app.conf nginx.conf.template
        values.yaml.j2 tests/docker-compose.yml tests/configs/small.yaml BUILD WORKSPACE
        lib.bazel go.mod Cargo.toml pom.xml py.typed data/.gitkeep R/DESCRIPTION .hgignore
        slurm/config.yaml.template data/external/.gitkeep dashboards/drift.json ssd/pipeline.config
    """,
    Kind.DOCS: """
        README.md README README.rst docs/index.md docs/usage.rst LICENSE LICENSE.txt LICENCE
        COPYING NOTICE CHANGELOG.md CHANGES.txt CONTRIBUTING.md AUTHORS CITATION.cff paper.tex
        refs.bib paper/paper.pdf slides.pptx model_card.md data/README.md data/README.txt
        notes.txt docs/guide.txt .github/ISSUE_TEMPLATE/bug.yml vignettes/start.Rmd
        docs/css/extra.css docs/js/custom.js docs/_templates/page.html man/prophet.Rd
        js/index.js.LICENSE.txt MIT_LICENSE LICENSE-APACHE presentations/pydata/custom.css
        website/src/index.js slides/talk.html
    """,
    Kind.DATA: """
        data/train.csv labels.tsv corpus.jsonl x.parquet mel_filters.npz stats.npy digits.mat
        R/sysdata.rda survey.sav table.xlsx train.tfrecord db.sqlite3 audio/a.wav speech.flac a.mp3
        subtitles.srt robot.urdf mesh.obj scan.nii volume.dcm data/images/bus.jpg
        tests/fixtures/cat.png data/raw.zip dataset/labels.pkl data/features.h5 vocab.txt
        stopwords.txt classes.txt imagenet_labels.txt coco.names vocab.json results.json
        benchmark_results.json tests/golden/report.json tests/data/report.yaml
        tests/fixtures/expected.yaml tests/inputs/words.txt data/input.txt train.txt
        data/raw.csv.dvc feed.xml annotations/instances.json predictions.json
        tests/page.html data/annotations.xml results/full-1/manifest.json results/bert/config.json
    """,
    Kind.MODEL_ARTEFACT: """
        model.pt weights/best.pth last.ckpt model.h5 net.keras model.onnx frozen.pb model.tflite
        model.safetensors model.pkl clf.joblib vgg.caffemodel llama.gguf yolo.weights
        pytorch_model.bin adapter_model.bin ckpt/model.ckpt-1000.meta
        ckpt/model.ckpt-1000.data-00000-of-00001 checkpoint saved_model.pb tokenizer.json
        assets/gpt2.tiktoken spm.model model.safetensors.index.json resnet-symbol.json
        tests/data/model.pth data/model.onnx
    """,
    Kind.GENERATED: """
        poetry.lock Pipfile.lock uv.lock package-lock.json yarn.lock ui/pnpm-lock.yaml Cargo.lock
        go.sum conda-lock.yml flake.lock app.min.js theme.min.css app.js.map model_pb2.py
        model_pb2.pyi model_pb2_grpc.py api.pb.go pkg.egg-info/PKG-INFO
        .ipynb_checkpoints/EDA-checkpoint.ipynb __pycache__/a.cpython-311.pyc a.pyc dist/app.js
        docs/_build/index.html htmlcov/index.html assets/index-CJbKDbyR.css
        static/js/main.4f2a9c1b.js mlruns/0/meta.yaml lightning_logs/version_0/hparams.yaml
        runs/events.out.tfevents.1600000000.host outputs/.hydra/config.yaml train.log
        __snapshots__/app.snap api/v1/zz_generated.deepcopy.go schema_generated.h gql.generated.ts
    """,
    Kind.VENDORED: """
        third_party/lib/a.py vendor/x.js src/_vendor/packaging.py node_modules/a/index.js
        venv/lib/python3.9/site-packages/numpy/core.py .venv/bin/activate env/bin/pip
        env/pyvenv.cfg env/lib/python3.8/os.py external/detectron/net.py extern/fmt.h
        static/jquery-3.6.0.min.js
        web/convnet.js web/fakeLoader.css js/bootstrap.min.css d3.v5.js versioneer.py
        include/json.hpp gradlew deps/src/openssl-1.0.2t/crypto/bn.c lib/gd-2.0.35/gd.h
        deps/libevent-2.0.18-stable/event.c deps/src/curl-7.65.1/configure.ac
    """,
    Kind.BINARY: """
        logo.png docs/img/arch.svg demo.gif video.mp4 font.woff2 favicon.ico code.zip pkg.whl
        ext.so prog.exe lib.a Main.class key.pem
    """,
}


@pytest.mark.parametrize(
    ("path", "kind"),
    [(path, kind) for kind, paths in BY_PATH.items() for path in paths.split()],
)
def test_names_tell_the_kind(path: str, kind: Kind) -> None:
    assert kind_of(path, b"x = 1\n", 6)[0] is kind


PYTEST = b"import pytest\n\ndef test_sum():\n    assert 1 + 1 == 2\n"
BARE = b"from model import f\n\ndef test_f():\n    assert f(1) == 2\n"
UNITTEST = b"class T(unittest.TestCase):\n    def test_a(self):\n        self.assertTrue(1)\n"
OWN_BASE = b"import base\n\nclass NetTest(base.CorrectnessTestBase):\n    def test_a(self): ...\n"
EVALUATES = b"import argparse\n\ndef test(model, loader):\n    assert loader\n    model.eval()\n"
NETWORK = b"def test_net(net, data):\n    for batch in data:\n        net(batch)\n"
SEARCH = b"def run():\n    return 1\n"


@pytest.mark.parametrize(
    ("path", "head", "kind"),
    [
        pytest.param("test_sum.py", PYTEST, Kind.TEST, id="imports-pytest"),
        pytest.param("src/test_f.py", BARE, Kind.TEST, id="asserts-in-test-functions"),
        pytest.param("net_test.py", UNITTEST, Kind.TEST, id="unittest"),
        pytest.param("net_test.py", OWN_BASE, Kind.TEST, id="base-class-of-tests"),
        pytest.param("tests.py", PYTEST, Kind.TEST, id="one-file-of-tests"),
        pytest.param("test.py", EVALUATES, Kind.SOURCE, id="evaluates-a-model"),
        pytest.param("tools/test_net.py", NETWORK, Kind.SOURCE, id="runs-a-network"),
        pytest.param("lib/fast_rcnn/test.py", NETWORK, Kind.SOURCE, id="test-of-a-network"),
        pytest.param("core/tests.py", SEARCH, Kind.SOURCE, id="statistical-tests"),
        pytest.param("ttest.py", PYTEST, Kind.SOURCE, id="name-that-only-ends-so"),
        pytest.param("plugin.py", PYTEST, Kind.SOURCE, id="a-plugin-for-pytest"),
        pytest.param("tests/run.py", EVALUATES, Kind.TEST, id="among-tests"),
    ],
)
def test_tests_test_code(path: str, head: bytes, kind: Kind) -> None:
    assert kind_of(path, head, len(head)) == (kind, None)


SPHINX = (
    b"# -*- coding: utf-8 -*-\n# documentation build configuration file, created by\n"
    b"# sphinx-quickstart on Wed Sep 27 15:16:05 2017.\n#\n"
    b"# Note that not all possible configuration values are present in this\n"
    b"# autogenerated file.\n#\n# All configuration values have a default.\n"
)


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("api.py", b"# Code generated by openapi-generator. DO NOT EDIT.\n"),
        (
            "a.py",
            b'"""\n    Pipelines API\n\n    Generated by: https://openapi-generator.tech\n"""\n',
        ),
        ("a.ts", b"/**\n * Pets\n *\n * NOTE: This class is auto generated by OpenAPI Generator\n"),
        ("a.py", b'"""\n# This file was automatically generated from modular.py.\n"""\n'),
        ("a.py", b"# Generated by the protocol buffer compiler.  DO NOT EDIT!\n"),
        ("ops.c", b"/* Generated by Cython 0.29 */\n"),
        ("types.ts", b"/* eslint-disable */\n// @generated by protobuf-ts\n"),
        ("NAMESPACE", b"# Generated by roxygen2: do not edit by hand\n"),
        ("man/a.Rd", b"% Generated by roxygen2: do not edit by hand\n"),
        ("Manifest.toml", b"# This file is machine-generated - editing it is not advised\n"),
        ("configure", b"#!/bin/sh\n# Generated by Autoconf 2.69.\n"),
        ("docs/Makefile", b"# Minimal makefile for Sphinx documentation\n#\n\nSPHINXOPTS =\n"),
        ("docs/make.bat", b"@ECHO OFF\r\n\r\nREM Command file for Sphinx documentation\r\n"),
        ("x.go", b"// Code generated by mockgen. DO NOT EDIT.\n"),
        ("app.js", b"var a=1;" * 2000),
        ("style.css", b"a{b:c}" * 3000),
        ("page.html", b'<html><head><meta name="generator" content="pandoc"></head>'),
        ("results.htm", b'<html><svg><defs>\n<path d="M0 3" id="m8bfe232d2f" />\n</defs></svg>'),
        ("deps", b'{"version":3,"sources":[]}'),
    ],
)
def test_programs_sign_their_work(path: str, head: bytes) -> None:
    kind, reason = kind_of(path, head, len(head))
    assert kind is Kind.GENERATED
    assert reason


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("docs/conf.py", SPHINX),
        ("text.py", b"# Text is generated by the model below. Do not edit the prompt.\n"),
        ("gen.py", b"import os\n\nHEADER = '# @generated, do not edit'\n"),
        ("data.py", b"# Synthetic data is generated by numpy.\n"),
        ("a.py", b'"""Clients are generated by OpenAPI Generator from what this writes."""\n'),
        ("gen.py", b"x = 1\n" * 30 + b"# This file was automatically generated by x\n"),
        ("edit.py", b"# DO NOT EDIT this constant without asking\n"),
    ],
)
def test_people_write_of_generating_too(path: str, head: bytes) -> None:
    assert kind_of(path, head, len(head)) == (Kind.SOURCE, None)


def test_what_a_tool_resolved_still_declares() -> None:
    """A requirements file is read for what it pins, whoever wrote it."""
    head = b"#\n# This file is autogenerated by pip-compile\n#\nnumpy==1.26.0\n"
    assert kind_of("requirements.txt", head, len(head)) == (Kind.CONFIG, None)


@pytest.mark.parametrize(
    ("path", "head", "kind"),
    [
        ("bin/train", b"#!/usr/bin/env python\n", Kind.SOURCE),
        ("bin/start", b"#!/bin/sh\n", Kind.SOURCE),
        ("data/ind.cora.x", b"\x80\x03\0numpy", Kind.DATA),
        ("data/ind.cora.index", b"2692\n2532\n", Kind.DATA),
        ("blob", b"\x7fELF\0\0", Kind.BINARY),
        ("thing.qqq", b"plain words", Kind.DATA),
        ("marker", b"", Kind.CONFIG),
        ("clip.ts", b"G@\0\x10\0", Kind.BINARY),
        ("broken.py", b"x = 1\0\n", Kind.BINARY),
        ("wide.py", "x = 1\n".encode("utf-16"), Kind.SOURCE),
        ("net.json", b'{"model_type": "bert", "hidden_size": 768}', Kind.CONFIG),
        ("net.json", b'{"Batch_Size" : 3}', Kind.CONFIG),
        ("calls.json", b'{"main.f": ["main.g"]}', Kind.DATA),
        ("list.json", b'[{"lr": 1}]', Kind.DATA),
        ("faster_rcnn_test.pt", b'name: "VGG"\nlayer {\n}\n', Kind.CONFIG),
        ("faster_rcnn_test.pt", b"PK\x03\x04\0\0\0", Kind.MODEL_ARTEFACT),
        ("gpunet.train.params", b'{"arch": "gpunet", "epochs": 450}', Kind.CONFIG),
        ("resnet-0000.params", b"\x12\x01\0\0", Kind.MODEL_ARTEFACT),
        ("third_party/net.params", b'{"arch": 1}', Kind.VENDORED),
        ("utils/external/net.py", b"x = 1\n", Kind.VENDORED),
        ("data/external/load.py", b"x = 1\n", Kind.SOURCE),
        ("tests/external/net.py", b"x = 1\n", Kind.TEST),
        ("27/kmeans-master/kmeans.py", b"x = 1\n", Kind.VENDORED),
        ("kmeans-master/kmeans.py", b"x = 1\n", Kind.SOURCE),
        ("data.bin", b"\0\1\2", Kind.BINARY),
        ("data/train.bin", b"\0\1\2", Kind.DATA),
    ],
)
def test_content_decides_where_names_cannot(path: str, head: bytes, kind: Kind) -> None:
    assert kind_of(path, head, len(head))[0] is kind


@pytest.mark.parametrize(
    ("path", "size", "kind"),
    [
        ("parser.c", 3_400_000, Kind.GENERATED),
        ("report.html", 600_000, Kind.GENERATED),
        ("metadata.yaml", 445_000, Kind.DATA),
        ("big_config.json", 900_000, Kind.DATA),
        ("words.txt", 5_000_000, Kind.DATA),
        ("notes.txt", 500_000, Kind.DATA),
        ("lectures.ipynb", 20_000_000, Kind.NOTEBOOK),
        ("lectures.ipynb", 90_000_000, Kind.UNREADABLE),
        ("history.md", 3_000_000, Kind.DOCS),
        ("requirements.txt", 900_000, Kind.DATA),
    ],
)
def test_size_tells_what_no_person_wrote(path: str, size: int, kind: Kind) -> None:
    found, reason = kind_of(path, b"", size)
    assert found is kind
    assert (reason is None) == (kind in COUNTED_KINDS)


def test_only_useful_bytes_are_asked_for() -> None:
    assert needs_content("train.py", 50_000)
    assert needs_content("README.md", 50_000)
    assert needs_content("poetry.lock", 900_000)
    assert needs_content("no_suffix", 9_000)
    assert needs_content("weights.pt", 130)  # may be a pointer of Git LFS
    assert not needs_content("weights.pt", 90_000_000)
    assert not needs_content("photo.jpg", 90_000)
    assert not needs_content("paper.pdf", 90_000)
    assert not needs_content("vendor/poetry.lock", 90_000)
    assert not needs_content("train.csv", 90_000)


def test_without_content_nothing_counts() -> None:
    assert kind_without_content("train.py", 10, "gone") == (Kind.UNREADABLE, "gone")
    assert kind_without_content("cat.png", 10, "gone") == (Kind.BINARY, "gone")
    assert kind_without_content("unknown", 10, "gone") == (Kind.UNREADABLE, "gone")


names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1)
paths = st.lists(
    st.one_of(
        names, st.sampled_from(["tests", "data", "docs", "a.py", "x.json", "b.tar.gz", ".e"])
    ),
    min_size=1,
    max_size=4,
).map("/".join)


@example("..", b"", 0)
@example(".", b"", 0)
@example("a.in.in.in.in", b"x", 1)
@given(paths, st.binary(max_size=200), st.integers(0, 10**10))
def test_any_file_has_one_kind_and_a_reason_if_it_does_not_count(
    path: str, head: bytes, size: int
) -> None:
    kind, reason = kind_of(path, head, size)
    assert (kind in COUNTED_KINDS) == (reason is None)


LONG = 4000


@pytest.mark.parametrize(
    "path",
    [
        "requirements" * LONG + ".txt", "test_" * LONG + ".py", "a-" * LONG + ".js",
        "env" * LONG + ".yml", ".x" * LONG + "dockerfile", "_" * LONG + "words_" * LONG + ".txt",
        "/".join(["a"] * LONG) + "/x.py", "x" + ".in" * LONG, "config" * LONG + ".json",
        "test_a.py", "a.js", "a.json", "a.html", "a.pt", "a",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "head",
    [
        b"\n" * HEAD, b" " * HEAD, b"#" * HEAD, b"def test_" * (HEAD // 9), b"class " * (HEAD // 6),
        b"import " * (HEAD // 7), b"# generated by " * (HEAD // 15), b"<meta" * (HEAD // 5),
        b"# do not edit " * (HEAD // 14), b"class A(" * (HEAD // 8), b'"lr" ' * (HEAD // 5),
        b"name" * (HEAD // 4), b"#\n" * (HEAD // 2), b"# auto" * (HEAD // 6),
    ],
)  # fmt: skip
def test_no_pattern_can_be_made_to_take_long(path: str, head: bytes) -> None:
    start = time.process_time()
    kind_of(path, head, len(head))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "path",
    [".gitignore", "src/.gitignore", ".dockerignore", "CODEOWNERS", ".github/CODEOWNERS",
     ".gitattributes", ".git-blame-ignore-revs", ".mailmap"],
)  # fmt: skip
def test_lists_of_files_and_people_are_settings_whose_lines_are_no_code(path: str) -> None:
    assert kind_of(path, b"*.pyc\n", 6) == (Kind.CONFIG, "list of files or people")
