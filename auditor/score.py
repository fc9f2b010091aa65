"""How much is ML code, how much debt is there, and how good is that? All the arithmetic.

Debt is counted in minutes after SQALE (Letouzey 2012), the model that SonarQube made common:
the ratio is debt over the cost of writing the code anew, at 30 minutes a line.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from statistics import fmean

from auditor.engineering import engineering_score
from auditor.evidence.kept import kept
from auditor.ml_test_score import ml_test_score
from auditor.model import (
    CODE_CLASSES,
    PIPELINE_ROLES,
    SCHEMA_VERSION,
    Audit,
    AuditedTarget,
    Category,
    Checkout,
    Complex,
    Debt,
    Environment,
    FileReport,
    Finding,
    Hit,
    Hotspot,
    Kind,
    LineClass,
    Lines,
    PracticeReport,
    Project,
    Rating,
    Role,
    Rule,
    RuleReport,
    RuleResult,
    Share,
    Shares,
    SkippedFile,
    SourceFile,
    Suppression,
    SuppressionReport,
    Tool,
    Verdict,
)

MINUTES_PER_LINE = 30  # development cost of a line: SonarQube's default, after SQALE
RATINGS = ((0.05, Rating.A), (0.10, Rating.B), (0.20, Rating.C), (0.50, Rating.D))
RANKS = ((5, "A"), (10, "B"), (20, "C"), (30, "D"), (40, "E"))  # radon.complexity.cc_rank
MAX_HOTSPOTS = 20

DEFINITIONS = {
    "ml_code": "model, loss, training and inference: the black box of Figure 1",
    "ml_pipeline": "ml_code and what feeds, checks and analyses it: data collection, data"
    " verification, feature extraction, analysis tools",
    "ml_touching": "lines of the functions, cells and top-level blocks that hold ML code or call"
    " an ML library",
}


def score(  # noqa: PLR0913, PLR0917 - what the stages before found, joined here
    checkout: Checkout,
    project: Project,
    results: Sequence[RuleResult],
    practices: tuple[PracticeReport, ...],
    suppressed: Iterable[Suppression],
    tool: Tool,
) -> Audit:
    """Add up what was found into the audit that every report is a view of."""
    lines = _lines(project)
    findings = _findings(project, results)
    minutes = _minutes_by_path(findings)
    debt = _debt(findings, lines.code)
    by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    rules = tuple(_rule_report(result, by_rule[result.rule.id]) for result in results)
    silenced = Counter(mark for result in results for mark in result.silenced)
    return Audit(
        schema=SCHEMA_VERSION,
        tool=tool,
        target=_target(checkout),
        verdict=Verdict(summary="", reasons=()),  # `verdict` says it, once all else is known
        shares=_shares(project),
        lines=lines,
        debt=debt,
        engineering_score=engineering_score(lines, practices),
        ml_test_score=ml_test_score(project),
        practices=practices,
        rules=rules,
        findings=findings,
        hotspots=_hotspots(project, minutes),
        environments=_environments(project),
        complexity=_complexity(project),
        files=tuple(_file_report(project, file, minutes) for file in project.files),
        skipped=tuple(
            SkippedFile(file.path, file.reason or "not counted")
            for file in project.files
            if not file.counts
        ),
        suppressions=tuple(
            SuppressionReport(
                path=mark.place.path,
                line=mark.place.line,
                rules=mark.rules,
                reason=mark.reason,
                cell=mark.place.cell,
                silenced=silenced[mark],
            )
            for mark in suppressed
        ),
        tracked_files=len(project.files),
        commits=project.history.commits if project.history else None,
        authors=project.history.authors if project.history else None,
        notes=_notes(checkout, project),
    )


def _target(checkout: Checkout) -> AuditedTarget:
    target = checkout.target
    return AuditedTarget(
        name=target.name,
        url=target.url,
        path=target.path,
        commit=checkout.commit,
        revision=target.revision,
        branch=checkout.branch,
        subdir=target.subdir,
        dirty=checkout.dirty,
        web_url=checkout.web_url,
    )


# ---- lines and shares


@kept
def lines_by_role(file: SourceFile) -> Mapping[tuple[Role, bool], int]:
    """Code lines of a file by role and by whether they touch ML."""
    found: Counter[tuple[Role, bool]] = Counter()
    for span in file.roles:
        classes = file.facts.lines[span.line - 1 : span.end_line]
        lines = sum(map(classes.count, CODE_CLASSES))
        if lines:
            found[span.role, span.touches_ml] += lines
    return found


def _lines(project: Project) -> Lines:
    total: Counter[str] = Counter()
    by_role: Counter[Role] = Counter(dict.fromkeys(Role, 0))
    by_language: Counter[str] = Counter()
    by_kind: Counter[Kind] = Counter()
    split: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    for file in filter(lambda file: file.counts, project.files):
        total.update(file.facts.lines)
        for (role, _), count in lines_by_role(file).items():
            by_role[role] += count
            by_language[file.facts.language] += count
            by_kind[file.kind] += count
            split[file.facts.language][role] += count
    parts = line_parts(total)
    return Lines(
        total=sum(total.values()),
        code=parts["code"],
        comment=parts["comment"],
        docstring=parts["docstring"],
        blank=parts["blank"],
        string=total[LineClass.STRING],
        by_role=dict(by_role),
        by_language=dict(sorted(by_language.items())),
        by_kind=dict(sorted(by_kind.items())),
        by_language_and_role={
            language: dict(sorted(roles.items())) for language, roles in sorted(split.items())
        },
    )


def line_parts(classes: Mapping[str, int]) -> dict[str, int]:
    """Code, comment, docstring and blank lines of counted line classes; they add up to all."""
    count = Counter(classes)
    return {
        "code": sum(count[kind] for kind in CODE_CLASSES),
        "comment": count[LineClass.COMMENT] + count[LineClass.QUOTED],
        "docstring": count[LineClass.DOCSTRING],
        "blank": count[LineClass.BLANK] + count[LineClass.WHITE],
    }


def _shares(project: Project) -> Shares:
    everything: Counter[str] = Counter()
    without_tests: Counter[str] = Counter()
    for file in filter(lambda file: file.counts, project.files):
        for (role, touches), count in lines_by_role(file).items():
            names = ["code"]
            names += ["ml_code"] if role is Role.ML_CODE else []
            names += ["ml_pipeline"] if role in PIPELINE_ROLES else []
            names += ["ml_touching"] if touches else []
            everything.update(dict.fromkeys(names, count))
            if role is not Role.TESTING:
                without_tests.update(dict.fromkeys(names, count))
    return Shares(**{name: _share(name, everything, without_tests) for name in DEFINITIONS})


def _share(name: str, everything: Counter[str], without_tests: Counter[str]) -> Share:
    return Share(
        all=_ratio(everything[name], everything["code"]),
        without_tests=_ratio(without_tests[name], without_tests["code"]),
        lines=everything[name],
        lines_without_tests=without_tests[name],
        definition=DEFINITIONS[name],
    )


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 6) if whole else None


# ---- findings and debt


def _findings(project: Project, results: Iterable[RuleResult]) -> tuple[Finding, ...]:
    files = {file.path: file for file in project.files}
    heats = _heats(project)
    seen: Counter[str] = Counter()
    findings = []
    for result in results:
        for hit in result.hits:
            mark = _identity(result.rule, hit, files.get(hit.location.path))
            seen[mark] += 1
            heat = heats.get(hit.location.path, 0.0)
            findings.append(_finding(result.rule, hit, _fingerprint(mark, seen[mark]), heat))
    return tuple(sorted(findings, key=_by_place))


def _by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    cell = -1 if finding.cell is None else finding.cell
    return finding.path, cell, finding.line, finding.rule, finding.message


def _identity(rule: Rule, hit: Hit, file: SourceFile | None) -> str:
    """What makes it this finding: no line number, so that edits above it do not matter."""
    if hit.anywhere:
        return f"{rule.id}\0\0{hit.identity}"
    if hit.identity:
        return f"{rule.id}\0{hit.location.path}\0{hit.identity}"
    scope = _enclosing(file, hit) if file else ""
    return f"{rule.id}\0{hit.location.path}\0{scope}\0{hit.message}"


def _enclosing(file: SourceFile, hit: Hit) -> str:
    """Name of the innermost function or class around a hit."""
    if file.facts.code is None or hit.location.cell is not None:
        return ""
    line = hit.location.line
    around = [s for s in file.facts.code.scopes[1:] if s.line <= line <= s.end_line]
    return max(around, key=lambda scope: scope.line).qualname if around else ""


def _fingerprint(mark: str, occurrence: int) -> str:
    return sha256(f"{mark}\0{occurrence}".encode("utf-8", "backslashreplace")).hexdigest()[:20]


def _finding(rule: Rule, hit: Hit, fingerprint: str, heat: float) -> Finding:
    priced = rule.minutes + rule.minutes_each * hit.size
    minutes = round(float(priced if hit.minutes is None else hit.minutes), 1)  # 5.0 also of 5
    severity = rule.severity if hit.severity is None else hit.severity
    return Finding(
        rule=rule.id,
        category=rule.category,
        path=hit.location.path,
        cell=hit.location.cell,
        line=hit.location.line,
        end_line=hit.location.end_line,
        severity=severity.label,
        confidence=rule.confidence.label,
        minutes=minutes,
        message=hit.message,
        fingerprint=fingerprint,
        priority=round(minutes * (1 + heat), 1),
        labels=dict(hit.labels),
    )


def _heats(project: Project) -> Mapping[str, float]:
    """How much of the recent change falls on each file, against the busiest one, 0-1."""
    changes = project.history.changes if project.history else {}
    busiest = max((change.recent_commits for change in changes.values()), default=0)
    if not busiest:
        return {}
    return {path: change.recent_commits / busiest for path, change in changes.items()}


def _minutes_by_path(findings: Iterable[Finding]) -> Mapping[str, float]:
    minutes: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        minutes[finding.path] += finding.minutes
    return minutes


def _debt(findings: Sequence[Finding], code_lines: int) -> Debt:
    minutes: defaultdict[Category, float] = defaultdict(float)
    counted: Counter[Category] = Counter()
    for finding in findings:
        minutes[finding.category] += finding.minutes
        counted[finding.category] += finding.minutes > 0  # a remark is no debt
    total = sum(minutes.values(), 0.0)
    ratio = _ratio(total, MINUTES_PER_LINE * code_lines)
    return Debt(
        minutes=round(total, 1),
        ratio=ratio,
        rating=rating(ratio),
        by_category={category: round(minutes[category], 1) for category in Category},
        density={
            category: round(1000 * counted[category] / code_lines, 3) if code_lines else 0.0
            for category in Category
        },
    )


def rating(ratio: float | None) -> Rating | None:
    """SQALE letter of a debt ratio; None where there is no code to rate."""
    if ratio is None:
        return None
    return next((letter for limit, letter in RATINGS if ratio <= limit), Rating.E)


def _rule_report(result: RuleResult, own: Sequence[Finding]) -> RuleReport:
    return RuleReport(
        id=result.rule.id,
        title=result.rule.title,
        category=result.rule.category,
        severity=result.rule.severity.label,
        outcome=result.outcome,
        findings=len(own),
        minutes=round(sum((finding.minutes for finding in own), 0.0), 1),
        remedy=result.rule.remedy,
        reason=result.reason,
    )


# ---- the rest


def _hotspots(project: Project, minutes: Mapping[str, float]) -> tuple[Hotspot, ...]:
    """Files where debt meets recent change, after Tornhill's hotspots."""
    if project.history is None:
        return ()
    changes = project.history.changes
    raw = {
        path: owed * changes[path].recent_commits
        for path, owed in minutes.items()
        if path in changes and changes[path].recent_commits
    }
    total = sum(raw.values())
    ordered = sorted(raw, key=lambda path: (-raw[path], path))[:MAX_HOTSPOTS]
    return tuple(
        Hotspot(
            path=path,
            commits=changes[path].recent_commits,
            minutes=round(minutes[path], 1),
            score=round(raw[path] / total, 4),
        )
        for path in ordered
        if total
    )


