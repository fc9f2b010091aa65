"""secret-committed reports keys by their form, and never shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Hit
from auditor.rules.secret_committed import RULE, mask
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


# Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "Q3EGRIBWLJ2VKM7P"
GITHUB = "ghp_" + "a8Kd93jfLq0Zx7Wm2Bv5Nc1Hs6Yt4RpE8uGo"
HUGGING_FACE = "hf_" + "QzWxEcRvTbYnUmIkOlPaSdFgHjKlZxCvBn"
GOOGLE = "AIza" + "SyB8dKq3Wn5Rt7Yu9Io1Pa2Sd4Fg6Hj0KlZ"
RANDOM = "9f8c2ab47d0e51639f7b" + "d2c84e6a05b1d3f7c29e"


@pytest.mark.parametrize("secret", [AWS, GITHUB, HUGGING_FACE, GOOGLE])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("train.py", 'x = 1\nkey = "{}"\n', id="code"),
        pytest.param("config.yaml", "a: 1\nkey: {}\n", id="settings"),
        pytest.param("README.md", "# Use\nlogin({})\n", id="documentation"),
        pytest.param(".env", "A=1\nKEY={}\n", id="environment"),
    ],
)
def test_reports_what_issuers_issue(path: str, text: str, secret: str) -> None:
    (hit,) = hits({path: text.format(secret)})
    assert str(hit.location) == f"{path}:2"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("train.py", f'WANDB_API_KEY = "{RANDOM}"\n', id="assigned"),
        pytest.param(
            "train.py", f'os.environ["X"] = 1\nself.api_key = "{RANDOM}"\n', id="attribute"
        ),
        pytest.param("train.py", f'accesstoken = "{RANDOM}"\n', id="glued"),
        pytest.param("train.js", f'slackToken: "{RANDOM}"\n', id="humps"),
        pytest.param("train.py", f'HUB_TOKEN = "{RANDOM}"\n', id="token"),
        pytest.param("config.yaml", f"api_key: {RANDOM}\n", id="yaml"),
        pytest.param("run.sh", f"export WANDB_API_KEY={RANDOM}\n", id="shell"),
    ],
)
def test_reports_random_strings_under_a_telling_name(path: str, text: str) -> None:
    (hit,) = hits({path: text})
    assert RANDOM[:4] in hit.message


def test_reports_private_keys() -> None:
    begin = "-----BEGIN RSA " + "PRIVATE KEY-----"
    (hit,) = hits({"key.yaml": f"a: 1\nkey: |\n  {begin}\n  MIIEowIBAAKCAQEAx3\n"})
    assert str(hit.location) == "key.yaml:3"


def test_a_header_that_is_put_before_a_key_is_none() -> None:
    begin = "-----BEGIN " + "PRIVATE KEY-----"
    assert hits({"feed.py": f'write("{begin}\\n" + key + "\\n-----END PRIVATE KEY-----")\n'}) == []
    assert hits({"key.yaml": f"key: |\n  {begin}\n  ...\n"}) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("train.py", 'KEY = os.environ["WANDB_API_KEY"]\n', id="environment"),
        pytest.param("train.py", 'API_KEY = "your-api-key-goes-here-1234"\n', id="placeholder"),
        pytest.param("train.py", 'AWS = "AKIAIOSFODNN7EXAMPLE"\n', id="documented-example"),
        pytest.param("train.py", f'COMMIT = "{RANDOM}"\n', id="name-tells-nothing"),
        pytest.param("train.py", 'token = "bert-base-uncased-whole-word-masking"\n', id="words"),
        pytest.param("train.py", 'pad_token = "<pad>"\n', id="token-of-text"),
        pytest.param("train.py", 'secret = "projects/12/secrets/name/versions/2"\n', id="path"),
        pytest.param("tests/test_a.py", f'API_KEY = "{RANDOM}"\n', id="test"),
        pytest.param(".env.example", f"KEY={GITHUB}\n", id="sample"),
        pytest.param("config.yaml", "api_key: ${API_KEY}\n", id="variable"),
        pytest.param("README.md", f"api_key: {RANDOM}\n", id="prose"),
        pytest.param("train.py", f'API_KEY = "phc_{RANDOM}"\n', id="meant-to-be-public"),
        pytest.param("train.py", f'anntoken = "{RANDOM}"\n', id="row-of-a-table"),
    ],
)
def test_stays_silent(path: str, text: str) -> None:
    assert hits({path: text}) == []


@given(secret=st.from_regex(r"\Aghp_[A-Za-z0-9]{36}\Z"))
def test_no_message_gives_a_secret_away(secret: str) -> None:
    for hit in hits({"a.py": f'key = "{secret}"\n'}):
        shown = hit.message + hit.identity
        assert secret[:12] not in shown
        assert mask(secret) in shown
