"""What does a Pipfile ask for? Pipenv writes versions as Poetry does."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from auditor.facts.manifest.pyproject import poetry_table
from auditor.facts.manifest.shapes import Lines, read_toml, table, text_of
from auditor.model import Manifest

PYPI = [{"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}]
SECTIONS = frozenset({"source", "packages", "dev-packages", "requires", "scripts", "pipfile"})


def read_pipfile(_path: str, text: str) -> Manifest:
    document = read_toml(text)
    lines = Lines(text)
    return Manifest(
        "pipenv",
        "manifest",
        (
            *poetry_table(table(document, "packages"), lines),
            *poetry_table(table(document, "dev-packages"), lines, "dev"),
        ),
        requires_python=_python_of(table(document, "requires")),
        content_hash=_hash(document),
    )


def _python_of(requires: Mapping[str, Any]) -> str:
    full = text_of(requires.get("python_full_version"))
    version = text_of(requires.get("python_version"))
    return f"=={full}" if full else version and f"=={version}.*"


def _hash(document: Mapping[str, Any]) -> str:
    """The hash that Pipfile.lock repeats, as `plette.Pipfile.get_hash` computes it."""
    known = SECTIONS | {"default", "develop", "pipenv"}
    content = {
        "_meta": {
            "sources": document.get("source", PYPI),
            "requires": document.get("requires", {}),
        },
        "default": document.get("packages", {}),
        "develop": document.get("dev-packages", {}),
        **{key: value for key, value in document.items() if key not in known},
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()
