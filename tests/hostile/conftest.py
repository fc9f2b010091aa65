"""A repository that each test makes hostile in its own way."""

from pathlib import Path

import pytest

from tests.hostile.audits import Hostile


@pytest.fixture(name="hostile")
def made(tmp_path: Path) -> Hostile:
    return Hostile(tmp_path)
