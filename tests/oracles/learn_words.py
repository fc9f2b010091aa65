"""Learn which role the words of names lean to: writes `auditor/classify/words.json`.

    python tests/oracles/learn_words.py GIT_DIRECTORY [GIT_DIRECTORY ...]

The teacher is the knowledge base: statements whose outermost call it knows for sure. A word counts
if at least `MIN_REPOSITORIES` use it, and no repository has more than `MAX_EACH` votes for a word,
so that no single one can teach its habits. Labels made by hand are not used.
"""

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from auditor.acquire import acquire, parse_target
from auditor.classify import shipped
from auditor.classify.evidence import evidence_of
from auditor.classify.lexicon import TABLE
from auditor.classify.words import assigned, used, words_of
from auditor.facts import facts_of
from auditor.model import Kind, Project, Role, SourceFile
from auditor.read import read
from auditor.resolve import resolve

MIN_REPOSITORIES = 3
MIN_VOTES = 8
MAX_EACH = 30
SURE = frozenset({"decisive", "call", "check"})
SMOOTHING = 4.0

Votes = Mapping[str, Mapping[Role, float]]


def project_at(git_directory: str, cache: Path) -> Project:
    checkout = acquire(parse_target(f"file://{git_directory}"), cache=cache, history=False)
    files = (
        SourceFile(blob.path, blob.kind, blob.id, blob.size, facts_of(blob), blob.reason)
        for blob in read(checkout)
        if blob.path.endswith(".py")
    )
    return resolve(files)


def taught(project: Project) -> Iterator[tuple[Role, set[str]]]:
    """Role and words of every statement whose calls tell its role."""
    for file in project.python_files(tests=False):
        code = file.facts.code
        if file.kind is not Kind.SOURCE or code is None:
            continue
        for statement in code.statements:
            signs = evidence_of(statement, file, shipped())
            role = next((s.role for s in signs if s.source in SURE and s.strength >= 1), None)
            if role is not None and role is not Role.TESTING:
                names = (*assigned(statement), *used(statement))
                yield role, {word for name in names for word in words_of(name)}


def learn(projects: Iterator[Project]) -> dict[str, dict[Role, float]]:
    votes: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    users: Counter[str] = Counter()
    totals: Counter[Role] = Counter()
    for project in projects:
        own: defaultdict[str, Counter[Role]] = defaultdict(Counter)
        for role, words in taught(project):
            totals[role] += 1
            for word in words:
                own[word][role] += 1
        for word, counted in own.items():
            users[word] += 1
            share = min(1.0, MAX_EACH / counted.total())
            votes[word].update({role: count * share for role, count in counted.items()})
    kept = {
        word: counted
        for word, counted in votes.items()
        if users[word] >= MIN_REPOSITORIES and counted.total() >= MIN_VOTES
    }
    return {word: odds(kept[word], totals) for word in sorted(kept)}


def odds(counted: Mapping[Role, float], totals: Mapping[Role, int]) -> dict[Role, float]:
    """Log of how much more often than by chance; rare roles are not drowned by common ones."""
    roots = {role: math.sqrt(totals.get(role, 0) + 1) for role in Role}
    prior = {role: root / sum(roots.values()) for role, root in roots.items()}
    scale = {role: prior[role] / (totals.get(role, 0) + 1) for role in Role}
    weighed = {role: counted.get(role, 0.0) * scale[role] * sum(totals.values()) for role in Role}
    whole = sum(weighed.values()) + SMOOTHING
    return {
        role: round(math.log((weighed[role] / prior[role] + SMOOTHING) / whole), 1) for role in Role
    }


def main(*git_directories: str) -> None:
    cache = Path.home() / ".cache" / "numbers-audit"
    table = learn(project_at(directory, cache) for directory in sorted(git_directories))
    rows = (
        f"{msgspec.json.encode(word).decode()}:[{','.join(f'{odds[role]:g}' for role in Role)}]"
        for word, odds in table.items()
    )
    TABLE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{len(table)} words of {len(git_directories)} repositories")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
