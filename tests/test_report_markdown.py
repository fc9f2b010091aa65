"""The Markdown report fits into a comment, and says what a target wrote as text only."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from auditor.model import Audit
from auditor.report import words
from auditor.report.markdown import MAX_COMMENT, Section, assembled, code, prose, render, row, table
from tests import audits
from tests.goldens import assert_golden

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])

HOSTILE = (
    "</summary><script>alert(1)</script>|`| @team #7 GH-7 **b** _i_ ~~s~~ ![x](http://e.x/p) "
    "[l](javascript:f()) <img src=x onerror=f()> https://e.x www.e.x $m$ &lt; \\| \x1b[31m "
    "\u202e\n# h"
)


def html(text: str) -> str:
    """What the text becomes, in a cell of a table as in a paragraph."""
    rendered: str = MARKDOWN.render(f"{table('a')}\n{row(text)}\n\n.{text}\n")
    return rendered


def words_of(rendered: str) -> str:
    return re.sub("<[^>]+>", "", rendered)


@pytest.mark.parametrize(
    "audit",
    [
        pytest.param(audits.large(), id="large"),
        pytest.param(audits.hostile("`|<@" * 500), id="hostile-and-long"),
        pytest.param(audits.hostile("漢" * 5000), id="wide-and-long"),
    ],
)
def test_fits_into_a_comment(audit: Audit) -> None:
    text = render(audit)
    assert len(text) <= MAX_COMMENT
    assert text.count("<details>") == text.count("</details>") > 0


def test_rows_are_left_out_where_there_is_no_room_and_counted() -> None:
    rows = Section("head", tuple("x" * 50 for _ in range(100)), "foot")
    text = assembled([rows, Section("z" * 900), Section("last")], limit=1000)
    assert len(text) <= 1000
    kept = text.count("x" * 50)
    assert 0 < kept < 100
    assert f"{100 - kept} more" in text
    assert text.endswith("foot\nlast\n")
    assert "z" not in text


@pytest.mark.parametrize("escaped", [prose(HOSTILE), code(HOSTILE)], ids=["prose", "code"])
def test_hostile_text_stays_text(escaped: str) -> None:
    rendered = html(escaped)
    tags = set(re.findall(r"<(\w+)", rendered))
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td", "p", "code"}
    assert rendered.count("<td>") == 1
    assert "\x1b" not in escaped
    assert "\u202e" not in escaped


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("ask @octocat", r"@\w"),
        ("fixes #12", r"#\d"),
        ("fixes GH-12", r"GH-\d"),
        ("see https://e.x", "://"),
        ("see www.e.x", r"www\."),
    ],
)
def test_forges_find_nothing_to_link(text: str, never: str) -> None:
    assert not re.search(never, words_of(html(prose(text))))


@given(st.text(max_size=60))
def test_any_text_is_one_cell_of_text(text: str) -> None:
    for escaped in (prose(text), code(text)):
        rendered = html(escaped)
        assert rendered.count("<td>") == 1
        assert set(re.findall(r"<(\w+)", rendered)) <= {
            *("table", "thead", "tbody", "tr", "th", "td", "p", "code")
        }


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("`KFold` shuffles", "`KFold` shuffles"),
        ("a ` alone", "a &#96; alone"),
        ("src/weather_v2/unet_old.py", "src/weather_v2/unet_old.py"),
        ("_private_", "&#95;private&#95;"),
        ("", ""),
    ],
)
def test_prose_stays_readable(text: str, markdown: str) -> None:
    assert prose(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b.py:3", "`a_b.py:3`"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a&#96;b</code>"),
        ("", "<code></code>"),
    ],
)
def test_code_stays_readable(text: str, markdown: str) -> None:
    assert code(text) == markdown


def test_a_hostile_address_is_no_link() -> None:
    audit = audits.hostile("](javascript:alert(1))")
    rendered = MARKDOWN.render(render(audit))
    assert set(re.findall(r'href="([^"]{8})', rendered)) == {"https://"}


def test_marks_of_the_repository_are_listed() -> None:
    audit = audits.realistic()
    text = render(audit)
    assert "<summary>Silenced by the repository: 1 mark, nothing left out" in text
    assert "| `src/weather/utils.py:88` | `broad-except` | best effort | 0 |" in text
    assert "Silenced" not in render(replace(audit, suppressions=()))


def test_golden() -> None:
    assert_golden("golden/report.md", render(audits.realistic()))
    assert_golden("golden/empty.md", render(audits.empty()))


def since(audit: Audit, new: int) -> Audit:
    """The audit held against a baseline that lacks so many of its findings."""
    marked = (replace(finding, new=n < new) for n, finding in enumerate(audit.findings))
    return replace(audit, findings=tuple(marked))


def test_with_a_baseline_only_new_findings_are_told() -> None:
    audit = since(audits.realistic(), 2)
    text = render(audit)
    assert "### 2 new findings" in text
    for finding in audit.findings[:2]:
        assert code(words.place(finding)) in text
    severities = tuple(f"| {severity} |" for severity in words.SEVERITIES)
    rows = [line for line in text.splitlines() if line.startswith(severities)]
    assert len(rows) == 2


def test_with_a_baseline_and_nothing_new_that_is_what_it_says() -> None:
    text = render(since(audits.realistic(), 0))
    assert "### No new finding" in text
    assert f"{len(audits.realistic().findings)} findings of the baseline left out" in text
