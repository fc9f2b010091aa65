"""Which findings of two audits are the same one: by fingerprint, else by what they say.

A fingerprint holds the path, so a file that was moved needs a second look; so does a finding that
tells numbers: the lines of the copy that it names, or the version that a base image has now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from auditor.model import Audit, Finding

NUMBER = re.compile(r"\d+")
AGAIN = " stand again in "
"""How findings about copies name the other one."""

Placed = tuple[int, Finding]
"""A finding with its number in its audit: two may be equal in all else."""

Key = Callable[[Finding], Hashable]


class Matched(NamedTuple):
    """`new` and `persisting` are findings of the later audit, `fixed` of the earlier one."""

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    persisting: tuple[Finding, ...]


def match(before: Audit, after: Audit, rules: AbstractSet[str]) -> Matched:
    """The findings of these rules, in three parts."""
    old, now = _of(before, rules), _of(after, rules)
    gone, fresh = _without_partners(before, after, old, now)
    numbers = {number for number, _ in fresh}
    return Matched(
        new=tuple(finding for _, finding in fresh),
        fixed=tuple(finding for _, finding in gone),
        persisting=tuple(finding for number, finding in now if number not in numbers),
    )


def fresh_numbers(before: Audit, after: Audit, rules: AbstractSet[str]) -> frozenset[int]:
    """Which of the later audit's findings are new, by their numbers."""
    _, fresh = _without_partners(before, after, _of(before, rules), _of(after, rules))
    return frozenset(number for number, _ in fresh)


def _of(audit: Audit, rules: AbstractSet[str]) -> list[Placed]:
    return [placed for placed in enumerate(audit.findings) if placed[1].rule in rules]


def _without_partners(
    before: Audit, after: Audit, old: list[Placed], now: list[Placed]
) -> tuple[list[Placed], list[Placed]]:
    """Findings of either side that are in the other by none of the keys, the strictest first."""
    for key in (_fingerprint, _in_place, _where_it_went(before, after)):
        old, now = _alone(old, now, key), _alone(now, old, key)
    return _without_copies(old, now)


def _without_copies(old: list[Placed], now: list[Placed]) -> tuple[list[Placed], list[Placed]]:
    """Less the copied code that a file still has, if no more of it, though now of another file.

    What it is a copy of tells a fingerprint; but who edits the other file fixes nothing here.
    """
    fresh = []
    for placed in sorted(now, key=lambda placed: -placed[1].minutes):
        partner = next((each for each in old if _is_no_larger(placed[1], each[1])), None)
        if partner is None:
            fresh.append(placed)
        else:
            old = [each for each in old if each is not partner]
    return old, sorted(fresh, key=lambda placed: placed[0])


def _is_no_larger(now: Finding, was: Finding) -> bool:
    copied = AGAIN in now.message and AGAIN in was.message
    same = (now.rule, now.path) == (was.rule, was.path)
    return copied and same and now.minutes <= was.minutes


def _alone(ours: Iterable[Placed], theirs: Iterable[Placed], key: Key) -> list[Placed]:
    """Findings of ours without a partner; one finding is partner to one only."""
    partners = Counter(key(finding) for _, finding in theirs)
    alone = []
    for number, finding in ours:
        name = key(finding)
        if partners[name] <= 0:
            alone.append((number, finding))
        partners[name] -= 1
    return alone


def _fingerprint(finding: Finding) -> Hashable:
    return finding.rule, finding.fingerprint


def _in_place(finding: Finding) -> Hashable:
    """The same file, the same words, whatever the numbers."""
    return finding.rule, finding.path, _wording(finding)


def _where_it_went(before: Audit, after: Audit) -> Key:
    """The same words in a file of the same name that is gone in one place and new in another."""
    stayed = {file.path for file in before.files} & {file.path for file in after.files}

    def key(finding: Finding) -> Hashable:
        is_there = finding.path in stayed
        place = finding.path if is_there else finding.path.rpartition("/")[2]
        return finding.rule, is_there, place, _wording(finding)

    return key


def _wording(finding: Finding) -> str:
    return NUMBER.sub("#", finding.message)
