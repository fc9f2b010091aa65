"""Nothing says how the model is trained.

The code trains a model, and no document names a command, notebook or call that starts it. Whoever
wants to repeat the result must find the script, its order among others, and its options by reading.

Asked of programs: libraries teach their calls in other ways. Any document that names the script,
or a command which starts another one, counts, and so do a Makefile, a shell script, a workflow
or CI file that names it, a notebook that trains, and usage written in a script's own docstring.
"""

import re
from collections.abc import Iterator

from auditor.evidence.places import code_files, is_script, main_script, prose, workflows
from auditor.evidence.programs import Sort, is_aside, sort_of
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

TRAINS = re.compile(r"\.(backward|fit|fit_generator|train_on_batch|minimize|apply_gradients)$")
FRAMEWORKS = re.compile(
    r"(torch|tensorflow|keras|sklearn|lightning|pytorch_lightning|jax|flax|xgboost)\b"
)
COMMAND = re.compile(
    r"\b(?:python[\d.]*|torchrun|accelerate launch|deepspeed|horovodrun|mpirun|srun|sbatch|bash|sh"
    r"|uv run|poetry run|jupyter[\w -]{0,20}|papermill|kedro run|dvc repro|snakemake|make)"
    r"\s+[^\n]{0,200}|(?:^|\s)\./[\w./-]{1,80}\.(?:sh|py)\b",
    re.MULTILINE,
)
MODULE = re.compile(r"\s-m\s+[\w.]{0,80}(train|main|run|fit|cli)")
RUNNERS = frozenset({"makefile", "snakefile", "dvc.yaml", "mlproject", "justfile"})
USAGE = re.compile(
    r"\b(usage|example|run|to train|launch)\b[\s\S]{0,200}\bpython|\$ ?python", re.IGNORECASE
)


def check(project: Project) -> Iterator[Hit]:
    script = _trainer(project)
    if script is None or sort_of(project) is not Sort.PROGRAM or _is_told(project, script):
        return
    text = f"{script.path} trains a model, and no document says how it is run"
    yield Hit(script.location(1), text, identity="training", anywhere=True)


def _trainer(project: Project) -> SourceFile | None:
    """A script, not a notebook, that trains."""
    scripts = [file for file in code_files(project) if _is_asked(file)]
    main = main_script(project)
    return main if main in scripts else next(iter(scripts), None)


def _is_asked(file: SourceFile) -> bool:
    return is_script(file) and not is_aside(file.path) and _trains(file)


def _trains(file: SourceFile) -> bool:
    code = file.facts.code
    learns = code is not None and any(FRAMEWORKS.match(entry.module) for entry in code.imports)
    return learns and file.contents.calls_any(TRAINS)


def _is_told(project: Project, script: SourceFile) -> bool:
    if any(script.name in (file.facts.text or "") for file in prose(project)):
        return True
    if any(file.name.lower() in RUNNERS or file.suffix == ".sh" for file in project.files):
        return True
    if any(_trains(file) for file in project.files if file.kind is Kind.NOTEBOOK):
        return True
    if any(script.name in (file.facts.text or "") for file in workflows(project)):
        return True
    names = [file.name for file in code_files(project)]
    told = (
        command
        for file in prose(project)
        for command in COMMAND.findall(file.facts.text or "")
        if any(name in command for name in names) or MODULE.search(command)
    )
    return next(told, None) is not None or any(map(_tells_itself, code_files(project)))


def _tells_itself(file: SourceFile) -> bool:
    code = file.facts.code
    return code is not None and USAGE.search(code.scopes[0].docstring) is not None


RULE = Rule(
    id="training-undocumented",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="B17 Infra 1 (training is reproducible); Pineau et al. 2021 (code checklist)",
    remedy="Write into the README the commands that train and evaluate, with their options.",
    minutes=30,
    minutes_reason="whoever trains knows the commands; each is tried once in a clean clone",
    scope=Scope.REPOSITORY,
    applies=lambda project: _trainer(project) is not None,
    example=Example(
        bad={
            "train.py": "import torch\n\n\ndef main():\n    torch.ones(1).sum().backward()\n\n\n"
            'if __name__ == "__main__":\n    main()\n',
            "README.md": "# Net\n\nOur net.\n",
        },
        good={
            "train.py": "import torch\n\n\ndef main():\n    torch.ones(1).sum().backward()\n\n\n"
            'if __name__ == "__main__":\n    main()\n',
            "README.md": "# Net\n\nTrain it with `python train.py --epochs 10`.\n",
        },
    ),
    check=check,
)
