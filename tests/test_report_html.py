"""The page stands alone, says everything without a script, and runs nothing that a target wrote."""

import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace

from auditor.model import Audit, Outcome, Role
from auditor.report import words
from auditor.report.html import MAX_FILES, MAX_ROWS, render
from tests import audits
from tests.goldens import assert_golden

HOSTILE = (
    "</script><script>alert(1)</script></style>\"' onload=alert(2) <img src=x onerror=alert(3)>"
    " {{7*7}} `code` javascript:alert(4) \x1b[31m\u202e\u2028\n&lt;"
)
OF_AUDITS = {
    "realistic": audits.realistic(),
    "empty": audits.empty(),
    "hostile": audits.hostile(HOSTILE),
    "hostile-backticks": audits.hostile("`" * 9),
    "large": audits.large(300, 900),
    "dated": audits.dated(),
}
VOID = {"meta", "br", "input", "img", "link", "hr"}

each_page = pytest.mark.parametrize("audit", OF_AUDITS.values(), ids=OF_AUDITS)


class Page(HTMLParser):
    """The elements of a page with their attributes and own text; fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[int] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} repeats an attribute"
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.elements[self.open[-1]][2].append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attrs, "".join(texts)) for name, attrs, texts in self.elements if name == tag]

    @property
    def text(self) -> str:
        shown = (texts for tag, _, texts in self.elements if tag not in {"script", "style"})
        return " ".join(" ".join(part for texts in shown for part in texts).split())


@each_page
def test_asks_nothing_of_the_network(audit: Audit) -> None:
    page = Page(render(audit))
    for tag, attrs, _ in page.elements:
        assert tag not in {"img", "link", "iframe", "object", "embed", "base", "use", "image"}
        assert not {"src", "srcset", "data", "poster", "background", "ping"} & set(attrs)
    for _, style in page.all("style"):
        assert "@import" not in style
        assert set(re.findall(r"url\((.)", style)) == {"#"}


@each_page
def test_the_policy_lets_only_our_style_and_script_work(audit: Audit) -> None:
    page = Page(render(audit))
    (policy,) = [attrs["content"] for attrs, _ in page.all("meta") if "http-equiv" in attrs]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    ((_, style),) = page.all("style")
    ((_, script),) = [(a, text) for a, text in page.all("script") if "type" not in a]
    for kind, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


@each_page
def test_nothing_that_a_target_wrote_is_run(audit: Audit) -> None:
    page = Page(render(audit))
    for tag, attrs, _ in page.elements:
        assert not [name for name in attrs if name.startswith("on")], tag
        assert "style" not in attrs
        assert attrs.get("href", "#").startswith(("#", "https://github.com/aurora-lab/"))
    assert len([attrs for attrs, _ in page.all("script") if "type" not in attrs]) == 1


def test_hostile_text_is_shown_as_text() -> None:
    page = Page(render(OF_AUDITS["hostile"]))
    (title,) = [text for _, text in page.all("title")][:1]
    assert "</script><script>alert(1)</script>" in title
    assert r"\x1b[31m\u202e\u2028\n&lt;" in title
    assert "{{7*7}}" in page.text


@each_page
def test_no_control_character_gets_through(audit: Audit) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", render(audit))


@each_page
def test_names_are_unique_and_links_lead_somewhere(audit: Audit) -> None:
    page = Page(render(audit))
    names = Counter(attrs["id"] for _, attrs, _ in page.elements if "id" in attrs)
    assert not [name for name, number in names.items() if number > 1]
    for attrs, _ in page.all("a"):
        if attrs["href"].startswith("#"):
            assert attrs["href"][1:] in names
    for _, attrs, _ in page.elements:
        for key in ("aria-labelledby", "aria-describedby"):
            assert attrs.get(key, "verdict") in names


@each_page
def test_headings_go_down_one_by_one(audit: Audit) -> None:
    levels = [int(tag[1]) for tag, _, _ in Page(render(audit)).elements if re.match(r"h\d$", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_twins_have_names_of_their_own() -> None:
    audit = audits.realistic()
    twins = replace(audit, findings=(audit.findings[0],) * 3)
    page = Page(render(twins))
    fingerprint = audit.findings[0].fingerprint
    rows = [attrs["id"] for attrs, _ in page.all("tr") if attrs.get("id", "").startswith("f-")]
    assert rows == [f"f-{fingerprint}", f"f-{fingerprint}-2", f"f-{fingerprint}-3"]


def test_every_finding_is_a_row_with_its_permalink() -> None:
    audit = audits.realistic()
    page = Page(render(audit))
    links = {attrs["href"] for attrs, _ in page.all("a")}
    names = {attrs.get("id") for attrs, _ in page.all("tr")}
    for finding in audit.findings:
        assert f"f-{finding.fingerprint}" in names
        line = f"#L{finding.line}" if finding.cell is None else ""
        assert f"{audit.target.web_url}{finding.path}{line}" in links


def test_a_dirty_work_tree_is_not_linked_to_the_forge() -> None:
    audit = audits.realistic()
    dirty = replace(audit, target=replace(audit.target, dirty=True))
    links = [attrs["href"] for attrs, _ in Page(render(dirty)).all("a")]
    assert not [link for link in links if "/blob/" in link]


def test_figure_1_says_lines_and_percent_of_every_role() -> None:
    audit = audits.realistic()
    titles = {text for _, text in Page(render(audit)).all("title")}
    for role in Role:
        lines = audit.lines.by_role[role]
        share = words.percent(lines / audit.lines.code)
        assert f"{words.ROLES[role]}: {words.plural(lines, 'line')}, {share}" in titles


def test_a_strip_has_its_name_upright_and_a_sliver_has_none() -> None:
    audit = audits.realistic()
    by_role = {
        Role.ML_CODE: 52_000,
        Role.CONFIGURATION: 36_000,
        Role.MONITORING: 2_600,
        Role.DATA_VERIFICATION: 20,
    }
    lines = replace(audit.lines, by_role=by_role, code=sum(by_role.values()))
    page = Page(render(replace(audit, lines=lines)))
    upright = [text for attrs, text in page.all("tspan") if "Monitoring" in text]
    assert "Monitoring · 2.9%" in upright
    assert any("rotate(-90" in attrs.get("transform", "") for attrs, _ in page.all("text"))
    names = {text for _, text in page.all("tspan")}
    assert not {"Data verification", "Verification", "<0.1%"} & names
    assert "Data verification: 20 lines, <0.1%" in {text for _, text in page.all("title")}


def test_the_reference_project_stands_beside_the_shares() -> None:
    later = audits.later()
    reference = replace(later, target=replace(later.target, name="digits"))
    text = Page(render(audits.realistic(), reference)).text
    assert "digits" in text
    assert words.percent(later.shares.ml_pipeline.all) in text
    assert "digits" not in Page(render(audits.realistic())).text


def test_says_first_that_an_audit_is_incomplete() -> None:
    audit = audits.realistic()
    broken = replace(audit.rules[0], outcome=Outcome.FAILED, reason="KeyError")
    text = Page(render(replace(audit, rules=(broken, *audit.rules[1:])))).text
    assert "This audit is incomplete." in text
    assert "1 check of ours failed" in text
    assert "incomplete" not in Page(render(audit)).text


def unpacked(data: str) -> str:
    return gzip.decompress(base64.b64decode(data, validate=True)).decode()


def test_a_large_repository_stays_small_and_loses_nothing() -> None:
    audit = audits.large(files=1000, findings=5000)
    text = render(audit)
    assert len(text.encode()) < 1_000_000
    page = Page(text)
    rows = [attrs for attrs, _ in page.all("tr") if attrs.get("id", "").startswith("f-")]
    assert len(rows) == MAX_ROWS
    ((_, packed),) = [(a, t) for a, t in page.all("script") if a.get("id") == "more-findings"]
    assert unpacked(packed).count("<tr id=") == len(audit.findings) - MAX_ROWS
    folders = [attrs["data-rows"] for attrs, _ in page.all("tbody") if "data-rows" in attrs]
    later = sum(unpacked(data).count("<tr>") for data in folders)
    counted = sum(file.counted and file.code > 0 for file in audit.files)
    assert counted - MAX_FILES <= later < counted


def test_packed_rows_are_as_safe_as_the_others() -> None:
    audit = audits.hostile(HOSTILE)
    many = replace(audit, findings=audit.findings * 6)
    scripts = Page(render(many)).all("script")
    ((_, packed),) = [(a, t) for a, t in scripts if a.get("id") == "more-findings"]
    rows = Page(f"<table>{unpacked(packed)}</table>")
    assert {tag for tag, _, _ in rows.elements} == {
        *("table", "tr", "td", "span", "code", "small", "a")
    }


def test_the_map_knows_every_line_of_every_file() -> None:
    audit = audits.large(300, 10)
    ((_, packed),) = [
        (a, t) for a, t in Page(render(audit)).all("script") if a.get("id") == "map-data"
    ]
    files = json.loads(unpacked(packed))
    assert sum(code for _, code, *_ in files) == audit.lines.code
    for _, code, _, _, *roles in files:
        assert sum(roles) == code
    assert sum(found for _, _, _, found, *_ in files) <= len(audit.findings)


def test_the_same_audit_gives_the_same_page() -> None:
    assert render(audits.large(200, 600)) == render(audits.large(200, 600))


def test_golden() -> None:
    assert_golden("golden/report.html", render(audits.dated()))
    assert_golden("golden/empty.html", render(audits.empty()))
