"""Training: a model and examples in, weights and a history out. No file is read or written."""

from collections.abc import Sequence

import keras
import pandas as pd

from digits.batches import steps_per_epoch, training_batches, validation_batches
from digits.config import TrainingConfig
from digits.values import Split

WATCHED = "val_loss"  # falls smoothly where accuracy jumps by whole images


def train(
    model: keras.Model,
    split: Split,
    config: TrainingConfig,
    seed: int,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> pd.DataFrame:
    """Fit the model, keep the weights of its best epoch, and return a row for each epoch."""
    steps = steps_per_epoch(len(split.train), config.batch_size)
    compile_model(model, config, steps)
    history = model.fit(
        training_batches(split.train, config, seed),
        validation_data=validation_batches(split.validation, config.batch_size),
        epochs=config.epochs,
        steps_per_epoch=steps,
        shuffle=False,  # `training_batches` already did
        callbacks=[early_stop(config.patience), *callbacks],
        verbose=0,
    )
    return pd.DataFrame(history.history, index=pd.Index(history.epoch, name="epoch"), dtype=float)


def compile_model(model: keras.Model, config: TrainingConfig, steps: int) -> None:
    """Give the model its loss and optimiser for this many steps an epoch."""
    model.compile(
        optimizer=keras.optimizers.AdamW(
            learning_rate=learning_rate(config, steps),
            weight_decay=config.weight_decay,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )


def learning_rate(
    config: TrainingConfig, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    """One cycle: up to the peak in the warm-up's share of all steps, then a cosine to nothing."""
    total = steps * config.epochs
    warmup = round(total * config.warmup_share)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / 10 if warmup else config.learning_rate,
        warmup_target=config.learning_rate if warmup else None,
        warmup_steps=warmup,
        decay_steps=max(total - warmup, 1),
    )


def early_stop(patience: int) -> keras.callbacks.EarlyStopping:
    """Stop when validation gets no better, and go back to the best weights."""
    return keras.callbacks.EarlyStopping(WATCHED, patience=patience, restore_best_weights=True)


def best_epoch(history: pd.DataFrame) -> int:
    """The epoch whose weights the model kept."""
    return int(history[WATCHED].to_numpy().argmin())
