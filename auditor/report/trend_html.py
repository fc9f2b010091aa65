"""A history as one page: charts, the table behind them, and which commits moved them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from auditor.model import Category, Role, Trend
from auditor.report import chart, trend_terminal, words
from auditor.report.html import environment, inline, policy

MAX_LABELS = 12  # of commits below a chart
STEPS = 4  # lines of a chart's grid above zero
MAX_MOVES = 8
MAX_CATEGORIES = 5


class Chart(msgspec.Struct, frozen=True):
    id: str
    title: str
    lead: str
    curves: list[chart.Curve]
    ticks: list[chart.Tick]
    filled: bool


def render(trend: Trend) -> str:
    style, script = f"{inline('report.css')}\n{inline('trend.css')}", ""
    return (
        environment()
        .get_template("trend.html.j2")
        .render(
            trend=trend,
            style=style,
            policy=policy(style, script),
            charts=list(_charts(trend)),
            places=_places(trend),
            releases=_releases(trend),
            moves=trend_terminal.heaviest(trend)[:MAX_MOVES],
            label=trend_terminal.label,
            day=trend_terminal.day,
            signed=trend_terminal.signed,
            told=trend_terminal.told,
            points={point.stamp.commit: point for point in trend.points},
            width=chart.WIDTH,
            height=chart.HEIGHT,
        )
    )


def _charts(trend: Trend) -> Iterator[Chart]:
    points = trend.points
    largest = chart.rounded_up(max(point.code for point in points))
    layers = [
        (words.ROLES[role], number, [float(point.by_role.get(role, 0)) for point in points])
        for number, role in enumerate(Role)
    ]
    yield Chart(
        "roles",
        "Code lines by role",
        "The height is the whole code; the ML code, Sculley's black box, lies at the bottom.",
        chart.stacked(layers, largest),
        _ticks(largest, words.count),
        filled=True,
    )
    shares = (
        ("ML code", 0, [point.ml_code for point in points]),
        ("ML pipeline", 1, [point.ml_pipeline for point in points]),
        ("Touches an ML library", 3, [point.ml_touching for point in points]),
    )
    yield Chart(
        "shares",
        "How much is ML code",
        "Shares of all code lines, under the three definitions.",
        [chart.line(*share, 1.0) for share in shares],
        _ticks(1.0, lambda value: f"{value:.0%}"),
        filled=False,
    )
    ratios = [point.ratio for point in points]
    end = chart.rounded_up(max((ratio or 0.0 for ratio in ratios), default=0.0))
    yield Chart(
        "debt",
        "Debt ratio",
        "What paying back would cost, over what writing the code anew would.",
        [chart.line("Debt ratio", 8, ratios, end)],
        _ticks(end, lambda value: f"{value:.2%}"),
        filled=False,
    )
    yield _densities(trend)


def _densities(trend: Trend) -> Chart:
    points = trend.points
    ranked = sorted(Category, key=lambda c: -max(point.density.get(c, 0.0) for point in points))
    shown = [c for c in ranked[:MAX_CATEGORIES] if any(point.density.get(c) for point in points)]
    highest = max((p.density.get(c, 0.0) for p in points for c in shown), default=0.0)
    end = chart.rounded_up(highest)
    numbers = (0, 8, 1, 3, 5)
    return Chart(
        "findings",
        "Findings per 1,000 code lines",
        "The categories with most of them.",
        [
            chart.line(words.CATEGORIES[c], number, [p.density.get(c, 0.0) for p in points], end)
            for c, number in zip(shown, numbers, strict=False)
        ],
        _ticks(end, lambda value: f"{value:g}"),
        filled=False,
    )


def _ticks(end: float, shown: Callable[[float], str]) -> list[chart.Tick]:
    values = [end * step / STEPS for step in range(STEPS + 1)]
    return [chart.Tick(chart.up(value, end), shown(value)) for value in values]


def _places(trend: Trend) -> list[chart.Tick]:
    """Dates below the chart, as many as are read easily."""
    xs = chart.across(len(trend.points))
    every = -(-len(xs) // MAX_LABELS)
    return [
        chart.Tick(x, f"{point.stamp.date:%Y-%m}")
        for number, (x, point) in enumerate(zip(xs, trend.points, strict=True))
        if number % every == 0
    ]


def _releases(trend: Trend) -> list[chart.Tick]:
    xs = chart.across(len(trend.points))
    return [
        chart.Tick(x, words.short(point.stamp.tags[0], 16))
        for x, point in zip(xs, trend.points, strict=True)
        if point.stamp.tags
    ]
