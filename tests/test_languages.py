"""How much of a program few rules read is told by its lines; what is no program is left out."""

import pytest

from auditor.model import unread


@pytest.mark.parametrize(
    ("lines", "share", "languages"),
    [
        pytest.param({}, 0.0, (), id="nothing"),
        pytest.param({"YAML": 50, "HTML": 5, "Makefile": 1}, 0.0, (), id="no-program"),
        pytest.param({"Python": 50, "YAML": 50}, 0.0, (), id="python"),
        pytest.param({"Python": 30, "Rust": 60, "C": 10}, 0.7, ("Rust", "C"), id="main-ones"),
        pytest.param({"Python": 1, "Lua": 3}, 0.75, ("Lua",), id="rare-ones"),
        pytest.param({"Python": 99, "Go": 1}, 0.01, ("Go",), id="at-least-one"),
        pytest.param({"C": 4, "C++": 4, "CUDA": 2}, 1.0, ("C", "C++"), id="at-most-two"),
        pytest.param(
            {"Python": 4, "JavaScript": 2, "JavaScript+Genshi Text": 2, "TSX": 1, "Go": 1},
            0.6,
            ("JavaScript", "Go"),
            id="mixed",
        ),
    ],
)
def test_what_few_rules_read(
    lines: dict[str, int], share: float, languages: tuple[str, ...]
) -> None:
    found = unread(lines)
    assert found.share == pytest.approx(share)
    assert found.languages == languages
