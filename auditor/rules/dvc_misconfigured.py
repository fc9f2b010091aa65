"""DVC is set up, and cannot do its work.

A pointer without a remote is a promise nobody can keep: the data exist on one machine. A file that
git tracks beside its pointer is versioned twice and will differ. A pipeline without its lock cannot
tell what is out of date.

Reported are a missing remote, a remote in a folder of one machine (of several the one that is used
by default), the cache in git, data that git tracks beside its pointer, and `dvc.yaml` without
`dvc.lock`. Stages alone, without data of their own, need no remote.
"""

import re
from collections.abc import Iterator

from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

CONFIG = re.compile(r"(^|/)\.dvc/config(\.\w+)?$")
REMOTE = re.compile(r"^[ \t]*url[ \t]*=[ \t]*(\S+)", re.MULTILINE)
NAMED = re.compile(r"^[ \t]*\['?remote[ \t]+\"([^\"\n]{1,80})\"'?\]", re.MULTILINE)
DEFAULT = re.compile(r"^[ \t]*remote[ \t]*=[ \t]*([^\s#]+)", re.MULTILINE)
LOCAL = re.compile(r"^(/|~|[A-Za-z]:[\\/]|file://)")
STAGES = re.compile(r"^stages:", re.MULTILINE)
ASIDE = re.compile(r"(^|/)(tests?|testdata|fixtures|examples?)/")


def check(project: Project) -> Iterator[Hit]:
    yield from _remotes(project)
    yield from _tracked_twice(project)
    yield from _cache(project)
    yield from _unlocked(project)


def pointers(project: Project) -> list[SourceFile]:
    found = (
        file for file in project.files if file.suffix == ".dvc" and not ASIDE.search(file.path)
    )
    return list(found)


def _configs(project: Project) -> list[SourceFile]:
    """The configuration, and those beside it that people copy: `.dvc/config.public`."""
    return [file for file in project.files if CONFIG.search(file.path)]


def _remotes(project: Project) -> Iterator[Hit]:
    data, configs = pointers(project), _configs(project)
    unread = any(file.facts.text is None for file in configs if file.size)
    urls = [found for file in configs for found in REMOTE.finditer(file.facts.text or "")]
    if data and not urls and not unread:
        text = f"{len(data)} DVC pointers, and no remote to get the data from"
        yield Hit(Location(data[0].path, 1, 1), text, identity="no remote")
    for file in configs:
        for found in _used(file.facts.text or ""):
            if LOCAL.match(found[1]):
                line = found.string.count("\n", 0, found.start(1)) + 1
                text = f"the DVC remote is a folder of one machine: {found[1][:60]}"
                yield Hit(file.location(line), text)


def _used(text: str) -> list[re.Match[str]]:
    """Addresses of the remote that is used by default; of all where none is named."""
    urls = [*REMOTE.finditer(text)]
    default = DEFAULT.search(text)
    chosen = [url for url in urls if default is not None and _name(text, url) == default[1]]
    return chosen or urls


def _name(text: str, url: re.Match[str]) -> str:
    """The remote whose section an address stands in."""
    return next((found[1] for found in reversed([*NAMED.finditer(text, 0, url.start())])), "")


def _tracked_twice(project: Project) -> Iterator[Hit]:
    for pointer in pointers(project):
        data = pointer.path.removesuffix(".dvc")
        if project.file(data) is not None:
            text = f"git tracks {data}, which DVC is to keep"
            yield Hit(Location(pointer.path, 1, 1), text)


def _cache(project: Project) -> Iterator[Hit]:
    cached = [file.path for file in project.files if ".dvc/cache/" in file.path]
    if cached:
        text = f"{len(cached)} files of DVC's cache are committed"
        yield Hit(Location(cached[0], 1, 1), text, identity="cache")


def _unlocked(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if file.name == "dvc.yaml" and STAGES.search(file.facts.text or ""):
            lock = file.path.removesuffix("yaml") + "lock"
            if project.file(lock) is None and not ASIDE.search(file.path):
                text = f"stages without {lock}: nothing tells what they were run with"
                yield Hit(file.location(1), text, severity=Severity.LOW)


RULE = Rule(
    id="dvc-misconfigured",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V22 (data version control); dvc.org/doc, 'remote storage' and 'dvc.lock'",
    remedy="Add a shared remote, `git rm --cached` what DVC keeps, and commit dvc.lock.",
    minutes=30,
    minutes_reason="a remote is chosen and the data pushed once",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(
        ".dvc" in file.path or file.name == "dvc.yaml" for file in project.files
    ),
    example=Example(
        bad={
            "data/train.csv.dvc": "outs:\n- md5: 0\n  path: train.csv\n",
            ".dvc/config": "[core]\n",
        },
        good={
            "data/train.csv.dvc": "outs:\n- md5: 0\n  path: train.csv\n",
            ".dvc/config": "['remote \"store\"']\n    url = s3://bucket/data\n",
        },
    ),
    check=check,
)
