"""Which versions does a specifier allow? The notations of pip, Poetry, Pipenv and conda as one."""

import re
from collections.abc import Callable
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from auditor.evidence.shipped import Python, ends_of_life

RELEASE = re.compile(r"\d+(\.\d+)*")
VERSION_ANYWHERE = re.compile(
    r"\d+(?:\.\d+)*(?:[abr][a-z]?\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[A-Za-z0-9.]+)?"
)
MAX_MICRO = 30  # no Python has had more patch releases


@lru_cache(maxsize=4096)
def allowed(specifier: str) -> SpecifierSet | None:
    """The specifier in the standard's notation; None where it cannot be said in it."""
    clauses = [clause.strip() for clause in specifier.replace(" ,", ",").split(",")]
    try:
        return SpecifierSet(",".join(filter(None, map(_clause, clauses))))
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return None


def _clause(clause: str) -> str:
    if clause in {"", "*"}:
        return ""
    if clause.startswith("^"):
        return _range(clause[1:].strip(), _caret)
    if clause.startswith("~") and not clause.startswith("~="):
        return _range(clause[1:].strip(), _tilde)
    if clause.startswith("=") and not clause.startswith("=="):
        return _fuzzy(clause[1:].strip())
    if clause[0].isdigit():
        return _fuzzy(clause) if "=" in clause else f"=={clause}"
    return clause.removesuffix(".*") if clause[0] in "<>" else clause


def _fuzzy(version: str) -> str:
    """In conda, `=1.2` is any 1.2.x; what follows a further `=` names a build."""
    return f"=={version.partition('=')[0].removesuffix('.*').removesuffix('*')}.*"


def _range(version: str, above: Callable[[list[int]], str]) -> str:
    found = RELEASE.match(version)
    if found is None:
        raise InvalidSpecifier(version)
    numbers = [int(number) for number in found.group().split(".")]
    return f">={version},<{above(numbers)}"


def _caret(numbers: list[int]) -> str:
    """Up to the next change of the first number that is not 0."""
    at = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
    return ".".join(map(str, [*numbers[:at], numbers[at] + 1]))


def _tilde(numbers: list[int]) -> str:
    """Up to the next minor version, or major where only that is given."""
    kept = numbers[:2]
    return ".".join(map(str, [*kept[:-1], kept[-1] + 1]))


def allows(specifier: str, version: str) -> bool:
    """Whether a version is allowed; a specifier that cannot be read allows all."""
    found = allowed(specifier)
    try:
        return found is None or found.contains(version, prereleases=True)
    except InvalidVersion:
        return True


def are_disjoint(one: str, other: str) -> bool:
    """Whether no version satisfies both, as far as the versions that they name can tell.

    Tried are the versions of both and the patch releases of each: enough where one is a pin.
    """
    if allowed(one) is None or allowed(other) is None:
        return False
    named = VERSION_ANYWHERE.findall(f"{one} {other}")
    tried = [*named, *(f"{version}.{micro}" for version in named for micro in range(MAX_MICRO))]
    return bool(named) and not any(allows(one, it) and allows(other, it) for it in tried)


def never_from(specifier: str, version: str) -> bool:
    """Whether every version that is allowed is older than this one."""
    found = allowed(specifier)
    if found is None:
        return False
    limit = Version(version)
    return any(_below(clause.operator, clause.version, limit) for clause in found)


def _below(operator: str, version: str, limit: Version) -> bool:
    """Whether one clause keeps all versions below the limit."""
    try:
        stated = Version(version.removesuffix(".*"))
    except InvalidVersion:
        return False
    if operator in {"==", "==="} and version.endswith(".*"):
        return _after(stated, 0) <= limit
    if operator == "~=":
        return _after(stated, 1) <= limit
    return (
        stated <= limit if operator == "<" else operator in {"==", "===", "<="} and stated < limit
    )


def _after(version: Version, dropped: int) -> Version:
    """The first version beyond `==version.*`, or beyond `~=version` with its last part dropped."""
    numbers = version.release[: len(version.release) - dropped]
    return Version(".".join(map(str, [*numbers[:-1], numbers[-1] + 1])))


def pythons(specifier: str) -> tuple[Python, ...]:
    """The known Pythons that a specifier allows, oldest first; none where it cannot be read."""
    found = allowed(specifier)
    if found is None or not specifier.strip():
        return ()
    return tuple(
        (major, minor)
        for major, minor in ends_of_life()
        if any(found.contains(f"{major}.{minor}.{micro}") for micro in range(MAX_MICRO))
    )
