"""What a tracked file is: its one kind, and in a few words why its lines do not count.

Names settle most files, and first come the names that say whose a file is: vendored and generated
code is not the repository's own, whatever it holds. Content decides where names mislead, as for
`test.py`, which in machine learning evaluates a model as often as it tests code.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from auditor.model import COUNTED_KINDS, Kind
from auditor.read.tables import (
    BUNDLED,
    BUNDLED_NAMES,
    BY_SUFFIX,
    CONFIG_FOLDERS,
    CONFIG_NAMES,
    CONFIG_SUFFIXES,
    DATA_BY_PLACE,
    DATA_FOLDERS,
    DOCS_FOLDERS,
    DOCS_NAMES,
    DOCS_SUFFIXES,
    ENVIRONMENT_FOLDERS,
    ENVIRONMENT_NAMES,
    ENVIRONMENT_PARTS,
    FIXTURE_FOLDERS,
    GENERATED_FOLDERS,
    GENERATED_SUFFIXES,
    LOCK_FILES,
    MAX_CONFIG,
    MAX_DOCS,
    MAX_LOCK,
    MAX_NOTEBOOK,
    MAX_PAGE,
    MAX_SOURCE,
    MAX_TEXT,
    MAX_UNNAMED_JSON,
    NEVER_DATA,
    RESULT_FOLDERS,
    SOURCE_SUFFIXES,
    TEMPLATE_SUFFIXES,
    TEST_FOLDERS,
    VENDORED_FOLDERS,
)

Verdict = tuple[Kind, str | None]

HEAD = 65_536  # bytes of a file that are enough to tell its kind
LFS = b"version https://git-lfs.github.com/spec/"
LONGEST_NAME = 255  # characters, as in file systems; git's trees may hold longer ones
POINTER = 1024  # bytes; pointers of Git LFS are smaller
BINARY_HEAD = 8000  # bytes in which git itself looks for a null byte
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

# Lists of patterns, owners and revisions: nobody would call their lines code.
FILE_LIST = re.compile(
    r"\.\w*ignore|\.gitattributes|\.git-blame-ignore-revs|\.mailmap|(code)?owners|robots\.txt"
)
ENVIRONMENT = "committed virtual environment"
ARCHIVES = ("-master", "-main")
"""How folders of archives end that GitHub makes; at the top it may be the repository itself."""
RELEASE = re.compile(
    r"(?!(python|py|cuda|node|jdk|java|scala|spark|julia|ubuntu|debian|alpine|version|release)-)"
    r"[a-z][a-z0-9+_]*-v?\d{1,3}\.\d+\.\d+[a-z]?(-(stable|alpha|beta|rc)\d*)?"
)
"""A folder of an unpacked release: `libxml2-2.9.1`.

