"""Bylines as printed: without spaces, set wide, with the marks of OCR, in traditional characters; names that sign."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm, is_byline_line, is_closing_line, opening
from xtsearch.indexer.pages.pieces.bylines import lead_start, read_byline
from xtsearch.indexer.pages.pieces.names import cut_names, is_person, parted_names, read_bare_names
from xtsearch.indexer.pages.pieces.signatures import Signature, read_signatures
from xtsearch.indexer.pages.split import split_page


@pytest.mark.parametrize(
    ("line", "reporters", "correspondents"),
    [
        ("本报记者林小川", ["林小川"], []),
        ("通讯员何文孙立", [], ["何文", "孙立"]),
        ("本报记者高远", ["高远"], []),
        ("本报记者林小川 通讯员黄雪蕾张群", ["林小川"], ["黄雪蕾", "张群"]),
        ("本报记者·林小川", ["林小川"], []),
        ("本报记者.林小川 何文", ["林小川", "何文"], []),
        ("本报记\u3000者\u3000林小川", ["林小川"], []),
        ("本\u3000报\u3000记\u3000者\u3000林\u3000小\u3000川", ["林小川"], []),
        ("本报记者  林  川  高文远", ["林川", "高文远"], []),
        ("青石日报全媒体记者林小川", ["林小川"], []),
        ("本报特派记者林小川", ["林小川"], []),
        ("記者 張志明", ["張志明"], []),
        ("見習記者張志明", ["張志明"], []),
        ("文/林小川", ["林小川"], []),
        ("撰文/林小川 摄影/何文", ["林小川"], []),
        ("文/图 林小川", ["林小川"], []),
        ("林小川/文", ["林小川"], []),
        ("林小川 摄影报道", ["林小川"], []),
        ("编译/林小川", ["林小川"], []),
        ("整理：何文", ["何文"], []),
        ("本报记者  林  文", ["林文"], []),
        ("林小川 何 文摄影报道（人民视觉）", ["林小川", "何文"], []),
        ("记者 林小川 发自青石", ["林小川"], []),
    ],
)
def test_a_line_of_reporters_is_read(line: str, reporters: list[str], correspondents: list[str]) -> None:
    assert is_byline_line(line)
    assert opening(line) is OpeningForm.REPORTERS
    byline = read_byline(f"{line}\n县里召开会议。")
    assert (list(byline.reporters), list(byline.correspondents)) == (reporters, correspondents)
    assert byline.end == len(line)


@pytest.mark.parametrize(
    "line",
    [
        "记者：您怎么看这件事",
        "记者：收入呢",
        "记者从市人社局获悉",
        "记者高度关注此事",
        "记者手记",
        "本报评论员",
        "摄影报道",
        "整理得很好",
    ],
)
def test_other_lines_are_no_line_of_reporters(line: str) -> None:
    assert not is_byline_line(line)


@pytest.mark.parametrize(
    ("text", "form", "reporters", "agency"),
    [
        ("【新华社延安十二日电】东京讯：各党", OpeningForm.AGENCY, (), "新华社"),
        ("〔中央社青石廿五日電〕出席會議", OpeningForm.AGENCY, (), "中央社"),
        ("（新华社记者林小川北京5月13日电）大会", OpeningForm.AGENCY, ("林小川",), "新华社"),
        ("(本报北京4月3日讯)河湾公司", OpeningForm.PAPER, (), None),
        ("（青石3日讯）河湾公司", OpeningForm.PAPER, (), None),
        ("【本報訊】縣長今日", OpeningForm.PAPER, (), None),
        ("〔記者林小川／台北報導〕出席會議", OpeningForm.PAPER, ("林小川",), None),
        ("記者林小川/台北報導 出席會議", OpeningForm.PAPER, ("林小川",), None),
        ("本报讯记者林小川 9月12日，县里开会", OpeningForm.PAPER, ("林小川",), None),
        ("本报青石2月24日电  （林小川、何文）近日，", OpeningForm.PAPER, ("林小川", "何文"), None),
        ("（记者林小川何文）9月3日，", OpeningForm.BRACKETS, ("林小川", "何文"), None),
    ],
)
def test_an_opening_is_read(text: str, form: OpeningForm, reporters: tuple[str, ...], agency: str | None) -> None:
    assert opening(text) is form
    byline = read_byline(text)
    assert (byline.reporters, byline.agency) == (reporters, agency)
    assert byline.end


@pytest.mark.parametrize(
    ("line", "reporters", "agency"),
    [
        ("（本报青石12月28日电）", (), None),
        ("（本报青石电）", (), None),
        ("（作者为青石中学校长）", (), None),
        ("（未完待续）", (), None),
        ("（本报青石、河湾1月28日电记者林小川、何文）", ("林小川", "何文"), None),
        ("（新华社北京6月24日电\u3000记者林小川、何文）", ("林小川", "何文"), "新华社"),
    ],
)
def test_a_dateline_in_brackets_behind_the_text_closes_it(
    line: str, reporters: tuple[str, ...], agency: str | None
) -> None:
    assert opening(line) is None
    assert is_closing_line(line)
    byline = read_byline(f"县里召开会议。\n{line}")
    assert (byline.reporters, byline.agency, byline.end) == (reporters, agency, 0)
    page = read_page(f"县里召开会议\n\n{TEXT}\n\n{line}\n\n县长察看水厂\n\n{TEXT}")
    assert read_traits(page, None)[2].alone


def test_other_brackets_close_nothing() -> None:
    assert not is_closing_line("（电视台播出）")
    assert not is_closing_line("（青石3日讯）由河湾公司承建（一期）")


def test_names_in_brackets_behind_the_text_sign_it() -> None:
    assert read_byline("县里召开会议。（高 远 孙一鸣）").reporters == ("高远", "孙一鸣")
    assert read_byline("县里召开会议。（一期）").reporters == ()


def test_a_caption_above_the_dateline_is_passed_over() -> None:
    text = "9月8日，县长到水厂察看。\n林小川 摄\n本报青石9月9日电 （记者何文）县里开会。"
    assert text[lead_start(text) :].startswith("本报青石")
    assert lead_start("县里开会。\n会后种树。") == 0


# --- names


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("何文孙立", ("何文", "孙立")),
        ("黄雪蕾张群", ("黄雪蕾", "张群")),
        ("张宇虹窦晓峰王玲", ("张宇虹", "窦晓峰", "王玲")),
        ("欧阳修文林川", ("欧阳修文", "林川")),
        ("我市召开推进会", ()),
    ],
)
def test_family_names_tell_where_names_begin(run: str, names: tuple[str, ...]) -> None:
    assert cut_names(run) == names


def test_four_characters_are_one_name_unless_they_are_two() -> None:
    assert parted_names("郑镱慧子") == ("郑镱慧子",)
    assert parted_names("司马相如") == ("司马相如",)
    assert parted_names("何文孙立") == ("何文", "孙立")


@pytest.mark.parametrize("name", ["孙一鸣", "田玉", "林小川", "欧阳修", "吾买尔·买买提"])
def test_a_person_is_told_by_the_form_of_the_name(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("word", ["文化", "高兴", "时评", "程序", "安徽", "记者", "快评", "金融", "美丽亚洲·西行"])
def test_a_word_is_no_person(word: str) -> None:
    assert not is_person(word)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("张海亮  付纯志   赵学堂", ("张海亮", "付纯志", "赵学堂")),
        ("林  川  高文远", ("林川", "高文远")),
        ("孙 一 鸣", ("孙一鸣",)),
        ("高 远 孙一鸣", ("高远", "孙一鸣")),
        ("欧 洲", ()),
        ("王 林小川", ()),
        ("（林小川 何文）", ("林小川", "何文")),
        ("□林小川", ("林小川",)),
        ("林小川、何文", ("林小川", "何文")),
        ("安全 生产", ()),
        ("林小川说", ()),
        ("（美丽中国·深度）", ()),
        ("林小川，", ()),
        ("要闻", ()),
        ("我市召开推进会", ()),
    ],
)
def test_a_line_of_names_is_read(line: str, names: tuple[str, ...]) -> None:
    assert read_bare_names(line) == names


TEXT = "县里召开会议，要求抓好秋收和冬种，争取增产，并且把机器和人手调到最需要的地方去。"


@pytest.mark.parametrize(
    ("lines", "signatures"),
    [
        (["从“等一等”看担当", "孙一鸣", TEXT], {1: Signature.OPENS}),
        (["校园不容烂梗", "", "快评", "田玉", "", TEXT], {2: Signature.OPENS}),
        (["从“等一等”看担当", "孙一鸣", "《青石日报》（2025年10月20日 第 05 版）", TEXT], {1: Signature.OPENS}),
        (["青石帮助菜农", "", TEXT, "林小川 何文 孙立"], {2: Signature.CLOSES}),
        (["青石帮助菜农", TEXT, "林小川", "", "县长察看水厂", TEXT], {2: Signature.CLOSES}),
        (["获奖名单", "林小川", "何文", "孙立", "高远", TEXT], {}),
        ([TEXT[:-1] + "，他是", "林小川", TEXT], {}),
    ],
)
def test_names_sign_an_article_by_where_they_stand(lines: list[str], signatures: dict[int, Signature]) -> None:
    page = read_page("\n".join(lines))
    assert read_signatures(page, [line.text for line in page.lines]) == signatures


@pytest.mark.parametrize(
    ("page", "reporters"),
    [
        (f"从“等一等”看担当（编辑部观察）\n孙一鸣\n{TEXT}\n　　{TEXT}", ("孙一鸣",)),
        (f"青石农信社帮助菜农\n\n本报讯 {TEXT}\n\n林小川 何文 孙立", ("林小川", "何文", "孙立")),
    ],
)
def test_who_signs_an_article_wrote_it(page: str, reporters: tuple[str, ...]) -> None:
    (article,) = split_page(page).articles
    assert article.reporters == reporters
    assert article.body.count(reporters[0]) == 1


def test_a_line_of_reporters_below_a_label_is_the_texts() -> None:
    page = f"校园不容网络烂梗\n\n快评\n田玉\n\n　　{TEXT}\n\n　　{TEXT}"
    split = split_page(page)
    assert [article.reporters for article in split.articles] == [("田玉",)]
    assert read_byline(f"快评\n田玉\n{TEXT}").end == len("快评\n田玉")
    assert "田玉" not in [residue.text for residue in split.residue]
