"""FIELDS, the one table that both engines' schemas and both sides' names come from; and articles as documents.

Enters: an Article of a page, or a ready-made record. Leaves: a Document, which an engine stores and gives back.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from xtsearch.indexer.errors import InputError
from xtsearch.indexer.limits import ID_BYTES
from xtsearch.indexer.text.fold import fold_text

if TYPE_CHECKING:  # a search needs no page parser: it would cost the cold start
    from xtsearch.indexer.pages.split import Article

#: Raised with every change of FIELDS or of what a Document holds: an index says which one wrote it.
SCHEMA_VERSION = 2


class Kind(Enum):
    """What a field holds, and so what an engine can do with it."""

    TEXT = "text"  # a text, or several: analysed into words, grams, chars; ranked, matched, highlighted
    KEYWORD = "keyword"  # exact values: filtered, counted
    DATE = "date"  # a plain date: filtered by range, sorted, counted by period
    STORED = "stored"  # given back as it is
    EXTRA = "extra"  # what a ready-made document brings besides: kept, filtered by exact value


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its kind, for TEXT its weight in ranking; `exact` text is a keyword as well.

    In `brief` text that a term is there is all that counts, not how often, nor how long the text is.
    """

    name: str
    kind: Kind
    weight: float = 0.0
    exact: bool = False
    brief: bool = False


#: Weights are multiples of the body's. Headlines asked of 20,000 news for the other reports of the same event (like
#: bodies: `python -m benchmarks headline_weight`), MRR@10: 0 .549, 0.5 .632, 1 .640, 1.5 .633, 2 .625, 4 .604.
#: 1.5 is no worse than 1 by more than chance (-.007, -.017 to .003), and people look for a headline first.
#: A kicker is a headline's other line and weighs as much.
FIELDS: tuple[Field, ...] = (
    Field("id", Kind.KEYWORD),
    Field("title", Kind.TEXT, weight=1.5, brief=True),
    Field("kicker", Kind.TEXT, weight=1.5, brief=True),
    Field("subtitle", Kind.TEXT, weight=1.0, brief=True),
    Field("body", Kind.TEXT, weight=1.0),
    Field("reporters", Kind.TEXT, weight=1.0, brief=True, exact=True),
    Field("interns", Kind.TEXT, weight=0.5, brief=True, exact=True),
    Field("correspondents", Kind.TEXT, weight=0.5, brief=True, exact=True),
    Field("agency", Kind.KEYWORD),
    Field("newspaper", Kind.KEYWORD),
    Field("persons", Kind.KEYWORD),
    Field("places", Kind.KEYWORD),
    Field("organisations", Kind.KEYWORD),
    Field("keywords", Kind.KEYWORD),
    Field("given", Kind.STORED),
    Field("date", Kind.DATE),
    Field("date_from", Kind.KEYWORD),
    Field("file", Kind.KEYWORD),
    Field("source_root", Kind.KEYWORD),
    Field("lines", Kind.STORED),
    Field("body_lines", Kind.STORED),
    Field("title_lines", Kind.STORED),
    Field("kicker_lines", Kind.STORED),
    Field("confidence", Kind.STORED),
    Field("extra", Kind.EXTRA),
)

