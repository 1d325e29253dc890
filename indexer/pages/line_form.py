"""How a line was set or marked up, where the file that holds it says so. A plain text says nothing of its lines."""

from __future__ import annotations

from typing import NamedTuple


class LineForm(NamedTuple):
    """How a line was set or marked up.

    `size` is the height of its characters, divided by that of the page's running text; None where the file does not say
    it.
    `heading` is its level as a heading, 1 for the highest; 0 where it is not marked up as one.
    """

    size: float | None = None
    bold: bool = False
    heading: int = 0


#: A line of which the file says nothing.
PLAIN = LineForm()
