"""A general-purpose package is built into many modules, with nothing of one's own around it.

Glue code is what gets data into and out of a package and its answers back. Sculley et al. expect a
mature system to be 5 % learning and 95 % glue, and warn that it freezes the system to the
peculiarities of one package: trying another one means changing every module. Their remedy is to
wrap black boxes into an interface of one's own.

Reported is a package of ready-made models (scikit-learn, XGBoost, transformers, a client of a
hosted model, ...) whose models five modules of a program or more make for themselves. Metrics,
splits and scalers do not count, nor do frameworks in which people write models themselves
(PyTorch, TensorFlow, JAX): those are the language, not a black box. Libraries, courses and
examples are silent, and so is a package that one module makes models of for all others. The
message says how many of the lines that touch learning libraries do something else than learn.
Whether an interface is a good one, code cannot tell.
"""

import re
from collections import Counter
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.programs import Sort, is_aside, sort_of
from auditor.model import (
    CODE_CLASSES,
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
    calls_in,
)

MANY = 5  # modules
PACKAGES = {
    "sklearn": re.compile(
        r"sklearn\.(calibration|cluster|ensemble|gaussian_process|isotonic|kernel_ridge|linear_model"
        r"|mixture|multiclass|multioutput|naive_bayes|neighbors|neural_network|semi_supervised|svm|tree)"
        r"(\.\w+)?\.[A-Z]\w+"
    ),
    "xgboost": re.compile(r"xgboost\.(XGB\w+|train|cv|Booster)"),
    "lightgbm": re.compile(r"lightgbm\.(LGBM\w+|train|cv|Booster)"),
    "catboost": re.compile(r"catboost\.CatBoost\w*"),
    "transformers": re.compile(r"transformers\.pipeline"),  # weights alone are no black box
    "openai": re.compile(
        r"openai\.(OpenAI|AsyncOpenAI|AzureOpenAI|\w*Completion\.create|Embedding\.create)"
    ),
    "anthropic": re.compile(r"anthropic\.(Async)?Anthropic"),
    "gensim": re.compile(r"gensim\.models\.(\w+\.)?[A-Z]\w+(\.load)?"),
    "spacy": re.compile(r"spacy\.load"),
    "prophet": re.compile(r"(fb)?prophet\.Prophet"),
    "statsmodels": re.compile(r"statsmodels\.[\w.]{0,100}\.[A-Z]\w+"),
}


def check(project: Project) -> Iterator[Hit]:
    if sort_of(project) is not Sort.PROGRAM:
        return
    found: dict[str, list[tuple[SourceFile, int]]] = {}
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE and not is_aside(file.path):
            for package, line in _makes(file).items():
                found.setdefault(package, []).append((file, line))
    for package, places in sorted(found.items()):
        if len(places) >= MANY:
            names = listing([file.name for file, _ in places], most=2)
            text = f"{len(places)} modules make models of {package} themselves: {names}"
            yield Hit(
                places[0][0].location(places[0][1]),
                f"{text}; {_elsewhere(project):.0%} of lines around models are glue",
                size=len(places),
                identity=package,
            )


def _makes(file: SourceFile) -> dict[str, int]:
    """The packages that a module makes models of, and where first."""
    found: dict[str, int] = {}
    for _, call in calls_in(file):
        target = file.full(call.target)
        package = target.partition(".")[0].replace("fbprophet", "prophet")
        pattern = PACKAGES.get(package)
        if pattern is not None and pattern.fullmatch(target):
            found.setdefault(package, call.line)
    return found


def _elsewhere(project: Project) -> float:
    """The share of lines which touch learning libraries that do something else than learn."""
    lines: Counter[bool] = Counter()
    for file in project.python_files(tests=False):
        for span in file.roles if file.kind is Kind.SOURCE else ():
            if span.touches_ml:
                marks = file.facts.lines[span.line - 1 : span.end_line]
                lines[span.role is Role.ML_CODE] += sum(mark in CODE_CLASSES for mark in marks)
    return lines[False] / max(1, sum(lines.values()))


FIT = "from sklearn.svm import SVC\n\n\ndef fit(x, y):\n    return SVC().fit(x, y)\n"

RULE = Rule(
    id="glue-code",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 section 4 (glue code)",
    remedy="Make models in one module behind an interface of your own, and let the others ask it.",
    minutes=120,
    minutes_each=20,
    minutes_reason=(
        "two hours for an interface that all uses fit into, twenty minutes for each"
        " module"
        " that is to use it"
    ),
    scope=Scope.REPOSITORY,
    off="it finds something in one of eighty repositories, and of two findings one was right",
    example=Example(
        bad={f"{name}.py": FIT for name in ("churn", "fraud", "price", "rank", "spam")},
        good={
            "models.py": FIT,
            **{
                f"{name}.py": "import models\n\nmodel = models.fit(x, y)\n"
                for name in ("churn", "fraud", "price", "rank", "spam")
            },
        },
    ),
    check=check,
)
