"""The reference of commands and the manual page, both made from the command line's own code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from auditor import __version__
from auditor.cli import MAIN_JOB, app

PROGRAM = "numbers-audit"
COMPLETION = {"--install-completion", "--show-completion"}


def markdown() -> str:
    """`docs/reference/commands.md`."""
    lines = [
        "# Commands",
        "",
        "<!-- written from the code of the command line: make pages -->",
        "",
        *_unwrapped(_root().help),
        "",
        *_unwrapped(_root().epilog),
        "",
        f"`{PROGRAM} --install-completion` adds completion to your shell.",
    ]
    for name, command in _commands(_root()):
        lines += ["", f"## {name}", "", *_unwrapped(command.help), ""]
        lines += [f"`{PROGRAM} {_usage(name, command)}`", ""]
        lines += _table(command)
    return "\n".join(lines).rstrip() + "\n"


def manual() -> str:
    """`docs/numbers-audit.1`: for `man`, in the macros of man(7)."""
    lines = [
        f'.TH NUMBERS\\-AUDIT 1 "" "numbers\\-audit {__version__}"',
        ".SH NAME",
        r"numbers\-audit \- how much of an ML repository is ML code, how much debt, and why",
        ".SH SYNOPSIS",
        r".B numbers\-audit",
        ".I TARGET",
        "[options]",
        ".br",
        r".B numbers\-audit",
        ".I COMMAND",
        "[options]",
        ".SH DESCRIPTION",
        *_roff(_unwrapped(_root().help)),
        ".SH COMMANDS",
    ]
    for name, command in _commands(_root()):
        lines += [f".SS {_escaped(_usage(name, command))}", *_roff(_unwrapped(command.help))]
        for words, text in _parameters(command):
            lines += [".TP", f".B {_escaped(words)}", *_roff([text])]
    return "\n".join([*lines, ".SH EXIT STATUS", *_roff(_unwrapped(_root().epilog))]) + "\n"


def _root() -> Any:  # noqa: ANN401 - click's own type, which typer hides
    return get_command(app)


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for name, command in group.commands.items():
        full = f"{before}{name}"
        if hasattr(command, "commands"):
            yield from _commands(command, f"{full} ")
        else:
            yield full, command


def _usage(name: str, command: Any) -> str:  # noqa: ANN401
    arguments = [_word(one) for one in command.params if one.param_type_name == "argument"]
    needed = [_name(one).split(", ")[-1] for one in command.params if _is_needed_option(one)]
    shown = [] if name == MAIN_JOB else [name]
    return " ".join([*shown, *arguments, *needed, "[OPTIONS]"])


def _is_needed_option(one: Any) -> bool:  # noqa: ANN401
    return bool(one.param_type_name == "option" and one.required)


def _word(argument: Any) -> str:  # noqa: ANN401
    word = argument.metavar or argument.name.upper()
    return word if argument.required else f"[{word}]"


def _table(command: Any) -> list[str]:  # noqa: ANN401
    rows = [f"| `{_cell(words)}` | {_cell(text)} |" for words, text in _parameters(command)]
    return ["| | |", "| --- | --- |", *rows] if rows else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _parameters(command: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for one in command.params:
        if set(one.opts) & COMPLETION or "--help" in one.opts:
            continue
        text = " ".join((one.help or "").split())
        yield _name(one), text + _default(one, text)


def _name(one: Any) -> str:  # noqa: ANN401
    if one.param_type_name == "argument":
        return str(one.metavar or one.name.upper())
    words = ", ".join([*one.opts, *one.secondary_opts])
    return words if one.is_flag else f"{words} {one.metavar}"


def _default(one: Any, text: str) -> str:  # noqa: ANN401
    told = "default" in text.lower()
    if told or one.param_type_name == "argument" or one.default in {None, False, "", ()}:
        return ""
    return f" Default: {one.default}."


def _unwrapped(text: str | None) -> list[str]:
    """Paragraphs on a line each; those after a backspace mark keep their lines, as code."""
    lines = list[str]()
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        first, *rest = paragraph.splitlines()
        if first.strip() == "\b" and paragraph.startswith(("\b\n    ", "\b\n\t")):
            lines += ["```text", *(line.removeprefix("    ") for line in rest), "```", ""]
        else:
            lines += [" ".join(paragraph.replace("\b", "").split()), ""]
    return lines[:-1]


def _roff(lines: list[str]) -> list[str]:
    made = list[str]()
    for line in lines:
        match line:
            case "":
                made.append(".PP")
            case "```text":
                made.append(".nf")
            case "```":
                made.append(".fi")
            case text:
                made.append(_escaped(text))
    return made


def _escaped(text: str) -> str:
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("·", ";")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    typer.echo(markdown())
