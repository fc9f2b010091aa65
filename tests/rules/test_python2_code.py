"""python2-code reports what only Python 2 can run, once a file."""

import pytest

from auditor.rules.python2_code import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1\nprint 'rows:', x\n", id="print-statement"),
        pytest.param("try:\n    f()\nexcept OSError, error:\n    pass\n", id="except-with-comma"),
        pytest.param("import os\nimport cPickle as pickle\n", id="module"),
        pytest.param("def f(n):\n    return [i for i in xrange(n)]\n", id="built-in"),
        pytest.param("n = 3\nlist(xrange(n))\n", id="beside-a-name-of-its-own"),
    ],
)
def test_reports(source: str) -> None:
    assert len(lines_hit(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("print('rows')\n", id="python-3"),
        pytest.param(
            "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n",
            id="import-for-both",
        ),
        pytest.param("from six.moves import xrange\nlist(xrange(3))\n", id="six"),
        pytest.param("xrange = range\nlist(xrange(3))\n", id="own-name"),
        pytest.param(
            "import sys\nif sys.version_info[0] == 2:\n    text = unicode\n", id="asks-the-version"
        ),
        pytest.param("try:\n    unicode\nexcept NameError:\n    pass\n", id="tries"),
        pytest.param("def f(unicode):\n    return unicode\n", id="parameter"),
        pytest.param("def f(x):\n    return x.unicode\n", id="attribute"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_a_module_of_the_repository_may_have_such_a_name() -> None:
    assert lines_hit({"commands.py": "x = 1\n", "main.py": "import commands\n"}) == []


def test_price_grows_with_the_file() -> None:
    (hit,) = RULE.check(project_of("print 1\n" + "x = 1\n" * 199))
    assert hit.size == 2
    assert hit.message == "print statement: this is Python 2 (200 lines)"
