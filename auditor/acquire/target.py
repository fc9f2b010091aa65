"""What the words given as TARGET mean: an address, a revision, a folder in it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from auditor.acquire.forges import WITHOUT_SCHEME, forge_of, page, without_ending
from auditor.errors import BadTarget
from auditor.model import Credentials, Target

SCHEMES = frozenset({"file", "git", "http", "https", "ssh"})
WEB = frozenset({"http", "https"})
LONGEST = 4096  # characters, as for a path
OWNER_AND_NAME = re.compile(r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[A-Za-z0-9._-]+)")
SCP = re.compile(r"(?:(?P<user>[\w.+-]+)@)?(?P<host>[A-Za-z0-9][\w.-]*):(?P<path>[^:]+)")
HOST = re.compile(r"[A-Za-z0-9\[][\w.:\[\]-]*")
UNFIT_IN_REVISION = re.compile(r"[\s\x00-\x1f\x7f:?*\[\\]|\.\.|@\{|^-|^$")
FORMS = "owner/name, a URL such as https://github.com/owner/name, or a folder"


class _Address(msgspec.Struct, frozen=True):
    """An address without credentials, and what else its text told."""

    name: str
    url: str | None = None
    path: str | None = None
    revision: str | None = None
    subdir: str = ""
    credentials: Credentials | None = None
    text: str = ""


def parse_target(text: str, *, revision: str | None = None, subdir: str = "") -> Target:
    """Take TARGET apart. Raises BadTarget for words that can name nothing.

    A folder that exists wins over every other meaning of the same words.
    """
    words = text.strip()
    _refuse(words)
    found = _address(words)
    return Target(
        text=found.text or words,
        name=found.name,
        url=found.url,
        path=found.path,
        revision=_one(found.revision, revision, words=found.text or words),
        subdir=_folder(subdir) or _folder(found.subdir),
        credentials=found.credentials,
    )


def _refuse(words: str) -> None:
    if not words:
        raise BadTarget(f"TARGET is empty: give {FORMS}.")
    if words.startswith("-"):
        raise BadTarget(f"TARGET cannot start with a dash: give {FORMS}.")
    if len(words) > LONGEST or not words.isprintable():
        raise BadTarget(f"TARGET is too long or has control characters: give {FORMS}.")
    if re.match(r"\w+::", words):
        raise BadTarget(
            "TARGET names a git remote helper, which could run programs: not supported."
        )


def _address(words: str) -> _Address:
    if _exists(words):
        return _local(words)
    if "://" in words:
        return _url(words)
    if address := _local_at_revision(words):
        return address
    if WITHOUT_SCHEME.match(words):
        return _url(f"https://{words}")
    if (match := SCP.fullmatch(words)) and (match["user"] or "." in match["host"]):
        return _scp(match)
    bare, revision = _at(words)
    if match := OWNER_AND_NAME.fullmatch(bare.rstrip("/")):
        return _on_github(match, revision)
    return _local(words)


def _exists(words: str) -> bool:
    try:
        return Path(words).expanduser().exists()
    except (OSError, RuntimeError):  # RuntimeError: ~ without a home
        return False


def _local(words: str, revision: str | None = None) -> _Address:
    try:
        path = Path(words).expanduser().absolute()
    except (FileNotFoundError, RuntimeError) as error:
        raise BadTarget(f"{words}: the folder that this is relative to is gone.") from error
    return _Address(name=folder_name(path), path=str(path), revision=revision)


def folder_name(path: Path) -> str:
    """What people call a repository at this place: `.git` endings say nothing."""
    resolved = path.resolve()
    folder = resolved.parent if resolved.name == ".git" else resolved
    return folder.name.removesuffix(".git") or str(folder)


def _local_at_revision(words: str) -> _Address | None:
    """`folder@REV`: the longest part before an @ that exists is the folder."""
    for at in reversed([match.start() for match in re.finditer("@", words)]):
        if at and _exists(words[:at]):
            return _local(words[:at], _fit(words[at + 1 :]))
    return None


def _on_github(match: re.Match[str], revision: str | None) -> _Address:
    name = f"{match['owner']}/{match['name'].removesuffix('.git')}"
    return _Address(name=name, url=f"https://github.com/{name}", revision=revision)


def _scp(match: re.Match[str]) -> _Address:
    path, revision = _at(match["path"].rstrip("/"))
    if path.startswith("-"):
        raise BadTarget("The path of TARGET cannot start with a dash.")
    user = f"{match['user']}@" if match["user"] else ""
    return _Address(name=_last_two(path), url=f"{user}{match['host']}:{path}", revision=revision)


def _url(words: str) -> _Address:
    parts = _split(words)
    scheme = parts.scheme.lower().removeprefix("git+").removesuffix("+git")
    if scheme not in SCHEMES:
        known = ", ".join(sorted(SCHEMES))
        raise BadTarget(f"TARGET has a scheme that is not supported; known are {known}.")
    if scheme == "file":
        return _file_url(parts)
    host = parts.netloc.rpartition("@")[2]
    if not HOST.fullmatch(host):
        raise BadTarget(f"TARGET names no host: give {FORMS}.")
    return _web(scheme, host.lower(), parts) if scheme in WEB else _other(scheme, host, parts)


def _split(words: str) -> SplitResult:
    try:
        return urlsplit(words)
    except ValueError as error:
        raise BadTarget(f"TARGET is no valid URL: give {FORMS}.") from error


def _file_url(parts: SplitResult) -> _Address:
    if parts.netloc not in {"", "localhost"}:
        raise BadTarget("A file:// URL with a host cannot be read: write file:///path.")
    whole = parts.path + (f"?{parts.query}" if parts.query else "")
    decoded = unquote(whole)
    for path in dict.fromkeys((whole, decoded)):
        if _exists(path):
            return _file(path, None)
    address = _local_at_revision(decoded)
    if address is not None and address.path is not None:
        return _file(address.path, address.revision)
    path, revision = _at(decoded)
    return _file(path, revision)


def _file(path: str, revision: str | None) -> _Address:
    return _Address(name=folder_name(Path(path)), url=f"file://{path}", revision=revision)


def _web(scheme: str, host: str, parts: SplitResult) -> _Address:
    """A URL as git or a browser knows it. Query and fragment name no repository: they go."""
    shown = page(host, parts.path)
    if shown.revision is None:
        path, revision = _at(shown.path)
    else:
        path, revision = shown.path, _fit(shown.revision)
    path = without_ending(path, forge_of(shown.host))
    if not path:
        raise BadTarget(f"TARGET names a host and no repository: give {FORMS}.")
    url = f"{scheme}://{shown.host}{path}"
    return _Address(
        name=_last_two(path),
        url=url,
        revision=revision,
        subdir=shown.subdir,
        credentials=_credentials(parts),
        text=_text(url, shown.revision, shown.subdir, revision),
    )


def _text(url: str, shown: str | None, subdir: str, revision: str | None) -> str:
    if shown is not None and subdir:
        return f"{url}/tree/{shown}/{subdir}"
    return url if revision is None else f"{url}@{revision}"


def _other(scheme: str, host: str, parts: SplitResult) -> _Address:
    """ssh:// and git://: the user name is part of the address, a password is of no use to git."""
    path, revision = _at(parts.path.rstrip("/"))
    if not path.strip("/"):
        raise BadTarget(f"TARGET names a host and no repository: give {FORMS}.")
    user = f"{parts.username}@" if parts.username and scheme == "ssh" else ""
    if user.startswith("-") or path.startswith("/-"):
        raise BadTarget("No part of TARGET can start with a dash.")
    url = f"{scheme}://{user}{host}{path}"
    return _Address(
        name=_last_two(path),
        url=url,
        revision=revision,
        text=url if revision is None else f"{url}@{revision}",
    )


