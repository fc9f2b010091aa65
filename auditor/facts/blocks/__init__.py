"""Which blocks is a file made of that is not Python? Statements, functions, sections of settings.

A pure function of name and text, bounded in time. A file that is too large or has too long lines
has no blocks: it is judged as a whole.
"""

from auditor.facts.blocks.grammars import GRAMMARS, LIGHT, SHELL_SHEBANG, suffix_of
from auditor.facts.blocks.sections import SECTIONED, read_sections
from auditor.model import Block

MAX_CHARACTERS = 300_000  # as for counting: what is larger was not written by people
MAX_LINE = 5_000


def blocks_of(path: str, text: str) -> tuple[Block, ...]:
    """The blocks of a text, in the order of their lines; none where no way is known to read it."""
    if len(text) > MAX_CHARACTERS or max(map(len, text.split("\n"))) > MAX_LINE:
        return ()
    suffix = suffix_of(path)
    if not suffix and SHELL_SHEBANG.match(text):
        suffix = ".sh"
    if suffix in GRAMMARS:
        from auditor.facts.blocks.trees import read_tree  # noqa: PLC0415 - loads a grammar

        return read_tree(suffix, text)
    if suffix in LIGHT:
        from auditor.facts.blocks.light import read_light  # noqa: PLC0415 - for few files

        return read_light(LIGHT[suffix], text)
    if suffix in SECTIONED:
        return read_sections(text)
    return ()
