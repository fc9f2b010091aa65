"""A user's own tables change what an audit says, whatever was kept of the same commit."""

from pathlib import Path

import pytest

from auditor.errors import BadSettings
from auditor.pipeline import examine
from auditor.settings import Settings
from tests.repositories import Repository

TABLE = """
version = 1

[[library]]
name = "Ours"
homepage = "https://example.org"
imports = "ours"
ml = true
default = "{role}!"
"""


@pytest.fixture
def target(tmp_path: Path) -> str:
    repository = Repository(tmp_path / "project")
    repository.commit({"a.py": "import ours\n\nours.zap(1)\nours.zap(2)\n"})
    return repository.bare_url()


def role_of(target: str, tmp_path: Path, *tables: Path) -> str:
    chosen = Settings(knowledge=tables, cache=tmp_path / "cache", history=False, jobs=1)
    audit = examine(target, chosen)
    return max(audit.lines.by_role, key=lambda role: audit.lines.by_role[role])


def test_a_table_of_the_user_decides_roles(target: str, tmp_path: Path) -> None:
    table = tmp_path / "ours.toml"
    said = []
    for role in ("monitoring", "serving_infrastructure"):
        table.write_text(TABLE.format(role=role), encoding="utf-8")
        said.append(role_of(target, tmp_path, table))
    assert said == ["monitoring", "serving_infrastructure"]
    assert role_of(target, tmp_path) not in said


def test_a_mistake_in_it_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    table = tmp_path / "ours.toml"
    table.write_text(TABLE.format(role="nonsense"), encoding="utf-8")
    with pytest.raises(BadSettings, match=r"ours\.toml.*nonsense"):
        role_of("https://127.0.0.1:1/nowhere", tmp_path, table)
