"""Settings: defaults, then the file of the person who audits, then flags; mistakes are named."""

from pathlib import Path

import pytest

from auditor.errors import BadSettings
from auditor.settings import settings, untrusted


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


def repository(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    (folder / "src").mkdir()
    write(folder, "[tool.numbers-audit]\nignore = ['leakage']\n")
    return folder


@pytest.mark.parametrize("inside", [".", "src"])
def test_the_settings_of_the_target_itself_are_not_used(tmp_path: Path, inside: str) -> None:
    theirs = repository(tmp_path / "theirs")
    assert settings(None, theirs, {}, str(theirs / inside)).ignore == ()
    assert settings(None, theirs, {}, f"file://{theirs}@v1").ignore == ()
    assert untrusted(theirs, {}, str(theirs / inside))


def test_they_are_used_if_trusted_or_named_or_if_the_target_is_elsewhere(tmp_path: Path) -> None:
    ours, other = repository(tmp_path / "ours"), repository(tmp_path / "other")
    trusting = settings(None, ours, {"trust_target_config": True}, str(ours))
    assert trusting.ignore == ("leakage",)
    assert settings(ours / "pyproject.toml", ours, {}, str(ours)).ignore == ("leakage",)
    assert settings(None, ours, {}, str(other)).ignore == ("leakage",)
    assert settings(None, ours, {}, "owner/name@v1").ignore == ("leakage",)


def test_a_level_may_ask_for_what_is_new_only(tmp_path: Path) -> None:
    assert settings(None, tmp_path, {"fail_on": "new:high"}).fail_on == "new:high"
    with pytest.raises(BadSettings, match="fail-on is one of"):
        settings(None, tmp_path, {"fail_on": "new:"})


def test_a_file_that_nests_too_deeply_is_one_sentence(tmp_path: Path) -> None:
    deep = tmp_path / "deep.toml"
    deep.write_text(f"x = {'[' * 100_000}{']' * 100_000}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="nested too deeply"):
        settings(deep, tmp_path, {})
