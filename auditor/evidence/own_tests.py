"""Which tests are tests of this repository? Not those that came with a copy, nor data called so."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet

from auditor.evidence.dependencies import folders_above
from auditor.evidence.signs import own, tests
from auditor.model import Project, SourceFile

LICENCE = re.compile(r"(licen[cs]e|copying)(\.(md|txt|rst))?", re.IGNORECASE)
TEST_NAME = re.compile(r"test[_A-Z]")
"""How functions that a runner collects begin; `test` alone mostly evaluates a model."""


def own_tests(project: Project) -> list[SourceFile]:
    """Test files with lines, or none where all of them came with copies.

    A package of this repository may look like a copy: beside other tests, it is believed.
    """
    copied, splits = copied_folders(project), _splits(project)
    found = [
        file
        for file in tests(project)
        if file.facts.lines and not (is_inside(file, splits) and _tests_nothing(file))
    ]
    copies = [file for file in found if is_inside(file, copied)]
    written = [file for file in found if not is_inside(file, copied)]
    return [*written, *copies] if written else []


def copied_folders(project: Project) -> frozenset[str]:
    """Folders below the top with a licence of their own: what is copied in brings its own along.

    One that the top or several folders have as well marks a package of this repository, and where
    the top has none, there is nothing to tell it from.
    """
    licences = [file for file in own(project) if LICENCE.fullmatch(file.name)]
    below = [file for file in licences if "/" in file.path]
    if below == licences:
        return frozenset()
    times = Counter(file.blob for file in licences)
    return frozenset(file.path.rpartition("/")[0] for file in below if times[file.blob] == 1)


def is_inside(file: SourceFile, folders: AbstractSet[str]) -> bool:
    return not folders.isdisjoint(folders_above(file.path))


def _splits(project: Project) -> frozenset[str]:
    """Folders `test` beside a folder `train`: each is a part of the data, with scripts about it."""
    folders = {above for file in project.files for above in folders_above(file.path)}
    beside = (folder for folder in folders if folder.rpartition("/")[2] == "train")
    return frozenset(f"{folder.removesuffix('train')}test" for folder in beside)


def _tests_nothing(file: SourceFile) -> bool:
    """Whether Python code has no function that a runner would collect; others are believed."""
    code = file.facts.code
    return code is not None and not any(TEST_NAME.match(scope.name) for scope in code.scopes)
