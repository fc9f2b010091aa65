"""Names are followed across the files of a repository, to its own definitions or to a library."""

import pytest

from auditor.model import SourceFile, calls_in
from auditor.resolve import MAX_ANCESTORS, MAX_PARTS
from tests.builders import project_of

LIBRARY = {
    "models/__init__.py": "from .net import Net\n",
    "models/base.py": """
        from torch import nn
        class Base(nn.Module):
            def fit(self):
                pass
    """,
    "models/net.py": """
        from models.base import Base
        import torch
        class Net(Base):
            def __init__(self):
                self.head = torch.nn.Linear(1, 1)
        def build():
            return Net()
    """,
}


def called_in_train(text: str) -> list[str]:
    project = project_of({**LIBRARY, "train.py": text})
    file = project.file("train.py")
    assert file is not None
    return [file.full(call.target) for _, call in calls_in(file)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("from models.net import Net\nNet()", "models.net.Net", id="direct"),
        pytest.param("from models import Net\nNet()", "models.net.Net", id="re-export"),
        pytest.param("import models\nmodels.net.Net()", "models.net.Net", id="by-module"),
        pytest.param(
            "from models import Net\nnet = Net()\nnet.parameters()",
            "torch.nn.Module().parameters",
            id="inherited-from-a-library",
        ),
        pytest.param(
            "from models import Net\nnet = Net()\nnet.fit()",
            "models.base.Base.fit",
            id="inherited-within",
        ),
        pytest.param(
            "from models import Net\nnet = Net()\nnet.head.train()",
            "torch.nn.Linear().train",
            id="attribute",
        ),
        pytest.param(
            "from models.net import build\nnet = build()\nnet.eval()",
            "torch.nn.Module().eval",
            id="what-a-function-returns",
        ),
        pytest.param("from elsewhere import Net\nNet()", "elsewhere.Net", id="somebody-elses"),
    ],
)
def test_follows(text: str, target: str) -> None:
    assert called_in_train(text)[-1] == target


def ancestors(file: SourceFile | None, name: str) -> tuple[str, ...]:
    assert file is not None
    return file.ancestors[name]


def test_ancestors_reach_the_library_through_the_repository() -> None:
    project = project_of(LIBRARY)
    assert ancestors(project.file("models/net.py"), "Net") == (
        "models.base.Base",
        "torch.nn.Module",
    )


def test_a_circle_of_imports_and_bases_ends() -> None:
    project = project_of(
        {
            "a.py": "from b import B\nclass A(B): pass\nx = A().go()\n",
            "b.py": "from a import A\nclass B(A): pass\ny = B().go()\n",
        }
    )
    assert set(ancestors(project.file("a.py"), "A")) == {"b.B", "a.A"}


def test_a_script_imports_the_file_beside_it() -> None:
    project = project_of(
        {
            "x/utils.py": "def f(): pass\n",
            "y/utils.py": "def f(): pass\n",
            "y/go.py": "from utils import f\nf()\n",
        }
    )
    file = project.file("y/go.py")
    assert file is not None
    assert [file.full(call.target) for _, call in calls_in(file)] == ["y.utils.f"]


def called_with_stars(**texts: str) -> list[str]:
    """What `train.py` calls, in a repository with modules that offer `Net` in several ways."""
    project = project_of({**LIBRARY, **{f"{name}.py": text for name, text in texts.items()}})
    file = project.file("train.py")
    assert file is not None
    return [file.full(call.target) for _, call in calls_in(file)]


@pytest.mark.parametrize(
    ("train", "target"),
    [
        pytest.param("from models.net import *\nNet()", "models.net.Net", id="of-the-repository"),
        pytest.param("from models import *\nNet()", "models.net.Net", id="through-a-re-export"),
        pytest.param("from torch.nn import *\nLinear()", "torch.nn.Linear", id="of-a-library"),
        pytest.param(
            "from models.net import *\nfrom torch.nn import *\nNet()",
            "models.net.Net",
            id="ours-before-what-a-library-may-have",
        ),
        pytest.param("from one import *\nNet()", "models.net.Net", id="star-behind-a-star"),
        pytest.param("from one import *\nnn.Linear()", "torch.nn.Linear", id="module-of-a-star"),
        pytest.param("from one import *\nlayer1()", "one.layer1", id="name-that-ends-in-a-digit"),
        pytest.param("from two import *\nhidden()", "train.hidden", id="not-in-its-__all__"),
        pytest.param("from one import *\nsum()", "builtins.sum", id="built-in"),
        pytest.param(
            "from one import *\nfrom torch import *\nLR()", "one.LR", id="constant-of-ours"
        ),
        pytest.param(
            "def f():\n    return Net()\nfrom models.net import *",
            "models.net.Net",
            id="used-above-in-a-function",
        ),
    ],
)
def test_follows_a_star(train: str, target: str) -> None:
    one = "from models.net import *\nfrom torch import nn\nLR = 1\ndef layer1(): pass\n"
    two = "__all__ = ['shown']\ndef shown(): pass\ndef hidden(): pass\n"
    assert called_with_stars(one=one, two=two, train=train)[0] == target


def test_stars_that_import_each_other_end() -> None:
    circle = {"one": "from train import *", "train": "from one import *\nlost()"}
    assert called_with_stars(**circle) == ["train.lost"]


def test_the_order_of_files_changes_nothing() -> None:
    forward = project_of(LIBRARY)
    backward = project_of(dict(reversed(LIBRARY.items())))
    assert forward == backward


def test_long_lines_of_heirs_and_stars_are_followed_as_far_as_is_of_use() -> None:
    heirs = "".join(f"class C{n}(C{n + 1}): pass\n" for n in range(1_000))
    stars = {f"s{n}.py": f"from s{n + 1} import *\nf{n + 3}()\n" for n in range(1_000)}
    project = project_of({"a.py": heirs, **stars, "s1000.py": "def f(): pass\n"})
    found = ancestors(project.file("a.py"), "C0")
    assert found == tuple(f"a.C{n + 1}" for n in range(MAX_ANCESTORS))


def test_what_a_base_inherits_may_be_a_base() -> None:
    project = project_of(
        {
            "a.py": "from b import Middle\nclass Low(Middle):\n    class Meta(Middle.Meta): pass\n",
            "b.py": "from c import Top\nclass Middle(Top): pass\n",
            "c.py": "import lib\nclass Top:\n    class Meta(lib.Meta): pass\n",
        }
    )
    assert ancestors(project.file("a.py"), "Low.Meta") == ("c.Top.Meta", "lib.Meta")


def test_a_deep_folder_gives_a_file_no_more_names_than_anybody_imports() -> None:
    path = "/".join(["a" * 10] * 200) + "/net.py"
    assert len(project_of({path: "x = 1\n"}).modules) == MAX_PARTS
