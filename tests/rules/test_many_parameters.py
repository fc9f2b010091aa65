"""many-parameters reports signatures whose order nobody can keep in mind."""

import pytest

from auditor.rules.many_parameters import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

SEVEN = "a, b, c, d, e, f, g"
OPTIONAL = ", ".join(f"x{n}=0" for n in range(14))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"def run({SEVEN}, h): ...", id="eight"),
        pytest.param(f"class Net:\n    def run(self, {SEVEN}, h): ...", id="method"),
        pytest.param(f"class Net:\n    def __init__(self, {SEVEN}, h, i=1): ...", id="constructor"),
        pytest.param(f"class Net:\n    @staticmethod\n    def run({SEVEN}, h): ...", id="static"),
        pytest.param(f"def run({OPTIONAL}): ...", id="fourteen-with-defaults"),
        pytest.param(
            f"import torch\n@torch.no_grad()\ndef run({SEVEN}, h): ...", id="harmless-decorator"
        ),
    ],
)
def test_reports(source: str) -> None:
    assert len(lines_hit(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"def run({SEVEN}): ...", id="seven"),
        pytest.param(f"class Net:\n    def run(self, {SEVEN}): ...", id="self-is-none"),
        pytest.param(f"def run({SEVEN}, *args, **kwargs): ...", id="the-rest"),
        pytest.param(f"def run(a, *, {SEVEN}, h): ...", id="named"),
        pytest.param(f"class Net:\n    def __init__(self, {OPTIONAL}): ...", id="settings"),
        pytest.param(
            f"import click\n@click.command()\ndef run({SEVEN}, h): ...", id="filled-by-a-framework"
        ),
        pytest.param(f"def main({SEVEN}, h): ...\nmain(**vars(args))", id="command-line"),
        pytest.param(f"class Log:\n    def on_end(self, {SEVEN}, h): ...", id="callback"),
        pytest.param(
            "import transformers\nclass Net(transformers.GPT2Model):\n"
            f"    def forward(self, {OPTIONAL}): ...",
            id="signature-of-a-library",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_reports_a_signature_where_it_was_decided_and_not_where_it_is_obeyed() -> None:
    files = {
        "base.py": f"class Base:\n    def run(self, {SEVEN}, h): ...\n",
        "own.py": f"from base import Base\n\nclass A(Base):\n    def run(self, {SEVEN}, h): ...\n",
    }
    assert lines_hit(files) == [2]


def test_counts_what_a_call_must_give() -> None:
    assert messages_of(RULE, f"def run({SEVEN}, h, i=1): ...") == [
        "`run` takes 9 parameters by position, 8 without a default"
    ]
