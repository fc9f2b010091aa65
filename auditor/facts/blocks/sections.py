"""Which sections does a file of settings have? Headers and indentation tell, line by line.

That reads YAML, TOML, INI and JSON as people lay them out, templates and broken files as well, in
one pass. A section is a run of lines with the same keys above them.
"""

import re
from collections.abc import Iterator

from auditor.model import Block
from auditor.model.block import SECTION

SECTIONED = frozenset({".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".json", ".jsonc",
                       ".json5", ".prototxt", ".pbtxt", ".properties", ".gin"})  # fmt: skip
MAX_DEPTH = 4  # keys above a line that tell sections apart
MAX_NAMES = 40  # keys and words of values of a section

_HEADER = re.compile(r"\s*\[{1,2}\s*+([^\]\[=]{1,120}+)\]{1,2}\s*+(?:[#;].*)?$")
_KEY = re.compile(
    r"""(\s*)((?:-\s+)*)["']?([A-Za-z_$][\w.$/@:-]{0,80}?)["']?\s*(?:[:=]|(?=\{))\s*(.*)"""
)
_WORD = re.compile(r"[A-Za-z_][\w.]{1,60}")
_SKIP = re.compile(r"\s*(?:$|#|;|//|---)")
_OPENS = re.compile(r"(?:[\[{|>&!][^\]}]*|)(?:\s+#.*)?$")


def read_sections(text: str) -> tuple[Block, ...]:
    """Sections in the order of their lines."""
    found: list[tuple[str, int, int, dict[str, None]]] = []
    for line, keys, words in _lines(text):
        if not found or found[-1][0] != keys:
            found.append((keys, line, line, {}))
        _, first, _, names = found[-1]
        names |= dict.fromkeys(words if len(names) < MAX_NAMES else ())
        found[-1] = keys, first, line, names
    return tuple(
        Block(SECTION, first, last, name=path, names=tuple(names)[:MAX_NAMES])
        for path, first, last, names in found
    )


def _lines(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each line that says something, the keys above it and on it, and its words."""
    header = ""
    above: list[tuple[int, str]] = []  # indentation and key of what the line lies in
    for line, said in enumerate(text.split("\n"), start=1):
        if _SKIP.match(said):
            continue
        titled = _HEADER.match(said)
        if titled and not above and said[:1] == "[":
            header = titled[1].strip("\"' \t")
            yield line, header, [header]
            continue
        key = _KEY.match(said)
        indent = len(said) - len(said.lstrip()) if key is None else len(key[1]) + len(key[2])
        while above and above[-1][0] >= indent:
            above.pop()
        names = [header, *(name for _, name in above)] if header else [name for _, name in above]
        words = _WORD.findall(said[:300])[:12]
        if key is not None and _OPENS.match(key[4][:300]):
            above.append((indent, key[3]))
            names.append(key[3])
        yield line, ".".join(names[:MAX_DEPTH]), words
