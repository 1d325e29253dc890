"""What every page of ours has: it stands alone, without script, font or address, and all text in it is escaped."""

from __future__ import annotations

from html import escape

from xtsearch.show.terminal import visible

#: Neighbouring things differ most: the golden angle between hues (degrees).
HUE = 137.508

_PAGE = """<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ --font: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }}
{style}
</style>
</head>
<body>
{body}</body>
</html>
"""


def page(title: str, style: str, body: str) -> str:
    """A whole page; `title` is text, `style` and `body` are CSS and HTML."""
    return _PAGE.format(title=text(title), style=style.strip(), body=body)


def text(words: str) -> str:
    """Text as HTML holds it, also within quotes, with nothing that a terminal or a reader might obey."""
    return escape(visible(words), quote=True)
