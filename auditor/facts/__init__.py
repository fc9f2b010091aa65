"""What is in one file? `facts_of` answers from its name, kind and bytes alone.

A pure function of the blob: the same bytes give the same facts wherever and whenever they are
read, so facts can be kept by content and made on any machine.
"""

import ast
import warnings

from auditor.facts.cells import parse_cells, read_cells
from auditor.facts.encoding import decode
from auditor.facts.lenient import parse_leniently
from auditor.facts.lines import classify_lines, comments
from auditor.facts.manifest import manifest_of
from auditor.facts.other import count
from auditor.facts.python import docstring_lines, read_code
from auditor.model import COUNTED_KINDS, Blob, Code, Facts, Kind, Parser

MAX_KEPT_TEXT = 256_000  # bytes; manifests and READMEs are smaller, larger files are data
PYTHON_SUFFIXES = (".py", ".pyi", ".pyw", ".wsgi")
PYTHON_SHEBANGS = (b"#!/usr/bin/env python", b"#!/usr/bin/python", b"#! /usr/bin/env python")


def facts_of(blob: Blob) -> Facts:
    """Read everything there is to know of a file; a file that can't be read says why."""
    if blob.data is None:
        return Facts(language="", problem=blob.reason)
    if blob.kind is Kind.NOTEBOOK:
        return _notebook(blob.data)
    if blob.kind in COUNTED_KINDS and is_python(blob):
        return _python(blob.path, blob.data)
    return _other(blob.path, blob.kind, blob.data)


def is_python(blob: Blob) -> bool:
    return blob.path.lower().endswith(PYTHON_SUFFIXES) or (
        blob.data is not None
        and "." not in blob.path.rpartition("/")[2]
        and blob.data.startswith(PYTHON_SHEBANGS)
    )
