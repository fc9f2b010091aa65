"""One HTML page that holds everything it shows: no script, no second file, no network."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

import pandas as pd
from matplotlib.figure import Figure

HEAD = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; }}
img {{ max-width: 100%; height: auto; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.2rem 0.8rem; border-bottom: 1px solid #ccc; text-align: right; }}
</style>
<h1>{title}</h1>
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence on what to see, and what is to be seen."""

    title: str
    text: str
    content: Figure | pd.DataFrame


def page(title: str, sections: Sequence[Section]) -> str:
    """The sections as one page, in their order."""
    return HEAD.format(title=escape(title)) + "".join(_section(section) for section in sections)


def _section(section: Section) -> str:
    heading, text = escape(section.title), escape(section.text)
    return f"<h2>{heading}</h2>\n<p>{text}</p>\n{_content(section.content, heading)}\n"


def _content(content: Figure | pd.DataFrame, heading: str) -> str:
    match content:
        case Figure():
            return f'<img alt="{heading}" src="data:image/png;base64,{_png(content)}">'
        case pd.DataFrame():
            return content.to_html(border=0, float_format="{:.4g}".format)


def _png(figure: Figure) -> str:
    buffer = BytesIO()
    # Without its own name and version in the file, equal figures give equal pages.
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")
