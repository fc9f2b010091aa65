"""Best of many test scores kept as the result.

A model is tested after each epoch, and the best of these scores is kept and reported. The more
often one looks, the better the best look gets: the figure is too good, more so for small test
sets, and a model that was chosen by it was chosen by its test.

Reported is the comparison (`if test_acc > best_acc`, `max(best, test_acc)`) of a score whose name,
or whose rows, are those of the test set. Rows that are called validation are what such a choice is
made for, and are not reported.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, flows
from auditor.flow.evaluation import CHOOSING, TESTING
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
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    Subscript,
    children,
    expressions_in,
)

BEST = re.compile(r"(?i)(^|_)best(_|\d|$)|^(max|min|highest|lowest)_")
SCORE = re.compile(
    r"(?i)acc(uracy)?|auc|f1|score|map|iou|dice|bleu|psnr|ssim|prec|recall|loss|error|err|mse|mae"
    r"|rmse|ppl|perplexity|metric|correct|top1|hit|ndcg|res"
)
COMPARING = ("Gt", "GtE", "Lt", "LtE")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "tensorflow", "keras", "jax", "sklearn"):
        for index, statement in enumerate(flow.statements):
            for score in _compared(flow, index, statement):
                if _is_of_test(flow, index, score):
                    name = _named(score)
                    text = f"the best `{name}` of many looks at the test set is kept"
                    yield Hit(flow.file.location(statement.line), text)
                    break


def _compared(flow: Flow, index: int, statement: Statement) -> Iterator[Expression]:
    """Scores that a statement compares with the best so far, and keeps if they are better."""
    if statement.does is Does.IF:
        kept = {
            _named(target)
            for at in flow.block(index)
            for target in flow.statements[at].targets
            if flow.statements[at].does is Does.ASSIGN
        }
        for part in expressions_in(statement):
            match part:
                case Operation(operator=operator, operands=(left, right)) if operator in COMPARING:
                    for best, score in ((left, right), (right, left)):
                        if _named(best) in kept and BEST.search(_named(best)):
                            yield score
                case _:
                    pass
    elif statement.does is Does.ASSIGN and len(statement.targets) == 1:
        match statement.values:
            case (Call(function=Name(id="max" | "min"), args=(left, right)),):
                so_far = _named(statement.targets[0])
                if BEST.search(so_far) and so_far in (_named(left), _named(right)):
                    yield right if _named(left) == so_far else left
            case _:
                pass


def _is_of_test(flow: Flow, index: int, score: Expression) -> bool:
    name = _named(score)
    if not SCORE.search(name) or CHOOSING.search(name) or BEST.search(name):
        return False
    if TESTING.search(name):
        return True
    made = flow.origin(score, index)
    if not isinstance(made, Call):
        return False
    given = [*made.args, *(keyword.value for keyword in made.keywords)]
    names = {name for arg in given for name in _names(arg)}
    # `test_df` may well be made of validation rows.
    behind = {name for arg in given for name in _names(flow.origin(arg, index))}
    return any(map(TESTING.search, names)) and not any(map(CHOOSING.search, names | behind))


def _names(expression: Expression) -> Iterator[str]:
    stack = [expression]
    while stack:
        part = stack.pop()
        if isinstance(part, Name | Attribute):
            yield part.id if isinstance(part, Name) else part.name
        stack.extend(children(part))


def _named(expression: Expression) -> str:
    match expression:
        case Name(id=name) | Attribute(name=name):
            return name
        case Subscript(value=value):
            return _named(value)
        case Call(function=Attribute(value=value, name="item" | "mean")):
            return _named(value)
        case _:
            return ""


RULE = Rule(
    id="best-score-as-final",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Y22 multi-test leakage",
    remedy="Keep the best epoch by a validation set; test once, with the model that was kept.",
    minutes=30,
    minutes_reason="a validation split, and one test after the loop",
    example=Example(
        bad="""
            import torch
            best_acc = 0
            for epoch in range(9):
                train(model, train_loader)
                test_acc = evaluate(model, test_loader)
                if test_acc > best_acc:
                    best_acc = test_acc
        """,
        good="""
            import torch
            best_acc = 0
            for epoch in range(9):
                train(model, train_loader)
                valid_acc = evaluate(model, valid_loader)
                if valid_acc > best_acc:
                    best_acc = valid_acc
            print(evaluate(model, test_loader))
        """,
    ),
    check=check,
)
