"""The rules themselves: what each finds, why, what it costs, and an example."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from textwrap import dedent, indent

from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.errors import BadSettings
from auditor.model import Rule


def show(rules: Sequence[Rule], wanted: str | None, console: Console | None = None) -> None:
    """Print the list of rules, or one in full. Raises BadSettings for an unknown one."""
    out = console or Console(highlight=False)
    if wanted is None:
        out.print(listing(rules))
    else:
        out.print(Text(page(_found(rules, wanted))))


def _found(rules: Sequence[Rule], wanted: str) -> Rule:
    by_id = {rule.id: rule for rule in rules}
    if wanted not in by_id:
        near = get_close_matches(wanted, by_id, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `numbers-audit rules` lists them."
        raise BadSettings(f"There is no rule {wanted!r}{hint}")
    return by_id[wanted]


def listing(rules: Sequence[Rule]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rule", "category", "severity", "what it finds"):
        table.add_column(heading, no_wrap=heading != "what it finds")
    for rule in rules:
        table.add_row(rule.id, rule.category.value, rule.severity.label, rule.title)
    return table


def page(rule: Rule) -> str:
    """One rule as plain text."""
    price = f"{rule.minutes:g} minutes a finding"
    if rule.minutes_each:
        price += f", and {rule.minutes_each:g} for each unit of its size"
    facts = (
        f"category    {rule.category.value}",
        f"severity    {rule.severity.label}",
        f"confidence  {rule.confidence.label}",
        f"source      {rule.source}",
        f"price       {price}: {rule.minutes_reason}",
    )
    return "\n\n".join(
        (
            f"{rule.id}: {rule.title}",
            "\n".join(facts),
            rule.about.strip().partition("\n")[2].strip(),
            f"What to do: {rule.remedy}",
            f"Reported:\n\n{example(rule.example.bad)}",
            f"Silent:\n\n{example(rule.example.good)}",
        )
    )


def example(text: str | Mapping[str, str]) -> str:
    if isinstance(text, str):
        return indent(dedent(text).strip(), "    ")
    return "\n\n".join(f"  {path}\n{example(content)}" for path, content in text.items())
