"""A chain of programs that only files between them hold together.

Sculley et al. call it a pipeline jungle: a preparation that grew step by step into scrapes, joins
and samplings, with files in between. Nothing tells which step comes after which, what is out of
date after a change, or how to recover from a failed step, and a test of the whole is expensive.

Measured are paths that one program writes and another reads, followed through constants, joins and
defaults of options, and shell scripts that run one program after the other. Three programs in a
row or four in one script are a chain. Any workflow tool in the repository (DVC, Snakemake,
Airflow, Kedro, ...) silences the rule. So do courses, whose notebooks follow one another on
purpose, folders of examples, and a script that mostly runs programs which train: that is a
benchmark. Not seen are paths that arrive from outside and tables of databases.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.pipelines import (
    Handoff,
    handoffs,
    has_workflow,
    longest_chain,
    sequences,
)
from auditor.evidence.programs import Sort, is_aside, sort_of, trainers
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
)

PROGRAMS_IN_A_ROW = 3  # one program that prepares and one that trains is the least one can have
PROGRAMS_IN_A_SCRIPT = 4


def check(project: Project) -> Iterator[Hit]:
    if has_workflow(project) or sort_of(project) is Sort.COURSE:
        return
    chain = longest_chain(tuple(_own(project)))
    if len(chain) + 1 >= PROGRAMS_IN_A_ROW:
        text = f"only files tie these together: {_drawn(chain)}"
        place = Location(chain[0].writer, 1, 1)
        file = project.file(chain[0].writer)
        yield Hit(
            file.location(chain[0].line) if file else place, text, len(chain), identity="jungle"
        )
        return
    yield from _scripted(project)


def _own(project: Project) -> Iterator[Handoff]:
    return (handoff for handoff in handoffs(project) if not is_aside(handoff.writer))


def _drawn(chain: tuple[Handoff, ...]) -> str:
    """`prepare.py -> x.csv -> train.py`, the first steps of a long chain."""
    shown = _name(chain[0].writer)
    for step in chain[:MAX_SHOWN]:
        shown += f" -> {_name(step.path)} -> {_name(step.reader)}"
    return shown + (f" and {len(chain) - MAX_SHOWN} more" if len(chain) > MAX_SHOWN else "")


MAX_SHOWN = 2  # steps; a message is one line


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _scripted(project: Project) -> Iterator[Hit]:
    training = {file.name for file in trainers(project)}
    found = [
        sequence
        for sequence in sequences(project)
        if len(sequence.programs) >= PROGRAMS_IN_A_SCRIPT
        and 2 * len(training & set(sequence.programs)) < len(sequence.programs)
    ]
    if found:
        longest = max(found, key=lambda sequence: (len(sequence.programs), sequence.file.path))
        text = f"{len(longest.programs)} programs in a row, tied by their files: "
        text += listing(list(longest.programs), most=3)
        yield Hit(
            longest.file.location(longest.line), text, len(longest.programs), identity="jungle"
        )


RULE = Rule(
    id="pipeline-jungle",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 4 (pipeline jungles)",
    remedy=(
        "Write the steps down with inputs and outputs in DVC, Snakemake or another workflow tool."
    ),
    minutes=120,
    minutes_each=60,
    minutes_reason="two hours to set a workflow tool up, and an hour a step to name what it reads,"
    " writes and needs, and to see that its result is the same",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "clean.py": 'import pandas as pd\npd.read_csv("in.csv").to_csv("clean.csv")\n',
            "join.py": 'import pandas as pd\npd.read_csv("clean.csv").to_csv("joined.csv")\n',
            "fit.py": 'import pandas as pd\nrows = pd.read_csv("joined.csv")\n',
        },
        good={
            "clean.py": 'import pandas as pd\npd.read_csv("in.csv").to_csv("clean.csv")\n',
            "join.py": 'import pandas as pd\npd.read_csv("clean.csv").to_csv("joined.csv")\n',
            "fit.py": 'import pandas as pd\nrows = pd.read_csv("joined.csv")\n',
            "dvc.yaml": "stages:\n  clean:\n    cmd: python clean.py\n    outs: [clean.csv]\n",
        },
    ),
    check=check,
)
