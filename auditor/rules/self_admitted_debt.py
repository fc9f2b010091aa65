"""Debt that the authors admit.

Whoever writes "TODO", "quick and dirty" or "not sure why this works" names a debt where it lies,
and mostly leaves it there: of 68,820 such remarks in ML code, three in four stayed (O22).

Read are comments (joined where they run over several lines), docstrings and the text of notebooks,
in every language whose comments are known. Each admission is told by its type of software debt
(requirement, code, test, defect, design, documentation), by its type of ML debt where its words
name one of the 23, and by the pipeline stage, which is the role of the code that it stands in.

Outside of comments softer words are not enough: a docstring may promise, a notebook teach.
Tags that are quoted, part of a path or a name, or what the program is about ("todo list") are none,
and neither is what a teacher leaves to students ("TODO: your code here", and the rest of such a
notebook).
"""

from collections.abc import Iterator

from auditor.evidence.admitted import (
    HOLE,
    IN_COMMENTS,
    IN_DOCSTRINGS,
    IN_NOTEBOOKS,
    Admission,
    admissions,
    anchored,
)
from auditor.evidence.admitted_types import GROUP_OF, Debt, ml_type, software_type
from auditor.evidence.remarks import Place, Remark, location_of, remarks, role_at
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Severity,
    SourceFile,
)

EXCERPT = 110  # characters of an admission that a message repeats

SIZES = {  # steps of five minutes beyond the ten that it takes to read, decide and test
    Debt.DOCUMENTATION: 0,
    Debt.CODE: 2,
    Debt.TEST: 2,
    Debt.REQUIREMENT: 2,
    Debt.DEFECT: 8,
    Debt.DESIGN: 8,
}


WORDS = {
    Place.COMMENT: IN_COMMENTS,
    Place.DOCSTRING: IN_DOCSTRINGS,
    Place.NOTEBOOK: IN_NOTEBOOKS,
}


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        if file.counts and not _is_taught(file):
            yield from _admitted(file)


def _admitted(file: SourceFile) -> Iterator[Hit]:
    said = tuple(remarks(file))
    texts = [remark.text for remark in said]
    words = {place: anchored(phrases, texts) for place, phrases in WORDS.items()}
    for remark in said:
        for admission in admissions(remark.text, words[remark.place]):
            yield _hit(file, remark, admission)


def _is_taught(file: SourceFile) -> bool:
    """Whether a notebook has holes that a student fills: then all that is left to do is theirs."""
    return file.kind is Kind.NOTEBOOK and any(HOLE.search(each.text) for each in remarks(file))


def _hit(file: SourceFile, remark: Remark, admission: Admission) -> Hit:
    role = None if remark.cell is not None else role_at(file, remark.line + admission.line)
    debt, ml = software_type(admission.text), ml_type(admission.text, role)
    labels = {"debt": debt.value, "stage": role.value if role else ""}
    labels |= {"ml_type": ml, "ml_group": GROUP_OF.get(ml, "")}
    return Hit(
        location_of(file, remark, admission.line, admission.end_line),
        f"admits {debt} debt: {_excerpt(admission.text)}",
        size=SIZES[debt],
        identity=admission.text,
        labels=tuple((name, value) for name, value in labels.items() if value),
    )


def _excerpt(text: str) -> str:
    short = text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
    return short.rstrip(".:* ")


RULE = Rule(
    id="self-admitted-debt",
    about=__doc__,
    category=Category.SATD,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="O22 (23 Shades of Self-Admitted Technical Debt); Potdar and Shihab 2014",
    remedy="Do it, or write an issue with what it takes and name it here.",
    minutes=10,
    minutes_each=5,
    minutes_reason=(
        "O22's data on removed remarks: design and defect debts take 26 and 28 commits until"
        " they are gone, other types 10 (medians); so 50 minutes against 20, documentation 10"
    ),
    example=Example(
        bad="""
            def scale(frame):
                # TODO: handle missing values, this is a quick and dirty fix
                return frame.fillna(0) / frame.max()
        """,
        good="""
            def scale(frame):
                # Missing counts are zero: the sensor writes nothing when nothing passes.
                return frame.fillna(0) / frame.max()
        """,
    ),
    check=check,
)
