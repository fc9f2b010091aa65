"""`python -m auditor`, and what the console script calls."""

import os
import sys

ENDS_WITH_PARENT = "NUMBERS_AUDIT_ENDS_WITH_PARENT"
"""Set by a batch for each of its audits: a batch that is killed leaves no audit behind."""


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:  # without the command line, which takes ten times as long
        from auditor import __version__  # noqa: PLC0415 - as below

        sys.stdout.write(f"numbers-audit {__version__}\n")
        return
    if os.environ.pop(ENDS_WITH_PARENT, None):
        import threading  # noqa: PLC0415 - for a batch alone

        threading.Thread(target=_end_with_parent, daemon=True).start()
    from auditor.cli import app  # noqa: PLC0415 - the thread first: imports take a while

    try:
        app(prog_name="numbers-audit")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            _end_at_once(end.code or 0)
        raise


def _end_at_once(code: int) -> None:
    """End without freeing millions of facts one by one, which takes a tenth of a large audit.

    Everything else that an end brings is done: what was registered for it, and what was printed.
    """
    import atexit  # noqa: PLC0415 - `--version` needs none of it

    atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way, and the exit below runs none
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # a reader that went away: Python says so in its own way
        return
    os._exit(code)


def _end_with_parent() -> None:
    """Wait for the end of standard input, which comes when the parent ends, however it does."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    import signal  # noqa: PLC0415 - as above

    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)  # git, too: the batch gave us a session of our own
    os._exit(1)


if __name__ == "__main__":
    main()
