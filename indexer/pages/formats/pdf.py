"""A PDF in; the text of its pages in reading order out, with the sizes of its lines. Needs the extra `pdf`.

pypdfium2 (PDFium, as in Chrome) gives each character's place, size and weight; `geometry` makes lines of them. PDFium
is a large library in C++ that reads files from anywhere, and a small file may ask for gigabytes or hours. So it works
in a process of its own (`pdf_process.py`) with bounded memory and time, which also keeps its crashes from a run.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.geometry import close_line_spaces
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.loaded_text import LoadedText

#: Seconds that a file may take. A newspaper page takes 0.3 s; a file of PAGES_LIMIT such pages stays within.
SECONDS = 120
#: A mark within so many bytes of the start makes a PDF, as most readers have it; what stands before it is junk.
_HEAD, _TAIL = 1024, 2048
_MODULE = "xtsearch.indexer.pages.formats.pdf_process"


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: it begins with its mark, or has it near the start and its end mark at the end."""
    if data.lstrip(b"\xef\xbb\xbf\0\t\n\r ").startswith(b"%PDF-"):
        return True
    return b"%PDF-" in data[:_HEAD] and (b"%%EOF" in data[-_TAIL:] or b"startxref" in data[-_TAIL:])


def read_pdf(data: bytes) -> LoadedText:
    """The text of all pages.

    Raises:
        InputError: the extra is not installed; or the file is encrypted, broken, a scan without text, has too many
            pages, or asks for too much memory or time.
    """
    if importlib.util.find_spec("pypdfium2") is None:
        details = "a PDF, for which an extra is needed: pip install 'xtsearch[pdf]'"
        raise InputError(details, Fault.UNREADABLE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", _MODULE]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        details = f"the PDF took longer than {SECONDS} s; cut it into smaller files, or print it anew"
        raise InputError(details, Fault.TOO_LARGE) from error
    except OSError as error:
        raise InputError(f"no process can be started for the PDF: {error.strerror}", Fault.UNREADABLE) from error
    return answer_of(done)


def answer_of(done: subprocess.CompletedProcess[bytes]) -> LoadedText:
    """What the process said.

    Raises:
        InputError: it could not read the file, or it was ended.
    """
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if "error" in answer:
        fault = Fault[answer["fault"]] if answer["fault"] else None
        raise InputError(answer["error"], fault)
    if done.returncode or "text" not in answer:
        details = "PDFium ended on it: it is damaged, or asks for too much memory; print or convert it anew"
        raise InputError(details, Fault.UNREADABLE)
    forms = {number: LineForm(size, bold) for number, size, bold in answer["forms"]}
    # Text that an OCR laid over a scan has its spaces.
    return LoadedText(close_line_spaces(answer["text"]), forms, notes=tuple(answer["notes"]))
