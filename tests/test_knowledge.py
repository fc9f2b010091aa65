"""The knowledge base: well-formed tables, look-ups that follow values, errors that name the key."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.classify.knowledge import FOLDER, Knowledge, Strength, load
from auditor.errors import BadSettings
from auditor.model import Role

KNOWN = load()

MAX_TABLE_BYTES = 220_000  # 190,000 load in 25 ms on an idle core


def laid_over(folder: Path, *texts: str) -> Knowledge:
    """The shipped tables with the user's files over them."""
    paths = [folder / f"mine{number}.toml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(f"version = 1\n{text}", encoding="utf-8")
    return load(tuple(paths))


def library(text: str, imports: str = "ourlib") -> str:
    return f'[[library]]\nname = "Ours"\nimports = "{imports}"\n{text}\n'


def forgotten() -> dict[str, dict[str, object]]:
    return {name: {} for name in Knowledge.__struct_fields__ if name.startswith("memo_of_")}


# ---- the tables


def test_knows_at_least_150_libraries_each_with_a_homepage() -> None:
    names = [library.name for library in KNOWN.libraries]
    assert len(names) >= 150
    assert len(set(names)) == len(names)
    assert all(library.homepage.startswith("https://") for library in KNOWN.libraries)


def test_every_role_is_given_to_some_api() -> None:
    assert {evidence.role for evidence in KNOWN.roles.values()} == {*Role, None}


def test_every_entry_is_reached_by_its_own_name() -> None:
    """An alias that leads past an entry would make it dead."""
    for key in KNOWN.roles:
        evidence = KNOWN.role_of(key)
        assert evidence is not None, key
        assert evidence.key == key


def test_every_import_leads_to_the_library_that_lists_it() -> None:
    for root, library in KNOWN.roots.items():
        assert KNOWN.library_of(f"{root}.anything()") is library, root


def test_what_functions_return_and_classes_derive_from_is_known() -> None:
    values = {*KNOWN.returns.values(), *KNOWN.classes.values(), *KNOWN.aliases.values()}
    assert [value for value in values if "." in value and KNOWN.library_of(value) is None] == []


def test_no_class_is_its_own_ancestor() -> None:
    for name in KNOWN.classes:
        above = [name]
        while above[-1] in KNOWN.classes:
            above.append(KNOWN.classes[above[-1]])
            assert len(set(above)) == len(above), above


def test_words_are_written_as_they_are_looked_up() -> None:
    for name in (*KNOWN.identifiers, *KNOWN.verbs, *KNOWN.paths):
        assert name == name.lower(), name
    for name in KNOWN.identifiers:
        evidence = KNOWN.role_of_name(name)
        assert evidence is not None, name
        assert evidence.key == name


def test_names_of_folders_and_files_are_reached_by_a_path() -> None:
    for name in KNOWN.paths:
        said = KNOWN.roles_of_path(f"{name}x.unknown" if name.endswith("/") else name)
        assert [evidence.key for evidence in said] == [name]


def test_the_tables_stay_small_enough_to_load_at_once() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.toml")) < MAX_TABLE_BYTES


# ---- spot checks


@pytest.mark.parametrize(
    ("target", "role"),
    [
        ("torch.nn.Linear", Role.ML_CODE),
        ("torch.optim.Adam().step", Role.ML_CODE),
        ("torch.utils.data.DataLoader", Role.DATA_COLLECTION),
        ("torch.utils.data.random_split", Role.FEATURE_EXTRACTION),
        ("torch.device", Role.RESOURCE_MANAGEMENT),
        ("torch.cuda.is_available", Role.RESOURCE_MANAGEMENT),
        ("torch.cuda.amp.autocast", Role.ML_CODE),
        ("torch.onnx.export", Role.SERVING_INFRASTRUCTURE),
        ("torch.manual_seed", Role.CONFIGURATION),
        ("torch.utils.tensorboard.SummaryWriter().add_scalar", Role.MONITORING),
        ("torchvision.datasets.MNIST", Role.DATA_COLLECTION),
        ("torchvision.transforms.ToTensor", Role.FEATURE_EXTRACTION),
        ("pytorch_lightning.LightningDataModule", Role.DATA_COLLECTION),
        ("tensorflow.keras.layers.Dense", Role.ML_CODE),
        ("tensorflow.compat.v1.app.flags.DEFINE_string", Role.CONFIGURATION),
        ("tensorflow.summary.scalar", Role.MONITORING),
        ("tensorflow.image.resize", Role.FEATURE_EXTRACTION),
        ("tensorflow.data.TFRecordDataset", Role.DATA_COLLECTION),
        ("tensorflow.test.TestCase", Role.TESTING),
        ("keras.Sequential().summary", Role.ANALYSIS_TOOLS),
        ("jax.devices", Role.RESOURCE_MANAGEMENT),
        ("optax.adam", Role.ML_CODE),
        ("sklearn.linear_model.Ridge().fit", Role.ML_CODE),
        ("sklearn.preprocessing.StandardScaler", Role.FEATURE_EXTRACTION),
        ("sklearn.metrics.f1_score", Role.ANALYSIS_TOOLS),
        ("sklearn.model_selection.train_test_split", Role.FEATURE_EXTRACTION),
        ("sklearn.model_selection.GridSearchCV", Role.ML_CODE),
        ("sklearn.model_selection.cross_val_score", Role.ML_CODE),
        ("sklearn.datasets.load_iris", Role.DATA_COLLECTION),
        ("sklearn.utils.validation.check_array", Role.DATA_VERIFICATION),
        ("transformers.AutoTokenizer.from_pretrained", Role.FEATURE_EXTRACTION),
        ("transformers.AutoModel.from_pretrained", Role.ML_CODE),
        ("transformers.TrainingArguments", Role.CONFIGURATION),
        ("datasets.load_dataset", Role.DATA_COLLECTION),
        ("openai.OpenAI().chat.completions.create", Role.ML_CODE),
        ("gym.make().step", Role.DATA_COLLECTION),
        ("pandas.read_csv", Role.DATA_COLLECTION),
        ("pandas.read_csv().fillna", Role.FEATURE_EXTRACTION),
        ("pandas.read_csv()[].plot", Role.ANALYSIS_TOOLS),
        ("matplotlib.pyplot.subplots()[1].plot", Role.ANALYSIS_TOOLS),
        ("wandb.log", Role.MONITORING),
        ("mlflow.register_model", Role.SERVING_INFRASTRUCTURE),
        ("feast.FeatureStore().get_historical_features", Role.DATA_COLLECTION),
        ("great_expectations.dataset", Role.DATA_VERIFICATION),
        ("airflow.DAG", Role.PROCESS_MANAGEMENT),
        ("setuptools.setup", Role.PROCESS_MANAGEMENT),
        ("fastapi.FastAPI", Role.SERVING_INFRASTRUCTURE),
        ("onnxruntime.InferenceSession().run", Role.ML_CODE),
        ("argparse.ArgumentParser().add_argument_group().add_argument", Role.CONFIGURATION),
        ("os.environ.get", Role.CONFIGURATION),
        ("logging.getLogger().info", Role.MONITORING),
        ("builtins.print", Role.MONITORING),
        ("subprocess.run", Role.PROCESS_MANAGEMENT),
        ("unittest.mock.patch", Role.TESTING),
        ("numpy.testing.assert_allclose", Role.TESTING),
    ],
)
def test_says_what_an_api_is_for(target: str, role: Role) -> None:
    evidence = KNOWN.role_of(target)
    assert evidence is not None
    assert evidence.role is role


@pytest.mark.parametrize(
    "target",
    ["numpy.dot", "pandas.concat().groupby", "torch.float32", "os.path.join", "re.compile"],
)
def test_says_nothing_of_what_serves_everything(target: str) -> None:
    evidence = KNOWN.role_of(target)
    assert evidence is not None
    assert (evidence.role, evidence.strength) == (None, Strength.CONTEXT)


@pytest.mark.parametrize("target", ["torch.exp", "tensorflow.reshape", "jax.numpy.sum"])
def test_tensor_arithmetic_only_leans_to_models(target: str) -> None:
    evidence = KNOWN.role_of(target)
    assert evidence is not None
    assert (evidence.role, evidence.strength) == (Role.ML_CODE, Strength.WEAK)


@pytest.mark.parametrize("target", ["", "ourlib.train", "@.Net().fit", "()", ".data.load"])
def test_knows_nothing_of_what_is_no_library(target: str) -> None:
    assert KNOWN.role_of(target) is None
    assert not KNOWN.is_ml(target)


def test_learning_libraries_touch_ml_and_plain_data_and_tracking_do_not() -> None:
    assert KNOWN.is_ml("tensorflow.compat.v1.keras.Model()")
    assert KNOWN.is_ml("statsmodels.api.OLS")
    for target in ("numpy.mean", "pandas.DataFrame", "requests.get", "wandb.init", "builtins.len"):
        assert not KNOWN.is_ml(target), target


# ---- following values


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("torch.nn.Linear()", "model"),
        ("torch.nn.ModuleList()[]", "model"),
        ("torch.nn.Linear()()", "tensor"),
        ("torch.nn.CrossEntropyLoss()", "loss"),
        ("torch.optim.Adam()", "optimizer"),
        ("torch.utils.data.random_split()[1]", "dataset"),
        ("torch.zeros().view()[0]", "tensor"),
        ("pandas.read_csv().dropna().loc[]", "frame"),
        ("polars.read_csv().to_pandas()", "frame"),
        ("numpy.zeros().reshape()", "array"),
        ("sklearn.svm.SVC", "estimator"),
        ("sklearn.preprocessing.StandardScaler()", "transformer"),
        ("sklearn.model_selection.train_test_split()[2]", "array"),
        ("PIL.Image.open()", "image"),
        ("matplotlib.pyplot.subplots()[0]", "figure"),
        ("logging.getLogger()", "logger"),
        ("gym.wrappers.RecordVideo()", "env"),
        ("torch.save()", ""),
        ("torch.nn.functional.relu", ""),
        ("ourlib.Net()", ""),
    ],
)
def test_tells_kinds_of_values(target: str, kind: str) -> None:
    assert KNOWN.kind_of(target) == kind


