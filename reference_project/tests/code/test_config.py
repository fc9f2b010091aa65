"""A configuration is complete, understood to the last key, and within reason."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.config import PROJECT, Config, config_of, parse_config, read_config
from digits.errors import ConfigRefused

FULL = (PROJECT / "configs" / "full.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((PROJECT / "configs").glob("*.toml")), ids=lambda p: p.stem)
def test_every_shipped_configuration_is_accepted(path: Path) -> None:
    assert isinstance(read_config(path), Config)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("epochs =", "epoch =", "did you mean `epochs`", id="misspelt-key"),
        pytest.param("seed = 1", "colour = 1", "unknown key `colour`", id="key-from-elsewhere"),
        pytest.param("seed = 1", "", "missing key `seed`", id="missing-key"),
        pytest.param("kernel = 5", "size = 5", "model.blocks.size", id="unknown-key-in-a-list"),
        pytest.param("seed = 1", 'seed = "13"', "`seed` must be of type int", id="text-for-number"),
        pytest.param(
            "seed = 1", "seed = true", "`seed` must be of type int", id="truth-for-number"
        ),
        pytest.param("seed = 1", "seed = -1", "it must lie in", id="negative-seed"),
        pytest.param("dropout = 0.0", "dropout = 1.5", "it must lie in", id="dropout-above-one"),
        pytest.param("dropout = 0.0", "dropout = nan", "it must lie in", id="dropout-not-a-number"),
        pytest.param('"one-cycle"', '"wild"', "choose from one-cycle, constant", id="no-choice"),
        pytest.param("[data]", "[[data]]", "`data` must be a table", id="no-table"),
        pytest.param("seed = 1", "seed =", "not TOML", id="broken-file"),
    ],
)
def test_refuses(old: str, new: str, message: str) -> None:
    assert old in FULL
    with pytest.raises(ConfigRefused, match=message):
        parse_config(FULL.replace(old, new, 1))


def test_a_list_of_blocks_must_hold_one() -> None:
    table = json.loads(json.dumps(asdict(parse_config(FULL))))
    table["model"]["blocks"] = []
    with pytest.raises(ConfigRefused, match=r"model\.blocks"):
        config_of(table)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match=r"none\.toml: no such file"):
        read_config(tmp_path / "none.toml")


def test_what_a_manifest_stores_is_read_back_equal() -> None:
    config = parse_config(FULL)
    assert config_of(json.loads(json.dumps(asdict(config)))) == config


@given(seed=st.integers(min_value=0, max_value=2**31 - 1))
def test_any_seed_of_31_bits_is_kept_as_it_is(seed: int) -> None:
    assert parse_config(FULL.replace("seed = 1", f"seed = {seed}", 1)).seed == seed
