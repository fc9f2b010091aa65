"""A name on the package index that is not what the import suggests.

`pip install sklearn`, `dotenv` or `PIL` fails, or it installs an empty stand-in, or a package of
somebody else, who may put anything in it. Back-ports of standard modules (`argparse`, `typing`) do
nothing on today's Python, or break it.

Only names that are known are reported, and only where pip gets them: conda's channels have names of
their own. `tensorflow-gpu` was right before TensorFlow 2.12, and a back-port is right behind a
condition on Python's version.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from auditor.evidence.dependencies import Declared, declared, listing
from auditor.evidence.shipped import shipped
from auditor.evidence.specifiers import never_from
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

STILL_RIGHT_BEFORE = {"tensorflow-gpu": "2.12.0"}
CONDA = frozenset({"conda", "conda-lock", "pixi"})


def check(project: Project) -> Iterator[Hit]:
    wrong: dict[str, list[Declared]] = {}
    for found in declared(project, "manifest", "container"):
        if _is_wrong(found):
            wrong.setdefault(found.file.path, []).append(found)
    for named in wrong.values():
        first = named[0]
        said = list(dict.fromkeys(_said(found.dependency.name) for found in named))
        yield Hit(first.file.location(first.dependency.line), listing(said), size=len(said))


def _is_wrong(found: Declared) -> bool:
    one = found.dependency
    by_conda = found.manifest.manager in CONDA and one.group != "pip"
    if found.manifest.manager == "docker" and one.name in shipped("distributions.toml")["conda"]:
        return False  # images are filled by either
    if by_conda or one.url or one.marker or one.name not in _meant():
        return False
    before = STILL_RIGHT_BEFORE.get(one.name)
    return before is None or not one.specifier or not never_from(one.specifier, before)


def _said(name: str) -> str:
    meant = _meant()[name]
    if not meant:
        return f"`{name}` is part of the standard library"
    return f"`{name}` is not the distribution of that import: `{meant}` is"


@cache
def _meant() -> Mapping[str, str]:
    """Wrong name -> the right one; "" for what comes with Python."""
    table = shipped("distributions.toml")
    meant: dict[str, str] = dict.fromkeys(table["standard"]["names"], "")
    return meant | dict(table["wrong"])


RULE = Rule(
    id="wrong-distribution-name",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V22; the deprecation notes of `sklearn` and `tensorflow-gpu` on the package index",
    remedy="Write the distribution's own name; leave standard modules out.",
    minutes=5,
    minutes_each=2,
    minutes_reason="one word is changed, and the environment installed once",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(True for _ in declared(project, "manifest", "container")),
    example=Example(
        bad={"requirements.txt": "sklearn\n"},
        good={"requirements.txt": "scikit-learn\n"},
    ),
    check=check,
)
