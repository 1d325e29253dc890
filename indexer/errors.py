"""Every error that xtsearch raises on purpose, with the exit code that the command line gives it.

    XtsearchError                    something went wrong that a person can act upon (2)
    ├── InputError                   a source that cannot be read: missing, unreadable, not text (6)
    │   └── PageError                a page text that cannot be parsed (6)
    ├── AnalysisError                text that cannot be analysed, or a dictionary that is damaged
    ├── TemplateError                a saved query template, or its parameters, are wrong (2)
    ├── QuerySyntaxError             the query cannot be understood; carries where (2)
    ├── ArgumentError                an argument of a call cannot be used; a ValueError as well (2)
    └── EngineError                  the engine said no
        ├── IndexMissing             nothing was indexed there yet (8)
        ├── IndexForeign             the folder or index is not ours, or half-written (8)
        ├── IndexOutdated            written by another schema, analysis or dictionary: reindex (8)
        ├── IndexLocked              another run is writing (4)
        ├── EngineUnavailable        it cannot be reached (3)
        ├── NotAuthorised            it can, but we may not (7)
        ├── GateRefused              a full rebuild did not pass its gates: nothing was swapped (5)
        └── WriteRejected            documents were refused; the rest was written (6)

A message is one line: what happened, to what, and what to do next. Third-party exceptions are translated
once, at the edge where they arise, with `raise ... from`.
"""

from __future__ import annotations


class XtsearchError(Exception):
    """Base of all. `str(error)` is one line for a person; `exit_code` is the command line's contract."""

    exit_code = 2


class InputError(XtsearchError):
    """A source that cannot be read."""

    exit_code = 6


class PageError(InputError):
    """A page text that cannot be parsed."""


class AnalysisError(XtsearchError):
    """Text that cannot be analysed, or a dictionary that is damaged."""


class TemplateError(XtsearchError):
    """A saved query template, or a parameter given to it, is wrong."""


class QuerySyntaxError(XtsearchError):
    """The query cannot be understood.

    `position` is the offset, in code points into `query`, as it was typed, of the character that is at fault.
    """

    query: str | None = None

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class ArgumentError(XtsearchError, ValueError):
    """An argument of a call cannot be used: no filter has that name, a text is no date."""


class EngineError(XtsearchError):
    """The engine refused, or failed."""

    exit_code = 3


class IndexMissing(EngineError):
    """Nothing was indexed there yet."""

    exit_code = 8


class IndexForeign(EngineError):
    """The folder or index exists, but is not ours, or is half-written."""

    exit_code = 8


class IndexOutdated(EngineError):
    """The index was written with another schema, analysis or dictionary."""

    exit_code = 8


class IndexLocked(EngineError):
    """Another run is writing to the same index."""

    exit_code = 4


class EngineUnavailable(EngineError):
    """The engine cannot be reached."""

    exit_code = 3


class NotAuthorised(EngineError):
    """The engine was reached and refuses these credentials."""

    exit_code = 7


class GateRefused(EngineError):
    """A full rebuild did not pass its gates; what is live was not touched."""

    exit_code = 5


class WriteRejected(EngineError):
    """Documents were refused; the rest was written."""

    exit_code = 6
