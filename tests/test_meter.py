"""The meter counts as radon does, at the price of one walk, and cognitive complexity beside it."""

import ast
from textwrap import dedent

import pytest
from radon.metrics import h_visit_ast, mi_visit
from radon.visitors import ComplexityVisitor

from auditor.facts.meter import Meter, maintainability, measure
from auditor.facts.raw import raw_counts
from auditor.model import Complexity

each_text = pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("def f(a=1 if x else 2) -> (y and z): pass", id="defaults-and-annotations"),
        pytest.param("@d(1 + 1 if x else 2)\ndef f():\n    return 1 + 1", id="decorated-function"),
        pytest.param("@d(1 + 1 if x else 2)\nclass C(B or D): x = 1", id="decorated-class"),
        pytest.param("if a and b or c:\n    pass\nelif d:\n    pass\nelse:\n    pass", id="if"),
        pytest.param("for x in y:\n    pass\nelse:\n    pass", id="for-else"),
        pytest.param("while x:\n    pass", id="while"),
        pytest.param("async def f():\n    async for x in y:\n        await z", id="async"),
        pytest.param("with a if b else c as d:\n    pass", id="with"),
        pytest.param(
            "try:\n    a\nexcept A:\n    b\nexcept B: c\nelse:\n    d\nfinally:\n    e if f else 0",
            id="try",
        ),
        pytest.param("try:\n    a\nexcept* A:\n    b if c else d", id="try-star"),
        pytest.param("assert a and b, c if d else e", id="assert-is-one-decision"),
        pytest.param(
            "match a:\n    case 1:\n        b\n    case _:\n        c", id="match-default"
        ),
        pytest.param("match a:\n    case 1:\n        b\n    case 2 if x:\n        c", id="match"),
        pytest.param(
            "match a:\n    case [1, *_]:\n        b\n    case x as y:\n        c", id="as"
        ),
        pytest.param("[a for b in c if d if e for f in g]", id="comprehension"),
        pytest.param("f = lambda x=a or b: x if x else y", id="lambda"),
        pytest.param("def f():\n    def g():\n        if x: y = -x\n    return g", id="closure"),
        pytest.param("def f():\n    class C:\n        def g(self): x += 1 if y else 2", id="local"),
        pytest.param(
            "class C:\n    if a:\n        def f(self): return a < b < c", id="method-in-if"
        ),
        pytest.param(
            "class C:\n    class D:\n        def f(self): a and b\n    x = a or b", id="in"
        ),
        pytest.param("a = x + 1; b = x + True; c = x + 1.0; d = x + '1'", id="equal-constants"),
        pytest.param("a.x + b.x + x + 'x'", id="one-name-in-many-ways"),
        pytest.param("f() + f()", id="unnamed-operands-are-all-distinct"),
        pytest.param("def f(): return x + 1\ndef g(): return x + 1", id="operands-by-function"),
        pytest.param("x = f'{a + b}{c or d!r}'", id="f-string"),
    ],
)


@each_text
def test_complexity_is_that_of_radon(text: str) -> None:
    tree = ast.parse(text)
    visitor = ComplexityVisitor.from_ast(tree)
    measures = measure(tree)
    assert measures.cyclomatic_total == visitor.total_complexity
    found = {(block.name, block.line, block.cyclomatic) for block in measures.blocks}
    assert found >= {(f.name, f.lineno, f.complexity) for f in visitor.functions}
    assert found >= {(c.name, c.lineno, c.real_complexity) for c in visitor.classes}
    for listed in visitor.classes:
        assert found >= {(m.name, m.lineno, m.complexity) for m in listed.methods}


@each_text
def test_halstead_measures_are_those_of_radon(text: str) -> None:
    tree = ast.parse(text)
    total, functions = h_visit_ast(tree)
    measures = measure(tree)
    halstead = measures.halstead
    assert (total.N1, total.N2, total.h1, total.h2) == tuple(halstead)
    assert (total.volume, total.difficulty, total.effort) == (
        halstead.volume,
        halstead.difficulty,
        halstead.effort,
    )
    found = {(block.name, *_halstead(block)) for block in measures.blocks}
    assert found >= {(name, f.N1, f.N2, f.h1, f.h2) for name, f in functions}


@each_text
def test_maintainability_is_that_of_radon(text: str) -> None:
    raw = raw_counts(text)
    assert raw is not None
    assert maintainability(measure(ast.parse(text)), raw) == mi_visit(text, multi=True)


def _halstead(block: Complexity) -> tuple[int, int, int, int]:
    return (
        block.operators,
        block.operands,
        block.distinct_operators,
        block.distinct_operands,
    )


