"""What is served is what was trained: exports, the service, and the page in a real browser."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import keras
import numpy as np
import pytest
import tensorflow as tf
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import expect, sync_playwright

from digits import artifacts
from digits.errors import RunRefused
from digits.export import Reader, require_agreement
from digits.model import predict_probabilities
from digits.predict import predict
from digits.service import ENOUGH, MAX_BODY_BYTES, Served, service
from digits.timing import Timing, image_milliseconds, running, timing
from digits.values import Dataset, Examples

BROWSER = which("chromium") or which("chromium-browser") or which("google-chrome")
Parts = tuple[Examples, Examples]


def png(image: np.ndarray) -> bytes:
    content: bytes = tf.io.encode_png(image[..., np.newaxis]).numpy()
    return content


@pytest.fixture
def client(exported: artifacts.Run) -> TestClient:
    return TestClient(app(exported), raise_server_exceptions=True)


def app(exported: artifacts.Run) -> FastAPI:
    reader = Reader(exported.lite)
    return service(Served(reader, artifacts.load_expectation(exported), {"parameters": 1}))


def test_saved_model_and_lite_file_answer_as_the_model_does(
    model: keras.Model, exported: artifacts.Run, parts: Parts
) -> None:
    images = parts[1].images[:200]
    assert require_agreement(model, exported.saved_model, exported.lite, images) < 1e-5


def test_an_export_of_another_model_is_not_served(exported: artifacts.Run, parts: Parts) -> None:
    image = keras.Input((28, 28, 1))
    other = keras.Model(image, keras.layers.Dense(10)(keras.layers.Flatten()(image)))
    with pytest.raises(RunRefused, match="do not serve it"):
        require_agreement(other, exported.saved_model, exported.lite, parts[1].images[:20])


def test_one_image_is_read_in_less_than_five_milliseconds_of_one_core(
    exported: artifacts.Run, parts: Parts
) -> None:
    _, of_cpu = image_milliseconds(Reader(exported.lite), parts[1].images[:10])
    assert of_cpu < 5


def test_an_answer_over_http_takes_longer_than_the_model_and_less_than_a_tenth_of_a_second(
    exported: artifacts.Run, parts: Parts
) -> None:
    took = timing(Reader(exported.lite), app(exported), parts[1].images[:10], repeats=20)
    assert 0 < took.image < took.answer <= took.answer_slow
    assert took.answer < 100
    assert Timing.from_json(took.to_json()) == took


def test_training_serving_skew(model: keras.Model, client: TestClient, few: Dataset) -> None:
    """Sent as a picture over HTTP, an image has the probabilities that training's path gives it."""
    for image in few.test.images[:20]:
        answer = client.post("/predict", content=png(image)).json()
        (expected,) = predict_probabilities(model, image[np.newaxis])
        assert answer["digit"] == expected.argmax()
        assert answer["probabilities"] == pytest.approx(expected.tolist(), abs=1e-4)


def test_probabilities_are_finite(exported: artifacts.Run) -> None:
    """Whatever the pixels are, ten finite shares of one."""
    hard = [np.zeros((28, 28)), np.full((28, 28), 255), np.eye(28) * 255]
    found = Reader(exported.lite)(np.stack(hard).astype(np.uint8))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_large_scan_is_read_as_the_command_reads_it(
    model: keras.Model, client: TestClient, few: Dataset
) -> None:
    paper = np.full((200, 260), 255, np.uint8)
    paper[20:132, 90:202] = 255 - np.kron(few.test.images[0], np.ones((4, 4), np.uint8))
    answer = client.post("/predict", content=png(paper)).json()
    expected = predict(model, paper)
    assert answer["probabilities"] == pytest.approx(list(expected.probabilities), abs=1e-4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not a PNG", id="nothing"),
        pytest.param(b"GIF89a" + bytes(40), "not a PNG", id="gif"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), "not a PNG", id="broken"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0", "at most 4,000", id="unpacks-to-4-GB"
        ),
        pytest.param(bytes(MAX_BODY_BYTES + 1), "more than 1,000,000 bytes", id="too-long"),
        pytest.param(png(np.full((60, 60), 255, np.uint8)), "no ink", id="blank"),
        pytest.param(png(np.full((28, 28), 255, np.uint8)), "ink is 0", id="blank-of-mnist-size"),
    ],
)
def test_what_is_no_digit_is_refused_and_counted(
    client: TestClient, content: bytes, message: str
) -> None:
    answer = client.post("/predict", content=content)
    assert answer.status_code == 422
    assert message in answer.json()["detail"]
    assert 'digits_requests_total{outcome="refused"} 1.0' in client.get("/metrics").text


