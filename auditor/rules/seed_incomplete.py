"""Some random generators are seeded and others are not.

A script that seeds NumPy and trains with PyTorch looks repeatable and is not: weights, dropout and
the order of batches come from the generator that was left out.

Reported where one place seeds a library and the same file draws from another that nothing in the
repository seeds. Layers draw their first weights, unless the file loads weights and trains none.
Helpers that seed everything get the benefit of the doubt.
"""

import re
from collections.abc import Iterator, Sequence

from auditor.flow import Flow, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity

SEEDS = {
    "NumPy": re.compile(r"numpy\.random\.seed"),
    "PyTorch": re.compile(r"torch\.(random\.)?manual_seed"),
    "TensorFlow": re.compile(r"tensorflow\.(compat\.v1\.)?(random\.)?set_(random_)?seed"),
    "random": re.compile(r"random\.seed"),
}
# What draws from each generator.
DRAWS = {
    "NumPy": re.compile(
        r"numpy\.random\.(rand|randn|randint|choice|shuffle|permutation|normal|uniform)"
    ),
    "PyTorch": re.compile(
        r"torch\.(rand|randn|randint|randperm|normal|bernoulli|multinomial)"
        r"|torch\.utils\.data\.DataLoader"
    ),
    "TensorFlow": re.compile(r"tensorflow\.random\.(uniform|normal|truncated_normal|shuffle)"),
    "random": re.compile(r"random\.(random|randint|choice|choices|shuffle|sample|uniform)"),
}
# Layers draw their first weights, and which units they drop.
LAYERS = {
    "PyTorch": re.compile(r"torch\.nn\.(Linear|Conv\d[dD]|LSTM|GRU|Embedding|Dropout)"),
    "TensorFlow": re.compile(
        r"keras\.(models\.)?Sequential|keras\.layers\.(Dense|Conv2D|LSTM|Dropout)"
    ),
}
TRAINS = frozenset(
    ("backward", "fit", "fit_generator", "train_on_batch", "minimize", "apply_gradients", "train")
)
LOADS = frozenset(("load_state_dict", "load_weights", "load_model", "restore", "from_pretrained"))
HELPERS = re.compile(
    r"seed_everything|set_random_seed|set_seed|seed_all|fix_seed|seed_torch|init_seeds?"
    r"|enable_full_determinism"
)


def check(project: Project) -> Iterator[Hit]:
    found = [*flows(project, "numpy", "torch", "tensorflow", "keras")]
    seeded = _seeded(found)
    for flow in found if 0 < len(seeded) < len(SEEDS) else ():
        seeding = next((site for site in flow.calls if _matches(site, SEEDS)), None)
        lacks = [name for name in DRAWS if name not in seeded and _draws(flow, name)]
        if seeding is not None and lacks:
            draw = "draws" if len(lacks) == 1 else "draw"
            text = f"`{seeding.name}` seeds one generator; {' and '.join(lacks)} {draw} unseeded"
            yield Hit(seeding.location, text)


def _seeded(found: Sequence[Flow]) -> set[str]:
    known: set[str] = set()
    for flow in found:
        for site in flow.calls:
            seeds = {name for name, one in SEEDS.items() if one.fullmatch(site.target)}
            if not seeds and HELPERS.search(site.method):  # TensorFlow calls its own `set_seed`
                return set(SEEDS)
            known |= seeds
    return known


def _matches(site: Site, patterns: dict[str, re.Pattern[str]]) -> bool:
    return any(pattern.fullmatch(site.target) for pattern in patterns.values())


def _draws(flow: Flow, name: str) -> bool:
    learns = not TRAINS.isdisjoint(flow.methods) or LOADS.isdisjoint(flow.methods)
    return any(
        (DRAWS[name].fullmatch(site.target) and site.call.keyword("generator") is None)
        or (learns and name in LAYERS and LAYERS[name].fullmatch(site.target))
        for site in flow.calls
    )


RULE = Rule(
    id="seed-incomplete",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="PyTorch notes on reproducibility",
    remedy="Seed all generators in one function: random, NumPy, and the framework.",
    minutes=10,
    minutes_reason="a line for each generator that is left out",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import numpy as np
            import torch
            np.random.seed(0)
            net = torch.nn.Linear(2, 2)
        """,
        good="""
            import numpy as np
            import torch
            np.random.seed(0)
            torch.manual_seed(0)
            net = torch.nn.Linear(2, 2)
        """,
    ),
    check=check,
)
