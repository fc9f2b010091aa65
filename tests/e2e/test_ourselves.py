"""What the tool says of its own repository: it keeps what it asks of others."""

from pathlib import Path

from auditor import audit
from auditor.model import Rating

ROOT = Path(__file__).parents[2]
BADGE = ROOT / "docs" / "images" / "badge.svg"


def test_our_own_repository_is_rated_a_and_has_nothing_severe() -> None:
    found = audit(str(ROOT), trust_target_config=True, reuse=False, history=False, jobs=2)
    assert found.complete
    assert found.debt.rating is Rating.A
    severe = {f"{f.path}:{f.line} {f.rule}" for f in found.findings if f.severity in SEVERE}
    assert not severe
    assert f"debt {found.debt.rating}" in BADGE.read_text(encoding="utf-8")


SEVERE = {"high", "critical"}
