"""A value that a person names becomes the node that asks for it: what an index holds may be written otherwise.

    >>> named("places", "湘潭")
    Or(nodes=(Term(field='places', value='湘潭'), Term(field='places', value='湘潭市')))

Entities of a text are folded, and places have their full name; those that a ready-made document brought are as it gave
them. So a name is asked as typed, folded, and a place by its full name as well; a Chinese one without the spaces that a
page sets it with (王　超): the same values on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from xtsearch.indexer.engines.request import Node, Or, Term
from xtsearch.indexer.fields import DERIVED_FIELDS, FIELDS, Origin
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import is_han

#: What entities can be asked by, and the field of FIELDS.
ENTITIES: Mapping[str, str] = {field.query_name: field.name for field in FIELDS if field.origin is Origin.TEXT}


def named(field: str, value: str) -> Node:
    """Articles with that value in a keyword field."""
    given = value.strip()
    values, closed = [value, given], "".join(given.split())
    if all(map(is_han, closed)):
        values.append(closed)
    if field in DERIVED_FIELDS:
        values.append(fold_text(given).strip())
    if field == "places":
        from xtsearch.indexer.text.gazetteer import full_name

        values += [full_name(each) for each in values]
    terms = tuple(Term(field, each) for each in dict.fromkeys(values) if each)
    return Or(terms) if len(terms) > 1 else terms[0] if terms else Term(field, value)
