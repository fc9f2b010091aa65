"""A file named like a standard module, where scripts find it first.

Python puts a script's own folder before everything else. With a `queue.py` or `random.py` there,
every package that the script imports gets that file in place of the standard module: NumPy, PyTorch
and the standard library itself fail with errors about attributes that are missing.

Only modules that common packages import count. A file of that name that imports a package and is
started itself, such as a `numbers.py` that reads a table with pandas, gets in its own way.
A module within a package (a folder with an `__init__.py`, or one below it) is found by its full
name and harms nobody.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from auditor.evidence.places import is_script, roots, starts
from auditor.evidence.shipped import shipped, standard_modules
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)


def check(project: Project) -> Iterator[Hit]:
    files = {file.path: file for file in project.files}
    for file in project.files:
        name = _module(file)
        if name and (script := _victim(file, files)):
            whom = "itself" if script is file else script.path
            text = f"`{file.name}` hides the standard module `{name}` from {whom}"
            yield Hit(file.location(1), text, identity=file.path)


def _module(file: SourceFile) -> str:
    """The standard module whose name the file has taken; "" for none."""
    stem = file.name.removesuffix(".py")
    is_code = file.kind in {Kind.SOURCE, Kind.TEST} and file.suffix == ".py"
    return stem if is_code and stem in _shadowable() else ""


@cache
def _shadowable() -> frozenset[str]:
    return frozenset(shipped("python_versions.toml")["modules"]["shadowable"])


def _victim(file: SourceFile, files: dict[str, SourceFile]) -> SourceFile | None:
    """A script that starts in the same folder and imports something; the file itself at last."""
    folder = PurePosixPath(file.path).parent
    beside = (
        other
        for path, other in files.items()
        if path != file.path and PurePosixPath(path).parent == folder and other.facts.code
    )
    inside = (folder, *folder.parents)
    if any(one.name and str(one / "__init__.py") in files for one in inside):
        return None
    scripts = (one for one in beside if one.facts.code and one.facts.code.imports)
    itself = file if starts(file) and _imports_packages(file, files) else None
    return next(filter(is_script, scripts), itself)


def _imports_packages(file: SourceFile, files: dict[str, SourceFile]) -> bool:
    """Whether it imports what is neither of Python nor of the repository: packages import a lot."""
    own = {PurePosixPath(part).stem for path in files for part in path.split("/")}
    return any(root not in own and root not in standard_modules() for root, _ in roots(file))


RULE = Rule(
    id="stdlib-shadowed",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Python's tutorial, 6.1.2 'The Module Search Path'; ruff A005",
    remedy="Give the file a name of its own.",
    minutes=10,
    minutes_reason="a file is renamed, and its imports with it",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "queue.py": "class Queue:\n    pass\n",
            "train.py": 'import numpy\n\nif __name__ == "__main__":\n    numpy.zeros(1)\n',
        },
        good={
            "jobs/__init__.py": "",
            "jobs/queue.py": "class Queue:\n    pass\n",
            "train.py": 'import numpy\n\nif __name__ == "__main__":\n    numpy.zeros(1)\n',
        },
    ),
    check=check,
)
