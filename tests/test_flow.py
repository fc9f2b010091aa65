"""The engine behind the rules: what values are, where names come from, what stands around."""

import pytest

from auditor.flow import Flow, Is, flow_of, flows
from auditor.flow.lineage import MAX_PAST
from auditor.model import Name
from tests.builders import project_of

ABOVE = "import numpy as np\nimport pandas as pd\nimport torch\nfrom torch import nn\n"


def flow(source: str) -> Flow:
    return flow_of(project_of(ABOVE + source).files[0])


def kind_of_last(source: str) -> Is:
    """The kind of what the last statement assigns."""
    found = flow(source)
    return found.kind(found.statements[-1].values[0])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        pytest.param("x = pd.read_csv(p)", Is.FRAME, id="read"),
        pytest.param("x = pd.read_csv(p)['a']", Is.SERIES, id="column"),
        pytest.param("x = pd.read_csv(p)[['a', 'b']]", Is.FRAME, id="columns"),
        pytest.param("df = pd.read_csv(p)\nx = df[df['a'] > 1]", Is.FRAME, id="mask"),
        pytest.param("df = pd.read_csv(p)\nx = df[name]", Is.PART, id="computed-column"),
        pytest.param("df = pd.read_csv(p)\nx = df.age", Is.SERIES, id="attribute-column"),
        pytest.param("df = pd.read_csv(p)\nx = df.iloc[:3]", Is.FRAME, id="rows"),
        pytest.param("x = pd.read_csv(p).values", Is.ARRAY, id="values"),
        pytest.param("x = np.log(pd.read_csv(p))", Is.FRAME, id="elementwise"),
        pytest.param("x = np.zeros(3) + 1", Is.ARRAY, id="arithmetic"),
        pytest.param("x = torch.zeros(3).view(1)", Is.TENSOR, id="tensor"),
        pytest.param("x = torch.zeros(3).item()", Is.UNKNOWN, id="number-of-a-tensor"),
        pytest.param("x = nn.Linear(1, 1)", Is.MODULE, id="layer"),
        pytest.param("x = nn.Linear(1, 1).to(d)", Is.MODULE, id="moved-layer"),
        pytest.param("x = nn.Linear(1, 1)(y)", Is.TENSOR, id="called-layer"),
        pytest.param("class A(nn.Module):\n    pass\nx = A()", Is.MODULE, id="class-of-the-file"),
        pytest.param("def f():\n    return pd.DataFrame()\nx = f()", Is.FRAME, id="returned"),
        pytest.param("x = 'a' if y else 'b'", Is.TEXT, id="both-branches"),
        pytest.param("x = 'a' if y else 1", Is.UNKNOWN, id="branches-differ"),
        pytest.param("x = train_df", Is.FRAME, id="name-by-custom"),
        pytest.param("x = table", Is.UNKNOWN, id="name-that-says-nothing"),
    ],
)
def test_knows_what_a_value_is(source: str, kind: Is) -> None:
    assert kind_of_last(source) is kind


def test_a_name_has_the_kind_of_its_last_assignment() -> None:
    assert kind_of_last("x = pd.read_csv(p)\nx = 1\ny = x") is Is.NUMBER


@pytest.mark.parametrize(
    ("calls", "kind"),
    [
        pytest.param("f(pd.DataFrame())", Is.FRAME, id="one-call"),
        pytest.param("f(pd.DataFrame())\nf(pd.read_csv(p))", Is.FRAME, id="calls-agree"),
        pytest.param("f(pd.DataFrame())\nf(1)", Is.UNKNOWN, id="calls-differ"),
        pytest.param("f(a=pd.DataFrame())", Is.FRAME, id="by-name"),
    ],
)
def test_a_parameter_is_what_all_calls_agree_on(calls: str, kind: Is) -> None:
    found = flow(f"def f(a):\n    x = a\n{calls}\n")
    statement = next(s for s in found.statements if s.scope == 1)
    assert found.kind(statement.values[0]) is kind


def test_an_annotation_outweighs_calls() -> None:
    found = flow("def f(a: pd.DataFrame):\n    x = a\nf(1)\n")
    statement = next(s for s in found.statements if s.scope == 1)
    assert found.kind(statement.values[0]) is Is.FRAME


