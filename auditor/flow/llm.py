"""Which calls ask a language model? Clients of the common providers, and what they are told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from auditor.flow.file import Flow, Site, names_bound
from auditor.model import (
    Call,
    Collection,
    Comprehension,
    Does,
    Expression,
    Literal,
    Name,
    Operation,
    Statement,
    children,
)

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
FRAMEWORKS = (
    "langchain",
    "langchain_anthropic",
    "langchain_cohere",
    "langchain_community",
    "langchain_google_genai",
    "langchain_groq",
    "langchain_mistralai",
    "langchain_ollama",
    "langchain_openai",
)
ROOTS = (*(client.partition(".")[0] for client in CLIENTS), *FRAMEWORKS)
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
# Classes of the frameworks that stand for a model: the settings of every prompt are theirs.
MODELS = frozenset(
    {"ChatOpenAI", "AzureChatOpenAI", "ChatAnthropic", "ChatGroq", "ChatMistralAI", "ChatCohere"}
    | {"ChatGoogleGenerativeAI", "ChatVertexAI", "ChatLiteLLM", "ChatOllama"}
)


def prompts(flow: Flow) -> Iterator[Site]:
    """Calls that ask a model of a provider to generate text."""
    for site in flow.calls:
        if site.target in FUNCTIONS or _asks(flow, site):
            yield site


def models(flow: Flow) -> Iterator[Site]:
    """Calls that make a model of a framework, with the settings that its prompts will have."""
    for site in flow.calls_of(*MODELS):
        if site.target.startswith(FRAMEWORKS):
            yield site


def set_up(flow: Flow) -> Iterator[Site]:
    """Calls where the settings of a prompt belong."""
    yield from prompts(flow)
    yield from models(flow)


def is_azure(flow: Flow, site: Site) -> bool:
    """Whether a call goes to a deployment of Azure's, whose name is the user's own."""
    return "Azure" in site.target or any("Azure" in name for name in flow.imported)


def _asks(flow: Flow, site: Site) -> bool:
    name = site.target or site.name
    known = site.target.startswith(CLIENTS) or bool(flow.roots & {*ROOTS})
    return known and name.endswith(ASKS)


class Message(NamedTuple):
    role: str
    content: Expression


def messages(flow: Flow, site: Site) -> Sequence[Message] | None:
    """What a prompt says, message by message; None where a part of it is made elsewhere."""
    given = site.call.keyword("messages") or site.call.keyword("input")
    if given is None or site.forwards:
        return None
    if isinstance(given, Name) and _grows(flow, given.id, site.statement.scope):
        return None
    found = flow.origin(given, site.index)
    if not isinstance(found, Collection) or found.kind not in {"list", "tuple"}:
        return None
    said = [_message(item) for item in found.items]
    return None if None in said else [one for one in said if one is not None]


def _message(item: Expression) -> Message | None:
    match item:
        case Collection(kind="dict", items=items):
            parts = {
                key.value: value
                for key, value in zip(items[::2], items[1::2], strict=False)
                if isinstance(key, Literal)
            }
            match parts:
                case {"role": Literal(value=str(role)), "content": content}:
                    return Message(role, content)
    return None


def _grows(flow: Flow, name: str, scope: int) -> bool:
    """Whether messages are added to a list somewhere in the function."""
    if len(flow.assignments(scope, name)) > 1:
        return True
    grown = ("append", "extend", "insert")
    return any(
        site.statement.scope == scope and site.name.rpartition(".")[0] == name
        for site in flow.calls_of(*grown)
    )


PARSERS = frozenset(
    {"json.loads", "ast.literal_eval", "yaml.safe_load", "yaml.load", "json5.loads", "eval"}
    | {"json_repair.loads", "json_repair.repair_json", "builtins.eval"}
)


class Parsed(NamedTuple):
    """An answer that a program takes apart, and where it does so."""

    prompt: Site
    parser: Site


def parsed_answers(flow: Flow) -> Iterator[Parsed]:
    """Answers that are parsed in the function that asks, or in one that calls it."""
    asked = {id(site.call): site for site in prompts(flow)}
    if not asked:
        return
    given: dict[str, Site] = {}  # functions of this file -> the prompt whose answer they return
    for _ in range(2):  # twice, for functions that stand below their callers
        followed = _Followed(flow, asked, given)
        for statement in flow.statements:
            followed.step(statement)
    yield from followed.parsed


class _Followed:
    """Names that hold an answer, or a part of one, while a file is read from top to bottom."""

    def __init__(self, flow: Flow, asked: Mapping[int, Site], given: dict[str, Site]) -> None:
        self.flow = flow
        self.asked = asked
        self.given = given
        self.held: dict[tuple[int, str], Site] = {}
        self.parsed: list[Parsed] = []
        self.parsers = {id(s.call): s for s in flow.calls if s.target in PARSERS}

    def step(self, statement: Statement) -> None:
        scope = statement.scope
        for value in statement.values:
            for call in _calls(value):
                parser = self.parsers.get(id(call))
                source = self.source(scope, call.args) if parser else None
                if parser and source:
                    self.parsed.append(Parsed(source, parser))
        source = self.source(scope, statement.values)
        if statement.does in {Does.ASSIGN, Does.FOR, Does.WITH}:
            for target in statement.targets:
                for name in names_bound(target):
                    if source is not None:
                        self.held[scope, name] = source
                    elif not statement.operator:
                        self.held.pop((scope, name), None)
        elif statement.does is Does.RETURN and source is not None:
            self.given[self.flow.code.scopes[scope].qualname] = source

    def source(self, scope: int, expressions: Iterable[Expression]) -> Site | None:
        """The prompt behind any of the expressions."""
        stack = list(expressions)
        while stack:
            one = stack.pop()
            match one:
                case Name(id=name) if (scope, name) in self.held:
                    return self.held[scope, name]
                case Call() if id(one) in self.asked:
                    return self.asked[id(one)]
                case Call(target=target) if target.removeprefix("@.") in self.given:
                    return self.given[target.removeprefix("@.")]
                case Call(function=function, args=args):
                    # A part of the answer (`answer.text.strip()`); what another function makes of
                    # it, such as a search for what looks like JSON, is no answer any more.
                    stack.append(function)
                    stack.extend(args if one.target == "builtins.str" else ())
                case Operation(operator="Lambda") | Comprehension():
                    continue
                case _:
                    stack.extend(children(one))
        return None


def _calls(expression: Expression) -> Iterator[Call]:
    stack = [expression]
    while stack:
        one = stack.pop()
        if isinstance(one, Call):
            yield one
        stack.extend(children(one))