def test_a_method_is_looked_for_in_the_base_class() -> None:
    evidence = KNOWN.role_of("torch.nn.Conv2d().to")
    assert evidence is not None
    assert evidence.key == "torch.nn.Module.to"
    assert KNOWN.role_of("torch.nn.Conv2d.to") == evidence


def test_the_type_of_a_value_is_its_class() -> None:
    assert KNOWN.type_of("torch.nn.Linear().to().half()") == "torch.nn.Module"
    assert KNOWN.type_of("pandas.read_csv") == ""


def test_a_library_says_nothing_of_its_own_repository() -> None:
    """In whisper's repository, `whisper.audio` is what its lines are, not what users call."""
    own = KNOWN.apart_from({"whisper", "whisper.audio", "tests.torch"})
    assert KNOWN.role_of("whisper.audio.load_audio") is not None
    assert own.role_of("whisper.audio.load_audio") is None
    assert not own.is_ml("whisper.load_model")
    assert own.role_of("torch.nn.Linear") == KNOWN.role_of("torch.nn.Linear")
    assert KNOWN.apart_from({"ours"}) is KNOWN


# ---- names and paths


@pytest.mark.parametrize(
    ("name", "role"),
    [
        pytest.param("train_loader", Role.DATA_COLLECTION, id="words-that-belong-together"),
        pytest.param("trainLoader", Role.DATA_COLLECTION, id="camel-case"),
        pytest.param("TRAIN_DATALOADER", Role.DATA_COLLECTION, id="capitals-and-joined"),
        pytest.param("MSELoss", Role.ML_CODE, id="abbreviation-then-word"),
        pytest.param("ResNet50", Role.ML_CODE, id="number-at-the-end"),
        pytest.param("f1_score", Role.ANALYSIS_TOOLS, id="number-that-belongs-to-it"),
        pytest.param("plot_loss", Role.ANALYSIS_TOOLS, id="verb-before-noun"),
        pytest.param("download_weights", Role.ML_CODE, id="weights-are-no-data"),
        pytest.param("loss_logger", Role.MONITORING, id="the-last-noun"),
    ],
)
def test_says_what_a_name_is_for(name: str, role: Role) -> None:
    evidence = KNOWN.role_of_name(name)
    assert evidence is not None
    assert evidence.role is role


