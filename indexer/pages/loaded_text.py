"""What a page file gives after its format is read: text, and what the file says of its lines besides their characters.

    >>> LoadedText("渡船又开了\\n\\n本报讯 第一班船从北岸出发。", {1: LineForm(size=2.5)}).forms[1].size
    2.5

A plain text says nothing of its lines; a PDF says how large they were set, Markdown which of them are headings, and the
markup of an e-paper page which line is the headline.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from xtsearch.indexer.pages.corrections import NONE, Corrections
from xtsearch.indexer.pages.line_form import LineForm


@dataclass(frozen=True, slots=True)
class LoadedText:
    """The text of a page file, as it is split and as `split --as-text` prints it.

    Lines end with LF and are counted from 1 through the whole text. Each page of the file but its first begins with a
    form feed, at the start of a line. `forms`: number of a line -> how it was set, where the file says so. `declared`
    holds what the file's markup says of its articles, as corrections do. `newspaper` and `date` are what the file says.
    `notes` are sentences for a person: what was left out, or how to get a better text. `mended` says in a few words
    each what a tool had left in the text and was taken out.
    """

    text: str
    forms: Mapping[int, LineForm] = field(default_factory=dict)
    declared: Corrections = NONE
    newspaper: str | None = None
    date: datetime.date | None = None
    notes: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
