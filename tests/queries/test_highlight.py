"""The highlighter: what is marked, where a fragment begins and ends, and that no text breaks it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import oracle
from tests.support.places import ROOT
from xtsearch.indexer.documents import Document
from xtsearch.indexer.text.fold import fold, fold_text
from xtsearch.indexer.text.units import phrase_units
from xtsearch.indexer.text.words import Token, analyze
from xtsearch.queries.highlight.fragments import Fragment, highlight, mark, pieces
from xtsearch.queries.highlight.occurrences import UnitRow, stretches

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"

#: The article in lines 1 to 42 of the seed page with its lines joined; its headline and kicker as printed.
STORY = (
    "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会，对今年专项整治工作进行全面部署。"
    "市委常委、市纪委书记、市监委主任李激扬，市委常委、常务副市长吴志雄，市政协副主席黄韧出席。\n"
    "工程建设领域是政府人力、物力、财力相对集中的地方，是贪腐现象易发多发的“重灾区”。"
    "深化工程建设项目招投标突出问题专项整治，是坚持标本兼治从根源上遏制腐败的重要举措。"
)
TITLE = "坚决斩断招投标背后贪腐链条"
KICKER = "我市推进工程建设项目招投标突出问题专项整治"


def document(body: str, **values: object) -> Document:
    return Document.from_record({"id": "1", "body": body, **values})


def marked(body: str, *phrases: str, **limits: int) -> list[str]:
    return [mark(fragment) for fragment in highlight(document(body), phrases, **limits)]


@pytest.mark.parametrize(
    ("body", "phrases", "expected"),
    [
        ("对今年专项整治工作进行部署", ["专项", "整治"], "对今年【专项整治】工作进行部署"),
        ("对今年专项、整治工作进行部署", ["专项", "整治"], "对今年【专项】、【整治】工作进行部署"),
        ("专项\u200b整治", ["专项", "整治"], "【专项\u200b整治】"),
        ("专项\u200b整治", ["专项整治"], "【专项\u200b整治】"),
        ("现代化新湘潭", ["代化新", "新湘潭"], "现【代化新湘潭】"),
        ("哈哈哈", ["哈哈"], "【哈哈哈】"),
        ("北栋3楼C106服务窗口", ["106"], "北栋3楼C106服务窗口"),
        ("北栋3楼C106服务窗口", ["c106服务"], "北栋3楼【C106服务】窗口"),
        ("北栋3楼C106服务窗口", ["106服务"], "北栋3楼C106服务窗口"),
        ("（SMA）特效药", ["ＳＭＡ"], "（【SMA】）特效药"),
        ("（ＳＭＡ）特效药", ["sma"], "（【ＳＭＡ】）特效药"),
        ("专项整治", ["專項整治"], "【专项整治】"),
        ("專項整治", ["专项整治"], "【專項整治】"),
        ("修建地下室30㎡，用时", ["㎡"], "修建地下室30㎡，用时"),
        ("修建地下室㎡数", ["m2"], "修建地下室【㎡】数"),
        ("㍿", ["株", "社"], "【㍿】"),
        ("但 70万元一支的费用", ["70万元一支"], "但 【70万元一支】的费用"),
        ("砍到了3.3万元一支", ["3"], "砍到了3.3万元一支"),
        ("砍到了3.3万元一支", ["3.3 万元"], "砍到了【3.3万元】一支"),
        ("今年5月 13日上午", ["5月13日"], "今年【5月 13日】上午"),
        ("专项整治，推进会", ["整治推进"], "专项整治，推进会"),
        ("专项整治推进会", ["整治，推进"], "专项【整治推进】会"),
        ("出席（SMA，2022）", ["sma 2022"], "出席（【SMA，2022】）"),
        ("甲_乙", ["甲，乙"], "【甲_乙】"),
        ("甲\n乙", ["甲，乙"], "【甲\n乙】"),
        ("湘潭", ["，", "", "湘潭"], "【湘潭】"),
        ("\x1b[31m湘潭\x00市", ["湘潭"], "\x1b[31m【湘潭】\x00市"),
    ],
)
def test_what_is_marked(body: str, phrases: list[str], expected: str) -> None:
    assert marked(body, *phrases) == [expected]


def test_title_and_kicker_come_first_and_whole() -> None:
    fragments = highlight(document(STORY, title=TITLE, kicker=KICKER), ["招投标"])
    assert [fragment.field for fragment in fragments] == ["title", "kicker", "body", "body"]
    assert [fragment.text for fragment in fragments[:2]] == [TITLE, KICKER]


def test_each_reporter_is_a_fragment_of_its_own() -> None:
    fragments = highlight(document("正文", reporters=["王超", "杨阳", "王超"]), ["王超"])
    assert fragments == tuple(Fragment("reporters", "王超", ((0, 2),), 0, None) for _ in range(2))


def test_fragments_are_sentences_and_neighbours_are_joined_within_a_paragraph() -> None:
    assert marked(STORY, "李激扬") == [
        "市委常委、市纪委书记、市监委主任【李激扬】，市委常委、常务副市长吴志雄，市政协副主席黄韧出席。"
    ]
    assert marked(STORY, "李激扬", "部署", "重灾区") == [
        "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会，"
        "对今年专项整治工作进行全面【部署】。市委常委、市纪委书记、市监委主任【李激扬】，市委常委、常务副市长吴志雄，市政协副主席黄韧出席。",
        "工程建设领域是政府人力、物力、财力相对集中的地方，是贪腐现象易发多发的“【重灾区】”。",
    ]


def test_a_closing_quote_belongs_to_the_sentence_before_it() -> None:
    body = "“您觉得在这里办事快不快捷？”“有没有遇到故意为难的情况？”周艳希逐一体验。"
    assert marked(body, "快捷", width=20) == ["“您觉得在这里办事快不【快捷】？”"]
    assert marked(body, "故意", width=20) == ["“有没有遇到【故意】为难的情况？”"]


def test_a_long_sentence_is_cut_at_commas_and_never_inside_a_token() -> None:
    body = "前" * 40 + "，讲学习重运用，芳芳在市一医院被确诊为SMA，后" + "续" * 40
    assert marked(body, "芳芳", width=40) == ["讲学习重运用，【芳芳】在市一医院被确诊为SMA，"]
    assert marked("x" * 30 + "湘潭" + "example.com" * 5, "湘潭", width=20) == ["【湘潭】"]


def test_a_match_across_sentences_is_one_fragment() -> None:
    assert marked("第一句。\n第二句。第三句。", "一句，第二") == ["第【一句。\n第二】句。"]


def test_fragments_show_as_many_phrases_as_can_be() -> None:
    body = "甲甲甲。\n甲甲。\n甲乙。\n丙。\n"
    assert marked(body, "甲", "丙", fragments=1) == ["【甲甲甲】。"]
    assert marked(body, "甲", "乙", fragments=1) == ["【甲乙】。"]
    assert marked(body, "甲", "丙", fragments=2) == ["【甲甲甲】。", "【丙】。"]
    assert marked(body, "甲", "丙", fragments=3) == ["【甲甲甲】。", "【甲甲】。", "【丙】。"]


def test_a_hit_without_a_match_shows_the_lead_without_spans() -> None:
    (fragment,) = highlight(document("　　" + STORY, title=TITLE), ["诺西那生钠"], width=80)
    assert fragment.spans == ()
    assert fragment.start == 2
    assert fragment.text == STORY[: STORY.index("市委常委")]
    (fragment,) = highlight(document(STORY), [], width=40)
    assert fragment.text == "本报讯（记者 王超）5月13日，"
    assert highlight(document(" \n", title=TITLE), ["无"])[0].text == TITLE
    assert highlight(document(""), ["无"]) == ()


def test_lines_of_the_page_are_told() -> None:
    body = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。会议强调。"
    told = document(
        body,
        body_lines=[(0, 1), (17, 2), (32, 3), (42, 7)],
        title=TITLE,
        kicker=KICKER,
        title_lines=[41],
        kicker_lines=[39, 40],
        reporters=["王超"],
    )
    lines = {(fragment.field, fragment.lines) for fragment in highlight(told, ["招投标", "会议强调", "王超"], width=30)}
    assert lines == {
        ("title", (41, 41)),
        ("kicker", (39, 40)),
        ("body", (1, 2)),
        ("body", (7, 7)),
        ("reporters", None),
    }
    assert {fragment.lines for fragment in highlight(document(STORY, title=TITLE), ["招投标"])} == {None}


def test_what_stands_before_the_first_known_line_is_on_that_line() -> None:
    told = document("湘潭日报讯，推进会。", body_lines=[(5, 3), (7, 4)])
    assert [fragment.lines for fragment in highlight(told, ["湘潭"])] == [(3, 4)]
    assert [fragment.lines for fragment in highlight(told, ["湘潭"], width=4)] == [(3, 3)]


def test_marks_are_doubled_where_the_text_holds_one() -> None:
    assert marked("【本报讯】专项整治。", "整治") == ["【本报讯】专项【【整治】】。"]
    (fragment,) = highlight(document("专项整治。"), ["整治"])
    assert mark(fragment, "<b>", "</b>") == "专项<b>整治</b>。"
    assert list(pieces(fragment)) == [("专项", False), ("整治", True), ("。", False)]


# ------------------------------------------------------------------------------------------ what holds for any text


def occurrences(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Every place of an exact phrase in a text, by the rule of docs/design.md in plain Python over `analyze`."""
    units = phrase_units(phrase)
    wanted = list(chain(*units))
    parted = {sum(map(len, units[:i])) for i in range(1, len(units))}
    row = analyze(text).chars
    places = list(folded_places(text, row))
    for first in range(len(row) - len(wanted) + 1):
        if wanted and [token.term for token in row[first : first + len(wanted)]] == wanted:
            together = range(1, len(wanted))
            if all(
                places[first + i][0] == places[first + i - 1][1]
                for i in together
                if i not in parted and is_han(wanted[i]) and is_han(wanted[i - 1])
            ):
                yield row[first].start, row[first + len(wanted) - 1].end


