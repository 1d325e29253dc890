"""Pages of each kind of record, byline and dateline, none of which was looked at while the patterns were made."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.split import split_page

WORKS = "新修的水厂在河湾村开工，沿线六个村到年底都能通水，县里要求把质量放在第一位，按期完成各项任务。"
LIBRARY = "县里的图书馆搬进新楼，藏书增加到八万册，读者凭身份证就可以借阅，周末也照常开放到晚上九点。"
HEADS = ("河湾水厂开工", "图书馆搬进新楼")


@pytest.mark.parametrize(
    ("page", "reporters", "dates"),
    [
        (
            f"标签：水利　发布：2019/3/5 10:20　来源：河湾日报　责编：高远\n"
            f"{HEADS[0]}\n\n　　{WORKS}\n\n　　{LIBRARY}\n\n"
            f"标签：文化　发布：2019/3/4 09:11　来源：河湾日报　责编：高远\n"
            f"{HEADS[1]}\n\n　　{LIBRARY}\n\n　　{WORKS}\n",
            [(), ()],
            ["2019-03-05", "2019-03-04"],
        ),
        (
            f"5. 3. 2019 星期二\n\n{HEADS[0]}\n\n（河湾4日讯）{WORKS}\n\n{HEADS[1]}\n\n（青石县28日讯）{LIBRARY}\n",
            [(), ()],
            ["2019-03-04", "2019-02-28"],
        ),
        (
            f"2019年3月5日 星期二\n\n{HEADS[0]}\n\n本报讯（记者 高远）{WORKS}工程将于6月30日前完成。\n\n"
            f"{HEADS[1]}\n\n本报讯（记者 孙立）{LIBRARY}新办法自4月1日起执行。\n",
            [("高远",), ("孙立",)],
            ["2019-03-05", "2019-03-05"],
        ),
        (
            f"{HEADS[0]}\n\n本报记　者　高　远　　通讯员　孙　立\n\n{WORKS}\n\n"
            f"{HEADS[1]}\n\n撰文／何文　摄影／孙立\n\n{LIBRARY}\n",
            [("高远",), ("何文",)],
            ["None", "None"],
        ),
        (
            f"{HEADS[0]}\n\n3月4日，工人在河湾水厂工地安装管道，让沿线六个村的群众早日喝上放心水。\n\n孙一鸣摄（影像中国）\n\n"
            f"{HEADS[1]}\n\n本报讯（记者 高远）{LIBRARY}\n",
            [("孙一鸣",), ("高远",)],
            ["None", "None"],
        ),
        (
            f"（紧接A1版）{WORKS}\n\n　　工程总投资三千万元，由县水利局负责。\n\n"
            f"{HEADS[1]}\n\n本报讯（记者 高远）{LIBRARY}\n",
            [(), ("高远",)],
            ["None", "None"],
        ),
    ],
    ids=["labels above", "Malaysia", "deadlines", "set wide", "photo piece", "continuation"],
)
def test_who_wrote_and_when(page: str, reporters: list[tuple[str, ...]], dates: list[str]) -> None:
    articles = split_page(page).articles
    assert [article.reporters for article in articles] == reporters
    assert [str(article.date) for article in articles] == dates
