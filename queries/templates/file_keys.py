"""The keys that a template file may hold, and those of each parameter in it: two tables.

    >>> KEYS["sort"]
    KeyRule(yaml_types=(<class 'str'>,), help='The order of hits; ...', ..., options=('relevance', ...), ...)

`files` checks a file by these tables; `json_schema` describes them to editors.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xtsearch.indexer.engines.request import Sort
from xtsearch.indexer.fields import FACETS
from xtsearch.queries.columns import COLUMNS
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.matching import MATCHINGS
from xtsearch.queries.templates.parameter_types import TYPES, ParameterType

#: The least and the most code points of a fragment: fewer hold no sentence, more are no longer a fragment.
FRAGMENT_LIMITS = 20, 2000

#: Regular expressions of the names of a template (its file's name) and of a parameter (used in a query).
NAME = r"[^\W_][\w-]*"
PARAMETER = r"[^\W\d_]\w*"


@dataclass(frozen=True, slots=True)
class KeyRule:
    """What may stand for a key.

    `yaml_types` are the types that YAML may give. A text, or each text of a list, has to be one of `options`, if there
    are any; a whole number has to be within `bounds`, both included.
    """

    yaml_types: tuple[type, ...]
    help: str
    required: bool = False
    options: Collection[str] = ()
    bounds: tuple[int, int] | None = None


_ANY_VALUE = (str, int, datetime.date, list)

KEYS: Mapping[str, KeyRule] = {
    "name": KeyRule((str,), "The file's name without .yaml.", required=True),
    "description": KeyRule((str,), "What it is for, in one line.", required=True),
    "parameters": KeyRule((dict,), "What is asked of whoever runs it, by name."),
    "query": KeyRule((str,), 'The question; {name} or "{name}" stands for a parameter\'s value.', required=True),
    "filters": KeyRule((dict,), "What narrows the answer, each a value or '{name}'."),
    "sort": KeyRule((str,), "The order of hits; -date: newest first.", options=tuple(sort.value for sort in Sort)),
    "limit": KeyRule((int, str), "How many hits at most, or '{name}'.", bounds=(1, HITS_LIMIT)),
    "match": KeyRule((str,), "What an article must hold.", options=MATCHINGS),
    "facets": KeyRule((list,), "What `run` counts beside the hits.", options=tuple(FACETS)),
    "columns": KeyRule((list,), "What text, csv and tsv show of a hit, in this order.", options=COLUMNS),
    "highlight": KeyRule(
        (bool, int), "Whether hits show what matches, or how many characters of it at once.", bounds=FRAGMENT_LIMITS
    ),
}

PARAMETER_KEYS: Mapping[str, KeyRule] = {
    "type": KeyRule((str,), "What kind of value it takes.", required=True, options=TYPES.keys()),
    "help": KeyRule((str,), "What to give, for whoever runs it."),
    "required": KeyRule((bool,), "Whether it has to be given."),
    "default": KeyRule(_ANY_VALUE, "Its value where none is given."),
    "choices": KeyRule((list,), "The values that it may have."),
    "minimum": KeyRule(_ANY_VALUE, "The least value."),
    "maximum": KeyRule(_ANY_VALUE, "The greatest value."),
}

#: What messages call the types that YAML gives.
YAML_TYPE_NAMES: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "a mapping",
    list: "a list",
    datetime.date: "a date",
}


def keys_of(kind: ParameterType) -> tuple[str, ...]:
    """The keys that a parameter of a type may have in a file."""
    of_some_types = {key for row in TYPES.values() for key in row.own_keys}
    return tuple(key for key in PARAMETER_KEYS if key not in of_some_types or key in kind.own_keys)
