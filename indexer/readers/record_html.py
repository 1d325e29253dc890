"""A text with the markup of a web page in; its text, a paragraph a line, out. Pure; a text without markup
stays as it is.

>>> without_html("<p>第一段。&nbsp;</p><script>x()</script><p>a &lt; b</p>"), without_html("a < b &c")
('第一段。\\na < b', 'a < b &c')
"""

from __future__ import annotations

import html
import re

#: A tag that closes another one, a tag that has no end, or a comment: a<b>c alone is no markup.
_TAG = re.compile(r"</[a-z][a-z0-9]{0,9}\s?>|<(?:br|hr|img)\b[^<>]*>|<!--", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}\d?|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
_BLOCK = re.compile(r"<(?=/?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|section|article|blockquote|hr)\b)", re.I)
_LEFT_OUT = ["script", "style", "noscript", "template", "head"]
_SPACE = re.compile(r"[\t\r\n\u00a0][ \t\r\n\u00a0]*| [ \t\r\n\u00a0]+")


def without_html(text: str) -> str:
    """The text without tags, comments, scripts and styles, its entities as characters."""
    if "<" in text and _TAG.search(text):
        from selectolax.lexbor import LexborHTMLParser

        tree = LexborHTMLParser(_BLOCK.sub("\n<", _SPACE.sub(" ", text)))
        tree.strip_tags(_LEFT_OUT)
        lines = (tree.text() or "").split("\n")
        return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in lines) if line)
    if "&" in text and _ENTITY.search(text):
        return html.unescape(text).replace("\u00a0", " ").replace("\0", "\ufffd")
    return text
