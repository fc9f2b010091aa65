"""What does a statement itself tell about its role? Evidence from its calls, names and kind."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from auditor.classify.knowledge import Evidence, Knowledge, Strength
from auditor.classify.reading import Reading
from auditor.model import (
    Attribute,
    Call,
    Collection,
    Does,
    Expression,
    Kind,
    Literal,
    Name,
    Operation,
    Role,
    SourceFile,
    Statement,
    Subscript,
    children,
    target_of,
)


class Sign(msgspec.Struct, frozen=True, gc=False):
    """One sign that a statement has a role. `source` is the kind of sign, which has a weight."""

    source: str
    role: Role
    strength: float
    shown: str | Call  # what shows it; a call is spelt out only when somebody asks
    full: str = ""  # full name of what is called
    file: str = ""  # of the knowledge base that says so

    @property
    def reason(self) -> str:
        shown = self.shown
        what = shown if isinstance(shown, str) else f"`{shown.name}` ← `{self.full}`"
        return f"{what} is {self.role} ({self.file})" if self.file else what


# Calls that only move or view a value: what they are called on says what the line is for.
TRANSPARENT = frozenset(
    {"to", "cuda", "cpu", "detach", "numpy", "item", "float", "half", "double", "long", "int",
     "contiguous", "clone", "copy", "tolist", "view", "reshape", "squeeze", "unsqueeze", "permute",
     "transpose", "flatten", "astype", "size", "mean", "sum"}
)  # fmt: skip
ARGUMENT_ERRORS = frozenset(
    {"ValueError", "TypeError", "AssertionError", "KeyError", "IndexError", "AttributeError",
     "FileNotFoundError", "ArgumentTypeError", "ArgumentError", "UsageError", "BadParameter",
     "ValidationError", "Exception", "RuntimeError", "ImportError", "ModuleNotFoundError",
     "EnvironmentError", "OSError", "IOError"}
)  # fmt: skip


PRINT = "builtins.print"
STANDS_FOR = {
    "frame": "pandas.DataFrame",
    "series": "pandas.Series",
    "array": "numpy.ndarray",
    "estimator": "sklearn.base.BaseEstimator",
    "transformer": "sklearn.base.TransformerMixin",
}
"""The class that is asked where only the kind of a value is known."""
PIPELINES = frozenset({"sklearn.pipeline.Pipeline", "imblearn.pipeline.Pipeline"})
Receivers = Mapping[int, str]
"""By the identity of a call, the kind of value that it is called on."""


def evidence_of(
    statement: Statement,
    reading: Reading,
    file: SourceFile,
    known: Knowledge,
    receivers: Receivers,
) -> Iterator[Sign]:
    """All signs of one statement, its header's only if it is a compound one."""
    if statement.does in TELLING_KINDS:
        yield from _by_kind(statement, file, known)
    yield from _by_calls(statement, reading, file, known, receivers)
    yield from _by_names(reading, known)


TELLING_KINDS = frozenset({Does.EXPRESSION, Does.ASSERT, Does.RAISE, Does.MAGIC, Does.ASSIGN})


def _by_kind(statement: Statement, file: SourceFile, known: Knowledge) -> Iterator[Sign]:
    match statement:
        case Statement(
            does=Does.EXPRESSION, text="", values=(Name() | Attribute() | Subscript(),)
        ) if file.kind is Kind.NOTEBOOK:
            yield Sign("decisive", Role.ANALYSIS_TOOLS, 1.0, "a value that the notebook shows")
        case Statement(does=Does.ASSERT):
            yield Sign("check", Role.DATA_VERIFICATION, 1.0, "an assertion")
        case Statement(does=Does.RAISE, values=(error, *_)):
            name = target_of(error).rpartition(".")[2].removesuffix("()")
            if name in ARGUMENT_ERRORS:
                reason = f"raises `{name}` on what it was given"
                yield Sign("check", Role.DATA_VERIFICATION, 1.0, reason)
        case Statement(does=Does.MAGIC, text=text):
            yield from _magic(text, known)
        case Statement(does=Does.ASSIGN, scope=0, parent=-1, targets=(Name(id=name),)) if (
            name.isupper() and is_setting(statement.values[0])
        ):
            yield Sign("constant", Role.CONFIGURATION, 1.0, f"the constant `{name}`")
        case Statement(does=Does.ASSIGN, targets=(Name(),), values=(value, *_)) if isinstance(
            value, Literal
        ) and _in_class(statement, file):
            yield Sign("field", Role.CONFIGURATION, 0.6, "a class field with a plain value")
        case _:
            pass


def _in_class(statement: Statement, file: SourceFile) -> bool:
    code = file.facts.code
    return code is not None and code.scopes[statement.scope].kind == "class"


