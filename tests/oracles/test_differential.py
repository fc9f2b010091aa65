"""Our counts of real files against the libraries whose definitions they follow.

The files are those that come with any Python: its standard library with its tests, which hold
every syntax there is and much that is broken, and the packages installed beside it. A run that
asks for oracles (`pytest -m oracle`) compares them all, which takes an hour; any other run
compares a sample. Each test prints one line of figures (`-s` shows it).
"""

import ast
import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest
from pygments.lexers.python import PythonLexer
from pygount.analysis import _line_parts
from radon.metrics import h_visit_ast
from radon.raw import analyze
from radon.visitors import Class, ComplexityVisitor, Function

from auditor.facts.encoding import decode
from auditor.facts.lines import Scan, classify_lines, dropped_lines
from auditor.facts.meter import measure
from auditor.facts.python import read_code
from auditor.facts.raw import raw_counts

pytestmark = pytest.mark.oracle

SAMPLE = 50  # one file in so many
MAX_SAMPLED = 10_000  # bytes of a file in the sample
MAX_RAW = 60_000  # bytes: radon takes minutes for a long statement, and hours for a table

Files = list[tuple[Path, str]]


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> Files:
    chosen = [*_texts(everything=request.config.option.markexpr == "oracle")]
    assert len(chosen) > 10
    return chosen


def _texts(*, everything: bool) -> Iterator[tuple[Path, str]]:
    folders = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    for path in sorted({path for folder in folders for path in folder.rglob("*.py")}):
        name = f"{path.parent.name}/{path.name}".encode()
        sampled = int(sha1(name, usedforsecurity=False).hexdigest(), 16) % SAMPLE == 0
        if everything or (sampled and path.stat().st_size < MAX_SAMPLED):
            yield path, decode(path.read_bytes()).text


def _trees(files: Files) -> Iterator[tuple[Path, ast.Module]]:
    """The files that parse. The others are no part of what radon can tell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in other people's strings
        for path, text in files:
            try:
                yield path, ast.parse(text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _say(figures: str) -> None:
    print(figures)  # noqa: T201 - shown by `pytest -s`


def test_line_classes_are_those_of_pygount(files: Files) -> None:
    differing, lines = [], 0
    for path, text in files:
        scan = Scan(text)
        classes = classify_lines(scan, ())
        kept = classes[scan.lines_above :][: len(classes) - dropped_lines(scan)]
        ours = (
            kept.translate(str.maketrans("#q w", "ddee")) or "e"
        )  # of nothing Pygments makes a line
        lines += len(ours)
        if ours != _pygount(text):
            differing.append(path)
    _say(f"line classes: {len(files)} files, {lines} lines, {len(differing)} files differ")
    assert differing == []


def _pygount(text: str) -> str:
    marks = _line_parts(PythonLexer(), text)
    return "".join(next((mark for mark in "csd" if mark in found), "e") for found in marks)


def test_raw_counts_are_those_of_radon(files: Files) -> None:
    """Files for which radon would take too long are left out, and counted."""
    differing, failed, long, known = [], 0, 0, 0
    for path, text in files:
        if len(text) > MAX_RAW:
            long += 1
            continue
        ours = raw_counts(text)
        theirs = _radon_raw(text)
        failed += theirs is None
        if ours != theirs:
            if ours and theirs and _looks_into_formats(text, ours, theirs):
                known += 1
            else:
                differing.append((path, ours, theirs))
    _say(
        f"raw counts: {len(files) - long} files, {len(differing)} differ, {known} differ by colons "
        f"in f-strings; radon fails on {failed} as we do, {long} are too long for it"
    )
    assert differing == []


def _radon_raw(text: str) -> tuple[int, ...] | None:
    try:
        return tuple(analyze(text))
    except SyntaxError:
        return None


def _looks_into_formats(text: str, ours: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """Since Python 3.12 radon takes the colon of a format for one with code behind it."""
    (_, lloc, *rest), (_, their_lloc, *their_rest) = ours, theirs
    formats = any(mark in text for mark in ('f"', "f'", 'F"', "F'"))
    return sys.version_info >= (3, 12) and formats and rest == their_rest and lloc < their_lloc


def test_complexity_and_halstead_measures_are_those_of_radon(files: Files) -> None:
    differing, compared, blocks, deep = [], 0, 0, 0
    for path, tree in _trees(files):
        measures = measure(tree)
        try:
            visitor, halstead = ComplexityVisitor.from_ast(tree), h_visit_ast(tree)
        except RecursionError:  # radon's; ours needs no stack
            deep += 1
            continue
        compared += 1
        blocks += len(measures.blocks)
        total = halstead.total
        found = {(b.name, b.line, b.kind == "method", b.cyclomatic) for b in measures.blocks}
        functions = Counter(
            (b.name, b.operators, b.operands, b.distinct_operators, b.distinct_operands)
            for b in measures.blocks
        )
        same = (
            measures.cyclomatic_total == visitor.total_complexity
            and tuple(measures.halstead) == (total.N1, total.N2, total.h1, total.h2)
            and measures.halstead_volume == total.volume
            and found >= {*_radon_blocks(visitor.functions, visitor.classes)}
            and functions >= Counter((n, f.N1, f.N2, f.h1, f.h2) for n, f in halstead.functions)
        )
        if not same:
            differing.append(path)
    _say(
        f"complexity: {compared} files, {blocks} functions and classes, {len(differing)} files "
        f"differ; {deep} are too deep for radon"
    )
    assert differing == []


def _radon_blocks(
    functions: list[Function], classes: list[Class]
) -> Iterator[tuple[str, int, bool, int]]:
    for function in functions:
        yield function.name, function.lineno, function.is_method, function.complexity
        yield from _radon_blocks(function.closures, [])
    for found in classes:
        yield found.name, found.lineno, False, found.real_complexity
        yield from _radon_blocks(found.methods, found.inner_classes)


def test_the_walk_that_collects_facts_measures_the_same(files: Files) -> None:
    differing, compared = [], 0
    for path, tree in _trees(files):
        measures = measure(tree)
        try:
            code = read_code(tree)
        except RecursionError:
            continue
        compared += 1
        if (code.complexities, code.cyclomatic_total, code.halstead_volume) != (
            measures.blocks,
            measures.cyclomatic_total,
            measures.halstead_volume,
        ):
            differing.append(path)
    _say(f"measures along the walk: {compared} files, {len(differing)} differ")
    assert differing == []
