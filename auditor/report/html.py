"""The report as one page that needs nothing but itself: no network, and no script to be read."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from auditor.model import (
    Audit,
    Category,
    FileReport,
    Finding,
    Listing,
    Outcome,
    PracticeOutcome,
    PracticeReport,
    Rating,
    Role,
    RuleReport,
)
from auditor.report import plots, words
from auditor.report.figure import Box, boxes
from auditor.report.labels import Label, label
from auditor.report.sources import fitting, packed

MAX_ROWS = 300  # findings written as rows; the others follow compressed, for the script
MAX_FILES = 400  # files written as rows, as above
MAX_FOLDERS = 60
MAX_OLDEST = 5  # admissions
MAX_LISTED = 500  # skipped files, suppressions
MAX_TEXT = 600  # characters of one text that the target wrote

STYLES = ("report.css", "explore.css", "plots.css")
SCRIPTS = ("page.js", "source.js", "map.js", "report.js")

BROAD = (960.0, 520.0)
NARROW = (340.0, 400.0)

BAR = 200.0  # units of a bar's full width

SQALE = (0.0, 0.05, 0.10, 0.20, 0.50, 1.0)  # bounds of the ratings A to E

# Medians that others measured, as findings per 1,000 code lines.
PUBLISHED: Mapping[Category, float] = {Category.ML_SMELL: 0.558, Category.GENERAL: 38.4}

RANKS = {
    "A": "to 5, simple",
    "B": "to 10, well structured",
    "C": "to 20, slightly complex",
    "D": "to 30, more complex",
    "E": "to 40, complex",
    "F": "over 40, untestable",
}


class Segment(msgspec.Struct, frozen=True):
    """A piece of a stacked bar, in units of a bar's width."""

    number: int
    x: float
    width: float


class Folder(msgspec.Struct, frozen=True):
    path: str
    files: tuple[FileReport, ...]
    roles: Mapping[Role, int]
    code: int
    minutes: float


Corpus = Mapping[str, Sequence[float]]
"""The sorted figures of audited repositories, by measure."""


def render(
    audit: Audit,
    baseline: Audit | None = None,
    listings: Callable[[], Iterable[Listing]] = tuple,
    corpus: Callable[[], Corpus] = dict,
) -> str:
    """The page; with a baseline, the reference project's shares stand beside the audit's.

    With a corpus, its repositories are drawn beside the headline figures.

    The sources that `listings` gives are shown where a script may run, as many as there is room
    for.
    """
    style = "\n".join(map(inline, STYLES))
    script = "\n".join(map(inline, SCRIPTS))
    findings = list(_anchored(words.weightiest(audit)))
    template = environment().get_template("report.html.j2")
    return template.render(
        audit=audit,
        baseline=baseline,
        style=style,
        script=script,
        policy=policy(style, script),
        sources=packed(listings(), findings),
        strips=plots.strips(audit, baseline, corpus()),
        **_views(audit, findings),
    )


