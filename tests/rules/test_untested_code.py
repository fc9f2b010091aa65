"""untested-code reports modules that no test can run, and believes every sign that one may."""

import pytest

from auditor.rules.untested_code import RULE
from tests.builders import project_of
from tests.lines import messages_of

NET = "class Net:\n    def go(self, x):\n" + "        x = x + 1\n" * 20 + "        return x\n"
LINES = 23
TEST = {"tests/test_other.py": "def test_other():\n    assert 1\n"}


def messages(files: dict[str, str]) -> list[str]:
    return messages_of(RULE, files)


def test_reports_a_module_that_no_test_imports() -> None:
    assert messages({"pkg/__init__.py": "", "pkg/net.py": NET, **TEST}) == [
        f"no test reaches a module with {LINES} lines of code of pkg"
    ]


def test_the_modules_of_a_folder_are_one_finding() -> None:
    (hit,) = RULE.check(project_of({"a.py": NET, "b.py": NET + "\n\nX = 1\n", **TEST}))
    assert hit.message == (
        f"no test reaches 2 modules with {2 * LINES + 1} lines of code of the top folder"
    )
    assert hit.location.path == "b.py"
    assert hit.size == 2


def test_where_there_are_no_tests_all_of_it_is_one_finding() -> None:
    assert messages({"a.py": NET, "pkg/b.py": NET}) == [
        f"no test reaches 2 modules with {2 * LINES} lines of code: there are no tests"
    ]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"tests/test_net.py": "from net import Net\nNet()\n"}, id="imported"),
        pytest.param(
            {"tests/test_a.py": "import a\na.f()\n", "a.py": "import net\n"}, id="at-a-distance"
        ),
        pytest.param(
            {"tests/test_a.py": "def test_a():\n    import net\n"}, id="imported-late"
        ),
        pytest.param(
            {"tests/test_a.py": "import subprocess\nsubprocess.run(['python', 'net.py'])\n"},
            id="started-by-a-test",
        ),
        pytest.param(
            {"tests/test_a.py": "import mock\nmock.patch('net.Net.go')\n"}, id="named-by-a-test"
        ),
        pytest.param({"tests/test_a.py": "build('Net')\n"}, id="class-named-by-a-test"),
        pytest.param({".github/workflows/ci.yml": "run: python net.py --fast\n"}, id="run-by-ci"),
        pytest.param(
            {"Makefile": "test:\n\tbash check.sh\n", "check.sh": "python net.py\n"},
            id="run-by-a-script-of-make",
        ),
        pytest.param(
            {"conf/net.yaml": "_target_: net.Net\n", **TEST}, id="made-from-a-setting"
        ),
    ],
)  # fmt: skip
def test_believes_every_sign_of_a_test(files: dict[str, str]) -> None:
    assert messages({"net.py": NET, **files}) == []


def test_plugins_are_reached_by_who_loads_them() -> None:
    loader = "import importlib\n\n\ndef load(n):\n    return importlib.import_module(f'pkg.{n}')\n"
    files = {"pkg/__init__.py": loader, "pkg/net.py": NET}
    assert messages({**files, "tests/test_a.py": "import pkg\n"}) == []
    assert len(messages({**files, **TEST})) == 1


def test_plugins_are_reached_by_who_names_their_package_to_a_loader() -> None:
    loader = "import importlib\n\n\ndef find(p, n):\n    return importlib.import_module(p + n)\n"
    files = {
        "lib/load.py": loader,
        "pkg/__init__.py": "",
        "pkg/nets/__init__.py": "",
        "pkg/nets/net.py": NET,
        "tests/test_a.py": "from lib.load import find\n\nfind('pkg.nets', 'net')\n",
    }
    assert messages(files) == []
    files["tests/test_a.py"] = "from lib.load import find\n\nfind('pkg', 'net')\n"
    assert len(messages(files)) == 1


@pytest.mark.parametrize(
    "path",
    ["examples/net.py", "docs/net.py", "setup.py", "tests/helpers.py", "test_data/net.py"],
)
def test_some_code_needs_no_test(path: str) -> None:
    assert messages({path: NET, **TEST}) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n    return x\n", id="short"),
        pytest.param("x = 1\n" * 40, id="nothing-to-call"),
    ],
)
def test_small_modules_and_settings_need_none_either(source: str) -> None:
    assert messages({"net.py": source, **TEST}) == []


def test_long_words_are_read_in_linear_time() -> None:
    assert len(messages({"net.py": NET, "Makefile": "a" * 200_000, **TEST})) == 1
