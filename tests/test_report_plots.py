"""Plots of a report say what its figures say, and no label stands on another."""

import re
from itertools import combinations

from msgspec.structs import replace

from auditor.corpus import distributions
from auditor.report import plots
from auditor.report.html import render
from auditor.report.markdown import render as render_markdown
from tests import audits


def test_a_dot_for_each_file_with_debt_or_recent_change() -> None:
    audit = audits.realistic()
    found = plots.churn(audit)
    assert found is not None
    expected = [f for f in audit.files if f.minutes or (f.code and f.recent_commits)]
    assert len(found.dots) == len(expected)
    assert found.left_out == sum(file.code > 0 for file in audit.files) - sum(
        file.code > 0 for file in expected
    )


def test_more_debt_lies_higher_and_more_change_further_to_the_right() -> None:
    audit = audits.realistic()
    found = plots.churn(audit)
    assert found is not None
    dots = {dot.title.partition(":")[0]: dot for dot in found.dots}
    for one, other in combinations((f for f in audit.files if f.path in dots), 2):
        if one.minutes > other.minutes:
            assert dots[one.path].y < dots[other.path].y
        if (one.recent_commits or 0) > (other.recent_commits or 0):
            assert dots[one.path].x > dots[other.path].x


def test_the_hottest_files_are_named_and_no_name_stands_on_another() -> None:
    found = plots.churn(audits.realistic())
    assert found is not None
    assert len(found.labels) >= 3
    for one, other in combinations(found.labels, 2):
        assert (one.x, one.y) != (other.x, other.y)


def test_without_recent_changes_there_is_no_plot() -> None:
    audit = audits.realistic()
    old = replace(audit, files=tuple(replace(file, recent_commits=None) for file in audit.files))
    assert plots.churn(old) is None
    assert 'class="churn"' not in render(old)


def test_a_strip_counts_every_repository_once() -> None:
    corpus = distributions()["ml_code"]
    made = plots.strip("ml_code", 0.25, corpus, None)
    assert made is not None
    highest = max(bar.height for bar in made.bars)
    counts = [bar.height / highest for bar in made.bars]
    assert len(counts) == plots.BINS
    (here,) = (number for number, bar in enumerate(made.bars) if bar.is_here)
    assert here == int(0.25 * plots.BINS)


def test_a_strip_says_what_a_percentile_says() -> None:
    made = plots.strip("debt_ratio", 0.9, (0.0, 0.01, 0.02, 0.5), 0.01)
    assert made is not None
    assert made.told == "more than 100% of 4 repositories, whose median is 2.0%"
    assert made.bars[-1].is_here
    assert made.here == plots.STRIP_WIDTH


def test_what_is_not_known_has_no_strip() -> None:
    assert plots.strips(audits.empty(), None, distributions()) == {}
    assert plots.strips(audits.realistic(), None, {}) == {}


def test_the_page_shows_where_the_repository_stands() -> None:
    page = render(audits.realistic(), audits.later(), corpus=distributions)
    assert page.count('<svg class="strip"') == 4
    assert len(re.findall(r'aria-label="[^"]*more than \d+% of \d+ repositories', page)) == 4
    assert 'class="strip"' not in render(audits.realistic())


def test_page_and_comment_tell_how_old_admitted_debt_is() -> None:
    audit = audits.dated()
    assert audit.admitted is not None
    page, comment = render(audit), render_markdown(audit)
    for text in (page, comment):
        assert "Admitted debt by age" in text
        assert "2 years to 5 years" in text
        assert "the search ended before" in text
    assert "Admitted debt by age: 9 remarks, the oldest of 2019-" in comment
    assert "Admitted debt by age" not in render(audits.realistic())
