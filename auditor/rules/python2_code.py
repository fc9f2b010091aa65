"""Code for Python 2, which no supported interpreter runs.

Python 2 ended in January 2020. Its code does not start on any Python that still gets security
fixes, the libraries that it needs are no longer built for it, and what silently changed (division,
text and bytes, order of dictionaries) makes results differ even after the syntax was mended.

Reported is syntax of Python 2, an import of a module that only it has (`cPickle`, `urllib2`), and
the use of a built-in that only it has (`xrange`, `raw_input`, `unicode`). Code for both versions
gets the benefit of the doubt: imports in `try`, names that the file binds itself, as with
`six.moves`, and branches on the version. Tests and notebooks are left out.
"""

import re
from collections.abc import Iterator

from auditor.model import (
    CODE_CLASSES,
    Category,
    Code,
    Confidence,
    Does,
    Example,
    Hit,
    Kind,
    Name,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    dotted,
    expressions_in,
)

NOTE = re.compile(r"Python 2 \((?P<what>.{1,80}), line (?P<line>\d+)\)")
MODULES = frozenset(
    {"cPickle", "urllib2", "ConfigParser", "StringIO", "cStringIO", "Queue", "httplib", "urlparse"}
    | {"Tkinter", "HTMLParser", "commands", "__builtin__", "cookielib", "SocketServer", "xmlrpclib"}
)
BUILT_IN = frozenset({"xrange", "raw_input", "unicode", "basestring", "unichr", "execfile"})
VERSION = re.compile(r"version|PY[23]\b|python_?[23]", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if file.kind is Kind.SOURCE and file.facts.language == "Python":
            found = _syntax(file) or _module(file, project) or _built_in(file)
            if found is not None:
                line, what = found
                lines = sum(kind in CODE_CLASSES for kind in file.facts.lines)
                text = f"{what}: this is Python 2 ({lines} lines)"
                yield Hit(file.location(line), text, size=lines / 100, identity=file.path)


def _syntax(file: SourceFile) -> tuple[int, str] | None:
    matches = (NOTE.match(note) for note in file.facts.notes)
    found = next((match for match in matches if match), None)
    return None if found is None else (int(found["line"]), found["what"])


def _module(file: SourceFile, project: Project) -> tuple[int, str] | None:
    code = file.facts.code
    found = (
        (entry.line, f"import of `{entry.module}`")
        for entry in (code.imports if code else ())
        if entry.module in MODULES and entry.module not in project.modules and not entry.guarded
    )
    return next(found, None)


def _built_in(file: SourceFile) -> tuple[int, str] | None:
    code = file.facts.code
    if code is None or file.contents.names.isdisjoint(BUILT_IN):
        return None
    used = (
        (index, one.id)
        for index, statement in enumerate(code.statements)
        for one in expressions_in(statement)
        if isinstance(one, Name) and one.id in BUILT_IN and not one.target
    )
    for index, name in used:
        if not _binds(code, name) and not _knows_versions(code, index):
            return code.statements[index].line, f"`{name}`"
    return None


def _binds(code: Code, name: str) -> bool:
    """Whether the file gives the name a meaning of its own."""
    targets = (target for statement in code.statements for target in statement.targets)
    return (
        any(isinstance(target, Name) and target.id == name for target in targets)
        or any(name in (entry.alias, entry.name) for entry in code.imports)
        or any(entry.name == "*" for entry in code.imports)
        or any(parameter.name == name for scope in code.scopes for parameter in scope.parameters)
    )


def _knows_versions(code: Code, index: int) -> bool:
    """Whether the statement stands in a `try` or in a branch on the version, or is one."""
    while index >= 0:
        statement = code.statements[index]
        if statement.does in (Does.TRY, Does.EXCEPT) or _asks_version(statement):
            return True
        index = statement.parent
    return False


def _asks_version(statement: Statement) -> bool:
    return any(VERSION.search(dotted(one)) for one in expressions_in(statement))


RULE = Rule(
    id="python2-code",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="PEP 373 (end of life 2020-01-01); PEP 3108; 'What's New In Python 3.0'",
    remedy="Convert it (`2to3`), look at every division and every `open`, and run it on Python 3.",
    minutes=10,
    minutes_each=10,
    minutes_reason="a program converts it; reading what it did takes 10 minutes per 100 lines",
    example=Example(
        bad="""
            import cPickle

            rows = cPickle.load(open("rows.pkl"))
            print "rows:", len(rows)
        """,
        good="""
            import json

            with open("rows.json") as file:
                rows = json.load(file)
            print("rows:", len(rows))
        """,
    ),
    check=check,
)
