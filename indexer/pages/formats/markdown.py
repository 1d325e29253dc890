"""A page in Markdown in; its text without the markup, and which of its lines were headings, out. Pure.

    >>> page = read_markdown("# 渡船又开了\\n\\n![](1.jpg)\\n\\n船工说，**每天**来回十六趟。\\n\\n# 下一篇".encode())
    >>> page.text.split("\\n"), page.forms[1].heading
    (['渡船又开了', '', '', '', '船工说，每天来回十六趟。', '', '下一篇'], 1)

Document parsers (MinerU, marker, Docling) write Markdown, and so do crawlers. What is Markdown is told by its signs and
not by its file's name: headings, images, links, tables. Document parsers mark crossheads as headings too, so a heading
is a hint; the title of front matter is the headline. Each line of the file stays a line of the text, blank where it
held markup alone; only a table or a line break in HTML that stands on one line becomes several.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xtsearch.indexer.errors import InputError
from xtsearch.indexer.pages.corrections import NONE, Correction, CorrectionKind, Corrections
from xtsearch.indexer.pages.formats.markdown_inline import inline_text
from xtsearch.indexer.pages.formats.spaces import close_spaces
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page import LINE_END
from xtsearch.indexer.text.decoding import decode_page

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?=[^\s#])|(#{2,6})(?=[^\s#])")
_CLOSING_SIGNS = re.compile(r"[ \t]+#+[ \t]*$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^<>]*>", re.IGNORECASE)
_EMPTY_HEADING = re.compile(r"\s*#{1,6}\s*")
_UNDERLINE = re.compile(r" {0,3}(?:(={3,})|(-{3,}))[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_QUOTE = re.compile(r"^(?: {0,3}>[ ]?)+")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_DELIMITER = re.compile(r"(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_CELL_END = re.compile(r"(?<!\\)\|")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t]+<?[!-~]+>?(?:[ \t]+[\"'(].*)?[ \t]*")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\[\]\s]{1,40}\]:[ \t]*")
_PAGE_BREAK = re.compile(r"<!--\s*page[ _-]?break\s*-->|^\{\d+\}-{8,}[ \t]*$", re.IGNORECASE | re.MULTILINE)
_ROW_END, _CELL = re.compile(r"</tr\s*>|<br\s*/?>\s*(?=<tr)", re.IGNORECASE), re.compile(r"</t[dh]\s*>", re.IGNORECASE)
#: Who says what markup says, in evidence: "headline given by the file's markup, line 1".
MARKUP = "the file's markup"
LONGEST_UNDERLINED = 60  # characters of a heading with a line of signs below it; below a longer line they are a rule
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)(?=\S)[^*_]+(?<=\S)(?:\*\*|__)\s*")

#: Signs of Markdown, each searched in the first SAMPLED characters. A page that holds a heading alone is a page of text
#: with a sign in it, unless it begins with the heading.
SAMPLED = 200_000
_IMAGE_SIGN = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]*\)")
_LINK_SIGN = re.compile(r"(?<!!)\[[^\[\]\n]{1,300}\]\((?:https?://|\.{0,2}/|#|mailto:)[^()\s]*\)")
_TABLE_SIGN = re.compile(r"<table\b[^<>\n]*>", re.IGNORECASE)
_HEADING_SIGN = re.compile(r"^ {0,3}#{1,6}[ \t\u3000]+[^\s#]", re.MULTILINE)
_BOLD_SIGN = re.compile(r"\*\*[^\s*][^*\n]{0,300}\*\*")
_BLOCK_SIGN = re.compile(r"^(?:```|~~~|<(?:details|summary|div)\b[^<>\n]*>)|<!--", re.MULTILINE | re.IGNORECASE)
_FIRST_HEADING = re.compile(r"\s*#{1,6}[ \t\u3000]+[^\s#].*\n\s*\n")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n((?:[\w-]+:.*\n|[ \t]+.*\n|- .*\n|\n){1,60}?)---[ \t]*(?:\n|$)")
_SIGNS = (b"#", b"](", b"**", b"---", b"<table", b"<TABLE", b"\0")


def is_markdown(data: bytes) -> bool:
    """Whether the bytes are a text in Markdown."""
    if not any(sign in data for sign in _SIGNS):
        return False
    try:
        text = decode_page(data)
    except InputError:
        return False
    return has_markdown(text)


def has_markdown(text: str) -> bool:
    """Whether the text has so many signs of Markdown that it can be nothing else."""
    head = _unified(text[:SAMPLED])
    if _IMAGE_SIGN.search(head) or _TABLE_SIGN.search(head) or _title_of(head) or _table_lines(head.split("\n")):
        return True
    links, headings = len(_LINK_SIGN.findall(head)), len(_HEADING_SIGN.findall(head))
    bolds = len(_BOLD_SIGN.findall(head))
    if links >= 2 or headings >= 2 or bolds >= 2:
        return True
    further = links or bolds or _BLOCK_SIGN.search(head) or _FIRST_HEADING.match(head)
    return headings == 1 and bool(further)


def read_markdown(data: bytes) -> LoadedText:
    """The text that the bytes encode, without its markup.

    Raises:
        InputError: the bytes are no text.
    """
    return clean_markdown(decode_page(data))


def clean_markdown(text: str) -> LoadedText:
    """The text without its markup. `forms` say which lines were headings, or set in bold altogether; `date` is that of
    front matter."""
    text = _unified(text)
    front = _FRONT_MATTER.match(text)
    values = _front_values(front[1]) if front else {}
    if front:
        text = _with_title(front, values) + text[front.end() :]
    lines = [
        _PlainLine(part, line.form)
        for line in _plain_lines(_with_tables(_without_comments(_PAGE_BREAK.sub("\f", text))))
        for part in line.text.split("\n")
    ]
    forms = {number: line.form for number, line in enumerate(lines, 1) if line.form is not None and line.text.strip()}
    closed = close_spaces([line.text for line in lines])
    declared = _declared(closed, titled=bool(values.get("title")))
    return LoadedText("\n".join(closed), forms, declared, date=_date(values.get("date", "")))


def _declared(lines: Sequence[str], *, titled: bool) -> Corrections:
    """What front matter with a title says: its line, the text's first, is the headline of what follows."""
    filled = [number for number, line in enumerate(lines, 1) if line.strip()]
    if not titled or len(filled) < 2:
        return NONE
    headline = Correction(CorrectionKind.HEADLINE, (filled[0],), filled[0], filled[1], file=MARKUP, by_hand=False)
    return Corrections(MARKUP, (headline,))


