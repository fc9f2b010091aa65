"""The answer on one screen: how much is ML code, how much debt, why, and what to do first."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from auditor.model import (
    Audit,
    Finding,
    Outcome,
    PracticeOutcome,
    Rating,
    Reason,
    Role,
    RuleReport,
    SuppressionReport,
)
from auditor.report import words

NARROWEST, WIDEST = 80, 100  # columns
BAR = 24  # columns of the widest bar
LABEL = 24  # columns of a bar's name
MAX_REASONS = 3
MAX_CATEGORIES = 4
MAX_FINDINGS = 8
MAX_SUPPRESSIONS = 3
MAX_SUMMARY = 5  # lines
MAX_REMEDY = 2  # lines

# One hue for each family of roles; the ML code stands out as it does in Figure 1.
STYLES: Mapping[Role, str] = {
    Role.ML_CODE: "bold",
    Role.DATA_COLLECTION: "blue",
    Role.DATA_VERIFICATION: "blue",
    Role.FEATURE_EXTRACTION: "blue",
    Role.CONFIGURATION: "yellow",
    Role.ANALYSIS_TOOLS: "magenta",
    Role.PROCESS_MANAGEMENT: "yellow",
    Role.RESOURCE_MANAGEMENT: "yellow",
    Role.SERVING_INFRASTRUCTURE: "red",
    Role.MONITORING: "red",
    Role.TESTING: "bright_black",
    Role.GENERAL: "bright_black",
}

RATING_STYLES: Mapping[Rating, str] = {
    Rating.A: "bold white on green",
    Rating.B: "bold black on bright_green",
    Rating.C: "bold black on yellow",
    Rating.D: "bold white on dark_orange3",
    Rating.E: "bold white on red",
}


class Look(msgspec.Struct, frozen=True):
    """What the place can show that the report is written to."""

    width: int = NARROWEST
    colours: str | None = None  # rich's color_system
    unicode: bool = True


def show(audit: Audit, console: Console | None = None) -> None:
    """Write the screen to the terminal, or to where its output goes."""
    console = console or Console()
    console.file.write(render(audit, look_of(console)))


def look_of(console: Console) -> Look:
    dumb = console.is_dumb_terminal
    return Look(
        width=min(max(console.width, NARROWEST), WIDEST) if console.is_terminal else NARROWEST,
        colours=None if dumb or console.no_color else console.color_system,
        unicode=not dumb and (console.encoding or "").lower().startswith("utf"),
    )


def render(audit: Audit, look: Look = Look()) -> str:  # noqa: B008 - a frozen value
    return written(_screen(audit, look.width), look)


def written(lines: Iterable[Text], look: Look) -> str:
    """The lines as the characters that make them look so."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=look.width,
        color_system=look.colours,  # type: ignore[arg-type]  # one of rich's own words
        force_terminal=look.colours is not None,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True, highlight=False)
    return out.getvalue() if look.unicode else plain(out.getvalue())


PLAIN = str.maketrans(
    {"█": "#", "▌": "-", "─": "-", "·": "|", "…": "~", "≥": ">=", "✓": "+", "✗": "-"}
)


def plain(text: str) -> str:
    """The text in ASCII; what ASCII lacks is spelt out."""
    return text.translate(PLAIN).encode("ascii", "backslashreplace").decode()


def _screen(audit: Audit, width: int) -> Iterator[Text]:
    yield _title(audit, width)
    yield Text()
    yield from _verdict(audit, width)
    yield Text()
    yield from _figure(audit, width)
    yield Text()
    yield from _shares(audit)
    yield Text()
    yield from _debt(audit, width)
    fresh = words.fresh(audit)
    if fresh is not None:
        yield from listed("NEW SINCE THE BASELINE", fresh, "red", width)
        if not fresh:
            yield Text()
            yield heading("NEW SINCE THE BASELINE", "nothing")
    elif audit.verdict.reasons:
        yield Text()
        yield from _reasons(audit.verdict.reasons, width)
    yield Text()
    yield from _practices(audit, width)
    yield from _standing(audit, width)
    yield from _suppressions(audit.suppressions, width)
    yield from _failures(audit.rules, width)


def _title(audit: Audit, width: int) -> Text:
    revision = words.visible(words.revision(audit.target))
    room = width - cell_len(revision) - 4
    name = path(audit.target.name, max(room, 20))
    title = Text.assemble((name, "bold"), "  ", (revision, "dim"))
    title.truncate(width, overflow="ellipsis")
    return title


