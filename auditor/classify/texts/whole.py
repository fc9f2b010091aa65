"""What does a file do that is not Python? Its name and place decide, then the words in it.

Other languages are judged as whole files, and say so: the confidence is lower.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import msgspec

from auditor.classify.knowledge import Knowledge
from auditor.classify.texts.learning import is_learning
from auditor.model import Role, RoleSpan, SourceFile


class Sort(msgspec.Struct, frozen=True):
    """A sort of file, told by its path: the first that matches decides."""

    pattern: re.Pattern[str]
    role: Role
    reason: str
    holds: Callable[[str], bool] | None = None  # asked about the text, where it is known


def _sort(
    pattern: str, role: Role, reason: str, holds: Callable[[str], bool] | None = None
) -> Sort:
    return Sort(re.compile(pattern, re.IGNORECASE), role, reason, holds)


OBJECT = re.compile(r"^apiVersion:\s*\S", re.MULTILINE)
DEPLOYMENT = re.compile(
    r"^kind:\s*(Deployment|Service|Ingress|InferenceService|Seldon)", re.MULTILINE
)
INTERFACE_OF_HTTP = re.compile(r"^[ \t\"]*(openapi|swagger)\"?:[ \t]*[\"']?\d", re.MULTILINE)
WATCH = re.compile(r"^[ \t]*(- alert|scrape_configs|receivers|alertmanagers):", re.MULTILINE)
MODEL_IN_SQL = re.compile(r"\b(CREATE\s+(OR\s+REPLACE\s+)?MODEL|ML\.PREDICT)\b", re.IGNORECASE)
TEMPLATE_OF_SQL = re.compile(r"\{\{\s*(ref|source|config)\s*\(")
PIPELINE = re.compile(r"^(jobs|stages|steps|pipeline):[ \t]*$", re.MULTILINE)
STEP = re.compile(
    r"^[ \t]*+(-[ \t]+)?(steps|script|task|run|uses|stage|vmImage|runs-on):", re.MULTILINE
)


def _runs_steps(text: str) -> bool:
    head = text[:50_000]
    return PIPELINE.search(head) is not None and STEP.search(head) is not None


def _has(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text[:50_000]) is not None


SORTS = (
    _sort(r"(^|/)tests?/", Role.TESTING, "lies in a folder of tests"),
    _sort(r"(^|/)tests?\.rs$", Role.TESTING, "is a module of tests"),
    _sort(
        r"(^|/)(\.github/(workflows|actions)/|\.circleci/|\.gitlab-ci|\.travis|azure-pipelines"
        r"|appveyor|jenkinsfile|\.buildkite/|bitbucket-pipelines|cloudbuild)",
        Role.PROCESS_MANAGEMENT,
        "defines CI",
    ),
    _sort(
        r"(^|/)(makefile|gnumakefile|cmakelists\.txt|.*\.cmake|.*\.mk|setup\.cfg|pyproject\.toml"
        r"|tox\.ini|noxfile|meson\.build|build\.bazel|workspace|build|.*\.bzl|.*\.gradle|pom\.xml"
        r"|cargo\.toml|package\.json|mkdocs\.ya?ml|\.readthedocs\.ya?ml|\.pre-commit.*|manifest\.in"
        r"|\.bumpversion\.cfg|build\.sbt|go\.mod|.*\.sln|.*\.vcxproj|lerna\.json|justfile"
        r"|pytest\.ini|\.coveragerc|\.flake8|mypy\.ini|\.pylintrc|codecov\.ya?ml|ruff\.toml"
        r"|dependabot\.ya?ml|renovate\.json|dvc\.ya?ml|snakefile)$",
        Role.PROCESS_MANAGEMENT,
        "defines packaging, build or checks",
    ),
    _sort(
        r"(^|/)(dockerfile[^/]*|[^/]*\.dockerfile|docker-compose[^/]*|compose\.ya?ml|\.dockerignore"
        r"|environment[^/]*\.ya?ml|conda[^/]*\.ya?ml|[^/]*requirements[^/]{0,100}\.(txt|in)"
        r"|requirements/[^/]*\.(txt|in)|constraints[^/]*\.txt|pipfile|runtime\.txt|apt\.txt"
        r"|packages\.txt|\.python-version|[^/]*\.slurm|[^/]*\.sbatch|devcontainer\.json|.*\.tf"
        r"|.*\.nix|vagrantfile|meta\.ya?ml|renv\.lock|description|project\.toml|manifest\.toml)$",
        Role.RESOURCE_MANAGEMENT,
        "specifies an environment or a machine",
    ),
    _sort(r"\.ya?ml$", Role.PROCESS_MANAGEMENT, "defines CI", _runs_steps),
    _sort(r"\.ya?ml$", Role.SERVING_INFRASTRUCTURE, "deploys a service", _has(DEPLOYMENT)),
    _sort(
        r"\.(ya?ml|json)$",
        Role.SERVING_INFRASTRUCTURE,
        "describes a web service",
        _has(INTERFACE_OF_HTTP),
    ),
    _sort(r"\.ya?ml$", Role.MONITORING, "sets up monitoring", _has(WATCH)),
    _sort(
        r"(^|/)(k8s|kubernetes|helm|charts?)/.*\.(ya?ml|tpl)$",
        Role.RESOURCE_MANAGEMENT,
        "sets up a cluster",
    ),
    _sort(r"\.ya?ml$", Role.RESOURCE_MANAGEMENT, "sets up a cluster", _has(OBJECT)),
    _sort(r"\.(stan|bug|jags)$", Role.ML_CODE, "is a probabilistic model"),
    _sort(r"\.sql$", Role.ML_CODE, "trains or asks a model", _has(MODEL_IN_SQL)),
    _sort(r"\.sql$", Role.FEATURE_EXTRACTION, "derives tables from tables", _has(TEMPLATE_OF_SQL)),
    _sort(r"\.sql$", Role.DATA_COLLECTION, "queries data"),
    _sort(r"\.proto$", Role.SERVING_INFRASTRUCTURE, "defines the messages of a service"),
)

SETTINGS = (
    _sort(
        r"\.(ya?ml|toml|json5?|ini|cfg|conf|env|properties|gin|xml|editorconfig|libsonnet|jsonnet"
        r"|prototxt|pbtxt)$",
        Role.CONFIGURATION,
        "holds settings",
    ),
    _sort(r"(^|/)\.[^/]+$", Role.CONFIGURATION, "settings of a tool"),
)

INTERFACE = frozenset(
    {"HTML", "CSS", "JavaScript", "TypeScript", "TSX", "JSX", "Vue", "Svelte", "SCSS", "Sass",
     "LESS", "Swift", "Kotlin", "Dart", "QML", "HTML+Jinja", "HTML+Django/Jinja"}
)  # fmt: skip
SHELL = frozenset({"Bash", "Batchfile", "PowerShell", "Fish", "Tcsh", "Bash Session"})

# Names of libraries and of arithmetic that learning code is written with in other languages.
ML_WORDS = re.compile(
    r"^(torch|flux|caret|xgboost|tensorflow|mlpack|cudnn|cublas\w*|keras|randomforest|glmnet|lightgbm"
    r"|libtorch|knet|mlj|tidymodels|parsnip|mllib|deeplearning4j|nn|softmax\w*|layernorm\w*|gelu\w*"
    r"|matmul\w*|attention\w*|backward\w*|adamw?\w*|logits|dlogits|gradients?|grads?|weights?|bias"
    r"|activations?|sigmoid|relu|conv\w*|encoder|decoder|epochs?|minibatch|loss\w*|lstm|gru)$",
    re.IGNORECASE,
)
DATA_WORDS = frozenset({"wget", "curl", "gdown", "kaggle", "unzip", "gunzip", "tar", "rsync"})
WHOLE_FILE = 0.5  # confidence of a role that was decided for a whole file by its words


def whole(file: SourceFile, role: Role, confidence: float, reason: str) -> tuple[RoleSpan, ...]:
    """One span over all lines."""
    last = max(1, len(file.facts.lines))
    return (RoleSpan(1, last, role, confidence, reason, role is Role.ML_CODE),)


def by_name(file: SourceFile) -> tuple[RoleSpan, ...]:
    """One role for all lines, where name and place of the file settle it; nothing otherwise."""
    return _by_sort(file, SORTS)


def by_suffix(file: SourceFile) -> tuple[RoleSpan, ...]:
    """One role for all lines of a file of settings whose sections are not known."""
    return _by_sort(file, SETTINGS)


def _by_sort(file: SourceFile, sorts: tuple[Sort, ...]) -> tuple[RoleSpan, ...]:
    for sort in sorts:
        if sort.pattern.search(file.path) and (
            sort.holds is None or sort.holds(file.facts.text or "")
        ):
            return whole(file, sort.role, 0.9, f"the file {sort.reason}")
    return ()


def by_words(file: SourceFile, known: Knowledge) -> tuple[RoleSpan, ...]:
    """One role for all lines, by the words in the file."""
    role, confidence, reason = _by_words(file, known)
    return whole(file, role, confidence, reason)


def _by_words(file: SourceFile, known: Knowledge) -> tuple[Role, float, str]:
    names = dict(file.facts.names)
    interface = file.facts.language.partition("+")[0] in INTERFACE  # `CSS+Lasso` is CSS
    if file.facts.language in SHELL:
        return _shell(names)
    tally: defaultdict[Role, float] = defaultdict(float)
    for role, weight in _votes(file, known):
        tally[role] += weight
    if is_learning(names, file.path, calls_library=False) < 1:
        tally.pop(Role.ML_CODE, None)
    if tally and not interface:
        best = max(Role, key=lambda role: tally[role])
        share = tally[best] / sum(tally.values())
        return best, round(WHOLE_FILE * share, 3), "most telling names of the whole file"
    if interface and not file.path.startswith("docs/"):
        return Role.SERVING_INFRASTRUCTURE, WHOLE_FILE, "user interface, judged as a whole file"
    return Role.GENERAL, 0.3, "nothing in the file speaks for another role"


def _shell(names: dict[str, int]) -> tuple[Role, float, str]:
    found = sorted(DATA_WORDS & set(names))
    if found and "python" not in names and "python3" not in names:
        return Role.DATA_COLLECTION, WHOLE_FILE, f"a script that runs `{found[0]}`"
    return Role.PROCESS_MANAGEMENT, WHOLE_FILE, "a shell script that runs steps"


def _votes(file: SourceFile, known: Knowledge) -> Iterator[tuple[Role, float]]:
    for name, count in file.facts.names:
        often = min(count, 20)
        if ML_WORDS.match(name):
            yield Role.ML_CODE, 1.5 * often
            continue
        said = known.role_of_name(name)
        if said is not None and said.role is not None:
            yield said.role, 0.5 * said.strength * often
    for evidence in known.roles_of_path(file.path):
        if evidence.role is not None:
            yield evidence.role, 10.0 * evidence.strength
