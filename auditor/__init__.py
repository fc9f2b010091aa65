"""numbers-audit: how much of a repository is ML code, how much debt it carries, and why."""

__version__ = "0.1.0"
