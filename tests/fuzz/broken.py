"""What a fuzzer looks for, besides exceptions."""


class Broken(Exception):  # noqa: N818 - an error of ours, not of the fuzzer
    """Something does not hold that must hold for every input."""
