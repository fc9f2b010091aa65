"""Path that exists on one machine only.

`/home/anna/data` is on nobody else's disk, `/content/drive` only in Colab, `/kaggle/input` only on
Kaggle. The code fails everywhere else, and the data it means cannot be told from the repository.

System paths (`/usr`, `/tmp`, `/etc`), placeholders (`/path/to/`, `/home/user`), addresses, the
defaults of containers (`/opt`, `/app`, `/data`) and paths in messages get the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Project,
    Rule,
    Severity,
)

LOCAL = re.compile(
    r"/(home|Users)/(?P<user>[\w.\-]{1,40})/[\w.\-/~ ]{1,200}"
    r"|[A-Za-z]:[\\/]{1,2}(?P<folder>[\w.\- ]{1,60})[\\/][\w.\-\\/ ]{0,200}"
    r"|/(content/(drive|gdrive)|kaggle/(input|working)|gpfs|scratch\d?|nfs|mnt/(data|nas|disks?)\w{0,9}"
    r"|Volumes)(/[\w.\-/ ]{0,200})?"
)
PLACEHOLDERS = re.compile(
    r"user(name)?s?|your?[\w\-]{0,20}|me|you|xxx+|foo|name|\w{0,9}example\w{0,9}|path|runner|Public|Shared"
)
EVERYWHERE = re.compile(r"windows|program files( \(x86\))?|programdata", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files(tests=False):
        for statement, text in file.contents.each_text():
            is_docstring = statement.does is Does.EXPRESSION and statement.text
            if not is_docstring and ("/" in text or "\\" in text) and _is_local(text):
                place = file.location(statement.line)
                yield Hit(place, f"'{text[:60]}' exists on one machine only")


def _is_local(text: str) -> bool:
    found = LOCAL.fullmatch(text.strip())
    if found is None:
        return False
    owner = found["user"] or found["folder"] or ""
    if PLACEHOLDERS.fullmatch(owner) or EVERYWHERE.fullmatch(owner):
        return False
    return "/path/to" not in text


RULE = Rule(
    id="absolute-path",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="P19; V21",
    remedy="Take the folder from the arguments or the configuration, relative to the repository.",
    minutes=10,
    minutes_reason="a setting, and a sentence in the README on where the data come from",
    example=Example(
        bad="""
            path = "/home/anna/projects/digits/train.csv"
        """,
        good="""
            path = "data/train.csv"
        """,
    ),
    check=check,
)
