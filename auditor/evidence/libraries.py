"""Which libraries are the tools of which practice? Module names, as they are imported."""

import re

SERVERS = (
    "fastapi", "flask", "django", "gradio", "streamlit", "bentoml", "ray.serve", "tornado",
    "starlette", "sanic", "aiohttp.web", "litserve", "mlserver", "kserve", "chainlit", "grpc",
)  # fmt: skip
CLIENTS = (
    "fastapi.testclient", "starlette.testclient", "flask.testing", "httpx", "requests",
    "streamlit.testing", "gradio_client", "django.test",
)  # fmt: skip
WATCHERS = (
    "prometheus_client", "opentelemetry", "sentry_sdk", "evidently", "whylogs", "datadog",
    "statsd", "nannyml", "arize", "loguru", "structlog", "elasticapm", "newrelic",
)  # fmt: skip
TRACKERS = (
    "wandb", "mlflow", "comet_ml", "neptune", "clearml", "aim", "tensorboardX", "sacred", "dvclive",
    "torch.utils.tensorboard", "tensorflow.summary", "tensorflow.keras.callbacks.TensorBoard",
    "keras.callbacks.TensorBoard", "visdom", "trackio", "swanlab", "polyaxon",
    "lightning.pytorch.loggers", "pytorch_lightning.loggers",
)  # fmt: skip
WRITES_RUNS = re.compile(
    r"(^|\.)(keras|tensorflow)\.([\w.]{1,40}\.)?(callbacks\.TensorBoard|summary\.create_file_writer"
    r"|summary\.FileWriter)$"
    r"|(^|\.)((TensorBoard|Wandb|MLFlow|MLflow|Comet|Neptune)Logger|SummaryWriter|WandbCallback)$"
)
"""Calls by which runs are kept where no module is imported for it alone."""
REGISTRIES = (
    "mlflow.register_model", "mlflow.tracking.MlflowClient", "wandb.log_artifact",
    "wandb.Artifact", "bentoml", "sagemaker.model", "hopsworks", "huggingface_hub.HfApi",
    "huggingface_hub.upload_folder", "huggingface_hub.upload_file",
)  # fmt: skip
VALIDATORS = (
    "pandera", "great_expectations", "deepchecks", "evidently", "whylogs", "cerberus",
    "tensorflow_data_validation", "pointblank", "patito", "soda", "pydeequ", "frictionless",
)  # fmt: skip
DRIFT_WATCHERS = (
    "evidently", "nannyml", "whylogs", "arize", "alibi_detect", "sagemaker.model_monitor",
    "phoenix", "fiddler", "tensorflow_data_validation", "deepchecks", "frouros", "river.drift",
)  # fmt: skip
FAIRNESS = (
    "fairlearn", "aif360", "responsibleai", "raiwidgets", "tensorflow_model_remediation",
    "aequitas", "tensorflow_model_analysis.addons.fairness", "fairness_indicators", "giskard",
)  # fmt: skip
SLICERS = (
    "fairlearn.metrics.MetricFrame", "tensorflow_model_analysis", "snorkel.slicing", "domino",
    "robustnessgym", "sliceline", "giskard", "aif360", "aequitas",
)  # fmt: skip
PRIVACY = (
    "opacus", "tensorflow_privacy", "diffprivlib", "presidio_analyzer", "presidio_anonymizer",
    "syft", "tf_encrypted", "crypten", "smartnoise", "snsynth", "scrubadub",
)  # fmt: skip
TUNERS = (
    "optuna", "hyperopt", "ray.tune", "keras_tuner", "kerastuner", "skopt", "nni", "ax", "botorch",
    "sherpa", "talos", "bayes_opt", "smac", "syne_tune", "flaml", "orion.client",
)  # fmt: skip
EXPLAINERS = ("shap", "lime", "captum", "eli5", "alibi", "interpret", "tf_explain", "dice_ml")
FEATURE_SELECTORS = (
    "shap", "eli5", "sklearn.inspection.permutation_importance", "sklearn.feature_selection",
    "boruta", "alibi.explainers", "rfpimp", "feature_engine.selection", "mlxtend.feature_selection",
)  # fmt: skip
FEATURE_STORES = ("feast", "hopsworks", "tecton", "tensorflow_transform", "featureform", "hsfs")
BASELINES = ("sklearn.dummy", "surprise.BaselineOnly", "gluonts.model.naive_2",
             "statsforecast.models.Naive", "darts.models.NaiveSeasonal")  # fmt: skip
CONFIGURERS = (
    "argparse", "hydra", "omegaconf", "gin", "ml_collections", "absl.flags", "click", "typer",
    "tyro", "fire", "configparser", "yacs", "simple_parsing", "jsonargparse", "confection",
    "tensorflow.app.flags", "tensorflow.flags", "yaml", "tomllib", "optparse", "configargparse",
)  # fmt: skip
SEEDERS = re.compile(
    r"(^|\.)(manual_seed(_all)?|set_seed|seed_everything|set_random_seed|random\.seed|seed_all"
    r"|PRNGKey|default_rng|RandomState)$"
)