def _environments(project: Project) -> tuple[Environment, ...]:
    return tuple(
        Environment(
            path=file.path,
            manager=manifest.manager,
            role=manifest.role,
            dependencies=len(manifest.dependencies),
            pinned=sum(dependency.pinned for dependency in manifest.dependencies),
            requires_python=manifest.requires_python,
        )
        for file in project.files
        if (manifest := file.facts.manifest) is not None
    )


def _complexity(project: Project) -> Complex:
    measured = [
        block.cyclomatic
        for file in project.files
        if file.counts and file.facts.code is not None
        for block in file.facts.code.complexities
        if block.kind != "class"
    ]
    ranks = Counter(rank(complexity) for complexity in measured)
    return Complex(
        functions=len(measured),
        mean=round(fmean(measured), 2) if measured else None,
        ranks={letter: ranks[letter] for letter in "ABCDEF"},
    )


def rank(complexity: int) -> str:
    """Radon's letter for a cyclomatic complexity."""
    return next((letter for limit, letter in RANKS if complexity <= limit), "F")


def _file_report(project: Project, file: SourceFile, minutes: Mapping[str, float]) -> FileReport:
    counted = file.counts
    classes = Counter(file.facts.lines)
    parts = line_parts(classes)
    rows = lines_by_role(file) if counted else Counter()
    roles: Counter[Role] = Counter()
    for (role, _), count in rows.items():
        roles[role] += count
    code = file.facts.code
    change = project.history.changes.get(file.path) if project.history else None
    return FileReport(
        path=file.path,
        kind=file.kind,
        language=file.facts.language,
        size=file.size,
        **parts,
        string=classes[LineClass.STRING],
        roles=dict(sorted(roles.items())),
        ml_touching=sum(count for (_, touches), count in rows.items() if touches),
        counted=counted,
        parser=file.facts.parser,
        complexity=code.cyclomatic_total if code else None,
        maintainability=round(code.maintainability, 2) if code else None,
        notes=(*file.facts.notes, *((file.facts.problem,) if file.facts.problem else ())),
        minutes=round(minutes.get(file.path, 0.0), 1),
        commits=change.commits if change else None,
        recent_commits=change.recent_commits if change else None,
        failed=file.facts.failed,
    )


def _notes(checkout: Checkout, project: Project) -> tuple[str, ...]:
    notes = []
    if checkout.dirty:
        notes.append("The work tree differs from its commit; it was audited as it stands on disk.")
    if checkout.shallow:
        notes.append("The clone is shallow: history before its edge is unknown.")
    if project.history is None:
        notes.append("No history was read: churn, hotspots and owners are unknown.")
    missing = sum(file.kind is Kind.UNREADABLE for file in project.files)
    if missing:
        notes.append(f"{missing} tracked files could not be read; each is listed with its reason.")
    return tuple(notes)
