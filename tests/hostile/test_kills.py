"""An audit that is killed harms no later one: the short form of `tests.reliability.kills`."""

from pathlib import Path

import pytest

from tests.reliability.kills import Broken, again, kill, undisturbed, works, written


def test_what_was_killed_is_right_the_next_time(tmp_path: Path) -> None:
    assert kill(3, 7, tmp_path).startswith("3 kills")


def test_what_a_kill_could_leave_would_be_seen(tmp_path: Path) -> None:
    work = works(tmp_path)[0]
    place = tmp_path / "place"
    files, _ = undisturbed(work, place)
    (place / "cache" / "x.part").mkdir()
    (place / "tmp" / "left").touch()
    (place / "out" / "half.json").write_text("{")
    assert set(written(place)) - set(files) == {"cache/x.part", "tmp/left", "out/half.json"}
    with pytest.raises(Broken, match=r"audit: cache/x\.part, out/half\.json, tmp/left differ"):
        again(work, place, files)
