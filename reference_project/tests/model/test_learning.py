"""The network learns, starts where it should, and learns the same thing twice."""

import math
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from digits.artifacts import Run, load_model
from digits.batches import targets
from digits.config import PROJECT, Config, read_config
from digits.data import pixels, split
from digits.model import (
    NEIGHBOURS,
    FusedBatchNormalization,
    build_model,
    predict_probabilities,
    reader,
)
from digits.seeding import make_deterministic
from digits.train import compile_model, kept_epoch, learning_rate, train
from digits.values import Dataset, Split

RECIPES = sorted((PROJECT / "configs").glob("*.toml"))


def weights_after_training(few: Dataset, config: Config, seed: int) -> list[np.ndarray]:
    make_deterministic(seed)
    model = build_model(config.model)
    train(model, split(few.train, 0.25, seed), config.training, seed)
    return list(model.get_weights())


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_an_untrained_network_knows_nothing(few: Dataset, recipe: object) -> None:
    """Ten digits, each as likely as the next, cost ln 10 = 2.30; first weights add a little."""
    config = read_config(recipe).model  # type: ignore[arg-type]  # a path by fixture
    beliefs = predict_probabilities(reader(config, build_model(config)), few.train.images)
    loss = -np.log(beliefs[np.arange(64), few.train.labels]).mean()
    assert loss == pytest.approx(math.log(10), abs=0.1)


@pytest.mark.usefixtures("seeded")
def test_one_batch_is_learnt_by_heart(few: Dataset, tiny: Config) -> None:
    model = build_model(tiny.model)
    schedule = replace(tiny.training, epochs=120, learning_rate=0.01)
    compile_model(model, schedule, steps=1)
    inputs, labels = pixels(few.train.images[:32]), targets(few.train.take(np.arange(32)))
    for _ in range(schedule.epochs):
        loss, accuracy = model.train_on_batch(inputs, labels)
    assert accuracy == 1.0
    assert loss < 0.1