def folded_places(text: str, row: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    folded, end = fold(text), 0
    for token in row:
        start = folded.text.index(token.term, end)
        end = start + len(token.term)
        yield start, end


def is_han(unit: str) -> bool:
    return len(unit) == 1 and len(phrase_units(f"{unit}，{unit}")) == 2


#: Few characters, so that phrases often match; among them some that fold to nothing, to several, or to a space.
LETTERS = st.sampled_from(
    "湘潭整治专項⼀⺀⺕々〇ぁァアaC16２.,，；：。！”）“\n \u3000_'\u200b\ufe0f\u0301㎡㉓㍿…🙂\ud800\x00\x1b【】"
)
TEXTS = st.text(LETTERS, max_size=40) | st.text(max_size=20)
PHRASES = st.lists(st.text(LETTERS, min_size=1, max_size=4), max_size=3)


@settings(max_examples=500)
@given(TEXTS, TEXTS, PHRASES, st.integers(0, 5), st.integers(-1, 30))
def test_fragments_are_true_stretches_with_sorted_disjoint_spans(
    body: str, title: str, phrases: list[str], fragments: int, width: int
) -> None:
    values = {"title": title, "body": body}
    shown = highlight(document(body, title=title), phrases, fragments=fragments, width=width)
    assert sum(fragment.field == "body" for fragment in shown) <= max(1, fragments)
    for fragment in shown:
        end = fragment.start + len(fragment.text)
        assert fragment.text
        assert values[fragment.field][fragment.start : end] == fragment.text
        edges = list(chain(*fragment.spans))
        assert edges == sorted(set(edges))
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(fragment.text))
        assert "".join(text for text, _ in pieces(fragment)) == fragment.text
        assert all(text for text, _ in pieces(fragment))
        assert not any(a < edge < b for a, b in whole_tokens(values[fragment.field]) for edge in (fragment.start, end))


