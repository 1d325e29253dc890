"""Articles and residue of a page. The golden file is to be read beside the seed page; texts here are cut from it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.places import ROOT
from tests.support.waiting import grows_in_proportion
from xtsearch.indexer.pages.lines.crf import Chain, Step
from xtsearch.indexer.pages.lines.doubts import settle
from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.page import LINE_END, Line, ends_sentence, measure, read_lines, read_page
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm, opening
from xtsearch.indexer.pages.pieces.bylines import parts_names, read_byline
from xtsearch.indexer.pages.pieces.dates import read_dateline, read_page_day
from xtsearch.indexer.pages.pieces.paragraphs import BodyLine, unwrap
from xtsearch.indexer.pages.split import Article, Split, headline_weigher, split_page
from xtsearch.indexer.pages.titles.groups import DisplayLine
from xtsearch.indexer.pages.titles.kickers import read_kickers
from xtsearch.indexer.pages.titles.placing import HeadlineFit

SEEDS = ROOT / "seeds"
GOLDEN = ROOT / "tests" / "data" / "split"
SEED = (SEEDS / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")
LINES = ["", *LINE_END.split(SEED)]


def page_lines(first: int, last: int) -> str:
    return "\n".join(LINES[first : last + 1])


def outline(article: Article) -> dict[str, Any]:
    """What a person checks: each paragraph by its first and last words."""
    return {
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "reporters": list(article.reporters),
        "interns": list(article.interns),
        "correspondents": list(article.correspondents),
        "agency": article.agency,
        "date": article.date.isoformat() if article.date else None,
        "date_from": article.date_from,
        "lines": [list(span) for span in article.lines],
        "kicker_lines": list(article.kicker_lines),
        "title_lines": list(article.title_lines),
        "paragraphs": [f"{text[:16]} … {text[-12:]}" for text in article.body.split("\n")],
        "characters": len(article.body),
    }


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_page_splits_as_the_golden_file_says(golden: Path) -> None:
    expected = json.loads(golden.read_text(encoding="utf-8"))
    split = split_page((SEEDS / expected["file"]).read_text(encoding="utf-8"), file=expected["file"])
    assert split.file == expected["file"]
    assert [outline(article) for article in split.articles] == expected["articles"]
    assert [{"lines": list(r.lines), "text": r.text} for r in split.residue] == expected["residue"]


def test_the_seed_page_keeps_and_drops_the_right_spaces() -> None:
    split = split_page(SEED)
    bodies = "\n".join(article.body for article in split.articles)
    for whole in (
        "5月13日上午，副市长",
        "北栋3楼综合窗口",
        "只用了7天时间",
        "首批50家试点",
        "降幅达95%后",
        "（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）",
    ):
        assert whole in bodies
    assert "长株潭“百名导师”走基层 助力三地人才一体化发展" in [article.title for article in split.articles]


def test_a_guess_is_less_sure_than_what_the_page_says() -> None:
    by_start = {article.lines[0][0]: article for article in split_page(SEED).articles}
    signed, guessed = by_start[41], by_start[426]
    assert guessed.confidence < signed.confidence > 0.9
    assert "no byline" in guessed.evidence
    assert any("column width changes" in fact for fact in guessed.evidence)


def test_offsets_lead_from_the_body_to_the_page_line() -> None:
    articles = split_page(SEED).articles
    assert len(articles) == 13
    for article in articles:
        for offset, number in article.body_lines:
            assert (
                article.body[offset : offset + 3].replace("\n", "") == LINES[number].strip().replace(" ", "")[:3]
                or " " in LINES[number]
            )
        assert [offset for offset, _ in article.body_lines] == sorted({offset for offset, _ in article.body_lines})


# --- bylines and datelines


@pytest.mark.parametrize(
    ("text", "reporters", "interns", "correspondents", "agency"),
    [
        (LINES[1].strip(), ["王超"], [], [], None),
        (LINES[300], ["郑镱慧子"], [], [], None),
        (LINES[481] + LINES[482], ["吴珊"], ["刘婧怡"], ["姜亦"], None),
        ("本报讯（记者吴珊实习生刘婧怡通讯员姜亦）5月11日", ["吴珊"], ["刘婧怡"], ["姜亦"], None),
        ("本报讯（记者 杨阳、陈静）5月13日", ["杨阳", "陈静"], [], [], None),
        ("本报记者 乔 栋 曹继炜", ["乔栋", "曹继炜"], [], [], None),
        ("新华社北京5月13日电（记者 李力可、胥冰洁）", ["李力可", "胥冰洁"], [], [], "新华社"),
        ("本报讯 记者 王超 5月13日，市委常委、宣传部部长", ["王超"], [], [], None),
        ("本 报 讯（记 者 王 超 通 讯 员 李明）5月13日", ["王超"], [], ["李明"], None),
        ("本报讯〔记者 王超〕5月13日", ["王超"], [], [], None),
        ("本报记者 白 文 通讯员 谢琪\n以色列", ["白文"], [], ["谢琪"], None),
        ("本报记者 王超\n通讯员 李明\n今年以来", ["王超"], [], ["李明"], None),
        ("今年以来。\n●本报记者 康英立 丁敏国\n通讯员 江玉英", ["康英立", "丁敏国"], [], ["江玉英"], None),
        ("中新网7月22日电 据外媒报道。\n完。（记者 吴若 邓志）", ["吴若", "邓志"], [], [], "中新网"),
        (LINES[426], [], [], [], None),
        ("记者从市人社局获悉，", [], [], [], None),
    ],
)
def test_byline_is_parsed(
    text: str, reporters: Sequence[str], interns: Sequence[str], correspondents: Sequence[str], agency: str | None
) -> None:
    byline = read_byline(text)
    assert (list(byline.reporters), list(byline.interns), list(byline.correspondents), byline.agency) == (
        reporters,
        interns,
        correspondents,
        agency,
    )


@pytest.mark.parametrize(
    ("line", "opens"),
    [("本报西安3月8日电", True), ("本报讯", True), ("本报综合报道", False), ("本报记者 邱志鹏 通讯", False)],
)
def test_a_dateline_may_end_with_its_line(line: str, opens: bool) -> None:
    assert (opening(line) is OpeningForm.PAPER) is opens


@pytest.mark.parametrize(
    ("before", "after", "parted"),
    [
        ("（记者 任燊 巴特", "尔·苏和）", False),
        ("（记者 阿卜杜·热", "合曼）", False),
        ("（记者 萧晓亦", "巴特尔·苏和）", True),
        ("（记者 尹怡", "古丽·买买提）", True),
    ],
)
def test_a_line_end_parts_two_names_or_cuts_one(before: str, after: str, parted: bool) -> None:
    assert parts_names(before, after) is parted


def test_a_dateline_below_a_headline_opens_the_article() -> None:
    page = page_lines(2, 31) + "\n坚决斩断招投标背后贪腐链条\n" + page_lines(41, 60)
    assert [article.reporters for article in split_page(page).articles][-1] == ("杨阳",)


@pytest.mark.parametrize(
    ("lead", "page", "expected"),
    [
        ("5月13日，我市召开", "《2022年工程建设项目》", "2022-05-13"),
        ("5月 11日，市人社局", "《2022年工程建设项目》", "2022-05-11"),
        ("5月13日，我市召开", "", None),
        ("5月13日，我市召开", "2021年12月，湘电集团", None),
        ("近日，市人防办", "《2022年工程建设项目》", None),
        ("2022年5月13日，我市召开", "", "2022-05-13"),
        ("二〇二二年五月十三日，我市召开", "", "2022-05-13"),
        ("5月13日，我市召开", "2025年10月20日 星期一", "2025-05-13"),
        ("12月30日，我市召开", "2022年1月2日 星期日", "2021-12-30"),
        ("2月30日，我市召开", "《2022年工程建设项目》", None),
    ],
)
def test_dateline_takes_its_year_from_the_page(lead: str, page: str, expected: str | None) -> None:
    day = read_dateline(lead, read_page_day([page]))
    assert (day.isoformat() if day else None) == expected


def test_a_given_date_serves_where_the_article_says_none() -> None:
    split = split_page(page_lines(426, 479), date=datetime.date(2022, 5, 14))
    assert [(article.date, article.date_from) for article in split.articles] == [(datetime.date(2022, 5, 14), "page")]


# --- unwrapping


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([229, 230], "证书。“提出申请到领证，只用了7天时间！”张先生为窗口工作人员的办"),
        ([232, 233], "事效率和工作作风连连点赞。\n“您觉得在这里办事快不快捷？”"),
        ([233, 235], "“您觉得在这里办事快不快捷？”“有没有遇到故意为难的情况？”周艳希"),
        ([160, 162], "陈小山、钟建荣、傅国平、赵欢参加。\n为推进“学习型党组织”和“学习型"),
        ([375, 377], "日，进而由3个工作日提速到“立即办”，创新实施“加减乘”举"),
        ([108, 109], "特色的湘潭干部教育网络培训品牌。要强化系统思维，强化组织领导，加强"),
    ],
)
def test_lines_are_joined_where_a_sentence_runs_on(lines: Sequence[int], expected: str) -> None:
    column = 13.0 if lines[0] == 375 else 16.0
    entries = []
    for place, number in enumerate(lines):
        text = LINES[number].strip()
        gap = number - lines[place - 1] - 1 if place else 0
        quotes = sum(text.count(mark) for mark in "“”")
        entries.append(BodyLine(Line(number, text, 0, gap, *measure(text), quotes, ends_sentence(text)), column))
    assert unwrap(entries, 0.5).text.endswith(expected)


# --- other layouts, composed of the seed's text


def test_paragraphs_that_are_not_wrapped() -> None:
    articles = split_page(SEED).articles[:8]
    assert len(articles) == 8
    split = split_page("\n".join(f"{article.title or ''}\n\n{article.body}\n" for article in articles))
    assert [(article.title, article.body) for article in split.articles] == [
        (article.title, article.body) for article in articles
    ]


def test_headline_before_its_body() -> None:
    text = "\n".join([LINES[73], "", page_lines(41, 72), "", LINES[113], "", page_lines(75, 112)])
    split = split_page(text)
    assert [article.title for article in split.articles] == [LINES[73], LINES[113]]


def test_indented_paragraphs() -> None:
    whole = split_page(page_lines(41, 73)).articles[0]
    marked = "\n".join("\u3000\u3000" + paragraph for paragraph in whole.body.split("\n"))
    assert [article.body for article in split_page(marked).articles] == [whole.body]


def test_a_line_of_reporters_opens_one_article_not_two() -> None:
    text = "\n".join([LINES[73], "", "本报记者 乔 栋 曹继炜", "", page_lines(49, 71)])
    split = split_page(text)
    assert [(article.title, article.reporters) for article in split.articles] == [(LINES[73], ("乔栋", "曹继炜"))]


def test_reporters_named_at_the_end() -> None:
    text = page_lines(49, 70) + "\n推动文艺工作发展的强大合力。（记\n者 杨阳）\n\n" + page_lines(75, 113)
    first, second = split_page(text).articles
    assert (first.reporters, second.reporters) == (("杨阳",), ("陈静",))
    assert first.body.endswith("（记者 杨阳）")


def test_a_headline_of_two_lines_that_cut_a_word() -> None:
    text = "\n".join([LINES[113][:7], LINES[113][7:], "", page_lines(75, 112)])
    assert split_page(text).articles[0].title == LINES[113]


def test_a_headline_set_from_top_to_bottom_is_one_headline() -> None:
    body = "本报讯（记者 林小川）近年来，青石县的农业信息化建设取得了长足发展，率先引入了云计算技术。"
    split = split_page("\n".join(["农技工程青石率先", *"引入云计算", body]))
    article = split.articles[0]
    assert (article.title, article.title_lines) == ("农技工程青石率先引入云计算", (1, 2, 3, 4, 5, 6))
    assert article.lines == ((1, 7),)
    assert not split.residue


def test_furniture_between_articles_is_in_none() -> None:
    text = "\n".join([page_lines(41, 73), "", "责任编辑：王超 版式：杨阳", "", page_lines(75, 113)])
    split = split_page(text)
    assert [article.title for article in split.articles] == [LINES[73], LINES[113]]
    assert [(residue.text, residue.reason) for residue in split.residue] == [("责任编辑：王超 版式：杨阳", "editors")]


def test_a_name_cut_by_a_line_end_is_one_and_two_names_are_two() -> None:
    cut = split_page("本报讯（记者 郑镱\n慧子）家住雨湖区。").articles[0]
    two = split_page("本报讯（记者 王超\n杨阳）家住雨湖区。").articles[0]
    assert (cut.reporters, two.reporters) == (("郑镱慧子",), ("王超", "杨阳"))


def test_beside_a_name_of_several_parts_stands_another_name() -> None:
    two = split_page("本报讯（记者 尹怡\n古丽·买买提）家住雨湖区。").articles[0]
    cut = split_page("本报讯（记者 阿卜杜·热\n合曼）家住雨湖区。").articles[0]
    assert (two.reporters, cut.reporters) == (("尹怡", "古丽·买买提"), ("阿卜杜·热合曼",))


def test_a_closing_byline_goes_on_behind_its_line_end() -> None:
    article = split_page(
        page_lines(49, 70) + "\n推动文艺工作发展的强大合力。\n本报记者 邱志鹏 通讯\n员 石白子"
    ).articles[0]
    assert (article.reporters, article.correspondents) == (("邱志鹏",), ("石白子",))
    assert article.body.endswith("\n本报记者 邱志鹏 通讯员 石白子")


def undecided(lines: int) -> Chain:
    """So many lines that may be anything, with even odds."""
    every = tuple((int(role), 0.0) for role in Role)
    return Chain([[0.0] * len(Role)] * lines, [0] * lines, [Step((every,) * len(Role))], [0.0] * 9, [0.0] * 9)


def test_roles_that_several_trials_come_to_are_weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[int] = []

    def score(_fit: HeadlineFit, _groups: object, bodies: Bodies) -> float:
        weighed.append(bodies.count)
        return 7.0

    monkeypatch.setattr(HeadlineFit, "score", score)
    page = read_page("县长察看新建水厂\n县长高远一日到水厂察看。\n新桥通车。")
    weigh = headline_weigher(page, HeadlineFit())
    assert [weigh((3, 0, 1)), weigh((3, 0, 1))] == [7.0, 7.0]
    assert weigh((3, 0, 0)) != 0
    assert weighed == [1, 2]


def test_a_doubtful_opening_is_where_the_headlines_say() -> None:
    """Two lines of text, the second an opening with even odds, each choice the better where headlines suit it."""
    for wanted in (Role.OPEN, Role.BODY):
        roles = settle(undecided(2), (0, 1), (1.0, 0.5), lambda roles, wanted=wanted: float(roles[1] == wanted))  # type: ignore[misc]
        assert roles == (0, wanted)


@pytest.mark.parametrize(("first", "wanted"), [(1.0, Role.OPEN), (0.0, Role.BODY)])
def test_a_doubtful_line_of_reporters_opens_or_closes_as_the_page_does(first: float, wanted: Role) -> None:
    roles = (0, 0 if first else 1, int(Role.BODY if first else Role.OPEN))
    assert settle(undecided(3), roles, (1.0, first, 0.5), lambda _: 0.0, [1, 2])[2] == wanted
    assert settle(undecided(3), roles, (1.0, first, 0.5), lambda _: 0.0) == roles


def test_what_opens_an_article_may_turn_out_to_be_its_headline() -> None:
    roles = settle(undecided(3), (0, 0, 1), (1.0, 0.6, 0.4), lambda roles: float(roles[1] == Role.DISPLAY))
    assert roles == (Role.OPEN, Role.DISPLAY, Role.OPEN)


def test_an_opening_need_not_give_way_to_the_next() -> None:
    """Where moving the opening to the next line is better than leaving it alone, opening both may be better still."""
    worth: dict[tuple[int, ...], float] = {(0, 0, 0): 2.0, (0, 1, 0): 1.0}
    roles = settle(undecided(3), (0, 0, 1), (1.0, 0.6, 0.4), lambda roles: worth.get(tuple(roles), 0.0))
    assert roles == (Role.OPEN,) * 3


def test_a_headline_is_rather_of_the_article_that_begins_with_its_words() -> None:
    """Two articles of the seed, as they are and with the second taken for the end of the first."""
    whole, taken_in = ("".join(page_lines(first, last).split()) for first, last in ((1, 30), (43, 70)))
    bodies = Bodies([whole, whole + taken_in, taken_in])
    for line in (37, 39):  # kicker and headline of the first article
        odds = bodies.shares(LINES[line]).odds
        assert odds[0] == odds[1]
    headline = taken_in[:24]
    odds = bodies.shares(headline).odds
    assert odds[2] > odds[1] + 2


@pytest.mark.parametrize(("last", "shown"), [("揽！", False), ("揽", True), ("揽？”", False)])
def test_the_end_of_a_sentence_that_the_column_cut_is_no_headline(last: str, shown: bool) -> None:
    lines = [*LINES[20:23], LINES[23][:14] + "通揽", last, "", *LINES[25:28]]
    page = read_page("\n".join(lines))
    assert (read_traits(page, None)[4].display > 0) is shown


def test_one_article_alone() -> None:
    split = split_page(page_lines(426, 479))
    assert len(split.articles) == 1
    assert split.articles[0].title is None
    assert split.residue == ()


@pytest.mark.parametrize("text", ["", "\n\n", " \u3000\r\n"])
def test_blank_text_has_no_articles(text: str) -> None:
    assert split_page(text) == Split("", (), ())


@pytest.mark.parametrize("text", ["第 04 版", "2025年10月20日 星期一\n第04版\n------", "责任编辑：王超"])
def test_furniture_is_residue(text: str) -> None:
    split = split_page(text)
    assert split.articles == ()
    assert sum(len(residue.lines) for residue in split.residue) == len(text.split("\n"))


# --- invariants

PIECES = [line.strip() for line in LINES if line.strip()] + [
    "第04版",
    "2025年10月20日 星期一",
    "本报记者 乔 栋 曹继炜",
    "（记者王云娜）",
    "责任编辑：王超",
    "作者：王超  时间：2022-05-14",
    "《湘潭日报》（2022年5月14日 第 04 版）",
    "SMA https://a.b/c",
]
PAGES = st.lists(
    st.tuples(
        st.sampled_from(["", " ", "\u3000\u3000"]),
        st.sampled_from(PIECES),
        st.sampled_from(["\n", "\n\n", "\r\n", "\r"]),
    ),
    max_size=40,
).map(lambda rows: "".join(lead + piece + end for lead, piece, end in rows))
RUNS = st.lists(st.tuples(st.integers(1, 543), st.integers(1, 60)), max_size=6).map(
    lambda runs: "\n".join(page_lines(first, min(543, first + size)) for first, size in runs)
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def check_invariants(text: str) -> Split:
    """The page's split, of which this holds: every line that is not blank is in one article or in the residue, texts
    are those of their lines, and the page splits the same each time."""
    split = split_page(text)
    assert split == split_page(text)
    raw = dict(enumerate(LINE_END.split(text), 1))
    wanted = [number for number, line in raw.items() if line.strip()]
    placed: list[int] = []
    for article in split.articles:
        numbers = [number for first, last in article.lines for number in range(first, last + 1) if raw[number].strip()]
        placed += numbers
        body = [number for _, number in article.body_lines]
        heads = [*article.kicker_lines, *article.title_lines, *article.subtitle_lines]
        assert sorted([*body, *heads, *article.metadata_lines]) == numbers
        assert squeezed(article.body) == squeezed("".join(raw[number] for number in body))
        printed = squeezed("".join(raw[number] for number in article.title_lines))
        assert squeezed(article.title or "") in printed  # a mark before it, as ■, is no part of it
        assert len(printed) - len(squeezed(article.title or "")) <= 8
        assert squeezed(article.kicker or "") == squeezed("".join(raw[number] for number in article.kicker_lines))
        assert squeezed(article.subtitle or "") == squeezed("".join(raw[number] for number in article.subtitle_lines))
        assert 0 <= article.confidence < 1
        starts = [offset for offset, _ in article.body_lines]
        for (offset, number), end in zip(article.body_lines, [*starts[1:], len(article.body)], strict=True):
            assert squeezed(article.body[offset:end]) == squeezed(raw[number])
    for residue in split.residue:
        placed += residue.lines
        assert squeezed(residue.text) == squeezed("".join(raw[number] for number in residue.lines))
        assert residue.reason
    assert sorted(placed) == wanted
    return split


@given(st.text())
def test_any_text_is_accounted_for(text: str) -> None:
    check_invariants(text)


@given(PAGES)
def test_shuffled_lines_are_accounted_for(text: str) -> None:
    check_invariants(text)


@settings(max_examples=50)
@given(RUNS)
def test_pieces_of_pages_are_accounted_for(text: str) -> None:
    check_invariants(text)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(end: str) -> None:
    split = split_page(SEED.replace("\n", end))
    assert len(split.articles) == 13
    assert split == split_page(SEED)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "中",
        "（",
        "\n",
        "中\n",
        "本报讯（记者 ",
        "本报记者 王超",
        "本报记者 王超\n",
        LINES[73] + "\n\n",
        "。\n\n",
        "2022年",
        SEED,
    ],
    ids=lambda unit: repr(unit[:8]),
)
def test_time_grows_no_faster_than_a_text_of_one_unit(unit: str) -> None:
    def splitting(size: int) -> Callable[[], object]:
        text = unit * (size // len(unit.encode()))

        def split() -> None:
            result = split_page(text)
            assert result.articles or result.residue or not text.strip()

        return split

    assert grows_in_proportion(splitting, MEGABYTE // 8)


# --- the parts of a headline


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        (["消费新场景激发", "春日旅游新活力"], "TT"),
        (["吉林查干湖大", "规模冬捕展开"], "TT"),
        (["【新思想引领新征程】", "我国积极扩大有效投资"], "KT"),
    ],
)
def test_lines_of_a_headline_are_told_apart(lines: Sequence[str], roles: str) -> None:
    assert read_kickers([DisplayLine(line) for line in lines], Bodies([]))[0] == roles


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("本报讯（记者 何文", "　　孙立）5月13日，渡船开了。"), "本报讯（记者 何文 孙立）5月13日，渡船开了。"),
        (("渡船又开了" * 13, "第二段没有句号"), f"{'渡船又开了' * 13}\n第二段没有句号"),
        (("渡船又开了" * 3, "这一句还没有完。"), f"{'渡船又开了' * 3}这一句还没有完。"),
    ],
    ids=["brackets hold no paragraph's end", "a line longer than any column", "a short line"],
)
def test_paragraphs_of_lines_that_stand_in_no_column(lines: tuple[str, ...], text: str) -> None:
    read, _ = read_lines("\n".join(lines))
    assert unwrap([BodyLine(line, None) for line in read]).text == text


@pytest.mark.parametrize("rule", ["====", "____", "＿＿＿＿＿", "────────", "~~~~"])
def test_a_line_that_parts_is_in_no_article(rule: str) -> None:
    text = f"渡船又开了\n\n本报讯（记者 何文）5月13日，青石河上的渡船又开了。\n{rule}\n船上坐着去赶集的老人和孩子。\n"
    assert (4,) in [residue.lines for residue in split_page(text).residue]
