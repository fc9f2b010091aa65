"""A key, token or password written into the repository.

Whoever can read the repository, now or in any old clone, can use it, and pay with it. Taking the
line out is not enough: the history keeps it, so the secret itself must be replaced.

Only the forms that issuers give their keys are reported, private keys, and long random strings
assigned to a name that says what they are. Placeholders, examples, tests, values read from the
environment, and keys that their issuers mean to be public are left alone. Messages show the first
characters only.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator

from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Kind,
    Literal,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    children,
    dotted,
)

ISSUED = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    r"(?P<AWS_access_key>(?:AKIA|ASIA)[0-9A-Z]{16})"
    r"|(?P<GitHub_token>gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"
    r"|(?P<GitLab_token>glpat-[A-Za-z0-9_-]{20})"
    r"|(?P<Hugging_Face_token>hf_[A-Za-z]{34})"
    r"|(?P<OpenAI_key>sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,160}T3BlbkFJ[A-Za-z0-9_-]{20,160})"
    r"|(?P<Anthropic_key>sk-ant-[a-z0-9]{5}-[A-Za-z0-9_-]{80,120})"
    r"|(?P<Google_API_key>AIza[0-9A-Za-z_-]{35})"
    r"|(?P<Slack_token>xox[baprs]-[0-9]{10,13}-[0-9A-Za-z-]{10,72})"
    r"|(?P<Stripe_key>[sr]k_live_[0-9A-Za-z]{24,99})"
    r"|(?P<PyPI_token>pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,200})"
    r"|(?P<SendGrid_key>SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})"
    r")(?![A-Za-z0-9_])"
)
PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----[ \t\r]*\n"
    r"(?:[A-Za-z-]{1,20}:[^\n]{0,100}\n|[ \t\r]*\n){0,4}[ \t]*[A-Za-z0-9+/=]{16}"
)
NAMED = re.compile(
    r"((?i:api_?key|secret|passw(or)?d|access_?key|auth_?key|credential)"
    r"|(?i:auth|access|api|bearer|bot|hub|refresh|user)token|(?<![a-z])[tT]oken|(?<=[a-z])Token"
    r"|(?<![A-Z])TOKEN)s?$"
)  # an `anntoken` is a row of a table
ASSIGNED = re.compile(
    r"^[ \t]{0,40}(?:export[ \t]+)?[\"']?([A-Za-z_][\w.-]{0,60})[\"']?[ \t]*[:=][ \t]*"
    r"[\"']?([A-Za-z0-9+/_=-]{20,120})[\"']?[ \t]*+(?:,[ \t]*+)?$",
    re.MULTILINE,
)
PLACEHOLDER = re.compile(
    r"example|placeholder|your|dummy|fake|xxx|test|sample|changeme|redacted|insert|replace|todo"
    r"|<|\$|\{|0{6}|1{6}|1234567|abcdef|secret|token|password",
    re.IGNORECASE,
)
PUBLIC = re.compile(r"phc_|pk_live_")  # PostHog's and Stripe's, which only take in data
DRAWN = re.compile(r"^[A-Za-z0-9+/_=-]{20,120}$", re.MULTILINE)
MAX_WORDS = 3  # separators: paths and identifiers have more
SHORTEST = 20  # characters of the shortest key that is looked for
RANDOM = 3.2  # bits a character from which a string was drawn and not written
ASIDE = re.compile(
    r"(^|/)(tests?|testing|testdata|fixtures|mocks?|examples?/.*\.env\.example)(/|$)"
)
SAMPLE = re.compile(r"(example|sample|template|dist)$")


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if not _is_aside(file):
            strings = list(_strings(file))
            found = dict.fromkeys([*_issued(file, strings), *_assigned(file, strings)])
            for line, what, masked in found:
                yield Hit(file.location(line), f"{what} {masked}", identity=f"{what} {masked}")


def _is_aside(file: SourceFile) -> bool:
    named = SAMPLE.search(file.name.lower()) or ASIDE.search(file.path.lower())
    return file.kind in {Kind.TEST, Kind.VENDORED, Kind.GENERATED} or named is not None


Secret = tuple[int, str, str]  # line, what it is, what may be shown of it
Assigned = tuple[int, str, str]  # line, the name, the string


def _issued(file: SourceFile, strings: list[Assigned]) -> Iterator[Secret]:
    texts = [(line, value) for line, _, value in strings]
    for start, text in (*texts, (1, file.facts.text or "")):
        for found in ISSUED.finditer(text):
            what = (found.lastgroup or "").replace("_", " ")
            if not PLACEHOLDER.search(found.group()):
                yield start + text.count("\n", 0, found.start()), what, mask(found.group())
        for found in PRIVATE_KEY.finditer(text):
            yield start + text.count("\n", 0, found.start()), "private key", "(contents not shown)"


def _strings(file: SourceFile) -> Iterator[Assigned]:
    """The strings of the code that are long enough, with the name that they are given to."""
    for statement in file.facts.code.statements if _may_hold_any(file) and file.facts.code else ():
        name = dotted(statement.targets[0]) if statement.does is Does.ASSIGN else ""
        stack = list(statement.values)
        while stack:
            expression = stack.pop()
            if type(expression) is Literal:
                value = expression.value
                if isinstance(value, str) and len(value) >= SHORTEST:
                    yield statement.line, name if expression in statement.values else "", value
            else:
                stack.extend(children(expression))


def _may_hold_any(file: SourceFile) -> bool:
    """Whether any string could be reported: one look at all of them clears most files."""
    texts = "\n".join(text for text in file.contents.texts if len(text) >= SHORTEST)
    return bool(ISSUED.search(texts) or PRIVATE_KEY.search(texts) or DRAWN.search(texts))


def _assigned(file: SourceFile, strings: list[Assigned]) -> Iterator[Secret]:
    for line, name, value in (*strings, *_settings(file)):
        last = name.rpartition(".")[2]
        if NAMED.search(last) and _is_random(value):
            yield line, f"`{last}` is set to", mask(value)


def _settings(file: SourceFile) -> Iterator[Assigned]:
    """The same of a settings file, line by line."""
    text = file.facts.text or ""
    if file.kind is not Kind.DOCS and file.facts.code is None:
        for found in ASSIGNED.finditer(text):
            yield text.count("\n", 0, found.start(1)) + 1, found[1], found[2]


def _is_random(value: str) -> bool:
    if not DRAWN.fullmatch(value) or PLACEHOLDER.search(value) or PUBLIC.match(value):
        return False
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    words = value.count("/") + value.count("_") + value.count("-")
    return mixed and words <= MAX_WORDS and _entropy(value) >= RANDOM


def _entropy(value: str) -> float:
    shares = [count / len(value) for count in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)


def mask(secret: str) -> str:
    return f"{secret[:4]}… ({len(secret)} characters)"


RULE = Rule(
    id="secret-committed",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    source="OWASP A07:2021; the key formats that issuers document for secret scanning",
    remedy="Revoke it at once, read the new one from the environment, and scan in pre-commit.",
    minutes=30,
    minutes_reason="SonarQube S2068, S6418: the secret is replaced wherever it is used",
    scope=Scope.FILE,
    example=Example(
        bad='import wandb\n\nWANDB_API_KEY = "9f8c2ab47d0e51639f7bd2c84e6a05b1d3f7c29e"\n',
        good='import os\n\nWANDB_API_KEY = os.environ["WANDB_API_KEY"]\n',
    ),
    check=check,
)
