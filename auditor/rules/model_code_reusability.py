"""Model class that reads the command line of the script it stands in.

Nobody else can use it: to import it is to parse the arguments of another program, and two sizes of
it cannot live in one process.

Reported are model classes whose methods read module-level names that come from `parse_args`, from
`FLAGS`, or from values computed of them. What a method takes as a parameter or assigns itself is
its own. Settings that a module merely defines as constants get the benefit of the doubt, and so do
layer sizes that follow from the task. Callbacks, hooks, and what brings a model its data or reads
its answers (`ModelInput`, `PostProcessor`) are no models.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from auditor.evidence.dependencies import listing
from auditor.evidence.models import Model, classes
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Name,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    Statement,
    dotted,
    expressions_in,
)

BESIDE = re.compile(
    r"(Callback|Hook|Input|Inputs|Processor|Logger|Evaluator|Dataset|Loader|Provider)$"
)
PARSES = frozenset({"parse_args", "parse_known_args", "parse_args_into_dataclasses"})


def check(project: Project) -> Iterator[Hit]:
    settings: dict[str, frozenset[str]] = {}
    for model in classes(project):
        file = model.file
        if file.kind is not Kind.SOURCE:
            continue
        if file.path not in settings:
            settings[file.path] = _from_command_line(model.contents.of(0))
        used = _reads(model, settings[file.path]) if settings[file.path] else {}
        if used and _is_model_code(model) and not _watches(model):
            names = listing([f"`{one}`" for one in used], most=3)
            text = f"`{model.name}` reads {names} of the script's command line"
            yield Hit(file.location(min(used.values())), text, identity=model.scope.qualname)


def _from_command_line(statements: Sequence[Statement]) -> frozenset[str]:
    """Module-level names whose values come from the arguments of the program."""
    found: set[str] = set()
    for statement in statements:
        parts = _parts(statement) if statement.does is Does.ASSIGN else ()
        if any(_is_setting(part, found) for part in parts):
            found |= {name for target in statement.targets for name in _names(target)}
    return frozenset(found)


def _parts(statement: Statement) -> Iterator[Expression]:
    for value in statement.values:
        yield from expressions_in(Statement(Does.EXPRESSION, 0, 0, 0, -1, 0, (), (value,)))


def _names(target: Expression) -> Iterator[str]:
    if isinstance(target, Name):
        yield target.id


def _is_setting(part: Expression, known: set[str]) -> bool:
    match part:
        case Call():
            return part.name.rpartition(".")[2] in PARSES
        case Attribute(name="FLAGS"):
            return dotted(part).endswith("flags.FLAGS")
        case Attribute(value=Name(id=name)):
            return name in known  # opt.nz
        case _:
            return False


def _watches(model: Model) -> bool:
    """Whether a class stands beside some model, and is none itself."""
    beside = any(base.endswith(("Callback", "Hook")) for base in model.bases)
    return beside or BESIDE.search(model.name) is not None


def _is_model_code(model: Model) -> bool:
    roles: Counter[Role] = Counter()
    for span in model.file.roles:
        lines = min(span.end_line, model.scope.end_line) - max(span.line, model.scope.line) + 1
        roles[span.role] += max(lines, 0)
    return roles[Role.ML_CODE] * 2 > sum(roles.values())


def _reads(model: Model, settings: frozenset[str]) -> Mapping[str, int]:
    """Settings that methods read, and the line of the first use of each."""
    statements = list(model.statements())
    own = {parameter.name for _, method in model.methods for parameter in method.parameters}
    own |= {name for one in statements for target in one.targets for name in _names(target)}
    found: dict[str, int] = {}
    for statement in statements:
        for part in expressions_in(statement):
            if isinstance(part, Name) and part.id in settings and part.id not in own:
                found.setdefault(part.id, statement.line)
    return found


_MODEL = """
            import argparse
            from torch import nn
            parser = argparse.ArgumentParser()
            parser.add_argument("--width", type=int, default=64)
            args = parser.parse_args()
            class Net(nn.Module):
                def __init__(self, {parameter}):
                    super().__init__()
                    self.inner = nn.Linear(28, {width})
                    self.outer = nn.Linear({width}, 10)

                def forward(self, x):
                    return self.outer(self.inner(x).relu())
"""

RULE = Rule(
    id="model-code-reusability",
    about=__doc__,
    category=Category.DESIGN,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="T21 model code reusability",
    scope=Scope.REPOSITORY,
    remedy="Give the class parameters, and let the script pass its arguments in.",
    minutes=20,
    minutes_reason="a parameter is added, handed through and given at each place that builds it",
    example=Example(
        bad=_MODEL.format(parameter="classes", width="args.width"),
        good=_MODEL.format(parameter="width", width="width"),
    ),
    check=check,
)
