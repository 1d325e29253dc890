"""What of a hit an answer can show, in the order in which rows hold it; rendering knows how, a template may choose."""

from __future__ import annotations

COLUMNS = ("id", "score", "title", "kicker", "date", "newspaper", "reporters", "file", "lines", "fragment")