MAGICS = {
    "pip": Role.RESOURCE_MANAGEMENT,
    "conda": Role.RESOURCE_MANAGEMENT,
    "mamba": Role.RESOURCE_MANAGEMENT,
    "apt": Role.RESOURCE_MANAGEMENT,
    "apt-get": Role.RESOURCE_MANAGEMENT,
    "git": Role.RESOURCE_MANAGEMENT,
    "nvidia-smi": Role.RESOURCE_MANAGEMENT,
    "wget": Role.DATA_COLLECTION,
    "curl": Role.DATA_COLLECTION,
    "gdown": Role.DATA_COLLECTION,
    "unzip": Role.DATA_COLLECTION,
    "tar": Role.DATA_COLLECTION,
    "kaggle": Role.DATA_COLLECTION,
    "tensorboard": Role.MONITORING,
    "time": Role.ANALYSIS_TOOLS,
    "timeit": Role.ANALYSIS_TOOLS,
    "matplotlib": Role.ANALYSIS_TOOLS,
    "sql": Role.DATA_COLLECTION,
    "config": Role.ANALYSIS_TOOLS,  # nearly always InlineBackend, of figures
    "cat": Role.ANALYSIS_TOOLS,
    "head": Role.ANALYSIS_TOOLS,
    "tail": Role.ANALYSIS_TOOLS,
    **dict.fromkeys(
        ("autoreload", "cd", "cp", "load_ext", "ls", "mkdir", "mv", "pwd", "rm", "watermark"),
        Role.GENERAL,
    ),
}
SCRIPTS = (
    ("train", Role.ML_CODE),
    ("eval", Role.ANALYSIS_TOOLS),
    ("val", Role.ANALYSIS_TOOLS),
    ("test", Role.ANALYSIS_TOOLS),
    ("predict", Role.ML_CODE),
    ("detect", Role.ML_CODE),
    ("generate", Role.ML_CODE),
    ("export", Role.SERVING_INFRASTRUCTURE),
    ("download", Role.DATA_COLLECTION),
)


COMMAND = re.compile(r"[^\s;|&(){}]+")
CALLED = re.compile(r"([A-Za-z_][\w.]{0,200})\(")
FOREIGN = re.compile(r"%%\w+ (?=\S)")


def _magic(text: str, known: Knowledge) -> Iterator[Sign]:
    """A notebook's `%magic` or `!shell` line, by the programs that it starts.

    A line of a cell in another language is told by the functions that it calls.
    """
    foreign = FOREIGN.match(text)
    if foreign:
        yield from _of_another_language(text[foreign.end() :], known)
    words = COMMAND.findall(text.lstrip("!%").replace("python -m", ""))
    for part, role in SCRIPTS:
        if any(part in word and word.endswith(".py") for word in words):
            yield Sign("magic", role, 1.0, f"starts a script to {part}")
            return
    told = [word for word in words if word in MAGICS]
    if told:
        word = next((word for word in told if MAGICS[word] is not Role.GENERAL), told[0])
        yield Sign("magic", MAGICS[word], 1.0, f"the command `{word}`")
    elif not text.startswith("%%"):
        yield Sign("magic", Role.GENERAL, 0.5, "a notebook command")


def _of_another_language(text: str, known: Knowledge) -> Iterator[Sign]:
    """`read.csv(…)` of R is `read_csv`."""
    for name in CALLED.findall(text)[:1]:
        word = name.replace(".", "_")
        said = known.role_of_method(word) or known.role_of_name(word)
        found = _said("method", said, f"a function called `{name}`")
        if found is not None:
            yield found


def is_setting(value: Expression) -> bool:
    """Whether a value is written out: a literal, or a display of literals."""
    match value:
        case Literal():
            return True
        case Collection(items=items):
            return all(is_setting(item) for item in items[:20])
        case Operation(operator="Add" | "Sub" | "Mult" | "Div" | "Pow", operands=operands):
            return all(is_setting(operand) for operand in operands)
        case _:
            return False


def _by_calls(
    statement: Statement,
    reading: Reading,
    file: SourceFile,
    known: Knowledge,
    receivers: Receivers,
) -> Iterator[Sign]:
    """Signs of the calls: the outermost says what the line is for, those inside what it uses."""
    outermost = True
    for call in reading.calls:
        name = last_name(call)
        if name in TRANSPARENT and _has_more(call):
            continue
        if call.target == PRINT:
            continue  # it is a result or a note on the way: `features` knows the loops
        source, receiver = "call" if outermost else "inner_call", receivers.get(id(call), "")
        found = _call(call, name, file, known, (source, receiver))
        holder = holder_of(call) if outermost else ""
        entry = known.role_of_name(holder) if holder else None
        if entry is not None and entry.role is not None:
            yield _sign("receiver", entry, entry.role, f"a call on `{holder}`")
        if found is not None:
            yield found
            outermost = False
    if reading.used:
        for target in _plain_targets(statement):
            full = file.full(target)
            entry = known.role_of(full)
            if entry is not None and entry.role is not None:
                yield _sign("value", entry, entry.role, f"`{full}`")


