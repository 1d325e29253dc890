"""A name that a person asks for becomes a query node that also finds the other ways an index may write it.

    >>> named("places", "湘潭")
    Or(nodes=(Term(field='places', value='湘潭'), Term(field='places', value='湘潭市')))

Names that were recognised in a text are folded, and places have their full name; names that a ready-made document
brought are as the document gave them. So a name is asked for as typed and folded, a place by its full name as well, and
a Chinese name also without the spaces that a page sets it with (王　超). The values are the same on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xtsearch.indexer.engines.request import Node, Or, Term
from xtsearch.indexer.fields import DERIVED_FIELDS, FIELDS, Origin
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import is_han

#: The names by which people ask for what is recognised in texts, and the field of FIELDS.
ENTITIES: Mapping[str, str] = {field.query_name: field.name for field in FIELDS if field.origin is Origin.DERIVED}


def named(field: str, value: str) -> Node:
    """Articles that have a name in a keyword field, in any way in which an index may write it."""
    trimmed = value.strip()
    values, unspaced = [value, trimmed], "".join(trimmed.split())
    if all(map(is_han, unspaced)):
        values.append(unspaced)
    if field in DERIVED_FIELDS:
        values.append(fold_text(trimmed).strip())
    if field == "places":
        from xtsearch.indexer.text.gazetteer import full_name

        values += [full_name(name) for name in values]
    terms = tuple(Term(field, name) for name in dict.fromkeys(values) if name)
    return Or(terms) if len(terms) > 1 else terms[0] if terms else Term(field, value)


def any_named(field: str, values: Sequence[str]) -> Node:
    """Articles that have at least one of several names in a keyword field; there is at least one name."""
    nodes = tuple(named(field, value) for value in values)
    return nodes[0] if len(nodes) == 1 else Or(nodes)
