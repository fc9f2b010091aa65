"""Which library call gives which sort of value? Small tables; what is not in them is unknown."""

from enum import StrEnum


def words(text: str) -> frozenset[str]:
    """The words of a text, so that long tables stay short."""
    return frozenset(text.split())


def members(module: str, names: str) -> frozenset[str]:
    """Full names of a module's members: `members("numpy", "abs add")`."""
    return frozenset(f"{module}.{name}" for name in names.split())


class Is(StrEnum):
    """What a value is, as far as rules need to know."""

    UNKNOWN = ""
    FRAME = "frame"
    SERIES = "series"
    INDEX = "index"
    PART = "part"  # of a frame: columns or rows, one or many
    INDEXER = "indexer"  # df.loc and its like
    GROUPED = "grouped"
    ARRAY = "array"
    TENSOR = "tensor"  # PyTorch's
    TF_TENSOR = "tf_tensor"
    MODULE = "module"  # a PyTorch model or layer
    KERAS_MODEL = "keras_model"
    ESTIMATOR = "estimator"  # predicts
    TRANSFORMER = "transformer"  # has fit and transform
    SAMPLER = "sampler"  # has fit_resample
    OPTIMISER = "optimiser"
    LOADER = "loader"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"
    MAPPING = "mapping"
    NAN = "nan"
    OTHER = "other"  # known, and none of these


# One library under several names. The longest prefix counts.
ALIASES = {
    "tensorflow.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tensorflow.compat.v1.keras": "keras",
    "tf.keras": "keras",
    "tf_keras": "keras",
    "tensorflow.addons": "tensorflow_addons",
    "sklearn.externals.joblib": "joblib",
    "lightning.pytorch": "pytorch_lightning",
    "torch.nn.modules.container": "torch.nn",
    "torch.nn.modules.linear": "torch.nn",
    "torch.optim.adam": "torch.optim",
    "torch.optim.sgd": "torch.optim",
    "torch.utils.data.dataloader": "torch.utils.data",
    "pandas.core.frame": "pandas",
    "pandas.core.series": "pandas",
    "modin.pandas": "pandas",
}

# Everybody's short names: what a fragment means that does not show its imports.
CONVENTIONS = {
    "np": "numpy",
    "pd": "pandas",
    "tf": "tensorflow",
    "torch": "torch",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
}

LIBRARIES = words(
    "catboost cudf geopandas imblearn keras lightgbm numpy pandas pytorch_lightning scipy sklearn"
    " tensorflow tensorflow_addons tf tf_keras torch torchvision transformers xgboost lightning"
    " modin jax accelerate"
)

NANS = words(
    "numpy.nan numpy.NaN numpy.NAN math.nan pandas.NA pandas.NaT torch.nan cmath.nan"
    " tensorflow.experimental.numpy.nan jax.numpy.nan"
)

FRAME_CALLS = words(
    "pandas.DataFrame pandas.concat pandas.merge pandas.get_dummies pandas.crosstab pandas.melt"
    " pandas.pivot_table pandas.pivot pandas.json_normalize pandas.merge_asof"
    " pandas.merge_ordered pandas.DataFrame.from_dict pandas.DataFrame.from_records"
    " pandas.wide_to_long geopandas.GeoDataFrame geopandas.read_file geopandas.sjoin"
    " cudf.DataFrame cudf.read_csv"
)
# read_html gives a list, read_pickle whatever was pickled.
FRAME_READERS = frozenset(
    f"pandas.read_{name}"
    for name in words(
        "csv table excel json parquet feather hdf sql sql_query sql_table orc fwf stata sas spss"
        " clipboard gbq xml"
    )
)
# Calls that give a tuple of arrays.
GIVE_ARRAYS = frozenset(
    f"sklearn.metrics.{name}"
    for name in words("precision_recall_fscore_support roc_curve precision_recall_curve det_curve")
) | {"sklearn.calibration.calibration_curve", "numpy.unique", "numpy.histogram", "numpy.meshgrid"}
SERIES_CALLS = words("pandas.Series pandas.to_datetime pandas.to_numeric pandas.cut pandas.qcut")

