"""The arithmetic of an audit, on a repository small enough to be added up by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model import (
    Audit,
    Category,
    Change,
    Checkout,
    Dependency,
    Facts,
    History,
    Hit,
    Kind,
    Location,
    Manifest,
    Outcome,
    Project,
    Rating,
    Role,
    RoleSpan,
    Rule,
    RuleResult,
    Severity,
    SourceFile,
    Suppression,
    Target,
    Tool,
)
from auditor.rules import CATALOGUE
from auditor.score import DEFINITIONS, rank, rating, score
from tests.builders import file_of

CHECKOUT = Checkout(
    Target("o/n@v1", "o/n", "https://example.org/o/n", "/somewhere", "v1", "part"),
    repository=Path("/somewhere"),
    commit="c0ffee",
    work_tree=None,
    branch="main",
    web_url="https://example.org/o/n/blob/c0ffee/",
)
DAY = datetime(2024, 5, 1, tzinfo=UTC)

TRAIN = SourceFile(
    "train.py",
    Kind.SOURCE,
    "a" * 40,
    100,
    Facts(language="Python", lines="ccs#qdwc c"),
    roles=(
        RoleSpan(1, 2, Role.DATA_COLLECTION, 1.0, "reads", touches_ml=True),
        RoleSpan(3, 9, Role.ML_CODE, 1.0, "trains", touches_ml=True),
        RoleSpan(10, 10, Role.GENERAL, 1.0, "prints"),
    ),
)
"""Five code lines: two of data collection, two of ML code, one of neither."""
TESTS = SourceFile(
    "tests/test_train.py",
    Kind.TEST,
    "b" * 40,
    50,
    Facts(language="Python", lines="cc#"),
    roles=(RoleSpan(1, 2, Role.TESTING, 1.0, "tests", touches_ml=True),),
)
SHELL = SourceFile(
    "run.sh",
    Kind.CONFIG,
    "c" * 40,
    20,
    Facts(language="Bash", lines="#c"),
    roles=(RoleSpan(2, 2, Role.PROCESS_MANAGEMENT, 1.0, "runs"),),
)
LEFT_OUT = (
    replace(TRAIN, path="vendor/x.py", kind=Kind.VENDORED, reason=None),
    replace(TRAIN, path="z.py", reason="generated"),
    SourceFile("w.bin", Kind.UNREADABLE, "", 9, Facts(language="", problem="a link"), "a link"),
)
FILES = (SHELL, TESTS, TRAIN, LEFT_OUT[0], LEFT_OUT[2], LEFT_OUT[1])


def rule(name: str, category: Category = Category.GENERAL, **other: object) -> Rule:
    given = {"minutes": 10.0, "minutes_each": 2.0, "severity": Severity.MEDIUM} | other
    return replace(CATALOGUE[0], id=name, category=category, **given)


def hit(line: int = 1, path: str = "train.py", **other: object) -> Hit:
    return Hit(Location(path, line, line), "a message", **other)  # type: ignore[arg-type]


def found(*hits: Hit, by: Rule | None = None, **other: object) -> RuleResult:
    return RuleResult(by or rule("odd"), Outcome.FOUND, hits, **other)  # type: ignore[arg-type]


def scored(
    *results: RuleResult,
    files: tuple[SourceFile, ...] = FILES,
    history: History | None = None,
    checkout: Checkout = CHECKOUT,
    marks: tuple[Suppression, ...] = (),
) -> Audit:
    project = Project(files, history=history)
    return score(checkout, project, results, (), marks, Tool("numbers-audit", "0"))


def history(**recent: int) -> History:
    """`a__b` is `a.b`."""
    changes = {
        name.replace("__", "."): Change(name, count + 1, count, ("Ada",), DAY, DAY)
        for name, count in recent.items()
    }
    return History(7, 2, DAY, DAY, changes)


# ---- lines and shares


def test_lines_of_counted_files_add_up() -> None:
    lines = scored().lines
    assert (lines.total, lines.code, lines.comment, lines.docstring, lines.blank, lines.string) == (
        15, 8, 4, 1, 2, 1
    )  # fmt: skip


def test_code_lines_are_split_in_three_ways_that_each_add_up() -> None:
    lines = scored().lines
    roles = {role: count for role, count in lines.by_role.items() if count}
    assert roles == {
        Role.DATA_COLLECTION: 2,
        Role.ML_CODE: 2,
        Role.GENERAL: 1,
        Role.TESTING: 2,
        Role.PROCESS_MANAGEMENT: 1,
    }
    assert set(lines.by_role) == set(Role)
    assert lines.by_language == {"Bash": 1, "Python": 7}
    assert lines.by_kind == {Kind.CONFIG: 1, Kind.SOURCE: 5, Kind.TEST: 2}
    assert lines.by_language_and_role["Bash"] == {Role.PROCESS_MANAGEMENT: 1}
    assert sum(lines.by_language_and_role["Python"].values()) == 7


def test_shares_are_of_all_code_and_of_code_that_is_no_test() -> None:
    shares = scored().shares
    ml, pipeline, touching = shares.ml_code, shares.ml_pipeline, shares.ml_touching
    assert (ml.lines, ml.lines_without_tests, ml.all, ml.without_tests) == (2, 2, 0.25, 0.333333)
    assert (pipeline.lines, pipeline.all, pipeline.without_tests) == (4, 0.5, 0.666667)
    assert (touching.lines, touching.lines_without_tests) == (6, 4)
    assert (touching.all, touching.without_tests) == (0.75, 0.666667)
    assert ml.definition == DEFINITIONS["ml_code"]


def test_without_code_there_is_no_share_and_no_rating() -> None:
    audit = scored(files=LEFT_OUT)
    assert audit.lines.code == 0
    assert audit.shares.ml_code.all is audit.shares.ml_code.without_tests is None
    assert audit.debt.ratio is None
    assert audit.debt.rating is None
    assert set(audit.debt.density.values()) == {0.0}


def test_what_does_not_count_is_listed_with_its_reason() -> None:
    audit = scored()
    assert [(file.path, file.reason) for file in audit.skipped] == [
        ("vendor/x.py", "not counted"),
        ("w.bin", "a link"),
        ("z.py", "generated"),
    ]
    assert audit.tracked_files == len(FILES)
    assert "1 tracked files could not be read; each is listed with its reason." in audit.notes


def test_a_file_is_reported_with_its_lines_and_roles() -> None:
    audit = scored(found(hit(size=1.02)), history=history(train__py=3))
    file = next(file for file in audit.files if file.path == "train.py")
    assert (file.code, file.comment, file.docstring, file.blank, file.string) == (5, 2, 1, 2, 1)
    assert file.roles == {Role.DATA_COLLECTION: 2, Role.ML_CODE: 2, Role.GENERAL: 1}
    assert list(file.roles) == sorted(file.roles)
    assert (file.ml_touching, file.counted, file.minutes) == (4, True, 12.0)
    assert (file.commits, file.recent_commits) == (4, 3)
    assert file.complexity is file.maintainability is None


def test_a_file_that_does_not_count_has_lines_and_no_roles() -> None:
    files = {file.path: file for file in scored().files}
    assert (files["z.py"].code, files["z.py"].roles, files["z.py"].counted) == (5, {}, False)
    assert files["w.bin"].notes == ("a link",)
    assert files["train.py"].commits is files["train.py"].recent_commits is None
    assert files["train.py"].minutes == 0.0


# ---- findings


def test_a_price_is_constant_and_linear_and_kept_to_a_tenth_of_a_minute() -> None:
    (finding,) = scored(found(hit(size=1.26))).findings
    assert finding.minutes == 12.5


def test_a_hit_may_have_a_price_and_a_severity_of_its_own() -> None:
    (finding,) = scored(found(hit(size=3.0, minutes=0.0, severity=Severity.INFO))).findings
    assert (finding.minutes, finding.severity) == (0.0, "info")
    (finding,) = scored(found(hit())).findings
    assert (finding.minutes, finding.severity) == (10.0, "medium")
    assert finding.confidence == CATALOGUE[0].confidence.label


def test_priority_grows_with_recent_change() -> None:
    other = {"train.py": 4, "run.sh": 1, "a.py": 0}
    past = history(**{path.replace(".", "__"): count for path, count in other.items()})
    audit = scored(found(hit(), hit(path="run.sh"), hit(path="b.py")), history=past)
    assert {f.path: f.priority for f in audit.findings} == {
        "train.py": 20.0, "run.sh": 12.5, "b.py": 10.0
    }  # fmt: skip


def test_priority_is_kept_to_a_tenth_of_a_minute() -> None:
    audit = scored(found(hit(path="b.py")), history=history(a__py=3, b__py=1))
    assert audit.findings[0].priority == 13.3


def test_a_past_without_recent_change_makes_nothing_hot() -> None:
    audit = scored(found(hit()), history=history(train__py=0))
    assert audit.findings[0].priority == 10.0
    assert audit.hotspots == ()


def test_findings_are_sorted_by_place() -> None:
    second = rule("second")
    hits = (
        Hit(Location("b.ipynb", 9, 9, 1), "m"),
        Hit(Location("b.ipynb", 1, 1, 2), "m"),
        Hit(Location("b.ipynb", 3, 3), "m"),
        Hit(Location("a.py", 2, 2), "n"),
        Hit(Location("a.py", 2, 2), "m"),
    )
    audit = scored(found(*hits, by=second), found(Hit(Location("a.py", 2, 2), "x")))
    assert [(f.path, f.cell, f.line, f.rule, f.message) for f in audit.findings] == [
        ("a.py", None, 2, "odd", "x"),
        ("a.py", None, 2, "second", "m"),
        ("a.py", None, 2, "second", "n"),
        ("b.ipynb", None, 3, "second", "m"),
        ("b.ipynb", 1, 9, "second", "m"),
        ("b.ipynb", 2, 1, "second", "m"),
    ]


def test_labels_of_a_hit_are_kept() -> None:
    (finding,) = scored(found(hit(labels=(("kind", "design"),)))).findings
    assert finding.labels == {"kind": "design"}


# ---- fingerprints: what makes a finding this finding


NESTED = "x = 1\ndef f():\n    def g():\n        y = 2\n    z = 3\nclass A:\n    w = 4\n"


def prints(*hits: Hit, source: str = NESTED, name: str = "odd") -> list[str]:
    file = file_of("train.py", source)
    audit = scored(found(*hits, by=rule(name)), files=(file,))
    by_line = sorted(audit.findings, key=lambda finding: (finding.path, finding.line))
    return [finding.fingerprint for finding in by_line]


def test_a_fingerprint_is_the_same_wherever_the_lines_moved() -> None:
    assert prints(hit(4)) == prints(hit(5), source=f"\n{NESTED}")


def test_a_fingerprint_knows_the_innermost_function_or_class() -> None:
    everywhere = prints(*(hit(line) for line in (1, 4, 5, 7)))
    assert len(set(everywhere)) == 4
    within_g = "def f():\n    def g():\n        y = 2\n        return y\n"
    assert prints(hit(3), source=within_g) == prints(hit(4), source=within_g)
    assert prints(hit(2)) == prints(hit(5)) != prints(hit(3))


def test_two_alike_are_told_apart_by_their_number() -> None:
    one, two = prints(hit(4), hit(4))
    assert one != two
    assert prints(hit(4)) == [one]


def test_a_fingerprint_has_rule_path_and_message_in_it() -> None:
    plain = prints(hit(4))
    assert prints(hit(4), name="other") != plain
    assert prints(hit(4, path="other.py")) != plain
    assert prints(replace(hit(4), message="another")) != plain


def test_an_identity_stands_for_the_message_and_the_place_within_the_file() -> None:
    named = [hit(line, identity="this") for line in (1, 4)]
    assert prints(named[0]) == prints(named[1]) != prints(hit(4))
    assert prints(named[0]) == prints(replace(named[0], message="another"))
    assert prints(hit(1, path="other.py", identity="this")) != prints(named[0])


def test_what_may_stand_anywhere_is_the_same_in_another_file() -> None:
    one, other = (hit(1, path, identity="this", anywhere=True) for path in ("train.py", "b.py"))
    assert prints(one) == prints(other) != prints(hit(1, identity="this"))


def test_cells_have_no_functions_around() -> None:
    in_cell = Hit(Location("train.py", 4, 4, 0), "a message")
    assert prints(in_cell) == prints(hit(1))


def test_fingerprints_stay_as_they_were_published() -> None:
    """Baselines of users hold them."""
    assert prints(hit(4)) == ["15cb41b92d7880b025e2"]
    assert prints(hit(1, identity="this")) == ["50d8519dc04f2e7a8959"]
    assert prints(hit(1, identity="this", anywhere=True)) == ["84bd6b482cf871f22fb3"]


# ---- debt


@pytest.mark.parametrize(
    ("ratio", "letter"),
    [
        (None, None), (0.0, Rating.A), (0.05, Rating.A), (0.0501, Rating.B), (0.10, Rating.B),
        (0.1001, Rating.C), (0.20, Rating.C), (0.2001, Rating.D), (0.50, Rating.D),
        (0.5001, Rating.E), (9.0, Rating.E),
    ],
)  # fmt: skip
def test_ratings_are_those_of_sqale(ratio: float | None, letter: Rating | None) -> None:
    assert rating(ratio) is letter


def test_debt_is_over_the_cost_of_writing_the_code_anew() -> None:
    dear = rule("dear", Category.LEAKAGE, minutes=60.0, minutes_each=0.0)
    remark = hit(minutes=0.0)
    debt = scored(found(hit(), remark), found(hit(), hit(2), by=dear)).debt
    assert debt.minutes == 130.0
    assert debt.ratio == round(130 / (30 * 8), 6)
    assert debt.rating is Rating.E
    assert debt.by_category[Category.GENERAL] == 10.0
    assert debt.by_category[Category.LEAKAGE] == 120.0
    assert set(debt.by_category) == set(debt.density) == set(Category)


def test_density_counts_findings_in_a_thousand_lines_but_no_remarks() -> None:
    density = scored(found(hit(), hit(minutes=0.0), hit(2, minutes=0.5))).debt.density
    assert density[Category.GENERAL] == 250.0
    assert density[Category.LEAKAGE] == 0.0


def test_a_rule_is_reported_with_what_it_found() -> None:
    clean = RuleResult(rule("clean"), Outcome.NOT_APPLICABLE, (), "there is no model")
    first, second = scored(found(hit(size=0.03), hit(2, size=0.04)), clean).rules
    assert (first.id, first.findings, first.minutes) == ("odd", 2, 20.2)
    assert (first.outcome, first.reason) == (Outcome.FOUND, None)
    assert (first.title, first.remedy) == (CATALOGUE[0].title, CATALOGUE[0].remedy)
    assert (second.findings, second.minutes, second.reason) == (0, 0.0, "there is no model")
    assert second.severity == "medium"


# ---- the rest


def test_hotspots_are_where_debt_meets_change() -> None:
    past = history(train__py=3, run__sh=1, idle__py=5, cold__py=0)
    audit = scored(
        found(hit(), hit(2), hit(path="run.sh"), hit(path="cold.py"), hit(path="gone.py")),
        history=past,
    )
    hot = [(spot.path, spot.commits, spot.minutes, spot.score) for spot in audit.hotspots]
    assert hot == [("train.py", 3, 20.0, 0.8571), ("run.sh", 1, 10.0, 0.1429)]


def test_hotspots_alike_are_sorted_by_path_and_only_the_first_are_told() -> None:
    names = [f"f{number:02}" for number in range(25)]
    past = history(**dict.fromkeys(names, 2))
    audit = scored(found(*(hit(path=name) for name in reversed(names))), history=past)
    assert [spot.path for spot in audit.hotspots] == names[:20]


def test_remarks_make_no_hotspot() -> None:
    audit = scored(found(hit(minutes=0.0)), history=history(train__py=3))
    assert audit.hotspots == ()


def test_marks_are_told_with_what_they_silenced() -> None:
    place = Location("train.py", 3, 3, 1)
    used, idle = (Suppression(place, ("odd",), why) for why in ("a test", "no use"))
    audit = scored(found(silenced=(used, used)), marks=(used, idle))
    told = [(m.path, m.line, m.cell, m.reason, m.silenced) for m in audit.suppressions]
    assert told == [("train.py", 3, 1, "a test", 2), ("train.py", 3, 1, "no use", 0)]


def test_dependency_files_are_told_with_what_they_pin() -> None:
    pins = (Dependency("a", "==1", 1, pinned=True), Dependency("b", "", 2))
    manifest = Manifest("pip", "manifest", pins, ">=3.11")
    file = replace(SHELL, path="requirements.txt", facts=Facts("Text", manifest=manifest))
    (told,) = scored(files=(file, TRAIN)).environments
    assert (told.path, told.manager, told.role) == ("requirements.txt", "pip", "manifest")
    assert (told.dependencies, told.pinned, told.requires_python) == (2, 1, ">=3.11")


def test_complexity_is_of_functions_of_counted_files() -> None:
    source = "class A:\n    def f(self, x):\n        return x and 1\ndef g():\n    pass\n"
    file = file_of("a.py", source)
    ignored = replace(file, path="b.py", reason="generated")
    measured = scored(files=(file, ignored)).complexity
    assert (measured.functions, measured.mean) == (2, 1.5)
    assert measured.ranks == {"A": 2, "B": 0, "C": 0, "D": 0, "E": 0, "F": 0}
    assert scored(files=LEFT_OUT).complexity.mean is None


@pytest.mark.parametrize(
    ("complexity", "letter"),
    [
        (1, "A"), (5, "A"), (6, "B"), (10, "B"), (11, "C"), (20, "C"), (21, "D"), (30, "D"),
        (31, "E"), (40, "E"), (41, "F"),
    ],
)  # fmt: skip
def test_ranks_are_those_of_radon(complexity: int, letter: str) -> None:
    assert rank(complexity) == letter


def test_the_target_is_told_as_it_was_found() -> None:
    target = scored().target
    assert (target.name, target.url, target.path) == (
        "o/n",
        "https://example.org/o/n",
        "/somewhere",
    )
    assert (target.commit, target.revision, target.branch) == ("c0ffee", "v1", "main")
    assert (target.subdir, target.dirty, target.web_url) == ("part", False, CHECKOUT.web_url)


def test_what_a_reader_should_know_is_noted() -> None:
    odd = replace(CHECKOUT, dirty=True, shallow=True)
    dirty, shallow, past, missing = scored(checkout=odd).notes
    assert dirty.startswith("The work tree differs")
    assert shallow.startswith("The clone is shallow")
    assert past.startswith("No history was read")
    assert missing.startswith("1 tracked files could not be read")
    assert scored(files=(TRAIN,), history=history(train__py=1)).notes == ()


def test_the_verdict_is_left_to_who_knows_all_figures() -> None:
    assert (scored().verdict.summary, scored().verdict.reasons) == ("", ())


def test_commits_and_authors_are_known_with_a_history_only() -> None:
    audit = scored(history=history(train__py=1))
    assert (audit.commits, audit.authors) == (7, 2)
    assert scored().commits is scored().authors is None