Folders of images are called after what they build on, and names of results begin with a year.
"""
OWN_EXTERNALS = DATA_FOLDERS | TEST_FOLDERS
PYTHON = frozenset({".py", ".pyi", ".pyw", ".pyx"})
WEB = frozenset({".js", ".mjs", ".cjs", ".css", ".scss", ".html", ".htm", ".xhtml"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
JSON = frozenset({".json", ".webmanifest", ".ipynb_meta"})
YAML = frozenset({".yaml", ".yml"})
MARKUP = frozenset({".xml", ".xsd", ".xsl", ".xslt", ".rss", ".atom"})

MANIFEST = re.compile(
    r"[\w.-]*(requirements?|constraints|reqs?)([._-][\w.-]{0,200})?\.(txt|in|pip)"
    r"|[\w.-]*(environment|conda)[\w.-]{0,200}\.ya?ml|setup\.(py|cfg)|pyproject\.toml|pipfile"
    r"|([\w-]+\.)*dockerfile[\w.-]*|containerfile|(docker-)?compose[\w.-]*\.ya?ml"
)
"""Files that stay settings whatever wrote them: what they declare is what counts."""
REQUIREMENTS_FOLDER = re.compile(r"(^|/)(requirements?|reqs|deps)/[\w.-]+\.(txt|in|pip)$")
LICENCE = re.compile(
    r"([a-z0-9]+[ _-])?licen[sc]e([ ._-].*)?|(copying|notice|readme)([ ._-].*)?|.*\.license\.txt"
)
DOTFILE = re.compile(r"\.[\w-]+(rc|ignore|config|attributes|env)")
CONFIG_JSON = re.compile(
    r".*(config|conf|settings|params|hparams|schema|deepspeed|accelerate|dashboard)[\w.-]{0,200}\.json"
    r"|(package|manifest|options|args|arguments|launch|tasks|extensions|catalog|tsconfig[\w.-]*"
    r"|composer|angular|nx|lerna|turbo|devcontainer|cspell|renovate|cookiecutter|tree-sitter)\.json"
    r"|(ds|zero)[_-]?\w*\.json|\.[\w.-]+\.json"
)
SETTING = re.compile(
    rb"\"(batch_?size|\w{0,40}learning_?rate|lr|base_lr|epochs?|num_(train_)?epochs|optimizer\w{0,40}"
    rb"|dropout\w{0,40}|hidden_(size|dim)|weight_decay|seed|random_(seed|state)|num_workers"
    rb"|num_(layers|classes|heads)|model_(name|type|path)|output_dir|data_?(dir|path|root)"
    rb"|train_(data|file|path)|sample_rate|max_(steps|iter|length)|n_gpu|device|backbone"
    rb"|activation|vocab_size)\"[ \t\r\n]{0,20}:",
    re.IGNORECASE,
)
"""Keys by which JSON of any name is known as the settings of a model or a run."""
PROTOTXT = re.compile(
    rb"^[ \t]*(name|net|train_net|layers?|input|input_dim|base_lr)[ \t]*[:{]", re.MULTILINE
)
"""Networks of Caffe: text, also under the suffix `.pt`."""
RECORDS = re.compile(
    r".*(vocab|result|output|prediction|annotation|label|token|dataset|record|sample|score"
    r"|metric|benchmark|serialized|grammar|node-types|response|corpus|categories)[\w.-]{0,200}"
)
CONFIG_XML = re.compile(
    r"pom\.xml|build\.xml|web\.config|.*(config|conf|settings|manifest|log4j|logback)[\w.-]{0,200}\.xml"
)
TOKENIZER = re.compile(
    r"(tokenizer|special_tokens_map|added_tokens|merges)\.(json|txt)|.*-symbol\.json"
    r"|[\w.-]*\.(safetensors|bin)\.index\.json"
)
WORDS = re.compile(
    r".*(vocab|words?|wordlist|stopwords|dict|dictionary|classes|labels|names|synset|categories"
    r"|lexicon|corpus|train|valid|val|test|dev|metadata|filelist|files|ids|lines|results?"
    r"|outputs?|predictions?|metrics)([_.-][\w.-]{0,200})?\.txt"
)
CHECKPOINT = re.compile(
    r"checkpoint|.*\.(ckpt|model|pb)[\w.-]{0,200}\.(meta|index)|.*\.data-\d{5}-of-\d{5}"
    r"|.*\.(ckpt|pth|pt)[-_.]\w+|saved_model\.pb|variables\.index|model-\d+\.(meta|index)"
)
WEIGHTS_BIN = re.compile(
    r".*(model|weight|checkpoint|ckpt|optimizer|adapter|ggml|lora)[\w.-]{0,200}\.bin"
)
HASHED = re.compile(
    r".+[-.](?=[\w-]{0,7}(\d|[A-Z][\w-]{0,6}[A-Z]))[\w-]{8}\.(js|css|mjs)|.+\.[0-9a-f]{8,20}\.(js|css)"
)
"""Names that bundlers give: `index-CJbKDbyR.css`."""
BUNDLE_FOLDERS = frozenset({"assets", "static", "dist", "build", "chunks", "_next"})
PROTOBUF = re.compile(r".*_pb2(_grpc)?\.pyi?|.*_grpc\.pb\.\w+")
BY_PROGRAM = re.compile(
    r"zz_generated\..+|.+[._]generated\.(go|rs|[jt]sx?|h|hpp|c|cc|cpp|java|dart)"
)
"""Names that generators give by convention: Kubernetes' tools, FlatBuffers, GraphQL and others."""
TENSORBOARD = re.compile(r"events\.out\.tfevents\..*")
BUNDLE = re.compile(rf"({'|'.join(BUNDLED)})(\.min|\.slim|\.bundle|\.umd|\.prod)?\.(js|mjs|css)")

