"""TARGET is understood in all the ways in which people name a repository, and refused kindly."""

import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.acquire import parse_target
from auditor.acquire.forges import web_url
from auditor.errors import BadTarget
from auditor.model import Credentials, Target

GITHUB = "https://github.com/karpathy/nanoGPT"
COMMIT = "3adf61e154c3fe3fca428ad6bc3818b27a3b8291"


def parts(target: Target) -> tuple[str | None, str | None, str]:
    return target.url, target.revision, target.subdir


@pytest.mark.parametrize(
    ("text", "url", "revision", "subdir"),
    [
        ("karpathy/nanoGPT", GITHUB, None, ""),
        ("karpathy/nanoGPT.git", GITHUB, None, ""),
        ("karpathy/nanoGPT/", GITHUB, None, ""),
        ("karpathy/nanoGPT@v1.0", GITHUB, "v1.0", ""),
        ("karpathy/nanoGPT@feature/x", GITHUB, "feature/x", ""),
        (f"karpathy/nanoGPT@{COMMIT}", GITHUB, COMMIT, ""),
        ("karpathy/nanoGPT@HEAD~3", GITHUB, "HEAD~3", ""),
        ("  karpathy/nanoGPT \n", GITHUB, None, ""),
        (GITHUB, GITHUB, None, ""),
        (f"{GITHUB}.git", GITHUB, None, ""),
        (f"{GITHUB}/", GITHUB, None, ""),
        (f"{GITHUB}.git/", GITHUB, None, ""),
        (f"{GITHUB}@main", GITHUB, "main", ""),
        (f"{GITHUB}.git@main", GITHUB, "main", ""),
        (f"{GITHUB}@feature/x", GITHUB, "feature/x", ""),
        (f"{GITHUB}?tab=readme#about", GITHUB, None, ""),
        ("HTTPS://GitHub.com/karpathy/nanoGPT", GITHUB, None, ""),
        ("https://www.github.com/karpathy/nanoGPT", GITHUB, None, ""),
        ("github.com/karpathy/nanoGPT", GITHUB, None, ""),
        ("www.github.com/karpathy/nanoGPT/tree/main", GITHUB, "main", ""),
        ("git+https://github.com/karpathy/nanoGPT@v1", GITHUB, "v1", ""),
        (f"{GITHUB}/tree/main/data/shakespeare", GITHUB, "main", "data/shakespeare"),
        (f"{GITHUB}/tree/main/", GITHUB, "main", ""),
        (f"{GITHUB}/blob/main/data/prepare.py#L10-L20", GITHUB, "main", ""),
        (f"{GITHUB}/commit/{COMMIT}", GITHUB, COMMIT, ""),
        (f"{GITHUB}/commits/v1", GITHUB, "v1", ""),
        (f"{GITHUB}/releases/tag/v1.0", GITHUB, "v1.0", ""),
        (f"{GITHUB}/pull/12/files", GITHUB, "refs/pull/12/head", ""),
        (f"{GITHUB}/issues/7", GITHUB, None, ""),
        ("https://gitlab.com/group/sub/name.git", "https://gitlab.com/group/sub/name", None, ""),
        (
            "https://gitlab.com/group/sub/name/-/tree/dev/src?ref_type=heads",
            "https://gitlab.com/group/sub/name",
            "dev",
            "src",
        ),
        (
            "https://git.example.org/group/name/-/blob/dev/a.py",
            "https://git.example.org/group/name",
            "dev",
            "",
        ),
        ("https://bitbucket.org/o/n/src/dev/lib/", "https://bitbucket.org/o/n", "dev", "lib"),
        ("https://codeberg.org/o/n/src/branch/x/lib", "https://codeberg.org/o/n", "x", "lib"),
        ("https://huggingface.co/o/n/tree/main", "https://huggingface.co/o/n", "main", ""),
        (
            "https://huggingface.co/spaces/o/n/blob/main/app.py",
            "https://huggingface.co/spaces/o/n",
            "main",
            "",
        ),
        ("https://example.org/a/b/c.git", "https://example.org/a/b/c.git", None, ""),
        ("https://example.org/a/b/c", "https://example.org/a/b/c", None, ""),
        ("https://example.org:8443/c@v1", "https://example.org:8443/c", "v1", ""),
        ("https://example.org/@group/name@v1", "https://example.org/@group/name", "v1", ""),
        ("http://[::1]:80/r", "http://[::1]:80/r", None, ""),
        ("git://example.org/r.git", "git://example.org/r.git", None, ""),
        ("ssh://git@example.org:22/o/n.git", "ssh://git@example.org:22/o/n.git", None, ""),
        ("ssh://git@example.org/o/n@v1", "ssh://git@example.org/o/n", "v1", ""),
        ("git@github.com:o/n.git", "git@github.com:o/n.git", None, ""),
        ("git@github.com:o/n.git@v1", "git@github.com:o/n.git", "v1", ""),
        ("github.com:o/n", "github.com:o/n", None, ""),
        ("file:///srv/nothing/here.git", "file:///srv/nothing/here.git", None, ""),
        ("file://localhost/srv/nothing@v1", "file:///srv/nothing", "v1", ""),
        ("file:///srv/no%20thing", "file:///srv/no thing", None, ""),
    ],
)
def test_understands(text: str, url: str, revision: str | None, subdir: str) -> None:
    assert parts(parse_target(text)) == (url, revision, subdir)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("karpathy/nanoGPT@v1", "karpathy/nanoGPT"),
        (f"{GITHUB}.git", "karpathy/nanoGPT"),
        ("git@example.org:deep/er/name.git", "er/name"),
        ("https://gitlab.com/group/sub/name", "sub/name"),
        ("file:///srv/models.git", "models"),
    ],
)
def test_names_it_as_people_do(text: str, name: str) -> None:
    assert parse_target(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="blanks"),
        pytest.param("--upload-pack=touch x", id="option"),
        pytest.param("-oProxyCommand=x", id="short-option"),
        pytest.param("ext::sh -c 'touch x'", id="ext-transport"),
        pytest.param("fd::17", id="fd-transport"),
        pytest.param("ftp://example.org/x", id="unknown-scheme"),
        pytest.param("https://", id="no-host"),
        pytest.param("https://example.org", id="no-repository"),
        pytest.param("https://example.org/", id="root"),
        pytest.param("ssh://-oProxyCommand=x/y", id="option-as-host"),
        pytest.param("ssh://example.org/-x", id="option-as-path"),
        pytest.param("git@example.org:-x", id="option-as-scp-path"),
        pytest.param("file://server/share", id="file-with-host"),
        pytest.param("https://[::1/x", id="broken-address"),
        pytest.param("o/n@", id="empty-revision"),
        pytest.param("o/n@--help", id="option-as-revision"),
        pytest.param("o/n@a..b", id="range"),
        pytest.param("o/n@a:b", id="path-in-revision"),
        pytest.param("o/n@a b", id="blank-in-revision"),
        pytest.param("o/n\x1b[31m", id="escape-code"),
        pytest.param("o\nx/n", id="newline"),
        pytest.param(f"{GITHUB}/tree/a%20b/c", id="blank-in-pasted-revision"),
        pytest.param("https://a:b%0Ahost=evil@example.org/x", id="newline-in-password"),
        pytest.param("x" * 5000, id="endless"),
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(BadTarget):
        parse_target(text)


