"""The model behind HTTP: a page to draw on, an answer for a picture, and what is known of both.

Nothing that is sent is kept: only counts, and the measures of the last thousand images.
"""

from asyncio import get_running_loop
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from threading import Lock
from time import perf_counter

import numpy as np
import pandas as pd
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from pydantic import BaseModel, Field

from digits.data import decode_png
from digits.drift import Expectation, drift
from digits.errors import DataRefused
from digits.export import Reader
from digits.measures import MEASURES
from digits.predict import as_mnist
from digits.schema import require_measurable
from digits.values import CLASSES, Images, Json

MAX_BODY_BYTES = 1_000_000  # a drawing has about 5,000
RECENT = 1_000  # images that a drift statistic looks back on
ENOUGH = 100  # images below which a drift statistic is chance and stays unknown (NaN)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


class Answer(BaseModel):
    """What the picture shows, and how probable each digit is."""

    digit: int = Field(ge=0, lt=CLASSES)
    probabilities: list[float] = Field(min_length=CLASSES, max_length=CLASSES)


@dataclass(frozen=True, slots=True)
class Served:
    """An exported model, what its training images were like, and which run made it."""

    reader: Reader
    expected: Expectation
    about: Json


class Watch:
    """Counts for Prometheus: how often, how fast, which answers, how sure, and of what images."""

    def __init__(self, expected: Expectation) -> None:
        self.registry = CollectorRegistry()
        self._expected = expected
        self._recent: deque[dict[str, float]] = deque(maxlen=RECENT)
        self._requests = Counter(
            "digits_requests", "Pictures sent, by outcome.", ["outcome"], registry=self.registry
        )
        self._answers = Counter(
            "digits_answers", "Answers, by digit.", ["digit"], registry=self.registry
        )
        self._seconds = Histogram(
            "digits_seconds", "From picture to answer.", buckets=SECONDS, registry=self.registry
        )
        self._sureness = Histogram(
            "digits_sureness",
            "Probability of the answer: it falls when the model gets worse on what it is sent.",
            buckets=(0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0),
            registry=self.registry,
        )
        drifted = Gauge(
            "digits_drift",
            "Population stability index of a measure of recent images; above 0.25 look into it.",
            ["measure"],
            registry=self.registry,
        )
        for name in MEASURES:
            drifted.labels(name).set_function(partial(self._drift_of, name))

    def refused(self) -> None:
        """A picture that was none."""
        self._requests.labels("refused").inc()

    def answered(self, table: pd.DataFrame, answer: Answer, seconds: float) -> None:
        """A picture, its measures and what was said of it."""
        self._recent.extend(table.to_dict("records"))  # type: ignore[arg-type]  # names are text
        self._requests.labels("answered").inc()
        self._answers.labels(str(answer.digit)).inc()
        self._sureness.observe(max(answer.probabilities))
        self._seconds.observe(seconds)

    def drift(self) -> dict[str, float]:
        """By measure; not a number before there were enough images."""
        if len(self._recent) < ENOUGH:
            return dict.fromkeys(MEASURES, float("nan"))
        return drift(self._expected, pd.DataFrame(list(self._recent), dtype=float))

    def _drift_of(self, name: str) -> float:
        return self.drift()[name]


def service(served: Served) -> FastAPI:
    """The application. Answers are made one at a time: each takes a few milliseconds.

    One thread of its own makes them, so that the server goes on listening in the meantime.
    """
    app = FastAPI(title="digits", docs_url=None, redoc_url=None)
    watch, lock = Watch(served.expected), Lock()
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
    parts = files("digits") / "web"
    page, script = (parts / name for name in ("draw.html", "draw.js"))

    @app.get("/", response_class=HTMLResponse)
    def draw() -> HTMLResponse:
        return HTMLResponse(page.read_text(encoding="utf-8"), headers=PAGE_HEADERS)

    @app.get("/draw.js")
    def drawing() -> Response:
        return Response(script.read_text(encoding="utf-8"), media_type="text/javascript")

    @app.post("/predict")
    async def predict(request: Request) -> Answer:
        try:
            picture = await _body(request)
            return await get_running_loop().run_in_executor(worker, answered, picture)
        except DataRefused as error:
            watch.refused()
            raise HTTPException(422, str(error)) from error

    def answered(picture: bytes) -> Answer:
        started = perf_counter()
        table, answer = answer_to(as_mnist(decode_png(picture))[np.newaxis], served.reader)
        with lock:
            watch.answered(table, answer, perf_counter() - started)
        return answer

    @app.get("/health")
    def health() -> Json:
        return served.about

    @app.get("/metrics")
    def metrics() -> Response:
        with lock:
            return Response(generate_latest(watch.registry), media_type=CONTENT_TYPE_LATEST)

    return app


def answer_to(image: Images, reader: Reader) -> tuple[pd.DataFrame, Answer]:
    """Measures of one image, checked by training's schema, and the model's answer."""
    table = require_measurable(image)
    (row,) = reader(image)
    if not np.isfinite(row).all():
        raise DataRefused("the model gave no number for this picture")
    return table, Answer(digit=int(row.argmax()), probabilities=[float(share) for share in row])


async def _body(request: Request) -> bytes:
    """What was sent, read no further than it may be long."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MAX_BODY_BYTES:
            raise DataRefused(f"more than {MAX_BODY_BYTES:,} bytes; send a smaller picture")
    return bytes(content)
