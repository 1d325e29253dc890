"""Whom and what an article speaks of: persons, places, organisations, and its keywords.

Enters: a Document. Leaves: `Entities`, which depend on its own text and the tables alone, most mentioned first.

    >>> find_entities(Document(id="1", body="市委常委、组织部部长刘俊出席湘潭市人社局的活动。")).persons
    ('刘俊',)

One cut serves all, and the `words` that are indexed: a text becomes words, each word a letter that says what it can be
(`tags`), and names are patterns of letters (`persons`, `organisations`) or rows of a gazetteer (`text.gazetteer`).
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
from xtsearch.indexer.entities.tags import letters_of, telling
from xtsearch.indexer.fields import DERIVED_FIELDS
from xtsearch.indexer.text.gazetteer import find_places
from xtsearch.indexer.text.words import cut

#: The most values of each that an article keeps: a list of all delegates is no subject.
LIMIT = 64
#: Characters of a text that are looked at: what it is about, a longer one has said by then.
_LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True)
class Entities:
    """Folded names, each once, the most mentioned first, then in the order of the text."""

    persons: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    keywords: tuple[str, ...]


def find_entities(document: Document) -> Entities:
    """What the headline and the body speak of."""
    texts = [text[:_LOOKED_AT] for text in (document.title, document.kicker, document.subtitle, document.body) if text]
    cuts = list(map(cut, texts))
    tagged = [(each, letters_of(each.words)) for each in cuts]
    return Entities(
        _most(find_persons(tagged)),
        _most(find_places(tagged)),
        _most(find_organisations(tagged)),
        find_keywords(Counter(chain.from_iterable(compress(each.words, telling(letters)) for each, letters in tagged))),
    )


def complete(document: Document) -> Document:
    """The document with what follows from its text; what its record gave stays."""
    if all(name in document.given for name in DERIVED_FIELDS):
        return document
    found = find_entities(document)
    return replace(document, **{name: getattr(found, name) for name in DERIVED_FIELDS if name not in document.given})


def _most(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: -counts[name])[:LIMIT])
