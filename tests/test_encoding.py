"""Bytes become text whatever they are, and the note says where that is a guess."""

import codecs
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.encoding import Decoded, decode, is_binary


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(b"", "", "utf-8", id="nothing"),
        pytest.param("naïve".encode(), "naïve", "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + "é".encode(), "é", "utf-8", id="utf-8-with-mark"),
        pytest.param("x = 'é'".encode("utf-16"), "x = 'é'", "utf-16-le", id="utf-16-with-mark"),
        pytest.param("x = 'é'".encode("utf-32"), "x = 'é'", "utf-32-le", id="utf-32-with-mark"),
        pytest.param("x = 'é'\n".encode("utf-16-le"), "x = 'é'\n", "utf-16-le", id="utf-16-le"),
        pytest.param("x = 'é'\n".encode("utf-16-be"), "x = 'é'\n", "utf-16-be", id="utf-16-be"),
        pytest.param(
            b"# -*- coding: latin-1 -*-\n'\xe9'",
            "# -*- coding: latin-1 -*-\n'é'",
            "iso8859-1",
            id="declared",
        ),
        pytest.param(
            b"#!/bin/python\n# vim: set fileencoding=cp1251 :\n'\xe9'",
            "#!/bin/python\n# vim: set fileencoding=cp1251 :\n'й'",
            "cp1251",
            id="declared-on-the-second-line",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="ISO-8859-1"?>\xe9',
            '<?xml version="1.0" encoding="ISO-8859-1"?>é',
            "iso8859-1",
            id="declared-by-xml",
        ),
        pytest.param(
            "# coding: utf-8\n'é'".encode(), "# coding: utf-8\n'é'", "utf-8", id="declared-utf-8"
        ),
    ],
)
def test_what_is_certain_has_no_note(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == Decoded(text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("# Größe der Fläche", "cp1252", id="western"),
        pytest.param("# Загрузка данных и обучение модели", "cp1251", id="russian"),
        pytest.param("# 这是一个测试函数\n# 读取数据集并训练模型", "gb18030", id="chinese"),
        pytest.param("# これはテストです\n# 学習データを読み込む", "cp932", id="japanese"),
        pytest.param("# 데이터를 읽는다\n# 모델을 학습한다", "cp949", id="korean"),
    ],
)
def test_old_encodings_are_guessed_from_the_lines_that_are_not_ascii(
    text: str, encoding: str
) -> None:
    ascii_around = "x = 1\n" * 10_000
    found = decode((ascii_around + text + "\n" + ascii_around).encode(encoding))
    assert found.text == ascii_around + text + "\n" + ascii_around
    assert found.encoding == encoding
    assert found.note == f"not UTF-8; read as {encoding}, which is a guess"


def test_bytes_that_windows_lacks_are_read_as_latin_1() -> None:
    found = decode(b"x = '\x81 \x8d'")
    assert (found.text, found.encoding) == ("x = '\x81 \x8d'", "latin-1")
    assert found.note


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("utf-42", id="unheard-of"),
        pytest.param("ascii", id="not-what-it-is"),
        pytest.param("utf-16", id="not-even-ascii"),
        pytest.param("punycode", id="of-domain-names"),
        pytest.param("unicode_escape", id="of-escapes"),
        pytest.param("rot13", id="of-text"),
        pytest.param("zlib", id="of-bytes"),
        pytest.param("undefined", id="that-always-fails"),
        pytest.param("x" * 5000, id="endless"),
    ],
)
def test_a_wrong_declaration_is_survived_with_a_note(name: str) -> None:
    text = f"# coding: {name}\nx = 'é'\n"
    found = decode(text.encode())
    assert (found.text, found.encoding) == (text, "utf-8")
    assert found.note is not None
    assert name in found.note


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = 1\n# coding: latin-1\n'é'", id="below-code"),
        pytest.param("#\n#\n# coding: latin-1\n'é'", id="on-the-third-line"),
        pytest.param("coding: latin-1\n'é'", id="in-no-comment"),
        pytest.param("# coding: utf-8\n# coding: latin-1\n'é'", id="below-another"),
    ],
)
def test_elsewhere_a_declaration_is_none(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


def test_a_few_broken_bytes_leave_the_rest_in_utf_8() -> None:
    found = decode("# naïve façade, Ünïcode\n".encode() + b"'\xff'")
    assert found == Decoded("# naïve façade, Ünïcode\n'\ufffd'", "utf-8", "not UTF-8 in places (1)")


def test_broken_utf_16_is_read_as_far_as_it_goes() -> None:
    found = decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"\x00\xd8")
    assert found == Decoded("ab\ufffd", "utf-16-le", "not all of it is utf-16-le")


def test_lines_end_with_a_line_feed_alone() -> None:
    assert decode(b"a\r\nb\rc\n\r\n").text == "a\nb\nc\n\n"
    assert decode("a\r\nb".encode("utf-16")).text == "a\nb"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", False, id="nothing"),
        pytest.param(b"x = 1\n", False, id="text"),
        pytest.param("é".encode("latin-1"), False, id="old-encoding"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", True, id="picture"),
        pytest.param(b"x\0", True, id="zero-byte"),
        pytest.param(b"x" * 8192 + b"\0", False, id="zero-byte-far-away"),
        pytest.param("x = 1\n".encode("utf-16"), False, id="utf-16-with-mark"),
        pytest.param("x = 1\n".encode("utf-16-le"), False, id="utf-16"),
        pytest.param("x = 1\n".encode("utf-32"), False, id="utf-32-with-mark"),
        pytest.param(bytes([3, 0, 1, 0, 7, 0, 2, 0] * 99), True, id="small-numbers"),
        pytest.param(bytes(100), True, id="zero-bytes-only"),
    ],
)
def test_binary_is_what_has_zero_bytes(data: bytes, expected: bool) -> None:  # noqa: FBT001
    assert is_binary(data) is expected


anything = st.one_of(
    st.binary(max_size=300),
    st.tuples(
        st.sampled_from([b"# coding: ", b"\xff\xfe", b"\xfe\xff", b"<?xml "]), st.binary()
    ).map(b"".join),
)


@settings(deadline=None)
@given(anything)
def test_any_bytes_are_some_text(data: bytes) -> None:
    found = decode(data)
    assert "\r" not in found.text
    assert found.text.encode("utf-8") or not found.text  # no lone surrogates
    assert is_binary(data) in (True, False)


@settings(deadline=None)
@given(st.text().filter(lambda text: "\r" not in text and not text.startswith("\ufeff")))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if "coding" not in text and "\0" not in text:
        assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"# " + b"coding" * 500_000, id="declaration"),
        pytest.param(b"#" + b"coding=  " * 300_000, id="declarations"),
        pytest.param(b"\xe9\xe8" * 1_000_000, id="one-line"),
        pytest.param(b"\xe9\xe8\n" * 1_000_000, id="many-lines"),
        pytest.param(b"<?xml " + b" encoding=" * 300_000, id="xml"),
    ],
)
def test_no_bytes_take_long(data: bytes) -> None:
    start = process_time()
    decode(data)
    assert process_time() - start < 5
