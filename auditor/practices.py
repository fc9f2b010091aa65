"""What does the repository as a whole do, and what does it lack? Each answer with its evidence.

A practice is found in file names, configuration, CI files and code. Its check gives the evidence,
or None where there is none. Where a practice makes no sense it is not applicable: a repository
without models needs no model card.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from auditor.evidence.dependencies import folder_group
from auditor.model import Call, Kind, Practice, Project, SourceFile, calls_in

Check = Callable[[Project], str | None]

CI_FILES = re.compile(
    r"^(\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci/config\.yml"
    r"|azure-pipelines[^/]*\.yml|\.azure-pipelines/.*\.yml|appveyor\.yml|\.appveyor\.yml|jenkinsfile"
    r"|\.drone\.yml|bitbucket-pipelines\.yml|\.buildkite/[^/]+\.ya?ml|\.cirrus\.yml"
    r"|cloudbuild\.ya?ml|\.semaphore/[^/]+\.yml|\.woodpecker[^/]*\.ya?ml)$",
    re.IGNORECASE,
)
TEST_COMMANDS = re.compile(
    r"\b(pytest|python3? -m (?:pytest|unittest)|unittest|tox|nox|make (?:test|check|ci)\w*"
    r"|poe (?:test|check)\w*|nosetests|setup\.py test|hatch (?:run )?test|ctest|cargo test|go test"
    r"|npm (?:run )?test|bats|doit test|bazel test|R CMD check|Pkg\.test|runtests?(?:\.py|\.sh)?"
    r"|run_tests?(?:\.py|\.sh)?|invoke test)\b"
)
COVERAGE = re.compile(r"--cov\b|\bcoverage run\b|codecov|coveralls|\[tool\.coverage|\[coverage:")
LINTERS = re.compile(
    r"\[tool\.(ruff|black|isort|pylint|flake8|yapf)|\[(flake8|isort|pycodestyle|yapf|pylint[^\]]*)\]"
)
LINTER_FILES = re.compile(
    r"^(ruff\.toml|\.ruff\.toml|\.flake8|\.pylintrc|pylintrc|\.style\.yapf|\.isort\.cfg|\.clang-format"
    r"|\.eslintrc[^/]*|eslint\.config\.[^/]+|\.lintr|\.juliaformatter\.toml|rustfmt\.toml)$",
    re.IGNORECASE,
)
LOCKS = {"poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "conda-lock.yml",
         "manifest.toml", "renv.lock", "cargo.lock", "package-lock.json", "pylock.toml",
         "flake.lock", "yarn.lock", "pnpm-lock.yaml"}  # fmt: skip
PROSE = r"(\.(md|rst|txt|adoc|markdown|qmd|rmd))?"
MAIN_MANIFESTS = frozenset({"requirements.txt", "environment.yml", "environment.yaml"})
PYTHON_LOCKS = frozenset(
    {"poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "conda-lock.yml"}
    | {"pylock.toml", "flake.lock"}
)
USAGE = re.compile(
    r"```|^\s{4}\$|^\$ |\bpython3? [\w/.-]+\.py|pip install|conda (env )?create", re.MULTILINE
)
PACKAGE = re.compile(r"^\[(project|tool\.poetry)\]", re.MULTILINE)
DATA_WORDS = re.compile(r"\bdata(set|sets| set|base)?s?\b|\bcorpus\b|\bdownload", re.IGNORECASE)
TRACKERS = (
    "wandb", "mlflow", "comet_ml", "neptune", "clearml", "aim", "tensorboardX", "sacred", "dvclive",
    "torch.utils.tensorboard", "tensorflow.summary", "tensorflow.keras.callbacks.TensorBoard",
    "keras.callbacks.TensorBoard", "visdom", "trackio", "swanlab", "polyaxon",
    "lightning.pytorch.loggers", "pytorch_lightning.loggers",
)  # fmt: skip
REGISTRIES = (
    "mlflow.register_model", "mlflow.tracking.MlflowClient", "wandb.log_artifact",
    "wandb.Artifact", "bentoml", "sagemaker.model", "hopsworks", "huggingface_hub.HfApi",
    "huggingface_hub.upload_folder", "huggingface_hub.upload_file",
)  # fmt: skip
VALIDATORS = (
    "pandera", "great_expectations", "deepchecks", "evidently", "whylogs", "cerberus",
    "tensorflow_data_validation", "pointblank", "patito", "soda", "pydeequ", "frictionless",
)  # fmt: skip
CONFIGURERS = (
    "argparse", "hydra", "omegaconf", "gin", "ml_collections", "absl.flags", "click", "typer",
    "tyro", "fire", "configparser", "yacs", "simple_parsing", "jsonargparse", "confection",
    "tensorflow.app.flags", "tensorflow.flags", "yaml", "tomllib", "optparse", "configargparse",
)  # fmt: skip
SEEDERS = re.compile(
    r"(^|\.)(manual_seed(_all)?|set_seed|seed_everything|set_random_seed|random\.seed|seed_all"
    r"|PRNGKey|default_rng|RandomState)$"
)
SERVERS = (
    "fastapi", "flask", "django", "gradio", "streamlit", "bentoml", "ray.serve", "tornado",
    "starlette", "sanic", "aiohttp.web", "litserve", "mlserver", "kserve", "chainlit", "grpc",
)  # fmt: skip
WATCHERS = (
    "prometheus_client", "opentelemetry", "sentry_sdk", "evidently", "whylogs", "datadog",
    "statsd", "nannyml", "arize", "loguru", "structlog", "elasticapm", "newrelic",
)  # fmt: skip
LEARNERS = (
    "torch", "tensorflow", "keras", "sklearn", "jax", "flax", "xgboost", "lightgbm", "catboost",
    "transformers", "mxnet", "paddle", "chainer", "theano", "lasagne", "pytorch_lightning",
    "lightning", "fastai", "spacy", "gensim", "statsmodels", "prophet", "pymc", "caffe", "haiku",
    "diffusers", "timm", "ultralytics", "stable_baselines3", "mindspore", "tinygrad", "mlx",
)  # fmt: skip


# ---- what is in reach of all checks


def named(project: Project, pattern: str) -> str | None:
    """Path of the file nearest to the top whose path matches, without regard to case."""
    wanted = re.compile(pattern, re.IGNORECASE)
    found = (file.path for file in own(project) if wanted.search(file.path))
    return min(found, key=_depth, default=None)


def own(project: Project) -> Iterator[SourceFile]:
    """The files that the repository's people wrote or keep; not what they copied in."""
    return (file for file in project.files if file.kind is not Kind.VENDORED)


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path


