"""Training: a model and examples in, weights and a history out. No file is read or written."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

import keras
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digits.batches import steps_per_epoch, training_batches, validation_batches
from digits.config import TrainingConfig
from digits.values import Split

WATCHED = "val_loss"  # falls smoothly where accuracy jumps by whole images
Weights = list[NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far training has come: a row for each epoch, and the weights to keep."""

    history: pd.DataFrame
    best: Weights

    @property
    def epochs(self) -> int:
        """Epochs that are done."""
        return len(self.history)


NOTHING_YET = Progress(pd.DataFrame(), best=[])


class KeepWeights(keras.callbacks.Callback):  # type: ignore[misc]  # keras ships no types
    """Validate with the averaged weights, remember the best or last, stop when nothing gets better.

    Keras' own early stop forgets the past of a run that was interrupted, and knows nothing of
    averages.
    """

    def __init__(self, config: TrainingConfig, past: Progress) -> None:
        super().__init__()
        self._config = config
        self._rows: list[dict[str, float]] = past.history.to_dict("records")  # type: ignore[assignment]
        self._best = past.best
        self._raw: Weights = []
        self._started = (0.0, 0.0)

    @property
    def progress(self) -> Progress:
        """What is known up to now."""
        index = pd.RangeIndex(len(self._rows), name="epoch")
        return Progress(pd.DataFrame(self._rows, index=index, dtype=float), self._best)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Start the clocks."""
        self._started = (perf_counter(), process_time())

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Put the averages in the place of the weights."""
        self._raw = self.model.get_weights()
        if self._config.averaging:
            self.model.optimizer.finalize_variable_values(self.model.trainable_variables)

    def on_test_end(self, logs: dict[str, float] | None = None) -> None:
        """Keep what was validated if it is the one to keep so far, and go on from the weights."""
        losses = [row[WATCHED] for row in self._rows]
        if self._config.keep == "last" or not losses or (logs or {})["loss"] < min(losses):
            self._best = self.model.get_weights()
        self.model.set_weights(self._raw)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write the row, and stop if patience is over."""
        seconds, cpu = self._started
        took = {"seconds": perf_counter() - seconds, "cpu_seconds": process_time() - cpu}
        self._rows.append({**(logs or {}), **took})
        if epoch - kept_epoch(self.progress.history, self._config) >= self._config.patience:
            self.model.stop_training = True


def train(
    model: keras.Model,
    split: Split,
    config: TrainingConfig,
    seed: int,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> pd.DataFrame:
    """Fit the model, keep the weights of its best or last epoch, and return a row for each.

    A `KeepWeights` among the callbacks brings the past of an interrupted run, whose model comes
    compiled and as it was.
    """
    keep = next((one for one in callbacks if isinstance(one, KeepWeights)), None)
    if keep is None:
        return train(model, split, config, seed, [KeepWeights(config, NOTHING_YET), *callbacks])
    done = keep.progress.epochs
    steps = steps_per_epoch(len(split.train), config.batch_size)
    if done == 0:
        compile_model(model, config, steps)
    members = model.output_shape[1]
    model.fit(
        training_batches(split.train, config, seed, members=members, first_epoch=done),
        validation_data=validation_batches(split.validation, config.batch_size, members=members),
        initial_epoch=done,
        epochs=config.epochs,
        steps_per_epoch=steps,
        shuffle=False,  # `training_batches` already did
        callbacks=list(callbacks),
        verbose=0,
    )
    model.set_weights(keep.progress.best)
    return keep.progress.history


def compile_model(model: keras.Model, config: TrainingConfig, steps: int) -> None:
    """Give the model its loss and optimiser for this many steps an epoch."""
    model.compile(
        optimizer=keras.optimizers.AdamW(
            learning_rate=learning_rate(config, steps),
            weight_decay=config.weight_decay,
            use_ema=config.averaging > 0,
            ema_momentum=config.averaging,
        ),
        loss=keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=config.label_smoothing
        ),
        metrics=["accuracy"],  # of the members' own answers, before they are averaged
    )


def learning_rate(
    config: TrainingConfig, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule | float:
    """One cycle: up to the peak in the warm-up's share of all steps, then a cosine to nothing."""
    if config.schedule == "constant":
        return config.learning_rate
    total = steps * config.epochs
    warmup = round(total * config.warmup_share)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / 10 if warmup else config.learning_rate,
        warmup_target=config.learning_rate if warmup else None,
        warmup_steps=warmup,
        decay_steps=max(total - warmup, 1),
    )


def kept_epoch(history: pd.DataFrame, config: TrainingConfig) -> int:
    """The epoch whose weights the model kept."""
    if config.keep == "last":
        return len(history) - 1
    return int(history[WATCHED].to_numpy().argmin())
