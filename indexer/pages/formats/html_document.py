"""The source of a web page in; its elements and their text, out. Pure, in time proportional to the source.

    >>> page = read_document("<div id=a><h1>渡船又开了</h1><p>船工说&nbsp;<b>好</b></p><script>1<2</script></div>")
    >>> page.first(lambda element: element.id == "a").paragraphs
    ['渡船又开了', '船工说 好']

Tags need not be closed or nested rightly, as in pages of twenty years ago. Comments by which newspapers mark their text
(`<!--enpcontent-->` ... `<!--/enpcontent-->`) are elements, too.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from xtsearch.indexer.errors import Fault, InputError

#: Levels of nesting. The deepest page of a newspaper has some 40; trafilatura's own limit is about 500.
DEEPEST = 300
LONGEST_LINE, MOST_PIECES = 3000, 300  # characters of source, and pieces, of what is read as one line
LONGEST_TAG = 20_000  # characters; what goes on without an end is text
_TAG = re.compile(r"<(?:(/)?([A-Za-z][A-Za-z0-9:_-]*)|(!--)|[!?])")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_MARKING_COMMENT = re.compile(r"\s*(/?)\s*(enpcontent|<?/?npm:article-content>?)\s*", re.IGNORECASE)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "frame",
    ]
)
#: Elements that hold no text of the page; their source is passed over.
_PASSED_OVER = frozenset(["script", "style", "iframe", "svg", "template", "select", "textarea", "object", "noframes"])
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "founder-content",
        "enpcontent",
        "founder-title",
        "founder-author",
        "founder-subtitle",
    ]
)
#: An element that a further one of the same group ends, if it was not closed: <p> one <p> two.
_ENDED_BY = {
    "p": _BLOCK,
    "li": {"li"},
    "tr": {"tr"},
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
    "dt": {"dt", "dd"},
}
_ENDED_BY |= {"dd": {"dt", "dd"}, "option": {"option"}}
_PARAGRAPH = "\0"  # stands among the pieces of text where a paragraph ends; no text holds it
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_WIDE_LINE = re.compile(r"(?:\u3000{2,}|\u00a0{4,}|[ \u00a0\u3000]{6,})")


@dataclass(slots=True)
class Element:
    """One element. `start` and `stop` are the indices of its pieces of text in the document."""

    tag: str
    attributes: dict[str, str]
    depth: int
    start: int
    document: Document
    stop: int = -1

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def classes(self) -> str:
        """Its classes in lower case, as they are written."""
        return self.attributes.get("class", "").lower()

    @property
    def paragraphs(self) -> list[str]:
        """Its text in paragraphs, none of them empty."""
        return self.document.paragraphs(self.start, self.stop)

    @property
    def text(self) -> str:
        """Its text in one line; "" where it is longer than what newspapers say in a line (LONGEST_LINE)."""
        if self.stop - self.start > MOST_PIECES:
            return ""
        size = sum(map(len, self.document.pieces[self.start : self.stop]))
        return "" if size > LONGEST_LINE else " ".join(self.paragraphs)


@dataclass(slots=True)
class Document:
    """The elements in the order of their start tags, the pieces of text, and the comments."""

    elements: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def first(self, wanted: Callable[[Element], bool]) -> Element | None:
        """The first element of which `wanted` is true."""
        return next(filter(wanted, self.elements), None)

    def all(self, wanted: Callable[[Element], bool]) -> Iterator[Element]:
        """All elements of which `wanted` is true."""
        return filter(wanted, self.elements)

    def paragraphs(self, start: int, stop: int) -> list[str]:
        """The text of some pieces in paragraphs, none of them empty. White space is one space, as browsers show it; a
        run of wide spaces begins a paragraph, as pages without tags for them are written."""
        whole = "".join(self.pieces[start:stop])
        lines = (_SPACES.sub(" ", line) for part in whole.split(_PARAGRAPH) for line in _WIDE_LINE.split(part))
        return [text for line in lines if (text := _BLANKS.sub(" ", line).strip())]


def read_document(source: str) -> Document:
    """The elements and text of a page's source.

    Raises:
        InputError: its elements nest deeper than DEEPEST.
    """
    document = Document()
    reader = _Reader(document)
    at = 0
    while (tag := _TAG.search(source, at)) is not None:
        reader.text(source[at : tag.start()])
        closing, name, is_comment = tag.groups()
        if is_comment:
            stop = source.find("-->", tag.end())
            stop = len(source) if stop < 0 else stop
            reader.comment(source[tag.end() : stop])
            at = stop + 3
            continue
        end = _tag_end(source, tag.end())
        if end < 0:
            reader.text("<")
            at = tag.start() + 1
            continue
        at = end + 1
        if name is None:
            continue
        name = name.lower()
        if closing:
            reader.end(name)
            continue
        reader.start(name, _attributes(source[tag.end() : end]))
        if name in _PASSED_OVER and source[end - 1] != "/":
            at = _behind(source, name, at)
            reader.end(name)
    reader.text(source[at:])
    reader.close()
    return document


def _tag_end(source: str, start: int) -> int:
    """The offset of the `>` that ends a tag; one inside quotes ends none. -1 where there is none near."""
    limit = min(len(source), start + LONGEST_TAG)
    end = source.find(">", start, limit)
    first = end
    while end >= 0 and (source.count('"', start, end) % 2 or source.count("'", start, end) % 2) and end - start < 2000:
        end = source.find(">", end + 1, limit)
    return first if end < 0 else end


def _attributes(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, *parts in _ATTRIBUTE.findall(text):
        values.setdefault(name.lower(), html.unescape(next(filter(None, parts), "")))
    return values


def _behind(source: str, name: str, at: int) -> int:
    """The offset behind the end tag of an element whose source is passed over; the source's end where it has none."""
    end = re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE).search(source, at)
    return end.end() if end else len(source)


class _Reader:
    """Fills a document, tag by tag."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[Element] = []
        self._open_tags: Counter[str] = Counter()

    def text(self, source: str) -> None:
        if source:
            text = html.unescape(source) if "&" in source else source
            self._document.pieces.append(text.replace(_PARAGRAPH, ""))

    def comment(self, text: str) -> None:
        marking = _MARKING_COMMENT.fullmatch(text)
        if marking is None:
            self._document.comments.append(text)
        elif marking[1] or "/" in marking[2]:
            self.end("enpcontent")
        else:
            self.start("enpcontent", {})

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open and name in _ENDED_BY.get(self._open[-1].tag, ()):
            self.end(self._open[-1].tag)
        if name in _BLOCK or name == "br":
            self._document.pieces.append(_PARAGRAPH)
        element = Element(name, attributes, len(self._open), len(self._document.pieces), self._document)
        self._document.elements.append(element)
        if name in _VOID:
            element.stop = element.start
            return
        if len(self._open) == DEEPEST:
            raise InputError(f"HTML whose elements nest more than {DEEPEST} levels deep", Fault.TOO_DEEP)
        self._open.append(element)
        self._open_tags[name] += 1

    def end(self, name: str) -> None:
        """End the innermost element of this name, and what is open inside it; a tag that ends nothing is left out."""
        if not self._open_tags[name]:
            return
        place = next(at for at in range(len(self._open) - 1, -1, -1) if self._open[at].tag == name)
        if name in _BLOCK:
            self._document.pieces.append(_PARAGRAPH)
        for element in self._open[place:]:
            element.stop = len(self._document.pieces)
            self._open_tags[element.tag] -= 1
        del self._open[place:]

    def close(self) -> None:
        for element in self._open:
            element.stop = len(self._document.pieces)
        self._open.clear()
