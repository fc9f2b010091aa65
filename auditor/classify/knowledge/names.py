"""How targets and identifiers come apart: names, calls and items; words."""

import re
from collections.abc import Container, Iterator
from itertools import islice
from string import digits

MAX_PARTS = 64  # names, calls and items of a target that are looked at; real chains have fewer
MAX_NAME = 80  # characters of an identifier or file name that are looked at

_PART = re.compile(r"[^.()\[\]]+|\(\)|\[\d*\]")


def plain(target: str) -> str:
    """The target without its calls and items."""
    return ".".join(part[0] for part in _PART.finditer(cut(target)) if part[0][0] not in "([")


def cut(target: str) -> str:
    """The first `MAX_PARTS` names, calls and items of a target."""
    if sum(map(target.count, ".([")) < MAX_PARTS:
        return target
    ends = [match.end() for match in islice(_PART.finditer(target), MAX_PARTS)]
    return target[: ends[-1]] if ends else ""


def last_part(target: str) -> tuple[str, str]:
    """A target without its last name, call or item, and that: `torch.ones()`, and `[0]`."""
    if target.endswith("()"):
        return target[:-2], "()"
    if target.endswith("]"):
        start = target.rfind("[")
        return target[:start], target[start:]
    before, _, name = target.rpartition(".")
    return before, name


def longest(table: Container[str], name: str) -> str:
    """The longest leading part of a dotted name that the table has; "" if there is none."""
    while name and name not in table:
        name = name.rpartition(".")[0]
    return name


def is_capital(part: str) -> bool:
    return part.lstrip("_")[:1].isupper()


def is_method(member: str) -> bool:
    """Whether `x.*` stands for it: one name below x, none of Python's own."""
    return member.startswith(".") and "." not in member[1:] and not member.startswith(".__")


_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z][a-z0-9]*|\d+")


def split(name: str) -> list[str]:
    """Lower-case words of a name: train_loader, trainLoader and TRAIN_LOADER are the same."""
    return [word.lower() for word in _WORD.findall(name[:MAX_NAME])]


def spellings(words: list[str]) -> Iterator[str]:
    """data_loader and dataloader, resnet50 and resnet: the tables have one of them."""
    for run in ("_".join(words), "".join(words)):
        yield run
        yield run.rstrip(digits)
