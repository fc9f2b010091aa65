"""What each rule says of its own example, word for word: `REFRESH_GOLDEN=1` writes it anew."""

from auditor.model import Hit
from auditor.rules import CATALOGUE
from tests.goldens import assert_golden
from tests.rules.test_catalogue import project


def written(hit: Hit) -> str:
    """A hit with all that its price, its fingerprint and its place in the reports hang on."""
    place = hit.location
    cell = "" if place.cell is None else f"[{place.cell}]"
    line = str(place.line) if place.line == place.end_line else f"{place.line}-{place.end_line}"
    more = {
        "severity": None if hit.severity is None else hit.severity.name.lower(),
        "size": f"{hit.size:g}" if hit.size else None,
        "minutes": hit.minutes,
        "identity": hit.identity or None,
        "anywhere": hit.anywhere or None,
        **dict(hit.labels),
    }
    told = ", ".join(f"{name} {value}" for name, value in more.items() if value is not None)
    return f"{place.path}{cell}:{line}: {hit.message}" + (f" ({told})" if told else "")


def test_what_rules_say_of_their_examples() -> None:
    said = [
        f"{rule.id}: {written(hit)}\n"
        for rule in CATALOGUE
        for hit in sorted(
            rule.check(project(rule, rule.example.bad)),
            key=lambda hit: (hit.location.path, hit.location.line, hit.message),
        )
    ]
    assert_golden("golden/messages.txt", "".join(said))