def written(files: Iterable[SourceFile], pattern: re.Pattern[str]) -> str | None:
    """Place of the first match in the kept text of files: `path (line n): match`."""
    for file in files:
        found = pattern.search(file.facts.text or "")
        if found is not None:
            line = found.string.count("\n", 0, found.start()) + 1
            said = " ".join(found.group().split())[:60]
            return f"{file.path} (line {line}): {said}" if said else f"{file.path} (line {line})"
    return None


def imported(project: Project, roots: Iterable[str], *, tests: bool = False) -> str | None:
    """Place of the first import of any of these modules in code that is no test.

    A library does not follow a practice by being the tool for it: its own modules do not count.
    """
    wanted = tuple(root for root in roots if not _is_own(project, root))
    for file in project.python_files(tests=tests):
        code = file.facts.code
        for entry in code.imports if code else ():
            full = entry.module if entry.name is None else f"{entry.module}.{entry.name}"
            hit = next((r for r in wanted if full == r or full.startswith(f"{r}.")), None)
            if hit is not None:
                return f"{file.location(entry.line)} imports {hit}"
    return None


def _is_own(project: Project, root: str) -> bool:
    return project.modules.get(root.partition(".")[0], "").endswith("/__init__.py")


def called(project: Project, holds: Callable[[str], bool]) -> str | None:
    """Place of the first call, outside tests, whose target holds."""
    for place, call, target in _calls(project):
        if holds(target):
            return f"{place} calls {call.name}"
    return None


