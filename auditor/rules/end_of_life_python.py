"""The environment asks for a Python that gets no more security fixes.

No new release of NumPy, PyTorch or TensorFlow is made for it, known holes in it stay open, and the
images and actions that provide it are taken away one after the other.

A lower bound is no such demand: `>=3.6` runs on today's Python. Reported are versions and ranges
that no supported Python satisfies, and base images by their tag.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from auditor.evidence.dependencies import manifests
from auditor.evidence.shipped import Python, as_of, ends_of_life, supported
from auditor.evidence.specifiers import pythons
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Manifest,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

TAGGED = re.compile(r"(?:^|/)python:(\d)\.(\d{1,2})(?!\d)|[-:]py(?:thon)?-?(\d)\.?(\d{1,2})(?!\d)")
DAYS_OF_GRACE = 365
NEXT = 10  # minutes for each further place that names the old one
PYTHON_LINE = re.compile(r"python", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    every = (hit for file, manifest in manifests(project) for hit in _said_by(file, manifest))
    for number, hit in enumerate(every):
        yield replace(hit, minutes=NEXT) if number else hit  # the move is made once


def _said_by(file: SourceFile, manifest: Manifest) -> Iterator[Hit]:
    if file.kind is not Kind.TEST and manifest.role != "lock":
        yield from _stated(file, manifest)
        yield from _images(file, manifest)


def _stated(file: SourceFile, manifest: Manifest) -> Iterator[Hit]:
    wanted = pythons(manifest.requires_python)
    if wanted and _has_ended(wanted[-1]):
        said = manifest.requires_python.replace(" ", "")
        yield _hit(file, _line(file, said), f"Python {said}", wanted[-1])


def _images(file: SourceFile, manifest: Manifest) -> Iterator[Hit]:
    for line, image in manifest.base_images:
        found = TAGGED.search(image)
        version = found and (found[1] or found[3], found[2] or found[4])
        python = version and (int(version[0]), int(version[1]))
        if python and _has_ended(python):
            yield _hit(file, line, image, python)


def _has_ended(python: Python) -> bool:
    return python in ends_of_life() and python not in supported()


def _hit(file: SourceFile, line: int, said: str, python: Python) -> Hit:
    version, day = f"{python[0]}.{python[1]}", ends_of_life()[python]
    text = f"asks for {said}: Python {version} has had no fixes since {day}"
    return Hit(file.location(line), text, severity=_severity(python))


def _severity(python: Python) -> Severity | None:
    """A Python that ended within the year is a matter of planning, not yet of haste."""
    return Severity.MEDIUM if (as_of() - ends_of_life()[python]).days < DAYS_OF_GRACE else None


def _line(file: SourceFile, said: str) -> int:
    """The line that names Python and the version, as far as the text of the file is at hand."""
    version = said.lstrip("=~^<>").partition(",")[0].removesuffix(".*")
    lines = enumerate((file.facts.text or "").splitlines(), 1)
    return next((n for n, line in lines if version in line and PYTHON_LINE.search(line)), 1)


RULE = Rule(
    id="end-of-life-python",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="devguide.python.org/versions; V22",
    remedy="Move to a Python that is supported, and run the tests on it in CI.",
    minutes=120,
    minutes_reason="two hours: dependencies move with Python, and what they removed is replaced;"
    " ten minutes for each further place that names it",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(
        one.requires_python or one.base_images for _, one in manifests(project)
    ),
    example=Example(
        bad={".python-version": "3.7.9\n"},
        good={".python-version": "3.12.8\n"},
    ),
    check=check,
)
