"""Modules that import each other in a circle.

None of them can be used, tested or understood without all the others, and whether the program
starts depends on which of them is imported first: one import moved, and there is an `ImportError`
about a module that is only partly there.

Only imports count that run when the module is imported: at module level, outside of `try` and `if
TYPE_CHECKING`. Taking a submodule from a package (`from package import part`) is an import of the
part, not of the package; and `import package` within a part of it, which only names it, is none.
All modules that a circle ties together are one finding.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from auditor.evidence.modules import Edge, cycles, imports_of
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
)

MAX_SHOWN = 4  # modules of a circle that a message names
LARGE = 8  # modules: nobody keeps more in mind at once


def check(project: Project) -> Iterator[Hit]:
    graph = _graph(project)
    for members in cycles(graph):
        circle = _shortest(graph, members)
        start = circle[0]
        line = graph[start][circle[1]]
        more = f"; it ties {len(members)} modules together" if len(members) > len(circle) else ""
        yield Hit(
            Location(start, line, line),
            f"circle of imports: {_told(circle)}{more}",
            size=len(members) - 2,
            severity=Severity.MEDIUM if len(members) > LARGE else None,
            identity=start,
        )


def _graph(project: Project) -> Mapping[str, Mapping[str, int]]:
    """Path -> what it imports while it is imported itself, and in which line."""
    sources = {file.path for file in project.python_files(tests=False) if file.kind is Kind.SOURCE}
    graph: dict[str, dict[str, int]] = {}
    for path, edges in imports_of(project).items():
        if path in sources:
            targets = graph.setdefault(path, {})
            for edge in edges:
                if edge.path in sources and not edge.guarded and not _is_own_package(path, edge):
                    targets.setdefault(edge.path, edge.line)
    return graph


def _is_own_package(path: str, edge: Edge) -> bool:
    """Whether a part imports the package that it lies in, to ask it for names later."""
    package, slash, name = edge.path.rpartition("/")
    return edge.name is None and name == "__init__.py" and path.startswith(f"{package}{slash}")


def _shortest(graph: Mapping[str, Mapping[str, int]], members: Collection[str]) -> list[str]:
    """A shortest circle through the component's first module that lies on one so short."""
    within = frozenset(members)
    best: list[str] = []
    for start in sorted(members)[:50]:  # enough starts to find a short one
        found = _circle(graph, start, within)
        if found and (not best or len(found) < len(best)):
            best = found
        if len(best) == 2:  # noqa: PLR2004 - there is no shorter circle
            break
    return best


def _circle(
    graph: Mapping[str, Mapping[str, int]], start: str, within: Collection[str]
) -> list[str]:
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for target in sorted(graph[node]):
            if target == start:
                path = [node]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            if target in within and target not in came:
                came[target] = node
                queue.append(target)
    return []


def _told(circle: list[str]) -> str:
    names = [_name(path) for path in circle]
    if len(names) > MAX_SHOWN:
        names = [*names[:MAX_SHOWN], f"… ({len(names) - MAX_SHOWN} more)"]
    return " -> ".join((*names, names[0]))


def _name(path: str) -> str:
    """The last two parts of a path: enough to tell modules of one name apart."""
    return "/".join(path.split("/")[-2:])


RULE = Rule(
    id="import-cycle",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="pylint R0401; Martin 1996, the Acyclic Dependencies Principle",
    remedy="Move what both need into a module of its own, or hand it in as an argument.",
    minutes=30,
    minutes_each=10,
    minutes_reason="half an hour to move what two modules share, ten minutes for each further one",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "net.py": "from train import STEPS\n\n\ndef net(): ...\n",
            "train.py": "from net import net\n\nSTEPS = 10\n",
        },
        good={
            "settings.py": "STEPS = 10\n",
            "net.py": "from settings import STEPS\n\n\ndef net(): ...\n",
            "train.py": "from net import net\nfrom settings import STEPS\n",
        },
    ),
    check=check,
)