def test_blocks_stand_in_the_order_of_the_text_with_their_full_names() -> None:
    text = """
        class C:
            def m(self):
                def inner(): ...
            class D: ...
        async def f(): ...
    """
    blocks = measure(ast.parse(dedent(text))).blocks
    assert [(block.qualname, block.kind, block.line, block.end_line) for block in blocks] == [
        ("C", "class", 2, 5),
        ("C.m", "method", 3, 4),
        ("C.m.<locals>.inner", "function", 4, 4),
        ("C.D", "class", 5, 5),
        ("f", "function", 6, 6),
    ]


def cognitive(text: str) -> int:
    return measure(ast.parse(dedent(text))).blocks[0].cognitive


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def f(): return 1", 0, id="straight"),
        pytest.param(
            """
            def sum_of_primes(top):
                for i in range(top):        # +1
                    for j in range(2, i):   # +2
                        if i % j == 0:      # +3
                            break
            """,
            6,
            id="each-level-of-nesting-adds-one",
        ),
        pytest.param(
            """
            def f(x):
                if x: a()      # +1
                elif y: b()    # +1
                elif z: c()    # +1
                else:          # +1
                    if w: d()  # +2
            """,
            6,
            id="elif-and-else-add-one-however-deep",
        ),
        pytest.param(
            """
            def f():
                try:
                    if a:             # +1
                        for i in b:   # +2
                            while c:  # +3
                                d()
                except E:             # +1
                    if c:             # +2
                        d()
            """,
            9,
            id="try-does-not-nest-but-except-does",
        ),
        pytest.param(
            "def f():\n    match x:\n        case 1: a()\n        case 2: b()", 1, id="match"
        ),
        pytest.param("def f():\n    with a:\n        if b: c()", 1, id="with-does-not-nest"),
        pytest.param("def f(): return a and b and c", 1, id="one-run"),
        pytest.param("def f(): return a and b or c or d and e", 3, id="three-runs"),
        pytest.param("def f(): return a or b and c or d", 3, id="a-run-that-is-split"),
        pytest.param("def f(): return a and (b and c)", 1, id="brackets-do-not-end-a-run"),
        pytest.param("def f(): return a and not (b and c)", 2, id="not-ends-a-run"),
        pytest.param("def f(): return a if b else c if d else e", 3, id="conditional-in-another"),
        pytest.param("def f(): return lambda: a if b else c", 2, id="lambda-nests"),
        pytest.param(
            """
            def decorator(a):
                "A docstring is no code."
                def inner(func):
                    if a:      # +1
                        func()
                return inner
            """,
            1,
            id="a-decorator-is-no-nesting",
        ),
        pytest.param(
            """
            def no_decorator(a):
                b = a * a
                def inner(func):
                    if b:      # +2
                        func()
                return inner
            """,
            2,
            id="other-closures-are",
        ),
        pytest.param(
            """
            class C:
                def f(self):
                    if a: b()  # +1
                def g(self):
                    if a: b()  # +1
            """,
            2,
            id="a-class-adds-up-its-methods",
        ),
    ],
)
def test_cognitive_complexity_follows_the_white_paper(text: str, expected: int) -> None:
    assert cognitive(text) == expected


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        pytest.param("pass", 0, id="none"),
        pytest.param(
            "if a:\n  for b in c:\n    with d:\n      try:\n        e\n      finally: f",
            4,
            id="all",
        ),
        pytest.param("if a: b\nelif c: d\nelif e: f", 1, id="elif-stands-beside-its-if"),
        pytest.param("if a: b\nelse:\n  if c: d", 2, id="if-in-else-is-deeper"),
        pytest.param("for a in b: c\nfor d in e: f", 1, id="beside-one-another"),
    ],
)
def test_nesting_is_that_of_control_statements(body: str, depth: int) -> None:
    text = "def f():\n" + "\n".join(f"  {line}" for line in body.split("\n"))
    assert measure(ast.parse(text)).blocks[0].nesting == depth


def test_while_paused_nothing_counts() -> None:
    node = ast.parse("a + (b if c else d)", mode="eval").body
    meter = Meter()
    meter.pause()
    for child in ast.walk(node):
        meter.expression(child)
    assert meter.result() == Meter().result()
    meter.resume()
    meter.expression(node)
    assert meter.result().halstead.operators == 1


def test_a_sum_of_ten_thousand_terms_needs_no_deep_stack() -> None:
    total: ast.expr = ast.Name("x")
    for _ in range(10_000):
        total = ast.BinOp(total, ast.Add(), ast.Constant(1))
    tree = ast.Module([ast.Expr(total)], type_ignores=[])
    assert measure(tree).halstead.operators == 10_000
