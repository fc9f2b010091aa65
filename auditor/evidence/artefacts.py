"""Which trained weights does the repository itself hold? Those that git alone keeps."""

import re

from auditor.model import Kind, Project, SourceFile

LARGE = 100_000  # bytes; smaller ones are scalers and toys
NO_WEIGHTS = (".json", ".txt", ".index", ".meta", ".tiktoken", ".bpe", ".spm", ".model", ".vocab")
"""Parts of a model that people can read, and vocabularies."""
ASIDE = re.compile(
    r"(^|/)(tests?|testing|testdata|test_data|fixtures|data|datasets?|examples?|samples?|demos?"
    r"|doctrees)(/|$)"
)


def weights(project: Project) -> list[SourceFile]:
    """Files of weights that are kept by git alone, the largest first."""
    found = [file for file in project.files if _is_weights(file)]
    pointed = {file.path.removesuffix(".dvc") for file in project.files if file.suffix == ".dvc"}
    kept = (file for file in found if file.path not in pointed)
    return sorted(kept, key=lambda file: (-file.size, file.path))


def _is_weights(file: SourceFile) -> bool:
    return (
        file.kind is Kind.MODEL_ARTEFACT
        and file.size >= LARGE
        and not file.name.lower().endswith(NO_WEIGHTS)
        and "LFS" not in (file.reason or "")
        and not ASIDE.search(file.path.lower())
    )
