"""The only way in: the bytes of a page file and its name in; a page that is ready to be split out.

>>> from io import BytesIO
>>> page = load_page(BytesIO("本报讯（记者 王超）5月13日，我市召开推进会。".encode()), "湘潭日报_2022-05-14.txt")
>>> page.newspaper, [article.reporters for article in page.split().articles]
('湘潭日报', [('王超',)])

`xtsearch index`, `reindex` and `split` all load pages here, so that each refuses the same files and finds the same
articles. What a file is read as is decided by `FORMATS`, from its bytes alone: standard input has no name but `-`.

A new kind of page file is one row of `FORMATS`, and its reader.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from xtsearch.indexer.errors import ArgumentError, Fault, InputError, PageError
from xtsearch.indexer.pages.corrections import NONE, Corrections, combine
from xtsearch.indexer.pages.corrections_file import corrections_of, templates_of
from xtsearch.indexer.pages.formats.html import is_html, read_html
from xtsearch.indexer.pages.formats.markdown import clean_markdown, has_markdown, is_markdown, read_markdown
from xtsearch.indexer.pages.formats.ocr_alto import is_alto, is_xml, read_alto
from xtsearch.indexer.pages.formats.ocr_hocr import is_hocr, read_hocr
from xtsearch.indexer.pages.formats.ocr_json import is_json, looks_like_ocr_json, read_ocr_json
from xtsearch.indexer.pages.formats.ocr_tsv import is_tesseract_tsv, read_tesseract_tsv
from xtsearch.indexer.pages.formats.pdf import is_pdf, read_pdf
from xtsearch.indexer.pages.formats.plain import clean_text, read_plain
from xtsearch.indexer.pages.formats.tools import made_by
from xtsearch.indexer.pages.kind import PageKind, describe_page
from xtsearch.indexer.pages.learning import Learned, learn
from xtsearch.indexer.pages.linking import link
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page_templates import NO_TEMPLATES, Template, Templates
from xtsearch.indexer.pages.pieces.filenames import read_file_name
from xtsearch.indexer.pages.split import Split, read_sheets, split_page

#: Bytes of one page file. A newspaper page has some 20 KB of text; a year's volume in one file is no page.
PAGE_LIMIT = 64 << 20


class ByteStream(Protocol):
    """What a page is read from: an open file, a pipe, `io.BytesIO`."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class PageFormat:
    """One kind of page file. `accepts` tells it by the file's bytes, `read` gives its text.

    Files whose names end in one of `suffixes` (in lower case, as `.txt`) are taken from folders; what such a file is
    read as its bytes decide. `read` raises InputError where the bytes are damaged. Files of the `shared` suffixes,
    which other kinds of files have as well, are taken from folders only where `tells` accepts their first bytes.
    """

    name: str
    suffixes: tuple[str, ...]
    accepts: Callable[[bytes], bool]
    read: Callable[[bytes], LoadedText]
    shared: tuple[str, ...] = ()
    tells: Callable[[bytes], bool] = lambda _head: False


PLAIN_TEXT = PageFormat("plain text", (".txt",), lambda _data: True, read_plain)

HTML = PageFormat("HTML", (".html", ".htm"), is_html, read_html)

MARKDOWN = PageFormat("Markdown", (".md", ".markdown"), is_markdown, read_markdown)

#: The first format that accepts a file reads it. Plain text accepts every file, so it stands last.
FORMATS: tuple[PageFormat, ...] = (
    PageFormat("PDF", (".pdf",), is_pdf, read_pdf),
    PageFormat("hOCR", (".hocr",), is_hocr, read_hocr, (".xml",), is_hocr),
    HTML,
    PageFormat("ALTO", (".alto",), is_xml, read_alto, (".xml",), is_alto),
    PageFormat("Tesseract TSV", (), is_tesseract_tsv, read_tesseract_tsv, (".tsv",), is_tesseract_tsv),
    PageFormat("OCR JSON", (), is_json, read_ocr_json, (".json",), looks_like_ocr_json),
    MARKDOWN,
    PLAIN_TEXT,
)

#: Suffixes of page files that other kinds of files have as well.
SHARED_SUFFIXES = frozenset(suffix for page_format in FORMATS for suffix in page_format.shared)
#: So many bytes at the start of a file tell whether it is a page.
HEAD = 1 << 16


def is_page(suffix: str, head: bytes) -> bool:
    """Whether a file with one of SHARED_SUFFIXES is a page, by its first bytes (HEAD of them, or all)."""
    return any(suffix in page_format.shared and page_format.tells(head) for page_format in FORMATS)


