"""A comparison on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from auditor.model import Delta, Judgement, Measure, PracticeChange, RuleChange, Side, Unit
from auditor.report import changes, words
from auditor.report.terminal import Look, fitted, heading, listed, look_of, path, written

LABEL = 39
MAX_MEASURES = 24
MAX_RULES = 12

STYLES = {
    Judgement.BETTER: "green",
    Judgement.WORSE: "red",
    Judgement.SAME: "dim",
    Judgement.CHANGED: "",
    Judgement.UNKNOWN: "dim",
}


def show(delta: Delta, console: Console | None = None) -> None:
    """Write the screen to the terminal, or to where its output goes."""
    console = console or Console()
    console.file.write(render(delta, look_of(console)))


def render(delta: Delta, look: Look = Look()) -> str:  # noqa: B008 - a frozen value
    return written(_screen(delta, look.width), look)


def _screen(delta: Delta, width: int) -> Iterator[Text]:
    yield from _title(delta, width)
    yield Text()
    yield Text(changes.headline(delta), "bold")
    yield from (Text(fitted(note, width), "yellow") for note in delta.notes)
    yield Text()
    measures = changes.headlines(delta) + changes.moved(delta)
    before, after = changes.sides(delta)
    yield Text(f"{'':<{LABEL}}{before:>9}{after:>9}{'change':>14}", "dim")
    yield from map(_measure, measures[:MAX_MEASURES])
    yield from _more(len(measures) - MAX_MEASURES, "measure", "changed")
    if delta.practices:
        yield Text()
        yield from (_practice(delta, practice, width) for practice in delta.practices)
    if delta.same_project:
        yield from listed("NEW", delta.new, "red", width)
        yield from listed("FIXED", delta.fixed, "green", width)
    else:
        yield from _rules(changes.farthest(delta.rules), width)
    yield from _one_sided(delta.rules, width)


def _title(delta: Delta, width: int) -> Iterator[Text]:
    for label, side in zip(changes.sides(delta), (delta.before, delta.after), strict=True):
        name = path(side.target.name, width - 30)
        line = Text.assemble((f"{label:<8}", "dim"), (name, "bold"), "  ", (_revision(side), "dim"))
        line.truncate(width, overflow="ellipsis")
        yield line


def _revision(side: Side) -> str:
    return words.visible(words.revision(side.target))


def _measure(measure: Measure) -> Text:
    before = changes.measured(measure.before, measure.unit)
    after = changes.measured(measure.after, measure.unit)
    name = changes.MEASURES.get(measure.id, measure.id)
    judgement = changes.judged(measure)
    told = "" if judgement is Judgement.CHANGED else judgement.value
    return Text.assemble(
        f"{name:<{LABEL}}{before:>9}{after:>9}{changes.difference(measure):>14} ",
        (told, STYLES[judgement]),
    )


def _more(number: int, noun: str, rest: str = "") -> Iterator[Text]:
    if number > 0:
        yield Text(f"… and {words.plural(number, f'more {noun}')} {rest}".rstrip(), "dim")


def _practice(delta: Delta, practice: PracticeChange, width: int) -> Text:
    sign = changes.practice_change(delta, practice)
    style = "green" if practice.gained else "red"
    text = fitted(f"{practice.title}  {practice.evidence or ''}", width - 15)
    return Text.assemble((f"{sign:<15}", style), text)


def _rules(rules: tuple[RuleChange, ...], width: int) -> Iterator[Text]:
    if rules:
        yield Text()
        yield heading("FINDINGS PER 1,000 CODE LINES", "where the two differ most")
    for rule in rules[:MAX_RULES]:
        before = changes.measured(rule.before_density, Unit.DENSITY)
        after = changes.measured(rule.after_density, Unit.DENSITY)
        yield Text(f"{fitted(rule.title, width - 22)}{before:>11}{after:>11}")
    yield from _more(len(rules) - MAX_RULES, "rule")


def _one_sided(rules: Iterable[RuleChange], width: int) -> Iterator[Text]:
    names = [rule.id for rule in changes.one_sided(rules)]
    if names:
        yield Text()
        text = f"Not compared, since one side gave no answer: {', '.join(names)}"
        yield Text(fitted(text, width).rstrip(), "dim")