def _verdict(audit: Audit, width: int) -> Iterator[Text]:
    rating = audit.debt.rating
    badge = (f" {rating} ", RATING_STYLES[rating]) if rating else (" ? ", "reverse")
    summary = Text(words.visible(audit.verdict.summary))
    summary.stylize("bold", 0, summary.plain.find(". ") + 1 or None)
    for number, line in enumerate(_wrapped(summary, width - 5, MAX_SUMMARY)):
        yield Text.assemble("   " if number else badge, "  ", line)


def _wrapped(text: Text, width: int, limit: int) -> list[Text]:
    lines = list(text.wrap(Console(width=width, _environ={}), width))
    if len(lines) > limit:
        lines[limit - 1] = Text(fitted(f"{lines[limit - 1].plain.rstrip()} …", width))
    for line in lines:
        line.rstrip()
    return lines[:limit]


def heading(title: str, note: str) -> Text:
    return Text.assemble((title, "bold"), (f"  {note}" if note else "", "dim"))


def _figure(audit: Audit, width: int) -> Iterator[Text]:
    lines = audit.lines
    files = sum(file.counted for file in audit.files)
    yield heading(
        "FIGURE 1 OF THIS REPOSITORY",
        f"{words.plural(lines.code, 'code line')} in {words.plural(files, 'file')}",
    )
    largest = max(lines.by_role.values(), default=0)
    for role in _by_size(lines.by_role):
        number = lines.by_role[role]
        share = number / lines.code if lines.code else None
        bar = _bar(number, largest, width)
        yield _row(words.ROLES[role], bar, STYLES[role], words.count(number), words.percent(share))
    absent = [words.ROLES[role] for role in Role if not lines.by_role.get(role)]
    if absent and lines.code:
        yield Text(words.short(f"no code for: {', '.join(absent)}", width), "dim")


def _by_size(numbers: Mapping[Role, int]) -> list[Role]:
    """ML code first, as the black box that all is measured against."""
    rest = sorted(Role, key=lambda role: (role is not Role.ML_CODE, -numbers.get(role, 0)))
    return [role for role in rest if numbers.get(role)]


