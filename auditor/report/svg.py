"""A badge for a README: the rating, and how much of the repository is ML code."""

from collections.abc import Mapping
from html import escape

from auditor.model import Audit, Rating
from auditor.report import words

LABEL = "numbers-audit"
HEIGHT = 20
PADDING = 7  # on each side of a text

# Dark enough for white letters (WCAG AA).
COLOURS: Mapping[Rating | None, str] = {
    Rating.A: "#1a7f37",
    Rating.B: "#4d7c0f",
    Rating.C: "#8a6100",
    Rating.D: "#b34700",
    Rating.E: "#b3261e",
    None: "#5f6670",
}

# Widths of Verdana's letters at 11 px, by class; what is missing is as wide as a digit.
NARROW = dict.fromkeys("fijlrtI.,:;|!'()[] ", 4.4)
WIDE = dict.fromkeys("mwMW%@", 10.6)
DIGIT = 7.0


def render(audit: Audit) -> str:
    rating = audit.debt.rating
    share = audit.shares.ml_code.all
    value = f"debt {rating or '?'} | ML code {words.percent(share)}"
    left, right = _width(LABEL), _width(value)
    title = escape(f"{LABEL}: {value}")
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" \
aria-label="{title}">
<title>{title}</title>
<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="{HEIGHT}" fill="#3d434b"/>
<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{COLOURS[rating]}"/>
</g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" \
text-anchor="middle">
<text x="{left / 2:g}" y="14" textLength="{left - 2 * PADDING}">{escape(LABEL)}</text>
<text x="{left + right / 2:g}" y="14" textLength="{right - 2 * PADDING}">{escape(value)}</text>
</g>
</svg>
"""


def _width(text: str) -> int:
    return round(sum((NARROW | WIDE).get(letter, DIGIT) for letter in text)) + 2 * PADDING
