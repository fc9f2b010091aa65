"""NumPy's global random state seeded or drawn from in library code.

`np.random.seed` sets one state for the whole process: whoever imports the module and draws
anything shifts everybody else's numbers, and worker processes start with copies of the same
state. NumPy has kept this interface for old code only since version 1.17.

Scripts and notebooks, where the state is nobody else's, are not reported; nor are modules that
only draw, since the random numbers may be the caller's business. Reported is the seeding of the
global state inside a function of an importable module, other than a function that is for it, a
test, or one that seeds a framework too, with which a program begins.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

FOR_SEEDING = re.compile(
    r"seed|reproduc|determin|random_state|rng|worker_init|main|init_worker|(^|_)test"
)
ELSEWHERE = ("manual_seed", "set_seed", "set_random_seed", "seed_everything")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "numpy"):
        for site in flow.calls_to({"numpy.random.seed"}):
            scope = site.scope
            inside = scope.kind == "function" and not FOR_SEEDING.search(scope.name.lower())
            if inside and not flow.is_script and not _seeds_all(flow, site):
                yield Hit(site.location, f"`{scope.name}` reseeds NumPy for the whole process")


def _seeds_all(flow: Flow, site: Site) -> bool:
    """Whether the function seeds a framework as well: where a program begins."""
    return any(other.method in ELSEWHERE for other in flow.calls_in_scope(site.statement.scope))


RULE = Rule(
    id="legacy-random-state",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="NumPy enhancement proposal 19",
    remedy="Make a generator (`rng = np.random.default_rng(seed)`) and pass it on.",
    minutes=5,
    minutes_reason="SonarQube S6711: a generator replaces the global state",
    example=Example(
        bad="""
            import numpy as np
            def sample(rows, seed):
                np.random.seed(seed)
                return np.random.permutation(rows)
        """,
        good="""
            import numpy as np
            def sample(rows, seed):
                return np.random.default_rng(seed).permutation(rows)
        """,
    ),
    check=check,
)
