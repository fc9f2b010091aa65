"""Does a file have to do with learning at all? Its libraries and the words of its names tell.

Parsers have encoders, web servers have policies and compilers generate: such words mean a model
only where others speak of one.
"""

import re
from collections.abc import Iterable

from auditor.classify.words import words_of

APART = re.compile(r"[_.-]")
ENOUGH = 2  # different words of learning that a file must have


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = _words(
    """
    activation activations adam attention attn backward bert bias biases blas boosting centroid
    centroids classification classifier classifiers clustering conv conv1d conv2d convolution
    convolutional dataset denoise diffusion dropout embedding embeddings ensemble epoch epochs flux
    gan glove gpt gradient gradients inference kaiming learner learning llama llm logistic logit
    lora loss losses matmul momentum neuron neurons nn optimizer pca predict prediction predictions
    predictor pretrained regression regressor reinforcement rope sampler sgd silu svd tensor tensors
    tokenizer train trainable trained trainer training transformer transformers weight weights
    whisper
    """
)
TELLING = _words(
    """
    adamw autograd backprop backpropagation batchnorm catboost cnn col2im crossentropy cublas cudnn
    deeplearning gelu gemm ggml gru im2col kmeans layernorm lightgbm logits lstm minibatch mlp mnist
    neural onnx onnxruntime perceptron relu resnet rmsnorm rmsprop rnn sigmoid softmax svm
    tensorflow tflite torch unet vae wav2vec word2vec xgboost yolo
    """
)
"""Words that are of nothing but learning: one is enough."""


def is_learning(names: Iterable[str], path: str, *, calls_library: bool) -> float:
    """How sure it is that a file is about learning: 1, a half where one word says so, or 0."""
    if calls_library:
        return 1.0
    found = {
        word
        for name in (*names, *path.split("/"))
        for word in (*words_of(name), *APART.split(name.lower()))
    }
    if not found.isdisjoint(TELLING):
        return 1.0
    return min(1.0, len(found & WORDS) / ENOUGH)
