"""model-binary-committed reports weights that git alone keeps."""

import pytest

from auditor.model import Hit
from auditor.rules.model_binary_committed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


WEIGHTS = "\x00" * 200_000


@pytest.mark.parametrize("path", ["net.pt", "models/net.h5", "net.pkl", "a/net.onnx", "net.ckpt"])
def test_reports(path: str) -> None:
    (hit,) = hits({path: WEIGHTS})
    assert str(hit.location) == f"{path}:1"
    assert hit.message == f"git alone keeps a trained model: {path} (0.2 MB)"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"scaler.pkl": "\x00" * 2_000}, id="small"),
        pytest.param({"tests/net.pt": WEIGHTS}, id="tests"),
        pytest.param({"examples/net.pt": WEIGHTS}, id="examples"),
        pytest.param({"data/mel.pt": WEIGHTS}, id="tensors-of-data"),
        pytest.param({"net.pt": WEIGHTS, "net.pt.dvc": "outs:\n"}, id="dvc"),
        pytest.param({"assets/gpt2.tiktoken": "IQ== 0\n" * 20_000}, id="vocabulary"),
        pytest.param(
            {"net.pt": "version https://git-lfs.github.com/spec/v1\nsize 99999999\n"}, id="lfs"
        ),
        pytest.param({"build/doctrees/environment.pickle": WEIGHTS}, id="built-documentation"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_one_finding_speaks_for_all_models() -> None:
    (hit,) = hits({f"{n}.pt": WEIGHTS for n in "abcde"})
    assert hit.size == 5
    assert "5 trained models" in hit.message
