"""How far is the training? Shown on the terminal, and logged where there is none."""

import logging

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from digits.train import WATCHED

log = logging.getLogger(__name__)


class ShowProgress(keras.callbacks.Callback):  # type: ignore[misc]  # keras ships no types
    """A bar that counts batches, and a line for each epoch."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._progress = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002  # Keras
        """Start the bar; its length is that of all epochs."""
        self._progress.start()
        total = self.params["epochs"] * self.params["steps"]
        self._task = self._progress.add_task("training", total=total)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Stand where this epoch begins; a resumed run does not begin at the first."""
        self._progress.update(self._task, completed=epoch * self.params["steps"])

    def on_train_batch_end(
        self,
        batch: int,  # noqa: ARG002  # Keras passes it by name
        logs: dict[str, float] | None = None,  # noqa: ARG002  # as above
    ) -> None:
        """Advance by one."""
        self._progress.advance(self._task)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Say how validation went."""
        found = logs or {}
        log.info(
            "epoch %d: validation loss %.4f, accuracy %.2f %%",
            epoch + 1,
            found[WATCHED],
            100 * found["val_accuracy"],
        )

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002  # Keras
        """Take the bar away."""
        self._progress.stop()
