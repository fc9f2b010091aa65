"""What happens in Python files: values, calls, blocks. The one engine that rules about code share.

`flows(project)` gives a Flow for each file that imports one of the libraries that the tables
know. A Flow answers what a value is (a frame, a tensor, a model), which calls go where with which
arguments, which blocks stand around a statement, and what was assigned to a name.
"""

from collections.abc import Iterator

from auditor.evidence.kept import kept
from auditor.flow.file import LOOPS, MOST_IN_LOOP, Flow, Site, last_name, names_bound, same
from auditor.flow.tables import CONVENTIONS, LIBRARIES, Is, members, words
from auditor.flow.targets import canonical
from auditor.flow.values import Value
from auditor.model import Code, Project, SourceFile

__all__ = [
    "LIBRARIES",
    "LOOPS",
    "MOST_IN_LOOP",
    "Flow",
    "Is",
    "Site",
    "Value",
    "canonical",
    "every_flow",
    "flow_of",
    "flows",
    "last_name",
    "members",
    "names_bound",
    "same",
    "words",
]


def flows(project: Project, *needs: str, tests: bool = False) -> Iterator[Flow]:
    """Flows of the files that import any of `needs`, or else any library that is known.

    Tests are left out unless asked for: what would be debt elsewhere is often their very point.
    """
    wanted = frozenset(needs) or LIBRARIES
    for file in project.python_files(tests=tests):
        code = file.facts.code
        if code is not None and _may_use(code, wanted):
            flow = flow_of(file)
            if flow.roots & wanted:
                yield flow


def every_flow(project: Project, *, tests: bool = False) -> Iterator[Flow]:
    """Flows of all Python files, whatever they import."""
    for file in project.python_files(tests=tests):
        yield flow_of(file)


def _may_use(code: Code, wanted: frozenset[str]) -> bool:
    """Whether a file imports a library, or might mean one of its customary short names."""
    roots = {entry.module.partition(".")[0] for entry in code.imports}
    return bool(roots & wanted) or (not roots & LIBRARIES and bool(_short_names(wanted)))


def _short_names(wanted: frozenset[str]) -> bool:
    return any(library.partition(".")[0] in wanted for library in CONVENTIONS.values())


@kept
def flow_of(file: SourceFile) -> Flow:
    code = file.facts.code
    return Flow(file, code if code is not None else Code((), (), ()))
