"""What does a statement of another language tell about its role? Evidence from calls and names."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.classify.knowledge import Evidence, Knowledge, Strength, load_language
from auditor.model import Block, Role
from auditor.model.block import CHECK, CLASS, CONSTANT, IMPORT, RETURN

FAMILIES = {
    ".c": "c", ".h": "c", ".cc": "c", ".cpp": "c", ".cxx": "c", ".c++": "c", ".hh": "c",
    ".hpp": "c", ".hxx": "c", ".inl": "c", ".cu": "c", ".cuh": "c", ".hip": "c", ".metal": "c",
    ".cl": "c", ".jl": "julia", ".js": "javascript", ".jsx": "javascript", ".mjs": "javascript",
    ".cjs": "javascript", ".ts": "javascript", ".mts": "javascript", ".cts": "javascript",
    ".tsx": "javascript", ".java": "jvm", ".scala": "jvm", ".sc": "jvm", ".go": "go",
    ".rs": "rust", ".r": "r", ".rscript": "r",
}  # fmt: skip
LANGUAGES = {"R": "r", "S": "r", "Julia": "julia", "Scala": "jvm", "C++": "c", "Rust": "rust",
             "JavaScript": "javascript"}  # fmt: skip
"""Of notebooks, whose own name does not tell."""
SHELL = "shell"
SHARES_NAMES = frozenset({"c"})  # libtorch has the names of torch
MAX_CHAIN = 4  # variables between a call and the library behind it


def family_of(suffix: str, language: str) -> str:
    """The tables that a file is read with; a script without a suffix is one of the shell."""
    return FAMILIES.get(suffix) or LANGUAGES.get(language.partition("+")[0], SHELL)


class Sign(msgspec.Struct, frozen=True, gc=False):
    """One sign that a statement has a role. `source` is the kind of sign, which has a weight."""

    source: str
    role: Role
    strength: float
    reason: str


class Names(msgspec.Struct, frozen=True):
    """What names stand for in one file, and what is known of them."""

    family: str
    tables: Knowledge
    known: Knowledge
    stands_for: Mapping[str, str]  # imported name, or variable -> what made it, with "()"
    modules: Sequence[str]  # whose names are all imported

    def full(self, name: str) -> str:
        """The full name of a call: `model.fit` is tf.sequential().fit."""
        for _ in range(MAX_CHAIN):
            first, dot, rest = name.partition(".")
            made = self.stands_for.get(first)
            if made is None or made.partition(".")[0] == first:
                break
            name = f"{made}.{rest}" if dot else made
        return name

    def said_of(self, name: str) -> tuple[Evidence | None, str]:
        """What the libraries say of a full name, and the name under which they know it."""
        if self.family in SHARES_NAMES:
            ours, theirs = self.tables.role_of(name), self.known.role_of(name)
            is_theirs = theirs is not None and (ours is None or len(theirs.key) > len(ours.key))
            return (theirs if is_theirs else ours), name
        for full in (name, *(f"{module}.{name}" for module in self.modules)):
            found = self.tables.role_of(full)
            if found is not None and (full == name or found.key != _root(self.tables, full)):
                return found, full
        return None, name

    def role_of_name(self, name: str) -> Evidence | None:
        """What a name says in this language, or else in any."""
        return self.tables.role_of_name(name) or self.known.role_of_name(name)

    def is_ml(self, name: str) -> bool:
        """Whether a call is one of an ML library."""
        full = self.full(name)
        if self.tables.is_ml(full) or (self.family in SHARES_NAMES and self.known.is_ml(full)):
            return True
        found = self.said_of(full)[0]
        return found is not None and found.role is Role.ML_CODE and bool(self.modules)


def _root(tables: Knowledge, full: str) -> str:
    library = tables.library_of(full)
    return next((r for r in library.imports if full.startswith(f"{r}.")), "") if library else ""


def names_of(blocks: Sequence[Block], family: str, known: Knowledge) -> Names:
    """Follow imports and variables through a file, in the order of its lines."""
    stands_for: dict[str, str] = {}
    modules: dict[str, None] = {}
    tables = load_language(family)
    for block in blocks:
        for local, full in block.binds:
            if local == "*":
                modules[full] = None
            else:
                stands_for.setdefault(local, full)
        if block.assigned and (block.calls or block.names):
            made = block.calls[0] if block.calls else block.names[0]
            if not made.startswith(".") and ("." in made or block.calls):
                stands_for.setdefault(block.assigned[0], f"{made.rstrip('()')}()")
    return Names(family, tables, known, stands_for, tuple(modules)[:20])


def signs_of(block: Block, above: Block | None, names: Names) -> Iterator[Sign]:
    """All signs that a statement shows itself; `above` is the block that it lies in."""
    if _stops(block):
        yield Sign("check", Role.DATA_VERIFICATION, 1.0, "says what is wrong and ends the script")
        return
    if is_check(block):
        what = f" by `{block.calls[0]}`" if block.calls else ""
        yield Sign("check", Role.DATA_VERIFICATION, 1.0, f"raises an error{what}")
    elif block.kind == CONSTANT:
        what = f" `{block.assigned[0]}`" if block.assigned else ""
        yield Sign("constant", Role.CONFIGURATION, 1.0, f"a constant{what}")
    elif block.kind == IMPORT:
        yield from _imports(block, names)
    elif above is not None and above.kind == CLASS and SETTINGS.search(above.name):
        yield Sign("constant", Role.CONFIGURATION, 1.0, f"a field of `{above.name}`")
    yield from _calls(block, names)
    for source, words in (("assigned", block.assigned), ("used", block.names)):
        for word in words:
            last = word.rpartition(".")[2]
            yield from _said(source, names.role_of_name(last), f"the name `{last}`")


SETTINGS = re.compile(r"(Args|Arguments|Config|Configuration|Options|Opts|Settings|Params|Flags)$")
ERROR = re.compile(r"Err[A-Z]\w*|[A-Z]\w*Error")
ERRORS = frozenset({"Errorf", "New", "Err", "anyhow!", "Error", "errorf", "Wrapf", "Wrap"})


STOPS = frozenset({"panic", "panic!", "abort", "std.abort", "die", "unreachable!", "bail!",
                   "candle.bail!", "anyhow.bail!", "stop", "error"})  # fmt: skip


def is_check(block: Block) -> bool:
    """Whether a statement does nothing but raise an error."""
    if block.kind == CHECK or returns_error(block):
        return True
    return not STOPS.isdisjoint(block.calls[:1]) and not block.assigned


def returns_error(block: Block) -> bool:
    """Whether it returns an error that it makes: how Go and Rust raise one."""
    if block.kind != RETURN:
        return False
    makes = any(call.rpartition(".")[2] in ERRORS for call in block.calls[:1])
    return makes or (not block.calls and any(map(ERROR.fullmatch, block.names[:2])))


def _stops(block: Block) -> bool:
    """Whether a line of shell says what is wrong and ends the script."""
    return "echo" in block.calls and "exit" in block.calls


def _imports(block: Block, names: Names) -> Iterator[Sign]:
    for _, full in block.binds:
        yield from _said("call", names.said_of(full)[0], f"imports `{full}`")


def _calls(block: Block, names: Names) -> Iterator[Sign]:
    outermost = True
    for call in block.calls:
        source = "call" if outermost else "inner_call"
        found = tuple(_call(call, names, source, block))
        yield from found
        outermost = outermost and not found


def _call(call: str, names: Names, source: str, block: Block) -> Iterator[Sign]:
    last = call.rpartition(".")[2]
    if names.family == SHELL and call in SCRIPTS:
        yield from _script(call, block, names)
        return
    exact = names.tables.role_of_method(call)
    by_last = names.tables.role_of_method(last)
    if exact is None and by_last is not None and by_last.strength is Strength.DECISIVE:
        exact = by_last
    if exact is None:
        full = names.full(call)
        found, known_as = names.said_of(full)
        if found is not None:
            chain = f"`{call}`" if known_as == call else f"`{call}` ← `{known_as}`"
            yield from _said(source, found, chain)
            return
        exact = by_last
    if exact is not None:
        yield from _said(source, exact, f"`{call}`")
        return
    prefix = names.tables.verbs.get(_prefix(last))
    if prefix is not None:
        yield from _said(f"{source}_name", prefix, f"the prefix of `{last}`")
    if "." in call:
        method = names.known.role_of_method(last)
        if method is not None:
            yield from _said(f"{source}_name", method, f"a method called `{last}`")
            return
    yield from _said(f"{source}_name", names.role_of_name(last), f"the name `{last}`")


def _prefix(name: str) -> str:
    """What a library puts before its names: `cuda` in cudaMalloc, `ggml_` in ggml_mul_mat."""
    for position, letter in enumerate(name):
        if letter == "_":
            return name[: position + 1]
        if letter.isupper() and position:
            return name[:position]
    return name


SCRIPTS = frozenset({"python", "python3", "torchrun", "accelerate", "bash", "sh", "deepspeed",
                     "mpirun", "Rscript", "julia", "node", "horovodrun", "srun"})  # fmt: skip
PURPOSES = (
    ("download", Role.DATA_COLLECTION),
    ("preprocess", Role.FEATURE_EXTRACTION),
    ("prepare", Role.FEATURE_EXTRACTION),
    ("eval", Role.ANALYSIS_TOOLS),
    ("score", Role.ANALYSIS_TOOLS),
    ("bench", Role.ANALYSIS_TOOLS),
    ("plot", Role.ANALYSIS_TOOLS),
    ("export", Role.SERVING_INFRASTRUCTURE),
    ("convert", Role.SERVING_INFRASTRUCTURE),
    ("serve", Role.SERVING_INFRASTRUCTURE),
    ("predict", Role.ML_CODE),
    ("generate", Role.ML_CODE),
)


def _script(command: str, block: Block, names: Names) -> Iterator[Sign]:
    """A command that runs a program of the repository: what for, its name tells."""
    programs = [word for word in block.names if word.endswith((".py", ".sh", ".R", ".jl", ".js"))]
    for part, role in PURPOSES:
        for program in programs[:1]:
            if part in program.rpartition("/")[2]:
                yield Sign("call", role, 1.0, f"runs `{program}`")
                return
    yield from _said("call", names.tables.role_of_method(command), f"runs `{command}`")


def _said(source: str, found: Evidence | None, what: str) -> Iterator[Sign]:
    """What the knowledge base says, as a sign; decisive entries are a source of their own."""
    if found is None or found.role is None:
        return
    if found.strength is Strength.DECISIVE and source == "call":
        source = "decisive"
    strength = 0.5 if found.strength is Strength.WEAK else 1.0
    yield Sign(source, found.role, strength, f"{what} is {found.role} (knowledge/{found.file})")
