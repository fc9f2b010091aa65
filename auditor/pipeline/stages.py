"""The stages in order: target, checkout, files, facts, project, roles, findings, audit.

Whoever finds an audit among what is kept never imports this: rules and readers take half a second.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial

import msgspec
from msgspec.structs import replace

from auditor import __version__
from auditor.cache import Store
from auditor.classify import classify
from auditor.classify.knowledge import Knowledge
from auditor.classify.knowledge import load as load_knowledge
from auditor.corpus import percentiles
from auditor.detect import detect, practised, suppressions
from auditor.errors import BadSettings
from auditor.history import history
from auditor.model import Audit, Category, Checkout, Project, Rule, Tool
from auditor.pipeline.aging import with_ages
from auditor.pipeline.beside import beside
from auditor.pipeline.gather import gather
from auditor.pipeline.phases import Phases, Progress
from auditor.pipeline.recall import Recall, again
from auditor.practices import PRACTICES
from auditor.resolve import resolve
from auditor.rules import CATALOGUE
from auditor.score import score
from auditor.settings import Settings
from auditor.spread import shared
from auditor.verdict import verdict

TOOL = Tool("numbers-audit", __version__)
FORK_FROM_BYTES = 200_000  # of Python: a fork costs some 20 ms, which is what 20 kB take


class Studied(msgspec.Struct, frozen=True):
    """An audit with the project it was made from, for those who want line by line why."""

    audit: Audit
    project: Project
    checkout: Checkout


def studied(  # noqa: PLR0913 - the stages in order need all of it
    checkout: Checkout,
    settings: Settings,
    store: Store,
    progress: Progress,
    phases: Phases,
    *,
    recall: Recall | None,
    reasons: bool,
) -> Studied:
    """Audit what was acquired.

    In a row of audits, what the one before found of the same files is recalled. Such an audit is
    made in this process, since what a forked one finds is forgotten with it.
    """
    rules = selected(CATALOGUE, settings)
    in_a_row, recall = recall is not None, recall or Recall()
    log = beside(partial(history, checkout)) if settings.history else None
    with phases("read"):
        read_files = tuple(gather(checkout, store, settings.jobs, progress, recall))
    with phases("history"):
        past = None if log is None else log.result()
    progress("resolving names", None)
    with phases("resolve"):
        project = recall.resolved = again(resolve(read_files, past), recall.resolved)
    each = partial(shared, jobs=1 if in_a_row else _jobs_for(project, settings))
    progress("deciding roles", None)
    with phases("classify"):
        project = classify(project, known_to(settings), reasons=reasons, each=each)
        project = recall.judged = again(project, recall.judged)
    progress(f"asking {len(rules)} rules", None)
    with phases("detect"):
        marks = suppressions(project)
        obeyed = marks if settings.trust_target_config else ()
        results = detect(project, rules, obeyed, each)
        practices = practised(project, PRACTICES)
    with phases("score"):
        audit = score(checkout, project, results, practices, marks, TOOL)
        audit = replace(audit, percentiles=percentiles(audit))
        audit = replace(audit, verdict=verdict(audit, rules))
    if settings.history:
        progress("dating admitted debt", None)
        with phases("ages"):
            audit = with_ages(checkout, project, audit)
    return Studied(replace(audit, run=phases.run(settings, cached=False)), project, checkout)


def _jobs_for(project: Project, settings: Settings) -> int:
    python = sum(file.size for file in project.files if file.facts.code is not None)
    return settings.jobs if python >= FORK_FROM_BYTES else 1


def refuse_mistakes(settings: Settings) -> None:
    """Raise BadSettings for names and files that cannot be what was meant.

    Asked before anything is fetched, so that a mistake costs no wait.
    """
    selected(CATALOGUE, settings)
    known_to(settings)


def selected(catalogue: Sequence[Rule], settings: Settings) -> tuple[Rule, ...]:
    """The rules to run. Raises BadSettings for a name that no rule and no category has."""
    names = {rule.id for rule in catalogue} | {category.value for category in Category}
    for name in (*settings.select, *settings.ignore):
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise BadSettings(f"No rule or category is called {name!r}{hint}")
    return tuple(
        rule
        for rule in catalogue
        if _is_chosen(rule, settings.select)
        and not {rule.id, rule.category.value} & set(settings.ignore)
    )


def known_to(settings: Settings) -> Knowledge:
    """The knowledge base with the user's files laid over it.

    Raises BadSettings with the file and the key.
    """
    return load_knowledge(tuple(settings.knowledge))


def _is_chosen(rule: Rule, select: Sequence[str]) -> bool:
    """A rule that is off has to be called by its name."""
    return rule.id in select or (not rule.off and (not select or rule.category.value in select))
