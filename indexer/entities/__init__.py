"""The persons, places and organisations that an article names, its keywords, and the byline of a ready-made article.

Enters: a Document. Leaves: `Entities`, the most mentioned first; they depend on its own text and our tables only.

    >>> find_entities(Document(id="1", body="市委常委、组织部部长刘俊出席湘潭市人社局的活动。")).persons
    ('刘俊',)

A text is cut into words once, for all of these and for the `words` that are indexed. Each word becomes a letter that
says what it can be (`tags`). Names are patterns of these letters (`persons`, `organisations`), or rows of a gazetteer
(`text.gazetteer`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, compress

from xtsearch.indexer.documents import Document
from xtsearch.indexer.entities.keywords import find_keywords
from xtsearch.indexer.entities.organisations import find_organisations
from xtsearch.indexer.entities.persons import find_persons
from xtsearch.indexer.entities.printed_bylines import with_printed
from xtsearch.indexer.entities.tags import letters_of, telling
from xtsearch.indexer.fields import DERIVED_FIELDS
from xtsearch.indexer.text.gazetteer import find_places
from xtsearch.indexer.text.words import cut

#: The most persons, places or organisations that an article keeps: a list of delegates says little about its subject.
LIMIT = 64
#: The most characters of a text that are searched for names: a longer text has said by then what it is about.
_SEARCHED = 50_000


@dataclass(frozen=True, slots=True)
class Entities:
    """Folded names without repetition: the most mentioned first, equally frequent ones in the order of the text."""

    persons: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    keywords: tuple[str, ...]


def find_entities(document: Document) -> Entities:
    """The names and keywords in the headline lines and the body."""
    texts = [text[:_SEARCHED] for text in (document.title, document.kicker, document.subtitle, document.body) if text]
    cuts = list(map(cut, texts))
    tagged = [(cut_text, letters_of(cut_text.words)) for cut_text in cuts]
    return Entities(
        _most(find_persons(tagged)),
        _most(find_places(tagged)),
        _most(find_organisations(tagged)),
        find_keywords(
            Counter(chain.from_iterable(compress(cut_text.words, telling(letters)) for cut_text, letters in tagged))
        ),
    )


def complete(document: Document) -> Document:
    """The document with the names and keywords of its text; those that its record brought stay as they are.

    Of a ready-made article the byline and dateline are read as well; of a page's the page parser has read them.
    """
    if document.lines is None:
        document = with_printed(document)
    if all(name in document.given for name in DERIVED_FIELDS):
        return document
    entities = find_entities(document)
    return replace(document, **{name: getattr(entities, name) for name in DERIVED_FIELDS if name not in document.given})


def _most(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: -counts[name])[:LIMIT])