PYTHON_TEST = re.compile(r"test_.*|.*_tests?|tests?|unittest_.*|.*_unittest")
TEST_SUPPORT = re.compile(
    r"conftest|(.*_)?test_?(utils?|helpers?|common|lib|case|base)|(.*_)?testing_utils?"
)
OTHER_TEST = re.compile(
    r".*[.-](test|spec|e2e|cy)\.[cm]?[jt]sx?"
    r"|.*_test\.(go|cc|cpp|cxx|c|cu|rs|dart|exs|r|[cm]?[jt]sx?)"
    r"|.*_unittest\.(cc|cpp)|test[-_].*\.(r|c|cc|cpp|cu|jl|rs|js|ts|java)|.*_spec\.rb|runtests\.jl"
)
CLASS_TEST = re.compile(
    r".*[a-z0-9](Tests?|TestCase|IT|Spec|Suite)\.(java|kt|scala|groovy|cs|swift)"
)
TEST_IMPORT = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(?:pytest|unittest|nose|nose2|hypothesis|mock|absltest"
    rb"|absl\.testing|testtools|ward|parameterized)\b"
    rb"|\babsltest\b|\btf\.test\.|\bTestCase\b|\bnumpy\.testing\b|\btorch\.testing\b"
    rb"|^class[ \t]+\w{1,200}\([^)\n]{0,200}Test\w{0,200}\)"
    rb"|\bnp\.testing\b|\btensorflow\.python\.platform import test\b",
    re.MULTILINE,
)
TEST_FUNCTION = re.compile(rb"^[ \t]*(?:async[ \t]+)?def[ \t]+test_?\w*[ \t]*\(", re.MULTILINE)

MARK_LINES = 15  # at the top of a file, where programs sign what they wrote
COMMENT = re.compile(
    r"^[ \t]*(#|//|/?\*|<!--|%|;|--|\"\"\"|'''|\{/?\*|\{#|REM\b|\.\\\")", re.IGNORECASE
)
HANDS_OFF = (
    r"do not (edit|modify|change)( this file| the file| it| by hand| manually| directly)?"
    r"[ ]{0,3}([.!,;:*/#-]|$)"
)
STRONG_MARK = re.compile(
    r"@generated\b|\bauto(matically)?[- ]?generated (by|from|with|using|do not)"
    r"|\bfile (is|was|has been) (auto(matically)?[- ]?|machine[- ])?generated"
    r"|\b(makefile|command file) for sphinx documentation\b"
    r"|\bmachine[- ]generated\b|\bcode generated by\b"
    r"|\bgenerated by (the protocol buffer|cython|swig|roxygen2|autoconf|antlr|bison|flatc|thrift)"
    rf"|\bgenerated\b.{{0,80}}\b{HANDS_OFF}|\b{HANDS_OFF}.{{0,80}}\bgenerated\b",
    re.IGNORECASE,
)
CLIENT_MARK = re.compile(
    r"^[ \t*]{0,20}(note: this class is )?(auto[- ]?)?generated by:? ?(the )?"
    r"(openapi generator|swagger[- ]code[- ]?gen|https?://(openapi-generator|github\.com/swagger-api/))",
    re.IGNORECASE | re.MULTILINE,
)
"""How generators of clients sign, in the midst of a docstring."""
PAGE_MARK = re.compile(
    rb"<meta[^>]{0,80}name=[\"']generator[\"']|generated by (doxygen|javadoc|sphinx|pdoc)"
    rb"|plotly\.js v|bokeh-\d|<title>notebook</title>|id=\"notebook-container\"|jp-Notebook"
    rb"|\bid=\"m[0-9a-f]{10}\"",
    re.IGNORECASE,
)
"""What generators say of themselves, and names that matplotlib gives to the marks of its plots."""
AMBIGUOUS = {".pt": PROTOTXT, ".params": re.compile(rb"\A[ \t\r\n]{0,20}[{\w]")}
"""Suffixes of weights that some give to settings, and how those begin."""
LONG_LINE = 5000  # characters; no person writes longer ones into scripts and style sheets
LONG_AVERAGE = 300


