"""File loaded in a way that runs whatever code it holds.

A pickle is a program: who can replace the file can run commands on the machine that loads it.
Models come from hubs, mails and shared drives, so the file is often somebody else's.

`torch.load` is reported unless the call states `weights_only`: before PyTorch 2.6 the default ran
code, and since then it is the same call with another meaning. Other loaders (pickles in any dress,
models of Keras and TensorFlow, native libraries) are reported where the path is computed or passed
in; a path that is written out is a file of one's own, and what is read in a test is too. Keras is
trusted with its own `.keras` format, which is read in safe mode unless `safe_mode=False` is said.
`yaml.load` is reported without a safe loader.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, every_flow, last_name
from auditor.model import (
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    children,
    target_of,
)

# Loaders whose first argument is the file, or its bytes.
PICKLES = frozenset(
    f"{module}.{function}"
    for module in ("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve")
    for function in ("load", "loads", "open")
) - {"dill.open", "cloudpickle.open", "joblib.open", "joblib.loads"} | {
    "pandas.read_pickle",
    "sklearn.externals.joblib.load",
    "jsonpickle.decode",
    "marshal.load",
    "marshal.loads",
}
YAML = frozenset(("yaml.load", "yaml.load_all"))
UNSAFE_YAML = frozenset(("yaml.unsafe_load", "yaml.unsafe_load_all"))
KERAS = frozenset(("keras.models.load_model", "keras.saving.load_model"))
# What else is a program: loader -> what it may run.
PROGRAMS = {
    "tensorflow.saved_model.load": "runs whatever graph is in the folder",
    "torch.package.PackageImporter": "runs code from the file",
    **dict.fromkeys(
        (
            "numpy.ctypeslib.load_library",
            "torch.classes.load_library",
            "torch.ops.load_library",
            "tensorflow.load_library",
            "tensorflow.load_op_library",
            "onnxruntime.SessionOptions().register_custom_ops_library",
        ),
        "runs native code from the file",
    ),
}
JOINING = ("join", "Path", "expanduser", "dirname", "abspath", "format")
UNPACKING = frozenset(f"msgpack.{name}" for name in ("load", "loads", "unpack", "unpackb"))
LOADERS = PICKLES | UNSAFE_YAML | YAML | KERAS | UNPACKING | {*PROGRAMS, "torch.load", "numpy.load"}
UNPICKLING_HOOK = "msgpack_numpy.decode"
PATCHING = "msgpack_numpy.patch"


def check(project: Project) -> Iterator[Hit]:
    for flow in every_flow(project):
        for site in flow.calls_to(LOADERS):
            why = _why(flow, site)
            if why:
                yield Hit(site.location, f"`{site.name}` {why}")


def _why(flow: Flow, site: Site) -> str:
    """What is unsafe about a call; "" if nothing is."""
    target = site.target
    if target == "torch.load":
        return "" if _states(site, "weights_only") else "may run code: `weights_only` is not stated"
    if target in PICKLES:
        return "" if _is_own_file(flow, site, 0) else "runs code from the file"
    if target == "numpy.load":
        allowed = site.keyword("allow_pickle")
        unsafe = allowed is not ... and (not isinstance(allowed, _PLAIN) or bool(allowed))
        own = _is_own_file(flow, site, 0, "file")
        return "allows pickled objects" if unsafe and not own and _is_literal(allowed) else ""
    if target in UNSAFE_YAML:
        return "builds any Python object"
    if target in YAML:
        return "" if _has_safe_loader(site) else "builds any Python object without a safe loader"
    if target in PROGRAMS:
        own = all(_is_own_file(flow, site, at) for at in range(len(site.call.args)))
        return "" if own else PROGRAMS[target]
    if target in UNPACKING:
        return "unpickles arrays of objects" if _unpickles(flow, site) else ""
    return _of_keras(flow, site) if target in KERAS else ""


def _of_keras(flow: Flow, site: Site) -> str:
    if site.keyword("safe_mode") is False:
        return "runs code from the file: `safe_mode=False`"
    if _states(site, "safe_mode") or _is_own_file(flow, site, 0, "filepath"):
        return ""
    named = _literals(flow, site)
    return "" if any(text.endswith(".keras") for text in named) else "runs code of Lambda layers"


def _literals(flow: Flow, site: Site) -> Iterator[str]:
    """The texts that a path is made of."""
    given = site.call.argument("filepath", 0)
    parts = [] if given is None else [flow.origin(given, site.index)]
    while parts:
        part = parts.pop()
        if isinstance(part, Literal) and isinstance(part.value, str):
            yield part.value
        # What a function makes of a text is not known.
        if not isinstance(part, Call) or last_name(part.function) in JOINING:
            parts.extend(children(part))


def _unpickles(flow: Flow, site: Site) -> bool:
    """Whether msgpack was told to bring NumPy's objects back: in this call, or for all of them."""
    hook = site.call.keyword("object_hook")
    if hook is not None and flow.target(hook) == UNPICKLING_HOOK:
        return True
    return any(patch.index < site.index for patch in flow.calls_to({PATCHING}))


