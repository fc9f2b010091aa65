"""Which programs are there? What trains, serves and keeps track, in what sort of repository.

Rules about whole systems ask other things of a course than of a product.
"""

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from auditor.evidence.dependencies import is_library
from auditor.evidence.kept import once
from auditor.evidence.places import LEARNERS, code_files, readme, roots
from auditor.model import CODE_CLASSES, Kind, Project, SourceFile, calls_in

TRAINS = re.compile(
    r"(\.|^)(backward|fit|fit_generator|train_on_batch|minimize|apply_gradients|fit_transform_model"
    r"|partial_fit|value_and_grad|apply_updates)$"
)
NO_MODEL = re.compile(
    r"(scaler|encoder|vectori[sz]er|tokeni[sz]er|imputer|pca|transformer|binari[sz]er|discreti[sz]er"
    r"|normali[sz]er|cmap|curve)s?\d?\.fit$",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"(^|/)(examples?|tutorials?|demos?|docs?|notebooks?|benchmarks?|samples?|recipes?|contrib(uted)?"
    r"|templates?|scratch|playground|tools?)(/|$)",
    re.IGNORECASE,
)
COURSE = re.compile(
    r"\b(tutorials?|course|book|chapters?|exercises?|lectures?|workshop|homework|bootcamp|lessons?"
    r"|a set of examples|collection of|cheat ?sheets?|learning path)\b",
    re.IGNORECASE,
)
CHAPTER = re.compile(
    r"(chapter|chap|ch|week|lesson|lecture|day|lab|session|exercise|unit)[-_ ]?\d", re.IGNORECASE
)
FEWEST_CHAPTERS = 4
OPENING = 400  # characters of a README in which it says what it is
TRACKERS = frozenset(
    {"wandb", "mlflow", "comet_ml", "neptune", "clearml", "trains", "aim", "tensorboardX", "sacred"}
    | {"dvclive", "visdom", "trackio", "swanlab", "polyaxon", "guild", "tensorboard_logger"}
    | {"tensorboard", "dllogger", "labml", "ml_logger", "codecarbon", "nni", "hydra", "crayon"}
)
WRITES_EVENTS = re.compile(
    r"(SummaryWriter|FileWriter|TensorBoard\w{0,80}|\wLogger|create_file_writer|CSVLogger|WandbCallback"
    r"|summary\.(scalar|merge_all)|report_to)$"
)
HTTP = frozenset(
    {"fastapi", "flask", "starlette", "sanic", "aiohttp", "tornado", "bottle", "falcon", "litserve"}
    | {"bentoml", "quart", "robyn", "litestar", "flask_restful", "flask_restx", "grpc"}
)
APPS = re.compile(
    r"(^|\.)(FastAPI|Flask|Starlette|Sanic|Quart|Bottle|Litestar|Falcon|web\.Application|grpc\.server"
    r"|LitServer|Robyn|falcon\.API|falcon\.App)$"
)


class Sort(StrEnum):
    """What people take a repository for, as far as its files tell."""

    LIBRARY = "library"
    COURSE = "course"  # notebooks, chapters, or examples that have nothing to do with one another
    PROGRAM = "program"  # scripts, research code, products


@once
def sort_of(project: Project) -> Sort:
    if is_library(project):
        return Sort.LIBRARY
    return Sort.COURSE if _teaches(project) else Sort.PROGRAM


def _teaches(project: Project) -> bool:
    sizes: Counter[Kind] = Counter()
    for code in code_files(project):
        sizes[code.kind] += sum(mark in CODE_CLASSES for mark in code.facts.lines)
    return (
        sizes[Kind.NOTEBOOK] > sizes[Kind.SOURCE] or is_course(project) or _is_collection(project)
    )


@once
def is_course(project: Project) -> bool:
    """Whether the README or the folders say so; one project's notebooks alone are no course."""
    file = readme(project)
    opening = (file.facts.text or "")[:OPENING] if file else ""
    return COURSE.search(opening) is not None or _has_chapters(project)


def _has_chapters(project: Project) -> bool:
    """Whether the folders at the top are numbered as those of a course or a book are."""
    tops = {file.path.partition("/")[0] for file in project.files if "/" in file.path}
    return sum(CHAPTER.match(top) is not None for top in tops) >= FEWEST_CHAPTERS


MANY = 6  # folders, each with its own model: no one system has so many


def _is_collection(project: Project) -> bool:
    """Whether the models lie in many folders at the top, each with a README or requirements."""
    own = {
        file.path.partition("/")[0]
        for file in project.files
        if file.path.count("/") == 1 and file.name.lower().startswith(("readme", "requirements"))
    }
    models = {file.path.partition("/")[0] for file in trainers(project) if "/" in file.path}
    return len(own & models) >= MANY


@once
def trainers(project: Project) -> tuple[SourceFile, ...]:
    """Sources and notebooks that call what trains a model, and import a library that has it."""
    return tuple(file for file in code_files(project) if trains(file))


def trains(file: SourceFile) -> bool:
    return learns(file) and any(
        TRAINS.search(name) and not NO_MODEL.search(name) for name in file.contents.called
    )


def learns(file: SourceFile) -> bool:
    """Imports a library that learns, or may have it from a star import."""
    code = file.facts.code
    stars = code.star_imports if code else ()
    return bool(stars) or any(root in LEARNERS for root, _ in roots(file))


def is_aside(path: str) -> bool:
    """Whether a file shows or documents something rather than being part of the system."""
    return ASIDE.search(path.rpartition("/")[0]) is not None


@once
def tracks(project: Project) -> bool:
    """Whether anything but tests keeps runs with a tracker or writes event files."""
    if any(root in TRACKERS for file in code_files(project) for root, _ in roots(file)):
        return True
    return any(
        WRITES_EVENTS.search(file.full(call.target) or call.name)
        for file in code_files(project)
        for _, call in calls_in(file)
    )


def servers(project: Project) -> Iterator[tuple[SourceFile, int]]:
    """Files that make an application that answers requests, and the line where they do."""
    for file in code_files(project):
        if file.kind is Kind.SOURCE and any(root in HTTP for root, _ in roots(file)):
            lines = [
                call.line
                for _, call in calls_in(file)
                if APPS.search(file.full(call.target) or call.name)
            ]
            if lines:
                yield file, lines[0]
