"""Which comments are code that somebody switched off? Blocks of them, with what they hold."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

import msgspec

from auditor.evidence.kept import kept
from auditor.model import Comment, Does, SourceFile

MIN_LINES = 3  # of code in a block: one or two lines are a note or an example as often as code
MAX_GAP = 1  # lines of prose between two of code: remarks that stood there before
INTRODUCTION = 3  # lines of prose above that may say that an example follows
MAX_JOINED = 30  # lines of one statement
MAX_LINE = 300  # characters
EXAMPLE = re.compile(
    r":$|\b(e\.?g|i\.?e|examples?|usage|for instance|such as|like this|equivalent|pseudo|same as"
    r"|algorithm|formula|output|result|expected|means|following|uncomment|optional|if you|you can"
    r"|you may|generated)\b|>>>|^\$ ",
    re.IGNORECASE,
)
"""What a remark says that introduces code to be read and not to be run."""
CODE_LIKE = re.compile(
    r"[=(\[@]|:$|^(?:import|from|return|del|else|try|finally|pass|break|continue|raise)\b"
)
HEADER = re.compile(
    r"(?:async )?(?:if|elif|else|for|while|with|try|except|finally|def|class)\b.*:$"
)
CONTINUES = re.compile(r"(?:elif|else|except|finally)\b")
CALL = re.compile(r"[\w.\[\]'\"]+\(")
PRINT = re.compile(r"print\s+[\"'%\w]")  # Python 2


class Disabled(msgspec.Struct, frozen=True):
    """A run of comment lines, or a string that is no docstring, that holds code."""

    line: int
    end_line: int
    code_lines: int
    first: str  # the first line that is code


@kept
def commented_code(file: SourceFile) -> tuple[Disabled, ...]:
    """Blocks of code in comments of a Python file or notebook, in the order of the text."""
    if file.facts.code is None:
        return ()
    runs = (run for run in (*_runs(file), *_strings(file)) if len(run) >= MIN_LINES)
    found = (_disabled(segment) for run in runs for segment in _segments(run))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.line))


def _runs(file: SourceFile) -> Iterator[list[Comment]]:
    """Comments on lines of their own that follow one another."""
    run: list[Comment] = []
    classes = file.facts.lines
    for comment in file.facts.comments:
        if not 0 < comment.line <= len(classes) or classes[comment.line - 1] != "#":
            continue
        if run and comment.line != run[-1].line + 1:
            yield run
            run = []
        run.append(comment)
    if run:
        yield run


def _strings(file: SourceFile) -> Iterator[list[Comment]]:
    """Bare strings that are no docstrings: the other way to switch lines off."""
    classes = file.facts.lines
    for statement in file.facts.code.statements if file.facts.code else ():
        tall = statement.end_line - statement.line >= MIN_LINES
        if statement.does is Does.EXPRESSION and statement.text and tall:
            if statement.line <= len(classes) and classes[statement.line - 1] == "d":
                continue
            lines = enumerate(statement.text.split("\n"), start=statement.line)
            run = [Comment(line, text.strip()) for line, text in lines]
            start = next((at for at, one in enumerate(run) if one.text), 0)
            if _statement(run, start)[1]:  # prose at the top makes it an explanation
                yield run


class _Line(msgspec.Struct):
    """A line of a run, and how sure it is that it is code: 0 not at all, 1 maybe, 2 certainly."""

    line: int
    text: str
    sure: int


def _segments(run: Sequence[Comment]) -> Iterator[list[_Line]]:
    """The parts of a run that are code, unless the lines above call them an example."""
    part: list[_Line] = []
    prose: list[str] = []
    gap = 0
    for line in _judged(run):
        if line.sure:
            if not part and any(map(EXAMPLE.search, prose[-INTRODUCTION:])):
                return  # what follows an introduction belongs to it to the end
            part.append(line)
            gap = 0
        elif line.text:
            prose.append(line.text)
            gap += 1
            if part and gap > MAX_GAP:
                yield part
                part = []
    if part:
        yield part


def _disabled(part: Sequence[_Line]) -> Disabled | None:
    certain = [line for line in part if line.sure > 1]
    if len(part) < MIN_LINES or len(certain) * 2 < len(part):
        return None
    return Disabled(part[0].line, part[-1].line, len(part), part[0].text)


def _judged(run: Sequence[Comment]) -> Iterator[_Line]:
    """Each line of a run; lines that brackets hold together are judged together."""
    at = 0
    while at < len(run):
        height, sure = _statement(run, at)
        for comment in run[at : at + height]:
            yield _Line(comment.line, comment.text, sure)
        at += height


def _statement(run: Sequence[Comment], at: int) -> tuple[int, int]:
    """How many lines from here on are one statement, and how sure it is that they are code."""
    text = run[at].text
    if len(text) > MAX_LINE or not CODE_LIKE.search(text):
        return 1, 0
    depth = _depth(text)
    height = 1
    while depth > 0 and height < MAX_JOINED and at + height < len(run):
        depth += _depth(run[at + height].text)
        text = f"{text}\n{run[at + height].text}"
        height += 1
    sure = _sure(text) if depth <= 0 else 0
    return (height, sure) if sure else (1, _sure(run[at].text) if height > 1 else 0)


def _depth(text: str) -> int:
    return sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))


def _sure(text: str) -> int:
    """0 for prose, 1 for what may be either, 2 for code."""
    if PRINT.match(text):
        return 1
    source = text
    if HEADER.match(text):
        prefix = "try:\n pass\n" if text.startswith(("except", "finally")) else "if 0:\n pass\n"
        source = f"{prefix if CONTINUES.match(text) else ''}{text}\n pass"
        source = f"{source}\nfinally:\n pass" if text.startswith("try") else source
    elif text.startswith("@"):
        source = f"{text}\ndef f(): pass"
    elif text.startswith("return"):
        source = f"def f():\n {text}"
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    return _sureness(tree.body[-1], text) if tree.body else 0


def _sureness(node: ast.stmt, text: str) -> int:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.AugAssign() | ast.Assert() | ast.Delete():
            return 2
        case ast.Assign(value=ast.Name() | ast.Constant()):
            return 1
        case ast.Assign():
            return 2
        case ast.Expr(value=ast.Call(args=[_, *_] as args)) if all(map(_is_display, args)):
            return 1  # as likely a value, shown as it prints
        case ast.Expr(value=ast.Call()):
            return 2 if CALL.match(text) else 0
        case ast.If() | ast.For() | ast.While() | ast.FunctionDef() | ast.ClassDef() | ast.Try():
            return 1 if CONTINUES.match(text) or text == "try:" else 2
        case ast.With(items=[ast.withitem(context_expr=ast.Call()), *_]):
            return 2
        case (
            ast.Return(value=None | ast.Name() | ast.Constant())
            | ast.Pass()
            | ast.Break()
            | ast.Continue()
        ):
            return 1
        case ast.Return() | ast.Raise():
            return 2
        case _:
            return 0


def _is_display(node: ast.expr) -> bool:
    return isinstance(node, ast.List | ast.Tuple | ast.Dict)