class _PlainLine(NamedTuple):
    """A line without markup. `form` is what the markup said of it, None if nothing."""

    text: str
    form: LineForm | None = None


def _unified(text: str) -> str:
    """The text with LF at the end of each line, and without a mark at its start."""
    return LINE_END.sub("\n", text).removeprefix("\ufeff")


def _front_values(block: str) -> dict[str, str]:
    """The keys of front matter, in lower case, with their values as they are written."""
    pairs = (line.partition(":") for line in block.split("\n") if line[:1].isalpha())
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}


def _title_of(text: str) -> str:
    """The title of front matter, or ""."""
    front = _FRONT_MATTER.match(text)
    return _front_values(front[1]).get("title", "") if front else ""


def _with_title(front: re.Match[str], values: dict[str, str]) -> str:
    """Blank lines in the place of front matter, its title as a heading among them."""
    lines = front.group().count("\n")
    title = values.get("title", "")
    return f"# {title}" + "\n" * max(lines, 1) if title else "\n" * lines


def _date(value: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value[:10].replace("/", "-"))
    except ValueError:
        return None


def _without_comments(text: str) -> str:
    """The text without comments of HTML; the lines that they spanned stay, blank."""
    if "<!--" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (stop := text.find("-->", start)) >= 0:
        kept += [text[at:start], "\n" * text.count("\n", start, stop)]
        at = stop + 3
    return "".join([*kept, text[at:]])


