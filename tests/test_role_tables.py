"""Roles, how sure they are and why, over programs of every kind: read the goldens when they change.

`REFRESH_GOLDEN=1` writes them anew. They hold three things: what is said of the example of each
rule, of small programs in each language, and of one line for each name in the tables.
"""

from collections.abc import Iterator, Mapping
from textwrap import dedent

import pytest

from auditor.facts import source_of
from auditor.model import Blob, Kind, Project, SourceFile
from auditor.rules import CATALOGUE
from tests.builders import project_of
from tests.goldens import assert_golden
from tests.rules.notebooks import code, markdown, notebook
from tests.rules.test_catalogue import project

MOST = 100  # lines: longer examples are one line many times
SHOWN = 60  # characters of a line


def of_file(file: SourceFile, text: str) -> Iterator[str]:
    kind, data = file.kind, text.encode()
    lines = source_of(Blob(file.path, kind, file.blob, len(data), data)) or tuple(text.split("\n"))
    for span in file.roles:
        place = str(span.line) if span.line == span.end_line else f"{span.line}-{span.end_line}"
        touches = " ML" if span.touches_ml else ""
        shown = lines[span.line - 1].strip()[:SHOWN] if span.line <= len(lines) else ""
        yield f"{place} {span.role} {span.confidence:.2f}{touches}: {shown}\n    {span.reason}\n"


def told(made: Project, texts: Mapping[str, str]) -> Iterator[str]:
    for file in made.files:
        if file.roles and file.kind is not Kind.DATA:
            yield f"== {file.path}\n"
            yield from of_file(file, texts[file.path])


# ---- programs

