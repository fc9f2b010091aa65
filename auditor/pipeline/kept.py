"""Under which name is kept what was found out, and what makes it out of date? Names tell both.

They hold a digest of our own sources and the versions of the libraries that count: whoever
changes the analysis need not think of the store.
"""

import platform
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec.structs import replace

from auditor.cache import key_of, sources_of
from auditor.model import Audit, Checkout, Listing, Target
from auditor.settings import Settings

PACKAGE = Path(__file__).parents[1]
GRAMMARS = ("bash", "c", "cpp", "go", "java", "javascript", "python", "rust", "typescript")
LIBRARIES = (
    *("charset-normalizer", "pygments", "pygount", "pyyaml", "radon", "tree-sitter"),
    *(f"tree-sitter-{grammar}" for grammar in GRAMMARS),
)
"""Packages that facts depend on: another version may count otherwise."""


def key_of_audit(checkout: Checkout, settings: Settings) -> bytes | None:
    """What an audit depends on; None for a folder as it stands on disk, which has no name."""
    if checkout.work_tree is not None:
        return None
    where = msgspec.json.encode(replace(checkout, repository=None, target=_named(checkout.target)))
    chosen = (
        *(settings.select, settings.ignore, settings.history, settings.trust_target_config),
        [path.read_text(encoding="utf-8") for path in settings.knowledge],
    )
    return key_of("audit", version_of_audits(), where, msgspec.json.encode(chosen))


def _named(target: Target) -> Target:
    return replace(target, text="", credentials=None)


def packed(audit: Audit) -> bytes:
    """Without what differs from run to run."""
    return msgspec.msgpack.encode(replace(audit, run=None))


def unpacked(data: bytes | None) -> Audit | None:
    with suppress(msgspec.MsgspecError):
        return None if data is None else msgspec.msgpack.decode(data, type=Audit)
    return None


def key_of_sources(key: bytes) -> bytes:
    """Of what a page shows of the sources of a kept audit."""
    return key_of("sources", key)


def packed_outlines(listings: Iterable[Listing]) -> bytes:
    """Without the text, which is where it was."""
    return msgspec.msgpack.encode([replace(listing, lines=()) for listing in listings])


def unpacked_outlines(data: bytes | None) -> tuple[Listing, ...] | None:
    with suppress(msgspec.MsgspecError):
        return None if data is None else msgspec.msgpack.decode(data, type=tuple[Listing, ...])
    return None


@cache
def version_of_facts() -> bytes:
    return key_of(sources_of(PACKAGE / "facts", PACKAGE / "model"), *_versions())


@cache
def version_of_audits() -> bytes:
    return key_of(sources_of(PACKAGE), *_versions())


def _versions() -> tuple[str, ...]:
    return (platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES))
