"""Files made to hurt who reads them: deep, endless, exponential, or in no encoding at all.

python -m tests.hostile.bombs            each file by itself, as far as its facts
python -m tests.hostile.bombs --audit    all but those in other languages, as one repository
"""

# ruff: noqa: E501 - one bomb a line

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.batch.audits import Limits
from auditor.facts import facts_of
from auditor.model import Blob
from auditor.read import kind_of
from auditor.report import SUFFIXES

MAX_SECONDS = 12.0  # a lexer is given ten, and there is more to a file than that

DEEP = 100_000


def _python() -> dict[str, bytes]:
    n = DEEP
    whole = {
        "parens": "(" * n + "1" + ")" * n,
        "lists": "x = " + "[" * n + "]" * n,
        "dicts": "x = " + "{1:" * n + "1" + "}" * n,
        "calls": "f(" * n + ")" * n,
        "opened": "f(" * n,
        "minus": "-" * n + "1",
        "nots": "not " * n + "1",
        "attributes": "a" + ".a" * n,
        "subscripts": "a" + "[0]" * n,
        "chained-calls": "a" + "()" * n,
        "sum": "1" + "+1" * n,
        "power": "1" + "**1" * n,
        "ands": "a" + " and a" * n,
        "compare": "a" + "<a" * n,
        "ternary": "a if a else " * n + "a",
        "lambdas": "lambda: " * n + "1",
        "awaits": "await " * n + "x",
        "stars": "*" * n + "x",
        "targets": "a = " * n + "1",
        "unpacked": "a, " * n + "= x",
        "elif": "if x: pass\n" + "elif x: pass\n" * 40_000,
        "blocks": "".join(" " * i + "if x:\n" for i in range(1_200)) + " " * 1_200 + "pass\n",
        "classes": "".join(" " * i + "class A:\n" for i in range(1_200)) + " " * 1_200 + "x = 1\n",
        "functions": "".join(" " * i + "def f(f=f):\n" for i in range(1_200)) + " " * 1_200 + "f\n",
        "tries": "".join(" " * i + "try:\n" for i in range(800)),
        "comprehensions": "x = " + "[a for a in " * 5_000 + "b" + "]" * 5_000,
        "decorators": "@a\n" * n + "def f(): pass\n",
        "semicolons": "a;" * n,
        "statements": "x = y\n" * 150_000,
        "blank": "\n" * 999_999,
        "comments": "#\n" * 400_000,
        "imports": "import a\n" * 100_000,
        "names": "".join(f"v{i} = v{i - 1}\n" for i in range(40_000)),
        "cycle": "".join(f"v{i} = v{i + 1}\n" for i in range(20_000)) + "v20000 = v0\n",
        "bases": "".join(f"class C{i}(C{i - 1}): pass\n" for i in range(20_000)),
        "own-base": "class A(A, A.B): pass\nA = A.A\na = a.a.a\n" * 5_000,
        "methods": "class A:\n"
        + "".join(f" def m{i}(self): return self.m{i + 1}()\n" for i in range(12_000)),
        "parameters": "def f(" + ",".join(f"a{i}" for i in range(60_000)) + "): pass\n",
        "arguments": "f(" + ",".join(f"a{i}=1" for i in range(60_000)) + ")\n",
        "long-line": "x = '" + "a" * 900_000 + "'\n",
        "long-name": "a" * 900_000 + " = 1\n",
        "long-number": "x = " + "9" * 900_000 + "\n",
        "long-spaces": "x =" + " " * 900_000 + "1\n",
        "long-comment": "# " + "numbers-audit: ignore[" * 40_000 + "\n",
        "long-docstring": '"""' + "a b\n" * 200_000 + '"""\n',
        "quotes": "'" * n,
        "triple-quotes": "'''" * 200_000,
        "backslashes": "\\\n" * 200_000,
        "escapes": "x = '" + "\\N{BULLET}" * 50_000 + "'\n",
        "f-strings": "x = f'" + "{x}" * 60_000 + "'\n",
        "f-strings-open": "x = " + "f'{" * 30_000,
        "match": "match x:\n case " + "[" * 5_000 + "]" * 5_000 + ": pass\n",
        "ors": "match x:\n case " + "1 | " * 50_000 + "1: pass\n",
        "globals": "global " + ", ".join(f"a{i}" for i in range(80_000)) + "\n",
        "todo": "# TODO fixme hack " * 40_000 + "\n",
        "train": "import torch\n" + "loss.backward()\noptimizer.step()\n" * 20_000,
        "frames": "import pandas as pd\ndf = pd.read_csv('x')\n"
        + "df = df[df.a > 1].merge(df)\n" * 20_000,
        "splits": "from sklearn.model_selection import *\n"
        + "a, b = train_test_split(a, b)\n" * 15_000,
        "nulls": "x = 1\n\0\ny = 2\n",
        "form-feeds": "\x0cx = 1\n\x0c\x0c\ny = 2\n",
        "tabs": "if x:\n\ty = 1\n        z = 2\n    w = 3\n",
        "python-2": "print 'x'\nexec 'y' in z\nraise E, 'm', t\nexcept E, e:\n  `x`\n  0777\n  ur'x'\n",
        "future": "type X[T: int = str] = list[T]\ndef f[**P](x: P) -> X: ...\nt'{x}'\nlazy import y\nmatch x:\n  case {**r}: pass\n",
        "escape-codes": "x = '\x1b[2J\x1b]0;owned\x07'\n",
    }
    found = {f"py/{name}.py": text.encode() for name, text in whole.items()}
    found["py/utf-7.py"] = b"# coding: utf-7\nx = '+AGE-'\n"
    found["py/lies.py"] = b"# coding: ascii\nx = '\xff\xfe'\n"
    found["py/utf-16.py"] = "x = 1\n".encode("utf-16")
    found["py/half.py"] = b"x = '\xed\xa0\x80'\n"
    found["py/noise.py"] = bytes(range(1, 256)) * 200
    found["py/ten-megabytes.py"] = b"x = [" + b"1," * 5_000_000 + b"]\n"
    return found


