"""Language model asked without a bound on what it may cost.

Without a limit on tokens an answer ends when the model likes, and is paid for by the token; a
prompt that makes it ramble is enough. The providers' own defaults differ and change.

Limits that arrive in `**kwargs` get the benefit of the doubt. Anthropic's API asks for the limit
itself, so a call without it fails at once and is not reported.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.flow.llm import ROOTS, set_up
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

LIMITS = (
    *("max_tokens", "max_completion_tokens", "max_output_tokens", "max_tokens_to_sample"),
    "num_predict",
)
LIMITS_ELSEWHERE = ("options", "config", "generation_config", "extra_body", "model_kwargs")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *ROOTS):
        for site in set_up(flow):
            anthropic = site.method in {"stream", "ChatAnthropic"} or ".messages." in site.name
            bounded = any(site.sets(name) for name in (*LIMITS, *LIMITS_ELSEWHERE))
            if not bounded and not anthropic:
                yield Hit(site.location, f"`{site.name}` sets no limit on tokens")


RULE = Rule(
    id="llm-unbounded",
    about=__doc__,
    category=Category.LLM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="L26 unbounded max metrics",
    remedy="Pass `max_completion_tokens`, and `timeout` and `max_retries` to the client.",
    minutes=10,
    minutes_reason="one argument, and the case that an answer is cut off",
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
                model="gpt-4o-2024-08-06", messages=messages, max_completion_tokens=500
            )
        """,
    ),
    check=check,
)
