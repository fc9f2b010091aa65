"""configuration-debt reports settings that are run, not read, at odds or buried."""

import pytest

from auditor.model import Hit
from auditor.rules.configuration_debt import RULE
from tests.builders import project_of

OPTIONS = (
    "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument({})\nargs ="
    " parser.parse_args()\n"
)


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def size(value: int, does: str) -> str:
    return f"import torch\nIMG_SIZE = {value}\n{does}\n"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param({"a.py": "layers = eval(args.layers)\n"}, "`args.layers` as code", id="eval"),
        pytest.param({"a.py": 'x = eval(cfg["x"])\n'}, "`cfg['x']` as code", id="eval-of-a-key"),
        pytest.param(
            {"a.py": 'exec(open("configurator.py").read())\n'}, "`configurator.py`", id="exec"
        ),
        pytest.param({"a.py": OPTIONS.format('"--beta"')}, "no code reads `beta`", id="unread"),
        pytest.param(
            {
                "train.py": size(224, "loss.backward()"),
                "app.py": size(256, "m.predict(x)"),
            },
            "`img_size` is 256 here and 224 in train.py",
            id="train-and-serve-at-odds",
        ),
        pytest.param(
            {f"m{n}.py": "Adam(p, lr=0.01, weight_decay=0.1)\n" for n in range(4)},
            "8 hyper-parameters such as `lr`",
            id="buried",
        ),
    ],
)
def test_reports(files: dict[str, str], says: str) -> None:
    (hit,) = hits(files)
    assert says in hit.message


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "value = eval(text)\n"}, id="eval-of-something-else"),
        pytest.param({"a.py": "model.eval()\n"}, id="a-method"),
        pytest.param(
            {"setup.py": 'exec(open("version.config").read())\n'}, id="a-version-for-packaging"
        ),
        pytest.param({"a.py": OPTIONS.format('"--beta"') + "print(args.beta)\n"}, id="read"),
        pytest.param(
            {"a.py": OPTIONS.format('"--beta"'), "b.py": "def f(args):\n    args.beta\n"},
            id="read-elsewhere",
        ),
        pytest.param({"a.py": OPTIONS.format('"--beta"') + "f(**vars(args))\n"}, id="handed-on"),
        pytest.param({"a.py": OPTIONS.format('"--local_rank"')}, id="a-launcher-sets-it"),
        pytest.param({"a.py": OPTIONS.format('"--b", dest="beta"') + "args.beta\n"}, id="dest"),
        pytest.param(
            {
                "train.py": size(224, "loss.backward()"),
                "app.py": size(224, "m.predict(x)"),
            },
            id="agreed",
        ),
        pytest.param(
            {
                "one/train.py": size(224, "loss.backward()"),
                "two/app.py": size(256, "m.predict(x)"),
            },
            id="two-projects",
        ),
        pytest.param({f"m{n}.py": "Adam(p, lr=args.lr)\n" for n in range(9)}, id="from-settings"),
        pytest.param({"m.py": "Adam(p, lr=0.01, weight_decay=0.1)\n" * 9}, id="one-module"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_what_one_file_runs_or_never_reads_is_one_finding() -> None:
    (hit,) = hits({"a.py": "a = eval(args.a)\nb = eval(args.b)\n"})
    assert (hit.size, hit.message.endswith("and 1 more")) == (2, True)
    (hit,) = hits({"a.py": OPTIONS.format('"--a1"') + 'parser.add_argument("--b1")\n'})
    assert hit.size == 2