class _File(NamedTuple):
    """A path in the parts that the tables ask for; all in small letters but `name`."""

    path: str
    name: str  # as written
    low: str  # name
    stem: str
    suffix: str
    folders: tuple[str, ...]

    def inside(self, folders: frozenset[str]) -> bool:
        return not folders.isdisjoint(self.folders)


def kind_of(path: str, head: bytes, size: int) -> Verdict:
    """The kind of a file, by its path, its first bytes and its size.

    The reason is None for the counted kinds. With an empty head the name alone decides.
    """
    file = _file(path)
    if head.startswith(LFS) and size <= POINTER:
        return _uncounted(_by_name(file, size), "Git LFS pointer: the file itself is elsewhere")
    verdict = _by_name(file, size)
    if verdict is None:
        verdict = _by_content(file, head, size)
    if _is_settings_after_all(file, head, size):
        verdict = Kind.CONFIG, None
    if verdict[0] in COUNTED_KINDS or (verdict[0] is Kind.DOCS and file.suffix not in NO_TEXT):
        verdict = _refined(file, verdict, head)
    return verdict


def kind_without_content(path: str, size: int, reason: str) -> Verdict:
    """The kind of a file that has a name and no content to be had: it never counts."""
    return _uncounted(_by_name(_file(path), size), reason)


def needs_content(path: str, size: int) -> bool:
    """Whether a file's bytes are of use: to tell its kind, or to those who read it."""
    file = _file(path)
    if size <= POINTER:
        return True
    if file.low in LOCK_FILES:
        return size <= MAX_LOCK and _vendored(file) is None
    verdict = _by_name(file, size)
    if verdict is None or file.suffix in AMBIGUOUS:
        return size <= MAX_CONFIG
    return verdict[0] in COUNTED_KINDS or _is_text(file, verdict[0], size)


def keeps_content(path: str, kind: Kind, size: int) -> bool:
    """Whether a file's bytes are handed on: code, settings, documentation and lock files."""
    file = _file(path)
    is_lock = kind is Kind.GENERATED and file.low in LOCK_FILES and size <= MAX_LOCK
    return kind in COUNTED_KINDS or is_lock or _is_text(file, kind, size)


def _is_text(file: _File, kind: Kind, size: int) -> bool:
    return kind is Kind.DOCS and size <= MAX_DOCS and file.suffix not in NO_TEXT


def _file(path: str) -> _File:
    pure = PurePosixPath(path)
    name = pure.name[-LONGEST_NAME:]
    low = name.lower()
    stem, dot, suffix = low.rpartition(".")
    if not dot or not stem:  # .gitignore is a name
        stem, suffix = low, ""
    folders = tuple(part.lower() for part in pure.parts[:-1])
    return _File(path, name, low, stem, f".{suffix}" if suffix else "", folders)


def _uncounted(verdict: Verdict | None, reason: str) -> Verdict:
    if verdict is None or verdict[0] in COUNTED_KINDS:
        return Kind.UNREADABLE, reason
    return verdict[0], reason


def _by_name(file: _File, size: int) -> Verdict | None:
    """What path and size tell; None where only the content can."""
    if found := _vendored(file) or _in_generated(file) or _generated(file) or _checkpoint(file):
        return found
    for question in (_named, _notebook, _structured, _behind_template, _by_suffix, _text):
        if found := question(file, size):
            return found
    return None


