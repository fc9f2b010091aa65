"""Model or optimiser made without the parameters that decide what it does.

A default is a choice that somebody else made, and made for another problem; several of them have
changed between versions (`KMeans(n_init)`, `RandomForestClassifier(n_estimators)`). What the code
does not state cannot be tuned, compared or repeated.

Reported are the estimators whose key parameter nobody could guess, made with no argument at all,
optimisers without a learning rate, and loaders without a batch size. Parameters that arrive in
`*args` or `**kwargs`, and estimators handed to a search that sets them, get the benefit of the
doubt.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from auditor.flow import Flow, Is, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

# What matters most in each, by their documentation.
KEYS = {
    "sklearn.cluster.KMeans": ("n_clusters",),
    "sklearn.cluster.MiniBatchKMeans": ("n_clusters",),
    "sklearn.cluster.DBSCAN": ("eps", "min_samples"),
    "sklearn.cluster.SpectralClustering": ("n_clusters",),
    "sklearn.cluster.AgglomerativeClustering": ("n_clusters", "distance_threshold"),
    "sklearn.neighbors.KNeighborsClassifier": ("n_neighbors",),
    "sklearn.neighbors.KNeighborsRegressor": ("n_neighbors",),
    "sklearn.neighbors.NearestNeighbors": ("n_neighbors", "radius"),
    "sklearn.svm.SVC": ("C", "kernel", "gamma"),
    "sklearn.svm.SVR": ("C", "kernel", "gamma"),
    "sklearn.ensemble.RandomForestClassifier": ("n_estimators", "max_depth", "max_features"),
    "sklearn.ensemble.RandomForestRegressor": ("n_estimators", "max_depth", "max_features"),
    "sklearn.ensemble.GradientBoostingClassifier": ("learning_rate", "n_estimators"),
    "sklearn.ensemble.GradientBoostingRegressor": ("learning_rate", "n_estimators"),
    "sklearn.ensemble.AdaBoostClassifier": ("learning_rate", "n_estimators"),
    "sklearn.ensemble.IsolationForest": ("n_estimators", "contamination"),
    "sklearn.linear_model.ElasticNet": ("alpha", "l1_ratio"),
    "sklearn.linear_model.Lasso": ("alpha",),
    "sklearn.linear_model.Ridge": ("alpha",),
    "sklearn.linear_model.SGDClassifier": ("alpha", "loss", "learning_rate"),
    "sklearn.neural_network.MLPClassifier": ("hidden_layer_sizes",),
    "sklearn.neural_network.MLPRegressor": ("hidden_layer_sizes",),
    "sklearn.tree.DecisionTreeClassifier": ("max_depth", "min_samples_leaf"),
    "sklearn.tree.DecisionTreeRegressor": ("max_depth", "min_samples_leaf"),
    "xgboost.XGBClassifier": ("learning_rate", "n_estimators", "max_depth"),
    "xgboost.XGBRegressor": ("learning_rate", "n_estimators", "max_depth"),
}
ELASTIC = "sklearn.linear_model.ElasticNet"
OPTIMISERS = ("torch.optim.", "keras.optimizers.")
LOADER = "torch.utils.data.DataLoader"
SIZES = {"batch_size": 1, "sampler": 3, "batch_sampler": 4}
RATES = ("lr", "learning_rate")
RATE_POSITION = {"torch": 1, "keras": 0, "tensorflow": 0}

# These find their own rate.
WITHOUT_RATE = frozenset(("torch.optim.Optimizer", "torch.optim.LBFGS", "torch.optim.Adadelta"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "xgboost", "torch", "keras", "tensorflow", "tf"):
        searched = _searched(flow) if not flow.called.isdisjoint(KEYS) else frozenset()
        for site in flow.calls:
            if site.target in KEYS and not site.forwards and id(site.call) not in searched:
                if left := _left(site):
                    keys = ", ".join(f"`{key}`" for key in left)
                    yield Hit(site.location, f"`{site.name}` leaves {keys} to its defaults")
            elif _is_optimiser(site) and not _has_rate(site):
                yield Hit(site.location, f"`{site.name}` has no learning rate")
            elif site.target == LOADER and not _has_size(site):
                yield Hit(site.location, f"`{site.name}` has no batch size: it gives single rows")


def _left(site: Site) -> Sequence[str]:
    """Key parameters that an estimator is made without."""
    if not site.call.args and not site.call.keywords:
        return KEYS[site.target]
    # An elastic net without its mixture is a guess at both of its halves.
    mixes = site.target != ELASTIC or site.sets("l1_ratio", 1)
    return () if mixes else ("l1_ratio",)


def _has_size(site: Site) -> bool:
    # A sampler may give whole batches.
    return any(site.sets(name, position) for name, position in SIZES.items())


def _is_optimiser(site: Site) -> bool:
    if not site.target.startswith(OPTIMISERS):
        return False
    made = site.flow.value(site.call)
    known = site.target not in WITHOUT_RATE and ".schedules." not in site.target
    return made.kind is Is.OPTIMISER and known and made.call is site.call


def _has_rate(site: Site) -> bool:
    position = RATE_POSITION.get(site.target.partition(".")[0], 0)
    groups = site.call.args[0] if site.call.args else None
    # Parameter groups may each bring a rate of their own.
    grouped = groups is not None and site.flow.kind(groups) is Is.LIST
    return grouped or site.forwards or any(site.sets(rate, position) for rate in RATES)


def _searched(flow: Flow) -> AbstractSet[int]:
    """Estimators whose parameters are set later: by a search, by `set_params`, by another model."""
    found: set[int] = set()
    for site in flow.calls:
        if flow.kind(site.call) is Is.ESTIMATOR:
            # What a forest is made of: its trees are meant to be as they come.
            found.update(map(id, site.call.args))
            found.update(id(keyword.value) for keyword in site.call.keywords)
        if site.method.endswith("SearchCV") or site.method in ("set_params", "cross_val_score"):
            givens = [site.receiver, *map(flow.value, site.call.args)]
            givens += [flow.value(keyword.value) for keyword in site.call.keywords]
            found.update(id(given.call) for given in givens if given.call is not None)
    return found


RULE = Rule(
    id="hyperparameter-not-set",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 11",
    remedy="State the key parameters, best from the configuration.",
    minutes=5,
    minutes_reason="SonarQube S6973: the default in use is looked up and written down",
    example=Example(
        bad="""
            from sklearn.cluster import KMeans
            groups = KMeans().fit_predict(features)
        """,
        good="""
            from sklearn.cluster import KMeans
            groups = KMeans(n_clusters=8, random_state=0).fit_predict(features)
        """,
    ),
    check=check,
)
