"""What is in one file? `facts_of` answers from its name, kind and bytes alone.

A pure function of the blob: the same bytes give the same facts wherever and whenever they are
read, so facts can be kept by content and made on any machine.
"""

import ast
import re
import sys
import warnings
from collections import Counter

import msgspec
from msgspec.structs import replace

from auditor.facts.blocks import blocks_of
from auditor.facts.encoding import decode
from auditor.facts.lines import Scan, classify_lines
from auditor.facts.lines import comments as python_comments
from auditor.facts.manifest import manifest_of
from auditor.facts.meter import maintainability
from auditor.facts.other import count
from auditor.facts.prints import prints_of
from auditor.facts.python import MAX_ON_LINE, docstring_lines, is_crowded, read_code
from auditor.facts.raw import raw_counts
from auditor.model import COUNTED_KINDS, Blob, Code, Comment, Facts, Kind, Manifest, Parser, Prints

MAX_KEPT_TEXT = 256_000  # characters; manifests and READMEs are smaller, larger files are data
MAX_REASON = 200  # characters of an exception's words
MAX_NAMES = 400  # most frequent identifiers of a file in another language: enough to judge it by
PYTHON_SUFFIXES = (".py", ".pyi", ".pyw", ".wsgi", ".py3", ".py2")
PYTHON_SHEBANG = re.compile(rb"#! ?/usr/(local/)?bin/(env )?python[\d.]*\s")
IDENTIFIER = re.compile(r"[A-Za-z_]\w{1,60}")
CROWDED = (f"of lines with more than {MAX_ON_LINE} statements only the first were analysed",)


def facts_of(blob: Blob) -> Facts:
    """Read everything there is to know of a file; a file that can't be read says why."""
    if blob.data is None:
        return Facts(language="", problem=blob.reason)
    if blob.kind is Kind.NOTEBOOK:
        return _notebook(blob.data)
    if blob.kind in COUNTED_KINDS and is_python(blob):
        return _python(blob)
    return _other(blob)


def packed_facts(blob: Blob) -> bytes:
    """The facts in the form in which they are kept, and sent between processes.

    A file that a reader of ours cannot cope with costs only itself.
    """
    try:
        return msgspec.msgpack.encode(facts_of(blob))
    except Exception as error:  # noqa: BLE001 - whatever a file does to a reader, the audit goes on
        return failed_facts(f"{type(error).__name__}: {error}")


def failed_facts(why: str) -> bytes:
    """In the same form: that we know nothing of a file, and whose fault that is."""
    clean = why.encode("utf-8", "backslashreplace").decode()[:MAX_REASON]
    facts = Facts(language="", problem=f"a reader of ours failed: {clean}", failed=True)
    return msgspec.msgpack.encode(facts)


def unpacked(data: bytes) -> Facts:
    """Raises msgspec.MsgspecError for what `packed_facts` did not write."""
    return msgspec.msgpack.decode(data, type=Facts)


def source_of(blob: Blob) -> tuple[str, ...]:
    """The lines that the facts are about: those of the file, or of a notebook's code cells."""
    if blob.kind is Kind.NOTEBOOK:
        from auditor.facts.notebook import source_lines  # noqa: PLC0415 - for few files

        return source_lines(blob.data or b"")
    return tuple(decode(blob.data or b"").text.split("\n"))


def is_python(blob: Blob) -> bool:
    """Whether a file is Python by its suffix, or by its first line where it has none."""
    name = blob.path.rpartition("/")[2].lower()
    shebang = blob.data is not None and PYTHON_SHEBANG.match(blob.data) is not None
    return name.endswith(PYTHON_SUFFIXES) or ("." not in name and shebang)


def _python(blob: Blob) -> Facts:
    decoded = decode(blob.data or b"")
    scan = Scan(decoded.text)
    parsed = parse(decoded.text)
    docstrings = None if parsed.tree is None else docstring_lines(parsed.tree)
    code = None if parsed.code is None else with_maintainability(parsed.code, decoded.text)
    return Facts(
        language="Python",
        lines=classify_lines(scan, docstrings),
        parser=parsed.parser,
        encoding=decoded.encoding,
        code=code,
        comments=tuple(Comment(c.line, c.text.lstrip("#").strip()) for c in python_comments(scan)),
        manifest=_manifest(blob.path, decoded.text),
        prints=prints_of(scan, code) if code and blob.kind is Kind.SOURCE else Prints(),
        text=decoded.text if blob.path.endswith("setup.py") else None,
        notes=(*((decoded.note,) if decoded.note else ()), *parsed.notes),
        problem=parsed.problem,
    )


class Parsed:
    """A syntax tree and the facts in it, or why there are none."""

    __slots__ = ("code", "notes", "parser", "problem", "tree")

    def __init__(self, tree: ast.Module, parser: Parser, notes: tuple[str, ...] = ()) -> None:
        self.parser = parser
        self.notes = notes
        self.problem: str | None = None
        self.tree: ast.Module | None = tree
        self.code: Code | None = None
        try:
            self.code = read_code(tree)
            self.notes += CROWDED if is_crowded(self.code) else ()
        except RecursionError:
            self.tree, self.problem = None, "nested too deeply to be analysed"


def parse(text: str) -> Parsed:
    """Parse with Python itself, or leniently what Python refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the target's invalid escapes are not ours to print
        try:
            return Parsed(ast.parse(text.lstrip("\ufeff")), Parser.PYTHON)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            from auditor.facts.lenient import parse_leniently  # noqa: PLC0415 - for few files

            lenient = parse_leniently(text)
            return Parsed(lenient.tree, Parser.TREE_SITTER, lenient.notes)


def with_maintainability(code: Code, text: str) -> Code:
    """Add radon's index, which needs the text; where radon itself fails it stays at 100."""
    raw = raw_counts(text)
    if raw is None:
        return code
    return replace(code, maintainability=maintainability(code, raw))


def _notebook(data: bytes) -> Facts:
    from auditor.facts.notebook import notebook_facts  # noqa: PLC0415 - for few files

    return notebook_facts(data)


def _other(blob: Blob) -> Facts:
    decoded = decode(blob.data or b"")
    counts = blob.kind in COUNTED_KINDS
    counted = count(blob.path, decoded.text, counts=counts)
    kept = len(decoded.text) <= MAX_KEPT_TEXT and blob.kind in {*COUNTED_KINDS, Kind.DOCS}
    return Facts(
        language=counted.language,
        lines=counted.lines,
        parser=Parser.PYGMENTS,
        encoding=decoded.encoding,
        comments=counted.comments,
        manifest=_manifest(blob.path, decoded.text),
        text=decoded.text if kept else None,
        names=_names(decoded.text) if counts else (),
        prints=counted.prints if blob.kind is Kind.SOURCE else Prints(),
        blocks=blocks_of(blob.path, decoded.text) if counts and blob.kind is not Kind.TEST else (),
        notes=tuple(note for note in (decoded.note, counted.note) if note),
    )


def _manifest(path: str, text: str) -> Manifest | None:
    return manifest_of("/".join(path.split("/")[-2:]), text)  # the folder of requirements/dev.txt


def _names(text: str) -> tuple[tuple[str, int], ...]:
    tally = Counter(sys.intern(name) for name in IDENTIFIER.findall(text[:MAX_KEPT_TEXT]))
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0]))[:MAX_NAMES])
