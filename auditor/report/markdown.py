"""The report as a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.model import (
    AdmittedDebt,
    Audit,
    Finding,
    MLTestScore,
    Percentile,
    PracticeOutcome,
    PracticeReport,
    Reason,
    Role,
    SuppressionReport,
)
from auditor.report import words

MAX_COMMENT = 65_536  # characters that GitHub accepts; GitLab takes a million
MAX_TEXT = 300  # characters of one text that the target wrote
MAX_FINDINGS = 50
BAR = 20  # characters of the widest bar

# What has a meaning inside a line. Forges look for mentions, references and addresses in the
# rendered text, where an entity is what it stands for: there, a blank without width parts them.
# An underscore inside a word is only an underscore.
_MARKS = re.compile(r"[\\`*\[\]<>|~&$@#]|(?<![^\W_])_|_(?![^\W_])|://|(?i:\bwww(?=\.)|\bGH(?=-\d))")
_PARTED = {"@": "@&#8203;", "#": "&#35;&#8203;", "://": ":&#8203;//"}


class Section(msgspec.Struct, frozen=True):
    """A part of the comment; `rows` may be cut where the comment would grow too long."""

    head: str
    rows: tuple[str, ...] = ()
    foot: str = ""


def render(audit: Audit) -> str:
    return assembled(_sections(audit))


def assembled(sections: Iterable[Section], limit: int = MAX_COMMENT) -> str:
    """The sections in order, those in front first served, below the limit of a comment."""
    text = ""
    for section in sections:
        block = _fitted(section, limit - len(text) - 1)
        text += f"{block}\n" if block else ""
    return text


def _fitted(section: Section, room: int) -> str:
    """The section with as many rows as there is room for; nothing where there is none."""
    more = "\n*… and {} more.*\n"
    room -= len(section.head) + len(section.foot) + len(more) + 10
    kept: list[str] = []
    for row in section.rows:
        room -= len(row) + 1
        if room < 0:
            break
        kept.append(row)
    if room < 0 and not kept:
        return ""
    left = len(section.rows) - len(kept)
    note = more.format(left) if left else ""
    return "\n".join(part for part in (section.head, *kept, note, section.foot) if part)


def prose(text: str, length: int = MAX_TEXT) -> str:
    """A text that the target may have written, as text and nothing else.

    Parts between backticks become code, as the messages of rules mean them.
    """
    shown = words.short(words.visible(text), length)
    return "".join(
        code(part) if is_code else _escaped(part) for part, is_code in words.spans(shown)
    )


def code(text: str) -> str:
    """The text as code: between backticks where that is safe, else spelt out in HTML."""
    text = words.short(words.visible(text), MAX_TEXT)
    if re.search(r"[`|\\\s]{2}|[`|\\]|^\s|\s$|^$", text):
        return f"<code>{_escaped(text)}</code>"
    return f"`{text}`"


def _escaped(text: str) -> str:
    return _MARKS.sub(_part, text)


def _part(match: re.Match[str]) -> str:
    mark = match.group()
    if len(mark) == 1 and mark not in _PARTED:
        return f"&#{ord(mark)};"
    return _PARTED.get(mark, f"{mark}&#8203;")


def link(text: str, address: str | None) -> str:
    return f"[{text}]({address})" if address else text


def table(*columns: str) -> str:
    """The head of a table; a name that ends in a colon is of a column of numbers."""
    rule = " | ".join("---:" if column.endswith(":") else "---" for column in columns)
    return f"| {' | '.join(column.removesuffix(':') for column in columns)} |\n| {rule} |"


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def folded(title: str, head: str, rows: Iterable[str]) -> Section:
    opening = f"\n<details>\n<summary>{title}</summary>\n"
    return Section(f"{opening}\n{head}" if head else opening, tuple(rows), "\n</details>")


def _sections(audit: Audit) -> Iterator[Section]:
    yield Section("\n".join(_verdict(audit)))
    fresh = words.fresh(audit)
    if fresh is not None:
        yield _fresh(audit, fresh)
    yield Section(f"\n{table('', 'Value')}", tuple(_figures(audit)))
    if audit.verdict.reasons:
        reasons = enumerate(audit.verdict.reasons, 1)
        rows = tuple(_reason(number, reason) for number, reason in reasons)
        yield Section("\n### Why, and what to do first\n", rows)
    yield Section(
        f"\n### Figure 1 of this repository\n\n{table('Role', 'Code lines:', 'Share:', '')}",
        tuple(_roles(audit)),
    )
    yield folded(
        f"Debt by category: {words.duration(audit.debt.minutes)}",
        table("Category", "Findings:", "Debt:", "Per 1,000 lines:"),
        _categories(audit),
    )
    if audit.admitted is not None and audit.admitted.findings:
        yield _admitted(audit, audit.admitted)
    yield _practices(audit.practices)
    if audit.ml_test_score.items:
        yield _ml_test_score(audit.ml_test_score)
    if audit.percentiles:
        yield _percentiles(audit.percentiles)
    if fresh is None:
        yield _findings(audit)
    if audit.suppressions:
        yield _suppressions(audit.suppressions)
    yield Section(f"\n{_footer(audit)}")


def _verdict(audit: Audit) -> Iterator[str]:
    yield f"## numbers-audit of {prose(audit.target.name)}"
    yield ""
    summary = prose(audit.verdict.summary, 2 * MAX_TEXT)
    yield f"**Debt rating {audit.debt.rating or 'unknown'}.** {summary}"
    failed = [rule.id for rule in audit.rules if rule.outcome == "failed"]
    if not audit.complete:
        yield ""
        yield f"> **Incomplete:** a check of ours failed. {prose(', '.join(failed))}"


def _figures(audit: Audit) -> Iterator[str]:
    for key, name in words.SHARES.items():
        share = getattr(audit.shares, key)
        value = (
            f"**{words.percent(share.all)}** ({words.percent(share.without_tests)} without tests)"
        )
        yield row(f"{name}: {share.definition.rstrip('.')}", value)
    debt = audit.debt
    yield row("Debt, and as a share of the cost to write the code", _debt(debt.minutes, debt.ratio))
    engineering = audit.engineering_score
    spread = words.spread(engineering)
    unit = f" of 100 ({spread})" if spread else " of 100"
    yield row("Engineering score", _score(engineering.value, unit, engineering.reason))
    tests = audit.ml_test_score
    yield row("ML Test Score, lower bound", _score(tests.value, "", tests.reason))


def _debt(minutes: float, ratio: float | None) -> str:
    return f"**{words.long_duration(minutes)}** ({words.percent(ratio)})"


def _score(value: float | None, unit: str, reason: str | None) -> str:
    if value is None:
        return f"unknown: {prose(reason)}" if reason else "unknown"
    return f"**{words.figure(value)}**{unit}"


def _reason(number: int, reason: Reason) -> str:
    return (
        f"{number}. **{prose(reason.title)}** · {words.duration(reason.minutes)}, "
        f"{words.percent(reason.share)} of the debt. {code(reason.example)}: "
        f"{prose(reason.evidence)}<br>*What to do:* {prose(reason.remedy)}"
    )


def _roles(audit: Audit) -> Iterator[str]:
    lines = audit.lines
    largest = max(lines.by_role.values(), default=0)
    for role in Role:
        number = lines.by_role.get(role, 0)
        share = number / lines.code if lines.code else None
        bar = "█" * round(BAR * number / largest) if largest else ""
        name = f"**{words.ROLES[role]}**" if role is Role.ML_CODE else words.ROLES[role]
        yield row(name, words.count(number), words.percent(share), bar)


def _categories(audit: Audit) -> Iterator[str]:
    counts = words.findings_by_category(audit)
    for category, minutes in words.heaviest(audit.debt):
        yield row(
            words.CATEGORIES[category],
            words.count(counts[category]),
            words.duration(minutes),
            f"{audit.debt.density.get(category, 0.0):.2f}",
        )


def _admitted(audit: Audit, admitted: AdmittedDebt) -> Section:
    rows = [
        row(words.age(band), words.count(band.findings), words.duration(band.minutes))
        for band in admitted.bands
    ]
    if admitted.unknown:
        rows.append(row(f"unknown: {prose(admitted.reason or '')}", str(admitted.unknown), ""))
    title = f"Admitted debt by age: {words.plural(admitted.findings, 'remark')}"
    for finding in words.oldest(audit, 1):
        title += f", the oldest of {words.since(finding)}"
    return folded(title, table("Age", "Remarks:", "Debt:"), rows)


def _practices(practices: Iterable[PracticeReport]) -> Section:
    known = [practice for practice in practices if practice.outcome in _SIGNS]
    passed = sum(practice.outcome is PracticeOutcome.PASS for practice in known)
    rows = [
        row(_SIGNS[practice.outcome], prose(practice.title), prose(practice.evidence or ""))
        for practice in sorted(known, key=lambda practice: practice.outcome)
    ]
    title = f"Practices: {passed} of {len(known)} met"
    return folded(title, table("", "Practice", "Evidence"), rows)


def _ml_test_score(score: MLTestScore) -> Section:
    rows = [
        row(
            item.section,
            prose(item.title),
            f"{sign} {meaning}",
            prose(item.evidence or ""),
        )
        for item in score.items
        for sign, meaning in [words.ML_TEST_SIGNS[item.outcome]]
    ]
    title = f"ML Test Score: at least {words.figure(score.value)} of 7"
    return folded(title, table("Section", "Test", "Seen", "Evidence"), rows)


def _percentiles(percentiles: Sequence[Percentile]) -> Section:
    rows = [
        row(
            words.MEASURES.get(place.measure, (place.measure,))[0],
            words.measured(place),
            f"{place.percentile:.0f}%",
            words.usual(place),
        )
        for place in percentiles
    ]
    title = f"Among {percentiles[0].repositories} ML repositories"
    return folded(title, table("Measure", "Here:", "Higher than:", "Middle half:"), rows)


_SIGNS = {
    PracticeOutcome.PASS: "✅ met",
    PracticeOutcome.FAIL: "❌ not met",
    PracticeOutcome.FAILED: "⚠️ check failed",
}


def _findings(audit: Audit) -> Section:
    shown = words.weightiest(audit)[:MAX_FINDINGS]
    title = words.plural(len(audit.findings), "finding")
    if len(shown) < len(audit.findings):
        title += f", the {len(shown)} that matter most"
    return folded(
        title,
        table("Severity", "Rule", "Place", "Finding", "Debt:"),
        (finding(audit, each) for each in shown),
    )


def _suppressions(marks: Sequence[SuppressionReport]) -> Section:
    rows = (
        row(
            code(words.place(mark)),
            code(", ".join(mark.rules)),
            prose(mark.reason or "no reason given"),
            str(mark.silenced),
        )
        for mark in marks
    )
    columns = table("Place", "Rules", "Reason", "Left out:")
    return folded(f"Silenced by the repository: {words.silenced(marks)}", columns, rows)


def _fresh(audit: Audit, findings: Sequence[Finding]) -> Section:
    """What a pull request is asked about: only the debt that it adds."""
    old = len(audit.findings) - len(findings)
    known = f"{words.plural(old, 'finding')} of the baseline left out."
    if not findings:
        return Section(f"\n### No new finding\n\n{known}")
    debt = words.duration(sum(one.minutes for one in findings))
    head = f"### {words.plural(len(findings), 'new finding')}, {debt}\n\n{known}\n"
    columns = table("Severity", "Rule", "Place", "Finding", "Debt:")
    rows = tuple(finding(audit, one) for one in findings[:MAX_FINDINGS])
    return Section(f"\n{head}\n{columns}", rows)


def finding(audit: Audit, one: Finding) -> str:
    return row(
        one.severity,
        code(one.rule),
        link(code(words.place(one)), words.link_to(audit, one)),
        prose(one.message),
        words.duration(one.minutes),
    )


def _footer(audit: Audit) -> str:
    parts = [
        f"{words.count(audit.lines.code)} code lines",
        f"{words.count(audit.tracked_files)} tracked files",
        f"{words.plural(len(audit.skipped), 'file')} not counted",
        f"{audit.tool.name} {audit.tool.version}",
    ]
    revision = words.revision(audit.target)
    return f"<sub>{' · '.join([code(revision)] * bool(revision) + parts)}</sub>"
