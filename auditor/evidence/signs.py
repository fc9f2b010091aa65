"""By what does a repository show that it does something? Names of files, words, imports, calls.

Each question is answered with the place that shows it, in words for a report, or None.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from auditor.evidence.kept import kept
from auditor.evidence.places import workflows
from auditor.model import Kind, Project, SourceFile

Check = Callable[[Project], str | None]

TEST_COMMANDS = re.compile(
    r"^(?![^\n]*\bname:)(?![^\n&;|]*\binstall\b[^\n&;|]*$)[^#\n]*?"
    r"\b(?P<said>pytest|python3? -m (?:pytest|unittest)|unittest|tox|nox|make (?:test|check|ci)\w*"
    r"|poe (?:test|check)\w*|nosetests|setup\.py test|hatch test|ctest|cargo test|go test"
    r"|npm (?:run )?test|bats|doit test|bazel test|R CMD check|Pkg\.test|runtests?(?:\.py|\.sh)?"
    r"|run_tests?(?:\.py|\.sh)?"
    r"|(?:bun|deno|gradlew?|inv|invoke|just|mvn|pnpm|rake|task|yarn) tests?"
    r"|(?:bun|hatch|pdm|pixi|pnpm|poetry|rye|uv|yarn) run "
    r"(?:-\S+ (?:\$\{\{[^}\n]*\}\} |[\w.-]+ )?){0,4}tests?)(?![-\w=])",
    re.MULTILINE,
)  # not the names of steps and artefacts, nor what is only installed
MAX_SAID = 60  # characters of a file's own words that evidence repeats


def own(project: Project) -> Iterator[SourceFile]:
    """The files that the repository's people wrote or keep; not what they copied in."""
    return (file for file in project.files if file.kind is not Kind.VENDORED)


def tests(project: Project) -> list[SourceFile]:
    return [file for file in project.files if file.kind is Kind.TEST]


def tests_run(project: Project) -> str | None:
    """Where CI runs the tests."""
    return written(workflows(project), TEST_COMMANDS)


def depth(path: str) -> tuple[int, str]:
    """Orders paths: the top before depths."""
    return path.count("/"), path


def named(project: Project, pattern: str) -> str | None:
    """Path of the file nearest to the top whose path matches, without regard to case."""
    wanted = re.compile(pattern, re.IGNORECASE)
    found = (file.path for file in own(project) if wanted.search(file.path))
    return min(found, key=depth, default=None)


def file_named(pattern: str) -> Check:
    return lambda project: named(project, pattern)


WATCHED = re.compile(r"^[ \t-]*package-ecosystem[ \t]*:[ \t]*[\"']?([\w-]+)", re.MULTILINE)
ASIDE = frozenset({"github-actions", "gitsubmodule"})
"""What Dependabot may watch that is no package of the program."""


def watched_packages(project: Project, robots: str) -> str | None:
    """The file of a robot that watches packages; one that watches actions of CI alone is none."""
    wanted = re.compile(robots, re.IGNORECASE)
    found = (file.path for file in own(project) if wanted.search(file.path) and _watches(file))
    return min(found, key=depth, default=None)


def _watches(file: SourceFile) -> bool:
    named_ones = WATCHED.findall(file.facts.text or "")
    return not named_ones or not ASIDE.issuperset(named_ones)


def written(files: Iterable[SourceFile], pattern: re.Pattern[str]) -> str | None:
    """Place of the first match in the kept text of files: `path (line n): match`.

    A group called `said` stands for the match where only a part of it is worth repeating.
    """
    for file in files:
        found = pattern.search(file.facts.text or "")
        if found is not None:
            line = found.string.count("\n", 0, found.start()) + 1
            said = " ".join((found.groupdict().get("said") or found.group()).split())[:MAX_SAID]
            return f"{file.path} (line {line}): {said}" if said else f"{file.path} (line {line})"
    return None


def imported(project: Project, modules: Iterable[str]) -> str | None:
    """Place of the first import of any of these modules in code that is no test.

    A library does not follow a practice by being the tool for it: its own modules do not count.
    """
    return imported_by(project.python_files(tests=False), _foreign(project, modules))


def imported_by(files: Iterable[SourceFile], modules: Iterable[str]) -> str | None:
    wanted = tuple(modules)
    roots = {module.partition(".")[0] for module in wanted}
    for file in files:
        for full, line in imports(file) if not roots.isdisjoint(_imported_roots(file)) else ():
            hit = next((m for m in wanted if full == m or full.startswith(f"{m}.")), None)
            if hit is not None:
                return f"{file.location(line)} imports {hit}"
    return None


@kept
def _imported_roots(file: SourceFile) -> frozenset[str]:
    return frozenset(full.partition(".")[0] for full, _ in imports(file))


def imports(file: SourceFile) -> Iterator[tuple[str, int]]:
    """Full name and line of everything that a file imports."""
    code = file.facts.code
    for entry in code.imports if code else ():
        yield (entry.module if entry.name is None else f"{entry.module}.{entry.name}"), entry.line


def _foreign(project: Project, modules: Iterable[str]) -> tuple[str, ...]:
    return tuple(module for module in modules if not _is_own(project, module))


def _is_own(project: Project, module: str) -> bool:
    return project.modules.get(module.partition(".")[0], "").endswith("/__init__.py")


def called(files: Iterable[SourceFile], wanted: re.Pattern[str]) -> str | None:
    """Place of the first call whose full target, without its brackets, matches."""
    for file in files:
        contents = file.contents
        targets = filter(None, contents.by_target)
        found = (t for t in targets if wanted.search(file.full(t).replace("()", "")))
        for number in contents.calls_to(found):
            call = contents.calls[number]
            return f"{file.location(call.line)} calls {call.name}"
    return None


def defined(files: Iterable[SourceFile], wanted: re.Pattern[str]) -> str | None:
    """Place of the first function or class whose name matches."""
    for file in files:
        for scope in file.facts.code.scopes[1:] if file.facts.code else ():
            if wanted.search(scope.name):
                return f"{file.location(scope.line)} defines {scope.name}"
    return None