def _vendored(file: _File) -> Verdict | None:
    for depth, part in enumerate(file.folders):
        above = file.folders[:depth]
        if part == "external" and not OWN_EXTERNALS.isdisjoint(above):
            continue  # of `data/external/` and the like, only the name is common
        if part in ENVIRONMENT_FOLDERS:
            return Kind.VENDORED, ENVIRONMENT
        if part in VENDORED_FOLDERS:
            return Kind.VENDORED, f"vendored: in {part}/"
        if above and part.endswith(ARCHIVES):
            return Kind.VENDORED, f"vendored: {part}/ is another repository's archive"
        if above and RELEASE.fullmatch(part):
            return Kind.VENDORED, f"vendored: {part}/ is a release of another project"
    for part, inner in pairwise((*file.folders, file.low)):
        if part in ENVIRONMENT_NAMES and inner in ENVIRONMENT_PARTS:
            return Kind.VENDORED, ENVIRONMENT
    if file.low in BUNDLED_NAMES or BUNDLE.fullmatch(file.low):
        return Kind.VENDORED, "bundled copy of a library"
    return None


def _in_generated(file: _File) -> Verdict | None:
    for part in file.folders:
        if reason := GENERATED_FOLDERS.get(part):
            return Kind.GENERATED, reason
        if part.endswith((".egg-info", ".dist-info")):
            return Kind.GENERATED, "build output"
    return None


def _generated(file: _File) -> Verdict | None:
    if file.low in LOCK_FILES:
        return Kind.GENERATED, "lock file"
    for suffix, reason in GENERATED_SUFFIXES.items():
        if file.low.endswith(suffix):
            return Kind.GENERATED, reason
    if PROTOBUF.fullmatch(file.low):
        return Kind.GENERATED, "generated by protoc"
    if BY_PROGRAM.fullmatch(file.low):
        return Kind.GENERATED, "named as generated code"
    if TENSORBOARD.fullmatch(file.low):
        return Kind.GENERATED, "TensorBoard log"
    return (Kind.GENERATED, "bundled") if _is_bundled(file) else None


def _is_bundled(file: _File) -> bool:
    if file.suffix not in WEB or not file.inside(BUNDLE_FOLDERS):
        return False
    return "dist" in file.folders or HASHED.fullmatch(file.name) is not None


def _checkpoint(file: _File) -> Verdict | None:
    if CHECKPOINT.fullmatch(file.low) or WEIGHTS_BIN.fullmatch(file.low):
        return Kind.MODEL_ARTEFACT, "model checkpoint"
    if TOKENIZER.fullmatch(file.low):
        return Kind.MODEL_ARTEFACT, "part of a trained model"
    return None


def _named(file: _File, size: int) -> Verdict | None:
    """Files that people know by their whole name."""
    if ".github/issue_template" in "/".join(file.folders):
        return Kind.DOCS, "issue template"
    if FILE_LIST.fullmatch(file.low):
        return Kind.CONFIG, "list of files or people"
    if MANIFEST.fullmatch(file.low) or REQUIREMENTS_FOLDER.search(file.path.lower()):
        return (Kind.SOURCE, None) if file.suffix == ".py" else _config(size)
    if file.low in CONFIG_NAMES or DOTFILE.fullmatch(file.low):
        return _config(size)
    if file.suffix in {"", ".txt", *DOCS_SUFFIXES} and file.stem.lstrip(".") in DOCS_NAMES:
        return Kind.DOCS, "documentation"
    if LICENCE.fullmatch(file.low):
        return None if file.suffix in SOURCE_SUFFIXES else (Kind.DOCS, "documentation")
    return None


def _config(size: int) -> Verdict:
    if size > MAX_CONFIG:
        return Kind.DATA, f"{_size(size)}: too large for settings"
    return Kind.CONFIG, None


