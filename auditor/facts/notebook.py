"""What does a notebook say? Its code cells as one run of Python, with a table of where each lies.

Cells share their names, so they are read as one module; but each is parsed by itself, so that one
broken cell spoils no other. A line that is IPython's and not Python's (`%magic`, `!shell`, `?help`)
is parsed as `pass` and kept as a statement of its own: no line number moves.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from auditor.facts.blocks import blocks_of
from auditor.facts.encoding import decode
from auditor.facts.lenient import parse_leniently
from auditor.facts.lines import Scan, classify_lines
from auditor.facts.lines import comments as python_comments
from auditor.facts.other import count
from auditor.facts.prints import prints_of
from auditor.facts.python import docstring_lines, read_code
from auditor.model import Cell, Comment, Does, Facts, Parser, Statement

MAX_CELLS = 20_000  # a notebook with more was written by a program
MAX_MARKDOWN = 4_000  # characters kept of a markdown cell
MAGIC = re.compile(
    r"^(?P<indent>[ \t]*)(?P<text>[%!?].*|[\w.]+\s*=\s*[%!].*|[\w.]+\?{1,2}\s*"
    # IPython takes these for magics without a mark as well.
    r"|(?:pip3?|conda|mamba)\s+(?:install|uninstall|list|show|freeze|update)\b.*"
    r"|ls|pwd|(?:ls|cd|mkdir|cat|rm|cp|mv) +[\w./~*-][^=(]*)$"
)
TIMED = re.compile(r"[ \t]*%(?:time|timeit|prun|memit|mprun)\b")
STRING = re.compile(r"""(["'])(?>(?:\\.?|(?!\1)[^\\])*)\1?|#.*""")
OPENS, CLOSES = "([{", ")]}"
KINDS = frozenset({"code", "markdown"})
CELL_MAGIC = re.compile(r"^\s*%%(\w+)")
PYTHON_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "python", "python3", "debug"}
)
PYTHON_LANGUAGES = frozenset({"", "python", "python2", "python3", "ipython", "sage"})
SUFFIXES = {"r": ".R", "julia": ".jl", "scala": ".scala", "c++": ".cpp", "javascript": ".js",
            "bash": ".sh", "sql": ".sql", "octave": ".m", "rust": ".rs"}  # fmt: skip


class _Source(msgspec.Struct):
    """The code of a notebook while it is put together."""

    lines: list[str]  # as written
    python: list[str]  # the same, with `pass` where a line is no Python
    cells: list[Cell]
    magics: list[Statement]


def notebook_facts(data: bytes) -> Facts:
    """Facts of a notebook in the formats 3 and 4; what is no notebook says why."""
    try:
        document = msgspec.json.decode(decode(data).text)
        cells = _cells(document)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        return Facts(language="Jupyter", problem=f"not a notebook: {error}"[:200])
    language = _language(document)
    if language not in PYTHON_LANGUAGES:
        return _foreign(cells, language)
    return _facts(_joined(cells), document)


def source_lines(data: bytes) -> tuple[str, ...]:
    """The code cells as written, in the one run of lines that the facts count."""
    try:
        cells = _cells(msgspec.json.decode(decode(data).text))
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ()
    return tuple(_joined(cells).lines)


def _cells(document: object) -> list[Mapping[str, Any]]:
    match document:
        case {"cells": list(cells)}:
            found = cells
        case {"worksheets": list(sheets)}:
            found = [cell for sheet in sheets for cell in _cells_of(sheet)]
        case _:
            raise ValueError("it holds no cells")
    if len(found) > MAX_CELLS:
        raise ValueError(f"it has more than {MAX_CELLS:,} cells")
    return [cell if isinstance(cell, dict) else {} for cell in found]


def _cells_of(sheet: object) -> list[object]:
    match sheet:
        case {"cells": list(cells)}:
            return cells
        case _:
            return []


def _language(document: object) -> str:
    match document:
        case {"metadata": {"kernelspec": {"language": str(name)}}}:
            return name.lower()
        case {"metadata": {"language_info": {"name": str(name)}}}:
            return name.lower()
        case _:
            return ""


