"""Audits for the tests of reports: a realistic one, an empty one, a hostile one and a large one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple
from zlib import crc32

from msgspec.structs import replace

from auditor.ages import aged
from auditor.model import (
    COUNTED_KINDS,
    PIPELINE_ROLES,
    SCHEMA_VERSION,
    Audit,
    AuditedTarget,
    Category,
    Complex,
    Debt,
    Environment,
    Factor,
    FileReport,
    Finding,
    Hotspot,
    Kind,
    Lines,
    MLTestItem,
    MLTestOutcome,
    MLTestScore,
    Outcome,
    Parser,
    Percentile,
    PracticeOutcome,
    PracticeReport,
    Rating,
    Reason,
    Role,
    RuleReport,
    Run,
    Score,
    Share,
    Shares,
    SkippedFile,
    SuppressionReport,
    Tool,
    Verdict,
)

COMMIT = "9f2c1d7be0a44c31b5d8e6f70a1b2c3d4e5f6071"

MINUTES_A_LINE = 30  # SQALE's cost of development

ML, DATA, CHECK, FEATURE, CONFIG, ANALYSIS, PROCESS, RESOURCE, SERVING, MONITOR, TEST, GENERAL = (
    Role
)

# path, language, kind, and the code lines of each role
FILES: tuple[tuple[str, str, Kind, Mapping[Role, int]], ...] = (
    ("train.py", "Python", Kind.SOURCE, {ML: 142, CONFIG: 61, PROCESS: 38, MONITOR: 29}),
    ("predict.py", "Python", Kind.SOURCE, {ML: 31, CONFIG: 22, SERVING: 18, FEATURE: 12}),
    ("evaluate.py", "Python", Kind.SOURCE, {ANALYSIS: 118, ML: 24, CONFIG: 26, DATA: 11}),
    ("setup.py", "Python", Kind.SOURCE, {PROCESS: 44}),
    ("src/weather/__init__.py", "Python", Kind.SOURCE, {GENERAL: 4}),
    ("src/weather/config.py", "Python", Kind.SOURCE, {CONFIG: 214, CHECK: 31}),
    ("src/weather/registry.py", "Python", Kind.SOURCE, {SERVING: 73, GENERAL: 21}),
    ("src/weather/seeding.py", "Python", Kind.SOURCE, {ML: 17, RESOURCE: 8}),
    ("src/weather/models/unet.py", "Python", Kind.SOURCE, {ML: 301, CHECK: 14}),
    ("src/weather/models/transformer.py", "Python", Kind.SOURCE, {ML: 388, CONFIG: 22, CHECK: 19}),
    ("src/weather/models/losses.py", "Python", Kind.SOURCE, {ML: 156, CHECK: 9}),
    ("src/weather/models/layers.py", "Python", Kind.SOURCE, {ML: 243, CHECK: 12, GENERAL: 6}),
    ("src/weather/models/checkpoints.py", "Python", Kind.SOURCE, {ML: 64, DATA: 12, CHECK: 15}),
    ("src/weather/models/unet_v2_old.py", "Python", Kind.SOURCE, {ML: 287}),
    ("src/weather/data/era5.py", "Python", Kind.SOURCE, {DATA: 264, CHECK: 42, CONFIG: 18}),
    ("src/weather/data/stations.py", "Python", Kind.SOURCE, {DATA: 171, FEATURE: 44}),
    ("src/weather/data/datasets.py", "Python", Kind.SOURCE, {DATA: 232, FEATURE: 61, CHECK: 17}),
    ("src/weather/data/download.py", "Python", Kind.SOURCE, {DATA: 97, MONITOR: 14}),
    ("src/weather/data/schema.py", "Python", Kind.SOURCE, {CHECK: 88}),
    ("src/weather/features/normalise.py", "Python", Kind.SOURCE, {FEATURE: 132}),
    ("src/weather/features/patches.py", "Python", Kind.SOURCE, {FEATURE: 176, CHECK: 21}),
    ("src/weather/features/calendar.py", "Python", Kind.SOURCE, {FEATURE: 58}),
    (
        "src/weather/experimental/transformer_with_rotary_embeddings/temporal_fusion_decoder_v3.py",
        "Python",
        Kind.SOURCE,
        {ML: 334, FEATURE: 41, MONITOR: 12},
    ),
    ("src/weather/metrics/skill.py", "Python", Kind.SOURCE, {ANALYSIS: 193, CHECK: 8}),
    ("src/weather/metrics/plots.py", "Python", Kind.SOURCE, {ANALYSIS: 221, CONFIG: 14}),
    ("src/weather/metrics/report.py", "Python", Kind.SOURCE, {ANALYSIS: 127, DATA: 16}),
    ("src/weather/serving/app.py", "Python", Kind.SOURCE, {SERVING: 184, CHECK: 33, ML: 9}),
    ("src/weather/serving/schemas.py", "Python", Kind.SOURCE, {SERVING: 61}),
    ("src/weather/serving/export_onnx.py", "Python", Kind.SOURCE, {SERVING: 74, ML: 11}),
    ("src/weather/ops/devices.py", "Python", Kind.SOURCE, {RESOURCE: 84, GENERAL: 9}),
    ("src/weather/ops/launch.py", "Python", Kind.SOURCE, {PROCESS: 142, RESOURCE: 36}),
    ("src/weather/ops/logging.py", "Python", Kind.SOURCE, {MONITOR: 91}),
    ("src/weather/ops/drift.py", "Python", Kind.SOURCE, {MONITOR: 68, ANALYSIS: 22}),
    ("src/weather/utils.py", "Python", Kind.SOURCE, {GENERAL: 312, DATA: 38, MONITOR: 21}),
    ("src/weather/cuda/attention_kernel.cu", "CUDA", Kind.SOURCE, {ML: 411}),
    ("src/weather/cuda/bindings.cpp", "C++", Kind.SOURCE, {ML: 58, CHECK: 24, GENERAL: 31}),
    ("scripts/run_all.sh", "Bash", Kind.SOURCE, {PROCESS: 48}),
    ("scripts/slurm_train.sh", "Bash", Kind.SOURCE, {RESOURCE: 27, PROCESS: 9}),
    ("scripts/regrid.R", "R", Kind.SOURCE, {FEATURE: 66}),
    ("web/src/App.js", "JavaScript", Kind.SOURCE, {SERVING: 238}),
    ("web/src/map.js", "JavaScript", Kind.SOURCE, {SERVING: 164}),
    ("notebooks/01_explore.ipynb", "Jupyter Notebook", Kind.NOTEBOOK, {ANALYSIS: 141, DATA: 33}),
    ("notebooks/02_baseline.ipynb", "Jupyter Notebook", Kind.NOTEBOOK, {ML: 96, FEATURE: 58}),
    ("notebooks/Untitled3.ipynb", "Jupyter Notebook", Kind.NOTEBOOK, {ML: 44, ANALYSIS: 39}),
    ("configs/base.yaml", "YAML", Kind.CONFIG, {CONFIG: 74}),
    ("configs/large.yaml", "YAML", Kind.CONFIG, {CONFIG: 81}),
    ("configs/ablations/no_rotary.yaml", "YAML", Kind.CONFIG, {CONFIG: 69}),
    ("docker-compose.yml", "YAML", Kind.CONFIG, {RESOURCE: 31}),
    ("Dockerfile", "Docker", Kind.CONFIG, {RESOURCE: 22}),
    ("pyproject.toml", "TOML", Kind.CONFIG, {PROCESS: 52, RESOURCE: 18}),
    (".github/workflows/test.yml", "YAML", Kind.CONFIG, {PROCESS: 37}),
    ("requirements.txt", "Text", Kind.CONFIG, {RESOURCE: 26}),
    ("environment.yml", "YAML", Kind.CONFIG, {RESOURCE: 34}),
    ("tests/conftest.py", "Python", Kind.TEST, {TEST: 61}),
    ("tests/test_losses.py", "Python", Kind.TEST, {TEST: 144}),
    ("tests/test_datasets.py", "Python", Kind.TEST, {TEST: 188}),
    ("tests/test_skill.py", "Python", Kind.TEST, {TEST: 97}),
    ("tests/test_app.py", "Python", Kind.TEST, {TEST: 82}),
    ("README.md", "Markdown", Kind.DOCS, {}),
    ("data/stations.csv", "CSV", Kind.DATA, {}),
    ("weights/unet.pt", "Binary", Kind.MODEL_ARTEFACT, {}),
    ("web/package-lock.json", "JSON", Kind.GENERATED, {}),
    ("third_party/einops/einops.py", "Python", Kind.VENDORED, {}),
)

SKIPPED = {
    Kind.DOCS: "documentation is not code",
    Kind.DATA: "data is not code",
    Kind.MODEL_ARTEFACT: "model artefact",
    Kind.GENERATED: "generated by a tool",
    Kind.VENDORED: "copied from another project",
}


class Smell(NamedTuple):
    id: str
    title: str
    category: Category
    severity: str
    minutes: float
    times: int
    message: str
    remedy: str


SMELLS = (
    Smell(
        "duplicate-model-code",
        "Model code written twice",
        Category.DESIGN,
        "high",
        60,
        4,
        "38 lines are the same as in `src/weather/models/unet.py`",
        "Move the shared block into one module and import it.",
    ),
    Smell(
        "dead-experimental-codepath",
        "Experimental code that nothing reaches",
        Category.SYSTEM,
        "high",
        45,
        5,
        "`use_rotary` is never set, so this branch never runs",
        "Delete the branch; the history keeps it.",
    ),
    Smell(
        "preprocessing-leakage",
        "Preprocessing fitted before the split",
        Category.LEAKAGE,
        "critical",
        40,
        3,
        "`StandardScaler.fit` sees rows that later are the test set",
        "Split first, then fit on the training part alone.",
    ),
    Smell(
        "configuration-debt",
        "Settings scattered through the code",
        Category.SYSTEM,
        "medium",
        10,
        9,
        "`learning_rate=3e-4` stands outside the configuration",
        "Move it to configs/base.yaml and read it from there.",
    ),
    Smell(
        "dependencies-unpinned",
        "Dependencies without a version",
        Category.ENVIRONMENT,
        "high",
        20,
        3,
        "19 of 26 requirements accept any version",
        "Write a lock file and install from it.",
    ),
    Smell(
        "unsafe-deserialisation",
        "File that may run code when it is loaded",
        Category.FRAMEWORK,
        "high",
        10,
        4,
        "`torch.load` without `weights_only=True`",
        "Pass `weights_only=True`.",
    ),
    Smell(
        "randomness-uncontrolled",
        "Random numbers without a seed",
        Category.ML_SMELL,
        "medium",
        10,
        6,
        "`np.random.permutation` runs with no seed in reach",
        "Create one generator from the configured seed and pass it on.",
    ),
    Smell(
        "hyperparameter-not-set",
        "Estimator left at its defaults",
        Category.ML_SMELL,
        "low",
        5,
        7,
        "`AdamW` without `weight_decay`",
        "State the value that was chosen.",
    ),
    Smell(
        "columns-and-dtype-not-set",
        "Table read without types",
        Category.ML_SMELL,
        "low",
        5,
        5,
        "`pd.read_csv` guesses the types of its columns",
        "Pass `dtype` and `usecols`.",
    ),
    Smell(
        "absolute-path",
        "Path of one machine",
        Category.REPRODUCIBILITY,
        "medium",
        10,
        5,
        "'/home/anna/era5' exists on one machine",
        "Take the folder from the configuration.",
    ),
    Smell(
        "nonlinear-execution",
        "Notebook not run from top to bottom",
        Category.NOTEBOOK,
        "medium",
        15,
        2,
        "cell 7 ran before cell 3",
        "Restart the kernel, run all cells and save.",
    ),
    Smell(
        "untitled-notebook",
        "Notebook without a name",
        Category.NOTEBOOK,
        "low",
        2,
        1,
        "`Untitled3.ipynb` says nothing of what it holds",
        "Name it for the question that it answers.",
    ),
    Smell(
        "self-admitted-debt",
        "Debt that the authors admit",
        Category.SATD,
        "info",
        15,
        9,
        "TODO: this is a quick and dirty fix, replace before release",
        "Do it, or write an issue and name it here.",
    ),
    Smell(
        "complex-function",
        "Function with many paths",
        Category.GENERAL,
        "medium",
        30,
        7,
        "`fit` has a cyclomatic complexity of 24",
        "Take the branches out into functions of their own.",
    ),
    Smell(
        "broad-except",
        "Exception caught without a name",
        Category.GENERAL,
        "low",
        5,
        6,
        "`except Exception: pass` hides every error",
        "Name the exception that is expected.",
    ),
    Smell(
        "hard-coded-device",
        "Device written into the code",
        Category.FRAMEWORK,
        "low",
        5,
        4,
        "`.cuda()` fails on machines without a GPU",
        "Take the device from the configuration.",
    ),
)

UNFOUND = (
    ("nan-comparison", "Comparison with NaN", Category.ML_SMELL, Outcome.CLEAN, None),
    ("chain-indexing", "Chained indexing", Category.ML_SMELL, Outcome.CLEAN, None),
    ("lock-out-of-date", "Lock file out of date", Category.ENVIRONMENT, Outcome.CLEAN, None),
    (
        "prompt-in-code",
        "Prompt in code",
        Category.LLM,
        Outcome.NOT_APPLICABLE,
        "calls no language model",
    ),
    (
        "cultural-debt",
        "Model code that one person knows",
        Category.SYSTEM,
        Outcome.NOT_ASSESSABLE,
        "needs the full history; the clone is shallow",
    ),
)

PRACTICES = (
    ("tests", "Tests exist", "tests/test_losses.py and 3 more"),
    ("tests-in-ci", "Tests run in CI", ".github/workflows/test.yml runs pytest"),
    ("ci", "Continuous integration", ".github/workflows/test.yml"),
    ("coverage", "Coverage is measured", None),
    ("type-hints", "Functions have type hints", "71% of 214 functions"),
    ("linter", "Linter and formatter configured", "pyproject.toml: [tool.ruff]"),
    ("pre-commit", "Checks before each commit", None),
    ("licence", "Licence", None),
    ("readme", "README says what, how and with which data", "README.md: usage, data"),
    ("changelog", "Changelog", None),
    ("citation", "Citation file", None),
    ("lock-file", "Lock file", None),
    ("container", "Container", "Dockerfile"),
    ("data-versioning", "Data is versioned", None),
    ("data-validation", "Data is validated", "src/weather/data/schema.py uses pandera"),
    ("experiment-tracking", "Experiments are tracked", "train.py logs to mlflow"),
    ("model-card", "Model card", None),
    ("data-card", "Data card", None),
    ("seeds", "Seeds are set", "src/weather/seeding.py"),
    ("monitoring", "Predictions are monitored", "src/weather/ops/drift.py"),
)


PLACES = (
    ("ml_code", 0.23, 41.4, (0.17, 0.3, 0.42)),
    ("debt_ratio", 0.005, 12.0, (0.004, 0.011, 0.023)),
    ("ml_smells", 1.62, 83.3, (0.2, 0.56, 1.6)),
    ("engineering_score", 61.0, 35.0, (44.1, 89.2, 98.7)),
)

ML_TESTS = (
    ("feature-schema", "data", "Features have a schema", MLTestOutcome.LACKING, None),
    (
        "feature-tests",
        "data",
        "All input feature code is tested",
        MLTestOutcome.MANUAL,
        "tests use 2 of 5 files of features: tests/test_features.py",
    ),
    (
        "model-review",
        "model",
        "Model specs are reviewed",
        MLTestOutcome.AUTOMATED,
        "CODEOWNERS; .github/workflows/ci.yml (line 3): pull_request",
    ),
    (
        "canary",
        "infrastructure",
        "Models are canaried before serving",
        MLTestOutcome.NOT_ASSESSABLE,
        "how models go out may be arranged outside the repository",
    ),
    ("fresh-models", "monitoring", "Models are not too stale", MLTestOutcome.FAILED, "KeyError: 1"),
)


@cache
def realistic() -> Audit:
    """A weather model with a server, notebooks, CUDA and R: 60 files, 80 findings."""
    return audit_of(tuple(_file(*row) for row in FILES), SMELLS)


@cache
def later() -> Audit:
    """The realistic project some commits on: a leak mended, a lock file added, new debt."""
    more = {"preprocessing-leakage": -2, "broad-except": 3}
    smells = [smell._replace(times=smell.times + more.get(smell.id, 0)) for smell in SMELLS]
    audit = audit_of(tuple(_file(*row) for row in FILES if "unet_v2_old" not in row[0]), smells)
    practices = tuple(
        replace(practice, outcome=PracticeOutcome.PASS, evidence="uv.lock")
        if practice.id == "lock-file"
        else practice
        for practice in audit.practices
    )
    return replace(
        audit, practices=practices, target=replace(audit.target, commit="1" * 40, revision="v2.0")
    )


@cache
def large(files: int = 1000, findings: int = 5000) -> Audit:
    """A repository with many files and findings, for the size of reports."""
    rows = [FILES[index % len(FILES)] for index in range(files)]
    reports = tuple(
        _file(f"part_{index // 40:02}/{row[0].replace('.', f'_{index}.', 1)}", *row[1:])
        for index, row in enumerate(rows)
    )
    times = -(-findings // len(SMELLS))
    return audit_of(reports, tuple(smell._replace(times=times) for smell in SMELLS))


@cache
def dated() -> Audit:
    """The realistic audit with the dates of its admitted debt, but for one."""
    admitted = [f for f in realistic().findings if f.category is Category.SATD]
    dates = {
        (finding.path, finding.line): datetime(2019 + number % 6, 3, 1 + number, tzinfo=UTC)
        for number, finding in enumerate(admitted[1:])
    }
    return aged(realistic(), dates, datetime(2024, 6, 30, tzinfo=UTC), "the search ended before")


@cache
def empty() -> Audit:
    """An audit of a repository without any code: nothing can be divided."""
    return replace(
        audit_of((), ()),
        practices=(),
        rules=(),
        hotspots=(),
        environments=(),
        suppressions=(),
        verdict=Verdict(summary="There is no code to audit.", reasons=()),
        engineering_score=Score(value=None, reason="no code"),
        ml_test_score=MLTestScore(value=None, sections={}, reason="no code"),
        percentiles=(),
        complexity=Complex(functions=0, mean=None, ranks={}),
        commits=None,
        authors=None,
        notes=(),
        run=None,
    )


@cache
def hostile(text: str) -> Audit:
    """The realistic audit with `text` in every place that a target can write to."""
    audit = realistic()
    return replace(
        audit,
        target=replace(
            audit.target, name=text, branch=text, revision=text, path=text, url=text, subdir=text
        ),
        verdict=Verdict(
            summary=text,
            reasons=tuple(
                replace(reason, title=text, example=text, evidence=text, remedy=text)
                for reason in audit.verdict.reasons
            ),
        ),
        findings=tuple(
            replace(finding, path=f"{text}/{index}.py", message=text)
            for index, finding in enumerate(audit.findings)
        ),
        files=tuple(
            replace(file, path=f"{text}/{index}.py", language=text, notes=(text,))
            for index, file in enumerate(audit.files)
        ),
        lines=replace(
            audit.lines,
            by_language={text: audit.lines.code},
            by_language_and_role={text: audit.lines.by_role},
        ),
        skipped=tuple(SkippedFile(text, text) for _ in audit.skipped),
        suppressions=(SuppressionReport(path=text, line=3, rules=(text,), reason=text),),
        hotspots=tuple(replace(hotspot, path=text) for hotspot in audit.hotspots),
        environments=tuple(
            replace(environment, path=text, requires_python=text)
            for environment in audit.environments
        ),
        practices=tuple(replace(practice, evidence=text) for practice in audit.practices),
        ml_test_score=replace(
            audit.ml_test_score,
            items=tuple(replace(item, evidence=text) for item in audit.ml_test_score.items),
        ),
        rules=tuple(replace(rule, reason=text) for rule in audit.rules),
        notes=(text,),
    )


def audit_of(files: tuple[FileReport, ...], smells: Iterable[Smell]) -> Audit:
    """An audit whose sums agree with its files and findings."""
    findings = _findings(files, smells) if files else ()
    owed = Counter[str]()
    for finding in findings:
        owed[finding.path] += int(finding.minutes)
    files = tuple(replace(file, minutes=float(owed[file.path])) for file in files)
    lines = _lines(files)
    debt = _debt(findings, lines.code)
    return Audit(
        schema=SCHEMA_VERSION,
        tool=Tool("numbers-audit", "0.0.0"),
        target=AuditedTarget(
            name="aurora-lab/weather",
            url="https://github.com/aurora-lab/weather",
            commit=COMMIT,
            branch="main",
            web_url=f"https://github.com/aurora-lab/weather/blob/{COMMIT}/",
        ),
        verdict=_verdict(findings, debt),
        shares=_shares(lines),
        lines=lines,
        debt=debt,
        engineering_score=Score(
            value=61.0,
            low=48.0,
            high=72.0,
            factors=(
                Factor(id="tests", given=0.31, points=0.72),
                Factor(id="tests-in-ci", given=1.0, points=0.41),
                Factor(id="docstrings", given=None, points=0.0),
            ),
        ),
        ml_test_score=MLTestScore(
            value=1.0,
            sections={"data": 2.0, "model": 1.0, "infrastructure": 2.5, "monitoring": 1.5},
            items=tuple(
                MLTestItem(id=id_, section=section, title=title, outcome=outcome, evidence=evidence)
                for id_, section, title, outcome, evidence in ML_TESTS
            ),
        ),
        percentiles=tuple(
            Percentile(
                measure=measure,
                value=value,
                percentile=percentile,
                repositories=162,
                quartiles=quartiles,
            )
            for measure, value, percentile, quartiles in PLACES
        ),
        practices=_practices(),
        rules=_rules(smells, findings),
        findings=findings,
        hotspots=_hotspots(files),
        environments=(
            Environment(
                path="requirements.txt",
                manager="pip",
                role="run",
                dependencies=26,
                pinned=7,
            ),
            Environment(
                path="pyproject.toml",
                manager="setuptools",
                role="run",
                dependencies=11,
                pinned=0,
                requires_python=">=3.10",
            ),
            Environment(
                path="environment.yml", manager="conda", role="dev", dependencies=31, pinned=29
            ),
        ),
        complexity=Complex(
            functions=214, mean=4.3, ranks={"A": 151, "B": 42, "C": 14, "D": 5, "E": 1, "F": 1}
        ),
        files=files,
        skipped=tuple(
            SkippedFile(file.path, SKIPPED[file.kind]) for file in files if not file.counted
        ),
        suppressions=(
            SuppressionReport(
                path="src/weather/utils.py", line=88, rules=("broad-except",), reason="best effort"
            ),
        ),
        tracked_files=len(files),
        commits=812,
        authors=9,
        notes=("History was read to a depth of 1,000 commits.",),
        run=Run(
            started="2026-01-05T10:00:00Z",
            seconds=4.2,
            phases={"read": 0.8, "measure": 1.9, "classify": 0.7, "detect": 0.6, "score": 0.2},
            python="3.11.7",
            jobs=2,
        ),
    )


def _file(path: str, language: str, kind: Kind, roles: Mapping[Role, int]) -> FileReport:
    code = sum(roles.values())
    python = language in {"Python", "Jupyter Notebook"} and code > 0
    return FileReport(
        path=path,
        kind=kind,
        language=language,
        size=code * 38 + 900,
        code=code,
        comment=code // 9,
        docstring=code // 12 if python else 0,
        blank=code // 5,
        string=code // 30 if python else 0,
        roles=roles,
        ml_touching=sum(roles.get(role, 0) for role in (ML, FEATURE)),
        counted=kind in COUNTED_KINDS,
        parser=Parser.PYTHON if python else Parser.PYGMENTS if code else Parser.NONE,
        complexity=code // 4 if python else None,
        maintainability=round(100 - code / 8, 1) if python else None,
        notes=("cell 4 holds shell commands",) if path.startswith("notebooks/02") else (),
        commits=len(path) % 23,
        recent_commits=len(path) % 23 // 2,
    )


def _findings(files: tuple[FileReport, ...], smells: Iterable[Smell]) -> tuple[Finding, ...]:
    code = [file for file in files if file.roles and file.kind is not Kind.TEST]
    notebooks = [file for file in code if file.kind is Kind.NOTEBOOK]
    found = [
        _finding(smell, _place(smell, places, number), number)
        for smell in smells
        for places in [notebooks if smell.category is Category.NOTEBOOK else code]
        for number in range(smell.times)
    ]
    return tuple(sorted(found, key=lambda f: (f.path, f.line, f.rule, f.fingerprint)))


def _place(smell: Smell, files: Iterable[FileReport], number: int) -> FileReport:
    """Any file, and the same one again when other files come and go."""
    seed = crc32(f"{smell.id}|{number}".encode())
    return min(files, key=lambda file: crc32(file.path.encode(), seed))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _finding(smell: Smell, file: FileReport, number: int) -> Finding:
    line = 1 + (number * 37 + len(file.path) * 11) % max(file.code, 2)
    return Finding(
        rule=smell.id,
        category=smell.category,
        path=file.path,
        cell=line % 9 if file.kind is Kind.NOTEBOOK else None,
        line=line,
        end_line=line + number % 4,
        severity=smell.severity,
        confidence=("high", "medium")[number % 2],
        minutes=float(smell.minutes),
        message=smell.message,
        fingerprint=_digest(f"{smell.id}|{file.path}|{number}"),
        role=max(file.roles, key=lambda role: file.roles[role]),
        priority=float(smell.minutes * (1 + (file.commits or 0))),
    )


def _practices() -> tuple[PracticeReport, ...]:
    known = [
        PracticeReport(
            id=id_,
            title=title,
            outcome=PracticeOutcome.PASS if evidence else PracticeOutcome.FAIL,
            evidence=evidence,
        )
        for id_, title, evidence in PRACTICES
    ]
    registry = PracticeReport(
        id="model-registry",
        title="Models come from a registry",
        outcome=PracticeOutcome.NOT_APPLICABLE,
        evidence=None,
    )
    return (*known, registry)


def _lines(files: tuple[FileReport, ...]) -> Lines:
    counted = [file for file in files if file.counted]
    by_role: Counter[Role] = Counter(dict.fromkeys(Role, 0))
    by_language: Counter[str] = Counter()
    by_kind: Counter[Kind] = Counter()
    both: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    for file in counted:
        by_role.update(file.roles)
        by_language[file.language] += file.code
        by_kind[file.kind] += file.code
        both[file.language].update(file.roles)
    sums: dict[str, Any] = {
        key: sum(getattr(file, key) for file in counted)
        for key in ("code", "comment", "docstring", "blank", "string")
    }
    return Lines(
        **sums,
        total=sums["code"] + sums["comment"] + sums["docstring"] + sums["blank"],
        by_role=dict(by_role),
        by_language=dict(by_language),
        by_kind=dict(by_kind),
        by_language_and_role={language: dict(roles) for language, roles in both.items()},
    )


def _shares(lines: Lines) -> Shares:
    touching = round(lines.code * 0.71)
    return Shares(
        ml_code=_share(lines, lines.by_role[ML], "Model, loss, training and inference."),
        ml_pipeline=_share(
            lines,
            sum(lines.by_role[role] for role in PIPELINE_ROLES),
            "ML code, data, features and analysis.",
        ),
        ml_touching=_share(
            lines, touching, "Functions, cells and blocks that do ML or call it at all."
        ),
    )


def _share(lines: Lines, part: int, definition: str) -> Share:
    without_tests = lines.code - lines.by_role[TEST]
    return Share(
        all=part / lines.code if lines.code else None,
        without_tests=part / without_tests if without_tests else None,
        lines=part,
        lines_without_tests=part,
        definition=definition,
    )


def _debt(findings: tuple[Finding, ...], code: int) -> Debt:
    minutes: Counter[Category] = Counter()
    counts: Counter[Category] = Counter()
    for finding in findings:
        minutes[finding.category] += int(finding.minutes)
        counts[finding.category] += 1
    ratio = sum(minutes.values()) / (MINUTES_A_LINE * code) if code else None
    return Debt(
        minutes=float(sum(minutes.values())),
        ratio=ratio,
        rating=None if ratio is None else _rating(ratio),
        by_category={key: float(value) for key, value in minutes.items()},
        density={key: 1000 * count / code for key, count in counts.items()} if code else {},
    )


def _rating(ratio: float) -> Rating:
    bounds = {Rating.A: 0.05, Rating.B: 0.1, Rating.C: 0.2, Rating.D: 0.5}
    return next((rating for rating, bound in bounds.items() if ratio <= bound), Rating.E)


def _rules(smells: Iterable[Smell], findings: tuple[Finding, ...]) -> tuple[RuleReport, ...]:
    counts = Counter(finding.rule for finding in findings)
    found = [
        RuleReport(
            id=smell.id,
            title=smell.title,
            category=smell.category,
            severity=smell.severity,
            outcome=Outcome.FOUND,
            findings=counts[smell.id],
            minutes=float(counts[smell.id] * smell.minutes),
            remedy=smell.remedy,
        )
        for smell in smells
    ]
    others = [
        RuleReport(
            id=id_,
            title=title,
            category=category,
            severity="medium",
            outcome=outcome,
            findings=0,
            minutes=0.0,
            remedy="",
            reason=reason,
        )
        for id_, title, category, outcome, reason in UNFOUND
    ]
    return tuple(sorted((*found, *others), key=lambda rule: rule.id))


def _verdict(findings: tuple[Finding, ...], debt: Debt) -> Verdict:
    minutes: Counter[str] = Counter()
    for finding in findings:
        minutes[finding.rule] += int(finding.minutes)
    smells = {smell.id: smell for smell in SMELLS}
    return Verdict(
        summary=(
            "Little debt for its size: about three working days, 0.5% of what it cost to write. "
            "Most of it is duplicated model code and experiments that nothing reaches."
        ),
        reasons=tuple(
            _reason(smells[rule], total / debt.minutes, findings)
            for rule, total in minutes.most_common(5)
        ),
    )


def _reason(smell: Smell, share: float, findings: tuple[Finding, ...]) -> Reason:
    own = [finding for finding in findings if finding.rule == smell.id]
    return Reason(
        title=smell.title,
        rule=smell.id,
        minutes=sum(finding.minutes for finding in own),
        share=share,
        findings=len(own),
        example=f"{own[0].path}:{own[0].line}",
        evidence=smell.message,
        remedy=smell.remedy,
    )


def _hotspots(files: tuple[FileReport, ...]) -> tuple[Hotspot, ...]:
    weights = {file.path: file.minutes * (file.commits or 0) for file in files if file.minutes}
    total = sum(weights.values())
    ranked = sorted(
        (file for file in files if weights.get(file.path)),
        key=lambda file: (-weights[file.path], file.path),
    )
    return tuple(
        Hotspot(
            path=file.path,
            commits=file.commits or 0,
            minutes=file.minutes,
            score=weights[file.path] / total,
        )
        for file in ranked[:10]
    )