def format_named(name: str) -> PageFormat:
    """The format that a person names: any beginning of its name that no other format's name has, in upper or lower
    case.

    >>> format_named("Plain").name
    'plain text'

    Raises:
        ArgumentError: no format is named so, or several are.
    """
    wanted = name.strip().casefold()
    beginning = [page_format for page_format in FORMATS if page_format.name.casefold().startswith(wanted)]
    whole = [page_format for page_format in beginning if page_format.name.casefold() == wanted]
    if wanted and len(whole or beginning) == 1:
        return (whole or beginning)[0]
    names = ", ".join(page_format.name for page_format in FORMATS)
    raise ArgumentError(f"{name!r} is {'more than one' if beginning else 'no'} kind of page; there are {names}")


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """The text of a page file and all that is known of it before it is split.

    `format` is the name of the format that read it. `file` is the name that articles record as their source.
    `newspaper` is the caller's, else the file's, else the folder's, else that in the file's name; `date` is the
    caller's or the file's, for a date printed on the page counts more than one in the file's name. `corrections` are a
    person's, `templates` what the folder's pages are said to look like. `tool` made the file, where it says so.
    """

    loaded: LoadedText
    format: str
    file: str
    newspaper: str | None
    date: datetime.date | None
    corrections: Corrections
    templates: Templates = NO_TEMPLATES
    tool: str | None = None

    @property
    def text(self) -> str:
        """The text whose lines the articles count."""
        return self.loaded.text

    def split(self) -> Split:
        """The articles and residue of all pages in the file.

        Raises:
            PageError: the corrections speak of lines that are not on the page, or a template says nonsense of it.
        """
        split = split_page(
            self.text,
            file=self.file,
            date=self.date,
            newspaper=self.newspaper,
            corrections=combine(self.corrections, self._stated()),
            forms=self.loaded.forms,
        )
        return link(split)

    def _stated(self) -> Corrections:
        """What the templates of the file's folder say of its articles, and its own markup where they say nothing."""
        if not self.templates.items:
            return combine(NONE, self.loaded.declared)
        sheets = read_sheets(self.text, self.loaded.forms)
        return combine(self.templates.corrections(self.file, sheets), self.loaded.declared)

    def learn(self, split: Split) -> Learned:
        """The template that this page teaches; `split` is what `split` made of it, with a person's corrections."""
        sheets = read_sheets(self.text, self.loaded.forms)

        def attempt(template: Template) -> Split | None:
            templates = Templates(template.pages, (*self.templates.items, template))
            try:
                return replace(self, corrections=NONE, templates=templates).split()
            except PageError:
                return None

        return learn(self.file, sheets, split, self.corrections, attempt)

    def kind_of(self, split: Split) -> PageKind:
        """What kind of page the file was taken for; `split` is what `split` made of it."""
        made = f"{self.format} of {self.tool}" if self.tool else self.format
        told = [made, *self.loaded.mended]
        told += [f"articles told by {self.loaded.declared.name}"] if self.loaded.declared.items else []
        told += [f"looks told by {self.templates.name}"] if self.templates.matching(self.file) else []
        return describe_page(", ".join(told), read_sheets(self.text, self.loaded.forms), split)


def load_page(
    stream: ByteStream,
    file: str,
    *,
    path: str | None = None,
    newspaper: str | None = None,
    date: datetime.date | None = None,
    page_format: PageFormat | None = None,
) -> LoadedPage:
    """Read one page. `path` is where the file lies on disk, beside its corrections file; None for standard input.
    `page_format` is how a person wants it read; None: as the first format that accepts its bytes.

    Raises:
        InputError: the file is larger than PAGE_LIMIT, empty or no text, or its corrections cannot be read.
        PageError: the corrections file is not a list of corrections, or pages.yaml no list of templates; the message
            names its line.
    """
    data = stream.read(PAGE_LIMIT + 1)
    if len(data) > PAGE_LIMIT:
        raise InputError(f"a page text of more than {PAGE_LIMIT >> 20} MB", Fault.TOO_LARGE)
    corrections, templates = (NONE, NO_TEMPLATES) if path is None else (corrections_of(path), templates_of(path))
    page_format = page_format or _stated_format(templates, file)
    if page_format is None:
        page_format = next(candidate for candidate in FORMATS if candidate.accepts(data))
    loaded = page_format.read(data)
    if not loaded.text.strip():
        raise InputError("there is nothing in it", Fault.EMPTY)
    paper = newspaper or loaded.newspaper or templates.newspaper(file) or read_file_name(file).newspaper
    tool = made_by(data) if page_format is not PLAIN_TEXT else None
    return LoadedPage(loaded, page_format.name, file, paper, date or loaded.date, corrections, templates, tool)


def _stated_format(templates: Templates, file: str) -> PageFormat | None:
    """The format as which a folder says that the file is to be read."""
    stated = templates.kind(file)
    if stated is None:
        return None
    try:
        return format_named(stated[0])
    except ArgumentError as error:
        raise templates.error(stated[1], str(error)) from error


def load_text(
    text: str, *, newspaper: str | None = None, date: datetime.date | None = None, corrections: Corrections = NONE
) -> LoadedPage:
    """A page whose text is at hand, as if it had been read from a file without a name.

    Raises:
        InputError: the text is the source of a web page that holds no article.
    """
    if is_html(text[:HEAD].encode("utf-8", "replace")):
        page_format, loaded = HTML, read_html(text.encode("utf-8", "replace"))
    elif has_markdown(text):
        page_format, loaded = MARKDOWN, clean_markdown(text)
    else:
        page_format, loaded = PLAIN_TEXT, clean_text(text)
    return LoadedPage(loaded, page_format.name, "", newspaper or loaded.newspaper, date or loaded.date, corrections)


def load_page_file(
    path: str,
    file: str,
    *,
    newspaper: str | None = None,
    date: datetime.date | None = None,
    page_format: PageFormat | None = None,
) -> LoadedPage:
    """Open and read the page file at `path`; `file` is its name in articles and messages, the rest as in `load_page`.

    Raises:
        InputError: the file cannot be opened, or `load_page` refuses it.
    """
    try:
        with Path(path).open("rb") as stream:
            return load_page(stream, file, path=path, newspaper=newspaper, date=date, page_format=page_format)
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the path
        raise InputError(f"{getattr(error, 'strerror', None) or error}", Fault.UNREADABLE) from error
