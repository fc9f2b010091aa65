"""Settings that are run as code, never read, at odds with one another, or buried in the code.

Sculley et al. count configuration as code that deserves the same care: it should be hard to make a
mistake in it, easy to see what is unused or redundant, and simple to compare two of them.

Four things are reported. Settings that `eval` or `exec` runs: any typing mistake, or anybody's
text, becomes code; one finding a file. An option that argparse declares and no code of the
repository ever reads: whoever sets it believes that it does something. Options that are handed on
as a whole (`**vars(args)`, another library) get the benefit of the doubt, and so does
`local_rank`, which launchers set. A setting about the shape of data or model (image size,
vocabulary, maximal length) with one value where a model is trained and another beside it where it
is used. Learning rates, batch sizes and the like as literals in calls of many modules: one finding
for the repository. Courses, examples and notebooks are left alone there. Which value is right, and
whether a file of settings is the one in use, code cannot tell.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.kept import kept
from auditor.evidence.programs import Sort, is_aside, sort_of, trains
from auditor.evidence.settings import Setting, literal, names_read, settings, settings_by_file
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Name,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Subscript,
    calls_in,
    children,
    dotted,
)

RUNS = frozenset(("builtins.eval", "builtins.exec"))
SETTINGS = re.compile(
    r"(^|[._])(cfg|conf|config|configs|configuration|args|opts?|options|hparams|params|flags|settings"
    r"|hyp|hyperparams|opt)([.\[]|$)",
    re.IGNORECASE,
)
FILE_OF_SETTINGS = re.compile(r"config|settings|hparams|params", re.IGNORECASE)
FROM_OUTSIDE = frozenset(("local_rank", "local_world_size", "deepspeed_config", "deepspeed"))
MUST_AGREE = re.compile(
    r"(img|image|input|crop|patch|resize)_?(size|height|width|shape|h|w|dim)|max_?(seq_?)?(len|length)"
    r"|seq(uence)?_?len(gth)?|num_?classes|n_classes|vocab(ulary)?_?size|sample_?rate|sampling_rate"
    r"|n_?mels|num_mels|hop_?(size|length)|n_?fft|win_?(size|length)|(embedding|embed|emb)_?(dim|size)"
    r"|hidden_?(size|dim)|max_features|(norm_)?(mean|std)"
)
USES_MODEL = re.compile(r"(^|\.)(predict\w*|generate|infer\w*|inference|transcribe|detect|eval)$")
HYPERPARAMETERS = re.compile(
    r"lr|learning_rate|batch_size|epochs|num_epochs|n_epochs|nb_epoch|weight_decay|momentum"
    r"|n_estimators|max_depth|num_leaves|warmup_steps"
)
TUNED = re.compile(
    r"(Adam\w{0,80}|SGD|RMSprop|Adagrad|Optimizer|fit|fit_generator|DataLoader|\wLR|\wClassifier"
    r"|\wRegressor|Trainer|TrainingArguments)$"
)
MANY_LITERALS, MANY_MODULES = 8, 4


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files(tests=False):
        if file.kind is Kind.SOURCE and file.name != "setup.py":
            yield from _run_as_code(file)
            yield from _never_read(project, file)
    yield from _at_odds(project)
    yield from _buried(project)


def _run_as_code(file: SourceFile) -> Iterator[Hit]:
    runs = (target for target in file.contents.by_target if file.full(target) in RUNS)
    calls = (file.contents.calls[number] for number in file.contents.calls_to(runs))
    found = [call for call in calls if call.args and _is_setting(call.args[0])]
    if found:
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        text = f"`{found[0].name}` runs the setting {_written(found[0].args[0])} as code{more}"
        yield Hit(file.location(found[0].line), text, size=len(found), identity=f"eval {file.path}")


def _is_setting(expression: Expression) -> bool:
    """Whether it reads a setting, or a file called after settings."""
    match expression:
        case Call(function=Attribute(value=Call() as opened, name="read")):
            texts = [arg for arg in opened.args if isinstance(literal(arg), str)]
            return any(FILE_OF_SETTINGS.search(str(literal(text))) for text in texts)
        case Attribute() | Subscript():
            return SETTINGS.search(dotted(expression)) is not None
        case Name():
            return False
        case _:
            return any(_is_setting(part) for part in children(expression))


def _written(expression: Expression) -> str:
    """`args.layers`, `params["layers"]`, or the file that holds the settings."""
    match expression:
        case Call(function=Attribute(value=Call(args=(opened, *_)), name="read")):
            return f"`{str(literal(opened))[-40:]}`"
        case Subscript(value=whole, index=Literal(value=str(key))):
            return f"`{dotted(whole)[-40:]}[{key[:40]!r}]`"
        case Attribute() | Subscript():
            return f"`{dotted(expression)[:40]}`"
        case _:
            inner = (part for part in children(expression) if _is_setting(part))
            return _written(next(inner, Name("settings", "")))


def _never_read(project: Project, file: SourceFile) -> Iterator[Hit]:
    own = settings_by_file(project).get(file.path, ())
    unread = [setting for setting in own if _is_unread(setting, names_read(project))]
    if unread and not _hands_on(file):
        names = listing([f"`{setting.key}`" for setting in unread], most=3)
        text = f"no code reads {names}, which this program takes as an option"
        yield Hit(unread[0].location, text, size=len(unread), identity=f"unread {file.path}")


def _is_unread(setting: Setting, read: frozenset[str]) -> bool:
    plain = setting.how == "option" and setting.key.isidentifier()
    return plain and setting.key not in read and setting.key not in FROM_OUTSIDE


@kept
def _hands_on(file: SourceFile) -> bool:
    """Whether options may be read under names that stand nowhere: all of them go to a stranger."""
    for _, call in calls_in(file):
        if "click" in call.target or call.name.endswith(
            (".from_argparse_args", "HfArgumentParser")
        ):
            return True
        for keyword in call.keywords:
            if keyword.name == "" and re.search(r"vars|args|opts?|__dict__", dotted(keyword.value)):
                return True
    return False


def _at_odds(project: Project) -> Iterator[Hit]:
    groups: dict[tuple[str, str], list[Setting]] = {}
    for setting in settings(project):
        if MUST_AGREE.fullmatch(setting.key) and isinstance(setting.value, int | float):
            folder = setting.file.path.rpartition("/")[0]
            groups.setdefault((folder, setting.key), []).append(setting)
    for (_, key), found in sorted(groups.items()):
        trained = [setting for setting in found if trains(setting.file)]
        used = [s for s in found if not trains(s.file) and _uses_model(s.file)]
        values = {setting.value for setting in trained}
        for setting in used if len(values) == 1 else ():
            if setting.value not in values:
                first = trained[0]
                text = (
                    f"`{key}` is {setting.value} here and {first.value} in {first.file.name},"
                    " which trains"
                )
                yield Hit(setting.location, text, severity=Severity.HIGH)


def _uses_model(file: SourceFile) -> bool:
    return file.contents.calls_any(USES_MODEL)


def _buried(project: Project) -> Iterator[Hit]:
    if sort_of(project) is Sort.COURSE:
        return
    found = [
        (file, call, keyword.name)
        for file in project.python_files(tests=False)
        if file.kind is Kind.SOURCE and not is_aside(file.path)
        for _, call in file.contents.named(TUNED)
        for keyword in call.keywords
        if HYPERPARAMETERS.fullmatch(keyword.name) and _is_number(keyword.value)
    ]
    files = sorted({file.path for file, _, _ in found})
    if len(found) >= MANY_LITERALS and len(files) >= MANY_MODULES:
        file, call, name = found[0]
        names = listing(["/".join(path.split("/")[-2:]) for path in files], most=2)
        text = f"{len(found)} hyper-parameters such as `{name}` are literals in calls: {names}"
        yield Hit(file.location(call.line), text, size=len(found), identity="literals")


def _is_number(expression: Expression) -> bool:
    value = literal(expression)
    return isinstance(value, int | float) and not isinstance(value, bool) and value not in (0, 1)


RULE = Rule(
    id="configuration-debt",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 7 (configuration debt)",
    remedy=(
        "Declare each setting once, typed, in one place; read it as data; delete what none reads."
    ),
    minutes=15,
    minutes_each=5,
    minutes_reason=(
        "a quarter of an hour to find out what the setting was meant to do, and five"
        " minutes"
        " for each place that is to take it from the configuration"
    ),
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--layers", default="[64, 64]")
            parser.add_argument("--warmup", type=int, default=100)
            args = parser.parse_args()
            layers = eval(args.layers)
        """,
        good="""
            import argparse
            import json
            parser = argparse.ArgumentParser()
            parser.add_argument("--layers", default="[64, 64]")
            args = parser.parse_args()
            layers = json.loads(args.layers)
        """,
    ),
    check=check,
)