def _credentials(parts: SplitResult) -> Credentials | None:
    if "@" not in parts.netloc:
        return None
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    found = Credentials(unquote(user), unquote(password))
    if not (found.user + found.password).isprintable():
        raise BadTarget("The user name or password in TARGET has control characters.")
    return found


def _at(path: str) -> tuple[str, str | None]:
    """Path and revision. An @ that opens a part of the path, as in `/@group/name`, is a name's."""
    if match := re.search(r"(?<=[^/])@", path):
        return path[: match.start()], _fit(path[match.end() :])
    return path, None


def _fit(revision: str) -> str:
    if UNFIT_IN_REVISION.search(revision) or not revision.isprintable():
        raise BadTarget("The revision after @ or --rev is no name of a commit, tag or branch.")
    return revision


def _one(written: str | None, option: str | None, words: str) -> str | None:
    if option is None:
        return written
    if written is not None and written != _fit(option):
        raise BadTarget(f"{words}: --rev names another revision; give one of the two.")
    return _fit(option)


def _folder(subdir: str) -> str:
    if not subdir.isprintable() or subdir.startswith("/") or ".." in subdir.split("/"):
        raise BadTarget("--subdir is a folder inside the repository, such as src/model.")
    return "/".join(part for part in subdir.split("/") if part not in {"", "."})


def _last_two(path: str) -> str:
    """`owner/name`; what stands before them is a server's affair, or a group's."""
    parts = [part for part in path.split("/") if part not in {"", ".git"}]
    return "/".join(parts[-2:]).removesuffix(".git")
