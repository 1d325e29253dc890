"""The corrections file beside a page file, if there is one.

A page `a/page.txt` is corrected by `a/page.txt.fix.yaml`, or by `a/page.fix.yaml`.
"""

from __future__ import annotations

from pathlib import Path

from xtsearch.indexer.errors import Fault, InputError, PageError
from xtsearch.indexer.pages.corrections import NONE, Corrections, read_corrections
from xtsearch.indexer.text.decoding import decode_page

SUFFIX = ".fix.yaml"
LIMIT = 1 << 20  # bytes; a correction has some thirty


def corrections_of(page: str) -> Corrections:
    """What the file beside the page says; nothing where there is none.

    Raises:
        InputError: it cannot be read.
        PageError: it is not a list of corrections; the message names its line.
    """
    path = Path(page)
    beside = [Path(f"{page}{SUFFIX}"), *([path.with_suffix(SUFFIX)] if path.suffix else [])]
    try:
        found = [each for each in beside if each.is_file()]
        if not found:
            return NONE
        if len(found) > 1:
            raise PageError(f"{found[0].name} and {found[1].name}; keep one", Fault.TWO_CORRECTIONS)
        if found[0].stat().st_size > LIMIT:
            raise PageError(f"{found[0].name}", Fault.LARGE_CORRECTIONS)
        data = found[0].read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{getattr(error, 'strerror', None) or error}", Fault.UNREADABLE_CORRECTIONS) from error
    return read_corrections(decode_page(data), found[0].name)
