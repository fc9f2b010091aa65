"""The rules themselves: what each finds, why, what it costs, how often it is right, an example."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import groupby
from textwrap import dedent, indent, wrap

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from auditor.errors import BadSettings
from auditor.model import Category, Rule
from auditor.report import words
from auditor.report.terminal import NARROWEST, WIDEST

SEVERITY = 9  # columns
MAX_LINES = 60  # of an example that are shown
MAX_LINE = 200  # characters of a line of an example


class Reading(msgspec.Struct, frozen=True):
    """Findings of a rule in well-known repositories that were read, and those that were right."""

    read: int
    right: int


@cache
def readings() -> Mapping[str, Reading]:
    """By rule; rules whose findings nobody has read yet are missing."""
    text = files("auditor.data").joinpath("readings.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["rules"], dict[str, Reading])


class Count(msgspec.Struct, frozen=True):
    """Repositories that a rule was asked of, those it found something in, and its findings."""

    asked: int
    found_in: int
    findings: int


@cache
def counts() -> Mapping[str, Count]:
    """By rule, as `make corpus` counted; a rule that nothing was asked with is missing."""
    text = files("auditor.data").joinpath("corpus_rules.csv").read_text(encoding="utf-8")
    rows = {row.pop("rule"): row for row in csv.DictReader(text.splitlines())}
    return msgspec.convert(rows, dict[str, Count], strict=False)


def show(rules: Sequence[Rule], wanted: str | None, console: Console | None = None) -> None:
    """Print the list of rules, or one in full. Raises BadSettings for an unknown one."""
    out = console or Console(highlight=False)
    width = min(max(out.width, NARROWEST), WIDEST)
    for line in listing(rules, width) if wanted is None else page(_found(rules, wanted), width):
        out.print(line, soft_wrap=True)


def _found(rules: Sequence[Rule], wanted: str) -> Rule:
    by_id = {rule.id: rule for rule in rules}
    if wanted not in by_id:
        near = get_close_matches(wanted, by_id, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `numbers-audit rules` lists them."
        raise BadSettings(f"There is no rule {wanted!r}{hint}")
    return by_id[wanted]


def listing(rules: Sequence[Rule], width: int) -> Iterator[Text]:
    """A line for each rule, by category."""
    longest = max(len(rule.id) for rule in rules)
    told = SEVERITY if width >= WIDEST else 0
    for category, own in groupby(rules, key=lambda rule: rule.category):
        members = tuple(own)
        yield Text.assemble((_named(category), "bold"), (f"  {len(members)}", "dim"))
        for rule in members:
            room = width - longest - told - 4
            title = f"(off) {rule.title}" if rule.off else rule.title
            title = title if cell_len(title) <= room else words.short(title, room)
            severity = f"{rule.severity.label:<{SEVERITY}}"[:told]
            yield Text.assemble("  ", (f"{rule.id:<{longest}}", "cyan"), "  ", severity, title)
        yield Text()
    yield Text(f"{len(rules)} rules. `numbers-audit rules NAME` tells all about one.", "dim")


def _named(category: Category) -> str:
    return f"{words.CATEGORIES[category]} ({category.value})"


# ---- one rule


def page(rule: Rule, width: int) -> Iterator[Text]:
    """One rule, paragraph by paragraph."""
    yield from (Text(line, "bold") for line in wrap(rule.title, width))
    yield Text(rule.id, "cyan")
    yield Text()
    for name, value in facts(rule):
        lines = wrap(value, width - 12) or [""]
        yield Text.assemble((f"{name:<12}", "dim"), lines[0])
        yield from (Text(f"{'':<12}{line}") for line in lines[1:])
    for paragraph in (*about(rule), f"What to do: {rule.remedy}"):
        yield Text()
        yield from (Text(line) for line in wrap(paragraph, width))
    for heading, text in (("Reported", rule.example.bad), ("Silent", rule.example.good)):
        yield Text()
        yield Text(heading, "bold")
        yield from (Text(line) for line in example(text).splitlines())


def facts(rule: Rule) -> Iterator[tuple[str, str]]:
    """What is known of a rule, in a few words each."""
    yield "category", _named(rule.category)
    yield "severity", rule.severity.label
    yield "confidence", rule.confidence.label
    yield "source", rule.source
    yield "price", f"{_price(rule)}: {rule.minutes_reason}"
    yield "measured", measured(rule)
    if (count := counts().get(rule.id)) is not None:
        yield "corpus", _counted(count)
    if rule.off:
        yield "runs", f"only if it is selected by name: {rule.off}"


def _price(rule: Rule) -> str:
    each = f", and {rule.minutes_each:g} for each unit of its size" if rule.minutes_each else ""
    return f"{rule.minutes:g} minutes a finding{each}"


def measured(rule: Rule) -> str:
    found = readings().get(rule.id)
    if found is None:
        return "no finding of it was read in well-known repositories yet"
    return f"{found.right} of {found.read} findings read in well-known repositories were right"


def _counted(count: Count) -> str:
    if not count.findings:
        return f"nothing found in the {count.asked} ML repositories that it was asked of"
    found = words.plural(count.findings, "finding")
    return f"{found} in {count.found_in} of the {count.asked} ML repositories that it was asked of"


def about(rule: Rule) -> list[str]:
    """The paragraphs below the title, each on one line."""
    body = rule.about.strip().partition("\n")[2]
    return [" ".join(part.split()) for part in body.split("\n\n") if part.strip()]


def example(text: str | Mapping[str, str]) -> str:
    if isinstance(text, str):
        return indent(_shortened(text), "    ")
    return "\n\n".join(f"  {path}\n{example(content)}" for path, content in text.items())


def _shortened(text: str) -> str:
    """An example as people read it: one that is about size shows its head and its size."""
    lines = dedent(text).strip().splitlines()
    shown = [_shortened_line(line) for line in lines[:MAX_LINES]]
    if len(lines) > MAX_LINES:
        shown.append(f"… and {len(lines) - MAX_LINES:,} more lines")
    return "\n".join(shown)


def _shortened_line(line: str) -> str:
    if len(line) <= MAX_LINE:
        return line
    return f"{line[:MAX_LINE]}… and {len(line) - MAX_LINE:,} more characters"


# ---- the same as pages of the documentation


def markdown(rule: Rule) -> str:
    """The page of a rule: one sentence a line would be nicer, but paragraphs are its source."""
    rows = "\n".join(f"| {name} | {_cell(value)} |" for name, value in facts(rule))
    paragraphs = "\n\n".join(about(rule))
    return (
        f"# {rule.id}\n\n**{rule.title}.**\n\n{paragraphs}\n\n"
        f"## What to do\n\n{rule.remedy}\n\n"
        f"| | |\n| --- | --- |\n{rows}\n\n"
        f"## Reported\n\n{_fenced(rule.example.bad, rule.example.path)}\n\n"
        f"## Silent\n\n{_fenced(rule.example.good, rule.example.path)}\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _fenced(text: str | Mapping[str, str], path: str) -> str:
    parts = {path: text} if isinstance(text, str) else text
    named = len(parts) > 1 or path != "example.py"
    return "\n\n".join(_block(part, content, named=named) for part, content in parts.items())


def _block(path: str, content: str, *, named: bool) -> str:
    suffix = path.rpartition(".")[2]
    language = {"py": "python", "ipynb": "json", "yml": "yaml"}.get(suffix, suffix)
    title = f"`{path}`:\n\n" if named else ""
    return f"{title}```{language}\n{_shortened(content)}\n```"


def index(rules: Sequence[Rule]) -> str:
    """The list of all pages."""
    lines = [
        "# Rules",
        "",
        f"{len(rules)} rules in {len(Category)} categories.",
        "`numbers-audit rules` prints this list, `numbers-audit rules NAME` a page of it.",
    ]
    for category, own in groupby(rules, key=lambda rule: rule.category):
        lines += [
            "",
            f"## {_named(category)}",
            "",
            "| rule | severity | finds |",
            "| --- | --- | --- |",
        ]
        lines += [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity.label} | {_cell(rule.title)} |"
            for rule in own
        ]
    return "\n".join(lines) + "\n"
