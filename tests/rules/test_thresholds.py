"""Every rule that asks how much there is: silent with one less, and reported from there on."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from auditor.rules import CATALOGUE
from tests.builders import history_of, project_of
from tests.lines import Texts
from tests.rules.notebooks import code, notebook, ran

RULES = {rule.id: rule for rule in CATALOGUE}
SCRIPT = 'if __name__ == "__main__":\n    main()\n'
CHAT = "from openai import OpenAI\nclient = OpenAI()\n"


@dataclass(frozen=True)
class Threshold:
    """What a program of so many parts is told, from which number of parts on."""

    rule: str
    first: int
    program: Callable[[int], Texts]
    says: str = ""
    counts_commits: bool = False


def numbered(count: int, line: str) -> str:
    return "".join(line.replace("#", str(at)) for at in range(count))


def branches(count: int) -> str:
    """A function of so many paths, which nests nothing."""
    return "def work(x):\n" + numbered(count - 1, "    if x == #:\n        go(#)\n")


def nested(points: int) -> str:
    """A function of that cognitive complexity, with few paths: an `if` costs its depth."""
    text = "def work(x):\n" + numbered(6, "    if x == #:\n        go(#)\n")
    left, depth = points - 6, 1
    while left:
        depth = depth if left >= depth else 1
        text += "    " * depth + f"if x > {left}:\n" + "    " * (depth + 1) + "go()\n"
        left -= depth
        depth += 1
    return text


def script_of_lines(count: int) -> str:
    """A script without functions that reads, prepares and trains in so many lines."""
    top = (
        "import pandas as pd\nimport torch\nfrom torch import nn\n"
        + numbered(6, "rows# = pd.read_csv('#.csv')\n")
        + numbered(6, "net# = nn.Linear(#, 3)\n")
        + "loss = nn.functional.mse_loss(net0(x), y)\nloss.backward()\noptimizer.step()\n"
    )
    return top + numbered(count - top.count("\n"), "x# = #\n")


def modules_of(count: int, text: str) -> dict[str, str]:
    return {f"m{at}.py": text for at in range(count)}


def prompt_of(lines: int) -> str:
    return (
        CHAT
        + 'def ask(text):\n    prompt = """You must answer.\n'
        + "Please write what you are given.\n" * (lines - 2)
        + '"""\n    return client.chat.completions.create(model="m", messages=[prompt])\n'
    )


def ring(count: int) -> dict[str, str]:
    return {f"m{at}.py": f"import m{(at + 1) % count}\n" for at in range(count)}


def chain(count: int) -> dict[str, str]:
    """So many programs, each of which reads what the one before it wrote."""
    return {
        f"p{at}.py": "import pandas as pd\nimport torch\ndef main():\n"
        f"    frame = pd.read_csv('data/step{at}.csv')\n"
        f"    frame.to_csv('data/step{at + 1}.csv')\n" + SCRIPT
        for at in range(count)
    }


def cells(count: int, source: str) -> str:
    return ran(*(source.replace("#", str(at)) for at in range(count)))


def parameters(count: int, more: int = 0) -> str:
    given = [f"a{at}" for at in range(count)] + [f"b{at}=0" for at in range(more)]
    return f"def work({', '.join(given)}):\n    return a0\n"


def packages(count: int) -> str:
    late = "\n".join(f"import lib{at}" for at in range(count))
    return ran("x = 1", "x = 2", "x = 3", late)


def returned(count: int) -> dict[str, str]:
    names = ", ".join(f"x{at}" for at in range(count))
    return {
        "data.py": "import pandas as pd\ndef load(path):\n    frame = pd.read_csv(path)\n"
        f"    {names} = frame\n    return {names}\n",
        "train.py": f"import torch\nfrom data import load\n{names} = load(path)\nloss.backward()\n",
    }


def documented(count: int, *, silent: int) -> dict[str, str]:
    told = numbered(count - silent, 'def told#():\n    """Do."""\n')
    return {
        "pyproject.toml": 'classifiers = ["Programming Language :: Python :: 3"]\n',
        "pack/__init__.py": "",
        "pack/a.py": told + numbered(silent, "def silent#():\n    return 1\n"),
    }


def cell_of(lines: int) -> str:
    return ran(numbered(lines, "x# = #\n"))


