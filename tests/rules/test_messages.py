"""What each rule says of its own example, word for word: `REFRESH_GOLDEN=1` writes it anew."""

from auditor.rules import CATALOGUE
from tests.goldens import assert_golden
from tests.rules.test_catalogue import project


def test_what_rules_say_of_their_examples() -> None:
    said = [
        f"{rule.id}: {hit.location.path}:{hit.location.line}: {hit.message}\n"
        for rule in CATALOGUE
        for hit in sorted(
            rule.check(project(rule, rule.example.bad)),
            key=lambda hit: (hit.location.path, hit.location.line, hit.message),
        )
    ]
    assert_golden("golden/messages.txt", "".join(said))
