"""Which parsers are there, and what must hold of whatever they are given? Tables and checks.

A file must come out of the reading with its facts or a reason, and of the whole audit with its
lines; a target or a report must be understood or refused by an error of ours. Nothing else may be
raised, and nothing may take longer than `MAX_SECONDS`. Files of a folder go through a whole audit.
"""

# ruff: noqa: E501 - tables of phrases read best with one subject a line

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha1
from random import Random

import msgspec
from msgspec.structs import replace

from auditor.acquire import parse_target
from auditor.classify import classify
from auditor.compare import compare
from auditor.corpus import percentiles
from auditor.detect import detect, practised, suppressions
from auditor.errors import AuditorError
from auditor.facts import facts_of, unpacked
from auditor.facts.encoding import decode
from auditor.model import (
    COUNTED_KINDS,
    Audit,
    Blob,
    Checkout,
    Kind,
    Outcome,
    PracticeOutcome,
    SourceFile,
    Target,
    Tool,
)
from auditor.practices import PRACTICES
from auditor.read import kind_of
from auditor.report import SUFFIXES, delta_markdown, json, render
from auditor.report.json import load
from auditor.resolve import resolve
from auditor.rules import CATALOGUE
from auditor.score import score
from auditor.verdict import verdict
from tests.fuzz import grammars
from tests.fuzz.broken import Broken
from tests.fuzz.folders import check_folder, placed
from tests.fuzz.limits import MAX_SECONDS, deadline
from tests.fuzz.mutators import mutated, mutated_json
from tests.fuzz.seeds import MAX_SEED

HEAD = 65_536
LONG = 0.05  # of the inputs may be as long as the changes made them
MUCH = 3  # times the longest seed, for all others
FOLDER = "folder"
FORMATS = tuple(suffix for suffix in SUFFIXES if suffix != ".html")  # the slow one comes rarely


@dataclass(frozen=True)
class Parser:
    """`names` are those under which its inputs are read; `suffixes` find seeds among real files.

    `group` inputs go through the stages together; of a seed no more than `most` bytes are taken.
    """

    name: str
    suffixes: tuple[str, ...]
    names: tuple[str, ...] = ()
    grammars: tuple[grammars.Grammar, ...] = ()
    is_json: bool = False
    more: tuple[bytes, ...] = field(default=())
    group: int = 8
    most: int = MAX_SEED

    def make(self, seeds: Sequence[bytes], random: Random) -> tuple[str, bytes]:
        """The next input: a name and its bytes."""
        name, data = self._made(seeds, random)
        return name, data if random.random() < LONG else data[: MUCH * self.most]

    def _made(self, seeds: Sequence[bytes], random: Random) -> tuple[str, bytes]:
        name = random.choice(self.names) if self.names else ""
        if self.grammars and random.random() < 0.3:
            data = grammars.written(random.choice(self.grammars), random)
            return name, mutated(data, seeds, random) if random.random() < 0.5 else data
        seed = random.choice(seeds)
        if self.is_json and random.random() < 0.6:
            return name, mutated_json(seed, random)
        return name, mutated(part(seed, self.most, random), seeds, random)


def part(seed: bytes, most: int, random: Random) -> bytes:
    """Some whole lines of a long one."""
    if len(seed) <= most:
        return seed
    lines = seed.splitlines(keepends=True)
    start = random.randrange(len(lines))
    end = start
    length = 0
    while end < len(lines) and length < most:
        length += len(lines[end])
        end += 1
    return b"".join(lines[start:end])


NOTEBOOKS = (
    b"""{"nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}, "cells": [
    {"cell_type": "markdown", "source": ["# Title\\n", "text"]},
    {"cell_type": "code", "execution_count": 2, "outputs": [{"data": {"text/plain": ["1"]}}],
     "source": ["%matplotlib inline\\n", "!pip install torch\\n", "import torch\\n", "x = (1,"]},
    {"cell_type": "code", "source": "%%bash\\nls", "outputs": []},
    {"cell_type": "raw", "source": ""}]}""",
    b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "print 1", "prompt_number": 3}]}]}',
    b'{"cells": [{"cell_type": "code", "source": "library(x)"}], "metadata": {"language_info": {"name": "R"}}}',
)

