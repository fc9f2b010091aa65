"""Data are read for training, and nothing ever looks at them.

Data take the place of code in a learning system, so they need what code has: tests. Sculley et al.
ask for monitoring and tests of input data, Breck et al. for a schema of every feature. Without
one, a column that changed its unit or went empty becomes a worse model, and nobody learns why.

Asked of programs that read tables from files or databases and train on them; one finding for the
repository. A validation library anywhere, tests of data included, silences it, and so does any
assertion, exception or look for missing and duplicate values in a module that reads data.
Libraries, courses and collections of examples are not asked, nor are modules that work on images,
text or sound, whose tables list files and labels. Checks that run outside the repository cannot be
seen.
"""

import re
from collections.abc import Iterator

from auditor.evidence.places import roots
from auditor.evidence.programs import Sort, is_aside, sort_of, trainers
from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    FileCall,
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

TABLES = re.compile(
    r"(^|\.)(pd|pandas|pl|polars|dd|cudf|spark\.read|np|numpy)\."
    r"(read_(csv|table|json|excel|parquet|feather|hdf|sql\w*|gbq|orc)|scan_csv|genfromtxt|parquet|csv)$"
)
VALIDATORS = frozenset(
    {"pandera", "great_expectations", "deepchecks", "evidently", "whylogs", "cerberus", "pydantic"}
    | {"tensorflow_data_validation", "pointblank", "patito", "soda", "pydeequ", "frictionless"}
    | {"jsonschema", "marshmallow", "voluptuous", "schema", "ydata_profiling", "pandas_profiling"}
)
OF_TABLES = frozenset(("sklearn", "xgboost", "lightgbm", "catboost", "statsmodels", "pandas"))
"""Libraries in modules that train and that mean the model learns from tables."""
OF_FILES = frozenset(
    {"PIL", "cv2", "skimage", "torchvision", "imageio", "pydicom", "nibabel", "SimpleITK"}
    | {"librosa", "soundfile", "torchaudio", "nltk", "spacy", "transformers", "gensim"}
)
OF_TEXT = "sklearn.feature_extraction.text"
LOOKS = re.compile(
    r"\.(isnull|isna|notnull|notna|duplicated|drop_duplicates|dropna|info|describe)$"
)


def check(project: Project) -> Iterator[Hit]:
    read = [*_tables(project)]
    if read and not _is_validated(project) and not any(_looks(call.file) for call in read):
        files = len({call.file.path for call in read})
        more = f" and {files - 1} more files" if files > 1 else ""
        text = f"`{read[0].name}` here{more} read tables for training, and no code checks them"
        yield Hit(read[0].location, text, size=files, identity="data", anywhere=True)


def _tables(project: Project) -> Iterator[FileCall]:
    """Calls in sources that read tables."""
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE and not is_aside(file.path) and not _lists_files(file):
            for statement, call in calls_in(file):
                if TABLES.search(call.name) or TABLES.search(file.full(call.target)):
                    yield FileCall(file, statement, call)


def _lists_files(file: SourceFile) -> bool:
    """Whether a module works on images, text or sound: its tables say where they lie."""
    code = file.facts.code
    modules = {entry.module for entry in code.imports} if code else set()
    return OF_TEXT in modules or any(root in OF_FILES for root, _ in roots(file))


def _is_validated(project: Project) -> bool:
    return any(root in VALIDATORS for file in project.python_files() for root, _ in roots(file))


def _looks(file: SourceFile) -> bool:
    """Whether a module asserts or raises, or asks its tables for what is missing or twice."""
    if any(span.role is Role.DATA_VERIFICATION for span in file.roles):
        return True
    code = file.facts.code
    does = {statement.does for statement in (code.statements if code else ())}
    if does & {Does.ASSERT, Does.RAISE}:
        return True
    return file.contents.calls_any(LOOKS)


def _is_asked(project: Project) -> bool:
    learns_tables = any(
        file.kind is Kind.SOURCE and not is_aside(file.path) and root in OF_TABLES
        for file in trainers(project)
        for root, _ in roots(file)
    )
    return (
        learns_tables and sort_of(project) is Sort.PROGRAM and any(True for _ in _tables(project))
    )


RULE = Rule(
    id="unvalidated-data",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="S15 sections 3 and 8 (data dependencies, data testing debt); B17 Data 1",
    remedy=(
        "Declare a schema (Pandera, Great Expectations, or asserts) and check it where data enter."
    ),
    minutes=120,
    minutes_each=30,
    minutes_reason=(
        "two hours to agree on a schema with whoever knows the data, half an hour for"
        " each"
        " module that reads them"
    ),
    scope=Scope.REPOSITORY,
    applies=_is_asked,
    example=Example(
        bad={
            "train.py": "import pandas as pd\nfrom sklearn.svm import SVC\n"
            'rows = pd.read_csv("rows.csv")\nSVC().fit(rows[["a"]], rows["b"])\n',
        },
        good={
            "train.py": "import pandas as pd\nfrom sklearn.svm import SVC\n"
            'rows = pd.read_csv("rows.csv")\nassert rows["a"].between(0, 1).all()\n'
            'SVC().fit(rows[["a"]], rows["b"])\n',
        },
    ),
    check=check,
)
