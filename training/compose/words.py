"""Invented names of places, papers, columns and labels, so that no parser learns the words of one paper. Seeded.

>>> label(Random(3)) != label(Random(4))
True
"""

from __future__ import annotations

from random import Random

_FIRST = "青石河湾白云临江安平东西南北长金玉龙凤清武永宁兴昌丰新海山林泉溪双九龙德和通化延庆阳川"
_PLACE_ENDS = ("县", "市", "区", "镇", "州", "乡", "村", "")
_PAPER_ENDS = (
    "日报",
    "日报",
    "日报",
    "晚报",
    "时报",
    "都市报",
    "早报",
    "商报",
    "新报",
    "周报",
    "晨报",
    "导报",
    "青年报",
    "法制报",
    "工人报",
)
_COLUMN_ENDS = (
    "观察",
    "时评",
    "视点",
    "纵横",
    "聚焦",
    "在线",
    "关注",
    "广角",
    "速递",
    "人物",
    "故事",
    "论坛",
    "随笔",
    "漫谈",
    "之声",
    "札记",
    "调查",
    "快讯",
)
_COLUMN_STARTS = (
    "今日",
    "热点",
    "民生",
    "文化",
    "经济",
    "教育",
    "三农",
    "法治",
    "健康",
    "社会",
    "国际",
    "本期",
    "特别",
    "一线",
    "城乡",
    "生活",
)
#: Characters of which unheard-of labels are made: any label in front of a colon may introduce a fact about the article.
_LABEL = "作记来时日版专责编字点发刊栏目信稿期次类源者间面摄图文供审校核采写译选荐题录索引篇属份别号位址地区单"
#: What a line about an article tells -> the labels that papers and programs print before it.
LABELS: dict[str, tuple[str, ...]] = {
    "author": ("作者", "记者", "文", "撰稿", "作　者", "本报记者", "采写", "撰文", "Author", "署名", "作者姓名"),
    "date": ("时间", "日期", "发布时间", "发布日期", "发表时间", "刊发日期", "见报日期", "出版日期", "Date", "日　期"),
    "source": ("来源", "稿源", "来 源", "报纸", "媒体", "出处", "信息来源", "Source", "报刊名称"),
    "page": ("版次", "版面", "版", "第", "版号", "版别", "页"),
    "column": ("专栏", "栏目", "类别", "分类", "频道", "版名", "专题", "标签"),
    "editor": ("责编", "编辑", "责任编辑", "校对", "审核", "本文编辑"),
    "count": ("点击", "阅读", "浏览", "字数", "点击数", "评论", "访问量", "编号"),
    "size": ("字号", "字体", "分享到"),
    "address": ("网址", "链接", "原文", "URL", "原文链接"),
}


def place(random: Random) -> str:
    """A place: 青石县."""
    return "".join(random.sample(_FIRST, 2)) + random.choice(_PLACE_ENDS)


def paper(random: Random) -> str:
    """A newspaper: 青石日报."""
    return "".join(random.sample(_FIRST, 2)) + random.choice(_PAPER_ENDS)


def column(random: Random) -> str:
    """A column of a newspaper: 民生观察."""
    return random.choice(_COLUMN_STARTS) + random.choice(_COLUMN_ENDS)


def label(random: Random) -> str:
    """A label that no paper has: two to four characters in any order."""
    return "".join(random.sample(_LABEL, random.choice([2, 2, 3, 4])))
