"""Answer of a language model parsed that was free to be anything.

A program takes the answer for JSON, yet the model was only asked for it in words. Sooner or later
it adds a sentence, a code fence or a comma, and the parser fails for a reason that no test saw.

Reported is a prompt whose answer the same file parses, in the function that asks or in one that
calls it, without a `response_format`, tools or a schema. Arguments in `**kwargs` and an answer that
is begun for the model get the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.llm import ROOTS, messages, parsed_answers
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

BOUND = (
    *("response_format", "tools", "functions", "tool_choice", "function_call", "text", "format"),
    *("text_format", "response_model", "response_schema", "generation_config", "output_config"),
    *("guided_json", "extra_body", "grammar", "config", "output_format"),
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        seen = set()
        for prompt, parser in parsed_answers(flow):
            if id(prompt.call) not in seen and not _is_bound(flow, prompt):
                seen.add(id(prompt.call))
                yield Hit(
                    prompt.location,
                    f"`{parser.name}` parses what `{prompt.name}` was free to answer"[:160],
                )


def _is_bound(flow: Flow, site: Site) -> bool:
    if site.method in {"parse", "stream"} or any(site.sets(name) for name in BOUND):
        return True
    said = messages(flow, site)
    return bool(said) and said is not None and said[-1].role == "assistant"


RULE = Rule(
    id="llm-no-structured-output",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="L26 no structured output",
    remedy="Pass a schema (`response_format`, tools), and say what happens where parsing fails.",
    minutes=30,
    minutes_reason="a schema for the answer, and the case that the model does not keep to it",
    off="six findings were read, and four of them were right: fewer than four in five",
    example=Example(
        bad="""
            import json
            from openai import OpenAI
            client = OpenAI()
            answer = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=messages)
            rows = json.loads(answer.choices[0].message.content)
        """,
        good="""
            import json
            from openai import OpenAI
            client = OpenAI()
            answer = client.chat.completions.create(
                model="gpt-4o-2024-08-06", messages=messages, response_format=ROWS
            )
            rows = json.loads(answer.choices[0].message.content)
        """,
    ),
    check=check,
)
