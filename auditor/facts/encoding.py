"""Which text do these bytes hold? There is always an answer, with a note where it is a guess.

The first of these that fits: a byte order mark; UTF-16 without one, told by its zero bytes; the
encoding that the file declares (PEP 263, or an XML prolog); UTF-8; UTF-8 but for a few bytes; a
guess from the lines that are not ASCII; Windows-1252; Latin-1, which any bytes are.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

SAMPLE_BYTES = 8192  # how far pygount looks for zero bytes; git looks almost as far
GUESS_BYTES = 4096  # of lines that are not ASCII: more of them take time and tell no more
CANDIDATES = ["cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252"]
"""What a guess may find: encodings of source code from before UTF-8, by number of writers."""


class Decoded(NamedTuple):
    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes) -> Decoded:
    """Never raises. Carriage returns, alone or before a line feed, become line feeds."""
    found = _decoded(data)
    if "\r" not in found.text:
        return found
    return found._replace(text=found.text.replace("\r\n", "\n").replace("\r", "\n"))


def is_binary(data: bytes) -> bool:
    """Whether it starts with zero bytes that are not those of UTF-16 or UTF-32."""
    sample = data[:SAMPLE_BYTES]
    return b"\0" in sample and not sample.startswith(_MARKS_OF_TEXT) and not _utf_16(sample)


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    if (wide := _utf_16(data[:SAMPLE_BYTES])) is not None:
        return _marked(data, wide)
    note = None
    if (declared := _declared(data)) is not None:
        codec = _codec(declared)
        if codec is not None and (text := _text(data, codec)) is not None:
            return Decoded(text, codec)
        note = f"declares the encoding {declared!r}, which it is not in"
    if (text := _text(data, "utf-8")) is not None:
        return Decoded(text, "utf-8", note)
    guess = _damaged(data) or _guessed(data)
    return guess._replace(note="; ".join(filter(None, (note, guess.note))))


def _marked(data: bytes, encoding: str) -> Decoded:
    text = _text(data, encoding)
    if text is not None:
        return Decoded(text, encoding)
    return Decoded(data.decode(encoding, "replace"), encoding, f"not all of it is {encoding}")


def _text(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _utf_16(sample: bytes) -> str | None:
    """UTF-16 without a mark: of text that is mostly ASCII, every other byte is zero.

    So it is of small numbers, but those would be control characters.
    """
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros * 2 > pairs > max(others * 10, 3) and not len(sample) % 2:
            text = sample.decode(encoding, "ignore")
            return None if _CONTROL.search(text) else encoding
    return None


def _declared(data: bytes) -> str | None:
    found = _XML.match(data) or _COOKIE.match(data, 0, SAMPLE_BYTES)
    return found.group(1).decode("ascii") if found else None


def _codec(declared: str) -> str | None:
    """Python's name for it; None if Python has none, or the declaration could not be read in it.

    So UTF-16, escapes, and the encodings of domain names, which take forever, are not tried.
    """
    if _text(_ASCII, declared) != _ASCII.decode():
        return None
    return codecs.lookup(declared).name.removesuffix("-sig")


def _damaged(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes that are not: far more whole characters than broken ones."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    if whole < broken * _WHOLE_FOR_EACH_BROKEN:
        return None
    return Decoded(text, "utf-8", f"not UTF-8 in places ({broken})")


def _guessed(data: bytes) -> Decoded:
    for encoding in (*_best_guess(data), "cp1252"):
        if (text := _text(data, encoding)) is not None:
            return Decoded(text, encoding, f"not UTF-8; read as {encoding}, which is a guess")
    return Decoded(data.decode("latin-1"), "latin-1", "not UTF-8; read as latin-1 for want of more")


def _best_guess(data: bytes) -> Iterator[str]:
    """Ask for it only where such bytes follow one another: accented letters stand alone."""
    if not _TWO_HIGH_BYTES.search(data):
        return
    from charset_normalizer import from_bytes  # noqa: PLC0415 - few files need it, and it is slow

    sample = b"\n".join(_telling_lines(data))[:GUESS_BYTES]
    best = from_bytes(sample, cp_isolation=CANDIDATES, enable_fallback=False).best()
    if best is not None:
        yield best.encoding


def _telling_lines(data: bytes) -> Iterator[bytes]:
    """The first lines that are not ASCII, whole, since a character may take several bytes."""
    length = end = 0
    while length < GUESS_BYTES and (found := _HIGH_BYTE.search(data, end)):
        start = data.rfind(b"\n", end, found.start()) + 1 or end
        end = data.find(b"\n", found.start()) % (len(data) + 1)  # -1 is the end of the data
        if end - start <= GUESS_BYTES:
            yield data[start:end]
            length += end - start


_WHOLE_FOR_EACH_BROKEN = 4
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS_OF_TEXT = tuple(mark for mark, _ in _MARKS)
_COOKIE = re.compile(
    rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))??"  # on the second line, if nothing is above it
    rb"[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)"
)
_XML = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding=["']([-\w.]+)["']""")
_TWO_HIGH_BYTES = re.compile(rb"[\x80-\xff]{2}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ASCII = rb"# +AGE-\n~{}xn--"  # what UTF-7, escapes and the encodings of domain names would change