def _with_tables(text: str) -> str:
    """The text with each row of a table in HTML on a line of its own; the table takes as many lines as it did, if these
    are enough."""
    lower = text.lower()
    if len(lower) != len(text) or "<table" not in lower:
        return text
    kept: list[str] = []
    at = 0
    while (start := lower.find("<table", at)) >= 0:
        stop = lower.find("</table", start)
        stop = len(text) if stop < 0 else stop
        rows = [_row(row) for row in _ROW_END.split(text[start:stop].replace("\n", " "))]
        rows = [row for row in rows if row]
        blank = text.count("\n", start, stop) - len(rows) + 1
        kept += [text[at:start], "\n".join(rows), "\n" * blank]
        at = stop
    return "".join([*kept, text[at:]])


def _row(row: str) -> str:
    """The cells of a table's row, two spaces between them."""
    return "  ".join(filter(None, (inline_text(cell).strip() for cell in _CELL.split(row))))


def _plain_lines(text: str) -> Iterator[_PlainLine]:
    """The lines of the text without the markup of Markdown."""
    lines = text.split("\n")
    tables = _table_lines(lines)
    fence = ""
    before_blank = True
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
            yield _PlainLine("")
        elif fence:
            yield _PlainLine(line)
        elif at in tables:
            yield _PlainLine("" if _is_delimiter(line) else _pipe_row(line))
        elif (under := _UNDERLINE.fullmatch(line)) and not before_blank:
            yield _PlainLine("")
        else:
            level = _underlined(lines, at, before_blank=before_blank)
            under = None
            plain = _plain_line(line)
            yield _PlainLine(plain.text, LineForm(heading=level)) if level and plain.text else plain
        before_blank = not line.strip() or under is not None


def _underlined(lines: Sequence[str], at: int, *, before_blank: bool) -> int:
    """The level as a heading of a line that the next one underlines; 0 where it does not."""
    after = _UNDERLINE.fullmatch(lines[at + 1]) if at + 1 < len(lines) else None
    if after is None or not before_blank or not lines[at].strip() or len(lines[at]) > LONGEST_UNDERLINED:
        return 0
    return 1 if after[1] else 2


def _table_lines(lines: Sequence[str]) -> frozenset[int]:
    """The indices of the lines of tables: the row above a delimiter, the delimiter, and the rows below it."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if at and _is_delimiter(line) and "|" in lines[at - 1]:
            found.update((at - 1, at))
        elif at - 1 in found and "|" in line:
            found.add(at)
    return frozenset(found)


def _is_delimiter(line: str) -> bool:
    return "--" in line and "|" in line and _DELIMITER.fullmatch(line.strip()) is not None


def _pipe_row(line: str) -> str:
    """The cells of a row of a table, two spaces between them."""
    return "  ".join(filter(None, (inline_text(cell).strip() for cell in _CELL_END.split(line))))


def _plain_line(line: str) -> _PlainLine:
    """One line that is neither in a table nor in a fence."""
    line = _QUOTE.sub("", line)
    if _RULE.fullmatch(line) or _EMPTY_HEADING.fullmatch(line) or _DEFINITION.fullmatch(line):
        return _PlainLine("")
    if heading := _HEADING.match(line):
        text = _CLOSING_SIGNS.sub("", line[heading.end() :])
        return _PlainLine(inline_text(text).strip(), LineForm(heading=len(heading[1] or heading[2])))
    if heading := _HTML_HEADING.match(line):
        return _PlainLine(inline_text(line).strip(), LineForm(heading=int(heading[1])))
    line = _BULLET.sub("", _FOOTNOTE.sub("", line))
    bold = _BOLD_LINE.fullmatch(line) is not None
    return _PlainLine(inline_text(line).rstrip(" \\"), LineForm(bold=True) if bold else None)
