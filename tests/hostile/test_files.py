"""Files made to hurt who reads them end in time, with facts or with a reason."""

import time
from pathlib import Path

import pytest

from auditor.facts import facts_of
from auditor.model import Blob, Kind
from auditor.read import kind_of
from tests.hostile.audits import Hostile
from tests.hostile.bombs import bombs

MAX_SECONDS = 10.0  # of processor time for a file, as docs/reliability.md says
QUICK = (
    "py/parens", "py/opened", "py/nots", "py/attributes", "py/sum", "py/ternary", "py/lambdas",
    "py/classes", "py/long-line", "py/long-number", "py/nulls", "py/form-feeds", "py/tabs",
    "py/python-2", "py/future", "py/utf-7", "py/lies", "py/utf-16", "py/half", "py/noise",
    "py/ten-megabytes", "py/backslashes", "py/escape-codes", "nb/deep", "nb/odd", "nb/cells",
    "yaml/", "toml/", "json/", "ini/", "txt", "docker", "setup", "nix/", "nox/", "lang/laughs",
)  # fmt: skip
"""All of them take a minute or two: `python -m tests.hostile.bombs` measures those."""

BOMBS = {path: data for path, data in bombs().items() if path.startswith(QUICK)}


@pytest.mark.parametrize("path", BOMBS)
def test_a_file_takes_its_time_and_no_more(path: str) -> None:
    data = BOMBS[path]
    kind, reason = kind_of(path, data[:65_536], len(data))
    start = time.thread_time()
    facts = facts_of(Blob(path, kind, "0" * 40, len(data), None if reason else data, reason))
    assert time.thread_time() - start < MAX_SECONDS
    assert facts.lines or facts.problem or kind is Kind.NOTEBOOK


def test_a_folder_of_them_is_audited_and_every_one_is_told(
    hostile: Hostile, tmp_path: Path
) -> None:
    some = {
        path: data for path, data in BOMBS.items() if not path.startswith(("yaml", "toml", "json"))
    }
    hostile.repository.write(some)
    outside = tmp_path / "secret.py"
    outside.write_text("TOKEN = 1\n")
    (hostile.repository.path / "out.py").symlink_to(outside)
    (hostile.repository.path / "loop").symlink_to("loop")
    (hostile.repository.path / "up").symlink_to("..")
    found = {file.path: file for file in hostile.audited().files}
    assert set(some) | {"train.py", "out.py", "loop", "up"} == set(found)
    assert found["out.py"].code == 0
