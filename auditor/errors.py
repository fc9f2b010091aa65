"""What can go wrong for a reason that the user can mend, and the exit code that says so."""

from enum import IntEnum


class ExitCode(IntEnum):
    """1 is Python's own crash and never chosen: seeing it means a bug of ours."""

    FINE = 0
    USAGE = 2
    NO_TARGET = 3
    INCOMPLETE = 4
    THRESHOLD = 10
    STOPPED = 130  # what a shell says of a command that Ctrl-C ended


class AuditorError(Exception):
    """An error with one clear sentence; `exit_code` is what the command ends with."""

    exit_code = ExitCode.USAGE


class BadTarget(AuditorError):  # noqa: N818 - reads as a sentence where it is raised
    """The words given as TARGET name nothing that could be audited."""


class FetchFailed(AuditorError):  # noqa: N818
    """The target could not be fetched or read."""

    exit_code = ExitCode.NO_TARGET

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)  # both, so that it can come out of another process
        self.address = address
        self.why = why

    def __str__(self) -> str:
        return f"{self.address}: {self.why}"


class OutOfMemory(AuditorError):  # noqa: N818
    """The audit needs more memory than there is, or than its user may have."""

    exit_code = ExitCode.NO_TARGET
    sentence = "there is not enough memory; try --jobs 1, or --subdir for a part of the repository."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class BadSettings(AuditorError):  # noqa: N818
    """A setting is unknown or has a value that it cannot have."""


class BadReport(AuditorError):  # noqa: N818
    """A report file is damaged, of another tool, or of a later version."""


class OutputFailed(AuditorError):  # noqa: N818
    """A report could not be written."""
