"""Every error that xtsearch raises on purpose, with the exit code that the command line gives it.

    XtsearchError                    something went wrong that a person can act upon (2)
    ├── InputError                   a source cannot be read: missing, unreadable, not text (6)
    │   └── PageError                the corrections of a page are wrong (6)
    ├── SettingsError                the config file, or a setting, is wrong (2)
    ├── TemplateError                a saved query template, or its parameters, are wrong (2)
    │   └── NotPushable              the template cannot become a search template of Elasticsearch (2)
    ├── MapError                     a map of records is wrong (2)
    ├── QuerySyntaxError             the query cannot be understood; the error says where (2)
    ├── ArgumentError                an argument of a call cannot be used; a ValueError as well (2)
    ├── OutputFailed                 our own output cannot be written: a full disk (74)
    │   └── OutputClosed             whoever read our output has gone, as `| head` does (141)
    └── EngineError                  the engine refused, or failed (3)
        ├── IndexMissing             nothing was indexed there yet (8)
        ├── IndexForeign             the folder or index is not ours, or is half-written (8)
        ├── IndexOutdated            another schema, analysis or dictionary wrote the index: reindex (8)
        ├── AnalyzerMissing          the server has lost the plugin that cuts the words of the index (8)
        ├── IndexLocked              another run is writing (4)
        ├── EngineUnavailable        the engine cannot be reached (3)
        │   └── ServerAway           a server is away for a while: a run waits for it (3)
        ├── NotAuthorised            the engine was reached, and refuses these credentials (7)
        └── GateRefused              a rebuild did not pass its gates: what is live was not touched (5)

A message is one line: what happened, to what, and what to do next. Third-party exceptions are translated once, at the
edge where they arise, with `raise ... from`. A test holds this tree to the classes, and docs/cli.md to the codes.
"""

from __future__ import annotations

from enum import Enum

#: Exit codes of what is no error of this tree: a bug, as sysexits.h has it, and Ctrl-C, as shells have it.
BUG_EXIT_CODE, INTERRUPTED_EXIT_CODE = 70, 130


class XtsearchError(Exception):
    """Base of all. `str(error)` is one line for a person; `exit_code` is what the command line ends with.

    `reason` is that line without its last part, `remedy`, where the error was raised with one: what to do, to be left
    out where a program goes on by itself.
    """

    exit_code = 2

    def __init__(self, reason: str = "", *, remedy: str = "") -> None:
        super().__init__(f"{reason}: {remedy}" if remedy else reason)
        self.reason = reason
        self.remedy = remedy


class Fault(Enum):
    """What is wrong with a source, page, record or row: what the reasons of many rejections have in common.

    The value begins the message: `wrong type: body must be text, not 5`.
    """

    MISSING = "no such file or folder"
    UNREADABLE = "cannot be read"
    NOTHING = "nothing to read"
    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_LONG = "too long"
    TOO_DEEP = "too deep"
    BINARY = "looks binary"
    DAMAGED = "damaged text"
    CHARACTER = "invalid character"
    NO_ARTICLE = "no article"
    TWO_CORRECTIONS = "two corrections files"
    LARGE_CORRECTIONS = "too large for corrections"
    UNREADABLE_CORRECTIONS = "its corrections cannot be read"
    CORRECTION = "bad correction"
    TEMPLATE = "bad page template"
    JSON = "broken JSON"
    NO_OBJECT = "not an object"
    NO_TEXT = "no text"
    TYPE = "wrong type"
    ID = "document id"
    NOT_CORRECTED = "not corrected"
    NO_HEADER = "no header"
    HEADER = "header"
    ROW = "wrong row"
    BROKEN_ROW = "broken row"
    CONFLICT = "one id for two texts"
    REFUSED = "refused by the index"


class InputError(XtsearchError):
    """A source that cannot be read.

    For a source of articles `fault` says in what way; the message is its value, a colon, and `details`.
    """

    exit_code = 6

    def __init__(self, details: str, fault: Fault | None = None) -> None:
        super().__init__(f"{fault.value}: {details}" if fault else details)
        self.details = details
        self.fault = fault


class PageError(InputError):
    """The corrections of a page are wrong, or there are two files of them."""


class SettingsError(XtsearchError):
    """The config file cannot be read or says something wrong, or a setting is missing."""


class TemplateError(XtsearchError):
    """A saved query template, or a parameter given to it, is wrong."""


class MapError(XtsearchError):
    """A map of records, which says what their fields are, cannot be read or says something wrong."""


class NotPushable(TemplateError):
    """A template that a search template of Elasticsearch cannot express; the message names the file and the key.

    `obstacle` says what cannot be expressed, as a member of `queries.templates.search_templates.Unsayable`.
    """

    def __init__(self, message: str, obstacle: Enum) -> None:
        super().__init__(message)
        self.obstacle = obstacle


class QuerySyntaxError(XtsearchError):
    """The query cannot be understood.

    `query` is the query as it was typed, filled in by the parser; `position` is the offset into it, in code points, of
    the character that is at fault, None where no single one is.
    """

    query: str | None = None

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class ArgumentError(XtsearchError, ValueError):
    """An argument of a call cannot be used: no filter has that name, a text is no date."""


class OutputFailed(XtsearchError):
    """Our output, or a file that we were to write, cannot be written. The exit code is that of sysexits.h."""

    exit_code = 74


class OutputClosed(OutputFailed):
    """Whoever read our output has gone, as `| head` does; nothing is wrong. The exit code is the one shells give."""

    exit_code = 141


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


class AnalyzerMissing(EngineError):
    """The server has lost the plugin that cuts the words of the index, and cannot open it."""

    exit_code = 8


class IndexLocked(EngineError):
    """Another run is writing to the same index."""

    exit_code = 4


class EngineUnavailable(EngineError):
    """The engine cannot be reached."""

    exit_code = 3


class ServerAway(EngineUnavailable):
    """A server answers as one that is away for a while, as while it restarts."""


class NotAuthorised(EngineError):
    """The engine was reached and refuses these credentials."""

    exit_code = 7


class GateRefused(EngineError):
    """A rebuild, or a deletion, did not pass its gates; what is live was not touched."""

    exit_code = 5
