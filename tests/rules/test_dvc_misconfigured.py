"""dvc-misconfigured reports pointers that lead nowhere and data kept twice."""

import pytest

from auditor.model import Hit
from auditor.rules.dvc_misconfigured import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


POINTER = {"data/a.csv.dvc": "outs:\n- md5: 0\n  path: a.csv\n"}
REMOTE = {".dvc/config": "['remote \"s\"']\n    url = s3://bucket/x\n"}
STAGES = "stages:\n  train:\n    cmd: python train.py\n"


@pytest.mark.parametrize(
    ("files", "place", "says"),
    [
        pytest.param(
            {**POINTER, ".dvc/config": "[core]\n"}, "data/a.csv.dvc:1", "no remote", id="no-remote"
        ),
        pytest.param(
            {**POINTER, ".dvc/config": "[core]\nx = 1\n['remote \"s\"']\n    url = /home/me/x\n"},
            ".dvc/config:4", "folder of one machine", id="local-remote",
        ),
        pytest.param(
            {**POINTER, **REMOTE, "data/a.csv": "1\n"}, "data/a.csv.dvc:1", "git tracks data/a.csv",
            id="tracked-twice",
        ),
        pytest.param(
            {**REMOTE, ".dvc/cache/ab/cd": "1\n"}, ".dvc/cache/ab/cd:1", "cache", id="cache"
        ),
        pytest.param({"dvc.yaml": STAGES}, "dvc.yaml:1", "dvc.lock", id="no-lock"),
        pytest.param(
            {**POINTER, ".dvc/config": "[core]\n    remote = mine\n['remote \"shared\"']\n"
             "    url = s3://b/x\n['remote \"mine\"']\n    url = C:\\Temp\\dvc\n"},
            ".dvc/config:6", "folder of one machine", id="default-is-local",
        ),
    ],
)  # fmt: skip
def test_reports(files: dict[str, str], place: str, says: str) -> None:
    (hit,) = hits(files)
    assert str(hit.location) == place
    assert says in hit.message


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**POINTER, **REMOTE}, id="complete"),
        pytest.param(
            {
                **POINTER,
                ".dvc/config": "[core]\n    remote = shared  # all of us\n['remote \"mine\"']\n"
                "    url = /tmp/x\n['remote \"shared\"']\n    url = s3://bucket/x\n",
            },
            id="second-remote-is-local",
        ),
        pytest.param({"dvc.yaml": STAGES, "dvc.lock": "schema: '2.0'\n"}, id="locked"),
        pytest.param({**POINTER, ".dvc/config.public": REMOTE[".dvc/config"]}, id="to-be-copied"),
        pytest.param({".dvc/config": "[core]\n"}, id="no-data-yet"),
        pytest.param({"tests/a.csv.dvc": "outs:\n"}, id="test"),
        pytest.param({"dvc.yaml": "plots:\n  - a.csv\n"}, id="plots-only"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
