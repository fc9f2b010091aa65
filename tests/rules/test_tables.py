"""What the rules say of every name in their tables: `REFRESH_GOLDEN=1` writes it anew, to be read.

A rule's own tests try one or two names of a table. Here each name takes the place of NAME in a
small program, and the golden file of the rule has what is said of it; "other" is in no table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from auditor.model import NotAssessable, Rule
from auditor.rules import CATALOGUE
from tests.builders import project_of
from tests.goldens import assert_golden
from tests.rules.notebooks import ran
from tests.rules.test_messages import written

Texts = str | Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A program, and the names to try in it."""

    text: Texts
    names: str  # with blanks between them; where a name holds blanks, one a line


FORMS = "other"


def table(text: Texts, names: str) -> Table:
    return Table(text, f"{names}\n{FORMS}" if "\n" in names else f"{names} {FORMS}")


TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
FRAME = "import numpy as np\nimport pandas as pd\nframe = pd.read_csv(path)\n"
CHAT = "from openai import OpenAI\nclient = OpenAI()\n"
SCRIPT = 'if __name__ == "__main__":\n    main()\n'


def c_lines(count: int) -> str:
    return "".join(f"x{at} = {at};\n" for at in range(count))


TABLES: Mapping[str, tuple[Table, ...]] = {
    "best-score-as-final": (
        table(
            TORCH + "best_acc = 0\nfor e in epochs:\n    test_acc = test(model)\n"
            "    if test_acc NAME best_acc:\n        best_acc = test_acc\n",
            "> >= < <= ==",
        ),
    ),
    "broad-except": (
        table(
            "def NAME(x):\n    try:\n        run(x)\n    except Exception:\n        y = 1\n",
            "__del__ __exit__ __aexit__ __repr__ __str__ __getattr__ __eq__ __hash__"
            " __instancecheck__ is_it has_it can_it support_it supports_it try_it probe_it maybe_it"
            " safe_it available installed enabled exists valid alive cleanup close shutdown"
            " teardown work",
        ),
        table(
            "def work(x):\n    try:\n        run(x)\n    except Exception as e:\n        NAME\n",
            "pass\nreturn 1\n'a text'\nx = 1\nraise\nlogger.exception(x)\nprint(e)\nprint('no')\n"
            "log.error('no', exc_info=True)\ntraceback.print_exc()\nreturn False\nsend(x)\n"
            "__version__ = '1'",
        ),
        table(
            "def test_work(x):\n    try:\n        NAME\n    except:\n        pass\n",
            "run(x)\nimport torch\ndel x\npass\nx.close()",
        ),
        table(
            "def work(x):\n    try:\n        x.NAME()\n    except Exception:\n        pass\n",
            "close remove unlink rmtree kill terminate join disconnect shutdown stop release cancel"
            " quit flush cleanup delete rmdir finish destroy destroy_process_group unregister"
            " symlink chmod set_start_method",
        ),
        table(
            "def work(x, code):\n    try:\n        run(x)\n    except Exception:\n"
            "        sys.NAME(code)\n",
            "exit _exit fail skip abort quit die error Exit",
        ),
        table(
            "def work(x):\n    try:\n        run(x)\n    except NAME:\n        pass\n",
            "Exception BaseException ValueError (KeyError,Exception)",
        ),
    ),
    "broadcasting-not-used": (
        table(
            "import keras\nimport numpy\nimport tensorflow\nimport torch\n"
            "y = NAME(x[:, None].unsqueeze(1), (1, 5, 1)) + z\n",
            "tensorflow.tile tensorflow.compat.v1.tile torch.tile numpy.tile keras.ops.tile",
        ),
        table(TORCH + "y = torch.tile(x.unsqueeze(0), (4, 1)) NAME z\n", "+ - * / ** < > == | and"),
        table(
            TORCH + "y = torch.tile(torch.NAME(1, 5), (4, 1)) + z\n",
            "rand randn zeros ones empty normal",
        ),
        table(
            TORCH + "import numpy as np\ny = torch.tile(NAME, (4, 1)) + z\n",
            "x.unsqueeze(0) np.expand_dims(x,0) x[np.newaxis] x[0]",
        ),
        table(
            "import tensorflow as tf\nfrom keras.layers import Dense\ny = tf.tile(x, [1, 5])\n"
            "both = tf.NAME([y, z], 1)\nout = Dense(3)(both)\n",
            "concat concatenate cat",
        ),
    ),
    "columns-and-dtype-not-set": (
        table(
            "import numpy as np\nimport pandas as pd\nframe = pd.DataFrame(NAME)\n",
            "columns=['a'] [],columns=['a'] rows [1,2] {'a':[1]} np.zeros(3) x.astype(int) {'a':x}"
            " x.mean(axis=0) pd.Series([1]) pd.Series(x,dtype=int) rows,dtype=int",
        ),
        table(
            "import pandas as pd\nframe = pd.NAME(path)\n",
            "read_csv read_table read_excel read_fwf",
        ),
        table(
            "import pandas as pd\nframe = pd.read_csv(path, NAME=given)\n",
            "dtype usecols converters names",
        ),
    ),
    "conflicting-dependency-managers": (
        table(
            {"NAME": "[[package]]\nname = 'a'\nversion = '1'\n", "uv.lock": "version = 1\n"},
            "poetry.lock pdm.lock",
        ),
        table(
            {"Pipfile.lock": '{"default": {"a": {"version": "==1"}}}', "NAME": "version = 1\n"},
            "uv.lock",
        ),
        table(
            {
                "requirements.txt": "numpy==1.0\n",
                "environment.yml": "dependencies:\n- numpyNAME\n",
                "environment.yaml": "dependencies:\n- pandasNAME\n",
                "setup.py": "from setuptools import setup\nsetup(install_requires=['pandas==1.0'])",
                "setup.cfg": "[options]\ninstall_requires =\n  scipyNAME\n",
                "pyproject.toml": "[project]\nname = 'a'\ndependencies = ['scipy==1.0', 'd==1.0']",
                "Pipfile": "[packages]\nd = 'NAME'\n",
            },
            "==1.0 ==2.0 =1.0",
        ),
    ),
    "correction-cascade": (
        table(
            "from sklearn.linear_model import Ridge\nfrom sklearn.svm import SVR\n"
            "first = Ridge()\nfirst.fit(x, y)\nsecond = SVR()\nsecond.fit(first.NAME(x), y)\n",
            "predict predict_proba decision_function predict_log_proba",
        ),
    ),
    "data-card-missing": (
        table(
            {"train.py": "import torch\nloss.backward()\n", "NAME": "1,2\n" * 150_000},
            "a.csv a.tsv a.jsonl a.parquet a.feather a.npz a.npy a.arff a.mat a.txt tests/a.csv",
        ),
    ),
    "dataframe-values": (
        table(
            "import pandas as pd\nimport NAME\nx = given.values.reshape(-1)\n",
            "xarray torch tensorflow polars pyspark jax dask h5py",
        ),
        table("import pandas as pd\nx = given.values.NAME(1)\n", "reshape astype flatten ravel"),
    ),
    "dataloader-not-tuned": (
        table(
            "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
            "loader = DataLoader(NAME, 8)\n",
            "TensorDataset(x,y) list(x) Rows(x)",
        ),
    ),
    "dead-experimental-codepath": (
        table(
            "def work(x):\n    return x\ndef NAME(x):\n    return x\ny = work(1)\n",
            "work_old work_bak work_backup work_copy work_deprecated work_unused work_orig"
            " work_obsolete work2 work_new old_work",
        ),
        table(
            {"work.py": "x = 1\n", "NAME.py": "x = 2\n"}, "work_old work-backup work_copy2 work_new"
        ),
        table(
            "NAME = False\ndef work(x):\n    if NAME:\n        return x\n",
            "FAST DEBUG SAVE_ALL USE_GPU fast",
        ),
        table("def work(x):\n    if NAME:\n        return x\n", "False 0 True 1 None"),
        table(
            "FAST = True\ndef work(x):\n    NAME(x)\n    if FAST:\n        return x\n",
            "exec globals locals vars print",
        ),
    ),
    "dependencies-unpinned": (
        table(
            {"a.py": "import torch\nloss.backward()\n" + SCRIPT, "requirements.txt": "NAME\n"},
            "pip setuptools wheel python numpy numpy==1.0",
        ),
    ),
    "dev-dependencies-mixed": (
        table({"a.py": "x = 1\n", "NAME": "pytest\n"}, "requirements.txt requirements-dev.txt"),
        table({"a.py": "x = 1\n", "NAME": "[packages]\npytest = '*'\n"}, "Pipfile"),
    ),
    "early-stopping-on-test-set": (
        table(
            "import keras\nfrom keras.callbacks import EarlyStopping\n"
            "model = keras.Sequential()\n"
            "model.fit(x, y, validation_data=(x_test, y_test), callbacks=[EarlyStopping()])\n"
            "model.NAME(x_test)\n",
            "evaluate predict score predict_proba",
        ),
    ),
    "fixed-threshold": (
        table(
            "def decide(NAME):\n    return NAME > 0.7\n",
            "prob probs proba probas probability probabilities conf confs confidence confidences"
            " score scores likelihood similarity pred_prob y_prob cls_score label_prob drop_prob"
            " f1_score val_score dropout_prob size",
        ),
        table(
            "def NAME(prob):\n    return prob > 0.5\n" + SCRIPT,
            "decide evaluate loss accuracy dice",
        ),
        table(
            "def decide(x):\n    return model.NAME(x) > 0.7\n",
            "predict_proba sigmoid softmax expit predict",
        ),
        table("def decide(prob):\n    return prob NAME 0.7\n", "> >= < <= == !="),
        table(
            "def decide(probs):\n    return probs.NAME() > 0.7\n",
            "max item numpy cpu squeeze detach flatten ravel",
        ),
    ),
    "hard-coded-device": (
        table(
            "import torch\nif torch.cuda.NAME():\n    go()\nnet = net.to('cuda')\n",
            "is_available device_count get_device current_device",
        ),
        table("import torch\nx = torch.zeros(3, device='NAME')\n", "cuda cuda:0 mps cpu"),
    ),
    "hyperparameter-not-set": (
        table(
            "import sklearn.cluster, sklearn.ensemble, sklearn.linear_model, sklearn.neighbors\n"
            "import sklearn.neural_network, sklearn.svm, sklearn.tree, xgboost\n"
            "model = NAME()\n",
            "sklearn.cluster.KMeans sklearn.cluster.MiniBatchKMeans sklearn.cluster.DBSCAN"
            " sklearn.cluster.SpectralClustering sklearn.cluster.AgglomerativeClustering"
            " sklearn.neighbors.KNeighborsClassifier sklearn.neighbors.KNeighborsRegressor"
            " sklearn.neighbors.NearestNeighbors sklearn.svm.SVC sklearn.svm.SVR"
            " sklearn.ensemble.RandomForestClassifier sklearn.ensemble.RandomForestRegressor"
            " sklearn.ensemble.GradientBoostingClassifier"
            " sklearn.ensemble.GradientBoostingRegressor sklearn.ensemble.AdaBoostClassifier"
            " sklearn.ensemble.IsolationForest sklearn.linear_model.ElasticNet"
            " sklearn.linear_model.Lasso sklearn.linear_model.Ridge"
            " sklearn.linear_model.SGDClassifier sklearn.neural_network.MLPClassifier"
            " sklearn.neural_network.MLPRegressor sklearn.tree.DecisionTreeClassifier"
            " sklearn.tree.DecisionTreeRegressor xgboost.XGBClassifier xgboost.XGBRegressor"
            " sklearn.linear_model.ElasticNet().fit sklearn.linear_model.LinearRegression",
        ),
        table(
            "from sklearn.linear_model import ElasticNet\nmodel = ElasticNet(NAME)\n",
            "alpha=1 l1_ratio=0.5 1,0.5",
        ),
        table(
            "import keras\nimport tensorflow\nimport torch\nopt = NAME\n",
            "torch.optim.SGD(p) torch.optim.SGD(p,0.1) torch.optim.SGD(p,lr=0.1)"
            " torch.optim.SGD([{}]) torch.optim.LBFGS(p) torch.optim.Adadelta(p)"
            " torch.optim.Optimizer(p) keras.optimizers.Adam() keras.optimizers.Adam(0.1)"
            " keras.optimizers.Adam(learning_rate=0.1) keras.optimizers.Adam(**given)"
            " tensorflow.keras.optimizers.Adam(0.1) tensorflow.keras.optimizers.Adam()",
        ),
        table(
            "from torch.utils.data import DataLoader\nloader = DataLoader(NAME)\n",
            "rows rows,8 rows,batch_size=8 rows,sampler=s rows,1,True,s rows,batch_sampler=b"
            " rows,shuffle=True",
        ),
    ),
    "inference-without-no-grad": (
        table(
            TORCH + "def test(net, rows):\n    with torch.NAME():\n        pass\n"
            "    net.eval()\n    for row in rows:\n        net(row)\n",
            "no_grad inference_mode set_grad_enabled autocast",
        ),
        table(
            TORCH + "def test(net, rows):\n    net.eval()\n    for row in rows:\n"
            "        out = net(row)\n        out.NAME()\n",
            "backward grad requires_grad_ value_and_grad step sum",
        ),
    ),
    "inplace-api-misused": (
        table(
            FRAME + "frame['a'].NAME\n",
            "fillna(0,inplace=True) fillna(0,inplace=False) fillna(0)",
        ),
        table(
            FRAME + "frame.NAME.fillna(0, inplace=True)\n",
            "a loc[1] iloc[1] values",
        ),
        table(
            FRAME + "def work():\n    frame = pd.read_csv(path)\n    frame.NAME(x)\n    go()\n",
            "abs add assign astype bfill clip convert_dtypes div drop drop_duplicates dropna"
            " droplevel explode ffill fillna infer_objects interpolate join mask melt merge mul"
            " pivot pow reindex rename rename_axis replace reset_index round set_axis set_index"
            " shift sort_index sort_values sub swaplevel transpose tz_convert tz_localize where"
            " append info",
        ),
        table(
            "import numpy as np\ndef work(x):\n    np.NAME(x)\n    go()\n",
            "abs add append clip concatenate delete divide exp expand_dims flip hstack insert log"
            " maximum minimum moveaxis multiply nan_to_num power reshape roll rot90 round sin cos"
            " sort sqrt squeeze stack subtract swapaxes transpose unique vstack where save",
        ),
        table(
            FRAME + "frame.NAME()\nframe.dropna()\ngo()\n", "head tail describe info sample to_csv"
        ),
        table(
            "import numpy as np\ndef work(x):\n    np.NAME\n    go()\n",
            "clip(x,0,1) clip(x,0,1,x) add(x,y) add(x,y,x) add(x,y,out=x) nan_to_num(x,copy=False)",
        ),
    ),
    "invalid-value-not-masked": (
        table(
            "import keras\nimport tensorflow\nimport torch\nx = NAME(probs)\n",
            "torch.log torch.log2 torch.log10 tensorflow.log tensorflow.math.log"
            " tensorflow.compat.v1.log tensorflow.compat.v1.math.log keras.backend.log"
            " keras.ops.log torch.sqrt",
        ),
    ),
    "legacy-random-state": (
        table(
            "import numpy as np\ndef NAME(x):\n    np.random.seed(0)\n",
            "seed_all reproduce make_deterministic random_state rng worker_init main init_worker"
            " test_it split",
        ),
        table(
            "import numpy as np\ndef split(x):\n    np.random.seed(0)\n    lib.NAME(0)\n",
            "manual_seed set_seed set_random_seed seed_everything",
        ),
    ),
    "llm-model-not-pinned": (
        table(
            CHAT + "client.chat.completions.create(NAME='gpt-4o', messages=m)\n",
            "model model_name engine",
        ),
        table(
            CHAT + "client.chat.completions.create(model='NAME', messages=m)\n",
            "gpt-4o openai/gpt-4o anthropic/claude-3 gpt-oss-20b gpt-35 o1 o3-mini o4 chatgpt-4o"
            " claude-3 mistral-large text-davinci-003 gpt-4o-2024-08-06 gpt-4-0613 ft:gpt-4o:x"
            " claude-3@20240229 llama3",
        ),
    ),
    "llm-no-structured-output": (
        table(
            CHAT + "import json\ndef ask(text):\n"
            "    said = client.chat.completions.create(model='m', messages=m, NAME=given)\n"
            "    return json.loads(said.choices[0].message.content)\n",
            "response_format tools functions tool_choice function_call text format text_format"
            " response_model response_schema generation_config output_config guided_json extra_body"
            " grammar config output_format temperature",
        ),
    ),
    "llm-no-system-message": (
        table(
            CHAT
            + "def ask(text):\n    words = [{'role': 'user', 'content': f'"
            + "Say in one short sentence what this text is about, and answer in English. " * 2
            + "{text}'}]\n    return client.chat.completions.create(NAME=given, messages=words)\n",
            "system instructions preamble system_instruction model",
        ),
    ),
    "llm-temperature-not-set": (
        table(
            CHAT + "client.chat.completions.create(model='m', messages=m, NAME=given)\n",
            "temperature top_p options config generation_config model_kwargs max_tokens",
        ),
        table(
            CHAT + "client.chat.completions.create(model='NAME', messages=m)\n",
            "o1 o3-mini o4-mini gpt-5 openai/gpt-5 gpt-4o",
        ),
    ),
    "llm-unbounded": (
        table(
            CHAT + "client.chat.completions.create(model='m', messages=m, NAME=given)\n",
            "max_tokens max_completion_tokens max_output_tokens max_tokens_to_sample num_predict"
            " options config generation_config extra_body model_kwargs temperature",
        ),
    ),
    "lock-out-of-date": (
        table(
            {
                "pyproject.toml": "[tool.poetry]\nname = 'a'\n"
                "[tool.poetry.dependencies]\nnumpy = 'NAME'\n",
                "poetry.lock": "[[package]]\nname = 'numpy'\nversion = '1.0'\n[metadata]\n"
                "content-hash = '00'\n",
            },
            "1.0 >=1.0 2.0 *",
        ),
        table(
            {
                "pyproject.toml": "[project]\nname = 'a'\ndependencies = ['numpy']\n",
                "NAME": "[[package]]\nname = 'pandas'\nversion = '1.0'\n",
            },
            "poetry.lock uv.lock pdm.lock",
        ),
        table(
            {
                "pyproject.toml": "[project]\nname = 'a'\ndependencies = ['numpy']\n",
                "NAME": "[[packages]]\nname = 'pandas'\nversion = '1.0'\n",
            },
            "pylock.toml",
        ),
        table(
            {
                "Pipfile": "[packages]\nnumpy = '*'\n",
                "NAME": '{"default": {"pandas": {"version": "==1.0"}}}',
            },
            "Pipfile.lock",
        ),
        table(
            {
                "NAME": "dependencies:\n- numpy\n",
                "conda-lock.yml": "version: 1\npackage:\n- name: pandas\n  version: '1.0'\n"
                "  manager: conda\n",
            },
            "environment.yml environment.yaml",
        ),
        table(
            {
                "NAME": "[dependencies]\nnumpy = '*'\n[tool.pixi.dependencies]\nnumpy = '*'\n"
                "[tool.pixi.workspace]\nname = 'a'\n",
                "pixi.lock": "version: 6\npackages:\n- conda: https://x.org/pandas-1.0-py.conda\n",
            },
            "pixi.toml pyproject.toml",
        ),
        table(
            {
                "NAME": "numpy\n",
                "requirements.txt": "# This file is autogenerated by pip-compile\npandas==1.0\n",
            },
            "requirements.in",
        ),
    ),
    "long-file": (
        table({"NAME": "% rows\n" + "x = 1; % a row\n" * 1_200}, "a.m a.R a.py"),
        table(
            {"NAME": c_lines(1_200)},
            "a.py a.c a.cpp a.cu a.pyx a.m a.mm a.cs a.java a.kt a.scala a.go a.rs a.swift a.jl a.R"
            " a.js",
        ),
    ),
    "loss-mismatch": (
        table(
            TORCH + "def loss(x, y):\n    return F.NAME\n",
            "cross_entropy(x.softmax(1),y) cross_entropy(x.log_softmax(1),y)"
            " cross_entropy(x.sigmoid(),y) cross_entropy(x.relu(),y)"
            " binary_cross_entropy_with_logits(x.sigmoid(),y)"
            " binary_cross_entropy_with_logits(x.softmax(1),y)"
            " binary_cross_entropy_with_logits(x.log_softmax(1),y) nll_loss(x.softmax(1),y)"
            " nll_loss(x.sigmoid(),y) nll_loss(x.log_softmax(1),y)"
            " cross_entropy(input=x.softmax(1),target=y)",
        ),
        table(
            "import tensorflow as tf\ndef loss(x, y):\n    return tf.nn.NAME\n",
            "softmax_cross_entropy_with_logits(labels=y,logits=tf.nn.softmax(x))"
            " softmax_cross_entropy_with_logits(labels=y,logits=tf.nn.sigmoid(x))"
            " softmax_cross_entropy_with_logits(y,tf.nn.softmax(x))"
            " sparse_softmax_cross_entropy_with_logits(labels=y,logits=tf.nn.softmax(x))"
            " sparse_softmax_cross_entropy_with_logits(labels=y,logits=tf.nn.sigmoid(x))"
            " sigmoid_cross_entropy_with_logits(labels=y,logits=tf.nn.sigmoid(x))"
            " sigmoid_cross_entropy_with_logits(labels=y,logits=tf.nn.softmax(x))"
            " sigmoid_cross_entropy_with_logits(labels=y,logits=tf.nn.relu(x))",
        ),
        table(
            TORCH + "loss = nn.CrossEntropyLoss()(nn.NAME()(x), y)\n",
            "Softmax LogSoftmax Sigmoid ReLU",
        ),
        table(
            TORCH + "loss = nn.BCEWithLogitsLoss()(nn.NAME()(x), y)\n",
            "Softmax LogSoftmax Sigmoid ReLU",
        ),
        table(TORCH + "loss = nn.NLLLoss()(nn.NAME()(x), y)\n", "Softmax LogSoftmax Sigmoid ReLU"),
    ),
    "many-parameters": (
        table(
            "import abc, functools, torch, typing, jax, tensorflow\n@NAME\n"
            "def work(a, b, c, d, e, f, g, h, i):\n    return a\n",
            "functools.cache torch.jit.script jax.jit tensorflow.function abc.abstractmethod"
            " typing.no_type_check staticmethod classmethod click.command",
        ),
        table(
            "import abc, torch, typing\nclass A(NAME):\n"
            "    def work(self, a, b, c, d, e, f, g, h, i):\n        return a\n",
            "object torch.nn.Module abc.ABC typing.Protocol Foreign",
        ),
    ),
    "matrix-multiplication-misused": (
        table(
            "import numpy\na = numpy.NAME\nx = numpy.dot(a, numpy.eye(3))\n",
            "zeros((3,3)) ones((3,3)) empty((3,3)) full((3,3),1) random.normal(size=(3,3))"
            " random.uniform(size=(3,3)) random.random((3,3)) random.random_sample((3,3))"
            " random.randn(3,3) random.rand(3,3) random.rand(3) eye(3) identity(3) diag(v)"
            " linalg.inv(m) linalg.pinv(m) cov(m) vander(v) outer(v,v) linalg.cholesky(m)"
            " array([[1,2]]) asarray([[1,2]]) matrix([[1,2]]) array([1,2]) zeros(3)"
            " zeros(shape=(3,3)) arange(9).reshape(3,3) arange(9).reshape((3,3)) eye(3).T",
        ),
    ),
    "memory-not-freed": (
        table(
            TORCH + "for x in rows:\n    loss = f(x)\n    loss.backward()\n    NAME\n",
            "total+=loss total+=loss.item() total+=loss*2 losses.append(loss) losses.append(loss/2)"
            " losses.append(loss.item()) loss=0",
        ),
        table(
            "import keras\nfor k in folds:\n    NAME\n",
            "models.append(keras.Sequential()) model=keras.Sequential() keras.Sequential()",
        ),
        table(
            "import gc, keras\nfor k in folds:\n    model = keras.Sequential()\n    x.NAME()\n",
            "clear_session reset_default_graph collect fit",
        ),
        table(
            "import keras\nfor k in folds:\n    model = keras.models.NAME(k)\n",
            "load_model clone_model Sequential",
        ),
    ),
    "merge-parameters-not-set": (
        table(
            FRAME + "both = frame.merge(frame, NAME)\n",
            "on='a' left_on='a' right_on='a' left_index=True right_index=True how='left'"
            " how='cross' validate='1:1' 'left' 'left','a'",
        ),
    ),
    "model-code-reusability": (
        table(
            "import argparse\nfrom torch import nn\nargs = parser.NAME()\n"
            "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.layer = nn.Linear(3, args.width)\n    def forward(self, x):\n"
            "        return self.layer(x).relu()\n",
            "parse_args parse_known_args parse_args_into_dataclasses",
        ),
    ),
    "module-without-super-init": (
        table(
            "import pytorch_lightning\nimport torch\nfrom torch import nn\nclass Net(NAME):\n"
            "    def __init__(self):\n        self.layer = nn.Linear(3, 3)\n",
            "torch.nn.Module pytorch_lightning.LightningModule Base",
        ),
    ),
    "monitoring-debt": (
        table(
            {
                "serve.py": "import torch\nimport NAME\nfrom flask import Flask\n"
                "app = Flask(__name__)\n@app.route('/')\ndef answer():\n"
                "    return str(model.predict(rows))\napp.run()\n",
                "Dockerfile": "FROM python:3.11\nCMD python serve.py\n",
            },
            "logging loguru structlog prometheus_client opentelemetry sentry_sdk datadog statsd"
            " evidently whylogs nannyml arize elasticapm newrelic ddtrace aporia fiddler absl"
            " prometheus_flask_exporter starlette_exporter mlflow"
            " prometheus_fastapi_instrumentator statsig honeycomb langfuse langsmith wandb",
        ),
        table(
            {
                "serve.py": "import torch\nfrom flask import Flask\napp = Flask(__name__)\n"
                "@app.route('/')\ndef answer():\n    return str(model.predict(rows))\napp.run()\n",
                "NAME": "gunicorn serve:app\n",
            },
            "Dockerfile api.dockerfile Procfile docker-compose.yml app.yaml serverless.yml"
            " deploy.yml k8s/service.yaml entrypoint.sh start-it.sh run_all.sh notes.md",
        ),
    ),
    "multiple-languages": (
        table(
            {"a.py": "import NAME\nx = 1\n"},
            "rpy2 matlab oct2py juliacall julia jpype jnius lupa pymatlab",
        ),
        table(
            {"a.py": "import os, subprocess\nos.NAME('Rscript fit.R')\n"},
            "run call Popen check_call check_output system popen getoutput remove",
        ),
        table(
            {"a.py": "import os\nos.system('NAME fit')\n"},
            "Rscript octave matlab julia java perl th lua scala ruby python",
        ),
    ),
    "nan-comparison": (table("import numpy as np\nx = y NAME np.nan\n", "==\n!=\nis\nis not\n<"),),
    "no-independent-test-set": (
        table(
            "import keras\nfrom keras.callbacks import EarlyStopping\n"
            "model = keras.Sequential()\n"
            "model.fit(x, y, validation_data=(x_val, y_val), callbacks=[EarlyStopping()])\n"
            "model.NAME(x_val)\n",
            "evaluate score evaluate_generator predict",
        ),
        table(
            "import keras\nfrom keras.callbacks import EarlyStopping\n"
            "model = keras.Sequential()\n"
            "model.fit(x, y, validation_data=(x_val, y_val), callbacks=[EarlyStopping()])\n"
            "model.evaluate(x_val)\nmodel.NAME(x_new)\n",
            "evaluate score evaluate_generator predict predict_proba predict_generator"
            " predict_classes summary",
        ),
    ),
    "no-scaling": (
        table(
            "import sklearn.svm, sklearn.neighbors, sklearn.cluster\n"
            "import sklearn.decomposition, sklearn.neural_network, sklearn.linear_model\n"
            "import pandas as pd\nx = pd.read_csv(path)\nmodel = sklearn.NAME()\nmodel.fit(x, y)\n",
            "svm.SVC svm.SVR svm.NuSVC svm.NuSVR svm.LinearSVC svm.LinearSVR svm.OneClassSVM"
            " neighbors.KNeighborsClassifier neighbors.KNeighborsRegressor"
            " neighbors.NearestNeighbors cluster.KMeans cluster.MiniBatchKMeans cluster.DBSCAN"
            " cluster.SpectralClustering decomposition.PCA decomposition.KernelPCA"
            " decomposition.IncrementalPCA neural_network.MLPClassifier"
            " neural_network.MLPRegressor linear_model.SGDClassifier linear_model.SGDRegressor"
            " linear_model.Lasso linear_model.Ridge linear_model.ElasticNet"
            " linear_model.LinearRegression",
        ),
        table(
            "from sklearn.svm import SVC\nmodel = SVC()\nmodel.NAME(x)\n",
            "fit fit_transform fit_predict predict",
        ),
        table(
            "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(frame['NAME'], y)\n",
            "lat lon lng latitude longitude Lat height",
        ),
        table(
            "from sklearn.pipeline import NAME\nfrom sklearn.svm import SVC\n"
            "model = NAME([('svc', SVC())])\n",
            "make_pipeline Pipeline ColumnTransformer make_column_transformer FeatureUnion",
        ),
        table(
            "from sklearn.svm import SVC\nfrom sklearn.datasets import NAME\n"
            "x, y = NAME()\nSVC().fit(x, y)\n",
            "make_moons load_digits load_iris",
        ),
        table(
            "from sklearn.svm import SVC\nx = x NAME\nSVC().fit(x, y)\n",
            "/255 /x.std() /sigma /scale /norm(x) /x.max() /sd /2 *255",
        ),
    ),
    "nondeterministic-algorithms": (
        table(
            "import lightning, pytorch_lightning, torch\nNAME(0)\n",
            "torch.manual_seed torch.cuda.manual_seed torch.cuda.manual_seed_all"
            " pytorch_lightning.seed_everything lightning.seed_everything torch.zeros",
        ),
        table(
            "import torch\ntorch.manual_seed(0)\nlib.NAME(True)\n",
            "use_deterministic_algorithms set_deterministic enable_full_determinism go",
        ),
        table(
            "import torch\ndef main():\n    x.NAME(0, at, y)\n" + SCRIPT,
            "index_copy index_add index_add_ scatter_add scatter_add_ put_ bincount gather",
        ),
        table(
            "import torch\ntorch.manual_seed(0)\nNAME\n",
            "torch.backends.cudnn.deterministic=True torch.backends.cudnn.deterministic=False"
            " torch.backends.cudnn.deterministic=given torch.backends.cudnn.benchmark=True"
            " Trainer(deterministic=True) Trainer(deterministic=False) Trainer(deterministic=None)",
        ),
    ),
    "nondeterministic-data-order": (
        table(
            "import glob, os, torch\nrows = NAME(folder)\nshuffle(rows)\n",
            "os.listdir glob.glob glob.iglob os.scandir os.walk",
        ),
        table(
            "import torch\nfrom pathlib import Path\nrows = list(Path(folder).NAME('*'))\n"
            "shuffle(rows)\n",
            "iterdir rglob glob joinpath",
        ),
        table(
            "import os, torch\nrows = NAME(os.listdir(folder))\nshuffle(rows)\n",
            "sorted len set frozenset any all max min sum Counter natsorted union list",
        ),
        table(
            "import os, torch\nrows = os.listdir(folder)\nx = NAME(rows)\nshuffle(rows)\n",
            "sorted len set frozenset any all max min sum Counter natsorted union list",
        ),
        table(
            "import os, torch\nrows = os.listdir(folder)\nx = lib.NAME(rows)\n",
            "train_test_split shuffle permutation random_split from_tensor_slices split enumerate"
            " choice sample concat KFold Dataset stack print",
        ),
        table(
            "import os, torch\nfor name in os.listdir(folder):\n    rows.append(name)\n"
            "x = np.NAME(rows)\n",
            "sort sorted lexsort argsort array",
        ),
    ),
    "numerically-unstable": (
        table(
            "import jax, numpy, tensorflow, torch\nx = NAME.log(1 + y)\nz = NAME.exp(y) - 1\n",
            "torch numpy jax.numpy tensorflow.math",
        ),
    ),
    "pipeline-cache-misuse": (
        table(
            "import tensorflow as tf\nrows = rows.shuffle(9).NAME(3).cache()\n",
            "batch map prefetch repeat unbatch take",
        ),
        table(
            "import tensorflow as tf\nrows = rows.batch(9).NAME(3).shuffle(9)\n",
            "cache map prefetch repeat unbatch take",
        ),
        table(
            "import tensorflow as tf\nrows = rows.map(NAME).cache()\n",
            "augment random_crop flip jitter distort decode",
        ),
    ),
    "print-debugging": (
        table(
            "def work(x):\n    print(NAME)\n    return x\n",
            "'x{}'.format(x.shape) 'x{}'.format(x) 'x'.format() f'{x.shape}' f'{x}' 'x%s'%x.shape"
            " 'x'+x.shape 'x'*x.shape 'x',x.shape 'x',x x",
        ),
        table(
            "def work(x):\n    NAME()\n    return x\n",
            "breakpoint pdb.set_trace ipdb.set_trace pudb.set_trace IPython.embed code.interact"
            " pdb.Pdb().set_trace ipdb.sset_trace wdb.set_trace pdb.run",
        ),
        table(
            "def work(x):\n    NAME(x.shape)\n    return x\n", "print pprint pprint.pprint ic log"
        ),
        table(
            "class Net:\n    def NAME(self, x):\n        print('here')\n        return x\n",
            "forward __getitem__ call collate_fn collate backward step",
        ),
        table(
            "def work(x):\n    print(x.NAME)\n    return x\n",
            "shape dtype device ndim requires_grad is_cuda grad_fn value",
        ),
        table(
            "def work(x):\n    print('x', x.NAME())\n    return x\n",
            "type size dim id get_shape keys is_contiguous mean",
        ),
        table(
            "import NAME\ndef work(x):\n    print(x.shape)\n    return x\n",
            "argparse click typer fire absl optparse docopt hydra",
        ),
        table(
            "def work(x):\n    print(NAME(x.shape))\n    return x\n", "len str repr list tuple sum"
        ),
    ),
    "process-management-debt": (
        table(
            {
                f"{letter}.py": "import torch\nimport NAME\nif __name__ == '__main__':\n"
                "    loss.backward()\n    torch.save(net, 'models/net.pt')\n"
                for letter in "abcdef"
            },
            "optuna ray hyperopt bentoml sagemaker azureml hydra submitit determined"
            " huggingface_hub vertexai skopt nevergrad guild",
        ),
        table(
            {
                "a.py": "import torch\nif __name__ == '__main__':\n    loss.backward()\n",
                **{f"configs/{letter}NAME": '{"lr": 1}\n' for letter in "abcdefgh"},
            },
            ".yaml .yml .json .toml .cfg .md",
        ),
    ),
    "prototype": (
        table(
            {"a.py": "import torch\nloss.backward()\n", "Dockerfile": "CMD NAME\n"},
            "papermill a.ipynb b.ipynb\njupyter nbconvert --execute a.ipynb\nrunipy a.ipynb\n"
            "voila a.ipynb\npython sandbox/a.py\npython a.py",
        ),
        table(
            {"NAME": "papermill a.ipynb b.ipynb\n", "a.py": "import torch\nloss.backward()\n"},
            "Dockerfile api.dockerfile Procfile docker-compose.yml crontab a.cron deploy.yaml"
            " entrypoint.sh start.sh notes.txt",
        ),
        table(
            {"a.py": "import torch\nimport NAME\nloss.backward()\n"},
            "import_ipynb nbimporter ipynb importnb testbook",
        ),
    ),
    "python2-code": (
        table(
            {"a.py": "import NAME\nx = 1\n"},
            "cPickle urllib2 ConfigParser StringIO cStringIO Queue httplib urlparse Tkinter"
            " HTMLParser commands __builtin__ cookielib SocketServer xmlrpclib json",
        ),
        table(
            {"a.py": "x = NAME(y)\n"}, "xrange raw_input unicode basestring unichr execfile range"
        ),
    ),
    "quadratic-frame-growth": (
        table(
            "import numpy\nimport pandas\nfor row in rows:\n    x = NAME([x, row])\n",
            "numpy.append numpy.concatenate numpy.vstack numpy.hstack numpy.row_stack"
            " pandas.concat numpy.stack",
        ),
    ),
    "randomness-uncontrolled": (
        table(
            "import numpy, random, tensorflow, torch\ndef main():\n    x = NAME(3)\n" + SCRIPT,
            "numpy.random.rand numpy.random.default_rng torch.rand torch.randn_like"
            " torch.utils.data.random_split tensorflow.random.uniform tensorflow.random_normal"
            " random.choice random.Random torch.zeros",
        ),
        table(
            "import numpy, random, tensorflow, torch\nNAME(3)\nx = numpy.random.rand(3)\n"
            "y = torch.rand(3)\nz = tensorflow.random.normal(3)\nv = random.random()\n" + SCRIPT,
            "numpy.random.seed numpy.random.set_state torch.manual_seed torch.random.manual_seed"
            " torch.set_rng_state tensorflow.set_random_seed tensorflow.random.set_seed random.seed"
            " random.setstate lib.seed_everything lib.set_global_seed",
        ),
    ),
    "reduction-axis-not-set": (
        table(
            TORCH + "y = NAME\n",
            "F.softmax(x) F.softmax(x,1) F.log_softmax(x) F.log_softmax(x,1) F.softmin(x)"
            " F.softmin(x,1) nn.Softmax() nn.Softmax(1) nn.LogSoftmax() nn.LogSoftmax(1)"
            " nn.Softmin() nn.Softmin(1) nn.Softmax(dim=1) nn.ReLU()",
        ),
    ),
    "removed-api": (
        table(
            "import tensorflow as tf\nx = tf.Session()\ny = tf.NAME()\n",
            "Session placeholder constant",
        ),
        table(
            "import functorch, keras, numpy, openai, pandas, pytorch_lightning\n"
            "import scipy, sklearn, torch, torchtext, torchvision, transformers\n"
            "x = NAME\n",
            "numpy.bool numpy.int numpy.float numpy.complex numpy.object numpy.str numpy.long"
            " numpy.unicode numpy.NaN numpy.NAN numpy.Inf numpy.Infinity numpy.PINF numpy.float_"
            " numpy.complex_ numpy.unicode_ numpy.string_ numpy.product numpy.cumproduct"
            " numpy.alltrue numpy.sometrue numpy.in1d numpy.row_stack numpy.trapz numpy.asfarray"
            " numpy.mat numpy.msort numpy.find_common_type numpy.cast numpy.source numpy.distutils"
            " pandas.Panel pandas.TimeGrouper pandas.datetime pandas.np pandas.rolling_mean"
            " pandas.ewma pandas.Int64Index pandas.Float64Index pandas.UInt64Index"
            " pandas.io.json.json_normalize pandas.util.testing scipy.misc.imread"
            " scipy.misc.imresize scipy.misc.imsave scipy.misc.imrotate scipy.misc.toimage"
            " scipy.misc.logsumexp scipy.misc.comb scipy.misc.factorial scipy.integrate.simps"
            " scipy.integrate.trapz scipy.integrate.cumtrapz scipy.interp sklearn.cross_validation"
            " sklearn.grid_search sklearn.learning_curve sklearn.externals.joblib"
            " sklearn.externals.six sklearn.preprocessing.Imputer sklearn.datasets.load_boston"
            " sklearn.datasets.fetch_mldata sklearn.metrics.plot_confusion_matrix"
            " sklearn.metrics.plot_roc_curve sklearn.metrics.plot_precision_recall_curve"
            " sklearn.metrics.scorer.make_scorer sklearn.mixture.GMM"
            " sklearn.feature_extraction.text.stop_words keras.utils.np_utils"
            " keras.wrappers.scikit_learn keras.layers.merge keras.layers.CuDNNLSTM"
            " keras.layers.CuDNNGRU keras.layers.normalization.BatchNormalization"
            " keras.layers.convolutional.Conv2D keras.layers.convolutional.MaxPooling2D"
            " keras.layers.core.Dense keras.layers.core.Dropout keras.layers.core.Activation"
            " keras.layers.core.Flatten keras.preprocessing.image.ImageDataGenerator"
            " keras.preprocessing.text.Tokenizer keras.optimizers.adam keras.optimizers.sgd"
            " keras.optimizers.rmsprop torch.symeig torch.eig torch.lstsq torch.solve"
            " torch.matrix_rank torch.qr torch.chain_matmul torch.lu_solve torch.cholesky"
            " torch.ger torch.rfft torch.irfft torch.set_default_tensor_type"
            " torch.cuda.amp.autocast torch.cuda.amp.GradScaler torch.cuda.amp.custom_fwd"
            " torch.cuda.amp.custom_bwd torch.cpu.amp.autocast torch.cpu.amp.GradScaler"
            " torch.backends.cuda.sdp_kernel torch.nn.UpsamplingNearest2d"
            " torch.nn.UpsamplingBilinear2d torch.nn.functional.upsample"
            " torch.nn.utils.weight_norm torch.nn.utils.clip_grad_norm"
            " torch.nn.init.xavier_uniform torch.nn.init.xavier_normal"
            " torch.nn.init.kaiming_normal torch.nn.init.kaiming_uniform torch.nn.init.normal"
            " torch.nn.init.uniform torch.nn.init.constant torch.nn.init.orthogonal"
            " torch.autograd.Variable torch.utils._pytree._register_pytree_node"
            " torch.utils.data._utils.collate.default_collate"
            " torch.utils.data._utils.collate.default_convert functorch.vmap functorch.grad"
            " functorch.vjp functorch.jvp functorch.jacrev functorch.jacfwd functorch.hessian"
            " functorch.functionalize torchvision.transforms.Scale"
            " torchvision.transforms.RandomSizedCrop torchvision.transforms.v2.ToTensor"
            " torchtext.legacy torchtext.data.Field torchtext.data.BucketIterator"
            " torchtext.data.TabularDataset transformers.AdamW transformers.AutoModelWithLMHead"
            " transformers.TextDataset transformers.LineByLineTextDataset openai.ChatCompletion"
            " openai.Completion openai.Embedding openai.Moderation"
            " pytorch_lightning.metrics.Accuracy pytorch_lightning.metrics.F1",
        ),
        table(
            FRAME + "x = frame.NAME\n",
            "append iteritems ix as_matrix get_value set_value swaplevels applymap mad mean",
        ),
        table(
            "import keras\nmodel = keras.Sequential()\nx = model.NAME(y)\n",
            "fit_generator evaluate_generator predict_generator predict_classes predict_proba fit",
        ),
        table(
            "import tensorflow as tf\nx = tf.NAME\n",
            "ConfigProto GPUOptions GraphKeys InteractiveSession Session add_to_collection"
            " app.flags app.run assign_add contrib get_collection get_default_graph"
            " get_default_session get_variable global_variables global_variables_initializer"
            " image.resize_images initialize_all_variables layers.batch_normalization"
            " layers.conv2d layers.dense layers.dropout layers.flatten log"
            " losses.softmax_cross_entropy nn.dynamic_rnn nn.max_pool_with_argmax_v1"
            " nn.rnn_cell.LSTMCell placeholder placeholder_with_default py_func random_normal"
            " random_uniform reset_default_graph set_random_seed sparse_placeholder sparse_retain"
            " sparse_tensor_dense_matmul sparse_tensor_to_dense summary.FileWriter"
            " summary.merge_all summary.scalar_ to_float to_int32 train.AdamOptimizer"
            " train.GradientDescentOptimizer train.MomentumOptimizer train.RMSPropOptimizer"
            " train.Saver train.exponential_decay train.get_or_create_global_step"
            " trainable_variables truncated_normal variable_scope contrib.x app.flags logging"
            " constant",
        ),
        table("import NAME\nx = NAME.f(y)\n", "gym apex.amp gymnasium"),
        table(
            "from NAME import f\nx = f(y)\n",
            "sklearn.cross_validation sklearn.externals.joblib numpy.distutils",
        ),
        table(
            "import torchvision\nx = torchvision.models.NAME\n",
            "resnet50(pretrained=True) resnet50(True) resnet50(weights=w)"
            " resnet50(pretrained_backbone=True) ResNet(pretrained=True) make_net(pretrained=True)"
            " detection.fast(pretrained=True) detection.fast(True)",
        ),
        table(
            "import numpy as np\nNAME\n    x = np.bool\n",
            "if np.__version__ < '1':\nif hasattr(np, 'bool'):\nif x:\nfor x in y:",
        ),
    ),
    "seed-incomplete": (
        table(
            "import numpy, random, tensorflow, torch, keras\nNAME(0)\nx = numpy.random.rand(3)\n"
            "y = torch.rand(3)\nz = tensorflow.random.normal(3)\nv = random.random()\n",
            "numpy.random.seed torch.manual_seed torch.random.manual_seed"
            " tensorflow.set_random_seed tensorflow.random.set_seed random.seed"
            " lib.seed_everything lib.set_seed",
        ),
        table(
            "import numpy, random, tensorflow, torch, keras\nrandom.seed(0)\nx = NAME(3)\n",
            "numpy.random.rand numpy.random.shuffle torch.rand torch.nn.Linear torch.nn.Conv2d"
            " torch.utils.data.DataLoader tensorflow.random.uniform keras.Sequential"
            " keras.layers.Dense torch.zeros",
        ),
        table(
            "import numpy, random, torch\nnumpy.random.seed(0)\nx = random.NAME(3)\n",
            "random randint choice choices shuffle sample uniform Random",
        ),
    ),
    "sync-in-hot-loop": (
        table(
            TORCH + "for x in rows:\n    loss.backward()\n    a = loss.item()\n    b = y.item()\n"
            "    c = z.NAME()\n",
            "item cpu tolist detach",
        ),
    ),
    "target-leakage": (
        table(
            FRAME + "from sklearn.linear_model import Ridge\n"
            "frame['m'] = frame['c'].map(frame.groupby('c')['y'].NAME())\n"
            "Ridge().fit(frame[['m']], frame['y'])\n",
            "mean median agg aggregate transform count",
        ),
    ),
    "tensorarray-not-used": (
        table(
            "import keras, tensorflow\nfor x in rows:\n    all = NAME([all, x], 0)\n",
            "tensorflow.concat tensorflow.stack tensorflow.compat.v1.concat keras.ops.concatenate"
            " tensorflow.add",
        ),
        table(
            "import tensorflow\nfor x in rows:\n    all = tensorflow.concat([all, x], NAME)\n",
            "0 1 2 -1 axis=0 axis=1 axis=-1 given",
        ),
    ),
    "tf-function-misuse": (
        table("import tensorflow as tf\nfor x in rows:\n    f = tf.NAME(g)\n", "function constant"),
        table(
            "import random, time\nimport numpy as np\nimport tensorflow as tf\n@tf.function\n"
            "def step(x):\n    y = NAME(x)\n    return y\n",
            "print time.time tf.Variable np.random.rand random.random tf.print",
        ),
    ),
    "threshold-dependent-validation": (
        table(
            "import keras, sklearn.metrics, tensorflow, tensorflow_addons, torchmetrics\n"
            "x = NAME(y, z)\n",
            "sklearn.metrics.f1_score sklearn.metrics.precision_score sklearn.metrics.recall_score"
            " torchmetrics.F1Score torchmetrics.classification.BinaryF1Score"
            " keras.metrics.Precision tensorflow.keras.metrics.Recall"
            " tensorflow_addons.metrics.F1Score sklearn.metrics.accuracy_score",
        ),
        table("import NAME\nx = NAME.metrics.F1Score(y)\n", "keras tensorflow_addons"),
        table(
            "from sklearn.metrics import f1_score, NAME\nx = f1_score(y, z)\n",
            "roc_curve auc average_precision_score log_loss brier_score_loss"
            " precision_recall_curve calibration_curve accuracy_score",
        ),
    ),
    "tracking-output-committed": (
        table(
            {"NAME": "x"},
            "mlruns/0/a wandb/run-1/a wandb/offline-run-2/a lightning_logs/version_0/a"
            " events.out.tfevents.1 .hydra/config.yaml .hydra/overrides.yaml catboost_info/a"
            " runs/3/cout.txt tests/mlruns/0/a src/a.txt",
        ),
    ),
    "training-undocumented": (
        table(
            {"train.py": "import torch\nloss.backward()\n" + SCRIPT, "NAME": "all:\n"},
            "Makefile Snakefile dvc.yaml MLproject justfile run.sh notes.txt",
        ),
        table(
            {"train.py": "import NAME\nloss.backward()\n" + SCRIPT},
            "torch tensorflow keras sklearn lightning pytorch_lightning jax flax xgboost",
        ),
        table(
            {"train.py": "import torch\nx.NAME(y)\n" + SCRIPT},
            "backward fit fit_generator train_on_batch minimize apply_gradients predict",
        ),
    ),
    "unnecessary-iteration": (
        table(
            TORCH + "x = torch.ones(9)\nfor i in range(9):\n    total NAME\n",
            "+=x[i] -=x[i] =x[i] +=x[0]",
        ),
        table(FRAME + "for row in frame.NAME():\n    x.append(row)\n", "iterrows itertuples items"),
        table(
            FRAME + "for i, row in frame.iterrows():\n    lib.NAME(row)\n",
            "print write writerow open get post put download imread imwrite save savefig plot"
            " scatter execute commit send info debug warning log mkdir makedirs copy copyfile move"
            " remove system run show annotate text update fit predict generate sleep read load"
            " insert submit request append",
        ),
        table(
            FRAME + "for row in frame.itertuples():\n    x = NAME(row)\n",
            "append abs float int len max min round str sum range go",
        ),
        table(
            FRAME + "async def work():\n    for i, row in frame.iterrows():\n        NAME row\n",
            "yield\nyield from\nawait\nnot",
        ),
        table(FRAME + "for i in NAME(frame.iterrows()):\n    x = i\n", "tqdm enumerate list zip"),
        table(FRAME + "for i in range(9):\n    x = frame.NAME[i, 'a']\n", "loc iloc at iat values"),
    ),
    "unnecessary-model-code": (
        table(
            TORCH + "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.used = nn.Linear(3, 3)\n        self.left = nn.NAME(3, 3)\n"
            "    def forward(self, x):\n        return self.used(x)\n",
            "Linear Parameter Identity",
        ),
        table(
            TORCH + "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.left = nn.Linear(3, 3)\n    def NAME(self, x):\n        return x\n",
            "forward call training_step forward_features",
        ),
        table(
            TORCH + "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.left = nn.Linear(3, 3)\n    def forward(self, x):\n"
            "        return [NAME, self.NAME]\n",
            "children named_children _modules __dict__ getattr vars eval get_submodule",
        ),
    ),
    "unpinned-hub-asset": (
        table(
            "import transformers\nx = transformers.AutoModel.from_pretrained('a/b', NAME)\n",
            "trust_remote_code=True trust_remote_code=False revision='1' **given",
        ),
        table(
            "import datasets, diffusers, huggingface_hub, peft, sentence_transformers, torch\n"
            "import transformers\nx = NAME\n",
            "datasets.load_dataset('a/b') huggingface_hub.hf_hub_download('a/b')"
            " huggingface_hub.snapshot_download('a/b') torch.hub.load('a/b')"
            " transformers.pipeline('task','a/b') transformers.pipeline('task')"
            " transformers.AutoModel.from_pretrained('a/b')"
            " diffusers.DiffusionPipeline.from_pretrained('a/b')"
            " peft.PeftModel.from_pretrained('a/b') peft.PeftModel.from_pretrained(path='a/b')"
            " sentence_transformers.Some.from_pretrained('a/b')"
            " datasets.Some.from_pretrained('a/b')"
            " torch.hub.load('a/b:v1') torch.hub.load('a/b',source='local') torch.load('a/b')",
        ),
        table(
            "import transformers\nx = transformers.AutoModel.from_pretrained('NAME')\n",
            "a/b ./a ../a /a ~/a C:/a",
        ),
        table(
            "import datasets\nx = datasets.load_dataset('NAME')\n",
            "csv json text parquet imagefolder audiofolder arrow squad",
        ),
        table(
            "import transformers\nx = transformers.AutoModel.from_pretrained(NAME='a/b')\n",
            "repo_id path model pretrained_model_name_or_path repo_or_dir revision",
        ),
        table(
            "from NAME import Some\nx = Some.from_pretrained('a/b')\n",
            "transformers diffusers peft sentence_transformers datasets",
        ),
        table(
            "import huggingface_hub\nx = huggingface_hub.snapshot_download(repo_id='NAME')\n",
            "a/b ./a",
        ),
    ),
    "unsafe-deserialisation": (
        table(
            "import _pickle, cPickle, cloudpickle, dill, joblib, jsonpickle, keras, marshal\n"
            "import msgpack, numpy, onnxruntime, pandas, pickle, shelve, sklearn, tensorflow\n"
            "import torch, yaml\ndef work(path):\n    return NAME(path)\n",
            "pickle.load pickle.loads cPickle.load cPickle.loads _pickle.load _pickle.loads"
            " dill.load dill.loads dill.open cloudpickle.load cloudpickle.loads cloudpickle.open"
            " joblib.load joblib.loads joblib.open shelve.open pandas.read_pickle"
            " sklearn.externals.joblib.load jsonpickle.decode marshal.load marshal.loads"
            " yaml.load yaml.load_all yaml.unsafe_load yaml.unsafe_load_all yaml.safe_load"
            " keras.models.load_model keras.saving.load_model tensorflow.saved_model.load"
            " torch.package.PackageImporter numpy.ctypeslib.load_library"
            " torch.classes.load_library torch.ops.load_library tensorflow.load_library"
            " tensorflow.load_op_library"
            " onnxruntime.SessionOptions().register_custom_ops_library torch.load numpy.load"
            " msgpack.load",
        ),
        table(
            "import msgpack, msgpack_numpy\nmsgpack_numpy.patch()\nx = msgpack.NAME(data)\n",
            "load loads unpack unpackb packb",
        ),
        table(
            "import msgpack, msgpack_numpy\nx = msgpack.loads(data, object_hook=NAME)\n",
            "msgpack_numpy.decode make",
        ),
        table(
            "import os, pickle\nfrom pathlib import Path\nx = pickle.load(open(NAME))\n",
            "'a' os.path.join('a','b') Path('a') os.path.expanduser('~/a')"
            " os.path.dirname(__file__) os.path.abspath('a') '{}'.format('a') 'a'+'b' path"
            " os.path.basename('a')",
        ),
        table(
            "import yaml\nx = yaml.load(text, NAME)\n",
            "yaml.Loader yaml.UnsafeLoader yaml.FullLoader yaml.CLoader yaml.SafeLoader"
            " Loader=yaml.Loader Loader=OurLoader",
        ),
        table(
            "import keras\nx = keras.models.load_model(NAME)\n",
            "path path,safe_mode=False path,safe_mode=True path,safe_mode=given 'a.keras' 'a.h5'"
            " filepath=path filepath=name+'.keras' f(name+'.keras')",
        ),
        table(
            "import numpy as np\nx = np.load(path, NAME)\n",
            "allow_pickle=True allow_pickle=False allow_pickle=1 allow_pickle=given 'r'",
        ),
        table(
            "import pickle, gzip\nwith NAME('a.pkl') as f:\n    x = pickle.load(f)\n",
            "open gzip.open gzip.GzipFile fetch",
        ),
    ),
    "unseeded-split": (
        table(
            "import sklearn.model_selection as ms\nx = ms.NAME\n",
            "train_test_split(x) ShuffleSplit() StratifiedShuffleSplit() GroupShuffleSplit()"
            " RepeatedKFold() RepeatedStratifiedKFold() KFold() KFold(shuffle=True)"
            " StratifiedKFold() StratifiedKFold(shuffle=True) StratifiedGroupKFold()"
            " StratifiedGroupKFold(shuffle=True) GroupKFold(shuffle=True)",
        ),
    ),
    "unvalidated-data": (
        table(
            {
                "train.py": "import pandas as pd\nfrom sklearn.svm import SVC\nimport NAME\n"
                "def main():\n    rows = pd.read_csv(path)\n    SVC().fit(rows, y)\n" + SCRIPT
            },
            "pandera great_expectations deepchecks evidently whylogs cerberus pydantic"
            " tensorflow_data_validation pointblank patito soda pydeequ frictionless jsonschema"
            " marshmallow voluptuous schema ydata_profiling pandas_profiling",
        ),
        table(
            {
                "train.py": "import NAME\nimport torch\ndef main():\n"
                "    rows = np.genfromtxt(path)\n    loss.backward()\n" + SCRIPT
            },
            "sklearn xgboost lightgbm catboost statsmodels pandas torchvision",
        ),
    ),
    "wildcard-import": (
        table(
            "from NAME import *\nx = f(1)\n",
            "fastai fastai.vision fastbook tkinter turtle manim manimlib pylab",
        ),
    ),
    "wrong-distribution-name": (
        table(
            {"requirements.txt": "NAME\n"},
            "sklearn pytorch tensorflow-gpu tensorflow-gpu==2.11.0 tensorflow-gpu==2.12.0 argparse"
            " scikit-learn",
        ),
        table({"environment.yml": "dependencies:\n- NAME\n"}, "pytorch sklearn"),
        table({"environment.yml": "dependencies:\n- pip\n- pip:\n  - NAME\n"}, "pytorch sklearn"),
        table({"pixi.toml": "[dependencies]\nNAME = '*'\n"}, "pytorch sklearn"),
        table({"Dockerfile": "FROM python\nRUN pip install NAME\n"}, "pytorch sklearn"),
    ),
    "chain-indexing": (
        table(FRAME + "x = frame['a']NAME\n", "['b'] [1] [1:] .b"),
        table(FRAME + "frame['a']NAME = 1\n", "['b'] [1] [1:] .b"),
    ),
    "configuration-debt": (
        table(
            {
                "train.py": "import torch\nIMG_SIZE = 224\nloss.backward()\n",
                "use.py": "import torch\nIMG_SIZE = NAME\nmodel.predict(x)\n",
                "main.py": SCRIPT,
            },
            "224 320 given",
        ),
        table(
            {
                f"{letter}.py": "import torch\ntorch.optim.SGD(p, lr=NAME)\n"
                "torch.utils.data.DataLoader(rows, batch_size=NAME)\n" + SCRIPT
                for letter in "abcd"
            },
            "32 0 1 True args.x",
        ),
        table("import torch\nfrom conf import cfg\nNAME\n", "eval(cfg.x) exec(cfg.x) print(cfg.x)"),
    ),
    "cultural-debt": (table({"a.py": "import torch\nloss.backward()\n"}, "none"),),
    "dead-code": (table("def work(x):\n    NAME\n    go()\n    return x\n", "return raise pass"),),
    "dependencies-unmanaged": (
        table({"a.py": "import torch\n", "README.md": "Run `NAME`.\n"}, "x\npip install torch"),
    ),
    "dependency-missing": (
        table(
            {"a.py": "import NAME\n", "requirements.txt": "numpy\n"},
            "numpy torch torch,pandas os",
        ),
        table(
            {"a.py": "import torch\n", "Dockerfile": "FROM NAME\nRUN pip install numpy\n"},
            "python:3.11 ubuntu debian alpine nvidia/cuda:12 continuumio/miniconda3"
            " pytorch/pytorch",
        ),
    ),
    "dvc-misconfigured": (
        table({"data/a.csv.dvc": "outs:\n- path: a\n", "NAME": "x"}, "data/a.csv data/b.csv"),
        table(
            {"data/a.csv.dvc": "outs:\n- path: a\n", ".dvc/config": "[remote]\n    url = NAME\n"},
            "/mnt/data ~/data C:/data file:///data s3://bucket ../data",
        ),
        table({"NAME": "x", "a.py": "x = 1\n"}, ".dvc/cache/ab/cd .dvc/tmp/a"),
        table({"dvc.yaml": "stages:\n  a:\n    cmd: b\n", "NAME": "x: y\n"}, "dvc.lock"),
    ),
    "end-of-life-pin": (
        table(
            {"a.py": "import tensorflow\n", "requirements.txt": "NAME\n"},
            "tensorflow==1.4.0 tensorflow==1.15.0 tensorflow==2.5.0 tensorflow==2.16.1 torch==1.0.0"
            " torch==1.4.0 numpy==1.16.0 numpy<1.17 scipy==1.2.0 pandas==0.25",
        ),
    ),
    "environment-not-captured": (
        table(
            {"a.py": "import torch\nloss.backward()\n" + SCRIPT, "NAME": "x: y\n"},
            "Dockerfile environment.yml poetry.lock .python-version flake.nix pixi.toml"
            " .devcontainer/devcontainer.json a.def",
        ),
        table(
            {"a.py": "import torch\nloss.backward()\n" + SCRIPT, "Dockerfile": "FROM NAME\n"},
            "python python:latest python:3.11 python@sha256:1234 $BASE ./local",
        ),
        table(
            {"a.py": "import torch\nloss.backward()\n" + SCRIPT, "requirements.txt": "NAME\n"},
            "numpy",
        ),
    ),
    "evaluated-on-training-data": (
        table(
            "from sklearn.svm import SVC\nfrom sklearn.metrics import accuracy_score\n"
            "model = SVC()\nmodel.fit(x, y)\nNAME\n",
            "model.score(x,y) accuracy_score(y,model.predict(x)) model.score(x_test,y_test)",
        ),
    ),
    "feedback-loop": (
        table(
            {
                "serve.py": "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\n"
                "def answer():\n    return model.NAME(x)\n"
            },
            "predict",
        ),
        table(
            {
                "a.py": "import pandas as pd\nfrom sklearn.svm import SVC\n"
                "x = pd.read_csv('NAME.csv')\n"
                "model = SVC().fit(x, y)\npred = model.predict(x)\npred.to_csv('NAME.csv')\n"
            },
            "preds pseudo rows",
        ),
    ),
    "gradients-not-cleared": (
        table(
            TORCH + "opt = torch.optim.SGD(p, 0.1)\nfor x in rows:\n    loss = f(x)\n"
            "    loss.backward()\n    NAME\n",
            "opt.step() opt.zero_grad() w-=w.grad print(x)",
        ),
        table(
            TORCH + "opt = torch.optim.SGD(p, 0.1)\nfor x in rows:\n    loss = f(x)\n"
            "    loss.backward()\n    opt.step()\n    NAME\n",
            "opt.zero_grad() net.zero_grad() w.grad=None w.grad.data=0 state.clear() state.reset()",
        ),
        table(
            TORCH + "opt = torch.optim.SGD(p, 0.1)\nfor x in rows:\n    NAME\n    loss = f(x)\n"
            "    loss.backward()\n    opt.step()\n",
            "opt.zero_grad() net.zero_grad() w.grad=None w.grad.data=0 state.clear() state.reset()",
        ),
    ),
    "isolated-cell": (
        table(
            {"a.ipynb": ran("go()", "left = 1\nmore = 2\nrest = NAME", "go()", "go()")},
            "3 CDLL(x) Popen(x) Thread(x) Rows(x) open(x) print(x) list(x) f(x)",
        ),
        table(
            {"a.ipynb": ran("go()", "a = 1\nb = 2\nc = 3", "go()", "NAME", "go()")},
            "d=1;e=2;f=3 go()\nd = 1\ne = 2\nf = 3",
        ),
    ),
    "pipeline-jungle": (
        table(
            {
                **{f"{letter}.py": "x = 1\n" for letter in "abcde"},
                "train.py": "import torch\nloss.backward()\n",
                "run.sh": "python a.py\npython b.py\npython c.py\npython NAME\n",
            },
            "d.py train.py",
        ),
    ),
    "preprocessing-leakage": (
        table(
            "from sklearn.preprocessing import StandardScaler\n"
            "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
            "scaler = StandardScaler()\nx = scaler.NAME(x)\na, b, c, d = train_test_split(x, y)\n"
            "SVC().fit(a, c)\n",
            "fit_transform transform",
        ),
        table(
            "from sklearn.preprocessing import StandardScaler\n"
            "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
            "scaler = StandardScaler()\na, b, c, d = train_test_split(x, y)\n"
            "a = scaler.fit_transform(a)\nb = scaler.NAME(b)\nmodel = SVC().fit(a, c)\n"
            "model.score(b, d)\n",
            "fit_transform transform",
        ),
    ),
    "random-split-of-time-series": (
        table(
            "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
            "df = pd.read_csv(path)\ndf['b'] = df['a'].NAME\nx, z = train_test_split(df)\n",
            "shift(1) rolling(3).mean() diff() abs()",
        ),
    ),
    "secret-committed": (
        table(
            {"key.yaml": "key: |\n  -----BEGIN NAMEPRIVATE KEY-----\n  MIIEpAIBAAKCAQEA7bq\n"},
            "RSA \nEC \nOPENSSH \nPUBLIC ",
        ),
    ),
    "self-admitted-debt": (
        table(
            "# NAME\nx = 1\n",
            "TODO: add tests\nFIXME: this crashes\nHACK around the cache\nplain words",
        ),
    ),
    "unexplained-suppression": (
        table(
            "x = 1  # numbers-audit: ignoreNAME\n",
            "[dead-code]\n[dead-code] it is called by name\n[dead-cod]\n[]\n",
        ),
    ),
    "virtualenv-committed": (
        table(
            {"NAME": "x"},
            "pyvenv.cfg env/pyvenv.cfg env/bin/activate.csh env/Scripts/activate.bat"
            " env/conda-meta/history env/lib/python3.9/site-packages/a.py bin/activate",
        ),
    ),
    "no-experiment-tracking": (
        table(
            {
                "train.py": "import torch\nfor e in rows:\n    loss.backward()\n    print(loss)\n",
                "conf.yaml": "logger: NAME\n",
            },
            "wandb mlflow tensorboard tensor_board comet neptune clearml WandbLogger CSVLogger"
            " TestTubeLogger visdom",
        ),
        table(
            {
                "train.py": "import torch\nfor e in rows:\n    loss.backward()\n    NAME\n",
                "conf.yaml": "lr: 1\n",
            },
            "print('wandb') df.to_csv(p) df.to_json(p) np.savetxt(p) w.writerow(r) w.writerows(r)"
            " csv.DictWriter(f) logging.FileHandler(p) logging.basicConfig() plt.savefig(p)"
            " w.add_scalar(x) w.add_scalars(x) w.log_metric(x) w.log_metrics(x) TPUEstimator(x)"
            " Estimator(x) Trainer(x) history(x) json.dump(x,f) yaml.dump(x) np.savez(p) np.save(p)"
            " pickle.dump(x,f) logger.add(p) open(p,'w') open(p,'a') open(p,'w+') open(p,'r')"
            " open(p) print(x)",
        ),
    ),
    "model-code-comprehension": (
        table(
            TORCH
            + "class Net(nn.Module):\n    def forward(self, x):\n"
            + "".join(f"        x = x.view(1, {at})\n" for at in range(6))
            + "".join(f"        x = self.step{at}(x)\n" for at in range(20))
            + "        NAME\n        return x\n",
            "a,b=x.shape n=x.shape[0] n=x.size(0) n=len(x) a,b=len(x),3 assert(x) n=x.sum()"
            " x=rearrange(x,'b,c') x=torch.einsum('ab',x) x=reduce(x,'b') x=repeat(x,'b')",
        ),
        table(
            TORCH
            + "class Net(nn.Module):\n    def forward(self, x):\n"
            + "".join(f"        x = x.view(1, {at})\n" for at in range(5))
            + "".join(f"        x = self.step{at}(x)\n" for at in range(20))
            + "        x = x.NAME(1)\n        return x\n",
            "view reshape permute transpose repeat repeat_interleave flatten unbind unfold tile"
            " swapaxes movedim sum",
        ),
    ),
    "no-checkpointing": (
        table(
            "import torch\nfor e in epochs:\n    for x in rows:\n        loss.backward()\nNAME\n",
            "torch.save(x) json.dump(x,f) f.write(x) hub.store(x) net.export(p) serialize(x)"
            " checkpoint(x) saver(x) Estimator(x) Trainer(x) x.tofile(p) push_to_hub(x) snapshot(x)"
            " to_file(x) persist(x) log_model(x) print(x)",
        ),
    ),
    "absolute-path": (
        table(
            "import pandas as pd\nframe = pd.read_csv('NAME')\n",
            "/home/ada/x.csv /Users/ada/x.csv /home/user/x.csv /home/your_name/x.csv /home/me/x.csv"
            " /home/foo/x.csv /home/xxx/x.csv C:/Users/ada/x.csv D:/data/x.csv /content/drive/x.csv"
            " /content/gdrive/x.csv /kaggle/input/x.csv /kaggle/working/x.csv /gpfs/x.csv"
            " /scratch/x.csv /scratch2/x.csv /nfs/x.csv /mnt/data/x.csv /mnt/nas/x.csv"
            " /mnt/disk1/x.csv /Volumes/x.csv /tmp/x.csv data/x.csv /usr/share/x.csv",
        ),
    ),
    "inline-install": (
        table(
            {"a.ipynb": ran("NAME")},
            "!pip install torch\n%pip install torch\n!pip3 install torch\n!conda install torch\n"
            "!mamba install torch\n!uv pip install torch\n!sudo pip install torch\n"
            "!python -m pip install torch\n!pip install torch==1.0\n!pip install -r a.txt\n"
            "!pip install --requirement a.txt\n!pip install -e .\n!pip install --editable .\n"
            "!pip install -i u torch\n!pip install --index-url u torch\n"
            "!pip install --extra-index-url u torch\n!pip install -f u torch\n"
            "!pip install --find-links u torch\n!pip install -t d torch\n"
            "!pip install --target d torch\n!pip install -c a.txt torch\n!pip install -q torch\n"
            "!pip install -U pip setuptools wheel\n!pip install git+https://x.org/a@v1.0\n"
            "!pip install git+https://x.org/a@0123456789\n!pip install git+https://x.org/a\n"
            "!pip install a-1.0.whl\n!pip install a.zip\n!pip install a.tar.gz\n!apt install torch",
        ),
    ),
    "hidden-state": (
        table(
            {"a.ipynb": ran("NAME", "x = made", "go = 1")},
            "%run a.ipynb\n%load a.py\n%store -r\n%pylab\n%macro\n%rerun\n%recall\n%aimport a\n"
            "%R x\n%sql x\n%px x\n%pxlocal x\n%bigquery x\n%%cython\n"
            "exec(text)\nglobals()\nlocals()\n"
            "execfile(p)\nprint(1)\n%matplotlib inline",
        ),
        table(
            {"a.ipynb": ran("x = NAME", "y = 1")},
            "In Out exit quit display get_ipython unicode xrange raw_input basestring long reduce"
            " unichr reload cmp execfile file spark sc sqlContext dbutils displayHTML table sql js"
            " pyodide pylab _ _1 YOUR_KEY print made",
        ),
    ),
    "hotspot": (table("x = NAME\n", "1"),),
    "imports-scattered": (
        table(
            {"a.ipynb": ran("x = 1", "x = 2", "x = 3", "import a, b, c, d, NAME")}, "e os a e,f,g"
        ),
    ),
}

RULES = {rule.id: rule for rule in CATALOGUE}


def said(rule: Rule, texts: Texts, name: str) -> Iterator[str]:
    parts = texts if isinstance(texts, Mapping) else {"example.py": texts}
    filled = {
        path.replace("NAME", name): text.replace("NAME", name) for path, text in parts.items()
    }
    project = project_of(filled)
    if not rule.applies(project):
        return
    try:
        yield from map(written, rule.check(project))
    except NotAssessable as reason:
        yield f"not assessable: {reason}"


def lines(rule: Rule, table: Table) -> Iterator[str]:
    names = table.names.splitlines() if "\n" in table.names else table.names.split()
    for name in names:
        yield f"{name}\n"
        yield from (f"    {each}\n" for each in sorted(said(rule, table.text, name)))


@pytest.mark.parametrize("rule", [RULES[slug] for slug in TABLES], ids=lambda rule: rule.id)
def test_what_a_rule_says_of_each_name_in_its_tables(rule: Rule) -> None:
    told = "\n".join("".join(lines(rule, table)) for table in TABLES[rule.id])
    assert_golden(f"golden/tables/{rule.id}.txt", told)