def _calls(project: Project) -> Iterator[tuple[object, Call, str]]:
    for file in project.python_files(tests=False):
        for _, call in calls_in(file):
            yield file.location(call.line), call, file.full(call.target)


def _ci(project: Project) -> list[SourceFile]:
    return [file for file in project.files if CI_FILES.match(file.path)]


def _readmes(project: Project) -> list[SourceFile]:
    found = [file for file in project.files if re.match(r"readme\b", file.name, re.IGNORECASE)]
    return sorted(found, key=lambda file: (file.path.count("/"), file.path))[:1]


def _settings(project: Project) -> list[SourceFile]:
    names = {"pyproject.toml", "setup.cfg", "tox.ini", ".coveragerc", "pytest.ini", "makefile"}
    return [file for file in project.files if file.name.lower() in names]


def _has_code(project: Project) -> bool:
    return any(file.kind in {Kind.SOURCE, Kind.NOTEBOOK} for file in project.files)


def _has_python(project: Project) -> bool:
    return any(True for _ in project.python_files(tests=False))


def _learns(project: Project) -> bool:
    return imported(project, LEARNERS) is not None


def _serves(project: Project) -> bool:
    return imported(project, SERVERS) is not None


# ---- the checks


def _tests_exist(project: Project) -> str | None:
    tests = [file.path for file in project.files if file.kind is Kind.TEST and file.facts.lines]
    return f"{len(tests)} test files, such as {tests[0]}" if tests else None


def _tests_in_ci(project: Project) -> str | None:
    return written(_ci(project), TEST_COMMANDS)


def _ci_exists(project: Project) -> str | None:
    return next((file.path for file in _ci(project)), None)


def _coverage(project: Project) -> str | None:
    files = [*_ci(project), *_settings(project)]
    return written(files, COVERAGE) or named(project, r"^(\.coveragerc|codecov\.ya?ml)$")


TYPED_SHARE = 0.5  # of functions with an annotation: from there on, types are a habit


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
        or written(
            (f for f in project.files if f.name == ".pre-commit-config.yaml"),
            re.compile(r"ruff|black|flake8|pylint|isort|yapf"),
        )
    )


def _configures_linter(file: SourceFile) -> bool:
    return file.path.count("/") <= 1 and LINTER_FILES.match(file.name) is not None


def _readme_complete(project: Project) -> str | None:
    """What it is (some prose), how it is run (a command), and with which data."""
    for file in _readmes(project):
        text = file.facts.text or ""
        if len(text.split()) >= 80 and USAGE.search(text) and DATA_WORDS.search(text):  # noqa: PLR2004
            return f"{file.path} has prose, commands and names the data"
    return None


def _locked(project: Project) -> str | None:
    wanted = LOCKS & PYTHON_LOCKS if _has_python(project) else LOCKS
    found = [file.path for file in own(project) if file.name.lower() in wanted]
    if found:
        return min(found, key=_depth)
    for file in sorted(own(project), key=lambda file: _depth(file.path)):
        manifest = file.facts.manifest
        if manifest is not None and manifest.role == "lock" and manifest.dependencies:
            return f"{file.path} is a lock of {manifest.manager}"
        if (
            manifest is not None
            and manifest.role == "manifest"
            and file.name in MAIN_MANIFESTS
            and file.path.count("/") <= 1
            and not folder_group(file.path)
            and manifest.manager in {"pip", "conda"}
            and manifest.dependencies
            and all(dependency.pinned for dependency in manifest.dependencies)
        ):
            return f"{file.path} pins every package"
    return None


