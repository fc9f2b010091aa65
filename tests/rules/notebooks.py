"""Notebooks made from cells: what tests of rules about notebooks stand on."""

import json
from typing import Any


def code(source: str, ran: int | None = None, outputs: list[Any] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "execution_count": ran,
        "metadata": {},
        "outputs": outputs or [],
    }


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def ran(*sources: str) -> str:
    """A notebook of code cells, run once from top to bottom."""
    return notebook(*(code(source, number) for number, source in enumerate(sources, start=1)))
