"""How a feature is declared: its possible names, what it looks at, and what a person is told of it.

A feature is a fact about a line (or a line end) that the weights know by name. All names that a feature can have are
listed when it is declared, so that a name that no weight knows, or a weight that no name knows, is found by comparing
two lists.

    >>> table = FeatureTable()
    >>> seam = table.declare("seam {}", ["closed", "number"], looks_at="the line before and this line")
    >>> seam["closed"]
    'seam closed'
    >>> seam["open"]
    Traceback (most recent call last):
    KeyError: 'open'
    >>> sorted(table.names)
    ['seam closed', 'seam number']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

#: The values of one part of a feature's name: each value with the text that stands for it, or values that are text.
Values = Mapping[Any, str] | Iterable[Any]


class Feature(dict[Any, str]):
    """One kind of fact: a value -> the name by which this fact is weighed.

    `form` is the name, with `{}` where a value stands. A form with two places is looked up by a pair of values; a form
    without any has one name only, `feature.name`. `looks_at` says which lines the value is read from. `told` is the
    sentence by which a person is told of the fact, with `{}` for details; empty where nobody is told.
    """

    name: str

    def __init__(self, form: str, *values: Values, looks_at: str, told: str = "") -> None:
        parts = [part if isinstance(part, Mapping) else {value: str(value) for value in part} for part in values]
        super().__init__(
            (
                keys[0] if len(keys) == 1 else keys,
                form.format(*(part[key] for part, key in zip(parts, keys, strict=True))),
            )
            for keys in product(*parts)
        )
        self.form, self.looks_at, self.told = form, looks_at, told
        if not values:
            self.name = form

    def tell(self, *details: object) -> str:
        """What a person is told, with the details in their places."""
        return self.told.format(*details)


class FeatureTable:
    """All features of one kind, for instance those of lines."""

    def __init__(self) -> None:
        self.features: list[Feature] = []
        self.names: dict[str, Feature] = {}

    def declare(self, form: str, *values: Values, looks_at: str, told: str = "") -> Feature:
        """A new feature of the table.

        Raises:
            ValueError: a name is declared already.
        """
        feature = Feature(form, *values, looks_at=looks_at, told=told)
        for name in feature.values():
            if name in self.names:
                raise ValueError(f"two features are named {name!r}: {self.names[name].form!r} and {form!r}")
            self.names[name] = feature
        self.features.append(feature)
        return feature
