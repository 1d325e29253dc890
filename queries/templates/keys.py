"""What a template file may hold: one table of its keys, one of a parameter's; files are checked and described by both.

    KEYS["sort"]  # Key(types=(str,), help=..., options=("relevance", "date", "-date"))

`template_files` refuses by these tables what the JSON Schema that `template_schema` makes of them refuses.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from xtsearch.indexer.engines.request import Sort
from xtsearch.indexer.fields import FACETS
from xtsearch.queries.columns import COLUMNS
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.matching import MATCHINGS
from xtsearch.queries.templates.parameters import TYPES

#: Code points of a fragment: fewer hold no sentence, more are no fragment.
FRAGMENT_LIMITS = 20, 2000

#: What may be named: a template by its file, a parameter in a query.
NAME = r"[^\W_][\w-]*"
PARAMETER = r"[^\W\d_]\w*"


@dataclass(frozen=True, slots=True)
class Key:
    """A key: which types YAML may give for it, what it is for, and of what a text, or each of a list, has to be one.

    `bounds` are of a whole number.
    """

    types: tuple[type, ...]
    help: str
    required: bool = False
    options: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


_ANY_VALUE = (str, int, datetime.date, list)

KEYS: Mapping[str, Key] = {
    "name": Key((str,), "The file's name without .yaml.", required=True),
    "description": Key((str,), "What it is for, in one line.", required=True),
    "parameters": Key((dict,), "What is asked of whoever runs it, by name."),
    "query": Key((str,), 'The question; {name} or "{name}" stands for a parameter\'s value.', required=True),
    "filters": Key((dict,), "What narrows the answer, each a value or '{name}'."),
    "sort": Key((str,), "The order of hits; -date: newest first.", options=tuple(sort.value for sort in Sort)),
    "limit": Key((int, str), "How many hits at most, or '{name}'.", bounds=(1, HITS_LIMIT)),
    "match": Key((str,), "What an article must hold.", options=MATCHINGS),
    "facets": Key((list,), "What `run` counts beside the hits.", options=tuple(FACETS)),
    "columns": Key((list,), "What text, csv and tsv show of a hit, in this order.", options=COLUMNS),
    "highlight": Key(
        (bool, int), "Whether hits show what matches, or how many characters of it at once.", bounds=FRAGMENT_LIMITS
    ),
}

PARAMETER_KEYS: Mapping[str, Key] = {
    "type": Key((str,), "What kind of value it takes.", required=True, options=tuple(TYPES)),
    "help": Key((str,), "What to give, for whoever runs it."),
    "required": Key((bool,), "Whether it has to be given."),
    "default": Key(_ANY_VALUE, "Its value where none is given."),
    "choices": Key((list,), "The values that it may have."),
    "minimum": Key(_ANY_VALUE, "The least value."),
    "maximum": Key(_ANY_VALUE, "The greatest value."),
}

#: The types that YAML gives, as a person reads them.
KINDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "a mapping",
    list: "a list",
    datetime.date: "a date",
}


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys that a parameter of a type may have."""
    special = {key for each in TYPES.values() for key in each.keys}
    return tuple(key for key in PARAMETER_KEYS if key not in special or key in TYPES[kind].keys)