PROGRAMS: Mapping[str, Mapping[str, str]] = {
    "python": {
        "README.md": "# Net\n",
        "net/__init__.py": "from net.model import Net\n",
        "net/model.py": '''
            """A small network."""
            import math
            import numpy as np
            import torch
            from torch import nn
            from net.layers import Block

            WIDTH = 64
            RATES = {"low": 0.1, "high": 1.0}
            SCALE = 2 * math.pi

            class Net(nn.Module):
                """Classifies images."""

                classes = 10

                def __init__(self, width, depth=3):
                    super().__init__()
                    self.width = width
                    self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
                    self.head = nn.Linear(width, self.classes)
                    self.register_buffer("mean", torch.zeros(width))

                def forward(self, x):
                    for block in self.blocks:
                        x = x + block(x)
                    x = x.mean(1).to(self.mean.device)
                    return torch.softmax(self.head(x), dim=-1)

                def __repr__(self):
                    return f"Net({self.width})"
        ''',
        "net/layers.py": """
            from torch import nn

            class Block(nn.Module):
                def __init__(self, width):
                    super().__init__()
                    self.inner = nn.Sequential(nn.Linear(width, width), nn.ReLU())

                def forward(self, x):
                    return self.inner(x)
        """,
        "net/data.py": '''
            """Reads and cleans the tables."""
            import os
            import pandas as pd
            from sklearn.preprocessing import StandardScaler
            from sklearn.model_selection import train_test_split

            # where the tables lie
            FOLDER = "data/raw"

            def load(path, folder=FOLDER):
                """Read one table."""
                if not os.path.exists(path):
                    raise FileNotFoundError(path)
                df = pd.read_csv(os.path.join(folder, path))
                assert len(df) > 0
                df["age"] = df["age"].fillna(0)
                df = df.drop(columns=["name"])
                return df

            def features(df):
                scaler = StandardScaler()
                values = scaler.fit_transform(df.values)
                lags = [df["price"].shift(k) for k in (1, 2)]
                texts = df["text"].str.lower()
                return values, lags, texts

            def split(df, seed):
                train, test = train_test_split(df, random_state=seed)
                return train, test
        ''',
        "train.py": '''
            import argparse
            import logging
            try:
                import wandb
            except ImportError:
                wandb = None
            import torch
            from net.model import Net
            from net.data import load, features

            logger = logging.getLogger(__name__)

            def parse(argv=None):
                parser = argparse.ArgumentParser(description="Train.")
                parser.add_argument("--lr", type=float, default=0.1)
                return parser.parse_args(argv)

            def train(model, loader, optimizer, criterion, device):
                model.train()
                total = 0.0
                for step, (x, y) in enumerate(loader):
                    optimizer.zero_grad()
                    loss = criterion(model(x.to(device)), y)
                    loss.backward()
                    optimizer.step()
                    total += loss.item()
                    if step % 10 == 0:
                        print("step", step, loss.item())
                        logger.info("loss %f", loss)
                return total / len(loader)

            @torch.no_grad()
            def evaluate(model, loader):
                """Share of right answers."""
                right = 0
                for x, y in loader:
                    right += (model(x).argmax(1) == y).sum().item()
                return right / len(loader.dataset)

            def main():
                args = parse()
                torch.manual_seed(0)
                model = Net(64)
                optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
                df = load("a.csv")
                for epoch in range(3):
                    mean = train(model, rows, optimizer, torch.nn.CrossEntropyLoss(), "cpu")
                    wandb.log({"loss": mean})
                torch.save(model.state_dict(), "net.pt")
                print("accuracy", evaluate(model, rows))
                print("done")
                print("bye")

            if __name__ == "__main__":
                main()
        ''',
        "serve.py": """
            from fastapi import FastAPI
            from prometheus_client import Counter
            import joblib

            app = FastAPI()
            requests = Counter("requests", "All requests")
            model = joblib.load("model.joblib")

            @app.post("/predict")
            def predict(request: dict):
                requests.inc()
                return {"label": int(model.predict([request["x"]])[0])}
        """,
        "classic.py": """
            import numpy as np
            from sklearn.ensemble import RandomForestClassifier
            from sklearn.linear_model import LogisticRegression
            from sklearn.metrics import accuracy_score, roc_auc_score
            from sklearn.model_selection import GridSearchCV
            from sklearn.pipeline import Pipeline, make_pipeline
            from sklearn.preprocessing import StandardScaler
            import matplotlib.pyplot as plt

            pipe = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression())])
            prepared = make_pipeline(StandardScaler())
            search = GridSearchCV(RandomForestClassifier(), {"max_depth": [2, 4, 8]})
            for model in (pipe, search):
                model.fit(x_train, y_train)
                y_pred = model.predict(x_test)
                print(type(model), accuracy_score(y_test, y_pred))
            scores = {name: roc_auc_score(y, p) for name, p in predictions.items()}
            best = max(scores, key=scores.get)
            weights = np.exp(-distance) / np.exp(-distance).sum()
            plt.plot(list(scores.values()))
            plt.savefig("scores.png")
        """,
        "scripts/download.py": """
            import os
            import subprocess
            import urllib.request

            URL = "https://example.org/a.zip"

            def main(root):
                os.makedirs(root, exist_ok=True)
                urllib.request.urlretrieve(URL, root + "/a.zip")
                subprocess.run(["unzip", root + "/a.zip"])

            main("data")
        """,
        "tests/test_model.py": """
            import pytest
            from net.model import Net

            def test_shape():
                assert Net(3) is not None
        """,
        "utils/text.py": '''
            """Helpers for text."""
            import re

            def clean(text):
                return re.sub(r"\\\\s+", " ", text).strip()

            class Config:
                width: int = 3
                name = "net"
        ''',
        "keras_net.py": """
            import tensorflow as tf
            from tensorflow import keras
            from tensorflow.keras import layers

            inputs = keras.Input(shape=(28, 28))
            x = layers.Flatten()(inputs)
            x = layers.Dense(10, activation="relu")(x)
            model = keras.Model(inputs, x)
            model.compile(optimizer="adam", loss="mse")
            history = model.fit(data, epochs=3, callbacks=[keras.callbacks.TensorBoard()])
            model.save("net.keras")
            print(history.history["loss"][-1])
        """,
    },
    "notebook": {
        "a.ipynb": notebook(
            markdown("# Survival\n\nWho survived?"),
            code("%matplotlib inline\n!pip install torch\nimport pandas as pd\nimport numpy as np"),
            markdown("## Load the data"),
            code("df = pd.read_csv('train.csv')\ndf.head()"),
            code("df.isnull().sum()"),
            markdown("## Clean the data\n\nFill what is missing."),
            code("# ages\ndf['Age'] = df['Age'].fillna(df['Age'].mean())\ndf = df.drop('Name')"),
            code("both = pd.get_dummies(df)\nX = both.values\ny = df.Survived"),
            markdown("## Train a model"),
            code("from sklearn.svm import SVC\nclf = SVC()\nclf.fit(X, y)"),
            code("for name, model in zip(names, models):\n    model.fit(X, y)\n    print(name)"),
            markdown("## Results"),
            code("pred = clf.predict(X)\nprint('accuracy', (pred == y).mean())"),
            code("import matplotlib.pyplot as plt\nplt.hist(pred)\nplt.show()"),
            code("pred[:5]"),
            code("X.shape"),
            code("%%R -i df\nread.csv(path)"),
            code("x = 1\nx"),
        ),
    },
    "c": {
        "kernels.cu": """
            #include <cuda_runtime.h>
            #include "net.h"
            #define WIDTH 64
            const int BLOCK = 256;
            struct ModelConfig {
                int width;
                int layers;
            };
            __global__ void softmax_forward(float* out, const float* logits, int n) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                float sum = 0.0f;
                for (int k = 0; k < n; k++) {
                    sum += expf(logits[i * n + k] - 1.0f) * 2.0f + out[k] * logits[k];
                }
                out[i] = sum / n + sum * sum - out[i] * logits[i];
            }
            int check(int n) {
                if (n < 0) {
                    fprintf(stderr, "bad size");
                    exit(1);
                }
                return n;
            }
            void run(float* x) {
                float* device;
                cudaMalloc(&device, 100);
                cudaMemcpy(device, x, 100, cudaMemcpyHostToDevice);
                softmax_forward<<<1, 256>>>(device, x, 10);
                printf("done");
            }
        """,
        "main.cpp": """
            #include <torch/torch.h>
            #include <iostream>
            struct Net : torch::nn::Module {
                Net() { fc = register_module("fc", torch::nn::Linear(784, 10)); }
                torch::Tensor forward(torch::Tensor x) { return torch::relu(fc->forward(x)); }
                torch::nn::Linear fc{nullptr};
            };
            int main(int argc, char** argv) {
                auto data = torch::data::datasets::MNIST("./data");
                auto loader = torch::data::make_data_loader(data, 64);
                Net net;
                torch::optim::SGD optimizer(net.parameters(), 0.01);
                for (auto& batch : *loader) {
                    optimizer.zero_grad();
                    auto loss = torch::nll_loss(net.forward(batch.data), batch.target);
                    loss.backward();
                    optimizer.step();
                    std::cout << "loss " << loss.item<float>() << std::endl;
                }
                if (argc > 3) {
                    std::cerr << "too many arguments";
                    return 1;
                }
                throw std::runtime_error("end");
            }
        """,
        "broken.cpp": """
            ))) @@@ half of a line
            int main() {
                return 0;
            }
            @@@ << ] another
            ### rest
        """,
        "window.cpp": """
            #include <QWidget>
            void Window::show_weights(QPainter& painter) {
                painter.drawLine(0, 0, 10, 10);
                int size = encoder.policy() * 2 + 1;
                update(size);
            }
        """,
    },
    "go": {
        "server.go": """
            package main

            import (
                "errors"
                "fmt"
                "net/http"
                "gorgonia.org/gorgonia"
            )

            const Port = 8080

            type ServerConfig struct {
                Port int
                Path string
            }

            func Train(rows []float64) error {
                if len(rows) == 0 {
                    return errors.New("no rows")
                }
                g := gorgonia.NewGraph()
                w := gorgonia.NewMatrix(g, gorgonia.Float32)
                loss := gorgonia.Must(gorgonia.Mul(w, w))
                gorgonia.Grad(loss, w)
                fmt.Println("loss", loss)
                return ErrNotTrained
            }

            func handle(w http.ResponseWriter, r *http.Request) {
                w.Write([]byte("ok"))
            }

            func main() {
                http.HandleFunc("/predict", handle)
                http.ListenAndServe(":8080", nil)
            }
        """,
        "server_test.go": "package main\nfunc TestTrain(t *testing.T) {\n    Train(nil)\n}\n",
    },
    "javascript": {
        "train.js": """
            import * as tf from '@tensorflow/tfjs';
            const fs = require('fs');
            const EPOCHS = 10;
            const options = { rate: 0.1 };
            const rows = JSON.parse(fs.readFileSync('rows.json'));
            const model = tf.sequential();
            model.add(tf.layers.dense({units: 1}));
            model.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
            async function run(xs, ys) {
                if (!xs) {
                    throw new Error('no rows');
                }
                await model.fit(xs, ys, {epochs: EPOCHS});
                console.log('done');
                document.getElementById('status').innerText = 'trained';
            }
            describe('net', () => {
                it('trains', () => { expect(run(1, 2)).toBe(3); });
            });
        """,
        "app.tsx": """
            import React from 'react';
            import axios from 'axios';
            export function App(props: Props) {
                const [label, setLabel] = React.useState('');
                const ask = () => axios.post('/predict', {x: 1}).then((r) => setLabel(r.data));
                return <button onClick={ask}>{label}</button>;
            }
        """,
    },
    "jvm": {
        "Train.java": """
            package net;
            import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
            import org.nd4j.linalg.factory.Nd4j;
            public class Train {
                private static final int WIDTH = 64;
                public void train(DataSetIterator rows) {
                    if (rows == null) {
                        throw new IllegalArgumentException("no rows");
                    }
                    MultiLayerNetwork net = new MultiLayerNetwork(conf);
                    net.init();
                    net.fit(rows);
                    Evaluation eval = net.evaluate(rows);
                    System.out.println(eval.stats());
                    logger.info("trained");
                }
            }
        """,
        "Train.scala": """
            import org.apache.spark.ml.classification.LogisticRegression
            import org.apache.spark.sql.SparkSession
            object Train extends App {
              val spark = SparkSession.builder().getOrCreate()
              val rows = spark.read.parquet("rows")
              val clean = rows.na.drop().withColumn("x", col("y") + 1)
              val model = new LogisticRegression().fit(clean)
              require(rows.count() > 0)
              println(model.coefficients)
            }
        """,
    },
    "rust": {
        "model.rs": """
            use candle_core::{Result, Tensor};
            use candle_nn::{Linear, Module, VarBuilder};
            const WIDTH: usize = 64;
            pub struct Config { pub width: usize, pub layers: usize }
            pub struct Net { inner: Linear }
            impl Net {
                pub fn new(vb: VarBuilder, cfg: &Config) -> Result<Self> {
                    let inner = candle_nn::linear(cfg.width, WIDTH, vb.pp("inner"))?;
                    Ok(Self { inner })
                }
            }
            impl Module for Net {
                fn forward(&self, xs: &Tensor) -> Result<Tensor> {
                    if xs.rank() > 4 {
                        candle::bail!("too many axes");
                    }
                    self.inner.forward(xs)?.relu()
                }
            }
            fn main() { println!("done"); }
            #[cfg(test)]
            mod tests {
                #[test]
                fn works() { assert_eq!(1, 1); }
            }
        """,
    },
    "r": {
        "fit.R": """
            library(caret)
            library(ggplot2)
            WIDTH <- 64
            d <- read.csv("rows.csv")
            d$age[is.na(d$age)] <- mean(d$age)
            d <- dplyr::mutate(d, log_price = log(price))
            if (nrow(d) == 0) stop("no rows")
            model <- train(y ~ ., data = d, method = "rf")
            p <- predict(model, d)
            print(confusionMatrix(p, d$y))
            ggplot(d, aes(x, y)) + geom_point()
            saveRDS(model, "model.rds")
            setup <- function() {
                library(randomForest)
                library(ggplot2)
                library(shiny)
                x <- 1
            }
        """,
    },
    "julia": {
        "net.jl": """
            using Flux, CSV, Plots
            using Test
            const WIDTH = 64
            rows = CSV.read("rows.csv", DataFrame)
            model = Chain(Dense(10, WIDTH, relu), Dense(WIDTH, 2), softmax)
            loss(x, y) = Flux.crossentropy(model(x), y)
            function train(rows)
                isempty(rows) && error("no rows")
                for epoch in 1:10
                    Flux.train!(loss, Flux.params(model), rows, ADAM())
                    @info "epoch" epoch
                end
                plot(losses)
            end
            @testset "net" begin
                @test loss(1, 2) > 0
            end
        """,
    },
    "shell": {
        "run.sh": """
            #!/bin/bash
            set -e
            LR=0.1
            if [ -z "$1" ]; then
                echo "Usage: run.sh FOLDER"
                exit 1
            fi
            wget https://example.org/a.zip
            unzip a.zip
            pip install -r requirements.txt
            export CUDA_VISIBLE_DEVICES=0
            mkdir -p logs
            python download_data.py
            python preprocess.py --in data
            python prepare_rows.py
            python train.py --lr $LR
            torchrun train.py
            python eval.py
            python score_all.py
            python bench.py
            python plot_loss.py
            python export_net.py
            python convert.py
            python serve.py
            python predict.py
            python generate.py
            Rscript fit.R
            tensorboard --logdir logs
            docker build -t net .
            echo "done"
            train_all() {
                for seed in 1 2 3; do
                    sbatch train.sh $seed
                done
            }
        """,
        "fetch": "#!/bin/sh\ncurl -O https://example.org/a.csv\ntar xf a.tar\n",
    },
    "settings": {
        "net.yaml": """
            model:
              layers:
                - type: Conv2d
                - type: ReLU
                - type: Linear
            optimizer:
              lr: 0.1
              betas: [0.9, 0.99]
              eps: 1.0
              name: adam
            download: https://example.org/a.zip
            scripts:
              train: python train.py
            checks:
              - not_null: age
            alerts:
              loss: 3
            data:
              expectations: [a, b]
              validations: [c]
        """,
        "yolo.cfg": """
            [net]
            batch=64
            [convolutional]
            filters=32
            [maxpool]
            size=2
            [convolutional]
            filters=64
            [yolo]
            classes=80
        """,
        "suite.json": '{"expectations": [{"expectation_type": "not_null", "kwargs": {"a": 1}}]}',
        "plain.toml": "[train]\nlr = 0.1\nsteps = 10\n",
        "most.yaml": "backbone:\n- [Conv, 1]\n- [C3, 2]\n- [SPPF, 3]\n- [Conv, 4]\nnc: 80\n",
    },
    "other-languages": {
        "train.lua": "require 'nn'\nlocal criterion = nn.MSECriterion()\nlocal loss = criterion\n",
        "view.lua": "local window = gui.window()\nwindow:show()\n",
        "fit.m": "weights = randn(3, 3);\nloss = sum((x * weights - y) .^ 2);\nplot(loss)\n",
        "index.html": "<html><body><script>var x = 1;</script></body></html>\n",
        "style.css": "body { color: red; }\n",
        "docs/style.css": "body { color: red; }\n",
        "run.bat": "wget https://example.org/a.zip\nrem done\n",
        "steps.bat": "python train.py\ncurl -O x\n",
        "main.f90": "program main\n  real :: x\n  x = 1.0\nend program\n",
        "net.proto": 'syntax = "proto3";\nmessage Row { float x = 1; }\n',
        "model.stan": "parameters { real mu; }\nmodel { mu ~ normal(0, 1); }\n",
    },
}


