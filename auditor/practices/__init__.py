"""What does the repository as a whole do, and what does it lack? Each answer with its evidence.

A practice is found in file names, configuration, CI files and code. Its check gives the evidence,
or None where there is none. Where a practice makes no sense it is not applicable: a repository
without models needs no model card.
"""

from auditor.model import Practice
from auditor.practices import checking, repeating, serving, telling

PRACTICES: tuple[Practice, ...] = (
    *checking.PRACTICES,
    *telling.PRACTICES,
    *repeating.PRACTICES,
    *serving.PRACTICES,
)

__all__ = ["PRACTICES"]
