"""What does each rule cost, and each piece of evidence? CPU time on one repository, one process.

`python -m benchmarks.costs TARGET [-n LINES]` prints the stages, rules and pieces of evidence that
take most. Whoever asks first does not pay: what is computed once is counted on its own, and taken
off the rule or stage that happened to ask.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, wraps
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import replace

from auditor.evidence import kept

STAGES = ("history", "gather", "resolve", "classify", "suppressions", "detect", "practised")
LATE_STAGES = ("score", "percentiles", "verdict")


class Costs:
    """CPU seconds by name; what is measured within something else is taken off that."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._inside = [0.0]

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        self._inside.append(0.0)
        start = time.process_time()
        try:
            yield
        finally:
            took = time.process_time() - start
            self.seconds[name] += took - self._inside.pop()
            self.calls[name] += 1
            self._inside[-1] += took

    def measured(self, compute: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same function; where it is a generator, it is run to its end at once."""

        @wraps(compute)
        def measured(*args: Any, **keywords: Any) -> Any:  # noqa: ANN401 - whatever is measured
            with self.of(name):
                result = compute(*args, **keywords)
                return iter(tuple(result)) if hasattr(result, "__next__") else result

        return measured


def measure_evidence(costs: Costs) -> None:
    """Measure what is computed once, from now on: to be called before rules are imported."""
    plain = kept.kept

    def measured(compute: Callable[[Any], Any], most: int = kept.MAX_FILES) -> Callable[[Any], Any]:
        module = compute.__module__.removeprefix("auditor.")
        return plain(costs.measured(compute, f"{module}.{compute.__name__}"), most)

    kept.kept = measured
    for name, part in vars(import_module("auditor.flow").Flow).items():
        if isinstance(part, cached_property):
            part.func = costs.measured(part.func, f"flow.Flow.{name}")


def measure_stages(costs: Costs) -> Callable[..., Any]:
    """Measure each stage and each rule of the pipeline; gives its main function."""
    pipeline: Any = import_module("auditor.pipeline.stages")
    for stage in (*STAGES, *LATE_STAGES):
        setattr(pipeline, stage, costs.measured(getattr(pipeline, stage), f"stage {stage}"))
    pipeline.CATALOGUE = tuple(
        replace(
            rule,
            check=costs.measured(rule.check, f"rule {rule.id}"),
            applies=costs.measured(rule.applies, f"rule {rule.id} applies"),
        )
        for rule in pipeline.CATALOGUE
    )
    return import_module("auditor.pipeline").study  # type: ignore[no-any-return]  # of any type


def table(costs: Costs, most: int) -> Iterator[str]:
    yield f"{sum(costs.seconds.values()):8.3f}  all"
    for name, seconds in costs.seconds.most_common(most):
        yield f"{seconds:8.3f}  {name}  ({costs.calls[name]} calls)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("-n", type=int, default=60, help="lines to print (default: 60)")
    arguments = parser.parse_args()
    costs = Costs()
    measure_evidence(costs)
    study = measure_stages(costs)
    settings_type = import_module("auditor.settings").Settings
    with TemporaryDirectory() as folder:
        settings = settings_type(jobs=1, reuse=False, cache=Path(folder), history=False)
        study(arguments.target, settings)
    print(*table(costs, arguments.n), sep="\n")  # noqa: T201 - this is what it is for


if __name__ == "__main__":
    main()