@pytest.mark.parametrize("subdir", ["/etc", "../x", "a/../../b", "a\nb"])
def test_refuses_folders_outside(subdir: str) -> None:
    with pytest.raises(BadTarget):
        parse_target("o/n", subdir=subdir)


def test_options_say_the_same_as_the_address() -> None:
    chosen = parse_target("o/n", revision="v1", subdir="./src/model/")
    assert parts(chosen) == ("https://github.com/o/n", "v1", "src/model")
    assert parse_target("o/n@v1", revision="v1").revision == "v1"
    with pytest.raises(BadTarget, match="one of the two"):
        parse_target("o/n@v1", revision="v2")
    with pytest.raises(BadTarget):
        parse_target("o/n", revision="--all")


def test_a_folder_that_exists_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("owner/name", "here@there", "plain"):
        (tmp_path / name).mkdir(parents=True)
    assert parse_target("owner/name").path == str(tmp_path / "owner/name")
    assert parse_target("owner/other").url == "https://github.com/owner/other"
    assert parse_target("here@there").path == str(tmp_path / "here@there")
    assert parse_target("here@there@v1").revision == "v1"
    assert parse_target("plain@v1").path == str(tmp_path / "plain")
    assert parse_target("plain@v1").revision == "v1"
    assert parse_target(".").path == str(tmp_path)
    assert parse_target(".").name == tmp_path.name
    assert parse_target(f"file://{tmp_path}/here@there").url == f"file://{tmp_path}/here@there"
    assert parse_target(f"file://{tmp_path}/plain@v1").revision == "v1"


