"""How long does an answer take? One image through the exported model, one drawing over HTTP."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from threading import Thread

import numpy as np
import tensorflow as tf
import uvicorn
from fastapi import FastAPI

from digits.errors import RunRefused
from digits.export import Reader
from digits.values import Images, Json

REPEATS = 200  # of which the median counts: other work on the machine hits some of them
ENLARGED = 10  # times: the page's paper has 280 x 280 pixels
LOCAL = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds; medians, where nothing else is said."""

    image: float  # one image, one core, by the clock
    image_cpu: float  # the same in processor time
    answer: float  # from sending a drawing to having read the answer
    answer_slow: float  # nineteen of twenty answers took no longer
    repeats: int

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Json) -> "Timing":
        """The timing that `to_json` gave."""
        return cls(**stored)


def timing(reader: Reader, app: FastAPI, images: Images, repeats: int = REPEATS) -> Timing:
    """What answers about these images take, one after the other."""
    image, image_cpu = image_milliseconds(reader, images, repeats)
    answers = _answer_milliseconds(app, images, repeats)
    return Timing(
        image=round(image, 2),
        image_cpu=round(image_cpu, 2),
        answer=round(float(np.median(answers)), 2),
        answer_slow=round(float(np.quantile(answers, 0.95)), 2),
        repeats=repeats,
    )


def image_milliseconds(
    reader: Reader, images: Images, repeats: int = REPEATS
) -> tuple[float, float]:
    """The medians of clock and processor time of one image; the first call is left out."""
    reader(images[:1])  # prepares
    times = []
    for turn in range(repeats):
        at = turn % len(images)
        clock, cpu = time.perf_counter(), time.process_time()
        reader(images[at : at + 1])
        times.append((time.perf_counter() - clock, time.process_time() - cpu))
    by_clock, of_cpu = 1_000 * np.median(times, axis=0)
    return float(by_clock), float(of_cpu)


def _answer_milliseconds(app: FastAPI, images: Images, repeats: int) -> list[float]:
    pictures = [drawing(image) for image in images]
    with running(app) as port:
        connection = HTTPConnection(LOCAL, port)
        _asked(connection, pictures[0])  # the first answer prepares
        times = [_asked(connection, pictures[turn % len(pictures)]) for turn in range(repeats)]
        connection.close()
    return times


def drawing(image: Images) -> bytes:
    """The image as the page sends one: a large PNG, dark on white paper."""
    # (28, 28) -> (280, 280, 1)
    large = np.kron(255 - image, np.ones((ENLARGED, ENLARGED), np.uint8))
    content: bytes = tf.io.encode_png(large[..., np.newaxis]).numpy()
    return content


def _asked(connection: HTTPConnection, picture: bytes) -> float:
    started = time.perf_counter()
    connection.request("POST", "/predict", picture)
    response = connection.getresponse()
    told = json.loads(response.read())
    took = 1_000 * (time.perf_counter() - started)
    if "digit" not in told:
        raise RunRefused(f"the service gave no answer to an image of its own data: {told}")
    return took


@contextmanager
def running(app: FastAPI) -> Iterator[int]:
    """The application on a free port of this machine, which is given."""
    config = uvicorn.Config(app, host=LOCAL, port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
