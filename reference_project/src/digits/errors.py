"""What a person can put right; each says where it went wrong and what to do next."""


class DigitsError(Exception):
    """The command stops, and its message is shown without a traceback."""


class ConfigRefused(DigitsError):
    """A configuration has a key or a value that nothing here understands."""


class DataRefused(DigitsError):
    """A data file is missing, altered, or not what a training run expects."""


class RunRefused(DigitsError):
    """A run folder is missing, incomplete, or already used for what is asked."""
