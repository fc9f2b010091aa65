"""pipeline-jungle reports programs that only intermediate files tie together."""

import pytest

from auditor.model import Hit
from auditor.rules.pipeline_jungle import RULE
from tests.builders import project_of

READ = "import pandas as pd\nrows = pd.read_csv({})\n"
BOTH = "import pandas as pd\nrows = pd.read_csv({})\nrows.to_csv({})\n"


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def step(given: str, written: str) -> str:
    return BOTH.format(given, written)


CHAIN = {
    "clean.py": step('"raw.csv"', '"cleaned.csv"'),
    "join.py": step('"cleaned.csv"', '"joined.csv"'),
    "fit.py": READ.format('"joined.csv"'),
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(CHAIN, id="three-in-a-row"),
        pytest.param(
            {
                **CHAIN,
                "config.py": 'OUT = "work"\n',
                "join.py": "import config\nimport pandas as pd\n"
                'pd.read_csv("cleaned.csv").to_csv(f"{config.OUT}/joined.csv")\n',
                "fit.py": "import config, os\nimport pandas as pd\n"
                'pd.read_csv(os.path.join(config.OUT, "joined.csv"))\n',
            },
            id="through-constants-and-joins",
        ),
        pytest.param(
            {
                **CHAIN,
                "fit.py": "import argparse\nimport pandas as pd\n"
                "parser = argparse.ArgumentParser()\n"
                'parser.add_argument("--rows", default="joined.csv")\n'
                "args = parser.parse_args()\npd.read_csv(args.rows)\n",
            },
            id="through-the-default-of-an-option",
        ),
        pytest.param(
            {
                **{f"step{n}.py": "import numpy\n" for n in range(4)},
                "all.sh": "#!/bin/sh\n" + "".join(f"python step{n}.py\n" for n in range(4)),
            },
            id="a-script-of-four",
        ),
    ],
)
def test_reports(files: dict[str, str]) -> None:
    assert len(hits(files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**CHAIN, "dvc.yaml": "stages:\n"}, id="dvc-knows-the-order"),
        pytest.param({**CHAIN, "flow.py": "from prefect import flow\n"}, id="prefect-runs-it"),
        pytest.param(
            {"clean.py": CHAIN["clean.py"], "fit.py": READ.format('"cleaned.csv"')}, id="two"
        ),
        pytest.param({**CHAIN, "fit.py": READ.format('"other.csv"')}, id="another-file"),
        pytest.param({**CHAIN, "join.py": step("path", '"joined.csv"')}, id="a-path-from-outside"),
        pytest.param(
            {
                "a.py": step('f"{out}/config.json"', 'f"{out}/result.csv"'),
                "b.py": step('f"{out}/result.csv"', 'f"{out}/config.json"'),
                "c.py": READ.format('f"{out}/config.json"'),
            },
            id="names-that-say-nothing-in-unknown-folders",
        ),
        pytest.param({f"examples/{name}": text for name, text in CHAIN.items()}, id="examples"),
        pytest.param(
            {
                **{f"net{n}.py": "import torch\nloss.backward()\n" for n in range(4)},
                "all.sh": "".join(f"python net{n}.py\n" for n in range(4)),
            },
            id="a-benchmark-trains-rivals",
        ),
        pytest.param(
            {"a.py": step('"one.csv"', '"two.csv"'), "b.py": step('"two.csv"', '"one.csv"')},
            id="a-circle-of-two",
        ),
        pytest.param(
            {
                f"{name}.py": step('f"{out}/embedded.csv"', 'f"{out}/embedded.csv"')
                for name in ("dense", "conv", "lstm")
            },
            id="each-saves-and-loads-its-own",
        ),
        pytest.param(
            {
                f"{name}.py": step('f"gs://{b}/{path}/meta.csv"', 'f"gs://{b}/{path}/meta.csv"')
                for name in ("dense", "conv", "lstm")
            },
            id="each-saves-and-loads-its-own-in-a-bucket",
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_draws_the_chain_and_stands_where_it_begins() -> None:
    (hit,) = hits(CHAIN)
    assert str(hit.location) == "clean.py:3"
    assert hit.message.endswith("clean.py -> cleaned.csv -> join.py -> joined.csv -> fit.py")
    assert hit.size == 2
