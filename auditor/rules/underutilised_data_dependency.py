"""Data that are kept or read, and that nothing uses.

An input that adds little makes the system vulnerable to change where it need not be. Sculley et
al. tell of legacy, bundled and epsilon features; which of these a model needs, only an experiment
can tell (leave one feature out). Two kinds are plain in the code and reported: a table that is
read into a name which nothing reads afterwards, and data files of the repository that no code,
setting, script or document mentions (one finding for all of them).

Notebooks of courses leave such tables to their readers and are not asked. A file whose name is put
together, or whose folder is listed, gets the benefit of the doubt; so do results, fixtures,
documentation, and what lies in folders that are handed on as a whole.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.kept import kept, once
from auditor.evidence.places import learns
from auditor.evidence.programs import Sort, sort_of
from auditor.model import (
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Location,
    Name,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

READS = re.compile(
    r"(^|\.)(read_(csv|table|json|excel|parquet|feather|hdf|pickle|sql\w*|fwf|stata|orc)|loadtxt"
    r"|genfromtxt)$"
)
TABLE = re.compile(r"\.(csv|tsv|parquet|feather|npy|npz|pkl|pickle|h5|hdf5|xlsx|arff|mat)$")
ASIDE = re.compile(
    r"(^|/)(tests?|testing|testdata|test_data|fixtures|docs?|assets|images|results?|outputs?|logs?"
    r"|snapshots?|benchmarks?|submissions?|reports?|figures?|samples?|examples?|demos?|weights|models?"
    r"|checkpoints?|cache|dist|build|man)(/|$)",
    re.IGNORECASE,
)
LISTS = re.compile(r"(^|\.)(listdir|i?glob|rglob|scandir|walk|iterdir)$")
MADE = re.compile(r"pred|result|output|submission|demo|sample|example|score|metric", re.IGNORECASE)
SMALL = 2_000  # bytes: below, it is a note rather than data
VALUE = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}(?![A-Za-z0-9]|[\"']?\s*:)")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")


def check(project: Project) -> Iterator[Hit]:
    teaches = sort_of(project) is Sort.COURSE
    for file in project.python_files(tests=False):
        if not (teaches and file.kind is Kind.NOTEBOOK):
            yield from _never_used(project, file)
    if not teaches:  # tables of a lesson are for those who follow it
        yield from _never_mentioned(project)


def _never_used(project: Project, file: SourceFile) -> Iterator[Hit]:
    """Tables that are bound to a name which nothing reads."""
    calls = file.contents.named(READS)
    read = [found for statement, call in calls if (found := _reads(statement, call))]
    used = _names_used(file) if read else frozenset()
    for name, call, statement in read:
        if name not in used and not (statement.scope == 0 and name in _imported(project)):
            text = f"`{call.name}` reads `{name}`, and nothing uses it"
            yield Hit(file.location(call.line, call.end_line), text)


@once
def _imported(project: Project) -> frozenset[str]:
    """Names that some module imports, or asks another module for."""
    return frozenset(
        name
        for file in project.python_files()
        if file.facts.code is not None
        for name in (
            *(entry.name or "" for entry in file.facts.code.imports),
            *(target.rpartition(".")[2] for target in file.facts.code.targets),
        )
    )


def _reads(statement: Statement, call: Call) -> tuple[str, Call, Statement] | None:
    match statement:
        case Statement(does=Does.ASSIGN, targets=(Name(id=name),), values=(value,)):
            found = value is call and not name.startswith("_")
            return (name, call, statement) if found else None
        case _:
            return None


@kept
def _names_used(file: SourceFile) -> frozenset[str]:
    """Names that a file reads anywhere, in strings and magics too: queries name tables."""
    found: set[str] = set()
    for statement in file.facts.code.statements if file.facts.code else ():
        found.update(WORD.findall(statement.text) if statement.does is Does.MAGIC else ())
        plain = statement.does is Does.ASSIGN and not statement.operator
        inner = [part for part in statement.targets if not (plain and isinstance(part, Name))]
        for expression in (*inner, *statement.values):
            found.update(_words(expression))
    return frozenset(found)


def _words(expression: Expression) -> Iterator[str]:
    whole = Statement(Does.EXPRESSION, 0, 0, 0, -1, 0, values=(expression,))
    for part in expressions_in(whole):
        match part:
            case Name(id=name):
                yield name
            case Literal(value=str() as text) if " " in text:
                yield from re.findall(r"\w+", text[:2000])
            case _:
                pass


def _never_mentioned(project: Project) -> Iterator[Hit]:
    kept = [file for file in project.files if _is_data(file)]
    if not kept:
        return
    said, named = _said(project)
    listed = _folders_that_list(project)
    unsaid = (file for file in kept if not _is_mentioned(file, said, named))
    lost = [file for file in unsaid if file.path.rpartition("/")[0] not in listed]
    if lost:
        size = sum(file.size for file in lost)
        names = listing([file.path for file in lost], most=3)
        text = f"nothing mentions {names} ({size / 1000:,.0f} kB)"
        yield Hit(
            Location(lost[0].path, 1, 1),
            text[:160],
            size=len(lost),
            identity="files",
            anywhere=True,
        )


def _is_data(file: SourceFile) -> bool:
    data = file.kind is Kind.DATA and TABLE.search(file.name.lower()) is not None
    return data and file.size >= SMALL and not (ASIDE.search(file.path) or MADE.search(file.name))


def _folders_that_list(project: Project) -> frozenset[str]:
    """Folders with code that lists files: it may read all of its neighbours."""
    return frozenset(
        file.path.rpartition("/")[0]
        for file in project.python_files()
        if file.contents.calls_any(LISTS)
    )


@once
def _said(project: Project) -> tuple[frozenset[str], str]:
    """The words in strings of code and in settings, and all prose as one text."""
    words: set[str] = set()
    prose: list[str] = []
    for file in project.files:
        prose.extend(cell.text for cell in file.facts.cells)
        prose.extend(comment.text for comment in file.facts.comments)
        if file.facts.code is not None:
            written = (statement.text for statement in file.facts.code.statements)
            for text in (*written, *file.contents.texts):
                if " " in text:
                    prose.append(text)
                else:
                    words.update(WORD.findall(text))
        elif file.kind is Kind.DOCS:
            prose.append(file.facts.text or "")
        else:
            words.update(VALUE.findall(file.facts.text or ""))
            words.update(() if file.facts.text else (name for name, _ in file.facts.names))
    return frozenset(word.lower() for word in words), "\n".join(prose)


def _is_mentioned(file: SourceFile, said: frozenset[str], prose: str) -> bool:
    """By its name, the first word of it, or a folder above it that is not the common `data`."""
    if file.name in prose:
        return True
    stem = file.name.rpartition(".")[0]
    first = WORD.search(stem)
    if first is None or first.group().lower() in said:
        return True
    folders = [part.lower() for part in file.path.split("/")[:-1]]
    return any(part in said for part in folders if part not in ("data", "datasets", "dataset"))


RULE = Rule(
    id="underutilised-data-dependency",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="S15 section 3 (underutilized data dependencies)",
    remedy="Delete what nothing uses, or say in the code or the README what it is kept for.",
    minutes=15,
    minutes_reason="finding out whom to ask whether it is still needed, and deleting it",
    scope=Scope.REPOSITORY,
    applies=learns,
    example=Example(
        bad="""
            import pandas as pd

            def load():
                rows = pd.read_csv("rows.csv")
                holidays = pd.read_csv("holidays.csv")
                return rows
        """,
        good="""
            import pandas as pd

            def load():
                rows = pd.read_csv("rows.csv")
                holidays = pd.read_csv("holidays.csv")
                return rows.merge(holidays, on="day", how="left", validate="m:1")
        """,
    ),
    check=check,
)