# ---- one line for each name


def each(text: str) -> list[str]:
    return text.split()


PATHS = each(
    """
    tests/a.sh test/a.yaml src/tests.rs .github/workflows/ci.yml .github/actions/a/action.yml
    .circleci/config.yml .gitlab-ci.yml .travis.yml azure-pipelines.yml appveyor.yml Jenkinsfile
    .buildkite/a.yml bitbucket-pipelines.yml cloudbuild.yaml Makefile GNUmakefile CMakeLists.txt
    a.cmake a.mk setup.cfg pyproject.toml tox.ini meson.build BUILD.bazel WORKSPACE BUILD a.bzl
    build.gradle pom.xml Cargo.toml package.json mkdocs.yml .readthedocs.yaml
    .pre-commit-config.yaml MANIFEST.in .bumpversion.cfg build.sbt go.mod a.sln a.vcxproj
    lerna.json justfile pytest.ini .coveragerc .flake8 mypy.ini .pylintrc codecov.yml ruff.toml
    dependabot.yml renovate.json dvc.yaml Snakefile Dockerfile Dockerfile.gpu gpu.dockerfile
    docker-compose.yml compose.yaml .dockerignore environment.yml conda-gpu.yaml requirements.txt
    dev-requirements.in requirements/a.txt constraints.txt Pipfile runtime.txt apt.txt
    packages.txt .python-version a.slurm a.sbatch devcontainer.json a.tf a.nix Vagrantfile
    meta.yaml renv.lock DESCRIPTION Project.toml Manifest.toml k8s/a.yaml kubernetes/a.yaml
    helm/a.tpl charts/a.yml a.stan a.bug a.sql a.proto a.yaml a.yml a.toml a.json a.json5 a.ini
    a.cfg a.conf a.env a.properties a.gin a.xml .editorconfig a.jsonnet a.libsonnet a.prototxt
    a.pbtxt .hidden a.bat a.ps1 a.fish a.html a.css a.vue a.svelte a.scss a.swift a.kt a.dart
    a.lua a.f90 a.pl a.rb a.php train/a.lua
    """
)
TEXTS = {
    "ci.yaml": "jobs:\n- job: x\n  steps:\n  - task: y\n",
    "deploy.yaml": "apiVersion: v1\nkind: Deployment\n",
    "ingress.yaml": "apiVersion: v1\nkind: Ingress\n",
    "seldon.yaml": "apiVersion: v1\nkind: InferenceService\n",
    "ray.yaml": "apiVersion: v1\nkind: RayCluster\n",
    "api.yaml": "openapi: 3.0.1\n",
    "api.json": '{"swagger": "2.0"}\n',
    "alerts.yaml": "groups:\n- alert: down\n",
    "scrape.yaml": "scrape_configs:\n- x: 1\n",
    "model.sql": "CREATE MODEL m OPTIONS() AS SELECT 1\n",
    "ask.sql": "SELECT * FROM ML.PREDICT(m)\n",
    "derived.sql": "SELECT a FROM {{ ref('b') }}\n",
}

