"""How shall the audit run? Defaults, then a file of the person who audits, then the flags.

Settings come from `[tool.numbers-audit]` of the folder that the command is started in, or from
`--config FILE`; never from the audited repository, which must not silence its own findings.
"""

import atexit
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import msgspec

from auditor.errors import BadSettings
from auditor.model import Severity


def _cache_folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 - start-up time

    try:
        return user_cache_path("numbers-audit", appauthor=False)
    except RuntimeError:  # nobody knows the account's home: what is kept ends with the process
        folder = tempfile.mkdtemp(prefix="numbers-audit-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not offered by macOS and Windows
        return os.cpu_count() or 1


NEW = "new:"
"""Before a level of `fail-on`: count only what a baseline has not."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be chosen for an audit; flags carry the same names."""

    select: tuple[str, ...] = ()  # rules or categories to run; empty: all
    ignore: tuple[str, ...] = ()  # rules or categories to leave out
    fail_on: str | None = None  # severity from which findings end with exit code 10
    knowledge: tuple[Path, ...] = ()  # files of your own, laid over the knowledge base
    jobs: int = msgspec.field(default_factory=_processors)
    history: bool = True
    cache: Path = msgspec.field(default_factory=_cache_folder)
    reuse: bool = True  # what earlier audits found out, kept by content
    run_info: bool = True  # times and versions in the report
    trust_target_config: bool = False  # obey the target's settings and its ignore comments


TABLE = "numbers-audit"


def settings(
    config: Path | None, folder: Path, flags: Mapping[str, object], target: str = ""
) -> Settings:
    """Join defaults, file and flags (None: not given).

    The file of the folder is left alone if it is the target's own, unless a flag trusts that.
    Raises BadSettings for an unreadable file, an unknown key or a value of the wrong type.
    """
    theirs = config is None and untrusted(folder, flags, target)
    given = {name: value for name, value in flags.items() if value is not None}
    chosen = {**({} if theirs else _from_file(config, folder)), **given}
    try:
        made = msgspec.convert(chosen, Settings, strict=True, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise BadSettings(f"Setting refused: {error}.") from error
    _check(made)
    return made


def untrusted(folder: Path, flags: Mapping[str, object], target: str) -> bool:
    """Whether the settings in this folder are the target's own, and no flag trusts them."""
    return not flags.get("trust_target_config") and belongs(folder, target)


def belongs(folder: Path, target: str) -> bool:
    """Whether a folder lies in the repository that a target on this disk names."""
    words = target.removeprefix("file://")
    named = (Path(name) for name in (words, words.rpartition("@")[0]) if name)
    place = next((path.resolve() for path in named if path.is_dir()), None)
    if place is None:
        return False
    top = next((up for up in (place, *place.parents) if (up / ".git").exists()), place)
    return folder.resolve().is_relative_to(top)


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str | Path):
        return Path(value).expanduser()
    raise NotImplementedError(f"cannot read a {kind.__name__} from {value!r}")


def _from_file(config: Path | None, folder: Path) -> Mapping[str, object]:
    found = written_in(folder) if config is None else _asked_for(config)
    return {_known(str(key)): value for key, value in found.items()}


def written_in(folder: Path) -> Mapping[str, object]:
    """The settings of a folder's pyproject.toml as they are written; empty without any.

    Somebody else's file may be broken: it is not what was asked for.
    """
    try:
        return _table(_document(folder / "pyproject.toml")) or {}
    except BadSettings:
        return {}


def _asked_for(config: Path) -> Mapping[str, object]:
    document = _document(config)
    found = _table(document)
    if found is not None:
        return found
    return {} if "tool" in document else document


def _document(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        text = f"Cannot read settings from {path}: {error.strerror or error}."
        raise BadSettings(text) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"Cannot read settings from {path}: {error}.") from error
    except RecursionError as error:
        raise BadSettings(f"Cannot read settings from {path}: nested too deeply.") from error


def _table(document: Mapping[str, object]) -> Mapping[str, object] | None:
    match document:
        case {"tool": {"numbers-audit": dict(table)}}:
            return table
        case _:
            return None


def _known(key: str) -> str:
    name = key.replace("-", "_")
    if name in Settings.__struct_fields__:
        return name
    near = get_close_matches(name, Settings.__struct_fields__, n=1)
    hint = f"; did you mean {near[0].replace('_', '-')!r}?" if near else "."
    raise BadSettings(f"Unknown setting {key!r} in [tool.{TABLE}]{hint}")


def _check(made: Settings) -> None:
    levels = [severity.label for severity in Severity]
    if made.fail_on is not None and made.fail_on.removeprefix(NEW) not in levels:
        raise BadSettings(f"fail-on is one of {', '.join(levels)}, not {made.fail_on!r}.")
    if made.jobs < 1:
        raise BadSettings(f"jobs is at least 1, not {made.jobs}.")
