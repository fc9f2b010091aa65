"""An artefact whose path many modules spell out for themselves.

Whoever changes its format, place or meaning cannot know who depends on it: to the writer, these
consumers are undeclared. Sculley et al. ask for access controls; within one repository a single
module that reads and writes the artefact is enough to see all who use it.

Reported are paths of data or of models that three modules or more use, two of them as readers, and
that each spells out itself. A constant or function that they import from one place is a
declaration, and silent. Names without a folder count only beside one another: every example has
its own `train.csv`. Consumers outside the repository, by far the more dangerous ones, cannot be
seen.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.kept import kept
from auditor.evidence.paths import UNKNOWN, Access, Use, by_path
from auditor.evidence.pipelines import is_telling
from auditor.evidence.programs import Sort, is_aside, sort_of
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

MANY = 3  # modules: a writer and a reader have to agree on something
READERS = 2  # of them: programs that only write a name of the same pattern share nothing


def check(project: Project) -> Iterator[Hit]:
    if sort_of(project) is Sort.COURSE:
        return
    shared: dict[tuple[str, ...], list[tuple[str, Use]]] = {}
    for path, found in by_path(project).items():
        for group in _together(path, [use for use in found if _counts(use)]):
            if len(group) < MANY:
                continue
            spelled = [use for use in group if _spells(use.file, path)]
            readers = sum(use.access is Access.READ for use in spelled)
            if len(spelled) >= MANY and readers >= READERS:
                files = tuple(use.file.path for use in spelled)
                shared.setdefault(files, []).append((path, spelled[0]))
    for files, found_there in sorted(shared.items()):
        path, first = found_there[0]
        what = f"`{path[-50:]}`"
        more = f" and {len(found_there) - 1} more paths" if len(found_there) > 1 else ""
        names = listing([file.rpartition("/")[2] for file in files], most=2)
        text = f"{what}{more}: spelled out in {len(files)} modules, {names}"
        yield Hit(first.location, text, size=len(files), identity=f"{path} {files[0]}")


def _counts(use: Use) -> bool:
    return use.file.kind is Kind.SOURCE and not is_aside(use.file.path)


def _together(path: str, found: list[Use]) -> Iterator[list[Use]]:
    """One use for each file, grouped by the folder that the path must be relative to."""
    groups: dict[str, dict[str, Use]] = {}
    for use in found:
        folder = use.file.path.rpartition("/")[0]
        place = folder.partition("/")[0] if _is_placed(path) else folder
        first = groups.setdefault(place, {}).setdefault(use.file.path, use)
        if use.access is Access.WRITE and first.access is Access.READ:
            groups[place][use.file.path] = use
    for place in sorted(groups):
        yield list(groups[place].values())


def _is_placed(path: str) -> bool:
    """Whether a path names a folder, or a store, so that its uses mean the same file."""
    return UNKNOWN not in path.partition("/")[0] and "/" in path


def _spells(file: SourceFile, path: str) -> bool:
    """Whether the name of the artefact is written out in this very file."""
    if not is_telling(path) and not _is_placed(path):
        return False
    parts = [part for part in path.rpartition("/")[2].split(UNKNOWN) if part]
    longest = max(parts, key=len, default="")
    return longest in _texts(file)


@kept
def _texts(file: SourceFile) -> str:
    return "\n".join(file.contents.texts)


RULE = Rule(
    id="undeclared-consumers",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 2 (undeclared consumers)",
    remedy="Read and write it through one module, and let the others ask that module.",
    minutes=30,
    minutes_each=10,
    minutes_reason=(
        "half an hour for a function that loads and one that stores, ten minutes for"
        " each"
        " module that is to call them"
    ),
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "fit.py": 'import joblib\njoblib.dump(model, "models/churn.pkl")\n',
            "serve.py": 'import joblib\nmodel = joblib.load("models/churn.pkl")\n',
            "report.py": 'import joblib\nmodel = joblib.load("models/churn.pkl")\n',
        },
        good={
            "store.py": 'import joblib\n\ndef load():\n    return joblib.load("churn.pkl")\n',
            "serve.py": "import store\nmodel = store.load()\n",
            "report.py": "import store\nmodel = store.load()\n",
        },
    ),
    check=check,
)