def _notebook(file: _File, size: int) -> Verdict | None:
    if file.suffix != ".ipynb":
        return None
    if size > MAX_NOTEBOOK:
        return Kind.UNREADABLE, f"notebook of {_size(size)}: larger than {_size(MAX_NOTEBOOK)}"
    return Kind.NOTEBOOK, None


def _structured(file: _File, size: int) -> Verdict | None:
    """JSON, YAML and XML hold settings as well as records: place, name and size tell them apart."""
    in_tests = file.inside(TEST_FOLDERS)
    if file.suffix in JSON:
        return _json(file, size, in_tests=in_tests)
    if file.suffix in YAML and in_tests and file.inside(FIXTURE_FOLDERS):
        return Kind.DATA, "test data"
    if file.suffix in MARKUP:
        is_config = CONFIG_XML.fullmatch(file.low) and size <= MAX_CONFIG
        return (Kind.CONFIG, None) if is_config else (Kind.DATA, "XML data")
    return None


def _json(file: _File, size: int, *, in_tests: bool) -> Verdict | None:
    if size > MAX_CONFIG:
        return Kind.DATA, f"JSON of {_size(size)}"
    if CONFIG_JSON.fullmatch(file.low) and not file.inside(FIXTURE_FOLDERS | RESULT_FOLDERS):
        return Kind.CONFIG, None
    if file.inside(CONFIG_FOLDERS) and size <= MAX_CONFIG and not RECORDS.fullmatch(file.low):
        return Kind.CONFIG, None
    if in_tests or file.inside(DATA_FOLDERS) or RECORDS.fullmatch(file.low):
        return Kind.DATA, "test data" if in_tests else "JSON data"
    return None if size <= MAX_UNNAMED_JSON else (Kind.DATA, f"JSON of {_size(size)}")


def _by_suffix(file: _File, size: int) -> Verdict | None:
    for suffixes, kind, reason in BY_SUFFIX:
        if file.suffix in suffixes:
            return _by_place(file, kind, reason)
    if file.suffix in SOURCE_SUFFIXES:
        return _source(file, size)
    if file.suffix in CONFIG_SUFFIXES:
        return _config(size)
    if file.suffix in DOCS_SUFFIXES:
        return Kind.DOCS, "documentation"
    return None


def _by_place(file: _File, kind: Kind, reason: str) -> Verdict:
    in_data = file.inside(DATA_FOLDERS) or file.inside(TEST_FOLDERS)
    if in_data and reason in DATA_BY_PLACE and file.suffix not in NEVER_DATA:
        return Kind.DATA, "image data" if reason == "image" else "data"
    return kind, reason


def _source(file: _File, size: int) -> Verdict:
    if size > MAX_SOURCE:
        return Kind.GENERATED, f"{_size(size)} of code: written by a program"
    if file.suffix in PAGES and size > MAX_PAGE:
        return Kind.GENERATED, f"HTML page of {_size(size)}: written by a program"
    if file.suffix in WEB and file.inside(DOCS_FOLDERS):
        return Kind.DOCS, "web page of the documentation"
    if file.suffix in PAGES and file.inside(TEST_FOLDERS):
        return Kind.DATA, "test data"
    return (Kind.TEST, None) if _is_test_by_name(file) else (Kind.SOURCE, None)


def _is_test_by_name(file: _File) -> bool:
    if file.inside(TEST_FOLDERS) or OTHER_TEST.fullmatch(file.low):
        return True
    if file.suffix in PYTHON:
        return TEST_SUPPORT.fullmatch(file.stem) is not None
    return CLASS_TEST.fullmatch(file.name) is not None


def _text(file: _File, size: int) -> Verdict | None:
    if file.suffix not in {".txt", ".text"}:
        return None
    if file.inside(TEST_FOLDERS):
        return Kind.DATA, "test data"
    if size > MAX_TEXT or file.inside(DATA_FOLDERS) or WORDS.fullmatch(file.low):
        return Kind.DATA, "text data"
    return Kind.DOCS, "documentation"


