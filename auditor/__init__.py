"""numbers-audit: how much of a repository is ML code, how much debt it carries, and why.

from auditor import audit
print(audit("karpathy/nanoGPT").shares.ml_code.all)
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # as `typing` has it, whose import takes as long as Python's own start
if TYPE_CHECKING:
    from auditor.model import Audit

__all__ = ["__version__", "audit"]


def audit(
    target: str, *, revision: str | None = None, subdir: str = "", **chosen: object
) -> "Audit":
    """Audit a repository and return every figure as typed values.

    `target` is what the command takes: `owner/name`, a URL, a folder, a bare repository.
    `chosen` are settings by name, such as `select=("leakage",)`, `jobs=1`, `history=False`.
    Raises `auditor.errors.AuditorError` where there is nothing to audit or a setting is refused.
    """
    from pathlib import Path  # noqa: PLC0415 - importing the package stays cheap

    from auditor.pipeline import examine  # noqa: PLC0415
    from auditor.settings import settings  # noqa: PLC0415

    made = settings(None, Path.cwd(), chosen)
    return examine(target, made, revision=revision, subdir=subdir)