def half_run(left: int, all_: int) -> str:
    return notebook(*(code(f"go({at})", None if at < left else at) for at in range(all_)))


def commented(comments: int) -> str:
    """Eight cells of ten lines without text, and so many comments."""
    parts = [numbered(10, "x# = #\n") for _ in range(8)]
    parts[0] += "# why\n" * comments
    return ran(*parts)


def pinned(count: int) -> dict[str, str]:
    return {
        "a.py": "import torch\n",
        "requirements.txt": "gensim\n" + numbered(count, "lib#==1.0\n"),
    }


def frozen_share(changed: int) -> dict[str, str]:
    """Twenty lines, of which so many are not exact."""
    exact = numbered(20 - changed, "lib#==1.0\n")
    return {"a.py": "import torch\n", "requirements.txt": exact + "gensim\n" * changed}


def open_of_ten(count: int) -> dict[str, str]:
    lines = numbered(10 - count, "exact#==1.0\n") + numbered(count, "open#\n")
    return {"a.py": "import torch\nloss.backward()\n" + SCRIPT, "requirements.txt": lines}


def admitted(length: int) -> str:
    return f"# TODO: {'x' * (length - 6)}\nx = 1\n"


THRESHOLDS = (
    Threshold("abstraction-debt", 301, script_of_lines),
    Threshold("broad-except", 3, lambda n: (
        "def work(x):\n    try:\n        run(x)\n    except Exception:\n"
        f"        {'# ' + 'so ' * n if n else ''}\n        pass\n"
    ), "low"),
    Threshold("cell-syntax-error", 1, lambda n: ran("x = (" if n else "x = 1")),
    Threshold("complex-function", 21, branches, "medium"),
    Threshold("complex-function", 31, branches, "high"),
    Threshold("complex-function", 31, nested, "medium"),
    Threshold("complex-function", 61, nested, "high"),
    Threshold("data-card-missing", 500_000, lambda n: {"a.csv": "1" * n}),
    Threshold("data-card-missing", 100_000, lambda n: {
        f"{at}.csv": "1" * n for at in range(6)
    }),
    Threshold("data-committed", 1_000_000, lambda n: {
        f"data/{at}.csv": "1" * n for at in range(10)
    }),
    Threshold("data-committed", 10, lambda n: {
        f"data/{at}.csv": "1" * 1_000_000 for at in range(n)
    }),
    Threshold("dependencies-unpinned", 6, open_of_ten, "medium"),
    Threshold("dependency-unused", 5, frozen_share),
    Threshold("entanglement", 3, lambda n: (
        "from sklearn.svm import SVC\n" + numbered(n, "SVC().fit(x, rows['#'])\n")
    )),
    Threshold("entanglement", 3, lambda n: modules_of(n, (
        "import pandas as pd\nfrom sklearn.svm import SVC\nx = pd.read_csv('features.csv')\n"
        "SVC().fit(x, y)\n"
    ))),
    Threshold("glue-code", 5, lambda n: {
        "main.py": SCRIPT,
        **modules_of(n, "from sklearn.svm import SVC\ndef fit(x, y):\n    SVC().fit(x, y)\n"),
    }),
    Threshold("hotspot", 6, lambda _: branches(80), counts_commits=True),
    Threshold("import-cycle", 9, ring, "medium"),
    Threshold("import-cycle", 5, ring, "more)"),
    Threshold("imports-scattered", 5, packages),
    Threshold("imports-scattered", 4, lambda n: ran(
        *["x = 1"] * (n - 1), "\n".join(f"import lib{at}" for at in range(5))
    )),
    Threshold("inline-install", 4, lambda n: ran("!pip install " + numbered(n, "lib# ")), "more"),
    Threshold("isolated-cell", 3, lambda n: ran("go()", numbered(n, "left# = #\n"), "go()")),
    Threshold("llm-no-system-message", 80, lambda n: (
        CHAT + "def ask(text):\n"
        f"    words = [{{'role': 'user', 'content': f'{'x' * n}{{text}}'}}]\n"
        "    return client.chat.completions.create(model='m', messages=words)\n"
    )),
    Threshold("long-file", 1_001, lambda n: numbered(n, "x# = #\n")),
    Threshold("long-file", 3_001, lambda n: numbered(n, "x# = #\n"), "high"),
    Threshold("long-function", 301, lambda n: "def work():\n" + numbered(n - 1, "    x# = #\n"),
              "high"),
    Threshold("many-parameters", 8, parameters),
    Threshold("many-parameters", 14, lambda n: parameters(1, n - 1)),
    Threshold("no-checkpointing", 2, lambda n: (
        "import torch\ndef main():\n"
        + "".join("    " * (at + 1) + f"for x{at} in rows:\n" for at in range(n))
        + "    " * (n + 1) + "loss.backward()\n" + SCRIPT
    )),
    Threshold("notebook-undocumented", 8, lambda n: cells(n, "a# = 1\n" * 6)),
    Threshold("notebook-undocumented", 40, lambda n: ran(
        *["x = 1\n" * 4] * 9, "x = 1\n" * (n - 36)
    )),
    Threshold("notebook-without-functions", 200, lambda n: ran(
        "import torch\nfrom torch import nn", numbered(n - 2, "net# = nn.Linear(#, 3)\n")
    )),
    Threshold("outputs-committed", 1_000_001, lambda n: notebook(
        code("x", 1, [{"output_type": "stream", "name": "stdout", "text": "x" * (n - 52)}])
    )),
    Threshold("oversized-cell", 101, cell_of),
    Threshold("pipeline-jungle", 3, chain),
    Threshold("pipeline-jungle", 4, chain, "more"),
    Threshold("plain-old-data", 5, returned),
    Threshold("process-management-debt", 6, lambda n: modules_of(n, (
        "import torch\nif __name__ == '__main__':\n    loss.backward()\n"
        "    torch.save(net, 'models/net.pt')\n"
    ))),
    Threshold("process-management-debt", 8, lambda n: {
        "a.py": "import torch\nif __name__ == '__main__':\n    loss.backward()\n",
        **{f"configs/{at}.yaml": "lr: 1\n" for at in range(n)},
    }),
    Threshold("prompt-in-code", 30, prompt_of),
    Threshold("self-admitted-debt", 111, admitted, "…"),
    Threshold("sync-in-hot-loop", 3, lambda n: (
        "import torch\nfor x in rows:\n    loss.backward()\n"
        + numbered(n, "    x# = loss.item()\n")
    )),
    Threshold("undocumented-public-api", 10, lambda n: documented(n, silent=n)),
    Threshold("undocumented-public-api", 11, lambda n: documented(20, silent=n)),
    Threshold("unexecuted-cells", 1, lambda n: half_run(n, 20)),
    Threshold("unexecuted-cells", 2, lambda n: half_run(n, 40)),
    Threshold("untested-code", 20, lambda n: (
        "def work():\n" + numbered(n - 1, "    x# = #\n")
    )),
)  # fmt: skip