def whole_tokens(text: str) -> Iterator[tuple[int, int]]:
    """The places of units, without those that share a code point with another, as 21 and 22 do in 2½2."""
    row = analyze(text).chars
    shared = {i for i in range(1, len(row)) if row[i].start < row[i - 1].end}
    for i, token in enumerate(row):
        if i not in shared and i + 1 not in shared:
            yield token.start, token.end


@settings(max_examples=500)
@given(st.data())
def test_exactly_what_the_oracle_finds_is_marked(data: st.DataObject) -> None:
    body = data.draw(TEXTS)
    first, size = data.draw(st.integers(0, 40)), data.draw(st.integers(1, 6))
    phrases = [*data.draw(PHRASES), body[first : first + size]]
    width = data.draw(st.integers(1, 40))
    expected = {i for phrase in phrases for span in occurrences(body, phrase) for i in range(*span)}
    fragments = highlight(document(body), phrases, fragments=sys.maxsize, width=width)
    shown = {fragment.start + i for fragment in fragments for span in fragment.spans for i in range(*span)}
    unseen = {i for i in shown ^ expected if fold_text(body[i])}  # what folds to nothing may stand inside a match
    assert not unseen
    assert all(shown >= set(range(*span)) for phrase in phrases for span in occurrences(body, phrase))


