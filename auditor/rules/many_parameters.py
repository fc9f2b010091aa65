"""Function that must be given more values than anyone can keep in order.

At the call there stand eight numbers in a row, and nothing tells that two of them changed places.
Values that always travel together are a thing of their own that has no name yet.

Counted are parameters that a call can give by position: more than 7 without a default, or more
than 13 in all. Settings of a constructor that have defaults are an interface of its own and not
counted; nor is what has to be named (`*, width, height`). Signatures that somebody else decides
get the benefit of the doubt: decorated functions, `main`, callbacks (`on_…`), methods that a base
class has too, and public methods of a class whose base is a library's. Tests are left out.
"""

from collections.abc import Iterator

from auditor.evidence.sizes import Function, functions
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

MAX_REQUIRED = 7  # SonarQube S107, its default for most languages; Miller's seven
MAX_ALL = 13  # S107 for Python, where parameters may have defaults
HARMLESS = ("builtins.", "functools.", "torch.", "jax.", "tensorflow.", "abc.", "typing.")
FREE = frozenset({"builtins.object", "torch.nn.Module", "abc.ABC", "typing.Protocol"})
"""Bases that leave signatures to those who derive from them."""
PLAIN = frozenset({"staticmethod", "classmethod", "abstractmethod"})


def check(project: Project) -> Iterator[Hit]:
    methods = _methods(project)
    for function in functions(project):
        required, counted = _counts(function)
        many = required > MAX_REQUIRED or counted > MAX_ALL
        if many and _decides_itself(function) and not _inherited(function, methods, project):
            without = f", {required} without a default" if required < counted else ""
            yield Hit(
                function.file.location(function.line),
                f"`{function.short}` takes {counted} parameters by position{without}",
                identity=function.scope.qualname,
            )


def _counts(function: Function) -> tuple[int, int]:
    """Parameters by position without a default, and all that count."""
    given = [parameter for parameter in function.scope.parameters if not parameter.mark]
    given = given[function.is_bound :]
    required = sum(not parameter.has_default for parameter in given)
    is_constructor = function.scope.name in ("__init__", "__new__")
    return required, required if is_constructor else len(given)


def _decides_itself(function: Function) -> bool:
    """Whether its author chose the signature: no framework or command line fills it in."""
    name = function.scope.name
    return (
        name != "main"
        and not name.startswith("on_")
        and all(
            decorator in PLAIN or decorator.startswith(HARMLESS)
            for decorator in function.scope.decorators
        )
    )


def _methods(project: Project) -> frozenset[str]:
    """Full names of all methods, to tell those that override another."""
    return frozenset(
        f"{file.module}.{scope.qualname}"
        for file in project.python_files()
        if file.facts.code
        for scope in file.facts.code.scopes
        if scope.kind == "function" and "." in scope.qualname
    )


def _inherited(function: Function, methods: frozenset[str], project: Project) -> bool:
    owner, _, name = function.scope.qualname.rpartition(".")
    if name == "__init__":
        return False
    bases = function.file.ancestors.get(owner, ())
    foreign = any(base not in FREE and not _is_own(base, project) for base in bases)
    return (foreign and not name.startswith("_")) or any(f"{b}.{name}" in methods for b in bases)


def _is_own(target: str, project: Project) -> bool:
    return (
        target.partition(".")[0] in project.modules or target.rpartition(".")[0] in project.modules
    )


RULE = Rule(
    id="many-parameters",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="SonarQube S107 (7; 13 for Python); Fowler 1999, 'Long Parameter List'",
    remedy="Give what travels together a type (a dataclass), or let values be passed by name only.",
    minutes=20,
    minutes_reason="SonarQube S107: 20 minutes for the signature and its calls",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            def crop(image, top, left, height, width, scale, mode, fill):
                return image[top : top + height, left : left + width]
        """,
        good="""
            def crop(image, box, *, scale=1, mode="nearest", fill=0):
                return image[box.top : box.bottom, box.left : box.right]
        """,
    ),
    check=check,
)
