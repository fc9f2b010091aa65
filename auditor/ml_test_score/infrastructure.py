"""Tests for infrastructure: whether training can be repeated, checked, debugged and undone."""

import re
from collections.abc import Iterator

from auditor.evidence.libraries import EXPLAINERS, REGISTRIES, SEEDERS
from auditor.evidence.places import workflows
from auditor.evidence.signs import called, defined, imported, own, tests, written
from auditor.evidence.tested import reach
from auditor.ml_test_score.item import Item, Section, Shown, as_tested, by_hand, by_machine
from auditor.model import (
    Attribute,
    Call,
    Does,
    Expression,
    Literal,
    Operation,
    Project,
    Role,
    SourceFile,
    dotted,
    expressions_in,
)

REPEATED = re.compile(
    r"^test.*(reproducib|same_(seed|results?)|fixed_seed|repeatab|(is|are)_deterministic|determinism)",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"^test_?(\w+_)?(?<!is_)(?<!mock_)(end_to_end|e2e|integration|full_pipeline|train(er|ing)?(_loop|_step|_and_\w+)?"
    r"|overfits?(_\w+)?)$|^test_fit(_predict)?$|^Test(EndToEnd|Training|Trainer|Integration)",
    re.IGNORECASE,
)
TRAINS_IN_CI = re.compile(
    r"^[^#\n]*\b(python3?|accelerate launch|torchrun)\b[^#\n]{0,300}\b(train|main|pipeline)\w*\.py",
    re.MULTILINE,
)
QUALITY = re.compile(
    r"(?i)(^|[._])(acc(uracy)?|auc|roc_auc|f1|precision|recall|r2|mse|rmse|mae|bleu|wer|cer"
    r"|perplexity|iou|map|ndcg)(_score)?$"
)
GATES = (
    "tfx.components.Evaluator", "deepchecks", "mlflow.evaluate", "mlflow.models.evaluate",
    "tensorflow_model_analysis", "giskard",
)  # fmt: skip
DEBUGGED = re.compile(
    r"(^|\.)(detect_anomaly|set_detect_anomaly|register_forward_hook|enable_dump_debug_info"
    r"|enable_check_numerics|debug\.print|visualize_saliency)$"
)
CANARY = re.compile(r"(?i)\bcanary\w*|trafficPercent|traffic_percentage|shadow_?(mode|traffic)")
ROLLBACK = re.compile(r"(?i)\broll[- ]?backs?\b")
BOUNDS = re.compile(r"assert_?(greater|less)(_?equal)?", re.IGNORECASE)
DEPLOYS = re.compile(
    r"(?i)(^|/)(deploy(ment)?s?|k8s|kubernetes|helm|charts|manifests|serving|infra)(/|[^/]*\.ya?ml$)"
)


def _reproducible(project: Project) -> Shown | None:
    tested = defined(tests(project), REPEATED)
    return as_tested(project, tested) or by_hand(called(project.python_files(tests=False), SEEDERS))


def _model_tested(project: Project) -> Shown | None:
    found = reach(project, (Role.ML_CODE,))
    if not found.reached:
        return None
    said = f"tests use {found.reached} of {found.wanted} files of ML code: {found.example}"
    return as_tested(project, said) if found.most else by_hand(said)


def _integrated(project: Project) -> Shown | None:
    return by_machine(written(workflows(project), TRAINS_IN_CI)) or as_tested(
        project, defined(tests(project), WHOLE)
    )


def _quality_gated(project: Project) -> Shown | None:
    tested = next((place for file in tests(project) if (place := _asserts_quality(file))), None)
    return by_machine(imported(project, GATES)) or as_tested(project, tested)


def _asserts_quality(file: SourceFile) -> str | None:
    """Where a test holds a metric against a number: `assert accuracy > 0.9`."""
    for statement in file.facts.code.statements if file.facts.code else ():
        for expression in expressions_in(statement):
            sides = _bound(expression, asserted=statement.does is Does.ASSERT)
            metric = next((name for side in sides if QUALITY.search(name := _said(side))), None)
            if metric and any(_is_number(side) for side in sides):
                return f"{file.location(statement.line)} holds {metric} against a number"
    return None


def _bound(expression: Expression, *, asserted: bool) -> tuple[Expression, ...]:
    """Both sides of an inequality that a test insists on."""
    match expression:
        case Operation(operator="Gt" | "GtE" | "Lt" | "LtE", operands=sides) if asserted:
            return sides
        case Call(function=Attribute(name=name), args=args) if BOUNDS.fullmatch(name):
            return args[:2]
        case _:
            return ()


def _said(side: Expression) -> str:
    return dotted(side.function if isinstance(side, Call) else side)


def _is_number(side: Expression) -> bool:
    return isinstance(side, Literal) and isinstance(side.value, int | float)


def _debuggable(project: Project) -> Shown | None:
    sources = project.python_files(tests=False)
    return by_hand(imported(project, EXPLAINERS) or called(sources, DEBUGGED))


def _canary(project: Project) -> Shown | None:
    return by_machine(written(_deployment(project), CANARY))


def _rolled_back(project: Project) -> Shown | None:
    scripted = written(_deployment(project), ROLLBACK)
    return by_machine(scripted) or by_hand(imported(project, REGISTRIES))


def _deployment(project: Project) -> Iterator[SourceFile]:
    return (file for file in own(project) if DEPLOYS.search(file.path))


ITEMS = (
    Item(
        id="reproducible-training",
        section=Section.INFRASTRUCTURE,
        title="Training is reproducible",
        check=_reproducible,
    ),
    Item(
        id="model-tests",
        section=Section.INFRASTRUCTURE,
        title="Model specs are unit tested",
        check=_model_tested,
    ),
    Item(
        id="pipeline-tests",
        section=Section.INFRASTRUCTURE,
        title="The ML pipeline is integration tested",
        check=_integrated,
    ),
    Item(
        id="quality-gate",
        section=Section.INFRASTRUCTURE,
        title="Model quality is validated before serving",
        check=_quality_gated,
    ),
    Item(
        id="debuggable",
        section=Section.INFRASTRUCTURE,
        title="The model is debuggable",
        check=_debuggable,
    ),
    Item(
        id="canary",
        section=Section.INFRASTRUCTURE,
        title="Models are canaried before serving",
        check=_canary,
        unseen="how models go out may be arranged outside the repository",
    ),
    Item(
        id="rollback",
        section=Section.INFRASTRUCTURE,
        title="Serving models can be rolled back",
        check=_rolled_back,
        unseen="how models are taken back may be arranged outside the repository",
    ),
)