def _notebooks() -> dict[str, bytes]:
    cell = {"cell_type": "code", "source": "x = 1", "outputs": []}
    output = {"output_type": "stream", "text": ["a" * 1_000_000] * 20}
    return {
        "nb/cells.ipynb": json.dumps({"cells": [cell] * 100_000}).encode(),
        "nb/some-cells.ipynb": json.dumps({"cells": [cell] * 15_000}).encode(),
        "nb/deep.ipynb": b'{"cells": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        "nb/deep-output.ipynb": b'{"cells": [{"cell_type": "code", "source": "x", "outputs": '
        + b"[" * 400 + b"]" * 400 + b"}]}",
        "nb/outputs.ipynb": json.dumps({"cells": [{**cell, "outputs": [output]}]}).encode(),
        "nb/lines.ipynb": json.dumps({"cells": [{**cell, "source": ["x = 1\n"] * 100_000}]}).encode(),
        "nb/magics.ipynb": json.dumps({"cells": [{**cell, "source": "%timeit (\n" + "!x \\\n" * 50_000}]}).encode(),
        "nb/odd.ipynb": b'{"cells": {"a": 1}, "metadata": [], "worksheets": null}',
        "nb/brackets.ipynb": json.dumps({"cells": [{**cell, "source": "(" * 50_000}] * 3}).encode(),
    }  # fmt: skip


def _settings() -> dict[str, bytes]:
    laughs = "a0: &a0 x\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
    )
    merges = "b0: &b0 {x: 1}\n" + "".join(
        f"b{i}: &b{i} {{<<: [*b{i - 1}, *b{i - 1}]}}\n" for i in range(1, 40)
    )
    flow = "[" * DEEP + "]" * DEEP
    block = "".join(" " * i + "a:\n" for i in range(600))
    yaml = {"laughs": laughs, "merges": merges, "flow": flow, "maps": "{a: " * DEEP, "block": block,
            "keys": "? " * 50_000, "list": "- " * 50_000, "quotes": '"' + "\\x41" * 50_000 + '"',
            "spaces": "a:" + " " * 240_000 + "b", "anchors": "&a " * 50_000, "tags": "!!python/object/apply:os.system ['x']"}  # fmt: skip
    names = ("environment.yml", "docker-compose.yml", "dvc.yaml", "config.yaml", "meta.yaml",
             ".github/workflows/ci.yml", "conda-lock.yml")  # fmt: skip
    found = {f"yaml/{at}/{n}": text.encode() for at, text in yaml.items() for n in names}
    toml = {
        "arrays": "x = " + "[" * DEEP + "]" * DEEP,
        "tables": "x = " + "{a = " * DEEP,
        "dots": "[" + "a." * 50_000 + "a]\nx = 1\n",
        "keys": "a." * 50_000 + "a = 1\n",
        "many": "".join(f"[[a]]\nb{i} = 1\n" for i in range(20_000)),
        "string": 'x = """' + "\\\n" * 100_000 + '"""\n',
        "dependencies": "[project]\ndependencies = [" + '"a[b,c]>=1; x",' * 20_000 + "]\n",
    }
    for at, text in toml.items():
        for name in ("pyproject.toml", "Pipfile", "poetry.lock", "config.toml", "pixi.toml"):
            found[f"toml/{at}/{name}"] = text.encode()
    for name in ("package.json", "config.json", "Pipfile.lock", "flake.lock", "devcontainer.json"):
        found[f"json/deep/{name}"] = b"[" * DEEP + b"]" * DEEP
        found[f"json/maps/{name}"] = b'{"a":' * DEEP
        found[f"json/numbers/{name}"] = b'{"version": ' + b"9" * 100_000 + b"}"
        found[f"json/lines/{name}"] = b"{\n" + b'"a": 1,\n' * 30_000 + b'"b": 1}'
    interpolation = "[metadata]\na0 = xxxxxxxxxx\n" + "".join(
        f"a{i} = {f'%(a{i - 1})s' * 10}\n" for i in range(1, 12)
    )
    found |= {
        "ini/setup.cfg": (
            interpolation + "install_requires = %(a11)s\n[options]\ninstall_requires = %(a11)s\n"
        ).encode(),
        "ini/tox.ini": b"[testenv]\ndeps = {[testenv]deps}\n" * 5_000,
        "txt/requirements.txt": b"a" * 100_000
        + b"\n"
        + b"a"
        + b"[b" * 60_000
        + b"\n"
        + b"a==1\n" * 50_000,
        "txt2/requirements.txt": b"a \\\n" * 100_000,
        "txt3/requirements.txt": b"a ;" + b"(" * 150_000,
        "txt4/requirements.txt": b" " * 190_000 + b"#",
        "docker/Dockerfile": b"FROM a\nRUN x \\\n" + b"  && pip install a \\\n" * 20_000,
        "docker2/Dockerfile": b"FROM " + b"${a:-" * 30_000,
        "docker3/Dockerfile": b"FROM a\nRUN <<EOF\n" * 10_000,
        "docker4/Dockerfile": b"FROM a\nRUN pip install " + b"'a" * 60_000,
        "setup/setup.py": b"from setuptools import setup\nx = ['a']\n"
        + b"x = x + x\n" * 5_000
        + b"setup(install_requires=x)\n",
        "setup2/setup.py": b"setup(install_requires=" + b"[" * 90 + b"'a'" + b"]" * 90 + b")\n",
        "nix/flake.nix": b"{" * DEEP,
        "nox/noxfile.py": b"s.install(" * 5_000,
    }
    return found


def _languages() -> dict[str, bytes]:
    found = {}
    for suffix in ("c", "cpp", "cu", "js", "jsx", "ts", "tsx", "java", "go", "rs", "sh", "R", "jl", "scala",
                   "sql", "css", "html", "md", "rst", "xml", "lua", "m", "pl", "rb", "php", "tex", "ps1"):  # fmt: skip
        for name, text in {
            "parens": "(" * 4_900 + "\n", "braces": "{\n" * 100_000, "tags": "<a>\n" * 70_000,
            "angles": "a<" * 2_400 + "\n", "quotes": "'\"`\n" * 70_000, "comments": "/*\n" * 90_000,
            "line": "a b " * 1_200 + "\n", "wide": ("a" * 4_999 + "\n") * 59, "spaces": (" " * 4_999 + "\n") * 59,
            "dashes": ("-" * 4_999 + "\n") * 59, "hashes": ("# " * 2_400 + "\n") * 60, "dollars": "$(" * 2_400,
            "stars": ("*a " * 1_600 + "\n") * 60, "brackets": ("[" * 4_999 + "\n") * 59, "ticks": ("```\n" * 70_000),
            "equals": ("a = " * 1_200 + "\n") * 60, "backslashes": "\\\n" * 100_000, "heredoc": "<<E\n" * 60_000,
        }.items():  # fmt: skip
            found[f"lang/{name}.{suffix}"] = text.encode()
    found["lang/laughs.xml"] = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12))
        + b"]><x>&m;</x>"
    )
    return found