def last_name(call: Call) -> str:
    """What is called, without what it is called on."""
    function = call.function
    if isinstance(function, Name):
        return function.id
    return function.name if isinstance(function, Attribute) else call.name.rpartition(".")[2]


def holder_of(call: Call) -> str:
    """The name of what a method is called on: `model` in `self.model.train()`."""
    function = call.function
    holder = function.value if isinstance(function, Attribute) else None
    if isinstance(holder, Name):
        return holder.id
    return holder.name if isinstance(holder, Attribute) else ""


def _said(source: str, found: Evidence | None, what: str | Call, full: str = "") -> Sign | None:
    """What the knowledge base says, as a sign; decisive entries are a source of their own."""
    if found is None or found.role is None:
        return None
    if found.strength is Strength.DECISIVE and source in {"call", "method"}:
        source = "decisive"
    return _sign(source, found, found.role, what, full)


def _sign(source: str, said: Evidence, role: Role, what: str | Call, full: str = "") -> Sign:
    return Sign(source, role, 0.5 if said.strength is Strength.WEAK else 1.0, what, full, said.file)


def _has_more(call: Call) -> bool:
    """Whether a method is called on something that a call made, not on a plain name."""
    receiver = call.function.value if isinstance(call.function, Attribute) else None
    return receiver is not None and not isinstance(receiver, Name)


def _call(
    call: Call, name: str, file: SourceFile, known: Knowledge, where: tuple[str, str]
) -> Sign | None:
    source, receiver = where
    full = file.full(call.target)
    entry = known.role_of(full) if full else None
    if entry is None and receiver in STANDS_FOR:
        full = f"{STANDS_FOR[receiver]}.{name}"
        entry = known.role_of(full)
    method = known.role_of_method(name) if isinstance(call.function, Attribute) else None
    if entry is not None:
        if method is not None and method.role is entry.role and method.strength > entry.strength:
            entry = replace(entry, strength=method.strength)  # `fit` of a model decides
        if name in MAKE_PIPELINES and known.type_of(f"{full}()") in PIPELINES:
            entry = _of_pipeline(call, file, known) or entry
        return _said(source, entry, call, full)
    if method is not None:
        outer = "method" if source == "call" else "inner_method"
        return _said(outer, method, f"a method called `{name}`")
    return _said(f"{source}_name", known.role_of_name(name), f"the name `{name}`")


MAKE_PIPELINES = frozenset({"Pipeline", "make_pipeline"})


def _of_pipeline(call: Call, file: SourceFile, known: Knowledge) -> Evidence | None:
    """What the last step of a pipeline makes of the whole: a model, or preparation alone."""
    match call.args:
        case (Collection(items=(*_, Collection(items=(_, last)))),):
            target = target_of(last)
        case (*_, Call() | Name() as last):
            target = target_of(last)
        case _:
            return None
    full = file.full(target)
    entry = known.role_of(full) if full else None
    return None if entry is None else replace(entry, strength=Strength.DECISIVE)


def _plain_targets(statement: Statement) -> Iterator[str]:
    """Targets of names and attributes that are used, not called: `nn.ReLU`, `optim.state`."""
    stack: list[Expression] = [*statement.values]
    while stack:
        node = stack.pop()
        # Types are compared by identity: `isinstance` would take twice as long.
        if type(node) is Name:
            if node.target:
                yield node.target
        elif type(node) is Attribute:
            if node.target:
                yield node.target
            else:
                stack.append(node.value)
        elif type(node) is Call:
            stack += node.args
            stack += [keyword.value for keyword in node.keywords]
            if type(node.function) is Attribute:
                stack.append(node.function.value)
        elif type(node) is not Literal:
            stack += children(node)


def _by_names(reading: Reading, known: Knowledge) -> Iterator[Sign]:
    for source, names in (("assigned", reading.assigned), ("used", reading.used)):
        for name in dict.fromkeys(names):
            sign = _named(source, name, known)
            if sign is not None:
                yield sign


@lru_cache(maxsize=16_384)
def _named(source: str, name: str, known: Knowledge) -> Sign | None:
    return _said(source, known.role_of_name(name), f"the name `{name}`")