def _bar(number: float, largest: float, width: int) -> str:
    halves = round(2 * (BAR + width - NARROWEST) * number / largest) if largest else 0
    return "█" * (halves // 2) + "▌" * (halves % 2) if halves else "▌" * (number > 0)


def _row(name: str, bar: str, style: str, *numbers: str) -> Text:
    columns = "".join(f"{number:>10}" for number in numbers)
    return Text.assemble(f"{name:<{LABEL}}", (f"{columns}  "), (bar, style))


def _shares(audit: Audit) -> Iterator[Text]:
    yield Text.assemble(
        (f"{'HOW MUCH IS ML CODE':<{LABEL}}", "bold"), (f"{'all code':>10}{'no tests':>10}", "dim")
    )
    for key, name in words.SHARES.items():
        share = getattr(audit.shares, key)
        numbers = f"{words.percent(share.all):>10}{words.percent(share.without_tests):>10}"
        yield Text.assemble(f"{name:<{LABEL}}", (numbers, "bold"), "  ", (MEANINGS[key], "dim"))


MEANINGS = {
    "ml_code": "model, loss, training, inference",
    "ml_pipeline": "with data, features and analysis",
    "ml_touching": "functions that call one at all",
}


def _debt(audit: Audit, width: int) -> Iterator[Text]:
    debt = audit.debt
    cost = "" if debt.ratio is None else f" · {words.percent(debt.ratio)} of the cost to write it"
    findings = words.plural(len(audit.findings), "finding")
    yield heading("DEBT", f"{words.long_duration(debt.minutes)}{cost} · {findings}")
    ranked = words.heaviest(debt)
    largest = max((minutes for _, minutes in ranked), default=0.0)
    counts = words.findings_by_category(audit)
    for category, minutes in ranked[:MAX_CATEGORIES]:
        yield _row(
            words.CATEGORIES[category],
            _bar(minutes, largest, width),
            "cyan",
            words.count(counts[category]),
            words.duration(minutes),
        )
    rest = ranked[MAX_CATEGORIES:]
    if rest:
        number = sum(counts[category] for category, _ in rest)
        total = words.duration(sum(minutes for _, minutes in rest))
        yield _row(f"{len(rest)} more", "", "", words.count(number), total)


def _reasons(reasons: Iterable[Reason], width: int) -> Iterator[Text]:
    yield heading("WHY, AND WHAT TO DO FIRST", "")
    for number, reason in enumerate(list(reasons)[:MAX_REASONS], 1):
        weight = f"{words.duration(reason.minutes)} · {words.percent(reason.share)}"
        title = fitted(reason.title, width - 5 - len(weight))
        yield Text.assemble((f"{number}. ", "bold"), (title, "bold"), "  ", (weight, "dim"))
        yield Text.assemble("   ", (path(reason.example, width - 3), "cyan"))
        remedy = Text(words.visible(reason.remedy))
        yield from (Text("   ") + line for line in _wrapped(remedy, width - 3, MAX_REMEDY))


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns."""
    text = words.visible(text)
    return set_cell_size(text if cell_len(text) <= width else words.short(text, width), width)


def path(text: str, width: int) -> str:
    """The path within so many columns, cut in its middle."""
    return fitted(words.short_path(words.visible(text), width), width).rstrip()


def listed(title: str, findings: Iterable[Finding], style: str, width: int) -> Iterator[Text]:
    """Findings in the order in which to read them, two lines each."""
    ranked = words.by_weight(findings)
    if ranked:
        yield Text()
        debt = words.duration(sum(finding.minutes for finding in ranked))
        yield heading(title, f"{words.plural(len(ranked), 'finding')} · {debt}")
    for finding in ranked[:MAX_FINDINGS]:
        yield Text.assemble(
            (f"{finding.severity:<9}", style),
            f"{words.duration(finding.minutes):>7}  ",
            (path(words.place(finding), width - 18), "cyan"),
        )
        yield Text(f"{'':<18}{fitted(finding.message, width - 18)}")
    if len(ranked) > MAX_FINDINGS:
        yield Text(f"… and {words.plural(len(ranked) - MAX_FINDINGS, 'more finding')}", "dim")


def _practices(audit: Audit, width: int) -> Iterator[Text]:
    passed = words.practices(audit, PracticeOutcome.PASS)
    failed = words.practices(audit, PracticeOutcome.FAIL)
    yield Text.assemble(
        ("PRACTICES", "bold"),
        "  ",
        (f"{len(passed)} pass", "green"),
        " · ",
        (f"{len(failed)} fail", "red"),
        (f"   {_scores(audit)}", "dim"),
    )
    if failed:
        names = ", ".join(words.visible(practice.title) for practice in failed)
        yield from _wrapped(Text(f"not met: {names}"), width, 2)


def _scores(audit: Audit) -> str:
    engineering, tests = audit.engineering_score.value, audit.ml_test_score.value
    return " · ".join(
        (
            "engineering score unknown"
            if engineering is None
            else f"engineering {words.count(engineering)} of 100{_spread(audit)}",
            "ML Test Score unknown" if tests is None else f"ML Test Score ≥ {words.figure(tests)}",
        )
    )


def _spread(audit: Audit) -> str:
    spread = words.spread(audit.engineering_score)
    return f" ({spread})" if spread else ""


STANDING = ("ml_code", "debt_ratio", "ml_smells")


def _standing(audit: Audit, width: int) -> Iterator[Text]:
    """Where the headline figures stand in the corpus."""
    places = {place.measure: place for place in audit.percentiles}
    shown = [places[measure] for measure in STANDING if measure in places]
    if shown:
        than = ", ".join(f"{words.more(place)} than {place.percentile:.0f}%" for place in shown)
        title = f"OF {shown[0].repositories} REPOSITORIES"
        yield heading(title, words.short(f"more {than}", width - len(title) - 2))


def _suppressions(marks: Sequence[SuppressionReport], width: int) -> Iterator[Text]:
    """What the repository asks not to be told of, and whether that was heeded."""
    if marks:
        yield heading("SILENCED", words.silenced(marks))
    for mark in marks[:MAX_SUPPRESSIONS]:
        why = f"{', '.join(mark.rules)}: {mark.reason or 'no reason given'}"
        place = path(words.place(mark), width // 2)
        yield Text.assemble((place, "cyan"), "  ", fitted(why, width - cell_len(place) - 2))
    if len(marks) > MAX_SUPPRESSIONS:
        yield Text(f"… and {words.plural(len(marks) - MAX_SUPPRESSIONS, 'more mark')}", "dim")


def _failures(rules: Iterable[RuleReport], width: int) -> Iterator[Text]:
    failed = [rule for rule in rules if rule.outcome is Outcome.FAILED]
    if failed:
        names = ", ".join(rule.id for rule in failed)
        warning = f"INCOMPLETE  {words.plural(len(failed), 'rule')} failed: {names}"
        yield Text(fitted(warning, width).rstrip(), "bold red")