MAGICS = each(
    """
    pip conda mamba apt apt-get git nvidia-smi wget curl gdown unzip tar kaggle tensorboard time
    timeit matplotlib sql config cat head tail autoreload cd cp load_ext ls mkdir mv pwd rm
    watermark other
    """
)
COMMANDS = each(
    """
    train.py evaluate.py val.py test.py predict.py detect.py generate.py export.py download.py
    other.py
    """
)
PARAMETERS = each(
    """
    model net network encoder decoder policy agent actor critic generator discriminator estimator
    clf classifier args cfg config opt options hparams params argv loss logits optimizer criterion
    grad lr y_true y_pred predictions preds targets labels path filename file url root directory
    folder logger writer log request req app other
    """
)
METHODS = each(
    """
    __init__ __call__ __getitem__ __len__ __iter__ __next__ __enter__ __exit__ __repr__ __str__
    __eq__ __hash__ __getattr__ __new__ forward fit predict transform main run step update reset
    other
    """
)
RAISED = each(
    """
    ValueError TypeError AssertionError KeyError IndexError AttributeError FileNotFoundError
    ArgumentTypeError ArgumentError UsageError BadParameter ValidationError Exception RuntimeError
    ImportError ModuleNotFoundError EnvironmentError OSError IOError NotImplementedError
    """
)
MOVES = each(
    """
    to cuda cpu detach numpy item float half double long int contiguous clone copy tolist view
    reshape squeeze unsqueeze permute transpose flatten astype size mean sum other
    """
)
VALUES = each(
    """
    df.values df.loc[1] df.iloc[1] df.ix[1] df.T df.shape df['a'] df['a'].values df['a'].shape
    df.to_numpy() df.as_matrix() df.a.ravel() df.to_dict() df.a.tolist() df.a.item()
    df.a.to_frame() df.reset_index() clf.predict(df) clf.predict_proba(df)
    clf.decision_function(df) scaler.transform(df) scaler.fit_transform(df) clf.score(df) [df,df]
    list(df) zip(df,df) enumerate(df) tuple(df) reversed(df) sorted(df) tqdm(df) iter(df) df+1 -df
    df[df.a>1] {k:df} df.a.mean() df.a.get_dummies() torch.ones(3).shape torch.ones(3).item()
    torch.ones(3).T np.zeros(3).shape np.zeros(3).T data_frame train_df df2 other
    """
)
CONSTANTS = each(
    """
    3 -3 2*3 2+3 4-1 4/2 2**3 4//2 4%2 True None 'a' [1,2] (1,2) {'a':1} {} [1,x] 2*math.pi f(3) x
    """
)
STRUCTS = each(
    """
    TrainArgs Arguments NetConfig Configuration Options Opts Settings Params Flags Net
    """
)
STOPS = each(
    """
    panic("x") abort() std::abort() die("x") error("x") stop("x") go("x")
    """
)


