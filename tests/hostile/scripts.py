"""Texts that would run in a browser, and everything of ours that they can be written into."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor.model import Audit
from auditor.report import json
from tests.hostile.test_git import raw_object
from tests.repositories import START, Repository

EVIL = "https://evil.example/"
PAYLOADS = {
    "element": "\"'><img src=x onerror=__pwned=1><script>__pwned=2</script><svg onload='__pwned=3'>"
    f"<link rel=stylesheet href={EVIL}l><iframe src={EVIL}i></iframe>{{{{ cycler.__init__ }}}}",
    "attribute": "x' \" autofocus tabindex=0 onfocus=__pwned=4 onmouseover=__pwned=5 "
    f"style='background:url({EVIL}s)' y='",
    "end-of-script": "</script></style></title></svg><script>alert(6)</script><!--${alert(7)}",
    "address": "javascript:__pwned=8//",
    "prototype": "__proto__",
}


def report(audit: Audit, text: str) -> bytes:
    """The JSON of an audit with `text` wherever a text may stand, as nobody's audit would have it.

    Numbers keep the texts of a place apart, as those of paths and fingerprints are.
    """
    document = msgspec.json.decode(json.render(audit))
    for place in sorted(set(_places(document))):
        changed = _changed(document, place, text)
        if _is_read(changed):
            document = changed
    return msgspec.json.encode(document)


Place = tuple[str, ...]


def _places(value: object, above: Place = ()) -> Iterator[Place]:
    """Ways to texts; lists have no numbers, so that all their items are one place."""
    match value:
        case str():
            yield above
        case list():
            for each in value:
                yield from _places(each, above)
        case dict():
            for key, each in value.items():
                yield from _places(each, (*above, key))


def _changed(value: object, place: Place, text: str, number: int = 0) -> object:
    match value, place:
        case str(), ():
            return f"{text}{number or ''}"
        case list(), _:
            return [_changed(each, place, text, index) for index, each in enumerate(value)]
        case dict(), (key, *rest) if key in value:
            return {**value, key: _changed(value[key], tuple(rest), text, number)}
    return value


def _is_read(document: object) -> bool:
    try:
        json.load(msgspec.json.encode(document))
    except Exception:  # noqa: BLE001 - then nobody is shown it either
        return False
    return True


# ---- a repository

CODE = """\
import torch


def learn(rows):
    # TODO: {text}
    name = r'''{text}'''
    try:
        return torch.load(name)
    except:
        pass
"""


def repository(path: Path) -> Repository:
    """Names of files and folders, code, authors, messages, branch and tags: all would run."""
    made = Repository(path)
    texts = sorted(PAYLOADS.values())
    entries = [
        (
            f"{text.replace('/', '-')}.py",
            raw_object(made, "blob", CODE.replace("{text}", text).encode()),
        )
        for text in texts
    ]
    files = [b"100644 %b\0%b" % (name.encode(), bytes.fromhex(blob)) for name, blob in entries]
    inner = raw_object(made, "tree", b"".join(sorted(files)))
    folders = sorted(text.replace("/", "-").encode() for text in texts)
    outer = raw_object(
        made, "tree", b"".join(b"40000 %b\0%b" % (name, bytes.fromhex(inner)) for name in folders)
    )
    parent = ""
    for number, text in enumerate(texts):
        parent = _commit(made, (inner, outer)[number % 2], parent, text, number)
        made.git("update-ref", f'refs/tags/v{number}"><svg/onload=__pwned={number}>', parent)
    made.git("update-ref", "refs/heads/<svg/onload=__pwned=1>", parent)
    made.git("symbolic-ref", "HEAD", "refs/heads/<svg/onload=__pwned=1>")
    return made


def code(text: str) -> bytes:
    return CODE.replace("{text}", text).encode()


def _commit(made: Repository, tree: str, parent: str, text: str, number: int) -> str:
    when = START + 86_400 * number
    who = f"{text} <{text}> {when} +0000"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
    content = "\n".join([*lines, f"author {who}", f"committer {who}", "", text])
    return raw_object(made, "commit", content.encode())


def auditor(folder: Path, *words: str) -> None:
    """Run the program itself, as a person would."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *words, "--quiet", "--cache-dir", str(folder / "cache")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
