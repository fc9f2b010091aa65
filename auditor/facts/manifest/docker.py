"""What does a container file start from and install? Dockerfiles, compose files, dev containers."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from auditor.evidence.yaml_tree import line_of, read_yaml
from auditor.facts.manifest.conda import match_spec
from auditor.facts.manifest.pip_lines import entry
from auditor.facts.manifest.shapes import table, text_of
from auditor.model import Dependency, Manifest

INSTRUCTION = re.compile(r"\s*+([A-Za-z]{2,12})\s+(.*)", re.DOTALL)
ESCAPE = re.compile(r"^\s*#\s*escape\s*=\s*(\S)", re.IGNORECASE)
# Neither a here-string (`<<< word`) nor a shift of bits (`1 << 3`).
HERE_DOCUMENT = re.compile(r"(?<!<)<<-?\s*[\"']?([A-Za-z_]\w{0,40})[\"']?")
VARIABLE = re.compile(r"\$(?:\{(\w{1,80})(?::?-([^}$]{0,200}))?\}|(\w{1,80}))")
SCRATCH = "scratch"
SEPARATORS = frozenset({"&&", "||", ";", "|", "&"})
MAX_COMMAND = 20_000  # characters of one RUN; longer ones hold data, not commands
VALUED_OPTIONS = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url"}
    | {"-f", "--find-links", "--trusted-host", "-t", "--target", "--timeout", "--prefix"}
    | {"-n", "--name", "-p", "--python", "--channel", "--file", "--platform", "--root"}
)
INSTALLERS = {
    ("pip", "install"): False,
    ("pip3", "install"): False,
    ("conda", "install"): True,
    ("mamba", "install"): True,
    ("micromamba", "install"): True,
}
"""The two words that start an installation, and whether conda's own notation follows."""


def read_dockerfile(_path: str, text: str) -> Manifest:
    instructions = list(_instructions(text))
    return Manifest(
        "docker",
        "container",
        tuple(_installed(instructions)),
        base_images=tuple(_base_images(instructions)),
    )


Instruction = tuple[int, str, str]  # line, keyword in capitals, the rest


def _instructions(text: str) -> Iterator[Instruction]:
    for line, content in _logical_lines(text):
        found = INSTRUCTION.fullmatch(content)
        if found is not None:
            yield line, found[1].upper(), found[2].strip()


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Instructions with their first line: continued lines joined, here-documents swallowed."""
    lines = text.splitlines()
    escape = next((found[1] for line in lines[:2] if (found := ESCAPE.match(line))), "\\")
    start, parts, closing = 0, list[str](), list[str]()
    for number, raw in enumerate(lines, 1):
        if closing:
            closing = closing[1:] if raw.strip() == closing[0] else closing
            continue
        if raw.lstrip().startswith("#") or (not raw.strip() and parts):
            continue  # Docker takes comments and blank lines out of continued instructions, too
        start = start or number
        parts.append(raw.rstrip().removesuffix(escape))
        if raw.rstrip().endswith(escape):
            continue
        content = " ".join(parts)
        closing = _here_documents(content)
        yield start, content
        start, parts = 0, []
    if parts:
        yield start, " ".join(parts)


def _here_documents(content: str) -> list[str]:
    """The words that end the here-documents which an instruction opens, in their order."""
    keyword = content.lstrip()[:4].upper().rstrip()
    return HERE_DOCUMENT.findall(content) if keyword in {"RUN", "COPY", "ADD"} else []


def _base_images(instructions: list[Instruction]) -> Iterator[tuple[int, str]]:
    """The images that stages start from; not the stages that start from one another."""
    arguments: dict[str, str] = {}
    stages = {SCRATCH}
    for line, keyword, rest in instructions:
        if keyword == "ARG":
            name, _, value = rest.partition("=")
            arguments.setdefault(name.strip(), value.strip().strip("\"'"))
        elif keyword == "FROM":
            words = [word for word in rest.split() if not word.startswith("--")]
            image = substituted(words[0] if words else "", arguments)
            if image and image.lower() not in stages:
                yield line, image
            stages |= {words[2].lower()} if len(words) > 2 else set()  # noqa: PLR2004 - image AS stage


def substituted(image: str, arguments: Mapping[str, str]) -> str:
    """ARG values put in; a variable that has none stays as it is written."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[3]
        return arguments.get(name) or found[2] or found[0]

    return VARIABLE.sub(value, image)


def _installed(instructions: list[Instruction]) -> Iterator[Dependency]:
    for line, keyword, rest in instructions:
        if keyword == "RUN" and len(rest) <= MAX_COMMAND:
            yield from installed_by(rest, line)


def installed_by(command: str, line: int) -> Iterator[Dependency]:
    """The packages that a shell command installs with pip or conda."""
    for part in _parts(_words(command)):
        tools = ((word.rpartition("/")[2], verb) for word, verb in pairwise(part))
        at, tool = next(
            ((at, tool) for at, tool in enumerate(tools) if tool in INSTALLERS), (0, None)
        )
        if tool is not None:
            yield from _packages(part[at + 2 :], line, conda=INSTALLERS[tool])


def _parts(words: list[str]) -> Iterator[list[str]]:
    """What stands between the separators of a command line."""
    for separates, part in groupby(words, SEPARATORS.__contains__):
        if not separates:
            yield list(part)


def _words(command: str) -> list[str]:
    """Shell words with separators apart; what no shell would accept has none."""
    splitter = shlex.shlex(command, posix=True, punctuation_chars=";&|")
    splitter.whitespace_split = True
    splitter.commenters = ""
    try:
        return list(splitter)
    except ValueError:  # an unclosed quote
        return []


def _packages(words: list[str], line: int, *, conda: bool) -> Iterator[Dependency]:
    skip = False
    for word in words:
        if not skip and not word.startswith((".", "/", "-", "$")):
            found = match_spec(word, line) if conda else entry(word, line)
            if found is not None and found.name:
                yield found
        skip = word in VALUED_OPTIONS


def read_compose(_path: str, text: str) -> Manifest | None:
    """None where the file has no services: any other YAML may carry the name."""
    services = table(read_yaml(text), "services")
    if not services:
        return None
    images = [_image(table(service)) for service in services.values()]
    return Manifest(
        "compose", "container", base_images=tuple(image for image in images if image[1])
    )


def _image(service: Mapping[str, object]) -> tuple[int, str]:
    """The image of a service; one that is built here has only its own name in `image`."""
    image = "" if "build" in service else text_of(service.get("image"))
    return line_of(image), str(substituted(image, {}))


def read_devcontainer(_path: str, text: str) -> Manifest:
    document = table(json.loads(_without_comments(text)))
    image = text_of(document.get("image"))
    line = next((at for at, row in enumerate(text.splitlines(), 1) if image and image in row), 1)
    return Manifest("devcontainer", "container", base_images=((line, image),) if image else ())


def _without_comments(text: str) -> str:
    """JSON as editors write it: comments on lines of their own or after a comma, stray commas."""
    kept = (re.sub(r"(^|[\s,{\[])//.*$", r"\1", line) for line in text.splitlines())
    plain = re.sub(r"/\*[^*]*+(?>(?:\*(?!/)[^*]*+)*)(?:\*/|\Z)", "", "\n".join(kept))
    return re.sub(r",(\s*[}\]])", r"\1", plain)


def read_apptainer(_path: str, text: str) -> Manifest:
    """A Singularity or Apptainer definition: its header names the image."""
    found = [
        (number, line.partition(":")[2].strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.lower().startswith("from:")
    ]
    return Manifest("apptainer", "container", base_images=tuple(found))
