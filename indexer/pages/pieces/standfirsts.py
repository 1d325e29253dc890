"""A line of a page in; whether it labels the summary that stands between a headline and its article, out. Pure.

>>> is_standfirst_label("核心阅读"), is_standfirst_label("【编者按】"), is_standfirst_label("核心阅读区启用")
(True, True, False)

The labels are those that 5,073 articles of a national paper and the pages of local ones print on a line of their own:
核心阅读 stands above 6 of 100 articles there.
"""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"[【［\[（(■●◆▲□]?\s?(?:核心(?:阅读|提示|内容)|阅读提示|内容(?:提要|提示|摘要)|新闻(?:提示|背景)|本期导读|编者\s?(?:按|的话)"
    r"|开栏的话|开篇的话)\s?[】］\])）]?[：:]?"
)


def is_standfirst_label(text: str) -> bool:
    """Whether the line's visible text is such a label and nothing else."""
    return len(text) <= 10 and _LABEL.fullmatch(text) is not None
