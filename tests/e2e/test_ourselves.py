"""What the tool says of its own repository: it keeps what it asks of others."""

import re
from pathlib import Path

from auditor import audit
from auditor.model import Rating

ROOT = Path(__file__).parents[2]
POINT = 1.0  # percent by which the code may move before the badge is made anew
BADGE = ROOT / "docs" / "images" / "badge.svg"


def test_our_own_repository_is_rated_a_and_has_nothing_severe() -> None:
    found = audit(str(ROOT), trust_target_config=True, reuse=False, history=False, jobs=2)
    assert found.complete
    assert found.debt.rating is Rating.A
    severe = {f"{f.path}:{f.line} {f.rule}" for f in found.findings if f.severity in SEVERE}
    assert not severe
    badge = BADGE.read_text(encoding="utf-8")
    assert f"debt {found.debt.rating}" in badge
    told = re.search(r"ML code ([\d.]+)%", badge)
    assert told
    assert abs(float(told[1]) - 100 * (found.shares.ml_code.all or 0)) < POINT, "run `make badge`"


SEVERE = {"high", "critical"}