PARSERS: Mapping[str, Parser] = {
    parser.name: parser
    for parser in (
        Parser("python", (".py",), ("a.py", "src/model.py", "tests/test_a.py", "a.pyi"), (grammars.PYTHON,), most=600),
        Parser("notebook", (".ipynb",), ("a.ipynb",), (), is_json=True, more=NOTEBOOKS),
        Parser(
            "settings",
            (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg"),
            (
                "config.yaml", "conf/train.yml", ".github/workflows/ci.yml", "dvc.yaml", "params.toml",
                "config.json", "setup.cfg", "app.ini", ".pre-commit-config.yaml", "dvc.lock", "MLproject",
                ".dvc/config", "model.prototxt", "a.gin", "package.json",
            ),
            (grammars.YAML, grammars.TOML),
        ),
        Parser(
            "manifest",
            ("requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "environment.yml", "pipfile",
             ".lock", "tox.ini", "meta.yaml", "noxfile.py", ".python-version", "runtime.txt", ".nix"),
            (
                "requirements.txt", "requirements/dev.txt", "pyproject.toml", "setup.py", "setup.cfg",
                "environment.yml", "meta.yaml", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock",
                "pdm.lock", "pylock.toml", "pixi.lock", "pixi.toml", "conda-lock.yml", "flake.lock",
                "flake.nix", "tox.ini", "noxfile.py", ".python-version", "runtime.txt",
                ".tool-versions", "mise.toml",
            ),
            (grammars.REQUIREMENTS, grammars.TOML, grammars.SETUP, grammars.YAML),
        ),
        Parser(
            "docker",
            ("dockerfile", "compose.yml", "compose.yaml", "devcontainer.json", ".def"),
            ("Dockerfile", "gpu.dockerfile", "docker-compose.yml", "devcontainer.json", "Singularity", "a.def"),
            (grammars.DOCKER, grammars.DOCKER, grammars.YAML),
        ),
        Parser(
            "languages",
            (".c", ".h", ".cc", ".cpp", ".cu", ".js", ".ts", ".tsx", ".java", ".go", ".rs", ".sh", ".r",
             ".jl", ".scala", ".md", ".rst", ".css", ".html", ".sql"),
            (
                "a.c", "a.h", "a.cpp", "a.cu", "a.js", "a.jsx", "a.ts", "a.tsx", "a.java", "a.go", "a.rs",
                "a.sh", "a.R", "a.jl", "a.scala", "README.md", "docs/a.rst", "a.css", "a.html", "a.sql",
                "Makefile", "run.slurm", "a.m", "a.lua", "a.pl", "a.xml", "a.ps1", "a.proto", "a.tf",
            ),
            (grammars.SHELL_LIKE,),
        ),
        Parser("target", (), (), (), group=64, more=tuple(
            text.encode() for text in (
                "owner/name", "https://github.com/o/n", "https://github.com/o/n/tree/main/src",
                "git@github.com:o/n.git", "ssh://git@h:22/a/b", "file:///a/b@v1", "https://u:p@h/a/b.git@r",
                "https://gitlab.com/g/s/n/-/tree/b/d", "https://huggingface.co/o/n/blob/main/a.py",
                "ext::sh -c x", "--upload-pack=x", "git+https://h/a/b", "./a@b", "~/a", "C:\\a\\b",
                "\\\\server\\share", "https://[::1]:80/a/b", "https://dev.azure.com/o/p/_git/r",
                "git://h/a~b", "https://bitbucket.org/o/n/src/main/", "o/n@HEAD~2", "https://h/a?x=1#y",
            )
        )),
        Parser("report", (), (), (), is_json=True),
        Parser(FOLDER, (), group=60),
    )
}  # fmt: skip
FILES = ("python", "notebook", "settings", "manifest", "docker", "languages")
"""Those whose inputs are files; a folder has some of each."""


def made(
    parser: Parser, seeds: Mapping[str, Sequence[bytes]], seed: int, number: int
) -> tuple[str, bytes]:
    """The input of that number."""
    random = Random(f"{parser.name} {seed} {number}")  # noqa: S311 - it has to come again
    if parser.name != FOLDER:
        return parser.make(seeds[parser.name], random)
    one = random.choice(FILES)
    name, data = PARSERS[one].make(seeds[one], random)
    return placed(name, number, random), data


def check(
    parser: Parser, inputs: Sequence[tuple[str, bytes]], *, audits: bool, pages: bool
) -> None:
    """Raise whatever a group of inputs makes our code raise, or Broken, or Hang."""
    if parser.name == FOLDER:
        with deadline(MAX_SECONDS * len(inputs)):
            check_folder(inputs)
    elif parser.name in FILES:
        check_files(inputs, audits=audits, pages=pages)
    else:
        for _, data in inputs:
            with deadline(MAX_SECONDS):
                if parser.name == "target":
                    check_target(data.decode("utf-8", "surrogateescape"))
                else:
                    check_report(data)


def read_file(path: str, data: bytes) -> SourceFile:
    """One file as far as its facts: what the deadline of a single file is about."""
    kind, reason = kind_of(path, data[:HEAD], len(data))
    counted = kind if kind in COUNTED_KINDS else Kind.CONFIG  # every reader is to be fuzzed
    blob = Blob(path, counted, sha1(data, usedforsecurity=False).hexdigest(), len(data), data)
    facts = facts_of(blob)
    if unpacked(msgspec.msgpack.encode(facts)) != facts:
        raise Broken(f"the facts of {path} are not kept as they are")
    nothing = not facts.lines and facts.problem is None and kind is not Kind.NOTEBOOK
    if nothing and decode(data).text.strip():
        raise Broken(f"{path} has bytes, no lines and no problem")
    why = reason if kind in COUNTED_KINDS else None
    return SourceFile(path, counted, blob.id, blob.size, facts, why)


def check_files(inputs: Sequence[tuple[str, bytes]], *, audits: bool, pages: bool) -> None:
    """The reading of each, and all stages after it over a repository of these files."""
    files = []
    for at, (name, data) in enumerate(inputs):
        with deadline(MAX_SECONDS):
            files.append(read_file(f"p{at}/{name}", data))
    if not audits:
        return
    with deadline(MAX_SECONDS):
        audit = audited(files)
    _accounted(files, audit)
    with deadline(MAX_SECONDS):
        for suffix in (*FORMATS, ".html") if pages else (".json",):
            render(audit, suffix)
    if replace(load(render(audit, ".json")), run=None).files != audit.files:
        raise Broken("the report does not come back from its JSON as it was")


CHECKOUT = Checkout(Target("x", "x", None, "/x"), None, None, None)


def audited(files: Sequence[SourceFile]) -> Audit:
    project = classify(resolve(files))
    marks = suppressions(project)
    results = detect(project, CATALOGUE, marks)
    practices = practised(project, PRACTICES)
    for result in results:
        if result.outcome is Outcome.FAILED:
            raise Broken(f"rule {result.rule.id}: {result.reason}")
    for practice in practices:
        if practice.outcome is PracticeOutcome.FAILED:
            raise Broken(f"practice {practice.id}: {practice.evidence}")
    audit = score(CHECKOUT, project, results, practices, marks, Tool("numbers-audit", "0"))
    audit = replace(audit, percentiles=percentiles(audit))
    return replace(audit, verdict=verdict(audit, CATALOGUE))


def _accounted(files: Sequence[SourceFile], audit: Audit) -> None:
    if [file.path for file in audit.files] != sorted(file.path for file in files):
        raise Broken("a file is lost")
    lines = audit.lines
    if lines.total != lines.code + lines.comment + lines.docstring + lines.blank:
        raise Broken("the lines do not add up")
    for split in (lines.by_role, lines.by_language, lines.by_kind):
        if sum(split.values()) != lines.code:
            raise Broken("a code line has no role, no language or no kind")


def check_target(text: str) -> None:
    try:
        found = parse_target(text)
    except AuditorError as error:
        if "\n" in str(error) or not str(error).isprintable():
            raise Broken(f"an error that is no sentence: {error!r}") from error
        return
    for word in (found.url, found.revision):  # folders reach git behind `--` or `commit:`
        if word and word.startswith("-"):
            raise Broken(f"{text!r} becomes an option: {word!r}")
    if found.url and "::" in found.url.partition("//")[0]:
        raise Broken(f"{text!r} becomes a remote helper: {found.url!r}")


@cache
def report_seeds() -> tuple[bytes, ...]:
    """Reports of small audits: the fewer values a report has, the more of them are met.

    Of the rules and practices, which take most of a report, there are the first few.
    """
    sources = (
        {"train.py": b"import torch\n\nmodel = torch.nn.Linear(1, 1)\nloss.backward()\n"},
        {
            "a.ipynb": b'{"cells": [{"cell_type": "code", "source": "import pandas"}]}',
            "a.sh": b"ls\n",
        },
        {"README.md": b"# x\n"},
    )
    audits = (audited([read_file(name, data) for name, data in files.items()]) for files in sources)
    return tuple(render(_shortened(audit), ".json").encode() for audit in audits)


def _shortened(audit: Audit) -> Audit:
    hit = {finding.rule for finding in audit.findings}
    rules = tuple(rule for rule in audit.rules if rule.id in hit) + audit.rules[:2]
    return replace(
        audit, rules=rules, practices=audit.practices[:3], percentiles=audit.percentiles[:3]
    )


def check_report(data: bytes) -> None:
    """A report of anybody's is refused in one sentence, or shown in every format and compared."""
    try:
        audit = load(data)
    except AuditorError:
        return
    for suffix in SUFFIXES:
        render(audit, suffix)
    ours = load(report_seeds()[0])
    for delta in (compare(ours, audit), compare(audit, ours)):
        json.render(delta)
        delta_markdown.render(delta)