def _data_versioned(project: Project) -> str | None:
    return (
        named(project, r"(^|/)(dvc\.ya?ml|\.dvc/config|.*\.dvc|\.lakefs[^/]*|quilt\.yml)$")
        or written(
            (f for f in project.files if f.name == ".gitattributes"), re.compile(r"filter=lfs")
        )
        or imported(project, ("dvc", "lakefs", "delta", "lance", "quilt3"))
    )


def _data_validated(project: Project) -> str | None:
    return imported(project, VALIDATORS)


def _tracked(project: Project) -> str | None:
    return imported(project, TRACKERS)


def _registered(project: Project) -> str | None:
    return imported(project, REGISTRIES) or called(
        project,
        lambda target: (
            target.endswith(".push_to_hub")
            or (target.endswith(".register_model") and "mlflow" in target)
        ),
    )


def _model_card(project: Project) -> str | None:
    heading = re.compile(r"^#+ *model[ -]card|^model_card:", re.IGNORECASE | re.MULTILINE)
    docs = (file for file in project.files if file.kind is Kind.DOCS)
    return named(project, rf"(^|/)model[-_ ]?cards?(/[^/]+)?{PROSE}$") or written(docs, heading)


def _data_card(project: Project) -> str | None:
    heading = re.compile(
        r"^#+ *(data ?set|data)[ -]?(card|sheet)|^#+ *datasheet", re.IGNORECASE | re.MULTILINE
    )
    docs = (file for file in project.files if file.kind is Kind.DOCS)
    card = rf"(^|/)(data|dataset)[-_ ]?(card|sheet)s?(/[^/]+)?{PROSE}$"
    return named(project, card) or written(docs, heading)


def _seeded(project: Project) -> str | None:
    return called(project, lambda target: SEEDERS.search(target.replace("()", "")) is not None)


def _configured(project: Project) -> str | None:
    folder = r"^(?!\.github/|docs?/)(.*/)?(configs?|conf|hparams|params)"
    files = r"(/[^/]+)*(?<!__init__)\.(ya?ml|toml|json|gin|py)$"
    return named(project, folder + files) or imported(project, CONFIGURERS)


def _packaged(project: Project) -> str | None:
    for file in project.files:
        text = file.facts.text or ""
        if file.name == "setup.py" and "setup(" in text:
            return file.path
        if file.name == "pyproject.toml" and re.search(
            r"^\[(project|tool\.poetry)\]", text, re.MULTILINE
        ):
            return file.path
        if file.name in {"DESCRIPTION", "Project.toml", "Cargo.toml"} and "name" in text.lower():
            return file.path
    return None


def _serving_tested(project: Project) -> str | None:
    clients = ("fastapi.testclient", "starlette.testclient", "flask.testing", "httpx", "requests",
               "streamlit.testing", "gradio_client", "django.test")  # fmt: skip
    tests = tuple(file for file in project.files if file.kind is Kind.TEST)
    for file in tests:
        code = file.facts.code
        for entry in code.imports if code else ():
            if entry.module.startswith((*clients, *SERVERS)):
                return f"{file.location(entry.line)} imports {entry.module}"
    return None


def _monitored(project: Project) -> str | None:
    """Metrics or drift anywhere; plain logs only where requests are served."""
    serving = [file for file in project.files if _imports(file, SERVERS)]
    logged = next((file.path for file in serving if _imports(file, ("logging",))), None)
    return imported(project, WATCHERS) or (f"{logged} serves and logs" if logged else None)


def _imports(file: SourceFile, roots: tuple[str, ...]) -> bool:
    code = file.facts.code if file.kind is not Kind.TEST else None
    modules = {entry.module for entry in code.imports} if code else set()
    return any(f"{module}.".startswith(f"{root}.") for module in modules for root in roots)


def _updated(project: Project) -> str | None:
    return named(
        project, r"^(\.github/)?(dependabot\.ya?ml|renovate\.json5?|\.renovaterc(\.json)?)$"
    )


