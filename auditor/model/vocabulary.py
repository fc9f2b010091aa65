"""The words that every stage and every report share: roles, kinds, outcomes, severities."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a line of code does in an ML system.

    The boxes of Figure 1 of Sculley et al. (2015), plus `testing` and `general`. The order is
    that of precedence: where two roles are equally right, the one listed first is chosen.
    """

    ML_CODE = "ml_code"
    DATA_COLLECTION = "data_collection"
    DATA_VERIFICATION = "data_verification"
    FEATURE_EXTRACTION = "feature_extraction"
    CONFIGURATION = "configuration"
    ANALYSIS_TOOLS = "analysis_tools"
    PROCESS_MANAGEMENT = "process_management"
    RESOURCE_MANAGEMENT = "resource_management"
    SERVING_INFRASTRUCTURE = "serving_infrastructure"
    MONITORING = "monitoring"
    TESTING = "testing"
    GENERAL = "general"


PIPELINE_ROLES = (
    Role.ML_CODE,
    Role.DATA_COLLECTION,
    Role.DATA_VERIFICATION,
    Role.FEATURE_EXTRACTION,
    Role.ANALYSIS_TOOLS,
)
"""The roles that the share `ml_pipeline` adds up."""


class Kind(StrEnum):
    """What a tracked file is. Every tracked file has exactly one."""

    SOURCE = "source"
    TEST = "test"
    NOTEBOOK = "notebook"
    CONFIG = "config"
    DOCS = "docs"
    DATA = "data"
    MODEL_ARTEFACT = "model_artefact"
    GENERATED = "generated"
    VENDORED = "vendored"
    BINARY = "binary"
    UNREADABLE = "unreadable"


COUNTED_KINDS = frozenset({Kind.SOURCE, Kind.TEST, Kind.NOTEBOOK, Kind.CONFIG})
"""Kinds whose lines count as code of the repository; the others are listed with a reason."""


class LineClass(StrEnum):
    """What a physical line is, by pygount's definitions, told apart a little further.

    pygount's `code_count` is CODE, its `string_count` STRING, its `documentation_count` is
    DOCSTRING + COMMENT + QUOTED, its `empty_count` BLANK + WHITE.
    """

    CODE = "c"
    STRING = "s"  # holds nothing but (a part of) a string
    DOCSTRING = "d"
    COMMENT = "#"
    QUOTED = "q"  # a string after a colon, such as a dict's value: documentation to pygount
    BLANK = " "
    WHITE = "w"  # punctuation or `pass` alone: blank to pygount, yet part of a statement


CODE_CLASSES = frozenset("cs")
"""Line classes that count as code (pygount's `source_count`)."""

STATEMENT_CLASSES = frozenset("csqw")
"""Line classes that belong to a statement and so have a role, counted or not."""


class Category(StrEnum):
    """The families of the rule catalogue."""

    SYSTEM = "system"
    ML_SMELL = "ml-smell"
    LEAKAGE = "leakage"
    FRAMEWORK = "framework"
    LLM = "llm"
    ENVIRONMENT = "environment"
    REPRODUCIBILITY = "reproducibility"
    NOTEBOOK = "notebook"
    DESIGN = "design"
    SATD = "satd"
    GENERAL = "general"


class Severity(IntEnum):
    """How much harm a finding may do; ordered, so that thresholds compare."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How often a finding of the rule is right, as far as that was measured or reasoned."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def label(self) -> str:
        return self.name.lower()


class Outcome(StrEnum):
    """How a rule or practice ended. Only CLEAN and FOUND (PASS and FAIL) enter a score."""

    CLEAN = "clean"
    FOUND = "found"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"
    FAILED = "failed"


class PracticeOutcome(StrEnum):
    """Whether the repository follows a practice; FAILED means that our check broke."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    FAILED = "failed"


class MLTestOutcome(StrEnum):
    """How much of one of the ML Test Score's tests the code shows.

    AUTOMATED gives one point and MANUAL half of one. NOT_ASSESSABLE: code alone cannot deny it.
    """

    AUTOMATED = "automated"
    MANUAL = "manual"
    LACKING = "lacking"
    NOT_ASSESSABLE = "not_assessable"
    FAILED = "failed"


class Rating(StrEnum):
    """SQALE rating of the debt ratio: A <= 5 %, B <= 10 %, C <= 20 %, D <= 50 %, E above."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class Parser(StrEnum):
    """What a file's facts were read with."""

    PYTHON = "python"  # the running Python's own parser
    TREE_SITTER = "tree-sitter"  # Python 2, newer or broken Python
    PYGMENTS = "pygments"  # every other language
    NONE = "none"  # lines were counted, nothing more
