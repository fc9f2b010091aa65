"""Comments of ML projects that admit a debt, with its types (OBrien et al., 23 Shades, 2022).

All of the 856 are admissions, so there is a recall and no precision. The stage is left out: it is
that of the code, which is not part of the data.
"""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from auditor.evidence.admitted import IN_COMMENTS, admissions
from auditor.evidence.admitted_types import GROUP_OF, ml_type, software_type
from tests.oracles.data import folder, say

SOFTWARE = {"M&T": "test"}
ML = {
    "Abs": "abstraction",
    "BE": "boundary-erosion",
    "CDT": "custom-data-type",
    "DFEC": "duplicate-feature-extraction-code",
    "DMC": "duplicate-model-code",
    "DS Conf": "data-storage-configuration",
    "DS Configuration": "data-storage-configuration",
    "Data Conf": "data-processing-configuration",
    "GC": "glue-code",
    "HP Conf": "hyperparameter-configuration",
    "HPConf": "hyperparameter-configuration",
    "Layer Conf": "layer-configuration",
    "MCC": "model-code-comprehension",
    "MCM": "model-code-modifiability",
    "MCR": "model-code-reusability",
    "MDepend": "machine-learning-dependency",
    "ML": "multiple-languages",
    "MLDepend": "machine-learning-dependency",
    "MLInter": "model-interpretability",
    "MLKnow": "machine-learning-knowledge",
    "MLRelia": "machine-learning-reliability",
    "MRelia": "machine-learning-reliability",
    "PODT": "plain-old-data-type",
    "PQ": "prediction-quality",
    "Proto": "prototype",
    "UMC": "unnecessary-model-code",
    "Weight Conf": "weight-configuration",
}


class Shares(NamedTuple):
    recall: float
    software: float  # right types among the comments that were given one
    ml: float
    ml_group: float


def measure(base: Path) -> Shares:
    text = (base / "data" / "sampled_label_dataset.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    software = [row for row in rows if row["Software TD Type"].strip()]
    ml = [row for row in rows if _ml(row)]
    return Shares(
        sum(any(admissions(_comment(row), IN_COMMENTS)) for row in rows) / len(rows),
        sum(software_type(_comment(row)) == _software(row) for row in software) / len(software),
        sum(ml_type(_comment(row)) in _ml(row) for row in ml) / len(ml),
        sum(GROUP_OF.get(ml_type(_comment(row))) in _groups(row) for row in ml) / len(ml),
    )


def _comment(row: Mapping[str, str]) -> str:
    """As it was written: the data spell line ends, quotes and slashes in their own way."""
    return row["Comment Text"].replace("\\/", "/").replace('\\"', '"').replace(" || ", "\n")


def _software(row: Mapping[str, str]) -> str:
    name = row["Software TD Type"].strip()
    return SOFTWARE.get(name, name.lower())


def _ml(row: Mapping[str, str]) -> set[str]:
    given = (row["ML TD Type"].strip(), row["ML TD Type 2"].strip())
    return {ML[name] for name in given if name}


def _groups(row: Mapping[str, str]) -> set[str]:
    return {GROUP_OF[name] for name in _ml(row)}


def main(arguments: list[str]) -> int:
    base = folder("23Shades", arguments)
    if base is None:
        return say("admitted debt in ML", None)
    found = measure(base)
    return say(
        "admitted debt in ML",
        f"recall {found.recall:.3f}, software type {found.software:.3f},"
        f" ML type {found.ml:.3f}, ML group {found.ml_group:.3f}",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