def bombs() -> dict[str, bytes]:
    return {**_python(), **_notebooks(), **_settings(), **_languages()}


def audit() -> int:
    """Audit all files at once, with all their reports, within what `batch` gives an audit.

    Printed are seconds by stage, processor time and memory; it ends with 1 where a file is not
    told, or the bound is reached.
    """
    import resource  # noqa: PLC0415 - there is none on Windows

    found = {path: data for path, data in bombs().items() if not path.startswith("lang/")}
    limits = Limits()

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limits.seconds), int(limits.seconds)))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))

    with TemporaryDirectory() as folder:
        for path, data in found.items():
            place = Path(folder, "bombs", path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        outputs = [word for suffix in SUFFIXES for word in ("-o", f"{folder}/report{suffix}")]
        words = ("-v", "--no-cache", "--jobs", "1", *outputs)
        program = [sys.executable, "-m", "auditor", f"{folder}/bombs", *words]
        code = subprocess.run(
            program, check=False, stdout=subprocess.DEVNULL, preexec_fn=bounded
        ).returncode
        report = Path(folder, "report.json")
        told = len(json.loads(report.read_bytes())["files"]) if report.is_file() else 0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    sys.stdout.write(
        f"{told} of {len(found)} files told, exit code {code}: {spent:.0f} s of processor time"
        f" of {limits.seconds:.0f}, {used.ru_maxrss / 1024:.0f} MB of {limits.memory / 1e6:.0f}\n"
    )
    return int(code not in {0, 4} or told != len(found))


def main() -> int:
    """Print the files that take longer than a second, and end with 1 if one takes too long."""
    if sys.argv[1:] == ["--audit"]:
        return audit()
    slowest = 0.0
    for path, data in bombs().items():
        kind, reason = kind_of(path, data[:65_536], len(data))
        start = time.thread_time()
        facts_of(Blob(path, kind, "0" * 40, len(data), None if reason else data, reason))
        seconds = time.thread_time() - start
        slowest = max(slowest, seconds)
        if seconds > 1:
            sys.stdout.write(f"{seconds:5.1f} s  {path}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(bombs())} files, the slowest took {slowest:.1f} s\n")
    return 1 if slowest > MAX_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