def shown(audit: Audit, listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """The sources that the page of an audit has room for."""
    return fitting(listings, _anchored(words.weightiest(audit)))


def inline(name: str) -> str:
    """A file of the templates' folder, to stand in the page itself."""
    loader = environment().loader
    assert loader is not None  # noqa: S101 - `environment` gave it one
    return loader.get_source(environment(), name)[0].strip()


def policy(style: str, script: str) -> str:
    """Nothing may be loaded, and nothing run but what we wrote."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def environment() -> Environment:
    """Templates that escape whatever they print, and refuse names that nobody gave."""
    made = Environment(
        loader=PackageLoader("auditor.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.globals |= {
        "words": words,
        "roles": tuple(Role),
        "number_of": list(Role).index,
        "outcomes": Outcome,
        "practice_outcomes": PracticeOutcome,
        "published": PUBLISHED,
        "ranks": RANKS,
        "segments": segments,
        "share_of": share_of,
        "compressed": compressed,
        "bar_width": BAR,
        "max_listed": MAX_LISTED,
    }
    made.filters["units"] = units
    return made


def _shown(value: object) -> object:
    """Whatever a template prints: texts with what cannot be seen spelt out."""
    if isinstance(value, str) and not hasattr(value, "__html__"):  # markup is our own
        return words.short(words.visible(value), MAX_TEXT)
    return value


def units(value: float) -> str:
    """A length in a drawing: a tenth is finer than the eye."""
    return f"{value:.1f}".removesuffix(".0")


def share_of(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def compressed(text: str) -> str:
    """What only the script reads."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def segments(by_role: Mapping[Role, int], largest: int) -> Iterator[Segment]:
    x = 0.0
    for number, role in enumerate(Role):
        width = BAR * by_role.get(role, 0) / largest if largest else 0.0
        if width:
            yield Segment(number, x, width)
        x += width


# ---- what the sections show


def _views(audit: Audit, findings: Sequence[tuple[str, Finding]]) -> dict[str, object]:
    folders = tuple(_folders(audit.files))
    return {
        "figures": [
            ("broad", *BROAD, _labelled(audit, BROAD)),
            ("narrow", *NARROW, _labelled(audit, NARROW)),
        ],
        "ranked_roles": _by_size(audit.lines.by_role),
        "largest_files": _largest_files(audit.files),
        "needle": _needle(audit.debt.ratio),
        "categories": words.heaviest(audit.debt),
        "counts": words.findings_by_category(audit),
        "languages": sorted(audit.lines.by_language.items(), key=lambda item: (-item[1], item[0])),
        "folders": folders,
        "map_data": _map(audit),
        "forge": words.permalink(audit.target, ""),
        "role_names": [words.ROLES[role] for role in Role],
        "inline_folders": frozenset(_inline(folders)),
        "findings": findings[:MAX_ROWS],
        "more_findings": findings[MAX_ROWS:],
        "found_rules": [rule for rule in audit.rules if rule.findings],
        "silent_rules": _silent(audit.rules),
        "failures": [rule for rule in audit.rules if rule.outcome is Outcome.FAILED]
        + [each for each in audit.practices if each.outcome is PracticeOutcome.FAILED],
        "practices": _checklist(audit.practices),
        "skipped": _skipped(audit),
        "churn": plots.churn(audit),
        "plot_size": (plots.WIDTH, plots.HEIGHT),
        "strip_size": (plots.STRIP_WIDTH, plots.STRIP_HEIGHT),
        "most_admitted": max((b.findings for b in audit.admitted.bands), default=0)
        if audit.admitted
        else 0,
        "oldest": words.oldest(audit, MAX_OLDEST),
    }


def _by_size(by_role: Mapping[Role, int]) -> list[Role]:
    return sorted(Role, key=lambda role: (role is not Role.ML_CODE, -by_role.get(role, 0)))


def _largest_files(files: Iterable[FileReport]) -> Mapping[Role, Sequence[tuple[FileReport, int]]]:
    """Where to look for the code of a role."""
    ranked: defaultdict[Role, list[tuple[FileReport, int]]] = defaultdict(list)
    for file in files:
        for role, lines in file.roles.items():
            ranked[role].append((file, lines))
    return {
        role: sorted(items, key=lambda item: (-item[1], item[0].path))[:5]
        for role, items in ranked.items()
    }


def _needle(ratio: float | None) -> float | None:
    """Where a debt ratio stands on the scale A to E, whose five parts are equally wide."""
    if ratio is None:
        return None
    for part, (low, high) in enumerate(pairwise(SQALE)):
        if ratio <= high:
            return (part + (ratio - low) / (high - low)) / len(Rating)
    return 1.0


def _anchored(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Each finding with a name that is the same in every audit; twins are numbered."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        twin = seen[finding.fingerprint]
        yield f"f-{finding.fingerprint}" + (f"-{twin}" if twin > 1 else ""), finding


def _silent(rules: Iterable[RuleReport]) -> Mapping[Outcome, list[RuleReport]]:
    outcomes = (Outcome.FAILED, Outcome.NOT_ASSESSABLE, Outcome.NOT_APPLICABLE, Outcome.CLEAN)
    by_outcome = {outcome: [r for r in rules if r.outcome is outcome] for outcome in outcomes}
    return {outcome: found for outcome, found in by_outcome.items() if found}


def _checklist(
    practices: Iterable[PracticeReport],
) -> Mapping[PracticeOutcome, list[PracticeReport]]:
    by_outcome: dict[PracticeOutcome, list[PracticeReport]] = {
        PracticeOutcome.FAIL: [],
        PracticeOutcome.PASS: [],
        PracticeOutcome.FAILED: [],
        PracticeOutcome.NOT_APPLICABLE: [],
    }
    for practice in practices:
        by_outcome[practice.outcome].append(practice)
    return by_outcome


def _skipped(audit: Audit) -> Sequence[tuple[str, list[str]]]:
    """Reasons, those first that leave out most files."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for file in audit.skipped:
        by_reason[file.reason].append(file.path)
    return sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))


# ---- folders


def _map(audit: Audit) -> str:
    """Every file with code: its path, lines, debt, findings, and lines of each role."""
    found = Counter(finding.path for finding in audit.findings)
    files = [
        [
            words.visible(file.path),
            file.code,
            round(file.minutes, 1),
            found[file.path],
            *(file.roles.get(role, 0) for role in Role),
        ]
        for file in audit.files
        if file.counted and file.code
    ]
    return compressed(msgspec.json.encode(files).decode())


def _folders(files: Iterable[FileReport]) -> Iterator[Folder]:
    """The counted files by folder; deep trees are cut where there would be too many."""
    counted = [file for file in files if file.counted and file.code]
    by_path: defaultdict[str, list[FileReport]] = defaultdict(list)
    depth = _depth(counted)
    for file in counted:
        by_path[_folder(file.path, depth)].append(file)
    for path, inside in sorted(by_path.items()):
        roles: Counter[Role] = Counter()
        for file in inside:
            roles.update(file.roles)
        yield Folder(
            path=path,
            files=tuple(sorted(inside, key=lambda file: (-file.code, file.path))),
            roles=roles,
            code=sum(file.code for file in inside),
            minutes=sum(file.minutes for file in inside),
        )


def _depth(files: Sequence[FileReport]) -> int:
    deepest = max((file.path.count("/") for file in files), default=0)
    for depth in range(deepest, 1, -1):
        if len({_folder(file.path, depth) for file in files}) <= MAX_FOLDERS:
            return depth
    return 1


def _folder(path: str, depth: int) -> str:
    return "/".join(PurePosixPath(path).parent.parts[:depth])


def _inline(folders: Iterable[Folder]) -> Iterator[str]:
    """Folders whose files are written as rows, as long as there is room."""
    room = MAX_FILES
    for folder in folders:
        room -= len(folder.files)
        if room >= 0:
            yield folder.path


# ---- figure 1


def _labelled(audit: Audit, size: tuple[float, float]) -> list[tuple[Box, Label | None]]:
    return [(box, label(box, audit.lines.code)) for box in boxes(audit.lines.by_role, *size)]
