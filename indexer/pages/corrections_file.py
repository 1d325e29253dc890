"""The files beside a page file in which people speak of it, if there are any.

A page `a/page.txt` is corrected by `a/page.txt.fix.yaml`, or by `a/page.fix.yaml`; `a/pages.yaml` says what the pages
of the folder look like.

>>> corrections_of("pages/without-such-a-file.txt").items
()
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xtsearch.indexer.errors import Fault, InputError, PageError
from xtsearch.indexer.pages.corrections import NONE, Corrections, read_corrections
from xtsearch.indexer.pages.page_templates import NO_TEMPLATES, Rule, Template, Templates, added, read_templates
from xtsearch.indexer.text.decoding import decode_page
from xtsearch.indexer.whole_files import write_whole

SUFFIX = ".fix.yaml"
TEMPLATES = "pages.yaml"
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


def templates_file(page: str) -> Path:
    """The file in which the folder of a page says what its pages look like, whether it is there or not."""
    return Path(page).parent / TEMPLATES


def templates_of(page: str) -> Templates:
    """What the folder of a page says of its pages; nothing if there is no such file. `page` is the page's path.

    Raises:
        InputError: the file cannot be read.
        PageError: it is no list of templates, or too large; the message says which line.
    """
    file = templates_file(page)
    try:
        status = file.stat() if file.is_file() else None
    except (OSError, ValueError) as error:
        raise InputError(f"{getattr(error, 'strerror', None) or error}", Fault.UNREADABLE_CORRECTIONS) from error
    if status is None:
        return NO_TEMPLATES
    if status.st_size > LIMIT:
        raise PageError(file.name, Fault.LARGE_CORRECTIONS)
    return _templates(file, status.st_mtime_ns, status.st_size)


def add_template(page: str, template: Template) -> tuple[Rule, ...]:
    """Add a template to the file of a page's folder, which is made where there is none; nothing in it is overwritten.

    Returns the rules that it did not have.

    Raises:
        InputError: the file cannot be read, or written.
        PageError: it is no list of templates.
    """
    file = templates_file(page)
    try:
        text = decode_page(file.read_bytes()) if file.is_file() else ""
        text, rules = added(text, template, file.name, Path(page).name)
        if rules:
            write_whole(file, text)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}", Fault.UNREADABLE_CORRECTIONS) from error
    return rules


@lru_cache(maxsize=16)  # a folder has one file for all its pages
def _templates(file: Path, _changed: int, _size: int) -> Templates:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{error.strerror or error}", Fault.UNREADABLE_CORRECTIONS) from error
    return read_templates(decode_page(data), file.name)
