"""What does each section of a file of settings do? By its keys, and by what it lists.

The guide wants settings to be configuration, hyper-parameters of models included; layers that are
written out are the model itself, checks of data are checks, and scripts are what they run.
"""

import re
from collections.abc import Mapping

import msgspec

from auditor.classify.texts.whole import whole
from auditor.model import STATEMENT_CLASSES, Block, Role, RoleSpan, SourceFile

LAYER = re.compile(
    r"(nn\.)?(Conv\w*|Linear|Dense|BatchNorm\w*|Upsample|Bottleneck\w*|MaxPool\w*|C3|C2f|SPPF?|Detect"
    r"|Flatten|Dropout|LSTM|GRU|Embedding|ReLU|Focus|InnerProduct|Convolution|Pooling|Softmax|LRN"
    r"|convolutional|maxpool|connected|shortcut|upsample|yolo|avgpool|deconvolutional|route|cost"
    r"|MultiHeadAttention|LayerNormalization|GlobalAveragePooling\w*|Activation)"
)
MIN_LAYERS = 3  # names of layers that make a section, with what lies in it, one of a model
MOST = 0.5  # of a file's lines in such sections: the rest belongs to the model
SECTIONS: Mapping[str, tuple[Role, str]] = {
    "download": (Role.DATA_COLLECTION, "says how to obtain data"),
    "expectations": (Role.DATA_VERIFICATION, "lists what data must be like"),
    "expectation_type": (Role.DATA_VERIFICATION, "lists what data must be like"),
    "checks": (Role.DATA_VERIFICATION, "lists what data must be like"),
    "validations": (Role.DATA_VERIFICATION, "lists what data must be like"),
    "scripts": (Role.PROCESS_MANAGEMENT, "lists commands"),
    "alerts": (Role.MONITORING, "says when to alert"),
}


def classify_sections(file: SourceFile) -> tuple[RoleSpan, ...]:
    """Spans of roles over all lines of a file of settings."""
    blocks = file.facts.blocks
    models = _models(blocks)
    lines = sum(block.end_line - block.line + 1 for block in blocks)
    inside = sum(b.end_line - b.line + 1 for b in blocks if _group(b) in models)
    if inside > MOST * lines:
        net = {"net"} if any(_group(block) == "net" for block in blocks) else set()
        models = frozenset(_group(block) for block in blocks) - net  # darknet's own settings
    if not models and not any(_special(block) for block in blocks):
        return whole(file, Role.CONFIGURATION, 0.9, "the file holds settings")
    owner = {line: block for block in blocks for line in range(block.line, block.end_line + 1)}
    spans: list[RoleSpan] = []
    for line, kind in enumerate(file.facts.lines, start=1):
        if kind not in STATEMENT_CLASSES:
            continue
        block = owner.get(line)
        role, confidence, reason = _said(block, models)
        last = spans[-1] if spans else None
        if last is not None and (last.role, last.reason) == (role, reason):
            spans[-1] = msgspec.structs.replace(last, end_line=line)
        else:
            is_ml = role is Role.ML_CODE
            spans.append(RoleSpan(line, line, role, confidence, reason, is_ml))
    return tuple(spans)


def _models(blocks: tuple[Block, ...]) -> frozenset[str]:
    """Names of the outermost sections that write out layers."""
    counts: dict[str, int] = {}
    for block in blocks:
        layers = sum(LAYER.fullmatch(name) is not None for name in block.names)
        repeated = layers + (layers > 0 and block.end_line - block.line >= MIN_LAYERS)
        counts[_group(block)] = counts.get(_group(block), 0) + repeated
    layered = [name for name, count in counts.items() if LAYER.fullmatch(name) and count]
    if len(layered) >= MIN_LAYERS:  # each layer is a section of its own: darknet
        return frozenset(layered)
    return frozenset(name for name, count in counts.items() if count >= MIN_LAYERS)


def _group(block: Block) -> str:
    return block.name.partition(".")[0]


def _special(block: Block) -> str:
    """The innermost of its keys that tells more than that it is a setting."""
    return next((key for key in reversed(block.name.split(".")) if key in SECTIONS), "")


def _said(block: Block | None, models: frozenset[str]) -> tuple[Role, float, str]:
    if block is not None and _group(block) in models:
        group = _group(block)
        place = f"the section `{group}`" if group else "most of the file"
        return Role.ML_CODE, 0.8, f"{place} writes out layers of a model"
    key = _special(block) if block is not None else ""
    if key:
        role, why = SECTIONS[key]
        return role, 0.7, f"the section `{key}` {why}"
    return Role.CONFIGURATION, 0.9, "holds settings"
