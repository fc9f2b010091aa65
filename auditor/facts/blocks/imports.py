"""Which names does an import bring into a file, and what is behind them? Its text tells."""

import re
from collections.abc import Iterator

Binds = Iterator[tuple[str, str]]


def binds_of(suffix: str, text: str) -> Binds:
    """Pairs of the name used in the file and the full name; "*" stands for all names below it."""
    if suffix in {".js", ".jsx", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx"}:
        yield from _javascript(text)
    elif suffix in {".java", ".scala", ".sc"}:
        yield from _java(text)
    elif suffix == ".rs":
        yield from _rust(text)
    elif suffix == ".go":
        yield from _go(text)
    elif text.startswith("#"):
        for header in re.findall(r'[<"]([^>"]+)[>"]', text):
            yield header, header


_FROM = re.compile(r"""(?:from\s*|require\s*\(\s*|import\s*+(?:\(\s*)?)['"]([^'"\n]+)['"]""")


def _javascript(text: str) -> Binds:
    source = _FROM.search(text)
    if source is None:
        return
    module = source[1]
    whole = re.search(r"\*\s*as\s+([\w$]+)", text)
    if whole:
        yield whole[1], module
    braces = re.search(r"\{([^{}]*)\}", text[: source.start()])
    for part in braces[1].split(",") if braces else ():
        names = re.findall(r"[\w$]+", part.replace(" as ", " "))
        if names:
            yield names[-1], f"{module}.{names[0]}"
    default = re.match(r"(?:import|const|let|var)\s+(?:type\s+)?([\w$]+)", text)
    if default:
        yield default[1], module


def _java(text: str) -> Binds:
    """Java's imports, and Scala's with their lists in braces."""
    if text.startswith("package"):
        return
    text = re.sub(r"^\s*import\s+(static\s+)?", "", text).strip(" ;\n")
    for part in re.split(r",(?![^{]{0,400}\})", text):
        stem, brace, names = part.partition("{")
        if not brace:
            stem, _, names = part.rpartition(".")
        for name in names.strip("} \n").split(","):
            first, _, alias = name.replace("=>", " as ").strip().partition(" as ")
            below = stem.strip(" .")
            if first in {"*", "_"}:
                yield "*", below
            elif first:
                yield (alias.strip() or first), f"{below}.{first.strip()}" if below else first


def _rust(text: str) -> Binds:
    text = re.sub(r"^\s*(pub(\([^)]*\))?\s+)?use\s+", "", text).strip(" ;\n")
    stack, names = [""], re.findall(r"[\w:*]+|[{},]|\bas\b", text)
    prefix, alias, last = "", False, ""
    for token in names:
        if token == "{":
            stack.append(stack[-1] + prefix)
            prefix = ""
        elif token in {"}", ","}:
            if last:
                yield last, _path(stack[-1] + prefix)
            prefix, last = "", ""
            if token == "}" and len(stack) > 1:
                stack.pop()
        elif token == "as":
            alias = True
        elif alias:
            last, alias = token, False
        else:
            prefix = token
            last = token.rpartition("::")[2]
            if last == "self":
                prefix, last = "", stack[-1].strip(":").rpartition("::")[2]
    if last:
        yield last, _path(stack[-1] + prefix)


def _path(text: str) -> str:
    return text.strip(":").replace("::", ".").removesuffix(".*")


def _go(text: str) -> Binds:
    for alias, path in re.findall(r'([\w.]{0,80})\s{0,80}"([^"\n]+)"', text):
        name = re.sub(r"^v\d+$", "", path.rpartition("/")[2]) or path.split("/")[-2]
        yield (alias if alias not in {"", "import"} else name), path
