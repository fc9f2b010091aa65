"""Repositories that are the same all over, in any size: what grows with their square shows.

Each lays out one thing that somewhere is looked up for each of the others: bases of bases, cells
and comments, names and calls.
"""

# ruff: noqa: E501 - one shape a line

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

Texts = Mapping[str, str]


class Shape(NamedTuple):
    """Files by how many of the thing they hold, and the smaller number to try."""

    texts: Callable[[int], Texts]
    small: int = 50


def _program(unit: str, before: str = "", after: str = "") -> Callable[[int], Texts]:
    """A program with so many copies of some lines: `{n}` is a copy's number, `{m}` the next one."""
    return lambda count: {"a.py": f"{before}{_copies(unit, count)}{_copy(after, count)}"}


def _files(path: str, unit: str) -> Callable[[int], Texts]:
    return lambda count: {_copy(path, n): _copy(unit, n) for n in range(count)}


def _list(path: str, unit: str, before: str = "") -> Callable[[int], Texts]:
    return lambda count: {path: before + _copies(unit, count), "a.py": "import torch\n"}


def _cells(*sources: str) -> Callable[[int], Texts]:
    return lambda count: _notebook([_copy(one, n) for n in range(count) for one in sources])


def _copies(unit: str, count: int) -> str:
    return "".join(_copy(unit, n) for n in range(count))


def _copy(unit: str, number: int) -> str:
    return unit.replace("{n}", str(number)).replace("{m}", str(number + 1))


def _notebook(sources: list[str]) -> Texts:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": one, "outputs": [], "execution_count": n % 7 or None}
        for n, one in enumerate(sources)
    ]
    return {"a.ipynb": json.dumps({"cells": cells, "nbformat": 4, "metadata": {}})}


def _two_ways(count: int) -> Texts:
    pair = "class A{n}(A{m}, B{m}): pass\nclass B{n}(A{m}, B{m}): pass\n"
    return {"a.py": f"{_copies(pair, count)}A0().x\nA0().y()\n"}


def _lags(count: int) -> Texts:
    return {"a.py": f"{SKLEARN}m.fit(a, c)\nz = f(){'.shift(1)' * count}\n"}


def _parts_of_a_path(count: int) -> Texts:
    names = _copies("w{m} = f'" + "{w{n}}" * 4 + "'\n", count)
    return {"a.py": f"w0 = 'a'\n{names}open(w{count})\n"}


PANDAS = "import pandas as pd\n"
SKLEARN = """
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
x, y = pd.read_csv("x.csv"), pd.read_csv("y.csv")
a, b, c, d = train_test_split(x, y)
m = SVC()
"""
MODULE = "import torch\nclass Net(torch.nn.Module):\n"

FOUND: Mapping[str, Shape] = {
    "bases": Shape(_program("class C{m}(C{n}): pass\n"), 70),
    "bases-below": Shape(_program("class C{n}(C{m}): pass\n"), 70),
    "stars": Shape(_files("m{n}.py", "from m{m} import *\nq{n}()\n"), 70),
    "modules": Shape(_files("p{n}.py", "import p{m}\nfrom p{m} import f\nf()\n")),
    "lines-of-a-cell": Shape(lambda count: _notebook(["x = 1\n" * count]), 80),
    "cells-with-comments": Shape(_cells("x{n} = f(y)\n# one\n# two\n")),
    "cells-with-findings": Shape(_cells("import numpy as np\na = x{n} == np.nan\n")),
    "cells-cut-short": Shape(_cells("x{n} = (\n# one\n# two\n")),
    "closures": Shape(_program("  def g{n}(x):\n    return x\n", "def f():\n"), 80),
    "frames": Shape(_program("d{n} = pd.read_csv('x{n}.csv')\nd{n}['a'] = 0\n", PANDAS)),
    "files-of-frames": Shape(_program("d{n} = pd.read_csv('x{n}.csv')\n"
                                      "d{n}.to_csv('x{m}.csv')\n", PANDAS)),
    "fits-of-one-model": Shape(_program("m.fit(a, c)\nprint(m.score(b, d))\n", SKLEARN), 110),
    "steps-of-training": Shape(_program("  loss = f(m(x), y)\n  loss.backward()\n  o.step()\n",
                                        "import torch\nfor x, y in data:\n")),
    "a-turn-that-goes-on": Shape(_program("  h = h + f{n}(h)\n", "import torch\nfor x in data:\n",
                                          "  h.backward()\n")),
    "loops-of-training": Shape(_program("for x, y in data{n}:\n  o.zero_grad()\n  loss = f(m(x), y)\n"
                                        "  loss.backward()\n  o.step()\n", "import torch\n")),
    "services": Shape(_files("app{n}.py", "import joblib\nfrom flask import Flask\napp = Flask(__name__)\n"
                             "@app.route('/p')\ndef p():\n  return joblib.load('m').predict(x)\n")),
    "networks": Shape(_program("class N{n}(torch.nn.Module):\n  def forward(self, x): return x\n"
                               "n{n} = N{n}()\nn{n}.eval()\n", "import torch\n")),
    "parameters": Shape(lambda count: {"a.py": f"{PANDAS}def f({_copies('p{n}=1, ', count)}): pass\n"
                                       + "d = f(1)['a']['b']\n" * count}),
    "conda": Shape(_list("environment.yml", "  - p{n}=1.{n}\n", "dependencies:\n")),
    "requirements": Shape(_list("requirements.txt", "numpy=={n}\n")),
}  # fmt: skip
"""What a stage once took the square of."""

