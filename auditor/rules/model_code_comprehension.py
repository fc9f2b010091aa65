"""Forward pass that changes shapes again and again and tells none.

To follow `view`, `permute` and `flatten` one has to know which axis is which. Where nothing
says so, every reader works it out anew, and a transposed axis of the same length goes unnoticed.

Reported are methods of model classes of 25 lines and more that reshape at least six times. A shape
is told by a comment or docstring of the method or class that names one or speaks of shapes, by
unpacking or naming a size (`batch, length = x.shape`), by an assertion, or by the pattern of
`einsum` and `rearrange`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from auditor.evidence.models import Model, models
from auditor.model import (
    Attribute,
    Call,
    Category,
    CodeScope,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Project,
    Rule,
    Scope,
    Severity,
    Statement,
    Subscript,
    expressions_in,
)

RESHAPES = frozenset(
    {"view", "reshape", "permute", "transpose", "repeat", "repeat_interleave", "flatten", "unbind"}
    | {"unfold", "tile", "swapaxes", "movedim"}
)
"""`unsqueeze` and `cat` say which axis they add or join."""
PATTERNS = frozenset({"einsum", "rearrange", "reduce", "repeat"})
MANY = 6  # changes of shape: fewer can be followed by eye
LONG = 25  # lines: the shorter ones fit in one's head
TELLS = re.compile(
    r"shape|\bdim|\bsizes?\b|\baxis|\bbatch|->"
    r"|[\[(<][\w*+/\s.-]{1,60}[,x][\w*+/\s.,x-]{1,60}[\])>]|\b\w{1,40} ?[x] ?\w{1,40} ?[x] ?\w"
    r"|\b[BNTCDLH],? ?[BNTCDLHW]\b|\b[A-Z]{1,2}x[A-Z]",
    re.IGNORECASE,
)


def check(project: Project) -> Iterator[Hit]:
    for model in models(project):
        if any(map(TELLS.search, _texts(model.contents.of(model.index)))):
            continue
        for index, method in model.methods:
            if method.name == "__init__" or method.end_line - method.line + 1 < LONG:
                continue
            statements = model.contents.of(index)
            changes = sum(map(_is_change, _expressions(statements)))
            if changes >= MANY and not _tells(model, method, statements):
                text = f"`{model.name}.{method.name}` reshapes {changes} times and tells no shape"
                place = model.file.location(method.line, method.end_line)
                yield Hit(place, text, identity=f"{model.name}.{method.name}")


def _texts(statements: Sequence[Statement]) -> Iterator[str]:
    """Docstrings and bare strings."""
    return (one.text for one in statements if one.does is Does.EXPRESSION)


def _expressions(statements: Sequence[Statement]) -> Iterator[Expression]:
    for statement in statements:
        yield from expressions_in(statement)


def _is_change(part: Expression) -> bool:
    match part:
        case Call(function=Attribute(value=Name(id="self" | "np" | "os"))):
            return False
        case Call(function=Attribute(value=Literal())):
            return False  # a text is formatted
        case Call(function=Attribute(name=name)):
            return name in RESHAPES
        case _:
            return False


def _tells(model: Model, method: CodeScope, statements: Sequence[Statement]) -> bool:
    remarks = model.file.facts.comments
    first = bisect_left(remarks, method.line, key=lambda remark: remark.line)
    last = bisect_right(remarks, method.end_line, key=lambda remark: remark.line)
    texts = (*_texts(statements), *(remark.text for remark in remarks[first:last]))
    return (
        any(map(TELLS.search, texts))
        or any(map(_names_a_size, statements))
        or any(map(_is_pattern, _expressions(statements)))
    )


def _names_a_size(statement: Statement) -> bool:
    """`a, b = x.shape`, `n = x.size(0)`, or an assertion."""
    if statement.does is not Does.ASSIGN:
        return statement.does is Does.ASSERT
    match statement.targets, statement.values:
        case (Collection() | Name(),), (value,):
            return any(map(_is_size, (value, *_operands(value))))
        case _:
            return False


def _operands(value: Expression) -> Sequence[Expression]:
    return value.items if isinstance(value, Collection) else ()


def _is_size(value: Expression) -> bool:
    match value:
        case Attribute(name="shape") | Subscript(value=Attribute(name="shape")):
            return True
        case Call(function=Attribute(name="size")) | Call(function=Name(id="len")):
            return True
        case Subscript(value=Call(function=Attribute(name="size"))):
            return True
        case _:
            return False


def _is_pattern(part: Expression) -> bool:
    if not isinstance(part, Call) or part.name.rpartition(".")[2] not in PATTERNS:
        return False
    return any(isinstance(one, Literal) and isinstance(one.value, str) for one in part.args)


_METHOD = """
            import torch
            from torch import nn
            class Mixer(nn.Module):
                def forward(self, x, mask):
                    x = self.embed(x)
                    left = self.left(x)
                    right = self.right(x)
                    x = torch.cat([left, right], 2){first}
                    x = x.transpose(1, 2)
                    x = self.inner(x)
                    x = torch.relu(x)
                    x = self.outer(x)
                    x = x.transpose(1, 2)
                    mask = mask.repeat(1, 2)
                    mask = mask.reshape(-1, 2, 1)
                    scores = self.scores(x)
                    scores = scores + mask
                    scores = torch.softmax(scores, 1)
                    x = scores * x
                    x = self.norm(x)
                    x = torch.relu(x)
                    x = self.drop(x)
                    x = x.permute(0, 2, 1)
                    x = x.flatten(1)
                    x = self.head(x)
                    x = torch.tanh(x)
                    x = self.last(x)
                    return x
"""

RULE = Rule(
    id="model-code-comprehension",
    about=__doc__,
    category=Category.DESIGN,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="T21 model code comprehension",
    remedy="Write the shape behind each line that changes it, or name axes with `einsum`.",
    minutes=20,
    minutes_reason="running the method once with a small batch and writing down what comes out",
    scope=Scope.REPOSITORY,
    example=Example(
        bad=_METHOD.format(first=""), good=_METHOD.format(first="  # (batch, time, 2 * width)")
    ),
    check=check,
)
