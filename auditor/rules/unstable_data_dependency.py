"""Data are read from an address that may hold something else tomorrow.

Sculley et al. call an input signal unstable when it changes its behaviour over time, even by an
improvement: a model that was tuned to the old values then fails for no visible reason. Their
remedy is a versioned copy.

Reported are addresses that name a moving version, from which data are downloaded or read: a branch
of a git repository (`/raw/master/`, `/main/`), `latest`, or a shared sheet's export. One finding
for each such source, however many files read it; low where only notebooks and examples do. Silent
are a commit, a tag, a release, an archive, and a file that compares checksums. Assets of model
hubs are unpinned-hub-asset's affair. What changes behind an address that looks stable, in live
tables or in another team's model, cannot be seen in code.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from auditor.evidence.kept import kept
from auditor.evidence.programs import is_aside
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
    Operation,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
)

ADDRESS = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?::\d+)?/[^\s\"'<>]{3,300}")
READS = re.compile(
    r"(^|\.)(read_(csv|table|json|excel|parquet|html|xml|feather|fwf|stata)|urlretrieve|urlopen"
    r"|_?download\w*|get_file|maybe_download|wget|loadtxt|genfromtxt|scan_csv|scan_parquet"
    r"|requests\.get|httpx\.get|session\.get|gdown\.\w+|fetch\w*|cached_path)$"
)
DATA = re.compile(
    r"\.(csv|tsv|data|txt|json|jsonl|parquet|xlsx?|zip|tar|tgz|gz|bz2|npz|npy|pkl|h5|hdf5|arff|dat"
    r"|mat|feather|wav|rar|7z|names)(\?|$)|/data(sets?)?/|\{",
    re.IGNORECASE,
)
BRANCH = r"(?:refs/heads/)?(?:master|main|develop|HEAD)/"
MOVES = re.compile(
    rf"(?P<source>[^/]{{1,100}}/[^/]{{1,100}}/[^/]{{1,100}})/(?:raw|-/raw)/{BRANCH}"
    rf"|(?P<raw>raw\.githubusercontent\.com/[^/]{{1,100}}/[^/]{{1,100}})/{BRANCH}"
    r"|(?P<live>[\w.-]{1,100}/[^?]{0,300})"
    r"(?:/latest/|[-_/]latest\.|/export\?format=|[?&]output=csv|/gviz/)",
    re.IGNORECASE,
)
CHECKS = re.compile(r"md5|sha\d+|known_hash|file_hash|checksum|digest", re.IGNORECASE)
NO_DATA = re.compile(
    r"\.(pth?|ckpt|onnx|safetensors|pb|caffemodel|weights|whl|py|sh|ipynb|ttf|exe|ya?ml|md|png|jpe?g)$"
    r"|requirements|releases/latest",
    re.IGNORECASE,
)


class Read(msgspec.Struct, frozen=True):
    """A moving address in a file."""

    source: str
    url: str
    file: SourceFile
    line: int

    @property
    def counts(self) -> bool:
        """Whether it is read by more than an example."""
        return self.file.kind is Kind.SOURCE and not is_aside(self.file.path)


def check(project: Project) -> Iterator[Hit]:
    sources: dict[str, list[Read]] = {}
    for file in project.python_files(tests=False):
        asked = file.kind in (Kind.SOURCE, Kind.NOTEBOOK) and _speaks_of_addresses(file)
        if asked and not _is_checked(file):
            for read in _reads(file):
                sources.setdefault(read.source, []).append(read)
    for source, reads in sorted(sources.items()):
        first = next((read for read in reads if read.counts), reads[0])
        files = len({read.file.path for read in reads})
        where = f" in {files} files" if files > 1 else ""
        text = f"data come from {first.url[:90]}{where}, which may change at any time"
        severity = None if first.counts else Severity.LOW
        yield Hit(_place(first), text, severity=severity, identity=source)


def _speaks_of_addresses(file: SourceFile) -> bool:
    magic = (
        statement.does is Does.MAGIC
        for statement in (file.facts.code.statements if file.facts.code else ())
    )
    return any("://" in text for text in file.contents.texts) or any(magic)


def _place(read: Read) -> Location:
    return read.file.location(read.line)


@kept
def _reads(file: SourceFile) -> tuple[Read, ...]:
    calls: dict[int, list[Call]] = {}
    for statement, call in file.contents.named(READS):
        calls.setdefault(id(statement), []).append(call)
    return tuple(
        Read(next(part for part in moves.groups() if part), url, file, line)
        for statement in (file.facts.code.statements if file.facts.code else ())
        for url, line in _addresses(statement, calls.get(id(statement), ()))
        if (moves := MOVES.search(url)) is not None and not NO_DATA.search(url)
    )


def _addresses(statement: Statement, reads: Iterable[Call]) -> Iterator[tuple[str, int]]:
    """Addresses that a statement reads from, or keeps under a name and that end like data."""
    for call in reads:
        for url in _urls((*call.args, *(k.value for k in call.keywords))):
            yield url, call.line
    if statement.does is Does.ASSIGN:
        for url in _urls(statement.values):
            if DATA.search(url):
                yield url, statement.line
    if statement.does is Does.MAGIC and re.search(r"\b(wget|curl)\b", statement.text):
        for found in ADDRESS.finditer(statement.text):
            if DATA.search(found.group()):
                yield found.group(), statement.line


def _urls(expressions: tuple[Expression, ...]) -> Iterator[str]:
    """Addresses among expressions, whole or at the start of what is put together."""
    for expression in expressions:
        first = expression
        while isinstance(first, Operation) and first.operands:
            first = first.operands[0]
        if isinstance(first, Literal) and isinstance(first.value, str):
            found = ADDRESS.match(first.value)
            if found is not None:
                yield found.group()


def _is_checked(file: SourceFile) -> bool:
    """Whether the file compares checksums: of which download is not told apart."""
    code = file.facts.code
    if code is None or any(entry.module == "hashlib" for entry in code.imports):
        return True
    return any(
        CHECKS.search(keyword.name) for call in file.contents.calls for keyword in call.keywords
    )


RULE = Rule(
    id="unstable-data-dependency",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 3 (unstable data dependencies); B17 Data 1",
    remedy="Name a commit or a dated copy in the address, and compare a checksum after loading.",
    minutes=20,
    minutes_reason="finding the version that was used, writing it into the address, and a checksum",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import pandas as pd
            rows = pd.read_csv("https://raw.githubusercontent.com/us/data/master/rows.csv")
        """,
        good="""
            import pandas as pd
            rows = pd.read_csv("https://raw.githubusercontent.com/us/data/v1.2.0/rows.csv")
        """,
    ),
    check=check,
)
