"""Softmax or sigmoid before a loss that applies it itself.

`CrossEntropyLoss` takes logits and does the softmax; `BCEWithLogitsLoss` does the sigmoid. Given
probabilities they squash twice: gradients shrink, training is slow and ends at a worse place, and
nothing fails. The other way round, `NLLLoss` wants log-probabilities.

Reported where the value that reaches the loss is seen to come from the activation, in the same
function.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, last_name
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Project,
    Rule,
    Severity,
)

FUNCTIONS = {
    "torch.nn.functional.cross_entropy": ("softmax", "log_softmax", "sigmoid"),
    "torch.nn.functional.binary_cross_entropy_with_logits": ("sigmoid", "softmax"),
    "torch.nn.functional.nll_loss": ("softmax", "sigmoid"),
    "tensorflow.nn.softmax_cross_entropy_with_logits": ("softmax", "sigmoid"),
    "tensorflow.nn.sparse_softmax_cross_entropy_with_logits": ("softmax", "sigmoid"),
    "tensorflow.nn.sigmoid_cross_entropy_with_logits": ("sigmoid", "softmax"),
}
CLASSES = {
    "torch.nn.CrossEntropyLoss": FUNCTIONS["torch.nn.functional.cross_entropy"],
    "torch.nn.BCEWithLogitsLoss": ("sigmoid", "softmax"),
    "torch.nn.NLLLoss": ("softmax", "sigmoid"),
}
ACTIVATIONS = {"Softmax": "softmax", "Sigmoid": "sigmoid", "LogSoftmax": "log_softmax"}
LOGITS = ("logits", "input")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "tensorflow"):
        by_class = any(name.removesuffix("()") in CLASSES for name in flow.named)
        for site in flow.calls:
            wrong = FUNCTIONS.get(site.target) or (
                CLASSES.get(_criterion(flow, site), ()) if by_class else ()
            )
            applied = _activation(flow, site) if wrong else ""
            if applied in wrong:
                yield Hit(site.location, f"`{site.name}` is given the output of `{applied}`")


def _criterion(flow: Flow, site: Site) -> str:
    """The class of a loss that is called: `criterion(out, y)`; "" where there are several."""
    match site.call.function:
        case Attribute(name=name) if len(_makers(flow, name)) > 1:
            return ""
        case function:
            return flow.value(function).made_by


def _makers(flow: Flow, name: str) -> set[str]:
    """What an attribute is made by, in whichever branch."""
    return {
        flow.value(statement.values[0]).made_by
        for statement in flow.statements
        if statement.does is Does.ASSIGN
        and any(isinstance(one, Attribute) and one.name == name for one in statement.targets)
    }


def _activation(flow: Flow, site: Site) -> str:
    given = next((found for name in LOGITS if (found := site.call.keyword(name))), None)
    if given is None and site.call.args:
        given = site.call.args[0]
    if given is None or (site.target.startswith("tensorflow") and not _by_name(site)):
        return ""
    return _applied(flow, flow.origin(given, site.index))


def _by_name(site: Site) -> bool:
    """TensorFlow's functions take labels first: the logits are a keyword."""
    return site.call.keyword("logits") is not None


def _applied(flow: Flow, value: Expression) -> str:
    if not isinstance(value, Call):
        return ""
    made = flow.value(value.function).made_by
    if made.startswith("torch.nn."):
        return ACTIVATIONS.get(made.rpartition(".")[2], "")
    return last_name(value.function)


RULE = Rule(
    id="loss-mismatch",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="PyTorch documentation of CrossEntropyLoss",
    remedy="Give the loss what it asks for: logits, without the activation.",
    minutes=20,
    minutes_reason="one call goes, and training once more",
    example=Example(
        bad="""
            import torch.nn.functional as F
            probabilities = F.softmax(net(x), dim=1)
            loss = F.cross_entropy(probabilities, y)
        """,
        good="""
            import torch.nn.functional as F
            loss = F.cross_entropy(net(x), y)
        """,
    ),
    check=check,
)
