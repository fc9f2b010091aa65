"""A target, taken apart and made readable: cloned, found in the cache, or read in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.acquire.clone import open_remote
from auditor.acquire.failures import explained
from auditor.acquire.local import is_local, open_local
from auditor.acquire.revisions import short, tag_names
from auditor.acquire.target import parse_target
from auditor.acquire.wire import Wire
from auditor.errors import FetchFailed
from auditor.git import SILENCE, GitFailed, GitMissing, check_git
from auditor.model import Checkout, Target

__all__ = ["acquire", "parse_target", "tags"]


def acquire(  # noqa: PLR0913 - all but the first two are for those who want something else
    target: Target,
    *,
    cache: Path,
    history: bool = True,
    progress: Callable[[str], None] = lambda _line: None,
    refresh: bool = True,
    silence: float = SILENCE,
    meanwhile: Callable[[], object] = lambda: None,
) -> Checkout:
    """Make a target readable. Raises FetchFailed with the next step.

    Clones are kept in `cache`. Without `history` only the wanted commit is fetched; without
    `refresh` a commit that was fetched before is used as it is, with no question to the remote.
    A remote that says nothing for `silence` seconds is given up. `meanwhile` is called before each
    wait for what a remote sends: it should start what can be done beside, and return.
    """
    try:
        check_git()
        if is_local(target):
            return open_local(target, cache.absolute())  # git is run in other folders
        wire = Wire(target, progress, silence, meanwhile)
        return open_remote(wire, cache.absolute(), history=history, refresh=refresh)
    except GitMissing as error:
        raise FetchFailed(target.text, str(error)) from error
    except GitFailed as error:
        raise FetchFailed(target.text, explained(error.said)) from error


def tags(checkout: Checkout, silence: float = SILENCE) -> tuple[str, ...]:
    """Names of the tags that a target's repository has today. Raises FetchFailed."""
    target = checkout.target
    if checkout.repository is None:
        return ()
    try:
        if is_local(target):
            return tag_names(checkout.repository)
        listing = Wire(target, lambda _line: None, silence).references(
            checkout.repository, "refs/tags/*"
        )
    except GitFailed as error:
        raise FetchFailed(target.text, explained(error.said)) from error
    return tuple(sorted(short(name) for name in listing.ids if not name.endswith("^{}")))