def test_metrics_tell_of_drift_once_there_are_enough_images(
    client: TestClient, parts: Parts
) -> None:
    _, asked = parts
    assert 'digits_drift{measure="width"} NaN' in client.get("/metrics").text
    for image in asked.images[:ENOUGH]:
        client.post("/predict", content=png(image))
    known = drift_told(client)
    for image in np.rot90(asked.images[ENOUGH : 4 * ENOUGH], axes=(1, 2)):
        client.post("/predict", content=png(image))
    assert drift_told(client)["width"] > 1 > known["width"]
    text = client.get("/metrics").text
    assert f'digits_requests_total{{outcome="answered"}} {4.0 * ENOUGH}' in text
    assert "digits_seconds_bucket" in text
    assert "digits_sureness_sum" in text


def drift_told(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    told = (line.split() for line in lines if line.startswith("digits_drift{"))
    return {name.split('"')[1]: float(value) for name, value in told}


def test_the_service_listens_while_it_reads(exported: artifacts.Run) -> None:
    """A reader that takes its time keeps nobody from asking how the service is."""
    begun, told = threading.Event(), threading.Event()
    waited: list[bool] = []

    class Slow(Reader):
        def __call__(self, images: np.ndarray) -> np.ndarray:
            begun.set()
            waited.append(told.wait(timeout=30))
            return super().__call__(images)

    served = Served(Slow(exported.lite), artifacts.load_expectation(exported), {})
    picture = png(np.kron(np.eye(2), np.full((30, 30), 255)).astype(np.uint8))
    with TestClient(service(served)) as client:
        asking = threading.Thread(
            target=client.post, args=("/predict",), kwargs={"content": picture}
        )
        asking.start()
        assert begun.wait(timeout=30)
        assert client.get("/health").status_code == client.get("/metrics").status_code == 200
        told.set()
        asking.join()
    assert waited == [True]


def test_health_says_which_run_answers(client: TestClient) -> None:
    assert client.get("/health").json() == {"parameters": 1}


@pytest.fixture
def address(exported: artifacts.Run) -> Iterator[str]:
    """A server on a free port of this machine."""
    with running(app(exported)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_person_draws_a_digit_and_sees_its_probabilities(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        expect.set_options(timeout=30_000)  # a busy machine, and the first answer of a server
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(address)
        paper = page.locator("#paper").bounding_box()
        assert paper is not None
        page.mouse.move(paper["x"] + 140, paper["y"] + 40)
        page.mouse.down()
        page.mouse.move(paper["x"] + 140, paper["y"] + 240, steps=20)
        page.mouse.up()
        expect(page.locator("#digit")).to_have_text("1")
        page.screenshot(path=tmp_path / "page.png")
        shares = [meter.evaluate("m => m.value") for meter in page.locator("meter").all()]
        assert int(np.argmax(shares)) == 1
        assert sum(shares) == pytest.approx(1, abs=1e-3)

        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#digit")).to_be_empty()
        page.mouse.move(paper["x"] + 60, paper["y"] + 60)
        page.mouse.down()
        page.mouse.move(paper["x"] + 200, paper["y"] + 60, steps=9)
        page.mouse.move(paper["x"] + 120, paper["y"] + 240, steps=9)
        page.mouse.up()
        expect(page.locator("#digit")).to_have_text("7")
        expect(page.locator("#time")).to_have_text(re.compile(r"^Answered in \d+ ms\.$"))

        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#digit")).to_be_empty()
        page.mouse.click(paper["x"] + 140, paper["y"] + 140)  # a single dot
        expect(page.locator("#digit")).not_to_be_empty()
        expect(page.locator("#message")).to_be_empty()
        browser.close()
        assert errors == []