SUFFIXES = {
    "void f() {\n    cudaMalloc(&x, 1);\n}\n": "c h cc cpp cxx c++ hh hpp hxx inl cu cuh hip metal"
    " cl",
    "using Flux\nm = Flux.Chain(x)\n": "jl",
    "import * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential();\n": "js jsx mjs cjs ts mts"
    " cts tsx",
    "import org.nd4j.linalg.factory.Nd4j;\nclass A { int x = Nd4j.zeros(3); }\n": "java scala sc",
    "package a\nfunc f() { fmt.Println(x) }\n": "go",
    'fn f() {\n    panic!("x");\n}\n': "rs",
    "library(caret)\nm <- train(y ~ ., data = d)\n": "r R Rscript S",
    "set -e\npython train.py\n": "sh bash zsh",
}
ERRORS = each("Errorf New Err anyhow! Error errorf Wrapf Wrap Println")
FETCHERS = each("wget curl gdown kaggle unzip gunzip tar rsync go")
RUST_STOPS = each("panic! unreachable! bail! candle::bail! anyhow::bail! println!")
REPORTS = each(
    """
    std::cerr<<"x" fprintf(stderr,"x") error("x") perror("x") log_error("x") warning("x") LOGE("x")
    fatal("x") Fatalf("x") errorf("x") go("x")
    """
)
ENDS = each('return exit(1) quit(1) std::exit(1) throw(x) abort() go("x")')
CHECKED = each("describe it test expect suite")


