"""Blocks of other languages: which statements a file holds, what they call, and never too late."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.blocks import MAX_CHARACTERS, blocks_of
from auditor.facts.blocks.grammars import GRAMMARS, LIGHT
from auditor.facts.blocks.sections import SECTIONED
from auditor.model import Block
from auditor.model.block import CHECK, CLASS, CONSTANT, FUNCTION, IMPORT, LOOP, RETURN, SECTION

SUFFIXES = [*GRAMMARS, *LIGHT, *sorted(SECTIONED)]


def block_at(suffix: str, text: str, line: int) -> Block:
    """The innermost block that begins in a line."""
    return [block for block in blocks_of(f"a{suffix}", text) if block.line == line][-1]


@pytest.mark.parametrize(
    ("suffix", "text", "kind", "name"),
    [
        (".c", "float loss(float x)\n{\n  return x;\n}", FUNCTION, "loss"),
        (".cpp", "struct Net : torch::nn::Module {\n  int x;\n};", CLASS, "Net"),
        (".cu", "__global__ void gelu(float* a) {\n  a[0] = 1;\n}", FUNCTION, "gelu"),
        (".js", "export const fit = async (x) => {\n  await go(x);\n};", FUNCTION, "fit"),
        (".ts", "class Model extends Base {\n  fit(): void { go(); }\n}", CLASS, "Model"),
        (".java", "class A {\n  void fit() { go(); }\n}", CLASS, "A"),
        (".scala", "object Main extends App {\n  val x = go()\n}", CLASS, "Main"),
        (".go", "func (m *Net) Fit(x int) error {\n\treturn m.run(x)\n}", FUNCTION, "Fit"),
        (".rs", "#[derive(Parser)]\nstruct Args {\n  lr: f64,\n}", CLASS, "Args"),
        (".sh", "download() {\n  wget http://x\n}", FUNCTION, "download"),
        (".jl", "@kwdef mutable struct Args\n  lr = 0.1\nend", CLASS, "Args"),
        (".jl", "function fit(x; lr=1)\n  go(x)\nend", FUNCTION, "fit"),
        (".jl", "fit(x) = go(x)", FUNCTION, "fit"),
        (".r", "fit <- function(x) {\n  go(x)\n}", FUNCTION, "fit"),
        (".r", "for (i in 1:3) {\n  go(i)\n}", LOOP, ""),
        (".c", "#define N 10", CONSTANT, ""),
        (".sh", "LR=0.1", CONSTANT, ""),
        (".r", 'stop("no data")', CHECK, ""),
        (".js", "return x;", RETURN, ""),
        (".go", 'import "fmt"', IMPORT, ""),
    ],
)
def test_tells_what_a_statement_is(suffix: str, text: str, kind: str, name: str) -> None:
    first = blocks_of(f"a{suffix}", text)[0]
    assert (first.kind, first.name, first.line) == (kind, name, 1)


@pytest.mark.parametrize(
    ("suffix", "text", "calls"),
    [
        pytest.param(".cpp", "x = torch::relu(fc->go(x));", ("torch.relu", "fc.go"), id="c"),
        pytest.param(".cu", "gelu<<<n, 256>>>(out);", ("gelu",), id="launch-of-a-kernel"),
        pytest.param(".js", "m.add(tf.dense({}));", ("m.add", "tf.dense"), id="js"),
        pytest.param(".rs", 'let x = candle::bail!("a");', ("candle.bail!",), id="macro"),
        pytest.param(".sh", "python train.py | tee log", ("python", "tee"), id="pipe"),
        pytest.param(".jl", "Flux.train!(loss, ps)", ("Flux.train!",), id="bang"),
        pytest.param(".r", "m <- caret::train(y,\n  d)", ("caret.train",), id="two-lines"),
        pytest.param(".scala", "val m = lr\n  .fit(d)", ("fit",), id="chain-over-lines"),
        pytest.param(".jl", '@info "x"', ("@info",), id="macro-of-julia"),
        pytest.param(".java", "new Glove.Builder();", ("Glove.Builder",), id="constructor"),
    ],
)  # fmt: skip
def test_names_calls_with_dots_in_every_language(
    suffix: str, text: str, calls: tuple[str, ...]
) -> None:
    assert blocks_of(f"a{suffix}", text)[0].calls == calls


@pytest.mark.parametrize(
    ("suffix", "text", "binds"),
    [
        (".js", "import * as tf from '@tensorflow/tfjs';", [("tf", "@tensorflow/tfjs")]),
        (".js", "const {fit} = require('./a');", [("fit", "./a.fit")]),
        (".java", "import a.b.C;", [("C", "a.b.C")]),
        (".scala", "import a.b.{C, D => E}", [("C", "a.b.C"), ("E", "a.b.D")]),
        (".scala", "import a.b._", [("*", "a.b")]),
        (".rs", "use a::{b, c as d, e::*};", [("b", "a.b"), ("d", "a.c"), ("*", "a.e")]),
        (".go", 'import g "gorgonia.org/gorgonia"', [("g", "gorgonia.org/gorgonia")]),
        (".jl", "using Flux", [("*", "Flux")]),
        (".jl", "using Flux: onehot", [("onehot", "Flux.onehot")]),
        (".r", "library(caret)", [("*", "caret")]),
    ],
)
def test_follows_imports(suffix: str, text: str, binds: list[tuple[str, str]]) -> None:
    assert list(blocks_of(f"a{suffix}", text)[0].binds) == binds


def test_an_attribute_belongs_to_the_item_below_it() -> None:
    function = blocks_of("a.rs", "#[test]\nfn works() { go(); }")[0]
    assert (function.line, function.end_line, function.names) == (1, 2, ("test", "works"))


def test_sections_have_the_keys_above_them() -> None:
    text = "model:\n  layers:\n    - type: Conv2d\nlr: 1\n"
    blocks = blocks_of("a.yaml", text)
    assert [(b.kind, b.name, b.line, b.end_line) for b in blocks] == [
        (SECTION, "model", 1, 1),
        (SECTION, "model.layers", 2, 3),
        (SECTION, "", 4, 4),
    ]


def test_a_file_that_nobody_wrote_has_no_blocks() -> None:
    assert blocks_of("a.js", "x = 1;\n" * MAX_CHARACTERS) == ()
    assert blocks_of("a.js", f"x = '{'a' * 6_000}';") == ()
    assert blocks_of("a.unknown", "x = 1") == ()


pieces = st.lists(
    st.sampled_from(["{", "}", "(", ")", "if x", "\n", "=", "a.b", '"', "'", "#", "end", "f(", ":",
                     "for i in x", "function g", "<<<", "- k: v", "[s]", "é", ","]),
    max_size=30,
).map("".join)  # fmt: skip


@given(suffix=st.sampled_from(SUFFIXES), text=pieces)
def test_any_text_gives_blocks_in_order_and_inside_of_it(suffix: str, text: str) -> None:
    blocks = blocks_of(f"a{suffix}", text)
    lines = text.count("\n") + 1
    for index, block in enumerate(blocks):
        assert -1 <= block.parent < index
        assert 1 <= block.line <= block.end_line <= lines


@pytest.mark.parametrize("suffix", [".c", ".cpp", ".js", ".java", ".go", ".rs", ".jl", ".r"])
@pytest.mark.parametrize("unit", ["(", "a.b().", "if(x){", "[1,"])
def test_deep_nesting_takes_bounded_time(suffix: str, unit: str) -> None:
    text = "\n".join([unit * 900] * 12)
    start = time.thread_time()
    blocks_of(f"a{suffix}", text)
    assert time.thread_time() - start < 8
