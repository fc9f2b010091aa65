"""The report that all others are views of: written for other programs, and read back."""

from collections.abc import Mapping
from typing import Any

import msgspec

from auditor.errors import BadReport
from auditor.model import SCHEMA_VERSION, Audit, Delta, FileReport, League, Trend

OTHERS = frozenset({"same_project", "points"})
"""Keys of comparisons and tables, and of trends."""

MAX_NAME = 60  # characters of a foreign file's own words that an error repeats


def render(audit: Audit | Delta | League | Trend) -> str:
    """The same audit gives the same bytes: keys are sorted, and lists came sorted."""
    try:
        text = _encode(audit)
    except UnicodeEncodeError:  # a file name that is not UTF-8 reached us as half characters
        text = _encode(_whole(msgspec.to_builtins(audit, enc_hook=_as_dict)))
    return msgspec.json.format(text, indent=1).decode() + "\n"


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=_as_dict, order="sorted")


def _as_dict(value: object) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError  # msgspec then names the type


def _whole(value: object) -> object:
    r"""The value with half characters spelt out, as in `caf\udce9.py`."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case list() | tuple():
            return [_whole(item) for item in value]
        case _:
            return value


def load(text: str | bytes) -> Audit:
    """The audit of a report, of this or an older minor version."""
    _check_version(_decode(text))
    try:
        audit = msgspec.json.decode(text, type=Audit)
    except msgspec.ValidationError as error:
        raise BadReport(f"The report is damaged: {error}.") from error
    roles = audit.lines.by_role.values()
    if min(roles, default=0) < 0 or sum(roles) != audit.lines.code:
        raise BadReport("The report is damaged: its code lines by role do not add up to all.")
    if any(_is_below_nothing(file) for file in audit.files):
        raise BadReport("The report is damaged: a file has less than no lines, commits or debt.")
    return audit


def _is_below_nothing(file: FileReport) -> bool:
    counts = (file.code, file.minutes, file.commits or 0, file.recent_commits or 0)
    return min(counts) < 0


def _decode(text: str | bytes) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadReport("This is no report of ours: it is no JSON.") from error
    except RecursionError as error:
        raise BadReport("This is no report: it is nested too deeply.") from error


def _check_version(report: object) -> None:
    match report:
        case {"schema": str(), **keys} if keys.keys() & OTHERS:
            raise BadReport(
                "This is a comparison, table or trend of numbers-audit, "
                "and no report of one target."
            )
        case {"schema": str(version), "tool": {"name": "numbers-audit"}}:
            major, minor = _version(version)
        case _:
            raise BadReport("This is JSON, but no report of numbers-audit.")
    ours, _ = _version(SCHEMA_VERSION)
    if major != ours:
        remedy = "update numbers-audit" if major > ours else "audit the target again"
        raise BadReport(
            f"The report has schema {major}.{minor}, "
            f"this numbers-audit reads {SCHEMA_VERSION}: {remedy}."
        )


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    if not (major.isascii() and major.isdigit() and minor.isascii() and minor.isdigit()):
        raise BadReport(f"The report's schema is no version: {text[:MAX_NAME]!r}.")
    return int(major[:9]), int(minor[:9])


WRITTEN: Mapping[str, type] = {
    "report": Audit,
    "comparison": Delta,
    "league": League,
    "trend": Trend,
}
"""What is written as JSON, by the name of its schema: `docs/NAME.schema.json`."""


def schema(name: str = "report") -> str:
    """The JSON Schema of what is written under this name."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"numbers-audit {name}, schema {SCHEMA_VERSION}",
        **msgspec.json.schema(WRITTEN[name]),
    }
    return msgspec.json.format(_encode(described), indent=1).decode() + "\n"
