"""Model or data set fetched from a hub without a revision.

What a name on a hub stands for changes when its owner pushes: the same code then trains on other
data or starts from other weights. `trust_remote_code=True` makes it worse: the other code is run.

A path on disk, a name that is not written out, and a call that may pass `revision` on get the
benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Literal, Project, Rule, Severity

LOADERS = frozenset(
    (
        "datasets.load_dataset",
        "huggingface_hub.hf_hub_download",
        "huggingface_hub.snapshot_download",
        "torch.hub.load",
        "transformers.pipeline",
    )
)
FRAMEWORKS = ("transformers", "diffusers", "peft", "sentence_transformers", "datasets")
NAMES = {"torch.hub.load": 0, "transformers.pipeline": 1}
PATH_LIKE = ("./", "../", "/", "~", "C:")
NEEDS = (*FRAMEWORKS, "torch", "huggingface_hub")
# `load_dataset("csv", data_files=...)` reads files of one's own.
LOCAL = frozenset(("csv", "json", "text", "parquet", "imagefolder", "audiofolder", "arrow"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, *NEEDS):
        for site in flow.calls:
            if _fetches(site):
                yield from _judged(flow, site)


def _fetches(site: Site) -> bool:
    hub = site.method == "from_pretrained" and site.target.partition(".")[0] in FRAMEWORKS
    return hub or site.target in LOADERS


def _judged(flow: Flow, site: Site) -> Iterator[Hit]:
    if site.keyword("trust_remote_code") is True and not site.sets("revision"):
        text = f"`{site.name}` runs code that its owner can change at any time"
        yield Hit(site.location, text, severity=Severity.HIGH)
        return
    name = _name(flow, site)
    if name and not site.call.forwards_keywords and site.call.keyword("revision") is None:
        pinned = site.target == "torch.hub.load" and ":" in name
        if not pinned:
            yield Hit(site.location, f"`{site.name}` takes whatever '{name[:60]}' is today")


def _name(flow: Flow, site: Site) -> str:
    """The name on the hub, if it is written out and is none of a folder."""
    position = NAMES.get(site.target, 0)
    given = site.call.args[position] if position < len(site.call.args) else None
    if given is None:
        names = ("repo_id", "path", "model", "pretrained_model_name_or_path", "repo_or_dir")
        given = next((found for name in names if (found := site.call.keyword(name))), None)
    match flow.constant(given, site.index) if given is not None else None:
        case Literal(value=str(name)):
            local = name.startswith(PATH_LIKE) or site.keyword("source") == "local" or name in LOCAL
            return "" if local else name
        case _:
            return ""


RULE = Rule(
    id="unpinned-hub-asset",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 unstable data dependencies; bandit B615",
    remedy="Pass the commit as `revision=` (for `torch.hub.load`: `owner/repo:commit`).",
    minutes=5,
    minutes_reason="the commit is on the hub's page; one argument",
    example=Example(
        bad="""
            from transformers import AutoModel
            model = AutoModel.from_pretrained("bert-base-uncased")
        """,
        good="""
            from transformers import AutoModel
            model = AutoModel.from_pretrained("bert-base-uncased", revision="86b5e093")
        """,
    ),
    check=check,
)