TEXT_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.kind is Kind.TEXT)
#: Fields whose exact values can be filtered and counted.
KEYWORD_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.kind is Kind.KEYWORD or f.exact)
#: What follows from an article's text (`xtsearch.indexer.entities`), unless its record gave it.
DERIVED_FIELDS = ("persons", "places", "organisations", "keywords")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article as it is indexed, one attribute a field of FIELDS.

    `lines` are inclusive ranges of page lines, counted from 1, or None for a ready-made document; `body_lines` pairs
    an offset into `body` (code points) with the page line whose text begins there, ascending. What a Document holds
    depends on its own text alone, so that an incremental index equals a full rebuild. `given` names the DERIVED_FIELDS
    that a ready-made document brought: those are content, the others follow from it and are no part of its hash.
    """

    id: str
    body: str
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    reporters: tuple[str, ...] = ()
    interns: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    agency: str | None = None
    newspaper: str | None = None
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_from: str | None = None
    file: str = ""
    source_root: str = ""
    lines: tuple[tuple[int, int], ...] | None = None
    body_lines: tuple[tuple[int, int], ...] = ()
    title_lines: tuple[int, ...] = ()
    kicker_lines: tuple[int, ...] = ()
    confidence: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = len(self.id.encode("utf-8", "replace"))
        if not 0 < size <= ID_BYTES:
            raise InputError(f"document id of {size} bytes: an id has 1 to {ID_BYTES} bytes; shorten it")

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a text or keyword field, none to several."""
        value = getattr(self, name)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)

    def source(self) -> dict[str, Any]:
        """Where the article stands, as JSON values: its file, and ranges of lines, None for a ready-made document."""
        return {"file": self.file, "lines": None if self.lines is None else [list(span) for span in self.lines]}

    def to_dict(self) -> dict[str, Any]:
        """What `show --format json` writes, as JSON values; every key is always there.

        First the fields that a hit has, in a hit's order, then the rest.
        """
        return {
            "id": self.id,
            "title": self.title,
            "kicker": self.kicker,
            "subtitle": self.subtitle,
            "date": self.date.isoformat() if self.date else None,
            "date_from": self.date_from,
            "newspaper": self.newspaper,
            "reporters": list(self.reporters),
            "interns": list(self.interns),
            "correspondents": list(self.correspondents),
            "agency": self.agency,
            "persons": list(self.persons),
            "places": list(self.places),
            "organisations": list(self.organisations),
            "keywords": list(self.keywords),
            "source": self.source(),
            "body": self.body,
            "confidence": self.confidence,
            "extra": dict(self.extra),
        }

    def to_record(self) -> dict[str, Any]:
        """As JSON values, one a field of FIELDS, empty ones left out: what an index stores."""
        record: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value is None or value == () or value == "" or value == {}:
                continue
            record[name] = value.isoformat() if isinstance(value, datetime.date) else value
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `to_record`, from what JSON gives back."""
        values = dict(record)
        if values.get("date") is not None:
            values["date"] = datetime.date.fromisoformat(values["date"])
        for name in _TUPLES:
            values[name] = tuple(values.get(name) or ())
        for name in ("lines", "body_lines"):
            if values.get(name) is not None:
                values[name] = tuple((first, last) for first, last in values[name])
        values.setdefault("body", "")
        return cls(**values)

    def to_json(self) -> str:
        """Canonical JSON of `to_record`: equal documents give equal text."""
        return self.serialised()[0]

    def content_hash(self) -> str:
        """Changes with anything the document holds but for what follows from its text; 32 hexadecimal digits."""
        return self.serialised()[1]

    def serialised(self) -> tuple[str, str]:
        """`to_json` and `content_hash`: both at once, for a document that is written."""
        record = self.to_record()
        derived = {name: record.pop(name) for name in DERIVED_FIELDS if name in record and name not in self.given}
        content = _canonical_json(record)
        try:
            digest = hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
        except UnicodeEncodeError:
            digest = ""  # half of a surrogate pair: every engine refuses it
        return (f"{content[:-1]},{_canonical_json(derived)[1:]}" if derived else content), digest


#: Fields of several values.
_TUPLES = ("reporters", "interns", "correspondents", "title_lines", "kicker_lines", "given", *DERIVED_FIELDS)


def _canonical_json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


#: How much of an article's beginning names it: enough to tell articles of a page apart, and a fix further down
#: the text leaves the id as it was.
_START = 64


def article_id(file: str, body: str, *, seen: set[str] | None = None) -> str:
    """The id of an article that brings none: its page's file name, and a hash of the folded start of its body.

    `seen` holds the ids already given on the same page; a second article that begins alike gets `-2`, and so on.
    """
    start = "".join(fold_text(body).split())[:_START]
    digest = hashlib.blake2b(start.encode("utf-8", "replace"), digest_size=5).hexdigest()
    stem = PurePosixPath(file).stem.encode()[: ID_BYTES - 32].decode("utf-8", "ignore") or "article"
    name = f"{stem}-{digest}"
    if seen is not None:
        number = 2
        while name in seen:
            name = f"{stem}-{digest}-{number}"
            number += 1
        seen.add(name)
    return name


def from_article(article: Article, *, id: str, file: str, source_root: str, newspaper: str | None = None) -> Document:
    """An article of a page as a document."""
    return Document(
        id=id,
        body=article.body,
        title=article.title,
        kicker=article.kicker,
        subtitle=article.subtitle,
        reporters=article.reporters,
        interns=article.interns,
        correspondents=article.correspondents,
        agency=article.agency,
        newspaper=newspaper,
        date=article.date,
        date_from=article.date_from,
        file=file,
        source_root=source_root,
        lines=article.lines,
        body_lines=article.body_lines,
        title_lines=article.title_lines,
        kicker_lines=article.kicker_lines,
        confidence=article.confidence,
    )
