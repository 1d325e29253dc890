"""Document: one article as it is indexed, from a page or from a ready-made record, and its form as JSON.

Enters: an `Article` of a page (`from_article`), or JSON values that an index stored (`Document.from_record`). Leaves: a
`Document`, which an engine stores and gives back. What its attributes are, `xtsearch.indexer.fields` says.

    >>> Document(id="a", body="正文", reporters=("王超",)).to_json()
    '{"body":"正文","id":"a","reporters":["王超"]}'
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from xtsearch.indexer.fields import DATE_FIELDS, DERIVED_FIELDS, FIELDS, ArticleFields, Shown

if TYPE_CHECKING:  # a search needs no page parser: it would cost the cold start
    from xtsearch.indexer.pages.split import Article

_NAMES = tuple(field.name for field in FIELDS)
_DATES = tuple(field.name for field in DATE_FIELDS)
_TUPLES = tuple(field.name for field in FIELDS if field.several and not field.pairs)
_PAIRS = tuple(field.name for field in FIELDS if field.pairs)


class Document(ArticleFields):
    """One article as it is indexed, one attribute for each row of `fields.FIELDS`.

    What a Document holds depends on its own text alone, never on the rest of the corpus, so that an incremental index
    equals a full rebuild.

    Raises:
        InputError: the id is empty or has more than ID_BYTES bytes.
    """

    __slots__ = ()

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a text or keyword field, none to several."""
        value = getattr(self, name)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)

    def json_value(self, name: str) -> Any:
        """The value of a field as JSON has it: tuples as lists, a day as YYYY-MM-DD, None where there is no value."""
        return _json_value(getattr(self, name))

    def source(self) -> dict[str, Any]:
        """Where the article stands, as JSON values: its file, and ranges of lines, None for a ready-made document."""
        return {field.name: self.json_value(field.name) for field in FIELDS if field.shown is Shown.SOURCE}

    def to_dict(self) -> dict[str, Any]:
        """What `show --format json` writes, as JSON values; every key is always there.

        First the fields that a hit has, in a hit's order, then the rest.
        """
        head, end = (
            {field.name: self.json_value(field.name) for field in FIELDS if field.shown is shown}
            for shown in (Shown.HEAD, Shown.END)
        )
        return {**head, "source": self.source(), **end}

    def to_record(self) -> dict[str, Any]:
        """As JSON values by field name, fields without a value left out: what an index stores."""
        record: dict[str, Any] = {}
        for name in _NAMES:
            value = getattr(self, name)
            if value is None or value == () or value == "" or value == {}:
                continue
            record[name] = value.isoformat() if isinstance(value, datetime.date) else value
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `to_record`, from what a JSON parser returns."""
        values = dict(record)
        for name in _DATES:
            if values.get(name) is not None:
                values[name] = datetime.date.fromisoformat(values[name])
        for name in _TUPLES:
            values[name] = tuple(values.get(name) or ())
        for name in _PAIRS:
            if values.get(name) is not None:
                values[name] = tuple((first, last) for first, last in values[name])
        values.setdefault("body", "")
        return cls(**values)

    def to_json(self) -> str:
        """Canonical JSON of `to_record`: equal documents give equal text."""
        return self.serialised()[0]

    def content_hash(self) -> str:
        """32 hexadecimal digits that change with any field, except those that are derived from the text.

        Names, places and keywords that the record brought (`given`) count as content; what is `printed` in the text of
        a ready-made article does not.
        """
        return self.serialised()[1]

    def serialised(self) -> tuple[str, str]:
        """`to_json` and `content_hash` in one pass, for a document that is written."""
        record = self.to_record()
        derived_names = {*DERIVED_FIELDS, *self.printed, "printed"}.difference(self.given)
        derived = {name: record.pop(name) for name in derived_names if name in record}
        content = _canonical_json(record)
        try:
            digest = hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
        except UnicodeEncodeError:
            digest = ""  # half of a surrogate pair: every engine refuses the document
        return (f"{content[:-1]},{_canonical_json(derived)[1:]}" if derived else content), digest


def _json_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _canonical_json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_article(article: Article, *, id: str, file: str, source_root: str, newspaper: str | None = None) -> Document:
    """An article of a page as a document: what the page parser found has the names of the fields."""
    found_on_page: dict[str, Any] = {name: getattr(article, name) for name in _NAMES if hasattr(article, name)}
    found_on_page["newspaper"] = newspaper or article.newspaper
    return Document(id=id, file=file, source_root=source_root, **found_on_page)
