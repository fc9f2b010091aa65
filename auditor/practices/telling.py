"""What is told to people: licence, README, changes, citation, and cards of models and data."""

import re

from auditor.evidence.places import prose, readme
from auditor.evidence.signs import file_named, named, written
from auditor.model import Project
from auditor.practices.kinds import learns, practice

PROSE = r"(\.(md|rst|txt|adoc|markdown|qmd|rmd))?"
USAGE = re.compile(
    r"```|^\s{4}\$|^\$ |\bpython3? [\w/.-]+\.py|pip install|conda (env )?create", re.MULTILINE
)
DATA_WORDS = re.compile(r"\bdata(set|sets| set|base)?s?\b|\bcorpus\b|\bdownload", re.IGNORECASE)
MIN_WORDS = 80  # of a README that says what its project is
MODEL_CARD = re.compile(r"^#+ *model[ -]card|^model_card:", re.IGNORECASE | re.MULTILINE)
DATA_CARD = re.compile(
    r"^#+ *(data ?set|data)[ -]?(card|sheet)|^#+ *datasheet", re.IGNORECASE | re.MULTILINE
)


def _readme(project: Project) -> str | None:
    """What it is (some prose), how it is run (a command), and with which data."""
    file = readme(project)
    text = (file and file.facts.text) or ""
    if file and len(text.split()) >= MIN_WORDS and USAGE.search(text) and DATA_WORDS.search(text):
        return f"{file.path} has prose, commands and names the data"
    return None


def _model_card(project: Project) -> str | None:
    name = rf"(^|/)model[-_ ]?cards?(/[^/]+)?{PROSE}$"
    return named(project, name) or written(prose(project), MODEL_CARD)


def _data_card(project: Project) -> str | None:
    name = rf"(^|/)(data|dataset)[-_ ]?(card|sheet)s?(/[^/]+)?{PROSE}$"
    return named(project, name) or written(prose(project), DATA_CARD)


PRACTICES = (
    practice(
        "licence",
        "Licence",
        "Without one nobody may use it.",
        file_named(r"^([^/]*(licen[cs]e|copying)[^/]*|licenses/[^/]+)$"),
    ),
    practice(
        "readme",
        "README says what, how and with which data",
        "A stranger can start from it.",
        _readme,
    ),
    practice(
        "docs",
        "Documentation apart from the README",
        "How it is used, at length.",
        file_named(
            r"^(docs?|documentation|website)/.*\.(md|rst|txt|ipynb|html|adoc|qmd|rmd)$"
            r"|^(mkdocs\.ya?ml|\.readthedocs\.ya?ml)$"
        ),
    ),
    practice(
        "changelog",
        "Changelog",
        "What changed between releases.",
        file_named(
            r"^([^/]+/|(docs?|documentation)/([^/]+/){1,3})?"
            rf"(changelog|changes|history|news|release[-_ ]?notes|whats[-_]?new){PROSE}$"
            r"|^newsfragments/"
        ),
    ),
    practice(
        "citation",
        "Citation",
        "How to cite it.",
        file_named(r"^(citation\.cff|citation(\.[a-z]+)?)$"),
    ),
    practice("model-card", "Model card", "What the model is for.", _model_card, learns),
    practice("data-card", "Data card", "Where the data come from.", _data_card, learns),
)