def test_what_is_nothing_else_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it exists is found out when it is opened, where the message can suggest."""
    monkeypatch.chdir(tmp_path)
    for text in ("nothing", "./nothing", "/srv/nothing/x", "a/b/c"):
        target = parse_target(text)
        assert target.url is None
        assert target.path == str((tmp_path / text).absolute())


def test_credentials_are_kept_apart_and_shown_nowhere() -> None:
    target = parse_target("https://me:s3cr%40t@github.com/o/n.git@v1")
    assert target.url == "https://github.com/o/n"
    assert target.revision == "v1"
    assert target.credentials == Credentials("me", "s3cr@t")
    for shown in (repr(target), str(target), target.text):
        assert "me:" not in shown
        assert "s3cr" not in shown


def test_credentials_travel_to_other_processes_and_into_no_encoder() -> None:
    target = parse_target("https://ghp_token@github.com/o/n")
    assert target.credentials == Credentials("ghp_token", "")
    assert pickle.loads(pickle.dumps(target)) == target  # noqa: S301 - our own bytes
    with pytest.raises(TypeError):
        msgspec.json.encode(target)


def test_a_user_of_ssh_is_part_of_the_address_and_a_password_is_not() -> None:
    target = parse_target("ssh://git:s3cret@example.org/o/n")
    assert target.url == "ssh://git@example.org/o/n"
    assert "s3cret" not in repr(target)


@example("https://a:b@c@d/e@f")
@example("git@@x:y")
@example("file://")
@example("@/x")
@given(st.text(max_size=60))
def test_any_words_are_understood_or_refused(text: str) -> None:
    try:
        target = parse_target(text)
    except BadTarget:
        return
    assert (target.url is None) != (target.path is None)
    assert target.url is None or not target.url.startswith("-")


@given(
    user=st.from_regex(r"[a-z]{3,9}", fullmatch=True),
    password=st.from_regex(r"PW[A-Za-z0-9]{6,20}", fullmatch=True),
    rest=st.sampled_from(["o/n", "o/n.git", "o/n@v1", "o/n/tree/main/src", "@o/n"]),
    host=st.sampled_from(["github.com", "gitlab.com", "example.org:444", "10.0.0.1"]),
)
def test_no_password_survives(user: str, password: str, rest: str, host: str) -> None:
    target = parse_target(f"https://{user}:{password}@{host}/{rest}")
    assert password not in repr(target)
    assert target.credentials == Credentials(user, password)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://github.com/o/n", "https://github.com/o/n/blob/C/"),
        ("git@github.com:o/n.git", "https://github.com/o/n/blob/C/"),
        ("ssh://git@gitlab.com:22/g/s/n.git", "https://gitlab.com/g/s/n/-/blob/C/"),
        ("https://bitbucket.org/o/n.git", "https://bitbucket.org/o/n/src/C/"),
        ("https://codeberg.org/o/n", "https://codeberg.org/o/n/src/commit/C/"),
        ("https://me:pw@github.com/o/n", "https://github.com/o/n/blob/C/"),
        ("https://example.org/o/n", None),
        ("/srv/github.com/o/n", None),
        ('https://github.com/o/"><script>', "https://github.com/o/%22%3E%3Cscript%3E/blob/C/"),
        ("https://github.com[/o/n", None),
        ("", None),
    ],
)
def test_links_lead_to_the_forge(url: str, link: str | None) -> None:
    assert web_url(url, "C", "") == link


def test_links_into_a_folder_start_there() -> None:
    link = web_url("https://github.com/o/n", "C", "my src/a")
    assert link == "https://github.com/o/n/blob/C/my%20src/a/"
