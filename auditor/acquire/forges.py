"""How the sites that host repositories write addresses: pages to repositories, commits to links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

import msgspec

WITHOUT_SCHEME = re.compile(
    r"(www\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co)/[^/@\s]+/\S+"
)
HOST = re.compile(r"[\w.-]+(:\d+)?")
REVISION_PAGES = frozenset({"blame", "blob", "commit", "commits", "edit", "raw", "resolve", "tree"})
FOLDER_PAGES = frozenset({"tree", "src"})
GITEA_REFS = frozenset({"branch", "commit", "tag"})
KNOWN = frozenset({"github", "huggingface", "bitbucket", "gitea"})
"""Forges where a repository is always two names, so that what follows is a page."""


class Page(msgspec.Struct, frozen=True):
    """The repository that a page belongs to, and what the page says of it."""

    host: str
    path: str
    revision: str | None = None
    subdir: str = ""


def forge_of(host: str) -> str:
    """The software that a host runs, as far as its name tells; "" if it does not."""
    labels = host.removeprefix("www.").partition(":")[0].split(".")
    if "gitlab" in labels:
        return "gitlab"
    if "github" in labels:
        return "github"
    if "bitbucket" in labels:
        return "bitbucket"
    if {"codeberg", "gitea", "forgejo"} & set(labels):
        return "gitea"
    return "huggingface" if "huggingface" in labels else ""


def page(host: str, path: str) -> Page:
    """What the path of a web address shows; a plain address of a repository shows just that."""
    forge = forge_of(host)
    host = host.removeprefix("www.") if forge else host
    repository, dashed, rest = path.partition("/-/")
    if dashed:
        return _page(host, repository, rest.split("/"))
    parts = [part for part in path.split("/") if part]
    length = 3 if forge == "huggingface" and parts[:1] in (["datasets"], ["spaces"]) else 2
    if forge not in KNOWN or len(parts) <= length or "@" in parts[length - 1]:
        return Page(host, without_ending(path, forge))
    return _page(host, "/" + "/".join(parts[:length]), parts[length:])


def _page(host: str, repository: str, words: Sequence[str]) -> Page:
    repository = without_ending(repository, "known")
    match [unquote(word) for word in words if word]:
        case ["src", kind, revision, *folders] if kind in GITEA_REFS:
            return Page(host, repository, revision, "/".join(folders))
        case ["releases", "tag", revision] | ["tags", revision] | ["branch", revision]:
            return Page(host, repository, revision)
        case ["pull", number, *_] if number.isdigit():
            return Page(host, repository, f"refs/pull/{number}/head")
        case ["merge_requests", number, *_] if number.isdigit():
            return Page(host, repository, f"refs/merge-requests/{number}/head")
        case [kind, revision, *folders] if kind in FOLDER_PAGES:
            return Page(host, repository, revision, "/".join(folders))
        case [kind, revision, *_] if kind in REVISION_PAGES:
            return Page(host, repository, revision)
    return Page(host, repository)


def without_ending(path: str, forge: str) -> str:
    """Forges know a repository with and without `.git`; other servers may know one of the two."""
    path = path.rstrip("/")
    return path.removesuffix(".git") if forge else path


def web_url(url: str, commit: str, subdir: str) -> str | None:
    """What to put before a path to link to the file at its forge; None where that is not known."""
    try:
        host, path = _host_and_path(url)
    except ValueError:  # the remote of a local folder can be any text
        return None
    forge = forge_of(host)
    if not forge or not path or not HOST.fullmatch(host):
        return None
    folder = quote(f"{subdir}/") if subdir else ""
    links = {"gitlab": "/-/blob/", "bitbucket": "/src/", "gitea": "/src/commit/"}
    return f"https://{host}/{quote(path)}{links.get(forge, '/blob/')}{commit}/{folder}"


def _host_and_path(url: str) -> tuple[str, str]:
    if "://" not in url:
        before, _, path = url.partition(":")
        return before.rpartition("@")[2], path.strip("/").removesuffix(".git")
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "ssh":
        host = host.partition(":")[0]  # the port of ssh is not that of the web
    return host, parts.path.strip("/").removesuffix(".git")
