"""Language model asked without a temperature.

The default differs between providers and models (mostly 1, where answers vary a lot). Whether an
answer should vary is a decision of the application, and evaluation needs to know it.

Arguments in `**kwargs` and models that take no temperature (OpenAI's o-series, gpt-5) get the
benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.llm import ROOTS, set_up
from auditor.model import Category, Confidence, Example, Hit, Literal, Project, Rule, Severity

WITHOUT = re.compile(r"(openai/)?(o[134]|gpt-5)")
ELSEWHERE = ("options", "config", "generation_config", "model_kwargs")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        for site in set_up(flow):
            stated = any(site.sets(name) for name in ("temperature", "top_p", *ELSEWHERE))
            if not stated and not _takes_none(flow, site):
                yield Hit(site.location, f"`{site.name}` leaves the temperature to the provider")


def _takes_none(flow: Flow, site: Site) -> bool:
    given = site.call.keyword("model") or site.call.keyword("model_name")
    found = flow.constant(given, site.index) if given is not None else None
    match found:
        case Literal(value=str(name)):
            return bool(WITHOUT.match(name))
        case _:
            return False


RULE = Rule(
    id="llm-temperature-not-set",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="L26 LLM temperature not explicitly set",
    remedy="Pass `temperature`: 0 where the same answer is wanted again.",
    minutes=5,
    minutes_reason="one argument from the configuration",
    example=Example(
        bad="""
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(model="gpt-4o-2024-08-06", messages=messages)
        """,
        good="""
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(
                model="gpt-4o-2024-08-06", messages=messages, temperature=0
            )
        """,
    ),
    check=check,
)
