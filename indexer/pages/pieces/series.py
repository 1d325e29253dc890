"""What the name of a series or column looks like: 之三, （上）, 【文艺评论】, a colon at the end.

>>> SERIES_NAME.search("湘潭老字号之三") is not None
True
"""

from __future__ import annotations

import re

SERIES_NAME = re.compile(
    r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$|^【[^】]{2,16}】$|[：:]$"
)
