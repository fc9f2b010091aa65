"""Notebook that installs packages into whatever environment it runs in.

Every run may bring other versions, breaks the environment of whoever runs it, and nobody learns
from the repository what it needs.

One exact version, a requirements file, the repository itself, and an install that only happens on
a hosted machine (`google.colab`) get the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.evidence.notebooks import CodeCell, code_cells, notebooks
from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

INSTALL = re.compile(
    r"(?:^|[!%;&\s])(?:sudo\s+)?(?:\S{1,200}\s{1,20}-m\s+)?(?:pip3?|conda|mamba|uv pip)"
    r"\s+install\s+(?P<rest>[^;&|>#]*)"
)
HOSTED = re.compile(r"google\.colab|colab|kaggle|binder", re.IGNORECASE)
TOOLS = {"pip", "setuptools", "wheel"}
MOST = 3  # packages that a message names
ITS_VALUE = {
    "--requirement",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "-c",
}
PINNED = re.compile(
    r"==\s*[\d.]+|=\s*\d[\d.]*$|@[0-9a-f]{7,40}\b|@v?\d+\.\d|\.whl$|\.zip$|\.tar\.gz$"
)


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        found = [(cell, line, name) for cell in code_cells(file) for line, name in _loose(cell)]
        if found and not _is_guarded(file):
            cell, line, _ = found[0]
            names = list(dict.fromkeys(name for _, _, name in found))
            shown = ", ".join(f"`{name[:40]}`" for name in names[:MOST])
            more = f" and {len(names) - MOST} more" if names[MOST:] else ""
            yield Hit(
                cell.location(file.path, line),
                f"installs {shown}{more}, at whatever version is out that day",
                size=len(names),
                identity="installs",
            )


def _loose(cell: CodeCell) -> Iterator[tuple[int, str]]:
    """Packages without a version that a cell's shell lines install."""
    for statement in cell.statements:
        if statement.does is Does.MAGIC and (found := INSTALL.search(statement.text)):
            for name in _names(found["rest"]):
                yield statement.line, name


def _names(rest: str) -> Iterator[str]:
    words = iter(rest.replace('"', " ").replace("'", " ").split())
    for word in words:
        if word in ITS_VALUE or re.fullmatch(r"-[a-zA-Z]*[re]", word):
            next(words, None)
        elif re.match(r"[A-Za-z]", word) and word not in TOOLS and not PINNED.search(word):
            yield word


def _is_guarded(file: SourceFile) -> bool:
    code = file.facts.code
    return code is not None and any(
        _asks_for_host(statement) for statement in code.statements if statement.does is Does.IF
    )


def _asks_for_host(statement: Statement) -> bool:
    texts = (e.value for e in expressions_in(statement) if isinstance(e, Literal))
    return any(isinstance(text, str) and HOSTED.search(text) for text in texts)


RULE = Rule(
    id="inline-install",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 6 (declare the dependencies); V21 (dependency management)",
    remedy="Declare the packages with versions in the repository, and install from that.",
    minutes=10,
    minutes_reason="a line for each package with the version that works",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "!pip install -q xgboost shap"}]}',
        good='{"cells": [{"cell_type": "code", "source": "!pip install -q -r requirements.txt"}]}',
    ),
    check=check,
)