SAME_FRAME = words(
    "abs add assign add_prefix add_suffix align append applymap asfreq asof astype at_time"
    " between_time bfill clip combine_first convert_dtypes copy corr cov cummax cummin cumprod"
    " cumsum describe diff div divide drop drop_duplicates dropna droplevel eq explode ffill"
    " fillna filter first_valid_index head infer_objects interpolate isin isna isnull join last"
    " mask melt merge mod mul multiply nlargest nsmallest notna notnull pct_change pipe pivot"
    " pivot_table pow query rank reindex reindex_like rename rename_axis reorder_levels replace"
    " reset_index round sample select_dtypes set_axis set_index shift sort_index sort_values sub"
    " subtract swaplevel tail to_timestamp transform transpose truncate truediv tz_convert"
    " tz_localize where"
)
REDUCING = words(
    "all any count idxmax idxmin kurt kurtosis max mean median min mode nunique prod product"
    " quantile sem skew std sum var"
)
FRAME_MEMBERS = {
    **dict.fromkeys(SAME_FRAME - {"first_valid_index"}, Is.FRAME),
    **dict.fromkeys(REDUCING - {"mode", "quantile"}, Is.SERIES),
    **dict.fromkeys(("groupby", "rolling", "expanding", "ewm", "resample"), Is.GROUPED),
    **dict.fromkeys(("pop", "squeeze", "memory_usage", "duplicated", "dtypes"), Is.SERIES),
    **dict.fromkeys(("to_numpy", "to_records"), Is.ARRAY),
    "mode": Is.FRAME,
}
NO_COLUMNS = words(
    "apply agg aggregate attrs axes boxplot empty eval flags get hist info insert items iteritems"
    " iterrows itertuples keys map ndim nunique plot put quantile set_flags size sparse stack style"
    " swapaxes unstack update value_counts xs str dt cat write collect show count"
)
SERIES_MEMBERS = {
    **dict.fromkeys(SAME_FRAME | {"map", "apply", "between", "value_counts"}, Is.SERIES),
    **dict.fromkeys(REDUCING, Is.NUMBER),
    **dict.fromkeys(("groupby", "rolling", "expanding", "ewm", "resample"), Is.GROUPED),
    **dict.fromkeys(("to_numpy", "unique"), Is.ARRAY),
    **dict.fromkeys(("to_frame", "reset_index", "unstack"), Is.FRAME),
    **dict.fromkeys(("tolist", "to_list"), Is.LIST),
    "mode": Is.SERIES,
    "item": Is.NUMBER,
}
GROUPED_MEMBERS = {
    **dict.fromkeys(REDUCING | {"first", "last", "agg", "aggregate", "head", "tail"}, Is.FRAME),
}
ARRAY_MEMBERS = {
    **dict.fromkeys(("tolist",), Is.LIST),
    **dict.fromkeys(("item", "dot_"), Is.NUMBER),
    **dict.fromkeys(("reshape", "astype", "copy", "flatten", "ravel", "transpose"), Is.ARRAY),
    **dict.fromkeys(("squeeze", "clip", "dot", "cumsum", "repeat", "swapaxes"), Is.ARRAY),
}

