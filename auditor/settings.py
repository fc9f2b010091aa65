"""How shall the audit run? Defaults, then a file of the person who audits, then the flags.

Settings come from `[tool.numbers-audit]` of the folder that the command is started in, or from
`--config FILE`; never from the audited repository, which must not silence its own findings.
"""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import msgspec

from auditor.errors import BadSettings
from auditor.model import Severity


def _cache_folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 - start-up time

    return user_cache_path("numbers-audit", appauthor=False)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not offered by macOS and Windows
        return os.cpu_count() or 1


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be chosen for an audit; flags carry the same names."""

    select: tuple[str, ...] = ()  # rules or categories to run; empty: all
    ignore: tuple[str, ...] = ()  # rules or categories to leave out
    fail_on: str | None = None  # severity from which findings end with exit code 10
    jobs: int = msgspec.field(default_factory=_processors)
    history: bool = True
    cache: Path = msgspec.field(default_factory=_cache_folder)
    run_info: bool = True  # times and versions in the report


TABLE = "numbers-audit"


def settings(config: Path | None, folder: Path, flags: Mapping[str, object]) -> Settings:
    """Join defaults, file and flags (None: not given).

    Raises BadSettings for an unreadable file, an unknown key or a value of the wrong type.
    """
    chosen = {**_from_file(config, folder)}
    chosen |= {name: value for name, value in flags.items() if value is not None}
    try:
        made = msgspec.convert(chosen, Settings, strict=True, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise BadSettings(f"Setting refused: {error}.") from error
    _check(made)
    return made


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str | Path):
        return Path(value).expanduser()
    raise NotImplementedError(f"cannot read a {kind.__name__} from {value!r}")


def _from_file(config: Path | None, folder: Path) -> Mapping[str, object]:
    path = config if config is not None else folder / "pyproject.toml"
    if config is None and not path.is_file():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        if config is None:
            return {}  # somebody else's pyproject.toml may be broken: it is not what was asked for
        raise BadSettings(f"Cannot read settings from {path}: {error}.") from error
    match document:
        case {"tool": {"numbers-audit": dict(table)}}:
            found = table
        case _:
            found = document if config is not None and "tool" not in document else {}
    return {_known(str(key)): value for key, value in found.items()}


def _known(key: str) -> str:
    name = key.replace("-", "_")
    if name in Settings.__struct_fields__:
        return name
    near = get_close_matches(name, Settings.__struct_fields__, n=1)
    hint = f"; did you mean {near[0].replace('_', '-')!r}?" if near else "."
    raise BadSettings(f"Unknown setting {key!r} in [tool.{TABLE}]{hint}")


def _check(made: Settings) -> None:
    levels = [severity.label for severity in Severity]
    if made.fail_on is not None and made.fail_on not in levels:
        raise BadSettings(f"fail-on is one of {', '.join(levels)}, not {made.fail_on!r}.")
    if made.jobs < 1:
        raise BadSettings(f"jobs is at least 1, not {made.jobs}.")
