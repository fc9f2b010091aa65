"""Roles of the lines of a file that is not Python.

Some names settle it for a whole file: a workflow of CI, a Dockerfile. Settings are judged section
by section, code statement by statement. A language that is not known is judged as a whole, by the
words in it, and says so: the confidence is lower.
"""

from auditor.classify.knowledge import Knowledge
from auditor.classify.texts.blocks import classify_blocks
from auditor.classify.texts.sections import classify_sections
from auditor.classify.texts.whole import by_name, by_suffix, by_words, whole
from auditor.model import RoleSpan, SourceFile
from auditor.model.block import SECTION

__all__ = ["classify_text", "whole"]


def classify_text(file: SourceFile, known: Knowledge) -> tuple[RoleSpan, ...]:
    """Spans of roles over all lines of a file that is not Python."""
    settled = by_name(file)
    if settled:
        return settled
    blocks = file.facts.blocks
    if not blocks:
        return by_suffix(file) or by_words(file, known)
    if blocks[0].kind == SECTION:
        return classify_sections(file)
    return classify_blocks(file, known)