def test_attributes_of_self_are_known_in_all_methods() -> None:
    source = (
        "class A:\n    def __init__(self):\n        self.df = pd.DataFrame()\n"
        "    def f(self):\n        x = self.df\n"
    )
    assert kind_of_last(source) is Is.FRAME


def test_targets_have_one_name_for_one_thing() -> None:
    found = flow("import tensorflow as tf\ntf.keras.Sequential([])\n")
    assert [site.target for site in found.calls] == ["keras.Sequential"]


def test_short_names_without_an_import_mean_what_everybody_means() -> None:
    found = flow_of(project_of("x = np.zeros(3)\n").files[0])
    assert [site.target for site in found.calls] == ["numpy.zeros"]


def test_short_names_that_the_file_binds_mean_nothing_else() -> None:
    found = flow_of(project_of("def f(np):\n    return np.zeros(3)\n").files[0])
    assert [site.target for site in found.calls] == [""]


def test_blocks_end_at_the_function() -> None:
    found = flow("for x in y:\n    def f():\n        if z:\n            g()\n")
    (site,) = found.calls_of("g")
    assert [header.does.value for _, header in found.around(site.index)] == ["if"]
    assert found.loop_around(site.index) is None


def test_a_block_holds_what_stands_in_it_and_no_more() -> None:
    found = flow("for x in y:\n    a()\n    if x:\n        b()\nc()\n")
    (site,) = found.calls_of("a")
    loop = found.loop_around(site.index)
    assert loop is not None
    assert [other.method for other in found.calls_within(loop)] == ["a", "b"]


def test_constants_are_traced_through_names() -> None:
    found = flow("A = 'x'\nb = A\nf(b)\n")
    (site,) = found.calls_of("f")
    literal = found.constant(site.call.args[0], site.index)
    assert literal is not None
    assert literal.value == "x"


def test_tracing_a_name_that_is_made_of_itself_ends() -> None:
    found = flow("a = a\na = a\nf(a)\n")
    (site,) = found.calls_of("f")
    assert isinstance(found.origin(site.call.args[0], site.index), Name)


def test_files_without_the_library_are_passed_over() -> None:
    project = project_of({"a.py": "import torch\n", "b.py": "import os\nimport numpy\n"})
    assert [found.file.path for found in flows(project, "torch")] == ["a.py"]


def test_tests_are_passed_over_unless_asked_for() -> None:
    project = project_of({"tests/test_a.py": "import torch\n"})
    assert not list(flows(project, "torch"))
    assert len(list(flows(project, "torch", tests=True))) == 1


def test_a_file_has_one_flow() -> None:
    file = project_of("import torch\n").files[0]
    assert flow_of(file) is flow_of(file)


@pytest.mark.parametrize("depth", [50, 200])
def test_long_chains_are_followed_without_harm(depth: int) -> None:
    assert flow("x = df" + ".dropna()" * depth + "\n").calls


def test_a_value_remembers_so_many_fits_and_rows() -> None:
    """Each value of a long chain would hold all that is above it, and a file the square of that."""
    above = "from sklearn.svm import SVC\nfrom sklearn.preprocessing import StandardScaler\n"
    chain = "".join(
        f"x{n + 1} = StandardScaler().fit_transform(x{n})\nz{n + 1} = pd.concat([z{n}, load()])\n"
        for n in range(MAX_PAST + 20)
    )
    found = flow(f"{above}x0 = z0 = load()\n{chain}SVC().fit(x1, y)\n").lineages
    assert max(len(lineage.fits) for lineage in found.known.values()) == MAX_PAST
    assert max(len(lineage.rows) for lineage in found.known.values()) == MAX_PAST


def test_names_of_a_comprehension_end_with_it() -> None:
    source = "df = pd.read_csv(p)\nn = 1\ny = [[df for n in a] for df in b if (m := df)]\n"
    for name, kind in (("df", Is.FRAME), ("n", Is.NUMBER), ("m", Is.UNKNOWN)):
        assert kind_of_last(f"{source}x = {name}") is kind
