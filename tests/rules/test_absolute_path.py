"""absolute-path reports paths of one machine, and no paths of systems."""

import pytest

from auditor.rules.absolute_path import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = ""


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("path = '/home/anna/data/train.csv'\n", [1], id="home"),
        pytest.param("path = '/Users/anna/data/train.csv'\n", [1], id="users"),
        pytest.param("path = r'C:\\Projects\\rows.csv'\n", [1], id="windows"),
        pytest.param("path = '/content/drive/MyDrive/rows.csv'\n", [1], id="colab"),
        pytest.param("rows = read('/kaggle/input/titanic/train.csv')\n", [1], id="kaggle"),
        pytest.param(("def f(path='/home/anna/data/a.csv'):\n    pass\n"), [1], id="default"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("path = 'data/train.csv'\n", id="relative"),
        pytest.param("path = '/usr/share/dict/words'\n", id="system"),
        pytest.param("path = r'C:\\Windows\\System32\\wmic.exe'\n", id="on-every-windows"),
        pytest.param("path = '/tmp/rows.csv'\n", id="temporary"),
        pytest.param("path = '/home/user/data/a.csv'\n", id="placeholder"),
        pytest.param("path = '/home/anna/path/to/data'\n", id="placeholder-path"),
        pytest.param("url = 'https://a.org/home/anna/data'\n", id="address"),
        pytest.param(("def f():\n    '''/home/anna/data/train.csv'''\n"), id="docstring"),
        pytest.param("print('see /home/anna/data/train.csv for more')\n", id="message"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
