"""What do we know of Pythons and distributions? The shipped tables, read once."""

import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

Python = tuple[int, int]


@cache
def shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("auditor").joinpath("data", name).read_text("utf-8"))


@cache
def ends_of_life() -> Mapping[Python, date]:
    """Python -> the day of its last security fix, oldest Python first."""
    ends = shipped("python_versions.toml")["end_of_life"]
    return dict(sorted((python_of(version), day) for version, day in ends.items()))


def as_of() -> date:
    """The day of the tables: what has ended, has ended on that day."""
    day: date = shipped("python_versions.toml")["as_of"]
    return day


@cache
def supported() -> tuple[Python, ...]:
    """The Pythons that got security fixes when the table was written, oldest first."""
    return tuple(python for python, day in ends_of_life().items() if day > as_of())


def python_of(version: str) -> Python:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


@cache
def standard_modules() -> frozenset[str]:
    """Of the running Python and of all before it."""
    removed = shipped("python_versions.toml")["modules"]["removed"]
    return sys.stdlib_module_names | frozenset(removed)


@cache
def providers() -> Mapping[str, frozenset[str]]:
    """Top-level import -> the distributions that provide it; only what is known for sure."""
    table = shipped("distributions.toml")
    same = {name.replace("-", "_"): frozenset({name}) for name in table["same"]}
    return same | {name: frozenset(found) for name, found in table["imports"].items()}


@cache
def brought_by() -> Mapping[str, frozenset[str]]:
    """Distribution -> imports that its own dependencies always provide."""
    brings = shipped("distributions.toml")["brings"]
    return {name: frozenset(imports) for name, imports in brings.items()}


@cache
def conda_names() -> Mapping[str, str]:
    return dict(shipped("distributions.toml")["conda"])


@cache
def uses(key: str) -> frozenset[str] | tuple[str, ...]:
    """`tools`, `dev`: names; `plugins`, `dev_plugins`: how names begin."""
    found = shipped("distributions.toml")["uses"][key]
    return tuple(found) if key.endswith("plugins") else frozenset(found)


def is_tool(name: str) -> bool:
    """Run, or found by others: nobody needs to import it."""
    return name in uses("tools") or is_dev_tool(name) or name.startswith(tuple(uses("plugins")))


def is_dev_tool(name: str) -> bool:
    """Of no use to a program that runs."""
    return name in uses("dev") or name.startswith(tuple(uses("dev_plugins")))
