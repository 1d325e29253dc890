"""A packed file in (gzip, zip); what it holds, unpacked as it is read, out. What unpacks to far too
much is refused.

>>> inner_name("dumps/news.jsonl.gz")
'dumps/news.jsonl'
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.text.decoding import CHUNK

#: Bytes that anything may unpack to, and the multiple of a packed file's size beyond them: texts have 3 to 20 times the
#: size of their packed form, records with much in common 100 times; a file made to fill a disk has 1,000.
UNPACKED_ALWAYS, UNPACKED_TIMES = 64 << 20, 200
#: All that zipfile and gzip raise of damaged files, or of kinds of compression that Python has not.
BROKEN = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip archive: its name as people read it, and how it is found."""

    name: str
    info: zipfile.ZipInfo


def inner_name(name: str) -> str:
    """The name of what a .gz file holds."""
    return name[:-3] if name.lower().endswith(".gz") else name


def unpack_gzip(packed: BinaryIO | io.BufferedReader) -> Iterator[bytes]:
    """What a gzip stream holds, in chunks.

    Raises:
        InputError: it is damaged, or unpacks to too much.
    """
    counted = _Counted(packed)
    unpacked = 0
    try:
        with gzip.GzipFile(fileobj=counted) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                _check_size(unpacked, counted.count)
                yield chunk
    except BROKEN as error:
        raise InputError(f"it cannot be unpacked ({error}); the rest was not read", Fault.DAMAGED) from error


def members(archive: zipfile.ZipFile) -> list[Member]:
    """The files in a zip archive, without hidden ones and what macOS adds, in the archive's order."""
    files = [Member(_readable(info), info) for info in archive.infolist() if not info.is_dir()]
    return [
        member for member in files if not any(part.startswith((".", "__MACOSX")) for part in member.name.split("/"))
    ]


def unpack_member(archive: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    """What a member of a zip archive holds, in chunks.

    Raises:
        InputError: it is damaged, protected by a password, or unpacks to too much.
    """
    if member.info.flag_bits & 1:
        raise InputError("protected by a password; unpack it first", Fault.UNREADABLE)
    _check_size(member.info.file_size, member.info.compress_size)
    try:
        with archive.open(member.info) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except BROKEN as error:
        raise InputError(f"it cannot be unpacked ({error}); the rest was not read", Fault.DAMAGED) from error


def open_zip(file: str | IO[bytes]) -> zipfile.ZipFile:
    """The zip archive at a path.

    Raises:
        InputError: it is none, or damaged, or holds more than it may.
    """
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise InputError(f"no zip archive that can be read ({error})", Fault.DAMAGED) from error
    infos = archive.infolist()
    _check_size(sum(info.file_size for info in infos), sum(info.compress_size for info in infos))
    return archive


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > max(UNPACKED_ALWAYS, UNPACKED_TIMES * packed):
        details = f"it unpacks to more than {UNPACKED_TIMES} times its size; unpack it first, if that is right"
        raise InputError(details, Fault.TOO_LARGE)


def _readable(info: zipfile.ZipInfo) -> str:
    """The name of a member; without the mark of UTF-8 it is GB18030, as Windows in China has it."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


class _Counted(io.RawIOBase):
    """A stream that counts the bytes that were read of it."""

    def __init__(self, stream: BinaryIO | io.BufferedReader) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data
