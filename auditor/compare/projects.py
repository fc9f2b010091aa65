"""Whether two audits are versions of one project."""

from auditor.model import AuditedTarget


def is_same_project(before: AuditedTarget, after: AuditedTarget) -> bool:
    """Whether the two are versions of one project: by address, else by name.

    A folder's name is held against the last part of `owner/name`: a clone is called so.
    """
    if before.subdir.strip("/") != after.subdir.strip("/"):
        return False
    if before.url and after.url:
        return _address(before.url) == _address(after.url)
    return _last(before.name) == _last(after.name)


def _address(url: str) -> str:
    """The address without what may differ: scheme, user, `.git`, case."""
    _, _, rest = url.rpartition("://")
    rest = rest.rpartition("@")[2].replace(":", "/")
    return rest.rstrip("/").removesuffix(".git").casefold()


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].removesuffix(".git").casefold()
