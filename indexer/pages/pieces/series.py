"""What the name of a series or column looks like: 之三, （上）, 【文艺评论】, a colon at the end.

>>> SERIES_NAME.search("湘潭老字号之三") is not None
True
"""

from __future__ import annotations

import re

SERIES_NAME = re.compile(
    r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$|^【[^】]{2,16}】$|[：:]$"
)
#: A line that ends with the name of a column in brackets, and holds no whole sentence.
_COLUMN_BEHIND = re.compile(r"[^。；]{4,40}[（(][^（）()。；：\d]{2,24}[）)]")


def ends_with_column(text: str) -> bool:
    """Whether a headline's text ends with the name of its column in brackets.

    >>> ends_with_column("基层治理容不得“虚”（今日谈）"), ends_with_column("（本报青石电）")
    (True, False)
    """
    return text[-1:] in ("）", ")") and _COLUMN_BEHIND.fullmatch(text) is not None
