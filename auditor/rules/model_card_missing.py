"""Weights are published, and nothing says what they are good for.

Whoever takes a model needs to know what it was trained on, how well it does and for whom, and where
it should not be used. That is a page, and only its makers can write it.

Asked of ML repositories that publish weights: committed, or linked from the README. A file named
model card counts, and so do headings in any document such as "Intended use", "Limitations", "Bias"
or "Model card". Weights on the Hugging Face hub have their card beside them there, and those of
examples and documentation are nobody's to use.
"""

import re
from collections.abc import Iterator

from auditor.evidence.artefacts import weights
from auditor.evidence.places import learns, prose, readme
from auditor.evidence.programs import is_aside
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
)

WEIGHTS = r"(?:pth?|ckpt|safetensors|onnx|h5|keras|caffemodel|tflite|gguf|npz|bin)"
LINKED = re.compile(
    rf"https?://[^\s)\"'>]{{5,300}}\.{WEIGHTS}\b"
    r"|\]\(https?://tfhub\.dev/[\w./-]+",
    re.IGNORECASE,
)
NO_WEIGHTS = re.compile(
    r"^https?://github\.com/[\w.-]{1,100}/[\w.-]{1,100}$|(features|embeddings|dataset)[^/]{0,100}$",
    re.IGNORECASE,
)
"""Repositories that are called after a format, and files of data in a format of weights."""
CARD_FILE = re.compile(r"model[-_ ]?cards?\b[^/]*$|(^|/)model_?cards?/", re.IGNORECASE)
CARD_HEADING = re.compile(
    r"^(?:#{1,6} *|\*\*)?(?:model card|intended uses?|limitations|out[- ]of[- ]scope|bias(?:es)?\b"
    r"|ethical considerations|broader impact|responsible use)",
    re.IGNORECASE | re.MULTILINE,
)


def check(project: Project) -> Iterator[Hit]:
    found = published(project)
    if found is None or not learns(project) or _has_card(project):
        return
    location, how = found
    yield Hit(
        location,
        f"weights are published ({how}) without a model card",
        identity="card",
        anywhere=True,
    )


def published(project: Project) -> tuple[Location, str] | None:
    """Where and how the repository gives out trained weights."""
    held = [file for file in weights(project) if not is_aside(file.path)]
    if held:
        return Location(held[0].path, 1, 1), held[0].path
    file = readme(project)
    found = LINKED.finditer((file.facts.text or "") if file else "")
    linked = next((one for one in found if not NO_WEIGHTS.search(one.group())), None)
    if file is None or linked is None:
        return None
    line = linked.string.count("\n", 0, linked.start()) + 1
    return file.location(line), linked.group().removeprefix("](")[:100]


def _has_card(project: Project) -> bool:
    named = any(CARD_FILE.search(file.path) for file in project.files)
    return named or any(CARD_HEADING.search(file.facts.text or "") for file in prose(project))


RULE = Rule(
    id="model-card-missing",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Mitchell et al. 2019, 'Model Cards for Model Reporting'",
    remedy="Write MODEL_CARD.md: data, metrics by group, intended use, limits.",
    minutes=120,
    minutes_reason="two hours for a page whose numbers exist",
    scope=Scope.REPOSITORY,
    applies=lambda project: published(project) is not None,
    example=Example(
        bad={
            "net.py": "import torch\n",
            "README.md": "# Net\n\nWeights: https://example.org/releases/net-1.0.pth\n",
        },
        good={
            "net.py": "import torch\n",
            "README.md": "# Net\n\nWeights: https://example.org/releases/net-1.0.pth\n",
            "MODEL_CARD.md": "# Model card\n\n## Intended use\n\nDigits.\n",
        },
    ),
    check=check,
)
