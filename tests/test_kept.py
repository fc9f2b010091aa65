"""Answers are kept for each file or project itself, not for what looks like it."""

from auditor.evidence.kept import kept


def test_a_question_is_answered_once() -> None:
    asked = []

    @kept
    def size(words: list[str]) -> int:
        asked.append(words)
        return len(words)

    words = ["a", "b"]
    assert [size(words), size(words)] == [2, 2]
    assert len(asked) == 1


def test_what_is_equal_is_not_the_same() -> None:
    asked = []

    @kept
    def size(words: list[str]) -> int:
        asked.append(words)
        return len(words)

    assert size(["a"]) == size(["a"])
    assert len(asked) == 2
