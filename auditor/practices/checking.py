"""What checks every change: tests, CI, types, linters, hooks and robots."""

import re
from collections.abc import Mapping

from auditor.evidence.own_tests import copied_folders, is_inside, own_tests
from auditor.evidence.places import readme, starts, workflows
from auditor.evidence.signs import (
    TEST_COMMANDS,
    depth,
    file_named,
    named,
    own,
    tests_run,
    watched_packages,
    written,
)
from auditor.evidence.yaml_tree import tree_of
from auditor.model import Kind, Project, SourceFile
from auditor.practices.kinds import has_python, practice

COVERAGE = re.compile(r"--cov\b|\bcoverage run\b|codecov|coveralls|\[tool\.coverage|\[coverage:")
LINTERS = re.compile(
    r"\[tool\.(ruff|black|isort|pylint|flake8|yapf)|\[(flake8|isort|pycodestyle|yapf|pylint[^\]\[]*)\]"
)
LINTER_FILES = re.compile(
    r"^(ruff\.toml|\.ruff\.toml|\.flake8|\.pylintrc|pylintrc|\.style\.yapf|\.isort\.cfg|\.clang-format"
    r"|\.eslintrc[^/]*|eslint\.config\.[^/]+|\.lintr|\.juliaformatter\.toml|rustfmt\.toml)$",
    re.IGNORECASE,
)
SETTINGS = frozenset(
    {"pyproject.toml", "setup.cfg", "tox.ini", ".coveragerc", "pytest.ini", "makefile"}
)
SCANNERS = re.compile(r"gitleaks|detect-secrets|trufflehog|detect-private-key|git-secrets")
LINTING_HOOKS = re.compile(r"ruff|black|flake8|pylint|isort|yapf")
CHANGES = re.compile(
    r"^[^#\n]*\b(push|pull_request|pull_request_target|merge_group)\b", re.MULTILINE
)
OTHER_CHANGES = frozenset({"pull_request", "pull_request_target", "merge_group"})
VERSION_NAMES = re.compile(r"/?\^?v[\[\\\d]")
RUNS = re.compile(
    r"^[ \t-]*run[ \t]*:"
    r"|^[ \t-]*uses[ \t]*:[^#\n]*(pre-commit|lint|black|ruff|flake8|test|mypy|build|\./)",
    re.MULTILINE,
)
RELEASES = re.compile(
    r"\btwine[ \t]+upload\b|pypi-publish|\bdocker[ \t]+push\b|\bplugins/docker\b|build-push-action"
)
CHECKS = re.compile(
    r"(?<!la)test|lint|flake8|\bruff\b|\bblack\b|mypy|isort|pre-commit|coverage"
    r"|^[ \t]*script[ \t]*:|\bsetup\.py (build|develop)\b"
    r"|\b(c?make|gradlew?|mvn|bazel|yarn|cargo|tox|nox|npm run|go build)\b",
    re.IGNORECASE | re.MULTILINE,
)
STEPS = re.compile(r"^steps[ \t]*:", re.MULTILINE)
"""What Buildkite's pipelines have, and the settings beside them have not."""
BUILD_BADGE = re.compile(
    r"https?://(?:dev\.azure\.com|[\w-]{1,80}\.visualstudio\.com)/[^\s)\"'>]{1,200}/_apis/build/status"
    r"|https?://[^\s)\"'>]{1,200}/buildStatus/icon|https?://badge\.buildkite\.com/"
    r"|https?://ci\.appveyor\.com/api/projects/status/|https?://app\.codeship\.com/projects/"
)
TRIAL = re.compile(r"tests?(_\w+)?\.py|\w+_tests?\.py")
TYPED_SHARE = 0.5  # of functions with an annotation: from there on, types are a habit


def _tests_exist(project: Project) -> str | None:
    """Test files, or else a script that tries the model as a whole, and says so."""
    found = own_tests(project)
    if found:
        called = (file for file in found if "test" in file.name.lower())
        return f"{len(found)} test files, such as {next(called, found[0]).path}"
    copied = copied_folders(project)
    programs = (file for file in own(project) if _tries_model(file))
    trials = [file.path for file in programs if not is_inside(file, copied)]
    return f"no unit tests, but {min(trials, key=depth)} tries the whole" if trials else None


def _tries_model(file: SourceFile) -> bool:
    """Whether a file is a program that is called a test: in ML, it mostly evaluates a model."""
    is_code = file.kind in {Kind.SOURCE, Kind.TEST}
    return is_code and TRIAL.fullmatch(file.name) is not None and starts(file)


