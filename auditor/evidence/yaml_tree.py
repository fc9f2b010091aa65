"""What does a YAML file say? Its strings, lists and mappings, and the lines they stand in.

A tree is built from PyYAML's events: no constructor, so `3.10` stays text and no tag is obeyed;
aliases are not followed, so a small file cannot stand for a huge one; depth is bounded.
"""

from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # some times faster where it was built
MAX_DEPTH = 64


class Text(str):  # noqa: SLOT000 - str allows for none but empty ones
    """A scalar that knows its line."""

    line: int = 1


def line_of(text: str) -> int:
    return text.line if isinstance(text, Text) else 1


def read_yaml(text: str) -> object:
    """The first document as dicts, lists and `Text`; raises yaml.YAMLError or ValueError."""
    opened: list[list[Any]] = [[]]
    for event in yaml.parse(text, Loader=LOADER):
        match event:
            case yaml.ScalarEvent() | yaml.AliasEvent():
                opened[-1].append(_text(event))
            case yaml.CollectionStartEvent():
                opened.append([])
            case yaml.CollectionEndEvent():
                found = opened.pop()
                mapping = isinstance(event, yaml.MappingEndEvent)
                opened[-1].append(_mapping(found) if mapping else found)
            case yaml.DocumentEndEvent():
                break
        if len(opened) > MAX_DEPTH:
            raise ValueError("nested too deeply")
    return opened[0][0] if opened[0] else None


def tree_of(text: str) -> object:
    """The same; None of what is no YAML."""
    try:
        return read_yaml(text)
    except (yaml.YAMLError, ValueError):
        return None


def _text(event: yaml.ScalarEvent | yaml.AliasEvent) -> Text:
    text = Text(getattr(event, "value", ""))
    text.line = event.start_mark.line + 1 if event.start_mark else 1
    return text


def _mapping(flat: list[Any]) -> dict[str, Any]:
    pairs = zip(flat[::2], flat[1::2], strict=False)
    return {key: value for key, value in pairs if isinstance(key, str)}