def _text(cell: Mapping[str, Any]) -> str:
    """The source of a cell: a string or a list of lines, under one of two names."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    text = source if isinstance(source, str) else ""
    clean = text if text.isascii() else text.encode("utf-8", "replace").decode()
    return clean.replace("\r\n", "\n").replace("\r", "\n")


def _cell(index: int, cell: Mapping[str, Any], first_line: int, line_count: int) -> Cell:
    kind = cell.get("cell_type")
    ran = cell.get("execution_count", cell.get("prompt_number"))
    outputs = cell.get("outputs")
    return Cell(
        index=index,
        kind=kind if isinstance(kind, str) and kind in KINDS else "raw",
        first_line=first_line,
        line_count=line_count,
        execution_count=ran if type(ran) is int and abs(ran) < 2**31 else None,
        output_bytes=len(msgspec.json.encode(outputs)) if outputs else 0,
        text="" if kind == "code" else _text(cell)[:MAX_MARKDOWN],
    )


def _joined(cells: Iterable[Mapping[str, Any]]) -> _Source:
    source = _Source([], [], [], [])
    for index, cell in enumerate(cells):
        if cell.get("cell_type") != "code":
            source.cells.append(_cell(index, cell, 0, 0))
            continue
        lines = _text(cell).rstrip("\n").split("\n")
        first = len(source.lines) + 1
        python, magics = _without_magics(lines, first)
        source.cells.append(_cell(index, cell, first, len(lines)))
        source.lines += lines
        source.python += python
        source.magics += magics
    return source


def _without_magics(lines: list[str], first: int) -> tuple[list[str], list[Statement]]:
    """Replace what is no Python by `pass`, line for line; a shell line may be continued."""
    opened = CELL_MAGIC.match(lines[0])
    foreign = opened is not None and opened[1] not in PYTHON_MAGICS
    python: list[str] = []
    magics: list[Statement] = []
    goes_on, depth, indent = False, 0, ""
    inside = 0  # brackets that the Python above leaves open: `%` in them is an operator
    for number, line in enumerate(lines, start=first):
        found = None if inside > 0 and line[:1].isspace() else MAGIC.match(line)
        if goes_on or foreign or found:
            if found and not goes_on:
                indent = found["indent"]
            blank = not line.strip()
            python.append("" if blank else f"{indent}pass")
            if not blank:
                above = "" if opened is None or number == first else f"{opened[0].strip()} "
                text = f"{above}{line.strip()}" if foreign else line.strip()
                magics.append(_magic(number, text[:400]))
            depth = depth + _opened(line) if depth or TIMED.match(line) else 0
            goes_on = not foreign and not blank and (line.rstrip().endswith("\\") or depth > 0)
        else:
            python.append(line)
            inside = max(0, inside + _opened(STRING.sub("", line)))
    return python, magics


def _opened(line: str) -> int:
    """Brackets that a line leaves open: `%timeit f(a,` goes on in the next one."""
    return sum(map(line.count, OPENS)) - sum(map(line.count, CLOSES))


def _magic(line: int, text: str) -> Statement:
    return Statement(Does.MAGIC, line, line, line, -1, 0, text=text)


def _facts(source: _Source, document: object) -> Facts:
    parsed = [_parsed(cell, source) for cell in source.cells]
    body = [statement for tree, _ in parsed for statement in tree.body]
    tree = ast.Module(body=body, type_ignores=[])
    cells = tuple(
        replace(cell, problem=problem)
        for cell, (_, problem) in zip(source.cells, parsed, strict=True)
    )
    scan = Scan("\n".join(source.python) + "\n" if source.python else "")
    broken = sum(cell.problem is not None for cell in cells)
    docstrings = docstring_lines(tree)
    facts = Facts(
        language="Python",
        lines=_classes(classify_lines(scan, docstrings), source),
        parser=Parser.TREE_SITTER if broken else Parser.PYTHON,
        encoding="utf-8",
        comments=tuple(Comment(c.line, c.text.lstrip("#").strip()) for c in python_comments(scan)),
        cells=cells,
        notes=_notes(broken, document),
    )
    try:
        code = read_code(tree, source.magics)
    except RecursionError:
        return replace(facts, problem="nested too deeply to be analysed")
    return replace(facts, code=code, prints=prints_of(scan, code))


def _notes(broken: int, document: object) -> tuple[str, ...]:
    notes = [f"{broken} cells are not the running Python's"] if broken else []
    if isinstance(document, dict) and "worksheets" in document:
        notes.append("notebook format 3")
    return tuple(notes)


def _classes(classes: str, source: _Source) -> str:
    """Count magic lines as the code that they are, not as the `pass` that stands for them."""
    lines = list(classes)
    for magic in source.magics:
        lines[magic.line - 1] = "c"
    return "".join(lines)


def _parsed(cell: Cell, source: _Source) -> tuple[ast.Module, str | None]:
    """One cell's syntax at its lines of the run, and why it is no Python if it is none."""
    if not cell.line_count:
        return ast.Module(body=[], type_ignores=[]), None
    start = cell.first_line - 1
    text = _dedented(source.python[start : start + cell.line_count])
    problem = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the target's invalid escapes are not ours to print
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = f"{type(error).__name__}: {error}"[:200]
            tree = parse_leniently(text).tree
    ast.increment_lineno(tree, start)
    return tree, problem


def _dedented(lines: list[str]) -> str:
    """The text of a cell without the indentation of its first line, which IPython ignores."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines)


def _foreign(cells: Iterable[Mapping[str, Any]], language: str) -> Facts:
    """A notebook in another language: its code is counted, and read as a file of it would be."""
    source = _joined(cells)
    name, text = f"cells{SUFFIXES.get(language, '.txt')}", "\n".join(source.lines) + "\n"
    counted = count(name, text)
    classes = counted.lines[: len(source.lines)].ljust(len(source.lines))
    return Facts(
        language=counted.language,
        lines=classes,
        parser=Parser.PYGMENTS,
        encoding="utf-8",
        cells=tuple(source.cells),
        comments=counted.comments,
        blocks=blocks_of(name, text),
        notes=(f"a notebook in {language}",),
    )