def _behind_template(file: _File, size: int) -> Verdict | None:
    """`app.yaml.j2` is read as `app.yaml`; a template of nothing known is left to its content."""
    is_known = "." in file.stem.lstrip(".") or file.stem in CONFIG_NAMES
    if file.suffix not in TEMPLATE_SUFFIXES or not is_known:
        return None
    inner = PurePosixPath(file.path).with_name(file.name[: -len(file.suffix)])
    return _by_name(_file(str(inner)), size)


def _by_content(file: _File, head: bytes, size: int) -> Verdict:
    if not head and size:
        return Kind.DATA, f"{_size(size)} of unknown format"
    if _is_binary(head):
        return (Kind.DATA, "data") if file.inside(DATA_FOLDERS) else (Kind.BINARY, "binary")
    if head.startswith(b"#!"):
        return _source(file, size)
    if file.suffix in JSON:
        is_settings = head.lstrip()[:1] == b"{" and SETTING.search(head) is not None
        return (Kind.CONFIG, None) if is_settings else (Kind.DATA, "JSON data")
    if head.startswith(b'{"version":3'):
        return Kind.GENERATED, "source map"
    if _is_signed(head):
        return Kind.GENERATED, "says that it is generated"
    if not size:
        return Kind.CONFIG, None  # an empty file marks its folder
    return Kind.DATA, "text of unknown format"


def _is_settings_after_all(file: _File, head: bytes, size: int) -> bool:
    settings = AMBIGUOUS.get(file.suffix)
    if settings is None or size > MAX_CONFIG or _is_binary(head):
        return False
    return settings.search(head) is not None and _vendored(file) is None


def _refined(file: _File, verdict: Verdict, head: bytes) -> Verdict:
    """What the content says against the name."""
    kind, _ = verdict
    if _is_binary(head):
        in_data = file.inside(DATA_FOLDERS)
        return (Kind.DATA, "data") if in_data else (Kind.BINARY, "binary under a name of text")
    if kind is Kind.NOTEBOOK:
        return verdict
    if not MANIFEST.fullmatch(file.low) and _is_signed(head):
        return Kind.GENERATED, "says that it is generated"
    if file.suffix in WEB and _is_minified(head):
        return Kind.GENERATED, "minified"
    if file.suffix in PAGES and PAGE_MARK.search(head):
        return Kind.GENERATED, "HTML page written by a program"
    if kind is Kind.SOURCE and file.suffix in PYTHON and PYTHON_TEST.fullmatch(file.stem):
        return (Kind.TEST, None) if _tests(head) else verdict
    return verdict


def _is_binary(head: bytes) -> bool:
    return b"\0" in head[:BINARY_HEAD] and not head.startswith(UTF_16)


def _is_signed(head: bytes) -> bool:
    """Whether a comment or docstring at the top says that a program wrote the file."""
    lines = head[: MARK_LINES * 400].decode("utf-8", "replace").splitlines()[:MARK_LINES]
    comments = [line[:400] for line in lines if COMMENT.match(line)]
    if STRONG_MARK.search(" ".join(comments)):
        return True
    return CLIENT_MARK.search("\n".join(lines)) is not None


def _is_minified(head: bytes) -> bool:
    lines = head.split(b"\n")
    is_long = max(map(len, lines)) > LONG_LINE
    return is_long or (len(head) > LONG_LINE and len(head) / len(lines) > LONG_AVERAGE)


def _tests(head: bytes) -> bool:
    """Whether Python code tests code: it imports a test framework, or asserts in test functions.

    A script with arguments of its own is run by people, on the test set of a model.
    """
    if TEST_IMPORT.search(head):
        return True
    asserts = TEST_FUNCTION.search(head) is not None and b"assert" in head
    return asserts and b"argparse" not in head


def _size(size: int) -> str:
    if size >= 1_000_000:  # noqa: PLR2004 - a million is a mega
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1000:.0f} kB"


NO_TEXT = next(suffixes for suffixes, kind, _ in BY_SUFFIX if kind is Kind.DOCS)
"""Documents that no reader of text can use."""
