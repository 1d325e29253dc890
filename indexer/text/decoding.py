"""Bytes in; text out, its encoding recognised: UTF-8, UTF-16 with its mark, GB18030. And lines of bounded length.

    >>> decode_page("湘潭日报讯".encode("gb18030"))
    '湘潭日报讯'

Nothing is guessed that could be wrong: what is neither valid UTF-8 nor plausible Chinese in GB18030 is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from xtsearch.indexer.errors import Fault, InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes read at once; also how finely progress is told.
CHUNK = 1 << 18
#: Bytes by which a stream's encoding is judged.
SAMPLE = 1 << 16

#: UTF-32 before UTF-16: their marks begin alike.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Control characters that no text needs; a text extractor leaves a few, of random bytes they are a tenth.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
CONTROLS_ALLOWED, CONTROL_SHARE = 8, 0.02
_END_OF_FILE = b"\x1a"  # DOS editors end a text with it

#: Han, and the marks that stand between Han.
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u3020\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
#: GB 2312's first level, 3,755 Han by sound, ends before this lead byte; its marks stand before them.
_EVERYDAY_END = 0xD8
#: Of 20,000 news in GB18030 all but 10 have 92% of these, the same in traditional characters at least 46%; in Big5 they
#: have at most 43%, and random bytes 24%. (Korean in EUC-KR cannot be told apart so.)
GB_SHARE = 0.45
#: Valid sequences of several bytes for each invalid one, from which a text is UTF-8 with some damage.
DAMAGE = 4


def decode_page(data: bytes) -> str:
    """The text of a whole page.

    Raises:
        InputError: it is not text, or damaged; the message says where.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data.removeprefix(mark), encoding)
    data = data.rstrip(_END_OF_FILE)
    if b"\0" in data:
        raise InputError(f"NUL byte at offset {data.index(0)}", Fault.BINARY)
    return _decode(data, recognise(data, whole=True) or "ascii")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"offset {error.start}" + (f", line {line}" if line > 1 else "")
        details = f"byte 0x{data[error.start]:02x} at {where} is not {encoding.upper()}"
        raise InputError(details, Fault.DAMAGED) from error


def recognise(sample: bytes, *, whole: bool) -> str | None:
    """`utf-8`, `gb18030`, or None for ASCII alone, which leaves it open. Unless `whole`, a character may be cut off.

    Raises:
        InputError: neither, as with a picture, an archive, or a text in Big5.
    """
    controls = len(_CONTROL.findall(sample))
    if controls > max(CONTROLS_ALLOWED, CONTROL_SHARE * len(sample)):
        raise InputError(f"{controls} control characters in {len(sample)} bytes", Fault.BINARY)
    if sample.isascii():
        return None
    if _is_utf8(sample, whole=whole):
        return "utf-8"
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(sample, whole)
    except UnicodeDecodeError as error:
        raise InputError("valid neither as UTF-8 nor as GB18030; convert it to UTF-8", Fault.BINARY) from error
    if not _is_plausible(text):
        raise InputError("not UTF-8, and not Chinese as GB18030; convert it to UTF-8", Fault.BINARY)
    return "gb18030"


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    """UTF-8, be it with some damage: GB18030 would read it as rare characters, and mostly without an error."""
    try:
        codecs.utf_8_decode(sample, "strict", whole)
    except UnicodeDecodeError:
        text = sample.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        return len(_NOT_ASCII.findall(text)) - damaged >= DAMAGE * damaged
    return True


def _is_plausible(text: str) -> bool:
    """Enough of what is not ASCII is Chinese: everyday Han, and the marks between them."""
    foreign = _NOT_ASCII.findall(text)
    common = "".join(_CHINESE.findall(text)).encode("gb2312", "ignore")
    return sum(lead < _EVERYDAY_END for lead in common[::2]) >= GB_SHARE * len(foreign)


def _of_most_lines(sample: bytes) -> str | None:
    """The encoding of more than half of the lines: of a small file a few damaged ones would spoil the whole."""
    lines = sample.splitlines()
    found: Counter[str] = Counter()
    for line in lines:
        with suppress(InputError):
            found[recognise(line, whole=True) or ""] += 1
    del found[""]
    return next((encoding for encoding, count in found.most_common(1) if 2 * count > len(lines)), None)


class LineDecoder:
    """Decodes the lines of one stream, all by one encoding: the sample's, else that of the first line beyond ASCII."""

    def __init__(self, sample: bytes) -> None:
        try:
            self._encoding = recognise(sample, whole=False)
        except InputError:
            self._encoding = _of_most_lines(sample)
            if self._encoding is None:
                raise

    def decode(self, line: bytes) -> str:
        """The line's text.

        Raises:
            InputError: the line is not in the stream's encoding; the next one may be.
        """
        if self._encoding is None and not line.isascii():
            self._encoding = recognise(line, whole=True)
        return _decode(line, self._encoding or "utf-8")


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a raw stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        view = memoryview(buffer)
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def open_chunks(chunks: Iterator[bytes]) -> tuple[bytes, io.BufferedReader]:
    """The first bytes of a stream, and the stream from its start; a UTF-8 mark is dropped, UTF-16 recoded to UTF-8."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= SAMPLE:
            break
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            head = head.removeprefix(mark)
            if encoding != "utf-8":
                chunks = _recode(head, chunks, encoding)
                head = next(chunks, b"")
            break
    return head[:SAMPLE], io.BufferedReader(_Chunks(_chain(head, chunks)), CHUNK)


def _chain(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from chunks


def _recode(head: bytes, chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chain(head, chunks):
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"not {encoding.upper()}, which its mark says; the rest was not read", Fault.DAMAGED
        ) from error


def bounded_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number, counted from 1; None for one of more than `limit` bytes, of which nothing is kept."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield number, None
