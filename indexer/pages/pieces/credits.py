"""A line of a page in; whether it says who took or gave a picture and nothing else, and whom it names, out. Pure.

>>> read_credit("何  田摄"), read_credit("（新华社记者 林小川 摄）").agency, read_credit("新华社发").agency
(Credit(photographers=('何田',), agency=None), '新华社', '新华社')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xtsearch.indexer.pages.pieces.byline_forms import AGENCY, OUTLET_BEHIND, ROLE
from xtsearch.indexer.pages.pieces.names import is_person, join_singles, parted_names

LONGEST = 48  # characters; a longer line is a caption
#: The last characters of every credit but brackets.
_ENDS = frozenset("发發摄攝影图圖片照供真IC")
_TELLING = re.compile("[图圖]|视觉|[摄攝]影")
_BRACKETS = "（）()【】[]〔〕"
_LIBRARY = (
    r"(?:人民视觉|视觉中国|影像中国|人民图片|中新图片|东方IC|IC\s?photo|资料|受访者|采访对象|本[报報]|本刊|主办方)"
)
#: 新华社发, 视觉中国供图, 资料图片.
_GIVEN = re.compile(
    rf"(?:(?P<agency>{AGENCY})|{_LIBRARY})\s?(?:[发發]|供图|供圖|图片?|照片|资料图片?|资料照片|传真照片|[传傳]真)?"
    r"(?:\s?[（(]?(?P<names>[\u4e00-\u9fff·、\s]{2,16}?)\s?[摄攝]影?[）)]?)?"
)
#: 本报记者 林小川 摄, 何  田摄, 林小川/摄, 青石县委宣传部供图.
_TAKEN = re.compile(
    rf"(?:图[为：:/／]{{0,2}})?(?:(?P<agency>{AGENCY})\s?)?(?:{ROLE.pattern})?[\s:：/／]{{0,3}}"
    r"(?P<names>[\u4e00-\u9fff·、，\s]{2,20}?)[\s/／]{0,3}(?:(?<!拍)[摄攝]影?|供图|供圖|[制製绘繪]图|图|图片)"
)
#: 摄影/何文, 图：林小川, 图片来源：青石县委宣传部, 本版图片由林小川摄.
_LABELLED = re.compile(
    r"(?:(?:[本以][版组上文])?(?:[摄攝]影|图片?|圖片?|供图|[制题插]图|图片来源|漫画)\s?[:：/／]\s?(?P<names>[\u4e00-\u9fff·、，\s]{2,20}?)"
    rf"(?:[（(](?:{AGENCY}|[\u4e00-\u9fff]{{2,6}})[发發][）)]?)?"
    r"|(?:[本以][版组上文])?(?:图片|照片)(?:除署名外)?均?[由为](?P<givers>[\u4e00-\u9fff·、，\s]{2,20}?)\s?(?:提供|[摄攝]影?|供图))"
)
#: 本版制图：何文 names who drew, and took no picture.
_DRAWN = re.compile(r"(?:[本以][版组上文])?(?:[制题插]图|漫画)")
_PARTS = re.compile(r"[\s、，,/／]+")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who took or gave a picture. `photographers` are persons' names in printed order, `agency` the news agency."""

    photographers: tuple[str, ...] = ()
    agency: str | None = None


def read_credit(text: str) -> Credit | None:
    """What the line says of who took or gave a picture; None where it is no credit, or a caption as well."""
    plain = (OUTLET_BEHIND.sub("", text) if text[-1:] in ")）" else text).strip(_BRACKETS + " \u3000▲△●■")
    if not 2 <= len(plain) <= LONGEST or not (plain[-1] in _ENDS or _TELLING.search(plain)):
        return None
    match = _GIVEN.fullmatch(plain)
    if match is not None and plain != match["agency"] and plain != "本报":
        return Credit(_persons(match["names"]), match["agency"])
    taken = _TAKEN.fullmatch(plain)
    if taken is not None and (taken["names"].strip() and _credits(plain, taken["names"])):
        return Credit(_persons(taken["names"]), taken["agency"])
    labelled = _LABELLED.fullmatch(plain)
    if labelled is None:
        return None
    return Credit() if _DRAWN.match(plain) else Credit(_persons(labelled["names"] or labelled["givers"]))


def _credits(text: str, names: str) -> bool:
    """Whether 摄 or 供图 stands behind names or an office, and does not end a sentence that speaks of pictures."""
    return bool(_persons(names)) or ROLE.match(text) is not None or (text.endswith("供图") and len(names) <= 12)


def _persons(names: str | None) -> tuple[str, ...]:
    parts = [part for part in _PARTS.split(ROLE.sub(" ", names or "")) if part]
    return tuple(name for part in join_singles(parts) for name in parted_names(part) if is_person(name))