def test_the_path_of_a_model_is_less_telling_than_a_model() -> None:
    model, path = KNOWN.role_of_name("decoder"), KNOWN.role_of_name("decoder_path")
    assert model is not None
    assert path is not None
    assert (model.strength, path.strength) == (Strength.STRONG, Strength.WEAK)
    assert path.role is model.role


def test_a_name_of_plain_words_says_nothing() -> None:
    assert KNOWN.role_of_name("x") is None
    assert KNOWN.role_of_name("__") is None


def test_a_path_speaks_from_the_file_to_the_outermost_folder() -> None:
    keys = [said.key for said in KNOWN.roles_of_path("src/models/metrics/train.py")]
    assert keys == ["train", "metrics/", "models/"]
    assert [said.role for said in KNOWN.roles_of_path("pkg/setup.py")] == [Role.PROCESS_MANAGEMENT]
    assert KNOWN.roles_of_path("src/x.py") == ()


def test_methods_tell_whatever_they_are_called_on() -> None:
    evidence = KNOWN.role_of_method("zero_grad")
    assert evidence is not None
    assert evidence.role is Role.ML_CODE
    assert KNOWN.role_of_method("frobnicate") is None


# ---- laws


@settings(deadline=None)
@given(st.text(alphabet="abcT.()[]0@_", max_size=60))
def test_any_target_is_answered(target: str) -> None:
    evidence = KNOWN.role_of(f"torch.{target}")
    assert evidence is None or evidence.key in KNOWN.roles or evidence.key in KNOWN.roots
    KNOWN.kind_of(target)
    KNOWN.role_of_name(target)
    KNOWN.roles_of_path(target)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(KNOWN.roles)), st.from_regex(r"(\.zz[a-z]{1,5}){1,3}", fullmatch=True)
)
def test_what_lies_below_an_entry_has_its_role_as_far_as_no_longer_one_says_else(
    key: str, below: str
) -> None:
    mine, evidence = KNOWN.role_of(key), KNOWN.role_of(f"{key}{below}")
    assert mine is not None
    assert evidence is not None
    assert (evidence.role, evidence.strength) == (mine.role, mine.strength)


