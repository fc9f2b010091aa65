"""Which programs hang together? By files that one writes and another reads, or by a script."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from auditor.evidence.kept import once
from auditor.evidence.paths import UNKNOWN, Access, Use, by_path
from auditor.evidence.places import line_of, roots
from auditor.model import Kind, Project, SourceFile

WORKFLOW_FILES = re.compile(
    r"(^|/)(dvc\.yaml|snakefile|[^/]+\.smk|mlproject|main\.nf|nextflow\.config|dodo\.py"
    r"|luigi\.cfg|airflow\.cfg|dagster\.ya?ml|zenml\.ya?ml|pipeline(\.ploomber)?\.ya?ml)$",
    re.IGNORECASE,
)
WORKFLOW_TOOLS = frozenset(
    {"airflow", "luigi", "prefect", "dagster", "kedro", "metaflow", "kfp", "zenml", "flytekit"}
    | {"ploomber", "doit", "hamilton", "tfx", "argo_workflows", "snakemake", "mara_pipelines"}
    | {"redun", "orchest"}
)
COMMON = frozenset(
    (
        "train",
        "test",
        "val",
        "valid",
        "dev",
        "config",
        "data",
        "model",
        "results",
        "metrics",
        "out",
        "training",
        "testing",
        "validation",
        "eval",
        "result",
        "checkpoints",
        "features",
        "settings",
        "input",
        "output",
        "dict",
        "vocab",
        "checkpoint",
        "params",
        "labels",
        "weights",
        "file",
    )
)
"""Stems that say nothing: two such files are the same only beside one another."""


class Handoff(msgspec.Struct, frozen=True, order=True):
    """`writer` leaves `path` behind for `reader`."""

    writer: str
    path: str
    reader: str
    line: int = 0  # where it is written


@once
def handoffs(project: Project) -> tuple[Handoff, ...]:
    """Files that one program writes and another one reads, sorted."""
    found = {
        (writer.file.path, path, reader.file.path): writer.line
        for path, known in reversed([*by_path(project).items()])
        if not _is_own_format(known)
        for writer in _first(known, Access.WRITE)
        for reader in _first(known, Access.READ)
        if _meet(path, writer, reader)
    }
    return tuple(sorted(Handoff(*key, line) for key, line in found.items()))


def _is_own_format(known: tuple[Use, ...]) -> bool:
    """Whether several programs each write and read a name in a folder that callers choose.

    Each keeps files of its own there, as classes do that can be saved and loaded.
    """
    writers, readers = (
        {use.file.path for use in known if use.access is access and _is_given(use)}
        for access in (Access.WRITE, Access.READ)
    )
    return len(writers & readers) > 1


def _is_given(use: Use) -> bool:
    """Whether a caller says in which folder the file is."""
    return not use.is_whole or f"{UNKNOWN}/" in use.path


MOST = 24  # users of one path: more of them share a name, not a file


def _first(known: tuple[Use, ...], access: Access) -> list[Use]:
    """The first use of each file."""
    uses = {use.file.path: use for use in reversed(known) if use.access is access}
    return [uses[path] for path in sorted(uses)][:MOST]


def _meet(path: str, writer: Use, reader: Use) -> bool:
    """Whether two programs mean the same file: by its name alone only if they lie together."""
    first, second = (use.file.path.rpartition("/")[0] for use in (writer, reader))
    if writer.file.path == reader.file.path:
        return False
    if "/" in path.removeprefix(f"{UNKNOWN}/") and not path.startswith(UNKNOWN):
        return first.partition("/")[0] == second.partition("/")[0] or "/" not in first + second
    return first == second and (is_telling(path) or (writer.is_whole and reader.is_whole))


def is_telling(path: str) -> bool:
    """Whether a name is one that two programs hardly use for different things."""
    words = re.split(r"[._*-]+", path.rpartition("/")[2].lower())[:-1]
    return any(len(word) > 3 and word not in COMMON for word in words)  # noqa: PLR2004


def longest_chain(found: tuple[Handoff, ...]) -> tuple[Handoff, ...]:
    """The longest run of programs each of which reads what the one before it wrote."""
    after: dict[str, list[Handoff]] = {}
    for handoff in found:
        after.setdefault(handoff.writer, []).append(handoff)
    memo: dict[str, tuple[Handoff, ...]] = {}
    best: tuple[Handoff, ...] = ()
    for start in sorted(after):
        chain = _chain_from(start, after, memo, frozenset())
        best = chain if len(chain) > len(best) else best
    return best


def _chain_from(
    start: str,
    after: Mapping[str, list[Handoff]],
    memo: dict[str, tuple[Handoff, ...]],
    above: frozenset[str],
) -> tuple[Handoff, ...]:
    if start not in memo:
        best: tuple[Handoff, ...] = ()
        for handoff in after.get(start, ()):
            if handoff.reader not in above | {start} and len(above) < MOST:
                rest = _chain_from(handoff.reader, after, memo, above | {start})
                best = (handoff, *rest) if len(rest) + 1 > len(best) else best
        memo[start] = best
    return memo[start]


def has_workflow(project: Project) -> bool:
    """Whether a tool knows which step comes after which."""
    if any(WORKFLOW_FILES.search(file.path) for file in project.files if _is_own(file)):
        return True
    return any(
        root in WORKFLOW_TOOLS
        for file in project.python_files(tests=False)
        for root, _ in roots(file)
    )


def _is_own(file: SourceFile) -> bool:
    return file.kind is not Kind.VENDORED


RUNS = re.compile(
    r"^(?:[A-Z_]+=\S*[ \t]+|(?:poetry|uv|pipenv|pdm)[ \t]run[ \t]+|(?:nohup|time|srun)[ \t]+)*"
    r"(?:python[\d.]*|torchrun|deepspeed)[ \t]+(?:-\S+[ \t]+)*"
    r"[\"']?((?:\$\{?\w+\}?/|\.{0,2}/)?[\w./-]+\.py)\b",
    re.MULTILINE,
)


class Sequence(msgspec.Struct, frozen=True):
    """A shell script and the programs of the repository that it runs, in their order."""

    file: SourceFile
    programs: tuple[str, ...]
    line: int  # of the first


def sequences(project: Project) -> Iterator[Sequence]:
    names = {file.name for file in project.python_files(tests=False)}
    for file in project.files:
        if file.suffix in (".sh", ".bash") and file.kind is Kind.SOURCE and file.facts.text:
            text = re.sub(r"^[ \t]+", "", file.facts.text, flags=re.MULTILINE)
            found = [*RUNS.finditer(text)]
            told = (run[1].rpartition("/")[2] for run in found)
            programs = tuple(dict.fromkeys(name for name in told if name in names))
            if programs:
                yield Sequence(file, programs, line_of(text, found[0].start(1)))
