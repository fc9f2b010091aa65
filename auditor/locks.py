"""Is another process at it? Locks on files that end with their process, however that ends."""

import os
from typing import IO, Any


def lock(file: IO[Any]) -> bool:
    """Whether the file is locked for this process now; False while another one holds it."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - there is none on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
