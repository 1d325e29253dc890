"""The bytes of a page file in; the name of the tool that made it, as far as the file says it, out. Pure.

>>> made_by(b"<meta name='ocr-system' content='tesseract 5.3.0' />")
'tesseract 5.3.0'
"""

from __future__ import annotations

import re

#: A PDF has its properties near its beginning or its end, all others have theirs at the beginning.
_READ = 1 << 16
_TOOL = re.compile(
    rb"/Producer\s*\(((?:[^()\\]|\\[()]){2,60})\)"  # PDF, where it is not compressed
    rb"|name=[\"'](?:ocr-system|generator)[\"']\s+content=[\"']([^\"'<>]{2,60})[\"']"  # hOCR, HTML
    rb"|<softwareName>([^<>]{2,60})</softwareName>"  # ALTO
)
_PRINTED = re.compile(r"[\x20-\x7e\u4e00-\u9fff]+")


def made_by(data: bytes) -> str | None:
    """The tool's name; None where the file does not say it in plain words."""
    match = _TOOL.search(data[:_READ]) or _TOOL.search(data[-_READ:])
    if match is None:
        return None
    name = next(filter(None, match.groups()), b"").decode("utf-8", "replace").replace("\\", "").strip()
    return name if _PRINTED.fullmatch(name) else None
