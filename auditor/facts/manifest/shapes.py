"""What may stand in a parsed file where we expect something? Values of the right type, or none.

Manifests are written by hand and by strangers: any key may hold any type. These helpers turn
what is found into what is expected and drop the rest, so that no reader needs to ask twice.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from auditor.model import Dependency

MAX_REQUIREMENT = 4_000  # characters; longer ones are no requirements, and slow to parse
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
COMMIT = re.compile(r"[0-9a-fA-F]{7,40}")
RELEASE = re.compile(r"[A-Za-z_/-]{0,40}\d{1,9}(\.\d{1,9}){1,4}[A-Za-z0-9.+_-]{0,20}")
ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")
FLOATING = ("master", "main", "develop", "dev", "latest", "nightly", "HEAD")


MAX_DOTS = 40  # in a line; the time and memory that a key costs are quadratic in its dots


def read_toml(text: str) -> Mapping[str, Any]:
    """The document; raises ValueError where it is broken, or made to be slow."""
    if max((line.count(".") for line in text.splitlines()), default=0) > MAX_DOTS:
        raise ValueError(f"a line of more than {MAX_DOTS} dots")
    return tomllib.loads(text)


def table(value: object, *keys: str) -> Mapping[str, Any]:
    """The table found under the keys, or an empty one where there is something else."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def strings(value: object) -> list[str]:
    return [item for item in items(value) if isinstance(item, str)]


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


class Lines:
    """Finds the line of a key or a quoted string: the TOML and JSON parsers do not tell."""

    def __init__(self, text: str) -> None:
        self._first: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            for token in tokens_of(line):
                self._first.setdefault(token, number)

    def __call__(self, *tokens: str) -> int:
        """The first line that has one of the tokens; line 1 where none is found."""
        found = (self._first.get(token) for token in tokens)
        return next((line for line in found if line is not None), 1)


def tokens_of(line: str) -> Iterator[str]:
    """What a line may be looked up by: its key, and each of its quoted strings."""
    yield line.partition("=")[0].strip().strip("\"'")
    yield line.partition(":")[0].strip().strip("\"'")
    for quote in ('"', "'"):
        yield from line.split(quote)[1::2]


def requirements(texts: Iterable[str], lines: Lines, group: str = "") -> list[Dependency]:
    """PEP 508 requirements; what is none is left out."""
    found = (requirement(text, lines(text), group) for text in texts)
    return [dependency for dependency in found if dependency is not None]


def requirement(text: str, line: int, group: str = "") -> Dependency | None:
    """A PEP 508 requirement; one that breaks the standard still has a name, if nothing else."""
    if len(text) > MAX_REQUIREMENT:
        return None
    try:
        return _dependency(Requirement(text), line, group)
    except InvalidRequirement:
        return _broken(text, line, group)


def _dependency(parsed: Requirement, line: int, group: str) -> Dependency:
    url = parsed.url or ""
    return Dependency(
        name=canonicalize_name(parsed.name),
        specifier=_as_written(parsed.specifier),
        line=line,
        group=group,
        url=url,
        pinned=is_pinned_url(url) if url else is_pinned(str(parsed.specifier)),
        marker=str(parsed.marker or ""),
    )


def _as_written(specifiers: SpecifierSet) -> str:
    """`packaging` keeps clauses in a set: sorted, so that the same text gives the same facts."""
    return ",".join(sorted(str(clause) for clause in specifiers))


def _broken(text: str, line: int, group: str) -> Dependency | None:
    head, _, marker = text.partition(";")
    name = NAME.match(head)
    if name is None or "/" in head or "\\" in head:
        return None
    specifier = head[name.end() :].strip()
    if specifier and specifier[0] not in "=<>~!([ @":
        return None
    return Dependency(
        canonicalize_name(name.group()),
        specifier,
        line,
        group,
        pinned=specifier.startswith("=") and "*" not in specifier,
        marker=marker.strip(),
    )


def is_pinned(specifier: str) -> bool:
    """Whether a PEP 440 specifier allows one version only."""
    clauses = specifier.replace(" ", "").split(",")
    return any(clause.startswith("==") and not clause.endswith(".*") for clause in clauses)


def is_pinned_url(url: str) -> bool:
    """Whether a direct reference will give the same code tomorrow: a commit, tag, hash or file."""
    address, _, fragment = url.partition("#")
    if "sha256=" in fragment or "sha512=" in fragment:
        return True
    if address.startswith(("git+", "hg+", "svn+", "bzr+")) or address.endswith(".git"):
        path, _, revision = address.partition("://")[2].rpartition("@")
        return "/" in path and is_fixed_revision(revision)
    return address.endswith(ARCHIVES) and not _names_a_branch(address)


def _names_a_branch(address: str) -> bool:
    last = address.rpartition("/")[2].partition(".")[0]
    return last in FLOATING or "/refs/heads/" in address


def is_fixed_revision(revision: str) -> bool:
    """A commit, or what looks like a tag of a release; branches move."""
    return bool(COMMIT.fullmatch(revision) or RELEASE.fullmatch(revision))


def name_in_url(url: str) -> str:
    """The distribution that a direct reference names: its `egg`, its wheel, its repository."""
    address, _, fragment = url.partition("#")
    for part in fragment.split("&"):
        key, _, value = part.partition("=")
        if key == "egg" and (found := NAME.match(value)):
            return canonicalize_name(found.group())
    path = address.partition("://")[2].partition("/")[2].rstrip("/")
    last = path.partition("/archive/")[0].rpartition("/")[2].partition("@")[0]
    found = NAME.match(_without_version(last))
    return canonicalize_name(found.group()) if found else ""


def _without_version(file: str) -> str:
    """`clip` of `clip-1.0.tar.gz`, of `clip-1.0-py3-none-any.whl` and of `clip.git`."""
    if file.endswith(ARCHIVES):
        return re.split(r"-\d", file, maxsplit=1)[0]
    return file.removesuffix(".git")
