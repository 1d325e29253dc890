"""How results and messages are written: JSON, JSON Lines, CSV and TSV on stdout, messages of one line on stderr.

    >>> cells([["=1+1", None, 2.5]], "csv")
    "'=1+1,,2.5\\r\\n"

Everything is UTF-8, except on a terminal with another encoding that has Chinese.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from xtsearch.indexer.errors import OutputClosed, OutputFailed
from xtsearch.show.terminal import columns, one_line, visible

#: What may stand in JSON as it is, but a terminal might obey: DEL, C1, invisible formats, separators. Lone surrogates
#: as well, which no encoding can write.
_ESCAPED = re.compile(
    "[\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
#: A list of numbers as `json.dumps(indent=...)` writes it. Strings have no line end, so it never matches inside one.
_NUMBERS = re.compile(r"\[\n\s+(?:-?\d+,\n\s+)*-?\d+\n\s+\]")
#: Characters that make a spreadsheet run a cell as a formula if it begins with one, full-width signs among them.
_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")


#: How messages are written.
_log = {"form": "text"}
#: Called before a message is written: what draws a line of its own on stderr wipes it out first.
before_messages: list[Callable[[], None]] = []
#: Characters of a long query that are shown before and after the caret; each may be two columns wide.
_BEFORE_CARET, _AFTER_CARET = 20, 16


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Raise OutputFailed for what the system says against a file that we write."""
    try:
        yield
    except OSError as error:
        raise OutputFailed(f"{path} cannot be written: {error.strerror}") from error


def write(text: str) -> None:
    """Write a result to stdout."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise OutputFailed(f"the output cannot be written: {error.strerror}") from error


def flush() -> None:
    """Write what stdout has buffered, so that a failure is raised here and not when the interpreter ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise OutputFailed(f"the output cannot be written: {error.strerror}") from error


def discard_output() -> None:
    """Drop what stdout has buffered, or the interpreter would try to write it when it ends, and complain."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError):  # stdout has no descriptor: nothing is written at the end either
        return


def log_as(form: str) -> None:
    """Write messages from now on as `text` for a person, or as `json` for a collector of logs."""
    _log["form"] = form


def message(text: str, *, level: str = "error", event: str = "message", **fields: Any) -> None:
    """Write one line to stderr. As JSON it has the time (UTC), the level, the event and `fields` besides the text."""
    if _log["form"] == "json":
        time = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json_text({"time": time, "level": level, "event": event, "message": text, **fields}, indent=None)
    else:
        line = f"xtsearch: {one_line(text)}\n"
    for prepare in before_messages:
        prepare()
    try:
        sys.stderr.write(line)
        sys.stderr.flush()
    except OSError:  # nobody reads it: no reason to stop
        return


def write_logged() -> None:
    """Write as messages what the packages log, as that a run waits for its server; once is enough."""
    import logging

    class Messages(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message(record.getMessage(), level=record.levelname.lower(), event=getattr(record, "event", "message"))

    logger = logging.getLogger("xtsearch")
    if not logger.handlers:
        logger.addHandler(Messages())
        logger.propagate = False


def pointed(text: str, position: int, note: str = "") -> str:
    """A text on one line, and a caret below a character of it, with a note; of a long text what is near the caret."""
    start = max(0, position - _BEFORE_CARET)
    before, after = text[start:position], text[position : position + _AFTER_CARET]
    indent = "  " + ("…" if start else "")
    shown = f"{indent}{one_line(before)}{one_line(after)}{'…' if position + _AFTER_CARET < len(text) else ''}"
    return f"{shown}\n{' ' * columns(indent + one_line(before))}^{f' {one_line(note)}' if note else ''}\n"


def point(text: str, position: int) -> None:
    """Show below a message where in a text something is wrong."""
    try:
        sys.stderr.write(pointed(text, position))
        sys.stderr.flush()
    except OSError:
        return


def prepare_streams() -> None:
    """Make stdout and stderr able to write any text; a terminal's own encoding stays if it can write Chinese."""
    log_as("text")
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115 - None where a caller closed it: `>&-`
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            keep = stream.isatty() and _writes_chinese(stream)
            stream.reconfigure(encoding=stream.encoding if keep else "utf-8", errors="replace")


def _writes_chinese(stream: TextIO) -> bool:
    try:
        "中".encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """`value` as JSON, ending in a line end. On one line if `indent` is None; else lists of numbers are on one line."""
    written = _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))
    return _NUMBERS.sub(lambda found: " ".join(found[0].split()).replace("[ ", "[").replace(" ]", "]"), written) + "\n"


def json_lines(values: Iterable[Any]) -> str:
    """One line of JSON for each value."""
    return "".join(json_text(value, indent=None) for value in values)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def cells(rows: Iterable[Iterable[Any]], form: str) -> str:
    """Rows as `csv` (RFC 4180, read by spreadsheets: no cell is a formula) or `tsv` (one line a row, no quoting)."""
    if form == "tsv":
        return "".join("\t".join(one_line(_cell(cell)).replace("\t", " ") for cell in row) + "\n" for row in rows)
    written = io.StringIO()
    csv.writer(written).writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _inert(value: Any) -> str:
    text = _cell(value)
    if isinstance(value, str) and (text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA) and text:
        text = f"'{text}"
    return visible(text)
