"""Which classes are models? Those that derive from a framework's module, and what they hold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.evidence.kept import kept, once
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Does,
    Name,
    Project,
    SourceFile,
    Statement,
)

MODULES = frozenset(
    {
        "torch.nn.Module",
        "torch.nn.modules.Module",
        "torch.nn.modules.module.Module",
        "pytorch_lightning.LightningModule",
        "pytorch_lightning.core.LightningModule",
        "pytorch_lightning.core.lightning.LightningModule",
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
    }
)
KERAS = ("tensorflow.keras.", "tensorflow.python.keras.", "keras.", "tf.keras.")
KERAS_BASES = (".Model", ".Layer")


class Model(msgspec.Struct, frozen=True):
    """A class and what is in it; a model if it derives from a framework's module."""

    file: SourceFile
    index: int  # of its scope
    full: str  # target by which the repository knows it
    bases: tuple[str, ...]  # all of them, full targets, nearest first
    contents: "Contents"

    @property
    def scope(self) -> CodeScope:
        return self.contents.code.scopes[self.index]

    @property
    def name(self) -> str:
        return self.scope.name

    @property
    def methods(self) -> Iterator[tuple[int, CodeScope]]:
        """Its functions with the indices of their scopes."""
        for at in self.contents.inner.get(self.index, ()):
            if self.contents.code.scopes[at].kind == "function":
                yield at, self.contents.code.scopes[at]

    def statements(self, method: str | None = None) -> Iterator[Statement]:
        """Statements of its methods (or of one), inner functions included."""
        waiting = [at for at, scope in self.methods if method in (None, scope.name)]
        while waiting:
            at = waiting.pop(0)
            waiting += self.contents.inner.get(at, ())
            yield from self.contents.of(at)


class Contents:
    """The scopes and statements of a file by the scope that they stand in."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.inner: dict[int, list[int]] = defaultdict(list)
        self.statements: dict[int, list[Statement]] = defaultdict(list)
        for at, scope in enumerate(code.scopes):
            self.inner[scope.parent].append(at)
        for statement in code.statements:
            self.statements[statement.scope].append(statement)

    def of(self, scope: int) -> Sequence[Statement]:
        """A scope's own statements, those of inner ones apart."""
        return self.statements.get(scope, ())


def models(project: Project) -> Iterator[Model]:
    """All model classes of the repository that are no tests, in the order of files and text."""
    return (one for one in classes(project) if any(map(is_module, one.bases)))


@once
def classes(project: Project) -> Sequence[Model]:
    """All classes of the repository that are no tests, in the order of files and text."""
    return tuple(one for file in project.python_files(tests=False) for one in _classes_of(file))


@kept
def _classes_of(file: SourceFile) -> tuple[Model, ...]:
    code = file.facts.code
    if code is None or not any(scope.kind == "class" for scope in code.scopes):
        return ()
    contents = Contents(code)
    return tuple(
        Model(
            file,
            index,
            f"{file.module}.{scope.qualname}",
            file.ancestors.get(scope.qualname, ()),
            contents,
        )
        for index, scope in enumerate(code.scopes)
        if scope.kind == "class"
    )


def is_module(target: str) -> bool:
    """Whether a full target is the base class of a framework's models or layers."""
    is_keras = target.startswith(KERAS) and target.endswith(KERAS_BASES)
    return target in MODULES or is_keras


def kin(project: Project) -> Mapping[str, Sequence[Model]]:
    """For each model its own class and those that share its attributes: bases and heirs."""
    found = list(models(project))
    by_name = {model.full: model for model in found}
    related: dict[str, set[str]] = defaultdict(set)
    for model in found:
        line = {model.full, *(base for base in model.bases if base in by_name)}
        for name in line:
            related[name] |= line
    return {name: [by_name[one] for one in sorted(names)] for name, names in related.items()}


def layers(model: Model) -> Iterator[tuple[str, Call, Statement]]:
    """What `__init__` assigns to attributes by a call: name, call and statement."""
    for statement in model.statements("__init__"):
        if statement.does is Does.ASSIGN and not statement.operator:
            match statement.targets, statement.values:
                case (Attribute(value=Name(id="self"), name=name),), (*_, Call() as call):
                    yield name, call, statement
                case _:
                    pass
