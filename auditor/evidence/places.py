"""Where in a repository does a finding about all of it belong? In the file that tells most."""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.kept import kept
from auditor.model import (
    Does,
    Kind,
    Literal,
    Location,
    Name,
    Project,
    SourceFile,
    Statement,
    expressions_in,
)

README = re.compile(r"readme\b", re.IGNORECASE)
CI_FILES = re.compile(
    r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci/config\.yml"
    r"|azure-pipelines[^/]*\.yml|([^/]+/){0,3}\.?azure[-_]pipelines/.*\.yml|jenkinsfile|\.drone\.yml"
    r"|bitbucket-pipelines\.yml|\.buildkite/[^/]+\.ya?ml|\.?appveyor\.yml|\.appveyor/[^/]+\.yml"
    r"|\.grabl/automation\.yml|\.cirrus\.yml|cloudbuild\.ya?ml|\.semaphore/[^/]+\.yml|\.woodpecker[^/]*\.ya?ml",
    re.IGNORECASE,
)
LEARNERS = frozenset(
    {"torch", "tensorflow", "keras", "sklearn", "jax", "flax", "xgboost", "lightgbm", "catboost"}
    | {"transformers", "mxnet", "paddle", "pytorch_lightning", "lightning", "fastai", "haiku"}
    | {"theano", "chainer", "mindspore", "spacy", "gensim", "prophet", "ultralytics", "mlx"}
)


def readme(project: Project) -> SourceFile | None:
    found = [file for file in project.files if README.match(file.name) and file.kind is Kind.DOCS]
    return min(found, key=lambda file: (file.path.count("/"), file.path), default=None)


def prose(project: Project) -> Iterator[SourceFile]:
    """Documentation with its text."""
    return (file for file in project.files if file.kind is Kind.DOCS and file.facts.text)


def workflows(project: Project) -> Iterator[SourceFile]:
    """CI files, with their text."""
    return (file for file in project.files if CI_FILES.fullmatch(file.path) and file.facts.text)


def code_files(project: Project) -> list[SourceFile]:
    """Python sources and notebooks, tests left out."""
    return [file for file in project.python_files(tests=False) if file.kind is not Kind.CONFIG]


def main_script(project: Project) -> SourceFile | None:
    """The script that people would start first: training before others, the top before depths."""
    return min(code_files(project), key=_by_importance, default=None)


MAIN_NAMES = ("train", "main", "run")


def _by_importance(file: SourceFile) -> tuple[int, bool, int, str]:
    stem = file.name.lower().partition(".")[0]
    ranks = (at for at, name in enumerate(MAIN_NAMES) if stem.startswith(name))
    return next(ranks, len(MAIN_NAMES)), not is_script(file), file.path.count("/"), file.path


@kept
def is_script(file: SourceFile) -> bool:
    code = file.facts.code
    return code is not None and any(map(is_main_guard, code.statements))


def starts(file: SourceFile) -> bool:
    """Whether a file does something when it is started: a main block, or calls of its own."""
    statements = file.facts.code.statements if file.facts.code else ()
    calls = (one.does is Does.EXPRESSION and not one.text for one in statements if one.parent == -1)
    return is_script(file) or any(calls)


def is_main_guard(statement: Statement) -> bool:
    if statement.does is not Does.IF or statement.parent != -1:
        return False
    found = list(expressions_in(statement))
    named = any(isinstance(one, Name) and one.id == "__name__" for one in found)
    return named and any(isinstance(one, Literal) and one.value == "__main__" for one in found)


def about_all(project: Project) -> Location | None:
    """Line 1 of the README, or else of the main script."""
    file = readme(project) or main_script(project) or next(iter(project.files), None)
    return None if file is None else Location(file.path, 1, 1)


def learns(project: Project) -> bool:
    """Whether code that is no test imports a library that trains models."""
    return any(root in LEARNERS for file in code_files(project) for root, _ in roots(file))


def roots(file: SourceFile) -> Iterator[tuple[str, int]]:
    """Top-level names of the absolute imports and their lines."""
    code = file.facts.code
    for entry in code.imports if code else ():
        if not entry.module.startswith("."):
            yield entry.module.partition(".")[0], entry.line


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def first_match(
    files: Iterable[SourceFile], pattern: re.Pattern[str]
) -> tuple[SourceFile, int, str] | None:
    """File, line and words of the first match in the kept texts."""
    for file in files:
        found = pattern.search(file.facts.text or "")
        if found is not None:
            return file, line_of(found.string, found.start()), " ".join(found.group().split())
    return None
