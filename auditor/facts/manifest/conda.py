"""What do conda's files ask for? environment.yml, meta.yaml, and lists made by `conda list`."""

import re
from collections.abc import Iterator

from auditor.evidence.yaml_tree import line_of, read_yaml
from auditor.facts.manifest.pip_lines import entry
from auditor.facts.manifest.shapes import items, strings, table
from auditor.model import Dependency, Manifest

MATCH_SPEC = re.compile(r"(?:[\w./-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)(?P<rest>.*)", re.DOTALL)
BRACKETS = re.compile(r"\[version=['\"]?([^'\"\]\[]*+)['\"]?[^\]\[]*+\]")
MAX_SPEC = 400  # characters
JINJA = re.compile(r"{%[^%]{0,400}%}|{{[^}]{0,400}}}|{#[^#]{0,400}#}")
SELECTOR = re.compile(r"\s#\s*\[[^\]]{0,80}\]\s*$", re.MULTILINE)
PYTHON = "python"


def read_environment(_path: str, text: str) -> Manifest | None:
    tree = table(read_yaml(text))
    if "dependencies" not in tree:
        return None
    return _manifest(_environment(tree))


def _environment(tree: object) -> Iterator[Dependency]:
    for item in items(table(tree).get("dependencies")):
        if isinstance(item, str):
            yield from _specs([item])
        for text in strings(table(item).get("pip")):
            found = entry(str(text), line_of(text), "pip")
            if found is not None and found.name:
                yield found


def read_recipe(_path: str, text: str) -> Manifest | None:
    """A conda-build recipe. Its templates and selectors are taken out, not evaluated."""
    tree = table(read_yaml(SELECTOR.sub("", JINJA.sub("", text))))
    if "requirements" not in tree and "package" not in tree:
        return None
    run = _specs(strings(table(tree, "requirements").get("run")))
    tests = _specs(strings(table(tree, "test").get("requires")), "test")
    return _manifest([*run, *tests])


def _manifest(found: Iterator[Dependency] | list[Dependency]) -> Manifest:
    dependencies = list(found)
    python = next((one.specifier for one in dependencies if one.name == PYTHON), "")
    others = tuple(one for one in dependencies if one.name != PYTHON)
    return Manifest("conda", "manifest", others, python)


def _specs(texts: list[str], group: str = "") -> Iterator[Dependency]:
    for text in texts:
        found = match_spec(text, line_of(text), group)
        if found is not None:
            yield found


def match_spec(text: str, line: int, group: str = "") -> Dependency | None:
    """A `channel::name=version=build`, `name >=1,<2`, `name[version='>=1']` of conda."""
    if len(text) > MAX_SPEC:
        return None
    found = MATCH_SPEC.fullmatch(BRACKETS.sub(r" \1", text.strip()))
    if found is None:
        return None
    specifier = " ".join(found["rest"].split())
    return Dependency(
        found["name"].lower(), specifier, line, group, pinned=is_pinned_spec(specifier)
    )


def is_pinned_spec(specifier: str) -> bool:
    """`=1.2.3`, `==1.2.3`, `1.2.3` and `=1.2.3=build`: to conda and to people, one version."""
    version = specifier.lstrip("= ")
    return bool(version) and version[0].isdigit() and "*" not in version and "," not in version