DOUBLING: Mapping[str, Callable[[int], Texts]] = {
    "two-ways": _two_ways,
    "lags": _lags,
    "parts-of-a-path": _parts_of_a_path,
}
"""What a stage once took twice or three times as long for with every link more."""

SHAPES: Mapping[str, Shape] = {
    **FOUND,
    "statements": Shape(_program("x = y\n")),
    "names": Shape(_program("v{m} = v{n}\n")),
    "imports": Shape(_program("import a{n}\n")),
    "imported-names": Shape(_program("from a import b{n}\nb{n}()\n")),
    "functions": Shape(_program("def f{n}(a, b=1):\n  c = f{m}(a, b)\n  return c\n\n")),
    "function-of-calls": Shape(_program("  x{m} = g(x{n})\n", "def f(x0):\n")),
    "functions-of-one-name": Shape(_program("def f(x):\n  return x + {n}\n")),
    "methods": Shape(_program("  def m{n}(self):\n    self.x{n} = self.m{m}()\n", "class A:\n")),
    "classes-within": Shape(_program("  class B{n}:\n    def f(self): return A.B{m}()\n",
                                     "class A:\n")),
    "layers": Shape(_program("    self.l{n} = torch.nn.Linear({n}, 1)\n",
                             f"{MODULE}  def __init__(self):\n")),
    "columns": Shape(_program("d['c{m}'] = d['c{n}'].fillna(0)\nd = d[d.c{n} > 1].merge(d)\n",
                              f"{PANDAS}d = pd.read_csv('x')\n")),
    "branches": Shape(_program("if x > {n}:\n  y = f(x)\nelse:\n  y = g({n})\n")),
    "choices": Shape(_program("elif x == {n}:\n  y = {n}\n", "if x: pass\n")),
    "handlers": Shape(_program("except E{n}:\n  y = {n}\n", "try:\n  f()\n")),
    "options": Shape(_program("p.add_argument('--lr{n}', default=0.{n})\n",
                              "import argparse\np = argparse.ArgumentParser()\n")),
    "seeds": Shape(_program("np.random.seed({n})\nx = np.random.rand({n})\n", "import numpy as np\n")),
    "estimators": Shape(_program("m{n} = SVC()\nm{n}.fit(x, y)\np{n} = m{n}.predict(x)\n", SKLEARN)),
    "cascade": Shape(_program("m{n} = SVC()\nm{n}.fit(p{n}, y)\np{m} = m{n}.predict(p{n})\n", SKLEARN)),
    "splits": Shape(_program("a, b, c, d = train_test_split(x, y)\nm.fit(a, c)\n", SKLEARN)),
    "comments": Shape(_program("# TODO fix {n}\nx = {n}\n")),
    "code-in-comments": Shape(_program("# x = f({n})\n# y = g(x)\nz = {n}\n")),
    "secrets": Shape(_program("API_KEY{n} = 'sk-abcdefghijklmnop{n}qrstuvwxyz'\n")),
    "copies": Shape(_program("def f{n}(x):\n  a = g(x)\n  b = h(a)\n  c = i(b)\n  d = j(c)\n"
                             "  e = k(d)\n  return e\n\n")),
    "python-2": Shape(_program("print 'x{n}'\n")),
    "cells": Shape(_cells("x{n} = f(y)\nprint(x{n})\n")),
    "cells-of-learning": Shape(_cells("from sklearn.svm import SVC\nm{n} = SVC().fit(x, y)\n"
                                      "print(m{n}.score(x, y))\n")),
    "magics": Shape(_cells("%time x{n} = f()\n!pip install p{n}\n")),
    "scripts-of-data": Shape(_files("s{n}.py", "import pandas as pd\nd = pd.read_csv('x{n}.csv')\n"
                                    "d.to_csv('x{m}.csv')\n")),
    "tests": Shape(_files("test_m{n}.py", "from m{n} import f\ndef test_f(): assert f()\n")),
    "settings": Shape(_files("c{n}.yaml", "lr: 0.{n}\nmodel:\n  name: m{n}\n")),
    "manifests": Shape(_files("p{n}/requirements.txt", "torch==1.{n}\nflask\n")),
    "images": Shape(_files("d{n}/Dockerfile", "FROM python:3\nRUN pip install torch\n")),
    "scripts": Shape(_files("r{n}.sh", "python train{n}.py --lr {n} > out{n}\n")),
    "texts": Shape(_files("d{n}.md", "# Title {n}\n\npython train{n}.py\n")),
    "kernels": Shape(_list("a.cu", "__global__ void f{n}(float* a) { a[0] += {n}; }\n")),
    "scripts-of-r": Shape(_list("a.R", "f{n} <- function(a) { lm(a ~ {n}) }\n")),
    "queries": Shape(_list("a.sql", "SELECT a{n} FROM b WHERE c = {n};\n")),
}  # fmt: skip
