"""Language model named by an alias that moves.

`gpt-4o` or `claude-3-5-sonnet-latest` stands for another model every few months: the same prompt
gives other answers, and no test of yesterday says anything of today. Dated names stay.

Reported is an alias that is written out at the call (or where a framework's model is made) or
behind a name in the same file. Names that are computed, deployments of Azure, which have a version
of their own, and providers that have no dated names get the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.llm import ROOTS, is_azure, set_up
from auditor.model import Category, Confidence, Example, Hit, Literal, Project, Rule, Severity

# Families with dated names: what follows them must hold a date. `gpt-oss` is a model whose weights
# anybody may keep, `gpt-35` a deployment of Azure's.
FAMILIES = re.compile(
    r"(openai/|anthropic/)?(gpt-(?!oss|35)|o[134](-|$)|chatgpt|claude-|mistral-|text-davinci)"
)
DATED = re.compile(r"\d{4}-?\d{2}-?\d{2}|-\d{4}(-|$)|@\d{8}|:\d+|ft:|davinci-00\d")


NAMES = ("model", "model_name", "engine")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        for site in set_up(flow):
            name = _model(flow, site)
            alias = FAMILIES.match(name) and not DATED.search(name)
            if alias and not is_azure(flow, site):
                yield Hit(
                    site.location, f"`{site.name}` asks '{name[:60]}', whatever that is today"
                )


def _model(flow: Flow, site: Site) -> str:
    given = next((value for name in NAMES if (value := site.call.keyword(name))), None)
    found = flow.constant(given, site.index) if given is not None else None
    match found:
        case Literal(value=str(name)):
            return name
        case _:
            return ""


RULE = Rule(
    id="llm-model-not-pinned",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="L26 no model version pinning",
    remedy="Name the dated model, in the configuration.",
    minutes=5,
    minutes_reason="the dated name is in the provider's list; one string",
    example=Example(
        bad="""
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(model="gpt-4o", messages=messages)
        """,
        good="""
            from openai import OpenAI
            client = OpenAI()
            client.chat.completions.create(model="gpt-4o-2024-08-06", messages=messages)
        """,
    ),
    check=check,
)
