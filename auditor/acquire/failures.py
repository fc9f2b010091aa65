"""What git's last words mean for the person who asked, and what to do next."""

from __future__ import annotations

import re

from auditor.git import printable, redacted

MAX_QUOTED = 200  # characters of git's own words, where we have none

PRIVATE = (
    "no such repository, or it is private: check the address, give git credentials for it "
    "(a credential helper or an SSH key), or pass a local clone"
)
EXPLANATIONS: tuple[tuple[str, str], ...] = (
    (
        r"could not resolve (host|proxy)|name or service not known|temporary failure in name",
        "the host name is unknown; check the address and the network",
    ),
    (
        r"remote fell silent",
        "the server said nothing for too long; try again later, or pass a local clone",
    ),
    (
        r"host key verification failed",
        "the SSH key of the host is unknown; connect once with ssh and accept it",
    ),
    (
        r"certificate",
        "the certificate of the server is not trusted; tell git of it with http.sslCAInfo",
    ),
    (r"no space left", "the disk is full; make room, or choose another --cache-dir"),
    (
        (
            r"authentication failed|could not read (username|password)|terminal prompts disabled"
            r"|permission denied|access denied|error: 40[13]|http basic|invalid credentials"
            r"|repository not found|repository '.*' not found|error: 404|not exported"
            r"|does not appear to be a git repository|could not be found|no such project"
        ),
        PRIVATE,
    ),
    (
        (
            r"failed to connect|couldn't connect|connection (refused|timed out)|unable to connect"
            r"|network is unreachable|no route to host|operation timed out|could not connect"
        ),
        "the host does not answer; check the address, the network and the proxy settings",
    ),
    (
        (
            r"early eof|rpc failed|unexpected disconnect|hung up|connection reset|broken pipe"
            r"|transfer closed|error: 5\d\d|incomplete|invalid index-pack|index-pack failed"
        ),
        "the connection broke; run the same command again",
    ),
    (
        r"not allowed|unable to find remote helper|is not a git command",
        "git on this machine cannot use this kind of address; use https://",
    ),
    (r"valid ref|not a git repository|invalid server response|bad line", "no git server answers"),
)
"""Patterns of git's words in small letters, the telling ones first, and what we say."""

REFUSED_OBJECT = re.compile(
    r"not our ref|unadvertised object|unavailable object|no such remote ref"
    r"|couldn't find remote ref"
)


def explained(said: str) -> str:
    """One clear sentence with the next step."""
    return _explanation(said) or f"git says: {quoted(said)}"


def is_our_own(said: str) -> bool:
    """Whether the fault lies with no remote and no network: a damaged clone, for one."""
    return _explanation(said) is None


def _explanation(said: str) -> str | None:
    words = said.lower()
    found = (text for pattern, text in EXPLANATIONS if re.search(pattern, words))
    return next(found, None)


def refuses_object(said: str) -> bool:
    """Whether a server hands out references only, and no objects by their ids."""
    return REFUSED_OBJECT.search(said) is not None


def quoted(said: str) -> str:
    """The telling line of git's stderr, safe to print."""
    lines = [line for line in redacted(said).splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return printable(fatal[0] if fatal else "nothing")[:MAX_QUOTED]
