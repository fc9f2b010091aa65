"""Which calls ask a language model? Clients of the common providers, and what they are told."""

from collections.abc import Iterator

from auditor.flow.file import Flow, Site

CLIENTS = (
    "openai.",
    "anthropic.",
    "mistralai.",
    "groq.",
    "together.",
    "cohere.",
    "litellm.",
    "google.generativeai.",
    "ollama.",
)
ROOTS = tuple(client.partition(".")[0] for client in CLIENTS)
# Ends of the targets of calls that generate text, with or without a client object.
ASKS = (
    "chat.completions.create",
    "completions.create",
    "responses.create",
    "messages.create",
    "ChatCompletion.create",
    "Completion.create",
    "messages.stream",
    "completions.parse",
)
FUNCTIONS = frozenset(
    ("litellm.completion", "litellm.acompletion", "ollama.chat", "ollama.generate")
)


def prompts(flow: Flow) -> Iterator[Site]:
    """Calls that ask a model of a provider to generate text."""
    for site in flow.calls:
        if site.target in FUNCTIONS or _asks(flow, site):
            yield site


def _asks(flow: Flow, site: Site) -> bool:
    name = site.target or site.name
    known = site.target.startswith(CLIENTS) or bool(flow.roots & {*ROOTS})
    return known and name.endswith(ASKS)
