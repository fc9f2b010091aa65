"""A version that is built for no Python which still gets security fixes.

`tensorflow==2.10.1` has wheels up to Python 3.10. Whoever wants to run the code must find an old
Python first, or build the package from source; with each year fewer machines can do either.

Only packages with compiled parts count whose wheels are known (the table is dated), and only pins
and upper bounds that leave no newer version. Files for testing the oldest versions are left
out, and so are pins behind a condition on Python's version.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import RUNTIME, Declared, declared, listing
from auditor.evidence.shipped import Python, python_of, shipped, supported
from auditor.evidence.specifiers import never_from
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

OLDER: Python = (0, 0)  # than all that the table tells of
GROUPS = RUNTIME | {"examples", "gpu", "cpu", "tpu"}


def check(project: Project) -> Iterator[Hit]:
    old = [found for found in declared(project) if found.group in GROUPS and _is_too_old(found)]
    if not old:
        return
    first = min(old, key=lambda found: (found.file.path.count("/"), found.file.path))
    beside = [found for found in old if found.file.path == first.file.path]
    files = {found.file.path for found in old}
    pins = list(dict.fromkeys(f"{one.name}{one.dependency.specifier}" for one in old))
    where = f" in {len(files)} files" if len(files) > 1 else ""
    yield Hit(
        first.file.location(first.dependency.line),
        f"{listing(pins)}{where}: built for {_newest(beside)}, which is no longer supported",
        size=len({found.name for found in old}),
        identity=",".join(sorted(pins)),
    )


def _wheels(found: Declared) -> dict[str, str]:
    """Python -> the first version with a wheel for it."""
    table = shipped("pins.toml")
    name = table["same_as"].get(found.name, found.name)
    return dict(table.get(name, {})) if name != "same_as" else {}


def _is_too_old(found: Declared) -> bool:
    if "python" in found.dependency.marker:
        return False
    oldest = f"{supported()[0][0]}.{supported()[0][1]}"
    first = _wheels(found).get(oldest)
    return first is not None and never_from(found.dependency.specifier, first)


def _newest(pins: list[Declared]) -> str:
    """The newest Python that versions allowed by all of the pins have wheels for."""
    newest = min(_newest_of(found) for found in pins)
    return f"Python {newest[0]}.{newest[1]} at most" if newest != OLDER else "Python 3.6 or older"


def _newest_of(found: Declared) -> Python:
    wheels = _wheels(found).items()
    allowed = (at for at, first in wheels if not never_from(found.dependency.specifier, first))
    return max(map(python_of, allowed), default=OLDER)


RULE = Rule(
    id="end-of-life-pin",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="V22; wheel lists of the package index",
    remedy="Move to a version that is built for a supported Python, and run the code once with it.",
    minutes=60,
    minutes_each=30,
    minutes_reason="an hour for the first, and half for each further package: APIs have changed",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(_wheels(found) for found in declared(project)),
    example=Example(
        bad={"requirements.txt": "tensorflow==2.10.1\n"},
        good={"requirements.txt": "tensorflow==2.20.0\n"},
    ),
    check=check,
)
