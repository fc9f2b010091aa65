"""Layer that a model makes and never uses.

It takes memory, is saved in every checkpoint and counted among the parameters, and with
distributed training it raises errors for gradients that never come. Readers believe that the
model has it.

A layer counts as used if its attribute is read anywhere in the class, its bases or its subclasses,
if any code reads an attribute of that name from another object, or if the name stands in a string.
A class that iterates over its children, has bases of unknown origin, or no forward pass gets the
benefit of the doubt, and so does a layer with a comment about checkpoints or compatibility.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from auditor.evidence.dependencies import listing
from auditor.evidence.kept import kept
from auditor.evidence.models import Model, is_module, kin, layers, models
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

TORCH_LAYER = re.compile(r"torch\.nn\.(?:modules\.\w+\.)?[A-Z]\w+")
KERAS_LAYER = re.compile(r"(?:tensorflow\.)?keras\.layers\.[A-Z]\w+")
NO_LAYER = frozenset({"Parameter", "Identity"})
FORWARD = frozenset({"forward", "call", "training_step", "forward_features"})
ITERATES = frozenset(
    {
        "children",
        "named_children",
        "_modules",
        "__dict__",
        "getattr",
        "vars",
        "eval",
        "get_submodule",
    }
)
KEPT = re.compile(
    r"compat|unused|not used|checkpoint|pretrained|legacy|weights|load", re.IGNORECASE
)

WORD = re.compile(r"\w+")
LONGEST_NAME = 200  # characters; longer strings are prose


def check(project: Project) -> Iterator[Hit]:
    families = kin(project)
    found = list(models(project))
    own = frozenset(model.full for model in found)
    inside = {model.full: _read_inside(model) for model in found}
    shut = {model.full for model in found if not _is_open(model)}
    made = {name for model in found for name, _, _ in layers(model)}
    elsewhere = _read_elsewhere(project, made)
    for model in found:
        family = families[model.full]
        names = [one.full for one in family]
        if not shut.isdisjoint(names) or not _is_whole(family, own):
            continue
        unused = {
            name: statement
            for name, call, statement in layers(model)
            if name not in elsewhere
            and not any(name in inside[one] for one in names)
            and _is_layer(model, call, own)
            and not _is_kept(model, statement)
        }
        for first in list(unused.values())[:1]:
            told = listing([f"`self.{name}`" for name in unused], most=3)
            text = f"`{model.name}` makes {told} and never uses {_it(unused)}"
            place = model.file.location(first.line, first.end_line)
            yield Hit(
                place, text, size=len(unused) - 1, identity=f"{model.name} {' '.join(unused)}"
            )


def _it(names: Mapping[str, object]) -> str:
    return "it" if len(names) == 1 else "them"


@kept
def _is_open(model: Model) -> bool:
    """Whether the class names what it uses: it does not iterate over whatever it holds."""
    return not any(
        isinstance(part, Attribute | Name) and _last(part) in ITERATES
        for statement in model.statements()
        for part in expressions_in(statement)
    )


def _is_whole(family: Sequence[Model], own: frozenset[str]) -> bool:
    known = all(base in own or is_module(base) for one in family for base in one.bases)
    return known and any(method.name in FORWARD for one in family for _, method in one.methods)


def _last(part: Attribute | Name) -> str:
    return part.name if isinstance(part, Attribute) else part.id


@kept
def _read_inside(model: Model) -> frozenset[str]:
    """Names of attributes of `self` that the class reads."""
    return frozenset(
        part.name
        for statement in model.statements()
        for part in _reads(statement)
        if isinstance(part, Attribute)
    )


def _read_elsewhere(project: Project, names: AbstractSet[str]) -> set[str]:
    """Which of these any code reads from something else than `self`, or has in a string."""
    found: set[str] = set()
    for file in project.python_files() if names else ():
        short = (text for text in file.contents.texts if len(text) <= LONGEST_NAME)
        found.update(names & set(WORD.findall("\n".join(short))))
        if not (names - found).isdisjoint(file.contents.attributes):
            found.update(_read_of_others(file))
    return found


@kept
def _read_of_others(file: SourceFile) -> frozenset[str]:
    return frozenset(
        part.name
        for statement in (file.facts.code.statements if file.facts.code else ())
        for part in _reads(statement)
        if isinstance(part, Attribute)
        and not (isinstance(part.value, Name) and part.value.id == "self")
    )


def _reads(statement: Statement) -> Iterator[Expression]:
    """Expressions of a statement, without the attribute that it assigns."""
    plain = statement.does is Does.ASSIGN and not statement.operator
    assigned = statement.targets if plain else ()
    for part in expressions_in(statement):
        if not any(part is target for target in assigned):
            yield part


def _is_layer(model: Model, call: Call, own: frozenset[str]) -> bool:
    target = model.file.full(call.target)
    if target.rpartition(".")[2] in NO_LAYER:
        return False
    known = TORCH_LAYER.fullmatch(target) or KERAS_LAYER.fullmatch(target)
    return known is not None or target in own


def _is_kept(model: Model, statement: Statement) -> bool:
    return any(
        statement.line - 1 <= comment.line <= statement.end_line and KEPT.search(comment.text)
        for comment in model.file.facts.comments
    )


RULE = Rule(
    id="unnecessary-model-code",
    about=__doc__,
    category=Category.DESIGN,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="T21 unnecessary model code",
    remedy="Delete the layer; if old checkpoints hold it, say so in a comment.",
    minutes=10,
    minutes_each=2,
    minutes_reason="a line goes, and a test or checkpoint is run once; 2 for each further layer",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self, width):
                    super().__init__()
                    self.inner = nn.Linear(width, width)
                    self.norm = nn.LayerNorm(width)

                def forward(self, x):
                    return self.inner(x)
        """,
        good="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self, width):
                    super().__init__()
                    self.inner = nn.Linear(width, width)
                    self.norm = nn.LayerNorm(width)

                def forward(self, x):
                    return self.norm(self.inner(x))
        """,
    ),
    check=check,
)