def _ci(project: Project) -> str | None:
    """The file that runs the tests where there is one, else any that runs something."""
    found = [file for file in workflows(project) if _checks_changes(file)]
    tested = (file for file in found if TEST_COMMANDS.search(file.facts.text or ""))
    return next((file.path for file in (*tested, *found)), None) or _built_elsewhere(project)


def _checks_changes(file: SourceFile) -> bool:
    """Whether a CI file checks a change; robots that tidy issues or only publish do not."""
    text = file.facts.text or ""
    if (RELEASES.search(text) is not None and CHECKS.search(text) is None) or _waits_for_tags(text):
        return False
    if file.path.startswith(".buildkite/"):
        return STEPS.search(text) is not None
    if not file.path.startswith(".github/workflows/"):
        return True
    return CHANGES.search(text) is not None and RUNS.search(text) is not None


def _waits_for_tags(text: str) -> bool:
    """Whether a pipeline of GitHub or Travis starts at releases only, and at no change."""
    tree = tree_of(text)
    triggers = _inside(tree, "on")
    pushed = _inside(triggers, "push")
    if "tags" in pushed and "branches" not in pushed:
        return not OTHER_CHANGES & triggers.keys()
    only = _inside(tree, "branches").get("only")
    names = only if isinstance(only, list) else []
    return bool(names) and all(VERSION_NAMES.match(str(name)) for name in names)


def _inside(tree: object, key: str) -> Mapping[str, object]:
    """The mapping that stands under a key, if both are there."""
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, dict) else {}


def _built_elsewhere(project: Project) -> str | None:
    """The README's badge of a service that may keep its pipelines outside the repository.

    Travis and the like need a file here: where it has gone, their badge shows what once was.
    """
    told = readme(project)
    return None if told is None else written([told], BUILD_BADGE)


def _coverage(project: Project) -> str | None:
    files = [*workflows(project), *_settings(project)]
    return written(files, COVERAGE) or named(project, r"^(\.coveragerc|codecov\.ya?ml)$")


def _settings(project: Project) -> list[SourceFile]:
    return [file for file in project.files if file.name.lower() in SETTINGS]


def _typed(project: Project) -> str | None:
    functions = [
        scope
        for file in project.python_files(tests=False)
        for scope in (file.facts.code.scopes if file.facts.code else ())
        if scope.kind == "function"
    ]
    typed = sum(f.returns_annotated or any(p.annotated for p in f.parameters) for f in functions)
    enough = functions and typed / len(functions) >= TYPED_SHARE
    return f"{typed} of {len(functions)} functions are annotated" if enough else None


def _linted(project: Project) -> str | None:
    return (
        written(_settings(project), LINTERS)
        or next((f.path for f in own(project) if _configures_linter(f)), None)
        or written(_hooks(project), LINTING_HOOKS)
    )


def _configures_linter(file: SourceFile) -> bool:
    return file.path.count("/") <= 1 and LINTER_FILES.match(file.name) is not None


def _hooks(project: Project) -> list[SourceFile]:
    return [file for file in own(project) if file.name == ".pre-commit-config.yaml"]


def _scanned(project: Project) -> str | None:
    return written([*_hooks(project), *workflows(project)], SCANNERS)


PRACTICES = (
    practice("tests-exist", "Tests exist", "Code that is tested can be changed.", _tests_exist),
    practice("tests-in-ci", "Tests run in CI", "A test that nobody runs fails unseen.", tests_run),
    practice("ci", "CI", "Every change is checked by a machine.", _ci),
    practice("coverage-measured", "Coverage is measured", "Shows what no test runs.", _coverage),
    practice("typed", "Type hints", "Half of all functions or more have them.", _typed, has_python),
    practice("linted", "Linter or formatter configured", "Style is settled by a tool.", _linted),
    practice(
        "pre-commit",
        "Pre-commit hooks",
        "Checks run before a commit.",
        file_named(r"(^|/)(\.pre-commit-config\.yaml|lefthook\.yml|\.husky/[^/]+)$"),
    ),
    practice(
        "updates-automated",
        "Dependency updates automated",
        "Dependabot, Renovate.",
        lambda project: watched_packages(
            project, r"^(\.github/)?(dependabot\.ya?ml|renovate\.json5?|\.renovaterc(\.json)?)$"
        ),
    ),
    practice("secrets-scanned", "Secrets scanned", "Keys do not slip in.", _scanned),
)
