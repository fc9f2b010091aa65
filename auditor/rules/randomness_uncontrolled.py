"""Random numbers in a script, and no seed in reach.

A script that draws weights, batches or noise without a seed gives another result at each run, for
a reason that nobody chose. In a survey of 826 AI systems 79 % had it.

Reported once per script or notebook and library, where the repository nowhere seeds that library.
Modules that others import get the benefit of the doubt: their callers may have seeded. So do
generators that are made with a seed or handed in, functions that try something out (`test`,
`demo`), the `dummy_input` of an export, and files without any library that learns: they often draw
a picture or an example.
"""

import re
from collections.abc import Iterator, Sequence

from auditor.evidence.places import LEARNERS
from auditor.flow import Flow, Is, Site, flows
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Project,
    Rule,
    Scope,
    Severity,
    dotted,
)

# Library -> functions that draw from its global generator.
DRAWS = {
    "numpy": re.compile(
        r"numpy\.random\.(?!seed|default_rng|RandomState|Generator|get_state|set_state|SeedSeq|bit_)[a-z]\w{0,40}"
    ),
    "torch": re.compile(
        r"torch\.(rand|randn|randint|randperm|normal|bernoulli|multinomial)(_like)?"
        r"|torch\.utils\.data\.random_split"
    ),
    "tensorflow": re.compile(
        r"tensorflow\.(compat\.v1\.)?random\.(uniform|normal|truncated_normal|shuffle|gamma)"
        r"|tensorflow\.random_(uniform|normal)"
    ),
    "random": re.compile(
        r"random\.(random|randint|choice|choices|shuffle|sample|uniform|gauss|randrange)"
    ),
}
# Library -> calls that seed it; helpers of frameworks seed them all.
SEEDS = {
    "numpy": re.compile(r"numpy\.random\.(seed|set_state)"),
    "torch": re.compile(r"torch\.(random\.)?(manual_seed|seed|set_rng_state)"),
    "tensorflow": re.compile(r"tensorflow\.(compat\.v1\.)?(random\.)?set_(random_)?seed"),
    "random": re.compile(r"random\.(seed|setstate)"),
}
TRYING = re.compile(r"_?(test|demo|smoke|check|example|bench)")
STAND_IN = re.compile(r"dummy|(example|sample|fake|trace|tracing)_?(input|image|batch|data|x)s?$")
HELPERS = re.compile(
    r"seed_everything|set_random_seed|set_seed|seed_all|fix_seed|seed_torch|set_all_seeds"
    r"|set_global_seed|init_seeds?|random_seed|seed_rng|setup_seed|manual_seed_all"
)


def check(project: Project) -> Iterator[Hit]:
    found = [*flows(project)]
    seeded = _seeded(found)
    for flow in found:
        if flow.is_script and flow.roots & LEARNERS:
            for library, draws in DRAWS.items():
                if library not in seeded:
                    yield from _first(flow, draws)


def _seeded(found: Sequence[Flow]) -> set[str]:
    """Libraries that are seeded anywhere in the repository."""
    known: set[str] = set()
    for flow in found:
        for site in flow.calls:
            seeds = {library for library, one in SEEDS.items() if one.fullmatch(site.target)}
            if not seeds and HELPERS.search(site.method):  # TensorFlow calls its own `set_seed`
                return set(DRAWS)
            known |= seeds
    return known


def _first(flow: Flow, draws: re.Pattern[str]) -> Iterator[Hit]:
    site = next((site for site in flow.calls if _draws(site, draws)), None)
    if site is not None:
        yield Hit(site.location, f"`{site.name}` draws without any seed in the repository")


def _draws(site: Site, draws: re.Pattern[str]) -> bool:
    seeded = any(site.call.keyword(name) is not None for name in ("generator", "seed"))
    tried = TRYING.match(site.scope.name) if site.scope.kind == "function" else None
    only_shape = any(STAND_IN.search(dotted(target)) for target in site.statement.targets)
    known = seeded or tried or only_shape or site.receiver.kind is not Is.UNKNOWN
    return bool(draws.fullmatch(site.target)) and not known


RULE = Rule(
    id="randomness-uncontrolled",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 14; SpecDetect4AI 2025 for the prevalence",
    remedy="Seed every library in use at the start of the script, from the configuration.",
    minutes=15,
    minutes_reason="a seed in the configuration and a function that sets it everywhere",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import numpy as np
            from sklearn.linear_model import Ridge
            if __name__ == "__main__":
                train(np.random.rand(4))
        """,
        good="""
            import numpy as np
            from sklearn.linear_model import Ridge
            if __name__ == "__main__":
                np.random.seed(0)
                train(np.random.rand(4))
        """,
    ),
    check=check,
)
