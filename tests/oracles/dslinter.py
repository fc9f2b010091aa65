"""Code that dslinter's own tests expect to be reported, or not to be.

Each test there gives a source text and says whether a message is added. Texts are fragments: names
that they use without importing them are imported for them. Where a text that is fine marks the
statements that a test is about, only those are asked about.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from tests.oracles.data import Score, folder, lines_of, project_from, say

RULES = {
    "chain_indexing_pandas": "chain-indexing",
    "column_selection_pandas": "columns-and-dtype-not-set",
    "dataframe_conversion_pandas": "dataframe-values",
    "datatype_pandas": "columns-and-dtype-not-set",
    "dependent_threshold_pytorch": "threshold-dependent-validation",
    "dependent_threshold_scikitlearn": "threshold-dependent-validation",
    "dependent_threshold_tensorflow": "threshold-dependent-validation",
    "deterministic_pytorch": "nondeterministic-algorithms",
    "forward_pytorch": "forward-called-directly",
    "gradient_clear_pytorch": "gradients-not-cleared",
    "hyperparameters_pytorch": "hyperparameter-not-set",
    "hyperparameters_scikitlearn": "hyperparameter-not-set",
    "hyperparameters_tensorflow": "hyperparameter-not-set",
    "inplace_numpy": "inplace-api-misused",
    "inplace_pandas": "inplace-api-misused",
    "mask_missing_pytorch": "invalid-value-not-masked",
    "mask_missing_tensorflow": "invalid-value-not-masked",
    "memory_release_tensorflow": "memory-not-freed",
    "merge_parameter_pandas": "merge-parameters-not-set",
    "mode_toggling_pytorch": "train-eval-mode",
    "nan_numpy": "nan-comparison",
    "pipeline_scikitlearn": "pipeline-not-used",
    "randomness_control_numpy": "randomness-uncontrolled",
    "randomness_control_pytorch": "randomness-uncontrolled",
    "randomness_control_tensorflow": "randomness-uncontrolled",
    "scaler_missing_scikitlearn": "no-scaling",
    "tensor_array_tensorflow": "tensorarray-not-used",
    "unnecessary_iteration_pandas": "unnecessary-iteration",
    "unnecessary_iteration_tensorflow": "unnecessary-iteration",
}
# Expectations that we do not share, by checker and test.
OVERRULED = {
    # They record what that tool cannot see, and say so: the result is dropped all the same.
    ("inplace_pandas", "dataframe_call_not_assigned_double"),
    ("inplace_pandas", "dataframe_two_calls_single_line"),
    ("inplace_pandas", "dataframe_call_not_assigned_indented_false_negative"),
    # Its strict mode wants every argument stated.
    ("hyperparameters_scikitlearn", "strict_keywords_missing"),
    ("hyperparameters_scikitlearn", "strict_arguments_missing"),
    # Plain gradient descent is a choice.
    ("hyperparameters_pytorch", "momentum_not_set"),
    # A small constant that is added keeps a logarithm finite.
    ("mask_missing_pytorch", "missing_mask_2"),
    ("mask_missing_tensorflow", "missing_mask_2"),
}
IMPORTS = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "tf": "import tensorflow as tf",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "StandardScaler": "from sklearn.preprocessing import StandardScaler",
    "KMeans": "from sklearn.cluster import KMeans",
    "ElasticNet": "from sklearn.linear_model import ElasticNet",
    "NearestNeighbors": "from sklearn.neighbors import NearestNeighbors",
}
TORCH = ("gradient_clear_pytorch", "mode_toggling_pytorch")


def measure(base: Path) -> tuple[Score, list[str]]:
    total, wrong = Score(), []
    for path in sorted((base / "dslinter" / "tests" / "checkers").glob("test_*.py")):
        checker = path.stem.removeprefix("test_")
        for test, source, expected in _cases(path) if checker in RULES else ():
            if (checker, test.removeprefix("test_")) in OVERRULED:
                continue
            known = "import torch\n" if checker in TORCH else ""
            text = _complete(known + source)
            lines = lines_of(project_from(text), [RULES[checker]])
            found = bool(lines if expected else lines - _not_asked(text))
            total += Score(
                int(found and expected), int(found and not expected), int(expected and not found)
            )
            if found != expected:
                wrong.append(f"{checker}.{test}")
    return total, wrong


def _cases(path: Path) -> Iterator[tuple[str, str, bool]]:
    tree = ast.parse(path.read_text())
    shared = next(
        (
            node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "DF_INIT"
        ),
        "",
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            texts = [
                part.value
                for statement in _without_docstring(node)
                for part in ast.walk(statement)
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and ("\n" in part.value or (shared and re.search(r"[(=]", part.value)))
            ]
            if texts:
                yield (
                    node.name,
                    shared + textwrap.dedent(texts[0]),
                    "assertAddsMessages" in ast.unparse(node),
                )


def _not_asked(text: str) -> set[int]:
    """Lines outside the statements that a test marks, if it marks any."""
    marked = {at for at, line in enumerate(text.splitlines(), start=1) if line.endswith("#@")}
    return {at for at in range(1, text.count("\n") + 2) if at not in marked} if marked else set()


def _without_docstring(node: ast.FunctionDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


def _complete(source: str) -> str:
    """Import what the text uses and does not bind, on lines of their own above it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    bound = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = [line for name, line in IMPORTS.items() if name in used - bound]
    return "\n".join([*lines, source])


def main(arguments: list[str]) -> int:
    base = folder("dslinter", arguments)
    if base is None:
        return say("dslinter", None)
    total, wrong = measure(base)
    if "--verbose" in arguments:
        sys.stdout.write("\n".join(wrong) + "\n")
    return say("dslinter", f"{total}; {len(wrong)} tests otherwise")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
