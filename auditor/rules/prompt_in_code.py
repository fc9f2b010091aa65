"""Long prompt written into the code that sends it.

A prompt is changed more often than the code around it, by people who need not know that code, and
each change needs a look at answers rather than tests. Between the lines of a program it can be
neither compared, versioned nor tried alone.

Reported is a module, one finding each, that asks a language model and holds screens full of prompt
text in its functions. A module of prompts, or constants of a module, are kept apart already; short
prompts, tests and notebooks, whose point they may be, are left alone.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, flows
from auditor.flow.llm import FRAMEWORKS, ROOTS, models, prompts
from auditor.model import (
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    children,
    dotted,
)

LONG = 10  # lines of one prompt
MUCH = 30  # lines of all prompts of a module
NAMED = re.compile(r"prompt|template|instruct|system|message|content|query|user", re.IGNORECASE)
SAYS = re.compile(
    r"\b(?:you are|your (?:task|job|role|goal|answer|response)|respond|answer|output|return|given"
    r"|following|must|should|do not|don't|please|generate|write|extract|summari[sz]e|classify)\b",
    re.IGNORECASE,
)
APART = re.compile(r"prompt|template|instruction", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        if flow.file.kind is Kind.NOTEBOOK or APART.search(flow.file.path) or not _asks(flow):
            continue
        found = [statement for statement in flow.statements if _is_prompt(statement)]
        lines = sum(statement.header_end - statement.line + 1 for statement in found)
        if lines >= MUCH:
            what = "prompt" if len(found) == 1 else "prompts"
            yield Hit(
                flow.file.location(found[0].line, found[0].header_end),
                f"functions of this module hold {len(found)} {what}, {lines} lines long",
                size=len(found),
                identity="prompts",
            )


def _asks(flow: Flow) -> bool:
    return any(prompts(flow)) or any(models(flow)) or bool(flow.roots & {*FRAMEWORKS})


def _is_prompt(statement: Statement) -> bool:
    """A long text of instructions in a function, by its name or in a message."""
    long = statement.header_end - statement.line + 1 >= LONG
    if statement.scope == 0 or not long or statement.does not in {Does.ASSIGN, Does.EXPRESSION}:
        return False
    texts = [text for value in statement.values for text in _texts(value)]
    named = any(NAMED.search(dotted(target)) for target in statement.targets)
    return sum(map(len, texts)) >= LONG * 20 and named and any(map(SAYS.search, texts))


def _texts(expression: Expression) -> Iterator[str]:
    """Texts that are written out in an expression, those given to other functions apart."""
    match expression:
        case Literal(value=str(text)):
            yield text
        case Operation():
            for child in children(expression):
                yield from _texts(child)
        case Call(function=function):
            yield from _texts_of(function)
        case _:
            pass


def _texts_of(function: Expression) -> Iterator[str]:
    """`"...".format(...)` and `textwrap.dedent("...")` are the text."""
    for child in children(function):
        yield from _texts(child)


RULE = Rule(
    id="prompt-in-code",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    source="L26 (prompt hard-coded)",
    remedy="Keep prompts in files of their own, with a name and a version, and load them.",
    minutes=15,
    minutes_each=5,
    minutes_reason="a file and a loader once, and a cut for each prompt",
    example=Example(
        bad='from openai import OpenAI\n\n\ndef ask(review):\n    prompt = f"""\n'
        + "    You are a reviewer. Answer with a number, and do not explain it.\n" * 40
        + '    {review}"""\n    return OpenAI().responses.create(model="m", input=prompt)\n',
        good="from openai import OpenAI\n\nfrom ours import prompts\n\n\ndef ask(review):\n"
        '    prompt = prompts.load("review-v3").format(review=review)\n'
        '    return OpenAI().responses.create(model="m", input=prompt)\n',
    ),
    check=check,
)
