"""model-code-comprehension reports forward passes whose shapes nobody tells."""

import pytest

from auditor.rules.model_code_comprehension import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

CHANGES = (
    "x = x.transpose(1, 2)",
    "x = x.reshape(-1, 1, 4)",
    "x = x.repeat(1, 2, 1)",
    "x = x.permute(0, 2, 1)",
    "x = x.flatten(1)",
    "x = x.view(-1, 8)",
)
FILL = tuple(f"y = self.step_{n}(y)" for n in range(20))


def model(*lines: str, about: str = "", base: str = "nn.Module", name: str = "forward") -> str:
    body = "".join(f"        {line}\n" for line in lines)
    head = f'    """{about}"""\n' if about else ""
    return (
        f"import torch\nfrom torch import nn\n\nclass Net({base}):\n{head}"
        f"    def {name}(self, x, y):\n{body}        return x + y\n"
    )


def test_reports_a_pass_that_reshapes_and_tells_nothing() -> None:
    source = model(*CHANGES, *FILL)
    assert lines_hit(source) == [5]
    assert messages_of(RULE, source) == ["`Net.forward` reshapes 6 times and tells no shape"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(model(*CHANGES[1:], *FILL), id="few-changes"),
        pytest.param(model(*CHANGES), id="short"),
        pytest.param(model(*CHANGES, *FILL, "# (B, T, C)"), id="comment"),
        pytest.param(model(*CHANGES, *FILL, "# batch first from here on"), id="comment-in-words"),
        pytest.param(model('"""Takes (batch, time)."""', *CHANGES, *FILL), id="docstring"),
        pytest.param(model(*CHANGES, *FILL, about="Input: N x C x H x W."), id="of-the-class"),
        pytest.param(model("batch, time = x.shape", *CHANGES, *FILL), id="sizes-named"),
        pytest.param(model("n = x.size(0)", *CHANGES, *FILL), id="one-size-named"),
        pytest.param(model("assert x.ndim == 3", *CHANGES, *FILL), id="asserted"),
        pytest.param(model(*CHANGES, *FILL, "x = rearrange(x, 'b t c -> b c t')"), id="pattern"),
        pytest.param(
            model(*(f"x = torch.cat([x, y], {n})" for n in range(9)), *FILL), id="joined-on-an-axis"
        ),
        pytest.param(
            model(*(f"x = x + y.unsqueeze({n})" for n in range(9)), *FILL), id="an-axis-added"
        ),
        pytest.param(model(*CHANGES, *FILL, base="object"), id="no-model"),
        pytest.param(model(*CHANGES, *FILL, name="__init__"), id="constructor"),
        pytest.param(
            model(*(f"x = self.cat(x, {n})" for n in range(9)), *FILL), id="methods-of-its-own"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []
