"""What one Python file says: statements in order, calls with the full names behind them."""

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.python import docstring_lines, read_code
from auditor.model import Call, Code, Does, Literal, Statement, expressions_in
from tests.builders import file_of


def code_of(text: str) -> Code:
    return read_code(ast.parse(dedent(text)))


def targets(text: str) -> list[str]:
    """Targets of all calls, in the order of the text."""
    return [
        expression.target
        for statement in code_of(text).statements
        for expression in expressions_in(statement)
        if isinstance(expression, Call)
    ]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("import torch\ntorch.load(p)", "torch.load", id="plain-import"),
        pytest.param("import torch.nn as nn\nnn.ReLU()", "torch.nn.ReLU", id="alias"),
        pytest.param("from torch import nn\nnn.ReLU()", "torch.nn.ReLU", id="from-import"),
        pytest.param("from torch.optim import Adam as A\nA(p)", "torch.optim.Adam", id="renamed"),
        pytest.param("import os.path\nos.path.join(a)", "os.path.join", id="dotted-import"),
        pytest.param("from .data import load\nload()", ".data.load", id="relative"),
        pytest.param("from . import data\ndata.load()", ".data.load", id="relative-module"),
        pytest.param("from ..a import b\nb.c()", "..a.b.c", id="two-levels-up"),
        pytest.param("print(1)", "builtins.print", id="builtin"),
        pytest.param("unheard_of(1)", "", id="unknown"),
        pytest.param("def f(): pass\nf()", "@.f", id="own-function"),
        pytest.param(
            "try:\n    import cv2\nexcept ImportError:\n    cv2 = None\ncv2.imread(p)",
            "cv2.imread",
            id="optional-import",
        ),
    ],
)
def test_follows_a_name_to_what_it_stands_for(text: str, target: str) -> None:
    if "cv2 = None" in text:
        text = text.replace("cv2 = None", "pass")
    assert targets(text)[-1] == target


def test_follows_a_value_to_what_made_it() -> None:
    text = """
        import torch
        opt = torch.optim.Adam(net)
        opt.step()
    """
    assert targets(text) == ["torch.optim.Adam", "torch.optim.Adam().step"]


def test_follows_attributes_of_self_from_any_method() -> None:
    text = """
        from torch import nn
        class Net(nn.Module):
            def forward(self, x):
                return self.fc(x)
            def __init__(self):
                self.fc = nn.Linear(3, 3)
    """
    assert targets(text)[0] == "torch.nn.Linear()"


def test_an_annotation_says_what_a_parameter_is() -> None:
    text = """
        from torch.utils.data import DataLoader
        def run(loader: DataLoader | None, n: "int"):
            loader.dataset.check()
    """
    assert targets(text) == ["torch.utils.data.DataLoader().dataset.check"]


def test_names_in_annotations_are_noted_those_in_strings_too() -> None:
    code = code_of("def run(rows: 'list[Row]', *, net: nn.Net = None) -> Table: ...")
    assert code.annotated == ("Net", "Row", "Table", "list", "nn")


def test_a_parameter_says_how_it_is_given() -> None:
    (_, scope) = code_of("def run(a, /, b=1, *rest, c, d=2, **more): ...").scopes
    marks = [(one.name, one.mark, one.has_default) for one in scope.parameters]
    assert marks == [
        ("a", "", False),
        ("b", "", True),
        ("rest", "*", False),
        ("c", "k", False),
        ("d", "k", True),
        ("more", "**", False),
    ]


def test_unpacking_keeps_the_place_in_what_was_unpacked() -> None:
    text = """
        import matplotlib.pyplot as plt
        fig, ax = plt.subplots()
        ax.plot(x)
    """
    assert targets(text)[-1] == "matplotlib.pyplot.subplots()[1].plot"


def test_a_later_assignment_replaces_what_a_name_was() -> None:
    assert targets("import torch as t\nt = something\nt.load()")[-1] == ""


def test_a_parameter_hides_a_module_of_the_same_name() -> None:
    assert targets("import data\ndef f(data):\n    data.load()") == [""]


def test_names_of_a_comprehension_end_with_it() -> None:
    text = """
        import torch
        x = [torch for torch in things]
        torch.load(p)
    """
    assert targets(text)[-1] == "torch.load"


def test_functions_see_what_the_module_defines_further_down() -> None:
    text = """
        def main():
            model.fit(x)
        from sklearn.svm import SVC
        model = SVC()
    """
    assert targets(text)[0] == "sklearn.svm.SVC().fit"


def shape(text: str) -> list[tuple[str, int, int, int, int]]:
    """Kind, first and last line of the header, last line of the whole, and parent."""
    return [
        (s.does.value, s.line, s.header_end, s.end_line, s.parent) for s in code_of(text).statements
    ]


def test_headers_and_bodies_have_their_lines() -> None:
    text = """\
        @decorated
        def f(
            a,
        ):
            '''Doc.'''
            if a:
                return 1
            elif b:
                return 2
            else:
                return 3
    """
    assert shape(text) == [
        ("function", 1, 4, 11, -1),
        ("expression", 5, 5, 5, 0),
        ("if", 6, 6, 11, 0),
        ("return", 7, 7, 7, 2),
        ("if", 8, 8, 11, 0),
        ("return", 9, 9, 9, 4),
        ("else", 10, 10, 11, 4),
        ("return", 11, 11, 11, 6),
    ]


def test_else_finally_and_except_are_headers_of_their_own() -> None:
    text = """\
        try:
            a()
        except ValueError as error:
            b()
        else:
            c()
        finally:
            d()
    """
    assert [(does, line) for does, line, *_ in shape(text)] == [
        ("try", 1),
        ("expression", 2),
        ("except", 3),
        ("expression", 4),
        ("else", 5),
        ("expression", 6),
        ("finally", 7),
        ("expression", 8),
    ]


def test_scopes_know_their_bases_parameters_and_docstrings() -> None:
    code = code_of("""
        import torch
        class Net(torch.nn.Module):
            '''A network.

            More.
            '''
            def forward(self, x: torch.Tensor, scale=2.0) -> torch.Tensor:
                return x * scale
    """)
    _, net, forward = code.scopes
    assert net.bases == ("torch.nn.Module",)
    assert net.docstring == "A network."
    assert forward.qualname == "Net.forward"
    assert [parameter.name for parameter in forward.parameters] == ["self", "x", "scale"]
    assert forward.parameters[2].default == Literal(2.0)
    assert forward.returns == "torch.Tensor()"


def test_docstrings_are_told_from_other_strings() -> None:
    tree = ast.parse("'''Module.\n'''\nx = '''no\n'''\ndef f():\n    'yes'\n    'no'\n")
    assert docstring_lines(tree) == {1, 2, 6}


def test_imports_inside_try_and_functions_are_guarded() -> None:
    code = code_of("import a\ntry:\n    import b\nexcept ImportError:\n    pass\ndef f(): import c")
    assert [(entry.module, entry.guarded) for entry in code.imports] == [
        ("a", False),
        ("b", True),
        ("c", True),
    ]


def test_a_sum_of_many_terms_needs_no_deep_stack() -> None:
    code = code_of("x = " + " + ".join(f"a{i}" for i in range(900)))
    assert len(code.statements) == 1


def test_exports_are_read_where_they_are_written_out() -> None:
    assert code_of("__all__ = ['a', 'b']").exports == ("a", "b")
    assert code_of("x = 1").exports is None


MODULE = """
import torch

class Net(torch.nn.Module):
    def forward(self, x):
        return self.fc(x)

def train(net):
    for batch in loader:
        if batch:
            net.step(batch)
"""


@given(above=st.lists(st.sampled_from(["", "# note", "y = 1"]), max_size=15))
def test_lines_above_move_statements_and_change_nothing_else(above: list[str]) -> None:
    plain, moved = code_of(MODULE), read_code(ast.parse("\n".join([*above, MODULE])))
    extra = sum(line == "y = 1" for line in above)

    def outline(statements: tuple[Statement, ...], by: int) -> list[tuple[Does, int, int]]:
        return [(s.does, s.line - by, s.end_line - by) for s in statements]

    assert outline(moved.statements[extra:], len(above)) == outline(plain.statements, 0)


@given(alias=st.from_regex(r"[a-z]{1,8}_", fullmatch=True))
def test_renaming_an_alias_changes_no_target(alias: str) -> None:
    text = f"import numpy as {alias}\n{alias}.random.rand(3)"
    assert targets(text) == ["numpy.random.rand"]


def test_of_a_line_with_endless_statements_the_first_are_read() -> None:
    crowded = file_of("a.py", "a;" * 100_000 + "\nif x: " + "b;" * 1_000 + "\nc = 1\n").facts
    assert crowded.code is not None
    lines = [statement.line for statement in crowded.code.statements]
    assert (lines.count(1), lines.count(2), lines.count(3)) == (200, 201, 1)
    assert any("200 statements" in note for note in crowded.notes)
    few = file_of("a.py", "a;" * 199 + "\nb\n").facts
    assert few.code is not None
    assert (len(few.code.statements), few.notes) == (200, ())