def test_a_prefix_ends_at_a_dot() -> None:
    """`torch.nnx` is not below `torch.nn`, and `torchrunner` is not torch."""
    said = KNOWN.role_of("torch.nnx.Linear")
    assert said is not None
    assert said.key == "torch"
    assert KNOWN.role_of("torchrunner.fit") is None


def test_long_targets_and_names_cost_little() -> None:
    assert KNOWN.role_of("torch" + ".x()" * 100_000) is not None
    assert KNOWN.role_of_name("zz_" * 100_000) is None


CHAINS = ("torch.nn.Linear", "pandas.read_csv", "a.B", "sklearn.svm.SVC", "DataFrame", "..x")
LINKS = (".fit", "()", "[]", "[1]", ".values", ".groupby", ".to", "[0]")


@given(
    st.lists(
        st.builds("".join, st.tuples(st.sampled_from(CHAINS), *[st.sampled_from(LINKS)] * 4)),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=80, deadline=None)
def test_what_was_asked_before_changes_no_answer(targets: list[str]) -> None:
    alone = [replace(KNOWN, **forgotten()).type_of(target) for target in targets]
    together = replace(KNOWN, **forgotten())
    assert [together.type_of(target) for target in targets] == alone


@pytest.mark.parametrize(
    "target",
    ["." * 80, "." * 80 + "torch.nn", "a" + "()" * 200, "a" + ".x" * 200, "[" * 80, "(" * 80],
)
def test_a_target_of_too_many_parts_is_answered(target: str) -> None:
    assert KNOWN.kind_of(target) == ""


# ---- files of the user


def test_an_entry_of_the_user_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = library('[library.roles]\nml_code = "torch.utils.data"', imports="torch")
    mine = laid_over(tmp_path, text)
    evidence = mine.role_of("torch.utils.data.DataLoader")
    assert evidence is not None
    assert (evidence.role, evidence.file) == (Role.ML_CODE, str(tmp_path / "mine0.toml"))
    shipped = KNOWN.role_of("torch.utils.data.DataLoader")
    assert shipped is not None
    assert shipped.role is Role.DATA_COLLECTION


def test_what_the_user_leaves_out_stays_as_shipped(tmp_path: Path) -> None:
    mine = laid_over(tmp_path, library("", imports="torch"))
    assert mine.is_ml("torch.nn.Linear")
    assert mine.role_of("torch.exp") == KNOWN.role_of("torch.exp")


def test_a_library_of_the_user_is_four_lines(tmp_path: Path) -> None:
    mine = laid_over(tmp_path, library('ml = true\ndefault = "feature_extraction"', "ourlib.feats"))
    evidence = mine.role_of("ourlib.feats.enrich().run")
    assert evidence is not None
    assert evidence.role is Role.FEATURE_EXTRACTION
    assert mine.is_ml("ourlib.feats.enrich")
    assert mine.role_of("ourlib.web.run") is None


def test_words_and_methods_of_the_user_count_too(tmp_path: Path) -> None:
    text = (
        '[methods]\nmonitoring = "fit"\n[identifiers]\ntesting = "frob"\n[paths]\ngeneral = "zz/"'
    )
    mine = laid_over(tmp_path, text)
    method, name = mine.role_of_method("fit"), mine.role_of_name("my_frob")
    assert method is not None
    assert name is not None
    assert (method.role, name.role) == (Role.MONITORING, Role.TESTING)
    assert [said.role for said in mine.roles_of_path("zz/a.txt")] == [Role.GENERAL]


def test_the_last_file_of_the_user_wins(tmp_path: Path) -> None:
    mine = laid_over(tmp_path, '[methods]\ngeneral = "fit"', '[methods]\ntesting = "fit"')
    method = mine.role_of_method("fit")
    assert method is not None
    assert method.role is Role.TESTING


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            library('[library.roles]\nml_cod = "ourlib.fit"'),
            r"mine0.toml: `ml_cod` \(in `roles`\) is no role; the nearest is `ml_code`\.$",
            id="unknown-role",
        ),
        pytest.param(
            library('default = "ml_code??"'),
            r"`ml_code\?\?` \(the default of Ours\)",
            id="two-marks",
        ),
        pytest.param(
            library('[library.roles]\nml_code = "other.fit"'),
            r"mine0.toml: `other.fit` is not under the imports of Ours\.$",
            id="key-of-another-library",
        ),
        pytest.param(
            library('[library.roles]\nml_code = "ourlibs.fit"'),
            r"`ourlibs.fit` is not under the imports",
            id="same-letters-are-not-below",
        ),
        pytest.param(
            library('[library.roles]\nml_code = "ourlib.a"\ntesting = "ourlib.a"'),
            r"`ourlib.a` is in `roles` a second time; first in .*mine0.toml\.$",
            id="two-roles",
        ),
        pytest.param(
            library('[library.roles]\nml_code = "ourlib.a ourlib.a"'),
            r"`ourlib.a` is in `roles` a second time, in the same list\.$",
            id="twice-in-a-list",
        ),
        pytest.param(
            library("") + library(""), "`ourlib` is in `imports` a second", id="two-owners"
        ),
        pytest.param(
            library('[library.classes]\nmodell = "ourlib.Net"'),
            r"`modell` in `classes` of Ours is no kind; the nearest is `model`\.$",
            id="unknown-kind",
        ),
        pytest.param(library("colour = 1"), "mine0.toml: .*`colour`", id="unknown-key"),
        pytest.param(library("", imports=""), "`imports` of Ours names no module", id="no-imports"),
        pytest.param("[methods]\nx = 1", r"mine0.toml: Expected `str`.*methods", id="wrong-type"),
        pytest.param("[methods\n", "mine0.toml: .*line 2", id="no-toml"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadSettings, match=said) as error:
        laid_over(tmp_path, text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("table", ["methods", "verbs", "identifiers", "paths"])
def test_a_mistake_names_the_table_that_it_is_in(tmp_path: Path, table: str) -> None:
    with pytest.raises(BadSettings, match=rf"\(in `{table}`\) is no role"):
        laid_over(tmp_path, f'[{table}]\nmonitor = "a"\n')
    with pytest.raises(BadSettings, match=rf"`a` is in `{table}` a second time"):
        laid_over(tmp_path, f'[{table}]\nmonitoring = "a a"\n')


@pytest.mark.parametrize("table", ["roles", "classes", "returns", "aliases"])
def test_a_repeated_name_of_a_library_names_its_table(tmp_path: Path, table: str) -> None:
    key = {"roles": "monitoring", "classes": "model"}.get(table, '"ourlib.Net"')
    text = library(f'[library.{table}]\n{key} = "ourlib.a ourlib.a"')
    with pytest.raises(BadSettings, match=rf"`ourlib.a` is in `{table}` a second time"):
        laid_over(tmp_path, text)


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "later.toml"
    path.write_text("version = 2\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="`version` is 2, this auditor reads 1"):
        load((path,))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"none.toml: cannot be read"):
        load((tmp_path / "none.toml",))


def test_the_shipped_tables_are_read_once() -> None:
    assert load() is KNOWN