def test_the_same_seed_gives_the_same_weights(few: Dataset, tiny: Config) -> None:
    moved = replace(tiny.training.augmentation, shift=2.0, rotation=10.0, elastic=1.0)
    config = replace(tiny, training=replace(tiny.training, augmentation=moved))
    first, again, other = (weights_after_training(few, config, seed) for seed in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


@pytest.mark.usefixtures("seeded")
def test_the_best_epoch_s_weights_are_kept(few: Dataset, tiny: Config) -> None:
    """At this rate later epochs get worse, and training stops before its last."""
    model = build_model(tiny.model)
    wild = replace(tiny.training, epochs=30, learning_rate=0.5, patience=2, warmup_share=0.9)
    parts = split(few.train, 0.25, seed=13)
    history = train(model, parts, wild, seed=13)
    assert len(history) < wild.epochs
    loss, _ = model.evaluate(
        pixels(parts.validation.images), targets(parts.validation), verbose=0, batch_size=16
    )
    assert loss == pytest.approx(history["val_loss"].min(), rel=1e-4)
    assert history.loc[kept_epoch(history, wild), "val_loss"] == history["val_loss"].min()


@pytest.mark.usefixtures("seeded")
def test_the_last_epoch_s_weights_are_kept_if_they_are_wanted(few: Dataset, tiny: Config) -> None:
    """At the same rate: no epoch is the best, and patience has nothing to wait for."""
    model = build_model(tiny.model)
    wild = replace(
        tiny.training, epochs=8, learning_rate=0.5, patience=2, warmup_share=0.9, keep="last"
    )
    parts = split(few.train, 0.25, seed=13)
    history = train(model, parts, wild, seed=13)
    assert len(history) == wild.epochs
    loss, _ = model.evaluate(
        pixels(parts.validation.images), targets(parts.validation), verbose=0, batch_size=16
    )
    assert loss == pytest.approx(history["val_loss"].iloc[-1], rel=1e-4)
    assert loss > history["val_loss"].min()
    assert kept_epoch(history, wild) == 7


@pytest.mark.parametrize("warmup", [0.0, 0.2], ids=["no-warm-up", "warm-up"])
def test_the_learning_rate_peaks_after_the_warm_up_and_ends_at_nothing(
    tiny: Config, warmup: float
) -> None:
    config = replace(tiny.training, epochs=10, warmup_share=warmup, learning_rate=0.01)
    schedule = learning_rate(config, steps=10)
    assert not isinstance(schedule, float)
    rates = [float(schedule(step)) for step in range(101)]
    assert max(rates) == pytest.approx(0.01)
    assert int(np.argmax(rates)) == round(100 * warmup)
    assert rates[-1] == pytest.approx(0.0, abs=1e-6)


def test_a_constant_learning_rate_is_one(tiny: Config) -> None:
    config = replace(tiny.training, schedule="constant", learning_rate=0.01)
    assert learning_rate(config, steps=10) == 0.01


def test_keras_example_has_the_parameters_that_its_page_says() -> None:
    example = read_config(PROJECT / "configs" / "keras-example.toml")
    assert build_model(example.model).count_params() == 34_826


def test_shipped_models_are_smaller_than_half_a_million() -> None:
    for recipe in RECIPES:
        assert build_model(read_config(recipe).model).count_params() < 500_000


@pytest.mark.usefixtures("seeded")
def test_a_saved_model_answers_as_before(tmp_path: Path, few: Dataset, tiny: Config) -> None:
    config = replace(tiny.model, members=2, shifted_views=True)
    run = Run(tmp_path)
    model = reader(config, build_model(config))
    model.save(run.model)
    before, after = (
        predict_probabilities(one, few.test.images) for one in (model, load_model(run))
    )
    np.testing.assert_array_equal(before, after)


def _twice(images: np.ndarray) -> np.ndarray:
    """The same picture for each of two members."""
    return np.repeat(images, 2, axis=-1)


@pytest.mark.usefixtures("seeded")
def test_answers_are_the_mean_over_members_and_views(few: Dataset, tiny: Config) -> None:
    config = replace(tiny.model, members=2, shifted_views=True)
    network = build_model(config)
    padded = np.pad(few.test.images, ((0, 0), (1, 1), (1, 1)))
    views = [padded[:, 1 - r : 29 - r, 1 - c : 29 - c] for r, c in NEIGHBOURS]
    each = [keras.ops.softmax(network(_twice(pixels(view)), training=False)) for view in views]
    expected = np.mean([np.array(one) for one in each], axis=(0, 2))
    found = predict_probabilities(reader(config, network), few.test.images)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.usefixtures("seeded")
def test_members_start_apart_and_learn_apart(few: Dataset, tiny: Config) -> None:
    """What one of them is told wrongly, the other does not learn."""
    model = build_model(replace(tiny.model, members=2))
    schedule = replace(tiny.training, epochs=120, learning_rate=0.01)
    compile_model(model, schedule, steps=1)
    inputs = _twice(pixels(few.train.images[:32]))
    right = targets(few.train.take(np.arange(32)), members=2).numpy()
    taught = np.stack([right[:, 0], np.roll(right[:, 1], 1, axis=-1)], axis=1)
    for _ in range(schedule.epochs):
        model.train_on_batch(inputs, taught)
    told = np.array(model(inputs, training=False)).argmax(axis=-1)
    np.testing.assert_array_equal(told, taught.argmax(axis=-1))


@pytest.mark.usefixtures("seeded")
def test_members_see_pictures_of_their_own(few: Dataset, tiny: Config) -> None:
    """Another picture for the second changes no answer of the first."""
    model = build_model(replace(tiny.model, members=2))
    one, other = pixels(few.train.images[:16]), pixels(few.train.images[16:32])
    alike, apart = (
        np.array(model(np.concatenate([one, second], axis=-1), training=False))
        for second in (one, other)
    )
    np.testing.assert_array_equal(alike[:, 0], apart[:, 0])
    assert (alike[:, 1] != apart[:, 1]).any(axis=-1).all()


def test_the_fused_normalisation_does_what_keras_own_does() -> None:
    inputs = np.random.default_rng(13).normal(3, 2, (32, 4, 4, 5)).astype(np.float32)
    ours, theirs = FusedBatchNormalization(), keras.layers.BatchNormalization()
    for training in (True, True, False):
        found, expected = (np.array(one(inputs, training=training)) for one in (ours, theirs))
        np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.usefixtures("seeded")
def test_validation_examples_are_never_trained_on(few: Dataset, tiny: Config) -> None:
    """Other validation labels change no weight as long as no epoch is thrown away for them."""
    parts = split(few.train, 0.25, seed=13)
    one_epoch = replace(tiny.training, epochs=1)
    turned = replace(parts.validation, labels=parts.validation.labels[::-1].copy())
    found = []
    for validation in (parts.validation, turned):
        make_deterministic(13)
        model = build_model(tiny.model)
        train(model, Split(parts.train, validation), one_epoch, seed=13)
        found.append(model.get_weights())
    for one, two in zip(*found, strict=True):
        np.testing.assert_array_equal(one, two)