def _scanned(project: Project) -> str | None:
    scanner = re.compile(r"gitleaks|detect-secrets|trufflehog|detect-private-key|git-secrets")
    hooks = [file for file in project.files if file.name == ".pre-commit-config.yaml"]
    return written([*hooks, *_ci(project)], scanner)


def _file(pattern: str) -> Check:
    return lambda project: named(project, pattern)


def _practice(
    name: str, title: str, about: str, check: Check, applies: Callable[[Project], bool] = _has_code
) -> Practice:
    return Practice(id=name, title=title, about=about, check=check, applies=applies)


PRACTICES: tuple[Practice, ...] = (
    _practice("tests-exist", "Tests exist", "Code that is tested can be changed.", _tests_exist),
    _practice(
        "tests-in-ci", "Tests run in CI", "A test that nobody runs fails unseen.", _tests_in_ci
    ),
    _practice("ci", "CI", "Every change is checked by a machine.", _ci_exists),
    _practice("coverage-measured", "Coverage is measured", "Shows what no test runs.", _coverage),
    _practice(
        "typed", "Type hints", "Half of all functions or more have them.", _typed, _has_python
    ),
    _practice("linted", "Linter or formatter configured", "Style is settled by a tool.", _linted),
    _practice(
        "pre-commit",
        "Pre-commit hooks",
        "Checks run before a commit.",
        _file(r"(^|/)(\.pre-commit-config\.yaml|lefthook\.yml|\.husky/[^/]+)$"),
    ),
    _practice(
        "licence",
        "Licence",
        "Without one nobody may use it.",
        _file(r"^([^/]*(licen[cs]e|copying)[^/]*|licenses/[^/]+)$"),
    ),
    _practice(
        "readme",
        "README says what, how and with which data",
        "A stranger can start from it.",
        _readme_complete,
    ),
    _practice(
        "changelog",
        "Changelog",
        "What changed between releases.",
        _file(
            rf"^([^/]+/)?(changelog|changes|history|news|release[-_ ]?notes){PROSE}$"
            r"|^newsfragments/"
        ),
    ),
    _practice(
        "citation",
        "Citation",
        "How to cite it.",
        _file(r"^(citation\.cff|citation(\.[a-z]+)?)$"),
    ),
    _practice("lock-file", "Dependencies locked", "The same versions everywhere.", _locked),
    _practice(
        "container",
        "Container",
        "The machine is described, too.",
        _file(
            r"(^|/)(dockerfile[^/]*|[^/]+\.dockerfile|containerfile|apptainer\.def|.*\.def"
            r"|devcontainer\.json|flake\.nix)$"
        ),
    ),
    _practice(
        "data-versioned", "Data versioned", "DVC, LFS or the like.", _data_versioned, _learns
    ),
    _practice(
        "data-validated", "Data validated", "Schemas or expectations.", _data_validated, _learns
    ),
    _practice(
        "experiments-tracked", "Experiments tracked", "Runs can be compared.", _tracked, _learns
    ),
    _practice("model-registry", "Model registry", "Models have versions.", _registered, _learns),
    _practice("model-card", "Model card", "What the model is for.", _model_card, _learns),
    _practice("data-card", "Data card", "Where the data come from.", _data_card, _learns),
    _practice("seeds", "Seeds set", "Runs can be repeated.", _seeded, _learns),
    _practice(
        "configured", "Configuration apart from code", "Runs differ by settings.", _configured
    ),
    _practice("packaged", "Packaged", "It can be installed and imported.", _packaged),
    _practice(
        "serving-tested", "Serving code tested", "Requests are tried.", _serving_tested, _serves
    ),
    _practice("monitored", "Serving is monitored", "Logs, metrics or drift.", _monitored, _serves),
    _practice(
        "updates-automated", "Dependency updates automated", "Dependabot, Renovate.", _updated
    ),
    _practice("secrets-scanned", "Secrets scanned", "Keys do not slip in.", _scanned),
)
