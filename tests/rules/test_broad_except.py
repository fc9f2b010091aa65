"""broad-except reports handlers of everything that let nobody know."""

from textwrap import indent

import pytest

from auditor.model import Severity
from auditor.rules.broad_except import RULE
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


def handled(clause: str, body: str, tried: str = "x = load(path)") -> str:
    return f"def run(path):\n    try:\n        {tried}\n    {clause}\n" + indent(body, " " * 8)


@pytest.mark.parametrize(
    ("clause", "body"),
    [
        pytest.param("except:", "pass", id="bare"),
        pytest.param("except Exception:", "pass", id="exception"),
        pytest.param("except BaseException:", "...", id="base-exception"),
        pytest.param("except (ValueError, Exception):", "pass", id="among-others"),
        pytest.param("except Exception as error:", "return None", id="error-not-used"),
        pytest.param("except Exception:", "x = default(path)", id="something-else-instead"),
        pytest.param("except Exception:", "logger.info('failed')", id="tells-but-not-what"),
        pytest.param("except:", "x = with_logits(path)", id="no-log"),
    ],
)
def test_reports(clause: str, body: str) -> None:
    assert lines_hit(handled(clause, body)) == [4]


@pytest.mark.parametrize(
    ("clause", "body"),
    [
        pytest.param("except ValueError:", "pass", id="named"),
        pytest.param("except Exception:", "clean(path)\nraise", id="raises-again"),
        pytest.param("except Exception as e:", "raise Failed from e", id="raises-another"),
        pytest.param("except Exception:", "logger.exception('failed')", id="traceback"),
        pytest.param(
            "except Exception:", "logger.error('failed', exc_info=True)", id="traceback-by-keyword"
        ),
        pytest.param("except Exception:", "traceback.print_exc()", id="prints-the-traceback"),
        pytest.param("except Exception as e:", "print('failed', e)", id="tells-what"),
        pytest.param("except Exception as e:", "failures.append(e)", id="keeps-the-error"),
        pytest.param("except Exception:", "sys.exit(1)", id="ends"),
    ],
)
def test_stays_silent(clause: str, body: str) -> None:
    assert lines_hit(handled(clause, body)) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(handled("except Exception:", "apex = None", "import apex"), id="import"),
        pytest.param(handled("except Exception:", "pass", "file.close()"), id="cleaning-up"),
        pytest.param(handled("except Exception:", "return False"), id="asking"),
        pytest.param(handled("except Exception:", "__version__ = '?'"), id="version"),
        pytest.param(
            handled("except Exception:", "return 0").replace("run", "has_rows"), id="asking-by-name"
        ),
        pytest.param(handled("except Exception:", "pass").replace("run", "__del__"), id="del"),
    ],
)
def test_what_may_fail_for_any_reason_gets_the_benefit_of_the_doubt(source: str) -> None:
    assert lines_hit(source) == []


@pytest.mark.parametrize(
    ("clause", "body", "message", "severity"),
    [
        ("except:", "pass", "`except:` drops the error and tells nobody", Severity.MEDIUM),
        (
            "except Exception:",
            "return None",
            "`except Exception:` returns something else and tells nobody",
            Severity.MEDIUM,
        ),
        (
            "except Exception:",
            "print('oh')",
            "`except Exception:` tells that something failed, but not what",
            Severity.LOW,
        ),
        (
            "except BaseException as e:",
            "print(e)",
            "`except BaseException:` goes on after everything, Ctrl-C included",
            Severity.LOW,
        ),
    ],
)
def test_says_what_becomes_of_the_error(
    clause: str, body: str, message: str, severity: Severity
) -> None:
    (hit,) = RULE.check(project_of(handled(clause, body)))
    assert (hit.message, hit.severity) == (message, severity)


def test_a_comment_that_says_why_lowers_the_severity() -> None:
    source = handled("except Exception:", "pass  # the server may be gone already")
    (hit,) = RULE.check(project_of(source))
    assert hit.severity is Severity.LOW


def test_of_tests_only_those_count_that_pass_because_of_it() -> None:
    passes = "def test_a():\n    try:\n        f()\n    except Exception:\n        pass\n"
    asks = "def test_a():\n    try:\n        f()\n    except Exception:\n        x = 1\n"
    assert lines_hit({"tests/test_a.py": passes}) == [4]
    assert lines_hit({"tests/test_a.py": asks}) == []
    assert len(messages_of(RULE, {"tests/test_a.py": passes})) == 1