# Functions of numpy, torch and tensorflow that give something else than an array or a tensor.
NO_ARRAY = words(
    "array_equal allclose ndim shape size save savez savez_compressed savetxt load seterr errstate"
    " set_printoptions printoptions iterable dtype isscalar seed get_state set_state default_rng"
    " float32 float64 int32 int64 uint8 bool_ int8 int16 iinfo finfo ndindex ndenumerate nditer"
    " memmap RandomState Generator load_library result_type issubdtype vectorize poly1d testing"
    " get_printoptions show_config broadcast_shapes get_include unravel_index sum mean max min"
    " std var median prod argmax argmin any all norm percentile quantile average shuffle"
)
ELEMENTWISE = members("numpy", "log log1p log2 log10 exp expm1 sqrt square abs round clip sign")
NO_TENSOR = words(
    "load save no_grad enable_grad inference_mode set_grad_enabled device manual_seed compile jit"
    " is_tensor is_grad_enabled is_floating_point is_complex typename finfo iinfo dtype size seed"
    " numel set_default_dtype set_default_tensor_type set_num_threads get_num_threads autocast"
    " use_deterministic_algorithms initial_seed get_rng_state set_rng_state equal allclose"
    " get_default_dtype are_deterministic_algorithms_enabled set_printoptions Size Generator"
    " set_float32_matmul_precision set_default_device split chunk unbind topk sort max_ vmap"
    " function py_function device placeholder Session global_variables_initializer"
    " trainable_variables name_scope variable_scope get_variable while_loop cond GradientTape"
    " TensorSpec TensorShape print assert_equal control_dependencies group init_scope"
    " executing_eagerly is_storage promote_types can_cast"
)
TENSOR_NO_TENSOR = words(
    "item tolist size dim numel numpy backward shape dtype device is_cuda grad_fn requires_grad"
    " register_hook stride type data_ptr element_size storage is_contiguous get_device ndim"
    " nelement get_shape as_list name split chunk unbind names is_leaf"
)
TORCH_MODULES_OF_FUNCTIONS = (
    "torch.",
    "torch.nn.functional.",
    "torch.linalg.",
    "torch.fft.",
    "torch.special.",
)
TF_MODULES_OF_FUNCTIONS = (
    "tensorflow.",
    "tensorflow.math.",
    "tensorflow.linalg.",
    "tensorflow.nn.",
    "tensorflow.random.",
    "tensorflow.compat.v1.",
    "tensorflow.image.",
    "tensorflow.signal.",
    "keras.ops.",
    "keras.backend.",
)
NUMPY_MODULES_OF_FUNCTIONS = ("numpy.", "numpy.linalg.", "numpy.random.", "numpy.fft.")

KERAS_MODELS = words(
    "keras.Sequential keras.models.Sequential keras.Model keras.models.Model"
    " keras.models.load_model keras.engine.training.Model keras.models.clone_model"
)
LOADERS = frozenset(("torch.utils.data.DataLoader", "torch_geometric.loader.DataLoader"))

TRANSFORMER_MODULES = (
    "sklearn.preprocessing.",
    "sklearn.impute.",
    "sklearn.decomposition.",
    "sklearn.feature_selection.",
    "sklearn.feature_extraction.",
    "sklearn.random_projection.",
    "sklearn.kernel_approximation.",
    "sklearn.compose.ColumnTransformer",
    "category_encoders.",
)
ESTIMATOR_MODULES = (
    "sklearn.calibration.",
    "sklearn.cluster.",
    "sklearn.cross_decomposition.",
    "sklearn.discriminant_analysis.",
    "sklearn.dummy.",
    "sklearn.ensemble.",
    "sklearn.gaussian_process.",
    "sklearn.isotonic.",
    "sklearn.kernel_ridge.",
    "sklearn.linear_model.",
    "sklearn.mixture.",
    "sklearn.multiclass.",
    "sklearn.multioutput.",
    "sklearn.naive_bayes.",
    "sklearn.neighbors.",
    "sklearn.neural_network.",
    "sklearn.pipeline.Pipeline",
    "sklearn.semi_supervised.",
    "sklearn.svm.",
    "sklearn.tree.",
    "xgboost.XGB",
    "lightgbm.LGBM",
    "catboost.CatBoost",
    "imblearn.ensemble.",
    "imblearn.pipeline.Pipeline",
)
SEARCHES = words(
    "sklearn.model_selection.GridSearchCV sklearn.model_selection.RandomizedSearchCV"
    " sklearn.model_selection.HalvingGridSearchCV"
    " sklearn.model_selection.HalvingRandomSearchCV"
)
PIPELINES = frozenset(("sklearn.pipeline.make_pipeline", "imblearn.pipeline.make_pipeline"))
SAMPLER_MODULES = ("imblearn.over_sampling.", "imblearn.under_sampling.", "imblearn.combine.")

MODULE_BASES = words(
    "torch.nn.Module pytorch_lightning.LightningModule lightning.LightningModule"
    " torch.nn.Sequential transformers.PreTrainedModel"
)
KERAS_BASES = words("keras.Model keras.models.Model keras.Sequential")