def line_of(text: str, path: str, line: int) -> str:
    file = project_of({path: text}).file(path)
    assert file is not None
    span = next((one for one in file.roles if one.line <= line <= one.end_line), None)
    if span is None:
        return "no role"
    touches = " ML" if span.touches_ml else ""
    return f"{span.role} {span.confidence:.2f}{touches}: {span.reason}"


VALUES_ABOVE = (
    "import numpy as np\nimport pandas as pd\nimport torch\nfrom sklearn.svm import SVC\n"
    "from sklearn.preprocessing import StandardScaler\ndf = pd.read_csv(path)\nclf = SVC()\n"
    "scaler = StandardScaler()\n"
)
LINES: Mapping[str, tuple[list[str], str, str, int]] = {
    "magics": (MAGICS, "a.ipynb", "!NAME x", 1),
    "commands": (COMMANDS, "a.ipynb", "!python NAME", 1),
    "parameters": (PARAMETERS, "a.py", "def work(x, NAME):\n    y = x\n", 2),
    "methods": (METHODS, "a.py", "class A:\n    def NAME(self, x):\n        y = x\n", 3),
    "raised": (RAISED, "a.py", "def work(x):\n    raise NAME(x)\n", 2),
    "moves": (MOVES, "a.py", "import torch\nx = torch.relu(y).NAME(1)\n", 2),
    "values": (
        VALUES,
        "a.py",
        f"{VALUES_ABOVE}x = NAME\ny = x\n",
        10,
    ),
    "constants": (CONSTANTS, "a.py", "WIDTH = NAME\n", 1),
    "structs": (STRUCTS, "a.c", "struct NAME {\n    int size;\n};\n", 2),
    "errors": (ERRORS, "a.go", "package a\nfunc f() error {\n    return errors.NAME(x)\n}\n", 3),
    "batch-files": (FETCHERS, "a.bat", "NAME x\n", 1),
    "rust-stops": (RUST_STOPS, "a.rs", 'fn f() {\n    let x = 1;\n    NAME("x");\n}\n', 3),
    "reports": (
        REPORTS, "a.cpp", "void f(int x) {\n  if (x) {\n    NAME;\n    return;\n  }\n}\n", 3,
    ),
    "ends": (
        ENDS, "a.cpp", 'void f(int x) {\n  if (x) {\n    perror("x");\n    NAME;\n  }\n}\n', 4,
    ),
    "tests": (CHECKED, "a.js", "NAME('x', () => {\n  go(1);\n});\n", 2),
    "stops": (STOPS, "a.cpp", "void work() {\n    int x = 1;\n    NAME;\n}\n", 3),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_roles_of_each_name(name: str) -> None:
    names, path, text, line = LINES[name]
    said = []
    for one in names:
        filled = text.replace("NAME", one)
        source = notebook(code(filled)) if path.endswith(".ipynb") else filled
        said.append(f"{one}\n    {line_of(source, path, line)}\n")
    assert_golden(f"golden/roles/of-{name}.txt", "".join(said))


def test_roles_in_files_of_each_suffix() -> None:
    said = [
        f"{suffix}\n    {line_of(text, f'a.{suffix}', 2)}\n"
        for text, suffixes in SUFFIXES.items()
        for suffix in suffixes.split()
    ]
    assert_golden("golden/roles/of-suffixes.txt", "".join(said))


def test_roles_of_each_path() -> None:
    said = [f"{path}\n    {line_of('x: y', path, 1)}\n" for path in PATHS]
    said += [f"{path}\n    {line_of(text, path, 1)}\n" for path, text in TEXTS.items()]
    assert_golden("golden/roles/of-paths.txt", "".join(said))


@pytest.mark.parametrize("name", PROGRAMS)
def test_roles_in_a_program(name: str) -> None:
    texts = {path: dedent(text).lstrip("\n") for path, text in PROGRAMS[name].items()}
    assert_golden(f"golden/roles/{name}.txt", "".join(told(project_of(texts), texts)))


# ---- the examples of the rules


def test_roles_in_the_examples_of_the_rules() -> None:
    said: list[str] = []
    for rule in CATALOGUE:
        bad = rule.example.bad
        texts = {rule.example.path: bad} if isinstance(bad, str) else dict(bad)
        made = project(rule, bad)
        if all(len(file.facts.lines) <= MOST for file in made.files):
            said += [f"# {rule.id}\n", *told(made, {path: dedent(t) for path, t in texts.items()})]
    assert_golden("golden/roles/examples.txt", "".join(said))
