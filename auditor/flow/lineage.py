"""Where do data come from? Which rows they hold, and what they were fitted or sampled with.

One run down a file follows every value that holds rows: from where it is read, through a split
into a training and a test half, through transformers that are fitted and statistics that are
computed, up to the models that are fitted on it. Rules ask what a model has seen.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property, partial
from operator import or_
from typing import TypeVar

import msgspec

from auditor.flow.file import Flow, Site
from auditor.flow.tables import Is, members, words
from auditor.model import (
    Attribute,
    Call,
    Collection,
    Comprehension,
    Does,
    Expression,
    Literal,
    Name,
    Operation,
    Statement,
    Subscript,
    children,
    dotted,
)

SPLIT = "sklearn.model_selection.train_test_split"
READS = re.compile(
    r"(read_\w{1,20}|load\w{0,30}|fetch_\w{1,30}|make_\w{1,30}|genfromtxt|DataFrame)"
)
# Transformers that learn nothing from the rows, or nothing that tells of their values.
STATELESS = words(
    "Normalizer FunctionTransformer PolynomialFeatures Binarizer HashingVectorizer LabelEncoder"
    " LabelBinarizer OneHotEncoder OrdinalEncoder MultiLabelBinarizer FeatureHasher DictVectorizer"
    " ColumnTransformer"
)
FITTING_FUNCTIONS = members(
    "sklearn.preprocessing", "scale minmax_scale maxabs_scale robust_scale power_transform"
) | {"scipy.stats.zscore"}
STATISTICS = words("mean std median min max var mode quantile nanmean nanmedian nanstd")
OVERSAMPLING = ("imblearn.over_sampling.", "imblearn.combine.")
RESAMPLING = ("fit_resample", "fit_sample")
CROSS_VALIDATING = members(
    "sklearn.model_selection",
    "cross_val_score cross_validate cross_val_predict learning_curve validation_curve",
)
# What a frame's methods look at beside the row itself: rows above, or rows of the same group.
LAGGING = words("shift diff pct_change rolling ewm expanding autocorr")
SPREADING = words("mean median std var min max sum nunique quantile skew rank mode")
ABOUT = words("columns shape dtypes dtype ndim size")  # tell of a frame, and hold no rows
GATHERING = words("agg aggregate sum count first last size nunique")
TIME_NAME = re.compile(r"(?i)(^|_)(date|datetime|time|timestamp|month|year|day)s?(_|$)|date$|time$")
LEARNING = ("fit", "fit_generator", "partial_fit", "train_on_batch")
JUDGING = ("predict", "predict_proba", "predict_classes", "score", "evaluate", "decision_function")
ASKED_OF_MODELS = frozenset((*LEARNING, *JUDGING))
ASKED = CROSS_VALIDATING | {SPLIT}
"""What rules ask about: a file that calls none of these has no lineages worth following."""
MAX_DEPTH = 80  # expressions within expressions that are looked into
MAX_PAST = 200  # rows, fits, copies or steps that one value remembers; real ones have a few
MAX_JUDGED = 100  # times that one model judges rows; it is asked for each time that it is fitted
TRAIN_NAME = re.compile(r"(?i)(^|_)train")
TEST_NAME = re.compile(r"(?i)(^|_)test")


class Rows(msgspec.Struct, frozen=True):
    """Rows of one origin: as they were read, or one half of a split."""

    origin: int  # index of the statement that made them
    half: str = ""  # train, test, or "" for all
    name: str = ""  # what they were first called


class Lineage(msgspec.Struct, frozen=True):
    """What a value holds and has been through."""

    rows: frozenset[Rows] = frozenset()
    fits: frozenset[int] = frozenset()  # of `Lineages.fits`: what it was transformed with
    sampled: frozenset[int] = frozenset()  # of `Lineages.samplings`: what copied rows
    steps: frozenset[int] = frozenset()  # of `Lineages.steps`: what looked at other rows

    def __or__(self, other: "Lineage") -> "Lineage":
        # Most values hold no rows, and most unions are with one of those.
        if other is NOTHING or other is EMPTY:
            return EMPTY if self is NOTHING else self
        if self is NOTHING or self is EMPTY:
            return other
        return self.holding(_joined(self.rows, other.rows)).through(other)

    def with_fits(self, fits: frozenset[int]) -> "Lineage":
        return Lineage(self.rows, _joined(self.fits, fits), self.sampled, self.steps)

    def through(self, other: "Lineage") -> "Lineage":
        """Changed by another value without taking its rows."""
        if other is NOTHING or other is EMPTY:
            return EMPTY if self is NOTHING else self
        return Lineage(
            self.rows,
            _joined(self.fits, other.fits),
            _joined(self.sampled, other.sampled),
            _joined(self.steps, other.steps),
        )

    def holding(self, rows: frozenset[Rows]) -> "Lineage":
        """The same past with other rows."""
        return Lineage(rows, self.fits, self.sampled, self.steps)


Past = TypeVar("Past", int, Rows)


def _joined(own: frozenset[Past], other: frozenset[Past]) -> frozenset[Past]:
    return own if len(own) >= MAX_PAST else own | other


NOTHING = Lineage()
"""Of a name that nothing explains."""
EMPTY = Lineage()
"""Of a value that is known to hold no rows."""


class Fit(msgspec.Struct, frozen=True):
    """Something learnt from rows: by a transformer, a statistic, or a model."""

    site: Site
    data: Lineage
    model: str = ""  # what kind of model, as far as known
    target: Lineage = NOTHING  # the labels of a model
    receiver: str = ""  # the model as it is written


class Looks(StrEnum):
    """Which other rows a step looks at."""

    BACK = "back"  # rows above: lags and moving windows
    AHEAD = "ahead"  # rows below: leads, centred windows, filling backwards
    AROUND = "around"  # all rows of a group, or all there are
    TOGETHER = "together"  # a group becomes one row
    ALONG = "along"  # none, but they are in the order of time


class Step(msgspec.Struct, frozen=True):
    """A call that makes rows of other rows."""

    site: Site
    looks: Looks
    data: Lineage


class Lineages:
    """The lineages of a file's values."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.depth = 0
        self.known: dict[tuple[int, str], Lineage] = {}
        self.fitted: dict[tuple[int, str], frozenset[int]] = {}  # a transformer's own fits
        self.given: dict[tuple[str, str], Lineage] = {}  # function, parameter -> arguments
        self.passed: dict[str, frozenset[Rows]] = {}  # all rows that a function is ever given
        self.returned: dict[str, Lineage] = {}
        self.parts: dict[str, tuple[Lineage, ...]] = {}  # what a function returns as a tuple
        self.fits: dict[int, Fit] = {}  # by the place of their call in the file
        self.samplings: dict[int, Site] = {}  # likewise
        self.models: list[Fit] = []
        self.judged: list[Fit] = []
        self.crossed: list[Fit] = []  # cross-validations
        self.steps: dict[int, Step] = {}  # likewise
        self.splits: dict[int, Lineage] = {}  # statement of a split -> what was split
        self.split_sites: dict[int, Site] = {}
        scopes = enumerate(flow.code.scopes)
        self._scopes = {scope.qualname: index for index, scope in reversed([*scopes])}
        self.sites = {id(site.call): site for site in flow.calls}
        self.places = {id(site): place for place, site in enumerate(flow.calls)}
        if not flow.methods.isdisjoint(ASKED_OF_MODELS) or not flow.called.isdisjoint(ASKED):
            self._run()
            if self.given or any(site.own in self.returned for site in flow.calls):
                self._run()  # which knows what functions are given and return

    def leaks(self, model: Fit) -> Iterator[Fit]:
        """Fits whose result a model was trained on and which saw the model's test rows too."""
        for fit in self.fits_of(model.data):
            if self._sees_test(model, fit) or _mixes_files(fit.data.rows):
                yield fit

    def fits_of(self, lineage: Lineage) -> Iterator[Fit]:
        """What values were transformed with, in the order of the text.

        A function's arguments of the first run may name fits that the second one knows to be none.
        """
        return (self.fits[place] for place in sorted(lineage.fits) if place in self.fits)

    def samplings_of(self, places: Iterable[int]) -> Iterator[Site]:
        """The calls at these places that copied rows, in the order of the text."""
        return (self.samplings[place] for place in sorted(places) if place in self.samplings)

    def _sees_test(self, model: Fit, fit: Fit) -> bool:
        for rows in model.data.rows:
            if rows.half == "train":
                whole = self.splits.get(rows.origin, NOTHING).rows
                test = Rows(rows.origin, "test")
                if fit.data.rows & whole or test in fit.data.rows:
                    return True
        return False

    def refits(self, model: Fit) -> Iterator[Fit]:
        """Fits on test rows alone, whose result then judges a model."""
        for split in self.split_of(model):
            test = Rows(split, "test")
            for judged in self.judged_by(model.receiver):
                if test in judged.data.rows:
                    for fit in self.fits_of(judged.data):
                        if fit.data.rows == {test}:
                            yield fit

    def judged_by(self, receiver: str) -> Sequence[Fit]:
        """Where a model, as it is written, judges rows: the first MAX_JUDGED places."""
        return self._judged.get(receiver, ())

    @cached_property
    def _judged(self) -> Mapping[str, Sequence[Fit]]:
        found: defaultdict[str, list[Fit]] = defaultdict(list)
        for fit in self.judged:
            if len(found[fit.receiver]) < MAX_JUDGED:
                found[fit.receiver].append(fit)
        return found

    def fitted_in(self, scope: int, receiver: str) -> Sequence[Fit]:
        """Where a scope fits a model, as it is written, in the order of the text."""
        return self._fitted_in.get((scope, receiver), ())

    @cached_property
    def _fitted_in(self) -> Mapping[tuple[int, str], Sequence[Fit]]:
        found = defaultdict(list)
        for fit in self.models:
            found[fit.site.statement.scope, fit.receiver].append(fit)
        return found

    def split_of(self, model: Fit) -> Iterator[int]:
        """Splits whose training half a model was fitted on."""
        yield from sorted(rows.origin for rows in model.data.rows if rows.half == "train")

    def steps_of(self, lineage: Lineage, *looks: Looks) -> Iterator[Step]:
        """The steps of these sorts that a value has been through."""
        known = (self.steps[place] for place in sorted(lineage.steps) if place in self.steps)
        return (step for step in known if step.looks in looks)

    def whole(self, split: int) -> frozenset[Rows]:
        """The rows that a split has split."""
        return self.splits.get(split, NOTHING).rows

    def of(self, expression: Expression, at: int) -> Lineage:
        return self._of(expression, at, -1)

    def _run(self) -> None:
        self.fits.clear()
        self.samplings.clear()
        self.steps.clear()
        for found in (self.models, self.judged, self.crossed):
            found.clear()
        self.known.clear()
        self.fitted.clear()
        for index, scope in enumerate(self.flow.code.scopes):
            for parameter in scope.parameters:
                given = self.given.get((scope.qualname, parameter.name))
                self.known[index, parameter.name] = given or Lineage(
                    frozenset((Rows(-1 - index, name=parameter.name),))
                )
        for index, statement in enumerate(self.flow.statements):
            self._statement(index, statement)

    def _statement(self, index: int, statement: Statement) -> None:
        at = statement.scope
        values = [self._of(value, at, index) for value in statement.values]
        if not values:
            return
        if statement.does is Does.RETURN:
            name = self.flow.code.scopes[at].qualname
            self.returned[name] = self.returned.get(name, NOTHING) | values[0]
            self._return_parts(name, statement.values[0], at)
        elif statement.does in (Does.ASSIGN, Does.FOR):
            for target in statement.targets:
                self._bind(target, values[0], statement.values[0], at, index)
                if statement.operator and isinstance(target, Name):
                    self.known[at, target.id] = self._lookup(target.id, at).through(values[0])

    def _bind(
        self, target: Expression, value: Lineage, source: Expression, at: int, index: int
    ) -> None:
        match target, source:
            case Collection(items=items), Call() if self.flow.target(source) == SPLIT:
                self._bind_halves(items, source, at, index)
            case Collection(items=items), _:
                for item, part, known in self._parts_of(items, value, source, at):
                    self._bind(item, known, part, at, index)
            case ((Name() | Attribute()), _) if not self.flow.statements[index].operator:
                self.known[at, dotted(target)] = self._named(value, dotted(target), source)
                state = self._state(source, at)
                if state:
                    self.fitted[at, dotted(target)] = state
            case Subscript() | Attribute(), _:
                root = _root(target)
                self.known[at, root] = self._lookup(root, at).through(value)
            case _:
                pass

    def _parts_of(
        self, items: tuple[Expression, ...], value: Lineage, source: Expression, at: int
    ) -> Iterator[tuple[Expression, Expression, Lineage]]:
        """Each of the names that share a value, with its part of it as far as that shows."""
        if isinstance(source, Collection) and len(source.items) == len(items):
            for item, part in zip(items, source.items, strict=True):
                yield item, part, self._of(part, at, -1)
            return
        given = self._given_back(source, at) if isinstance(source, Call) else ()
        known = given if len(given) == len(items) else (value,) * len(items)
        for item, lineage in zip(items, known, strict=True):
            yield item, item, lineage

    def _return_parts(self, name: str, value: Expression, at: int) -> None:
        """Note each part of a tuple that a function returns; where returns differ, no part."""
        items = value.items if isinstance(value, Collection) else ()
        parts = tuple(self._of(item, at, -1) for item in items)
        known = self.parts.get(name, parts)
        same = len(known) == len(parts)
        self.parts[name] = tuple(map(or_, known, parts)) if same else ()

    def _given_back(self, call: Call, at: int) -> tuple[Lineage, ...]:
        """The parts of the tuple that a call of a function of the file gives."""
        site = self.sites.get(id(call))
        parts = () if site is None else self.parts.get(site.own, ())
        if site is None or not parts:
            return ()
        given = _together([self._of(arg, at, -1) for arg in call.args])
        foreign = self.passed.get(site.own, frozenset())
        return tuple(
            self._answer(site, part, given) if part.rows & foreign else part for part in parts
        )

    def _named(self, value: Lineage, name: str, source: Expression) -> Lineage:
        """Rows that were just read are called after the name they are given."""
        if not isinstance(source, Call):
            return value
        fresh = (
            Rows(rows.origin, rows.half, rows.name or name) if not rows.half else rows
            for rows in value.rows
        )
        return value.holding(frozenset(fresh))

    def _bind_halves(self, items: tuple[Expression, ...], call: Call, at: int, index: int) -> None:
        for position, item in enumerate(items):
            if position // 2 < len(call.args):
                source = self._of(call.args[position // 2], at, -1)
                half = "test" if position % 2 else "train"
                rows = frozenset((Rows(index, half),))
                self.known[at, dotted(item)] = source.holding(rows)

    def _lookup(self, name: str, at: int) -> Lineage:
        scope = at
        while scope >= 0:
            if (scope, name) in self.known:
                return self.known[scope, name]
            scope = self.flow.code.scopes[scope].parent
        return NOTHING

    def _state(self, expression: Expression, at: int) -> frozenset[int]:
        """The fits of a transformer: of its name, or of `Scaler().fit(x)`."""
        match expression:
            case Call(function=Attribute(value=base, name="fit")):
                site = self.sites.get(id(expression))
                place = None if site is None else self.places[id(site)]
                return frozenset((place,)) if place in self.fits else self._state(base, at)
            case Name() | Attribute():
                scope = at
                while scope >= 0:
                    if (scope, dotted(expression)) in self.fitted:
                        return self.fitted[scope, dotted(expression)]
                    scope = self.flow.code.scopes[scope].parent
                return frozenset()
            case _:
                return frozenset()

    def _of(self, expression: Expression, at: int, index: int) -> Lineage:
        """The lineage of an expression; with an index, what it does is noted."""
        self.depth += 1
        known = self._traced(expression, at, index) if self.depth <= MAX_DEPTH else NOTHING
        self.depth -= 1
        return known

    def _traced(self, expression: Expression, at: int, index: int) -> Lineage:
        match expression:
            case Name(id=name):
                known = self._lookup(name, at)
                # A name that nothing above explains may hold rows: of another cell or file.
                target = self.flow.target(expression)
                free = known is NOTHING and (not target or target.endswith("()"))
                return Lineage(frozenset((Rows(-1, name=name),))) if free else known
            case Attribute(name=name) if name in ABOUT:
                return NOTHING
            case Attribute(value=value):
                known = self._lookup(dotted(expression), at)
                return known if known is not NOTHING else self._of(value, at, index)
            case Subscript(value=value, index=key):
                self._of(key, at, index)
                return self._of(value, at, index)
            case Call():
                return self._call(expression, at, index)
            case Operation(operator="Lambda" | "JoinedStr"):
                return NOTHING
            case Comprehension(sources=sources):
                return self._all(sources[1::2], at, index)
            case _:
                return self._all(children(expression), at, index)

    def _all(self, parts: tuple[Expression, ...], at: int, index: int) -> Lineage:
        return _together([self._of(part, at, index) for part in parts])

    def _call(self, call: Call, at: int, index: int) -> Lineage:
        site = self.sites.get(id(call))
        if site is None:
            return NOTHING
        args = [self._of(arg, at, index) for arg in call.args]
        keywords = {keyword.name: self._of(keyword.value, at, index) for keyword in call.keywords}
        data = args[0] if args else keywords.get("X", keywords.get("x", NOTHING))
        self._pass_on(site, args)
        given = [*args, *keywords.values()]
        receiver = cache(partial(self._receiver, call, at, index))  # asked twice, twice in each
        own = self._known_call(site, data, given, receiver, at, index)
        return self._changed(site, _together(given), receiver(), at, index) if own is None else own

    def _receiver(self, call: Call, at: int, index: int) -> Lineage:
        function = call.function
        return self._of(function.value, at, index) if isinstance(function, Attribute) else NOTHING

    def _known_call(  # noqa: PLR0913, PLR0917 - all that is known of the call
        self,
        site: Site,
        data: Lineage,
        given: list[Lineage],
        receiver: Callable[[], Lineage],
        at: int,
        index: int,
    ) -> Lineage | None:
        """What calls give that fit, split, sample, judge or compute statistics."""
        if site.target == SPLIT:
            return self._split(site, data, given, index)
        if site.target in FITTING_FUNCTIONS:
            return data.with_fits(self._fit(site, data, index))
        if _resamples(site):
            return self._resampled(site, data, index)
        if site.method in ("fit", "fit_transform", "transform") and _learns(site):
            return self._transformed(site, data, at, index)
        if site.target in CROSS_VALIDATING:
            return self._crossed(site, given, index)
        if site.method in STATISTICS:
            return self._statistic(site, data, receiver, index)
        found = self._by_model(site, data, given, index)
        if found is None:
            found = self._look(site, receiver, index)
        return self._made(site, given, index) if found is None else found

    def _by_model(
        self, site: Site, data: Lineage, given: list[Lineage], index: int
    ) -> Lineage | None:
        """What a model gives that learns from rows or judges them."""
        if data.rows and site.receiver.kind is not Is.TRANSFORMER:
            if site.method in LEARNING:
                return self._learn(site, data, given, index)
            if site.method in JUDGING and index >= 0:
                made = site.receiver.made_by
                self.judged.append(Fit(site, data, made, receiver=_written_receiver(site)))
                return NOTHING
        return None

    def _look(self, site: Site, receiver: Callable[[], Lineage], index: int) -> Lineage | None:
        """What a method of a frame gives that looks at other rows."""
        looks = _looks(site)
        if looks is None or not receiver().rows:
            return None
        return self._stepped(site, looks, receiver(), index)

    def _split(self, site: Site, data: Lineage, given: list[Lineage], index: int) -> Lineage:
        if index >= 0:
            self.splits[index], self.split_sites[index] = _together(given), site
        return data

    def _made(self, site: Site, given: list[Lineage], index: int) -> Lineage | None:
        """What a function of the file returns, or new rows where a call reads them."""
        if site.own in self.returned:
            return self._answer(site, self.returned[site.own], _together(given))
        if not _together(given).rows and READS.fullmatch(site.method) and index >= 0:
            read = Lineage(frozenset((Rows(index),)))
            timed = _is_time(site, "index_col") or _is_dated(site)
            return self._stepped(site, Looks.ALONG, read, index) if timed else read
        return None

    def _answer(self, site: Site, returned: Lineage, given: Lineage) -> Lineage:
        """What one call gets back: its own rows in place of those of other calls."""
        foreign = self.passed.get(site.own, frozenset())
        rows = returned.rows - foreign | given.rows if given.rows else returned.rows
        return returned.through(given).holding(rows)

    def _fit(self, site: Site, data: Lineage, index: int) -> frozenset[int]:
        place = self.places[id(site)]
        if place not in self.fits and index >= 0 and data.rows:
            self.fits[place] = Fit(site, data)
        return frozenset((place,)) if place in self.fits else frozenset()

    def _transformed(self, site: Site, data: Lineage, at: int, index: int) -> Lineage:
        base = site.call.function.value if isinstance(site.call.function, Attribute) else None
        name = dotted(base) if base is not None else ""
        if site.method == "transform":
            state = self._state(base, at) if base is not None else frozenset()
            return data.with_fits(state)
        fits = self._fit(site, data, index)
        self.fitted[at, name] = fits
        return data.with_fits(fits)

    def _resampled(self, site: Site, data: Lineage, index: int) -> Lineage:
        copies = site.target.startswith("sklearn.") or site.receiver.made_by.startswith(
            OVERSAMPLING
        )
        if not copies:
            return data
        place = self.places[id(site)]
        if index >= 0:
            self.samplings[place] = site
        known = {place} & self.samplings.keys()
        return Lineage(data.rows, data.fits, data.sampled | known, data.steps)

    def _learn(self, site: Site, data: Lineage, given: list[Lineage], index: int) -> Lineage:
        labels = given[1] if len(given) > 1 else NOTHING
        if index >= 0 and (site.receiver.kind or len(given) > 1):
            made = site.receiver.made_by
            self.models.append(Fit(site, data, made, labels, _written_receiver(site)))
        return NOTHING

    def _statistic(
        self, site: Site, data: Lineage, receiver: Callable[[], Lineage], index: int
    ) -> Lineage:
        """A number that tells of the rows, but holds none of them."""
        module = site.target.partition(".")[0]
        of = data if module in ("numpy", "scipy") else receiver()
        if site.keyword("axis") in (1, -1, "columns"):
            return of  # along a row: nothing of other rows
        return of.holding(frozenset()).with_fits(self._fit(site, of, index))

    def _stepped(self, site: Site, looks: Looks, data: Lineage, index: int) -> Lineage:
        """A frame made of its own other rows."""
        place = self.places[id(site)]
        if index >= 0:
            self.steps.setdefault(place, Step(site, looks, data))
        own = frozenset({place} & self.steps.keys())
        return Lineage(data.rows, data.fits, data.sampled, data.steps | own)

    def _crossed(self, site: Site, given: list[Lineage], index: int) -> Lineage:
        """The given are an estimator, rows and labels, in the order of the text."""
        rows = [lineage for lineage in given if lineage.rows]
        if index >= 0 and rows:
            estimator = site.argument("estimator", 0)
            labels = rows[1] if len(rows) > 1 else NOTHING
            self.crossed.append(Fit(site, rows[0], estimator.made_by, labels))
        return NOTHING

    def _changed(
        self, site: Site, given: Lineage, receiver: Lineage, at: int, index: int
    ) -> Lineage:
        """What any other call gives; with `inplace=True` its receiver is changed."""
        found = receiver | given if not receiver.rows else receiver.through(given)
        if not receiver.rows or site.method in ("append", "merge", "join"):
            found = receiver | given
        function = site.call.function
        if index >= 0 and site.keyword("inplace") is True and isinstance(function, Attribute):
            root = _root(function.value)
            self.known[at, root] = self._lookup(root, at).through(given)
        return found

    def _pass_on(self, site: Site, args: list[Lineage]) -> None:
        """Note what a function of the file is given. Where calls differ in halves, none is kept."""
        at = self._scopes.get(site.own) if site.own else None
        scope = None if at is None else self.flow.code.scopes[at]
        if at is None or scope is None or scope.kind != "function":
            return
        if scope.qualname not in self.passed:
            own = (Rows(-1 - at, name=p.name) for p in scope.parameters[:MAX_PAST])
            self.passed[scope.qualname] = frozenset(own)
        known = self.passed[scope.qualname]
        self.passed[scope.qualname] = _joined(known, _together(args).rows)
        for parameter, given in zip(scope.parameters, args, strict=False):
            key = (scope.qualname, parameter.name)
            before = self.given.get(key, given)
            rows = before.rows & given.rows or frozenset(
                part for part in _joined(before.rows, given.rows) if not part.half
            )
            self.given[key] = before.through(given).holding(rows)


def _together(parts: list[Lineage]) -> Lineage:
    found = NOTHING
    for part in parts:
        found |= part
    return found


def _resamples(site: Site) -> bool:
    function = site.target == "sklearn.utils.resample" and site.keyword("replace") is not False
    return function or site.method in RESAMPLING


def _learns(site: Site) -> bool:
    if site.receiver.kind is not Is.TRANSFORMER:
        return False
    return site.receiver.made_by.rpartition(".")[2] not in STATELESS


def _looks(site: Site) -> Looks | None:
    """Which other rows a method of a frame or series looks at."""
    pandas = site.receiver.kind in (Is.FRAME, Is.SERIES, Is.PART, Is.GROUPED, Is.UNKNOWN)
    along = site.keyword("axis") in (1, "columns")  # within a row
    if not pandas or along or "pandas" not in site.flow.roots:
        return None
    if _looks_ahead(site):
        return Looks.AHEAD
    if site.method in LAGGING:
        return Looks.BACK
    if site.method == "resample" or (site.method == "set_index" and _is_time(site, "keys")):
        return Looks.ALONG
    if site.receiver.kind is not Is.GROUPED:
        return None
    if site.method in GATHERING:
        return Looks.TOGETHER
    return Looks.AROUND if site.method == "rank" or _spreads(site) else None


def _spreads(site: Site) -> bool:
    """Whether a statistic of each group is written to all of its rows."""
    match site.call.argument("func", 0):
        case Literal(value=str(name)):
            return site.method == "transform" and name in SPREADING
        case _:
            return False


def _is_dated(site: Site) -> bool:
    """Whether the column that becomes the index is read as dates."""
    index = site.call.keyword("index_col")
    match site.call.keyword("parse_dates"):
        case Literal(value=True):
            return index is not None
        case Collection(items=(column,)):
            return column == index
        case _:
            return False


def _is_time(site: Site, keyword: str) -> bool:
    given = site.call.argument(keyword, 0 if keyword == "keys" else None)
    match given:
        case Literal(value=str(name)):
            return bool(TIME_NAME.search(name))
        case _:
            return False


def _looks_ahead(site: Site) -> bool:
    match site.method:
        case "shift":
            return _is_negative(site.call.argument("periods", 0))
        case "rolling":
            return site.keyword("center") is True
        case "bfill" | "backfill":
            return not site.call.args
        case "fillna":
            return site.keyword("method") in ("bfill", "backfill")
        case _:
            return False


def _is_negative(number: Expression | None) -> bool:
    match number:
        case Operation(operator="USub"):
            return True
        case Literal(value=int(value)):
            return value < 0
        case _:
            return False


def _written_receiver(site: Site) -> str:
    function = site.call.function
    return dotted(function.value) if isinstance(function, Attribute) else ""


def _mixes_files(rows: frozenset[Rows]) -> bool:
    """Whether rows come from a training file and a test file that were put together."""
    names = [part.name for part in rows if not part.half and part.origin >= 0]
    return any(map(TRAIN_NAME.search, names)) and any(map(TEST_NAME.search, names))


def _root(expression: Expression) -> str:
    """`df` of `df["a"].b[0]`."""
    while isinstance(expression, Subscript | Attribute | Call):
        inner = expression.function if isinstance(expression, Call) else expression.value
        if isinstance(expression, Attribute) and dotted(expression).startswith("self."):
            return ".".join(dotted(expression).split(".")[:2])
        expression = inner
    return expression.id if isinstance(expression, Name) else ""