_PLAIN = (bool, int, float, str, type(None))


def _is_literal(value: object) -> bool:
    return isinstance(value, _PLAIN)


def _states(site: Site, keyword: str) -> bool:
    return site.call.forwards_keywords or site.call.keyword(keyword) is not None


def _is_own_file(flow: Flow, site: Site, position: int, keyword: str = "") -> bool:
    """Whether the file is named by a constant, perhaps through `open(...)` in a `with`."""
    given = site.call.argument(keyword or "file", position)
    if given is None:
        return False
    return _is_constant(flow, site.index, _opened(flow, site, given))


def _opened(flow: Flow, site: Site, given: Expression) -> Expression:
    """The path behind a file object; the expression itself where it is none."""
    found = flow.origin(given, site.index)
    if isinstance(found, Name):
        found = _in_with(flow, site.index, found.id) or found
    match found:
        case Call(args=(path, *_)) if last_name(found.function) in ("open", "GzipFile"):
            return path
        case _:
            return found


def _in_with(flow: Flow, index: int, name: str) -> Expression | None:
    for _, header in flow.around(index):
        if header.does is Does.WITH:
            for target, value in zip(header.targets, header.values, strict=False):
                if isinstance(target, Name) and target.id == name:
                    return value
    return None


def _is_constant(flow: Flow, index: int, path: Expression) -> bool:
    # Traced upwards only, so that `path = Path(path)` comes to an end.
    found, index = flow.traced(path, index)
    match found:
        case Literal():
            return True
        case Operation(operator="Add" | "Div" | "JoinedStr", operands=operands):
            return all(_is_constant(flow, index, operand) for operand in operands)
        case Call(args=args) if last_name(found.function) in JOINING:
            return bool(args) and all(_is_constant(flow, index, arg) for arg in args)
        case Name(id="__file__"):
            return True
        case _:
            return False


def _has_safe_loader(site: Site) -> bool:
    loader = site.call.argument("Loader", 1)
    if loader is None:
        return False
    name = target_of(loader).rpartition(".")[2] or last_name(loader)
    # A loader of the repository's own, or one that is computed, may well be safe.
    return name not in ("Loader", "UnsafeLoader", "FullLoader", "CLoader")


RULE = Rule(
    id="unsafe-deserialisation",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="trailofbits/semgrep-rules; torchfix TOR102; SonarQube python:S5135",
    remedy="Load weights only (`weights_only=True`, safetensors), or a format without code.",
    minutes=15,
    minutes_reason="SonarQube S6985: saving in another format once, and changing both ends",
    example=Example(
        bad="""
            import torch
            state = torch.load(path)
        """,
        good="""
            import torch
            state = torch.load(path, weights_only=True)
        """,
    ),
    check=check,
)
