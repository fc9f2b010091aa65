"""What do images that are moved, turned or noisy cost? The same ones, disturbed in one way each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

from digits.batches import affine, sampled
from digits.config import STILL
from digits.data import pixels
from digits.evaluate import Share, share
from digits.values import Examples, Images, Probabilities

EXAMPLES = 2_000  # of the test set, drawn by seed; each is read a dozen times
Answer = Callable[[Images], Probabilities]


@dataclass(frozen=True, slots=True)
class Disturbance:
    """How far each image is moved, either way by its own draw, and how noisy it gets."""

    shift: float = 0.0  # pixels, both down and right
    rotation: float = 0.0  # degrees
    noise: float = 0.0  # standard deviation, as a share of full ink


DISTURBANCES: Mapping[str, Disturbance] = {
    "as they are": Disturbance(),
    "shifted by 1 pixel": Disturbance(shift=1.0),
    "shifted by 2 pixels": Disturbance(shift=2.0),
    "shifted by 4 pixels": Disturbance(shift=4.0),
    "turned by 10°": Disturbance(rotation=10.0),
    "turned by 20°": Disturbance(rotation=20.0),
    "turned by 40°": Disturbance(rotation=40.0),
    "noise of 0.1": Disturbance(noise=0.1),
    "noise of 0.2": Disturbance(noise=0.2),
    "noise of 0.4": Disturbance(noise=0.4),
}


def robustness(
    examples: Examples, answer: Answer, confidence: float, seed: int
) -> tuple[Share, ...]:
    """How many are read rightly under each disturbance."""
    some = examples.take(np.random.default_rng(seed).permutation(len(examples))[:EXAMPLES])
    return tuple(
        share(name, answer(disturbed(some.images, way, seed)).argmax(1) == some.labels, confidence)
        for name, way in DISTURBANCES.items()
    )


def disturbed(images: Images, way: Disturbance, seed: int) -> Images:
    """The images, each disturbed by the full amount in a direction of its own."""
    generator = np.random.default_rng(seed)
    signs = generator.choice([-1.0, 1.0], size=(5, len(images))).astype(np.float32)
    limits = replace(STILL, shift=way.shift, rotation=way.rotation)
    moved = sampled(tf.constant(pixels(images)), affine(tf.constant(signs), limits)).numpy()
    noisy = moved[..., 0] + generator.normal(0, way.noise, images.shape)
    found: Images = (noisy * 255).round().clip(0, 255).astype(np.uint8)
    return found
