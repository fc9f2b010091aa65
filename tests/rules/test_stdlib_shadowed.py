"""stdlib-shadowed reports files that scripts beside them import by mistake."""

import pytest

from auditor.model import Hit
from auditor.rules.stdlib_shadowed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


SCRIPT = 'import numpy\nif __name__ == "__main__":\n    print(numpy)\n'


@pytest.mark.parametrize("name", ["numbers", "random", "queue", "types", "logging", "copy"])
def test_reports(name: str) -> None:
    (hit,) = hits({f"{name}.py": "x = 1\n", "train.py": SCRIPT})
    assert hit.message == f"`{name}.py` hides the standard module `{name}` from train.py"
    assert str(hit.location) == f"{name}.py:1"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"queue.py": "x = 1\n", "lib.py": "import numpy\n"}, id="no-script"),
        pytest.param({"a/queue.py": "x = 1\n", "train.py": SCRIPT}, id="other-folder"),
        pytest.param(
            {"a/__init__.py": "", "a/queue.py": "x = 1\n", "a/cli.py": SCRIPT}, id="in-a-package"
        ),
        pytest.param({"os.py": "x = 1\n", "train.py": SCRIPT}, id="loaded-before-any-script"),
        pytest.param({"test.py": "x = 1\n", "train.py": SCRIPT}, id="nobody-imports-it"),
        pytest.param({"queue.yaml": "x: 1\n", "train.py": SCRIPT}, id="no-module"),
        pytest.param({"numbers.py": "import json\njson.loads('1')\n"}, id="no-package-is-imported"),
        pytest.param({"numbers.py": "import pandas\n\ndef f():\n    return 1\n"}, id="not-started"),
        pytest.param({"numbers.py": "import own\nown.f()\n", "own.py": ""}, id="own-module"),
        pytest.param(
            {"own/__init__.py": "", "own/src/types.py": "x = 1\n", "own/src/train.py": SCRIPT},
            id="below-a-package",
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


@pytest.mark.parametrize(
    "text", [SCRIPT, "import pandas as pd\ntable = pd.read_csv('x')\nprint(table)\n"]
)
def test_a_script_hides_the_module_from_the_packages_that_it_imports(text: str) -> None:
    (hit,) = hits({"numbers.py": text})
    assert hit.message == "`numbers.py` hides the standard module `numbers` from itself"


def test_a_package_at_the_top_is_a_folder_of_scripts_all_the_same() -> None:
    assert hits({"__init__.py": "", "queue.py": "x = 1\n", "train.py": SCRIPT})
