"""What a rule says of a text: the lines that it reports, and its messages."""

from collections.abc import Callable, Mapping

from auditor.model import Rule
from tests.builders import project_of

Texts = str | Mapping[str, str | bytes]


def asking(rule: Rule) -> Callable[[Texts], list[int]]:
    """The lines that a rule reports of a source, in the order of the text."""

    def lines_hit(source: Texts) -> list[int]:
        return sorted(hit.location.line for hit in rule.check(project_of(source)))

    return lines_hit


def messages_of(rule: Rule, source: Texts) -> list[str]:
    return [hit.message for hit in rule.check(project_of(source))]
