"""Something that was made to try an idea has become part of the system.

Prototypes are made to be thrown away: they have no tests, no error handling, and the state of one
person's notebook. Sculley et al. name the prototype smell: relying on a prototyping environment
shows that the real system is too hard to change.

Reported are modules of the system that import a module of a folder of experiments (`notebooks/`,
`sandbox/`, `playground/`, `scratch/`, `poc/`; `prototype/` at the top), or a notebook as a module;
and containers, process files and schedulers that run a notebook or such a module. Silent are tests
and CI that run notebooks in order to test them, images that start Jupyter for people, experiments
that import one another, and `experiments/` or `demo/`, which often are the product.
"""

import re
from collections.abc import Iterator

from auditor.evidence.places import learns, line_of
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

# Deeper down, a prototype is the mean of a class, or the row that stands for others.
TRIED = re.compile(
    r"(^|[/.])(notebooks?|nbs?|sandbox|playground|scratch|scratchpad|poc|pocs|proof_of_concept)(?=[/.])"
    r"|^prototypes?(?=[/.])",
    re.IGNORECASE,
)
AS_MODULES = frozenset(("import_ipynb", "nbimporter", "ipynb", "importnb", "testbook"))
STARTERS = re.compile(
    r"(^|/)(dockerfile[^/]*|[^/]*\.dockerfile|procfile|[^/]*compose[^/]{0,100}\.ya?ml|crontab|[^/]*\.cron"
    r"|[^/]*(deploy|cronjob|service)[^/]{0,100}\.ya?ml|entrypoint[^/]*\.sh|start[^/]*\.sh)$",
    re.IGNORECASE,
)
RUNS = re.compile(
    r"(papermill\s+\S+\.ipynb|nbconvert[^\n]{0,80}--execute[^\n]{0,120}\.ipynb"
    r"|runipy\s+\S+\.ipynb|voila\s+\S+\.ipynb"
    r"|python[\d.]*[\"',\s]+(?:-m\s+)?(?:\./)?(?:notebooks?|sandbox|playground|scratch|poc|prototypes?)"
    r"[/.][\w/.]+)"
)


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE and not _was_tried(file.path):
            yield from _imports(project, file)
    for file in project.files:
        run = RUNS.search(file.facts.text or "") if STARTERS.search(file.path) else None
        if run is not None:
            line = line_of(run.string, run.start())
            text = f"what runs in production starts a prototype: {' '.join(run[0].split())[:80]}"
            yield Hit(file.location(line), text, identity=file.path)


def _imports(project: Project, file: SourceFile) -> Iterator[Hit]:
    code = file.facts.code
    told = set()  # an import of many names is one
    for entry in code.imports if code else ():
        if entry.module.partition(".")[0] in AS_MODULES:
            text = f"a notebook is imported as if it were a module, through {entry.module}"
            yield Hit(file.location(entry.line), text, identity=f"{file.path} notebook")
            return
        path = project.modules.get(entry.module.lstrip("."), "")
        if (
            _was_tried(path)
            and not _is_inner(project, path)
            and TRIED.search(f"{entry.module}.")
            and entry.module not in told
        ):
            told.add(entry.module)
            text = f"`{entry.module}` was made to try something, and this module needs it"
            yield Hit(file.location(entry.line), text, identity=f"{file.path} {entry.module}")


def _is_inner(project: Project, path: str) -> bool:
    """Whether it is a part of a package: `kubeflow.fairing.notebook` is about notebooks."""
    outer = path.rpartition("/")[0].rpartition("/")[0]
    return bool(outer) and project.file(f"{outer}/__init__.py") is not None


def _was_tried(path: str) -> bool:
    """Whether a module lies in a folder of experiments; `notebooks.py` may be about notebooks."""
    folder, slash, _ = path.rpartition("/")
    return TRIED.search(f"{folder}{slash}") is not None


RULE = Rule(
    id="prototype",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 6 (prototype smell)",
    remedy="Move what is needed into the package, with a test, and leave the experiment behind.",
    minutes=120,
    minutes_reason="two hours: functions are cut out of the experiment, named, tested and called",
    scope=Scope.REPOSITORY,
    applies=learns,
    example=Example(
        bad={
            "notebooks/features.py": "def clean(rows):\n    return rows\n",
            "serve.py": "import torch\nfrom notebooks.features import clean\n",
        },
        good={
            "features.py": "def clean(rows):\n    return rows\n",
            "serve.py": "import torch\nfrom features import clean\n",
        },
    ),
    check=check,
)
