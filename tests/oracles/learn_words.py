"""Learn which role the words of names lean to: writes `auditor/classify/words.json`.

    python -m tests.oracles.learn_words MIRRORS

The teacher is the classifier itself: statements of many repositories whose role it is sure of,
by their calls, their function and their file. What it learns there serves statements that have
nothing but their words. A word counts if at least `MIN_REPOSITORIES` use it, and no repository has
more than `MAX_EACH` votes for a word, so that no single one can teach its habits. Only a part of
each repository is looked at, chosen by the hash of the path.
"""

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha1

import msgspec

from auditor.classify import shipped
from auditor.classify.code import judge
from auditor.classify.lexicon import TABLE
from auditor.classify.reading import reading_of
from auditor.classify.words import words_of
from auditor.model import Project, Role
from tests.oracles.labelled import is_code, mirrors, project_at

MIN_REPOSITORIES = 4
MIN_VOTES = 10
MAX_EACH = 30
MAX_FILES = 80  # of a repository
SURE = 0.6
SMOOTHING = 4.0

Votes = Mapping[str, Mapping[Role, float]]


def taught(project: Project) -> Iterator[tuple[Role, set[str]]]:
    """Role and words of every statement whose role is sure."""
    files = [file for file in project.files if is_code(file)]
    files.sort(key=lambda file: sha1(file.path.encode(), usedforsecurity=False).digest())
    for code, judged in judge(project, files[:MAX_FILES], shipped()):
        for statement, verdict in zip(code.statements, judged, strict=True):
            if verdict.confidence >= SURE:
                reading = reading_of(statement)
                names = (*reading.assigned, *reading.used)
                yield verdict.role, {word for name in names for word in words_of(name)}


def learn(projects: Iterable[Project]) -> dict[str, dict[Role, float]]:
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


def write(learned: Mapping[str, Mapping[Role, float]]) -> None:
    rows = (
        f"{msgspec.json.encode(word).decode()}:[{','.join(f'{odds[role]:g}' for role in Role)}]"
        for word, odds in learned.items()
    )
    TABLE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    folder = mirrors(arguments)
    if folder is None:
        return 1
    names = sorted(git.parent.name.replace("+", "/", 1) for git in folder.glob("*+*/repo"))
    write(learn(project_at(folder, name) for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
