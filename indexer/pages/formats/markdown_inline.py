"""The text of a line in Markdown in; the same without the markup inside it, out. Pure.

>>> inline_text("见[《通知》](https://example.com/1)，**每天**&nbsp;20\\\\*16 趟[^1]，约 $5\\\\%$")
'见《通知》，每天 20*16 趟，约 5%'
"""

from __future__ import annotations

import html
import re

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
#: Escaped signs are kept, while markup is taken off, as characters of a private plane that no text holds.
_PRIVATE = 0xF0000
_PRIVATE_SIGN = re.compile("[\U000f0021-\U000f007e]")
_CODE = re.compile(r"(`{1,3})(?!`)([^`\n]+)\1(?!`)")
#: What brackets hold, with brackets in it one level deep.
_TARGET = r"\((?>(?:[^()\n]|\([^()\n]*\))*)\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,500}}\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\])")
_LINK = re.compile(rf"\[([^\[\]\n]{{0,500}})\]({_TARGET})")
_ADDRESS = re.compile(r"[./#:]|^\([\w-]*\)$", re.ASCII)
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_RAISED = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])<sup>\[?\d{1,3}\]?</sup>"
)  # behind a unit it is a power: m<sup>2</sup>
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_STRONG = re.compile(r"(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]*\S)~~")
_UNDERSCORED = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^_\n]*[^\s_])\1(?!\w)")
_LEFT_OVER = re.compile(r"\*{2,3}")
_FORMULA = re.compile(r"\${1,2}([^$\n\u4e00-\u9fff]{1,120})\${1,2}")
_FORMULA_SIGNS = (
    (re.compile(r"\\(?:mathrm|mathbf|text|mathit|mathsf|operatorname)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\^\s*\{?\s*\\circ\s*\}?"), "°"),
    (re.compile(r"\\sim(?![a-z])"), "～"),
    (re.compile(r"\\times(?![a-z])"), "×"),
    (re.compile(r"\\(?:cdot|bullet)(?![a-z])"), "·"),
    (re.compile(r"\\[,;! ]|~"), " "),
    (re.compile(r"[{}]"), ""),
)
_TOLD_BY = re.compile(r"[\\^_\d]")


def inline_text(text: str) -> str:
    """The text of a line, or of a cell of a table, without emphasis, links, images, tags and the like.

    `<br>` becomes a line end; of a link its text is left, of an image nothing.
    """
    if not _HAS_MARKUP.search(text):
        return text
    if "$" in text:
        text = _FORMULA.sub(_formula, text)
    text = _ESCAPE.sub(lambda match: chr(_PRIVATE + ord(match[1])), text)
    text = _CODE.sub(lambda match: match[2].strip(" "), text)
    if "[" in text:
        text = _IMAGE.sub("", text)
        text = _LINK.sub(_link, text)
        text = _FOOTNOTE.sub("", _REFERENCE.sub(r"\1", text))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _AUTOLINK.sub("", _RAISED.sub("", text))))
    text = _STRUCK.sub(r"\1", _STRONG.sub(_emphasis, text))
    text = _LEFT_OVER.sub("", _UNDERSCORED.sub(r"\2", text))
    text = _ENTITY.sub(lambda match: html.unescape(match[0]).replace("\u00a0", " "), text)
    return _PRIVATE_SIGN.sub(lambda match: chr(ord(match[0]) - _PRIVATE), text)


_HAS_MARKUP = re.compile(r"[\\`\[<*_~&$]")


def _link(match: re.Match[str]) -> str:
    """A link's text; but （记者）, 〔2022〕 or [x](y) of a text that has no address is left as it is."""
    return match[1] if _ADDRESS.search(match[2]) else match[0]


def _emphasis(match: re.Match[str]) -> str:
    """What stars emphasise; a star alone between letters and digits is one of a product."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if len(match[1]) == 1 and any(beside.isascii() and beside.isalnum() for beside in (before, after)):
        return match[0]
    return match[2]


def _formula(match: re.Match[str]) -> str:
    """A short formula as text; what is none, as two prices in dollars, is left."""
    formula = match[1]
    if not _TOLD_BY.search(formula) or (formula[0].isspace() and "\\" not in formula):
        return match[0]
    if "\\" not in formula and not re.search(r"[\^_]", formula) and match[0].startswith("$") and " " in formula:
        return match[0]
    for pattern, plain in _FORMULA_SIGNS:
        formula = pattern.sub(plain, formula)
    return formula.replace("\\%", "%").strip()
