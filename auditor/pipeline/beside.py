"""What runs while files are read? Work that mostly waits for another program, such as git."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def beside(function: Callable[[], Result]) -> Future[Result]:
    """Start a function in a thread that nobody waits for who does not ask for its result.

    An executor's threads would be waited for when the program ends.
    """
    found: Future[Result] = Future()
    threading.Thread(target=_run, args=(function, found), daemon=True).start()
    return found


def _run(function: Callable[[], Result], found: Future[Result]) -> None:
    try:
        found.set_result(function())
    except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
        found.set_exception(error)
