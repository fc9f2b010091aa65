"""Instructions and foreign text in one message to a language model.

What the application wants and what a user or a document says reach the model as one text. It can't
tell them apart: a sentence in the data that sounds like an instruction is followed, and a change of
either changes the other.

Reported is a prompt without a system message whose user message writes values into a text of
instructions, as far as all messages stand in sight. Prompts that pass a plain question or a value
as it is, messages made elsewhere, and arguments in `**kwargs` get the benefit of the doubt.
"""

from collections.abc import Iterator, Sequence

from auditor.flow import Flow, Site, flows
from auditor.flow.llm import ROOTS, Message, messages, prompts
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Operation,
    Project,
    Rule,
    Severity,
    children,
)

ABOVE = ("system", "instructions", "preamble", "system_instruction")
INSTRUCTS = 80  # characters around the values: less is a question
MIXES = {"JoinedStr", "Add", "Mod"}


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        for site in prompts(flow):
            said = messages(flow, site)
            if said and not _is_told(site, said) and any(_mixes(flow, site, m) for m in said):
                yield Hit(
                    site.location,
                    f"`{site.name}` mixes instructions and data in one message, without a system"
                    " message",
                )


def _is_told(site: Site, said: Sequence[Message]) -> bool:
    above = any(site.call.keyword(name) is not None for name in ABOVE)
    return above or any(message.role in {"system", "developer"} for message in said)


def _mixes(flow: Flow, site: Site, message: Message) -> bool:
    """Whether a user's message writes values into a text that instructs."""
    content = flow.origin(message.content, site.index)
    text: Expression = content
    match content:
        case Operation(operator=operator) if operator in MIXES:
            pass
        case Call(function=Attribute(name="format", value=template)):
            text = flow.origin(template, site.index)
        case _:
            return False
    return message.role == "user" and _letters(text) >= INSTRUCTS


def _letters(expression: Expression) -> int:
    """Characters of the text that is written out in an expression."""
    count, stack = 0, [expression]
    while stack:
        one = stack.pop()
        match one:
            case Literal(value=str(text)):
                count += len(text)
            case Operation():
                stack.extend(children(one))
            case _:
                pass
    return count


RULE = Rule(
    id="llm-no-system-message",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="L26 no system message",
    remedy="Put what the application wants into a system message, and the data into the user's.",
    minutes=15,
    minutes_reason="the text is split in two, and the answers are looked at again",
    example=Example(
        bad='''
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(model="m", messages=[
                {"role": "user", "content": f"""You are a reviewer. Rate the following review
                    by its tone, from 1 (angry) to 5 (happy), as a number: {review}"""},
            ])
        ''',
        good='''
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(model="m", messages=[
                {"role": "system", "content": """You are a reviewer. Rate reviews by their tone,
                    from 1 (angry) to 5 (happy), as a number."""},
                {"role": "user", "content": review},
            ])
        ''',
    ),
    check=check,
)
