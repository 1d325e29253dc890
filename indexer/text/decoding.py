"""Bytes become text. The encoding is recognised: UTF-8, UTF-16 with a byte-order mark, GB18030. Lines are bounded.

    >>> decode_page("湘潭日报讯".encode("gb18030"))
    '湘潭日报讯'

What is neither valid UTF-8 nor plausible Chinese in GB18030 is refused, rather than read by a wrong guess.
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

#: Bytes that are read at once; progress is told after each.
CHUNK = 1 << 18
#: Bytes at the start of a stream that its encoding is recognised by.
SAMPLE = 1 << 16

#: Byte-order marks. UTF-32 stands before UTF-16, because its mark begins with the same bytes.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Control characters that no text needs. Text extractors leave a few of them; of random bytes they are a tenth.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
CONTROLS_ALLOWED, CONTROL_SHARE = 8, 0.02
_END_OF_FILE = b"\x1a"  # DOS editors end a text with it

#: Han characters, and the punctuation that stands between them.
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u3020\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
#: The first level of GB 2312, its 3,755 everyday characters, ends before this lead byte; punctuation stands before
#: them.
_EVERYDAY_END = 0xD8
#: The share of everyday characters, among all that is not ASCII, from which a text counts as Chinese in GB18030. Of
#: 20,000 news all but 10 have at least 92%, and 46% where they are written in traditional characters; news in Big5,
#: read as GB18030, have at most 43%, and random bytes 24%. (Korean in EUC-KR cannot be told from Chinese by this.)
GB_SHARE = 0.45
#: A text that is not valid UTF-8 counts as damaged UTF-8 from so many valid sequences of several bytes for each
#: invalid.
DAMAGE = 4
#: Characters beyond ASCII from which a line of a stream in GB18030 that is valid UTF-8 counts as such. Of the lines of
#: 20,000 news in GB18030 none is.
_CERTAIN = 4


def decode_page(data: bytes) -> str:
    """The text of a whole page.

    Raises:
        InputError: it is not text, or it is damaged; the message says where.
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
    """The encoding of a sample, `utf-8` or `gb18030`; None where it is ASCII alone, which both can be.

    Without `whole` the sample may end in the middle of a character.

    Raises:
        InputError: it is neither, as a picture, an archive, or a text in Big5.
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
    """Whether a sample is UTF-8, perhaps damaged: read as GB18030 it would mostly be rare characters, and no error."""
    try:
        codecs.utf_8_decode(sample, "strict", whole)
    except UnicodeDecodeError:
        text = sample.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        return len(_NOT_ASCII.findall(text)) - damaged >= DAMAGE * damaged
    return True


def _is_plausible(text: str) -> bool:
    """Whether enough of what is not ASCII is everyday Chinese, Han characters and the punctuation between them."""
    foreign = _NOT_ASCII.findall(text)
    common = "".join(_CHINESE.findall(text)).encode("gb2312", "ignore")
    return sum(lead < _EVERYDAY_END for lead in common[::2]) >= GB_SHARE * len(foreign)


def _of_most_lines(sample: bytes) -> str | None:
    """The encoding of most lines, or None where more than half of them are in neither.

    In a small file a few damaged lines, or some in the other encoding, are enough to make the sample as a whole look
    like neither.
    """
    lines = sample.splitlines()
    encodings: Counter[str] = Counter()
    for line in lines:
        with suppress(InputError):
            encodings[recognise(line, whole=True) or ""] += 1
    del encodings[""]
    return encodings.most_common(1)[0][0] if 2 * encodings.total() > len(lines) else None


class LineDecoder:
    """Decodes the lines of one stream by one encoding: the sample's, else that of the first line beyond ASCII.

    A line that is plainly in the other one, as where two files were joined, is read by it: `other` names it then, and
    is empty where the last line was in the stream's.
    """

    def __init__(self, sample: bytes) -> None:
        self.other = ""
        try:
            self._encoding = recognise(sample, whole=False)
        except InputError:
            self._encoding = _of_most_lines(sample)
            if self._encoding is None:
                raise

    def decode(self, line: bytes) -> str:
        """The line's text.

        Raises:
            InputError: the line is in neither encoding; the next one may be.
        """
        self.other = ""
        if line.isascii():
            return line.decode("ascii")
        if self._encoding is None:
            self._encoding = recognise(line, whole=True) or "utf-8"
        if self._encoding == "gb18030":
            return self._of_gb18030(line)
        try:
            return _decode(line, self._encoding)
        except InputError:
            with suppress(InputError):
                if recognise(line, whole=True) == "gb18030":
                    self.other = "gb18030"
                    return _decode(line, self.other)
            raise

    def _of_gb18030(self, line: bytes) -> str:
        """A line of a stream in GB18030, whose characters are UTF-8 by chance one time in eight, and never several."""
        with suppress(UnicodeDecodeError):
            text = line.decode("utf-8")
            if len(_NOT_ASCII.findall(text)) >= _CERTAIN:
                self.other = "utf-8"
                return text
        return _decode(line, "gb18030")


class _Chunks(io.RawIOBase):
    """Chunks of bytes, read as a raw stream."""

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
    """The first bytes of a stream, and the stream from its start, without a mark; UTF-16 and UTF-32 become UTF-8."""
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
    """Each line with its number, counted from 1; None in the place of a line of more than `limit` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield number, None