@settings(max_examples=500)
@given(st.text("湘潭整治专a1., 。", min_size=1, max_size=30), st.integers(0, 29), st.integers(1, 4))
def test_a_span_is_the_phrase_or_a_merge_of_it(body: str, first: int, size: int) -> None:
    phrase = body[first : first + size]
    ends = set(occurrences(body, phrase))
    for fragment in highlight(document(body), [phrase], fragments=sys.maxsize):
        for start, end in fragment.spans:
            inside = [(a, b) for a, b in ends if fragment.start + start <= a and b <= fragment.start + end]
            assert min(inside)[0] == fragment.start + start
            assert max(b for _, b in inside) == fragment.start + end


@pytest.mark.slow
def test_every_chunk_of_the_seed_page_is_found_again() -> None:
    text = SEED.read_text("utf-8")
    for start in range(0, len(text) - 8, 197):
        phrase = text[start : start + 8].strip()
        spans = list(occurrences(text, phrase))
        fragments = highlight(document(text), [phrase], fragments=sys.maxsize)
        shown = {fragment.start + i for fragment in fragments for span in fragment.spans for i in range(*span)}
        assert shown == {i for span in spans for i in range(*span)}


def test_a_text_shows_a_span_exactly_where_the_oracle_of_the_engines_says_it_holds_the_phrase() -> None:
    lines = [line.strip() for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    for line, following in pairwise(lines):
        for phrase in (line[3:7], line[3:5] + line[6:8], line[-2:] + following[:2], "106", "ＳＭＡ", "3万元"):
            fragments = highlight(document(line), [phrase])
            expected = oracle.row(line).holds(oracle.row(phrase))
            assert any(fragment.spans for fragment in fragments) == expected, (line, phrase)


@pytest.mark.slow
def test_whatever_is_no_unit_may_stand_between_two() -> None:
    phrase = stretches("甲，乙")
    for code in chain(range(0xD800), range(0xE000, 0x32000)):
        for char in fold_text(chr(code)):
            gap = (0, 3) in UnitRow(f"甲{char}乙").occurrences(phrase)
            assert gap == (not phrase_units(char)), f"U+{ord(char):04X}"