LAST = (
    Threshold("dependency-unused", 15, pinned),
    Threshold("hidden-state", 7, lambda n: ran(numbered(n, "print(missing#)\n"))),
    Threshold("notebook-undocumented", 4, commented),
    Threshold("unexecuted-cells", 11, lambda n: half_run(n, 20)),
    Threshold(
        "low-maintainability", 1_001, lambda n: branches(400) + numbered(n - 799, "x# = #\n")
    ),
)
"""The other way round: reported with one less, and silent from there on."""


def is_told(threshold: Threshold, count: int) -> bool:
    rule = RULES[threshold.rule]
    texts = threshold.program(count)
    path = "a.ipynb" if isinstance(texts, str) and texts.startswith("{") else "a.py"
    files = {path: texts} if isinstance(texts, str) else texts
    past = history_of(dict.fromkeys(files, count)) if threshold.counts_commits else None
    project = project_of(files, history=past)
    if not rule.applies(project):
        return False
    said = [
        f"{hit.severity and hit.severity.name.lower()} {hit.message}" for hit in rule.check(project)
    ]
    return any(threshold.says in one for one in said)


def named(threshold: Threshold) -> str:
    return f"{threshold.rule}-{threshold.first}"


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=named)
def test_is_reported_from_so_many_on(threshold: Threshold) -> None:
    assert not is_told(threshold, threshold.first - 1)
    assert is_told(threshold, threshold.first)


@pytest.mark.parametrize("threshold", LAST, ids=named)
def test_is_silent_from_so_many_on(threshold: Threshold) -> None:
    assert is_told(threshold, threshold.first - 1)
    assert not is_told(threshold, threshold.first)
