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
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from auditor.classify import shipped
from auditor.classify.code import judge
from auditor.classify.lexicon import TABLE
from auditor.classify.reading import reading_of
from auditor.classify.words import words_of
from auditor.errors import AuditorError
from auditor.model import Role
from tests.oracles.labelled import is_code, mirrors, project_at

MIN_REPOSITORIES = 4
MIN_VOTES = 10
MAX_EACH = 30
MAX_FILES = 80  # of a repository
SURE = 0.6
SMOOTHING = 4.0
ANY = ""  # stands for the statement itself

Votes = Mapping[str, Mapping[Role, int]]
"""By word, how many statements of each role have it."""


def counted(repository: tuple[Path, str]) -> Votes:
    """Of one repository, how often each word stands in statements of each role that is sure."""
    folder, name = repository
    found: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    try:
        project = project_at(folder, name, most=MAX_FILES)
    except AuditorError:  # a mirror without a commit
        return found
    files = [file for file in project.files if is_code(file)]
    for code, judged in judge(project, files, shipped()):
        for statement, verdict in zip(code.statements, judged, strict=True):
            if verdict.confidence >= SURE:
                reading = reading_of(statement)
                names = (*reading.assigned, *reading.used)
                for word in {ANY, *(word for name in names for word in words_of(name))}:
                    found[word][verdict.role] += 1
    return dict(found)


def learn(repositories: Iterable[Votes]) -> dict[str, dict[Role, float]]:
    votes: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    users: Counter[str] = Counter()
    totals: Counter[Role] = Counter()
    for own in repositories:
        totals.update(own.get(ANY, {}))
        for word, its in own.items():
            users[word] += 1
            share = min(1.0, MAX_EACH / sum(its.values()))
            votes[word].update({role: count * share for role, count in its.items()})
    kept = {
        word: its
        for word, its in votes.items()
        if word != ANY and users[word] >= MIN_REPOSITORIES and its.total() >= MIN_VOTES
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
    with ProcessPoolExecutor() as pool:
        write(learn(pool.map(counted, ((folder, name) for name in names))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
