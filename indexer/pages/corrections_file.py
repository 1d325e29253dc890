"""The corrections file beside a page file, if there is one.

A page `a/page.txt` is corrected by `a/page.txt.fix.yaml`, or by `a/page.fix.yaml`.

>>> corrections_of("pages/without-such-a-file.txt").items
()
"""

from __future__ import annotations

from pathlib import Path

from xtsearch.indexer.errors import Fault, InputError, PageError
from xtsearch.indexer.pages.corrections import NONE, Corrections, read_corrections
from xtsearch.indexer.text.decoding import decode_page

SUFFIX = ".fix.yaml"
LIMIT = 1 << 20  # bytes; a correction has some thirty


def corrections_of(page: str) -> Corrections:
    """The corrections that the file beside a page holds; none if there is no such file. `page` is the page's path.

    Raises:
        InputError: the file cannot be read.
        PageError: it is no list of corrections, too large, or there are two such files; the message says which line.
    """
    path = Path(page)
    names = [Path(f"{page}{SUFFIX}"), *([path.with_suffix(SUFFIX)] if path.suffix else [])]
    try:
        files = [file for file in names if file.is_file()]
        if not files:
            return NONE
        file = files[0]
        if len(files) > 1:
            raise PageError(f"{file.name} and {files[1].name}; keep one", Fault.TWO_CORRECTIONS)
        if file.stat().st_size > LIMIT:
            raise PageError(file.name, Fault.LARGE_CORRECTIONS)
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{getattr(error, 'strerror', None) or error}", Fault.UNREADABLE_CORRECTIONS) from error
    return read_corrections(decode_page(data), file.name)
