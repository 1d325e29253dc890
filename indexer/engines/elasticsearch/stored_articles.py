"""A hit in; the article that it holds out, or None where another program wrote what is no article.

    >>> article_of({"_id": "a", "_source": {"body": "正文", "reporters": ["王超"], "views": 3}})
    Document(id='a', title=None, kicker=None, ..., body='正文', ...

Whoever may write to the server may put anything under our alias, and a mapping takes lists and numbers in any field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.fields import ArticleFields


def articles_of(hits: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """The articles of hits; what is none is left out."""
    return filter(None, map(article_of, hits))


def article_of(hit: Mapping[str, Any]) -> Document | None:
    """The article of a hit: its `_id` is the id, and fields that no article has are dropped."""
    source = hit.get("_source") or {}
    record = {name: source[name] for name in _HOLDS if source.get(name) is not None} | {"id": hit["_id"]}
    if not all(_HOLDS[name](value) for name, value in record.items()):
        return None
    try:
        return Document.from_record(record)
    except (InputError, ValueError):  # no day, or an id that is too long
        return None


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: type(value) is list and all(type(item) is kind for item in value)


def _is_pairs(value: Any) -> bool:
    return type(value) is list and all(_list_of(int)(pair) and len(pair) == 2 for pair in value)


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds


#: By the type of a field of an article: whether a JSON value can be one.
_OF_TYPE: dict[str, Callable[[Any], bool]] = {
    "str": _is(str),
    "datetime.date": _is(str),
    "int": _is(int),
    "float": _is(int, float),
    "tuple[str, ...]": _list_of(str),
    "tuple[int, ...]": _list_of(int),
    "tuple[tuple[int, int], ...]": _is_pairs,
    "Mapping[str, Any]": _is(dict),
}
_HOLDS = {field.name: _OF_TYPE[str(field.type).removesuffix(" | None")] for field in dataclasses.fields(ArticleFields)}
