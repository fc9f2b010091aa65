"""Name that its library has removed, or has announced to remove.

The code runs with an old release only: it ties the project to versions that no longer get fixes,
and sometimes to a Python that nobody ships any more.

Reported are uses and imports of names that are gone or deprecated in the current release of
NumPy, pandas, SciPy, scikit-learn, TensorFlow, Keras, PyTorch, torchvision, transformers, OpenAI
or Gym.
Names of TensorFlow 1 are one finding per file: a file moves to version 2 as a whole. Where code
tries the new name first (`try`, `hasattr`, a comparison of versions), the old one is meant.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.evidence.kept import kept
from auditor.flow import Flow, Is, canonical, every_flow, words
from auditor.model import (
    Attribute,
    Call,
    Category,
    Code,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Import,
    Name,
    Project,
    Rule,
    Severity,
    Statement,
    dotted,
    expressions_in,
)


def _names(module: str, names: str, since: str, instead: str) -> dict[str, tuple[str, str]]:
    return {f"{module}.{name}": (since, instead) for name in names.split()}


# Full name -> (release that removed or deprecated it, what to write instead). Checked against the
# release notes of each library.
REMOVED: Mapping[str, tuple[str, str]] = {
    **_names("numpy", "bool int float complex object str long unicode", "1.24", "the builtin type"),
    **_names("numpy", "NaN NAN", "2.0", "`np.nan`"),
    **_names("numpy", "Inf Infinity PINF", "2.0", "`np.inf`"),
    **_names("numpy", "float_ complex_ unicode_ string_", "2.0", "the sized type, `np.float64`"),
    **_names("numpy", "product cumproduct", "2.0", "`prod`, `cumprod`"),
    **_names("numpy", "alltrue sometrue", "2.0", "`all`, `any`"),
    **_names("numpy", "in1d", "2.0", "`isin`"),
    **_names("numpy", "row_stack", "2.0", "`vstack`"),
    **_names("numpy", "trapz", "2.0", "`trapezoid`"),
    **_names("numpy", "asfarray mat msort find_common_type cast source", "2.0", "see NumPy 2"),
    **_names("numpy", "distutils", "1.26", "setuptools or meson-python"),
    **_names("pandas", "Panel TimeGrouper datetime np rolling_mean ewma", "1.0", "see pandas 1.0"),
    **_names("pandas", "Int64Index Float64Index UInt64Index", "2.0", "`pd.Index`"),
    **_names("pandas.io.json", "json_normalize", "1.0", "`pd.json_normalize`"),
    **_names("pandas.util", "testing", "2.0", "`pandas.testing`"),
    **_names("scipy.misc", "imread imresize imsave imrotate toimage", "1.3", "imageio or Pillow"),
    **_names("scipy.misc", "logsumexp comb factorial", "1.3", "`scipy.special`"),
    **_names("scipy.integrate", "simps trapz cumtrapz", "1.14", "`simpson`, `trapezoid`"),
    **_names("scipy", "interp", "1.5", "`np.interp`"),
    **_names("sklearn", "cross_validation grid_search learning_curve", "0.20", "`model_selection`"),
    **_names("sklearn.externals", "joblib six", "0.23", "`import joblib`"),
    **_names("sklearn.preprocessing", "Imputer", "0.22", "`sklearn.impute.SimpleImputer`"),
    **_names("sklearn.datasets", "load_boston", "1.2", "`fetch_california_housing`"),
    **_names("sklearn.datasets", "fetch_mldata", "0.22", "`fetch_openml`"),
    **_names("sklearn.metrics", "plot_confusion_matrix plot_roc_curve", "1.2", "`…Display`"),
    **_names("sklearn.metrics", "plot_precision_recall_curve", "1.2", "`…Display`"),
    **_names("sklearn.metrics.scorer", "make_scorer", "0.24", "`sklearn.metrics.make_scorer`"),
    **_names("sklearn.mixture", "GMM", "0.20", "`GaussianMixture`"),
    **_names("sklearn.feature_extraction.text", "stop_words", "0.24", "`ENGLISH_STOP_WORDS`"),
    **_names("keras.utils", "np_utils", "2.13", "`keras.utils.to_categorical`"),
    **_names("keras", "wrappers.scikit_learn", "2.12", "scikeras"),
    **_names("keras.layers", "merge CuDNNLSTM CuDNNGRU", "3.0", "`keras.layers.LSTM` and its like"),
    **_names("keras.layers.normalization", "BatchNormalization", "2.13", "`keras.layers`"),
    **_names("keras.layers.convolutional", "Conv2D MaxPooling2D", "2.13", "`keras.layers`"),
    **_names("keras.layers.core", "Dense Dropout Activation Flatten", "2.13", "`keras.layers`"),
    **_names("keras.preprocessing.image", "ImageDataGenerator", "2.10", "`image_dataset_from_…`"),
    **_names("keras.preprocessing.text", "Tokenizer", "2.10", "`TextVectorization`"),
    **_names("keras.optimizers", "adam sgd rmsprop", "2.4", "the class, `Adam`"),
    **_names("torch", "symeig eig lstsq solve matrix_rank", "2.0", "`torch.linalg`"),
    **_names("torch", "qr chain_matmul lu_solve cholesky ger", "1.8", "`torch.linalg`"),
    **_names("torch", "rfft irfft", "1.8", "`torch.fft`"),
    **_names("torch", "set_default_tensor_type", "2.1", "`set_default_dtype`"),
    **_names("torch.cuda.amp", "autocast GradScaler custom_fwd custom_bwd", "2.4", "`torch.amp`"),
    **_names("torch.cpu.amp", "autocast GradScaler", "2.4", "`torch.amp`"),
    **_names("torch.backends.cuda", "sdp_kernel", "2.3", "`torch.nn.attention.sdpa_kernel`"),
    **_names("torch.nn", "UpsamplingNearest2d UpsamplingBilinear2d", "0.4", "`interpolate`"),
    **_names("torch.nn.functional", "upsample", "0.4", "`interpolate`"),
    **_names("torch.nn.utils", "weight_norm", "2.0", "that of `parametrizations`"),
    **_names("torch.nn.utils", "clip_grad_norm", "0.4", "`clip_grad_norm_`"),
    **_names("torch.nn.init", "xavier_uniform xavier_normal kaiming_normal", "0.4", "`…_`"),
    **_names("torch.nn.init", "kaiming_uniform normal uniform constant orthogonal", "0.4", "`…_`"),
    **_names("torch.autograd", "Variable", "0.4", "the tensor itself"),
    **_names("torch.utils._pytree", "_register_pytree_node", "2.2", "`register_pytree_node`"),
    **_names("torch.utils.data._utils.collate", "default_collate default_convert", "1.11",
             "`torch.utils.data.default_collate`"),
    **_names("functorch", "vmap grad vjp jvp jacrev jacfwd hessian functionalize", "2.0",
             "`torch.func`"),
    **_names("torchvision.transforms", "Scale RandomSizedCrop", "0.12", "`Resize`"),
    **_names("torchvision.transforms.v2", "ToTensor", "0.16", "`ToImage` and `ToDtype`"),
    **_names("torchtext", "legacy", "0.12", "see torchtext 0.12"),
    **_names("torchtext.data", "Field BucketIterator TabularDataset", "0.9", "torch's DataLoader"),
    **_names("transformers", "AdamW", "4.45", "`torch.optim.AdamW`"),
    **_names("transformers", "AutoModelWithLMHead", "4.0", "`AutoModelForCausalLM`"),
    **_names("transformers", "TextDataset LineByLineTextDataset", "5.0", "the datasets library"),
    **_names("openai", "ChatCompletion Completion Embedding Moderation", "1.0", "a client object"),
    **_names("pytorch_lightning.metrics", "Accuracy F1", "1.5", "torchmetrics"),
}  # fmt: skip

# Packages that ended as a whole: one finding where they are imported.
ENDED = {"gym": ("0.26", "gymnasium"), "apex.amp": ("2022", "`torch.amp`")}

FRAME_METHODS = {
    "append": ("2.0", "`pd.concat`"),
    "iteritems": ("2.0", "`items`"),
    "ix": ("1.0", "`loc` or `iloc`"),
    "as_matrix": ("1.0", "`to_numpy`"),
    "get_value": ("1.0", "`at`"),
    "set_value": ("1.0", "`at`"),
    "swaplevels": ("2.0", "`swaplevel`"),
    "applymap": ("2.1", "`map`"),
    "mad": ("2.0", "`(x - x.mean()).abs().mean()`"),
}
FRAMES = frozenset({"pandas", "geopandas", "cudf"})
"""Roots of what makes frames, and of what makes `df` one by custom."""
KERAS = frozenset({"keras", "tensorflow"})
KERAS_METHODS = {
    "fit_generator": ("2.6", "`fit`"),
    "evaluate_generator": ("2.6", "`evaluate`"),
    "predict_generator": ("2.6", "`predict`"),
    "predict_classes": ("2.6", "`predict(...).argmax`"),
    "predict_proba": ("2.6", "`predict`"),
}
# TensorFlow 1: the old module tree, and what only makes sense with sessions and graphs.
TF1_ROOTS = ("tensorflow.contrib", "tensorflow.app.flags", "tensorflow.logging")
TF1 = words(
    "Session InteractiveSession placeholder placeholder_with_default global_variables_initializer"
    " initialize_all_variables get_variable variable_scope get_default_graph reset_default_graph"
    " ConfigProto GPUOptions GraphKeys add_to_collection get_collection trainable_variables"
    " global_variables assign_add random_normal random_uniform truncated_normal layers.dense"
    " layers.conv2d layers.batch_normalization layers.dropout layers.flatten train.AdamOptimizer"
    " train.GradientDescentOptimizer train.RMSPropOptimizer train.MomentumOptimizer train.Saver"
    " train.get_or_create_global_step train.exponential_decay summary.FileWriter summary.merge_all"
    " summary.scalar_ losses.softmax_cross_entropy nn.rnn_cell.LSTMCell nn.dynamic_rnn to_float"
    " to_int32 log sparse_tensor_to_dense app.run app.flags get_default_session"
    " nn.max_pool_with_argmax_v1 contrib set_random_seed py_func image.resize_images"
    " sparse_placeholder sparse_retain sparse_tensor_dense_matmul"
)


def check(project: Project) -> Iterator[Hit]:
    for flow in every_flow(project, tests=True):
        if _may_use(flow.code):
            yield from _uses(flow)
            yield from _imports(flow)
            yield from _tensorflow_1(flow)


_ROOTS = frozenset(name.partition(".")[0] for name in (*REMOVED, *ENDED)) | {"tensorflow", "tf"}


def _may_use(code: Code) -> bool:
    return any(entry.module.partition(".")[0] in _ROOTS for entry in code.imports)


def _uses(flow: Flow) -> Iterator[Hit]:
    for index, statement in enumerate(flow.statements if _speaks_of_any(flow) else ()):
        if statement.does is not Does.IMPORT:
            hits = [*_in_statement(flow, statement)]
            if hits and not _is_fallback(flow, index, statement):
                yield from hits


def _speaks_of_any(flow: Flow) -> bool:
    """Whether a walk through the file is worth it: most files use nothing that went."""
    attributes = flow.file.contents.attributes
    return (
        not flow.named.isdisjoint(REMOVED)
        or "torchvision" in flow.may_hold
        or not (attributes.isdisjoint(FRAME_METHODS) or flow.may_hold.isdisjoint(FRAMES))
        or not (attributes.isdisjoint(KERAS_METHODS) or flow.may_hold.isdisjoint(KERAS))
    )


def _in_statement(flow: Flow, statement: Statement) -> Iterator[Hit]:
    inner: set[int] = set()
    for expression in expressions_in(statement):
        if id(expression) in inner:
            continue
        found = _found(flow, expression)
        if found:
            # `functorch.vmap(f)(x)` is one use: what stands inside is not asked again.
            inner.update(map(id, _bases(expression)))
            place = flow.location(expression, statement)
            yield Hit(place, _text(dotted(expression), *found))


def _found(flow: Flow, expression: Expression) -> tuple[str, str] | None:
    match expression:
        case Name(id=name):
            if name not in flow.imported or name in _of_two_origins(flow):
                return None
            return REMOVED.get(flow.target(expression))
        case Attribute(name=name):
            target = flow.target(expression)
            # `self.best = np.Inf` makes `self.best` another name of it, and not a use.
            known = REMOVED.get(target) if target.endswith(f".{name}") else None
            return known or _method(flow, expression)
        case Call() if expression.keywords or expression.args:
            return _pretrained(flow, expression)
        case _:
            return None


@kept
def _of_two_origins(flow: Flow) -> frozenset[str]:
    """Names imported from here or there, whichever there is."""
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for entry in flow.code.imports:
        if entry.guarded and entry.name is not None:
            origins[entry.alias or entry.name].add(entry.target)
    return frozenset(name for name, targets in origins.items() if len(targets) > 1)


def _method(flow: Flow, expression: Attribute) -> tuple[str, str] | None:
    if expression.name in FRAME_METHODS and flow.kind(expression.value) is Is.FRAME:
        return FRAME_METHODS[expression.name]
    if expression.name in KERAS_METHODS and flow.kind(expression.value) is Is.KERAS_MODEL:
        return KERAS_METHODS[expression.name]
    return None


def _pretrained(flow: Flow, call: Call) -> tuple[str, str] | None:
    """`torchvision.models.resnet50(pretrained=True)`: the parameter is called `weights` now."""
    if "torchvision" not in flow.may_hold:
        return None
    target = flow.target(call)
    head, _, name = target.rpartition(".")
    if not head.startswith("torchvision.models") or not name.islower() or "make_" in name:
        return None
    named = call.keyword("pretrained") or call.keyword("pretrained_backbone")
    first = call.args[0] if call.args and head == "torchvision.models" else None
    given = named is not None or isinstance(getattr(first, "value", None), bool)
    return ("0.13", "`weights`") if given else None


def _bases(expression: Expression) -> Iterator[Expression]:
    while isinstance(expression, Attribute):
        expression = expression.value
        yield expression


def _text(name: str, since: str, instead: str) -> str:
    advice = instead if instead.startswith("see ") else f"use {instead}"
    return f"`{name}` is deprecated or gone since {since}; {advice}"


def _imports(flow: Flow) -> Iterator[Hit]:
    for entry in flow.code.imports:
        if entry.guarded:
            continue
        if part := REMOVED.get(_full(entry)):
            text = _text(entry.name or entry.module, *part)
            yield Hit(flow.file.location(entry.line), text)
        elif whole := _module(entry):
            yield Hit(flow.file.location(entry.line), _text(entry.module, *whole))


def _full(entry: Import) -> str:
    return canonical(entry.module if entry.name is None else f"{entry.module}.{entry.name}")


def _module(entry: Import) -> tuple[str, str] | None:
    """`from sklearn.cross_validation import KFold`: the module itself is gone."""
    return REMOVED.get(entry.module) or ENDED.get(entry.module)


def _is_fallback(flow: Flow, index: int, statement: Statement) -> bool:
    """Whether code is one of two ways, chosen by what there is."""
    return any(
        header.does is Does.EXCEPT
        or (header.does in (Does.TRY, Does.IF) and _asks_version(flow, at, header))
        for at, header in flow.around(index)
    ) or any(dotted(part) == "hasattr" for part in expressions_in(statement))


def _asks_version(flow: Flow, index: int, header: Statement) -> bool:
    if header.does is Does.TRY:
        return any(
            flow.statements[at].parent == index and flow.statements[at].does is Does.EXCEPT
            for at in flow.block(index)
        )
    words_in = " ".join(dotted(part).lower() for part in expressions_in(header))
    return "version" in words_in or "hasattr" in words_in


def _tensorflow_1(flow: Flow) -> Iterator[Hit]:
    """All names of TensorFlow 1 in a file: one finding at the first."""
    if not flow.roots & {"tensorflow", "tf"}:
        return
    places = [
        (statement, expression)
        for index, statement in enumerate(flow.statements)
        for expression in expressions_in(statement)
        if _is_tf1(flow, expression) and not _is_fallback(flow, index, statement)
    ]
    if places:
        statement, first = places[0]
        more = " needs" if len(places) == 1 else f" and {len(places) - 1} other uses need"
        text = f"`{dotted(first)}`{more} TensorFlow 1, ended in 2021"
        yield Hit(flow.location(first, statement), text, size=len(places))


def _is_tf1(flow: Flow, expression: Expression) -> bool:
    if not isinstance(expression, Attribute):
        return False
    target = flow.target(expression)
    return target.startswith("tensorflow.") and (
        target.removeprefix("tensorflow.") in TF1 or target in TF1_ROOTS
    )


RULE = Rule(
    id="removed-api",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="release notes of the libraries; torchfix TOR001, TOR101, TOR103, TOR201, TOR202",
    remedy="Write what replaced it; the message says what that is.",
    minutes=5,
    minutes_each=1,
    minutes_reason="a name is replaced; where a file needs TensorFlow 1, a minute more per use",
    example=Example(
        bad="""
            import numpy as np
            mask = np.zeros(3, dtype=np.bool)
        """,
        good="""
            import numpy as np
            mask = np.zeros(3, dtype=bool)
        """,
    ),
    check=check,
)
