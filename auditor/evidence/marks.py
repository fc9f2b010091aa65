"""Where does a repository ask not to be told of something? `numbers-audit: ignore[slug] reason`."""

import re
from collections.abc import Iterator

from auditor.model import LineClass, SourceFile, Suppression

MARK = re.compile(r"numbers-audit:\s*ignore\[([^\]\n]{0,200})\][ \t]*(.{0,200})")


def marks_in(file: SourceFile) -> Iterator[Suppression]:
    """The marks of a file, in the order of its lines."""
    for comment in file.facts.comments:
        mark = MARK.search(comment.text)
        if mark is not None:
            slugs = (slug.strip() for slug in mark[1].split(","))
            yield Suppression(
                place=file.location(comment.line),
                rules=tuple(sorted(slug for slug in slugs if slug)),
                reason=mark[2].strip(),
                alone=file.facts.lines[comment.line - 1 : comment.line] == LineClass.COMMENT,
            )
