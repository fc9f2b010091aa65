"""Settings: defaults, then the file of the person who audits, then flags; mistakes are named."""

from pathlib import Path

import pytest

from auditor.errors import BadSettings
from auditor.settings import settings


def write(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_flags_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    write(tmp_path, "[tool.numbers-audit]\njobs = 3\nfail-on = 'high'\n")
    made = settings(None, tmp_path, {"jobs": 1, "fail_on": None})
    assert (made.jobs, made.fail_on, made.history) == (1, "high", True)


def test_a_file_named_with_config_may_be_bare(tmp_path: Path) -> None:
    path = tmp_path / "audit.toml"
    path.write_text("select = ['leakage']\n", encoding="utf-8")
    assert settings(path, tmp_path, {}).select == ("leakage",)


def test_an_unknown_key_is_an_error_that_suggests_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "[tool.numbers-audit]\nfial-on = 'high'\n")
    with pytest.raises(BadSettings, match=r"'fial-on'.*did you mean 'fail-on'"):
        settings(None, tmp_path, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("jobs = 'two'", "Expected `int`", id="wrong-type"),
        pytest.param("jobs = 0", "jobs is at least 1", id="no-process"),
        pytest.param("fail-on = 'awful'", "fail-on is one of", id="no-such-level"),
    ],
)
def test_a_wrong_value_is_one_clear_sentence(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, f"[tool.numbers-audit]\n{text}\n")
    with pytest.raises(BadSettings, match=said):
        settings(None, tmp_path, {})


def test_a_broken_file_matters_only_if_it_was_asked_for(tmp_path: Path) -> None:
    broken = write(tmp_path, "[tool.numbers-audit\n")
    assert settings(None, tmp_path, {}).select == ()
    with pytest.raises(BadSettings, match="Cannot read settings"):
        settings(broken, tmp_path, {})


def test_other_peoples_tables_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "[tool.black]\nline-length = 100\n")
    assert settings(None, tmp_path, {}).ignore == ()
