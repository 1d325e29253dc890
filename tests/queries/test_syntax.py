"""The query language: what typed queries mean, in half and full width, and the messages about those that are wrong."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xtsearch.indexer.engines.request import And, Boosted, DateRange, Near, Node, Not, Or, Phrase, Prefix, Term, Word
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.field_names import DATE_NAMES, FIELD_NAMES, SIMPLIFIED
from xtsearch.queries.lexer import DEPTH
from xtsearch.queries.matching import TIERS, Tier, highlighted, ranked, tiers, where
from xtsearch.queries.members import Part
from xtsearch.queries.periods import period
from xtsearch.queries.syntax import BOOST_LIMIT, NEAR_LIMIT, QUERY_LIMIT, parse

TODAY = datetime.date(2022, 5, 31)


def meant(text: str, tier: Tier = "phrase") -> Node:
    return where(parse(text, today=TODAY), tier)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


A, B, C, D = (Phrase(text) for text in ("甲", "乙", "丙", "丁"))

# text, and what it means in the tier `phrase`
_MEANT: list[tuple[str, Node]] = [
    ("甲", A),
    ("甲 乙", And((A, B))),
    ("甲 AND 乙", And((A, B))),
    ("甲 && 乙", And((A, B))),
    ("甲&&乙", And((A, B))),
    ("甲 且 乙", And((A, B))),
    ("甲 OR 乙", Or((A, B))),
    ("甲||乙", Or((A, B))),
    ("甲｜｜乙", Or((A, B))),
    ("甲　或　乙", Or((A, B))),
    ("“甲”或“乙”", Or((A, B))),
    ("甲 ＯＲ 乙", Or((A, B))),
    ("甲 NOT 乙", And((A, Not(B)))),
    ("甲 非 乙", And((A, Not(B)))),
    ("甲 -乙", And((A, Not(B)))),
    ("甲　－乙", And((A, Not(B)))),
    ("甲 !乙", And((A, Not(B)))),
    ("甲 AND NOT 乙", And((A, Not(B)))),
    ("NOT NOT 甲", A),
    # any single dash before a word is a minus, also behind what nobody sees; two are the Chinese dash
    *((f"甲 {dash}乙", And((A, Not(B)))) for dash in "－﹣−–—―‐‑‒﹘"),
    ("甲　—“乙”", And((A, Not(B)))),
    ("甲 –(乙 OR 丙)", And((A, Not(Or((B, C)))))),
    ("甲 \u200b-乙", And((A, Not(B)))),
    ("\ufeff–乙\u200b 甲", And((Not(B), A))),
    ("甲\u3000\u200b－\u200b乙", And((A, Not(B)))),
    ("甲 \u200bOR\u200b 乙", Or((A, B))),
    ("“甲 乙”\u200b~5", Near("甲", "乙", 5)),
    ("甲 — 乙", And((A, B))),
    ("甲—乙", Phrase("甲—乙")),
    ("甲 ——乙", And((A, Phrase("——乙")))),
    ("“甲”—乙", And((A, Phrase("—乙")))),
    ("甲 —。", A),
    # a web address is text, whatever signs it has
    ("https://a.cn/b.shtml?id=9&&p=(2)*", Phrase("https://a.cn/b.shtml?id=9&&p=(2)*")),
    ("甲 www.a.cn/b?c=title:d", And((A, Phrase("www.a.cn/b?c=title:d")))),
    ("见https://a.cn/b?c", Phrase("见https://a.cn/b?c")),
    ("(https://a.cn/b?c) -乙", And((Phrase("https://a.cn/b?c"), Not(B)))),
    ("https://a.cn/b?c^2 “乙”", And((Phrase("https://a.cn/b?c"), B))),
    ("-甲", Not(A)),
    ("+甲 乙", And((A, B))),
    # what stands side by side binds closest, then AND, then OR
    ("甲 乙 OR 丙 AND 丁", Or((And((A, B)), And((C, D))))),
    ("甲 (乙 OR 丙)", And((A, Or((B, C))))),
    ("甲（乙　或　丙）－丁", And((A, Or((B, C)), Not(D)))),
    ("-(甲 OR 乙)", Not(Or((A, B)))),
    # fields
    ("title:甲", Phrase("甲", ("title",))),
    ("标题：甲", Phrase("甲", ("title",))),
    ("ＴＩＴＬＥ：甲", Phrase("甲", ("title",))),
    ("ｄａｔｅ：2022-05-13", DateRange(day("2022-05-13"), day("2022-05-13"))),
    ("Title: “甲”", Phrase("甲", ("title",))),
    ("记者:(甲 OR 乙)", Or((Phrase("甲", ("reporters",)), Phrase("乙", ("reporters",))))),
    ("title:(甲 -乙)", And((Phrase("甲", ("title",)), Not(Phrase("乙", ("title",)))))),
    ("title:(+甲 报纸:乙)", And((Phrase("甲", ("title",)), Term("newspaper", "乙")))),
    ("title:(甲 body:乙)", And((Phrase("甲", ("title",)), Phrase("乙", ("body",))))),
    ("报纸:湘潭日报", Term("newspaper", "湘潭日报")),
    ("-newspaper:“湘潭日报”", Not(Term("newspaper", "湘潭日报"))),
    ("作者:甲", Phrase("甲", ("reporters",))),
    ("Author：“甲”", Phrase("甲", ("reporters",))),
    ("来源：甲", Or((Term("newspaper", "甲"), Term("agency", "甲")))),
    ("-source:(甲 OR 乙)", Not(Or(tuple(Term(name, value) for value in "甲乙" for name in ("newspaper", "agency"))))),
    ("extra.Url:“https://a.cn”", Term("extra.Url", "https://a.cn")),
    ("extra.data.栏目：要闻", Term("extra.data.栏目", "要闻")),
    ("栏目:要闻", Phrase("栏目:要闻")),
    # dates
    ("date:undated 甲", And((Not(DateRange()), A))),
    ("日期：无日期", Not(DateRange())),
    ("date:2022-05-13", DateRange(day("2022-05-13"), day("2022-05-13"))),
    ("日期：2022年5月", DateRange(day("2022-05-01"), day("2022-05-31"))),
    ("date:2022-02..2022-06", DateRange(day("2022-02-01"), day("2022-06-30"))),
    ("date:>=2022-05-01", DateRange(day("2022-05-01"), None)),
    ("date:>= 2022-05-01 甲", And((DateRange(day("2022-05-01"), None), A))),
    ("日期：≥２０２２-05-01", DateRange(day("2022-05-01"), None)),
    ("date:2022-02 .. 2022-06 甲", And((DateRange(day("2022-02-01"), day("2022-06-30")), A))),
    ("date:2022-02.. 甲", And((DateRange(day("2022-02-01"), None), A))),
    ("date:“最近7天” 甲", And((DateRange(day("2022-05-25"), TODAY), A))),
    ("甲 最近1个月", And((A, DateRange(day("2022-05-01"), TODAY)))),
    # near, prefix
    ('"甲 乙"~5', Near("甲", "乙", 5)),
    ("“甲　乙”～5", Near("甲", "乙", 5)),
    ("title:“甲 乙”~5", Near("甲", "乙", 5, ("title",))),
    ("sma*", Prefix("sma")),
    ("ＳＭＡ＊", Prefix("ＳＭＡ")),
    ("湘潭*", Phrase("湘潭")),
    ("sma湘潭*", Phrase("sma湘潭")),
    ("甲，sma乙*", Phrase("甲，sma乙")),
    # text, whatever it looks like
    ("3-5天", Phrase("3-5天")),
    ("C++ !", Phrase("C++")),
    ("http://a.cn", Phrase("http://a.cn")),
    ("3:2", Phrase("3:2")),
    ("非常好", Phrase("非常好")),
    ("“甲 OR 乙”", Phrase("甲 OR 乙")),
    ("甲？", Phrase("甲？")),
    ("甲”", Phrase("甲”")),
    ("甲（乙…", And((A, Phrase("乙…")))),
    ("甲）乙", And((A, B))),
    ("甲 ^2", And((A, Phrase("^2")))),
    ("“甲”！", A),
    # quotes as an input method that takes turns leaves them
    ("”甲 乙”", Phrase("甲 乙")),
    ("“甲 乙“", Phrase("甲 乙")),
    ("“甲 乙\"", Phrase("甲 乙")),
    ("\"甲 乙”", Phrase("甲 乙")),
    ("＂甲 乙\"~5", Near("甲", "乙", 5)),
    ("甲”乙“丙”", And((Phrase("甲”乙"), C))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), _MEANT)
def test_what_is_typed_is_what_is_meant(text: str, node: Node) -> None:
    assert meant(text) == node


_FULL_WIDTH = {**{code: code + 0xFEE0 for code in range(0x21, 0x7F)}, 0x20: 0x3000}


@pytest.mark.parametrize(
    "text",
    [
        "甲 (乙 OR 丙) -丁",
        "+甲 title:乙",
        "a||b && c",
        "“甲 乙”~5 sma*",
        "newspaper:甲 -(b)",
        '"甲 乙"^2 NOT !date:>2022',
    ],
)
@pytest.mark.parametrize("tier", TIERS)
def test_full_width_means_what_half_width_does(text: str, tier: Tier) -> None:
    wide = text.translate(_FULL_WIDTH)
    assert wide != text
    assert _folded(meant(wide, tier)) == _folded(meant(text, tier))
    assert _folded(ranked(parse(wide))) == _folded(ranked(parse(text)))


def _folded(nodes: object) -> str:
    return fold_text(repr(nodes).replace(r"\u3000", " "))


def test_the_tiers_loosen_only_what_is_typed_loosely() -> None:
    query = parse("“甲” 专项整治 +丁 -戊 title:己")
    words = [Word("专项"), Word("整治"), Word("己", ("title",))]
    assert where(query, "any") == And((A, Word("丁"), Not(Phrase("戊")), Or(tuple(words))))
    assert tiers(query) == TIERS
    assert tiers(parse("“甲” -乙 date:2022")) == ("phrase",)


def test_a_bracket_of_loose_words_is_as_loose_as_without() -> None:
    assert meant("本报讯（记者 王超）", "any") == meant("本报讯 记者 王超", "any")


def test_what_is_sought_ranks_with_its_boost() -> None:
    assert ranked(parse("甲^2 (乙 “丙”^3)^2 -丁 date:2022 title:戊")) == (
        Boosted("甲", 2), Boosted("乙", 2), Boosted("丙", 6), "戊",
    )  # fmt: skip
    assert ranked(parse("(“甲 乙”~5^2)^3")) == (Boosted("甲", 6), Boosted("乙", 6))
    assert ranked(parse("(+甲 乙)^2")) == (Boosted("甲", 2), Boosted("乙", 2))


def test_what_is_sought_is_highlighted_as_phrases_or_as_words() -> None:
    query = parse("“甲乙” 专项整治 -丁 sma* title:戊")
    assert highlighted(query, "phrase") == ("甲乙", "专项整治", "sma", "戊")
    assert highlighted(query, "all") == highlighted(query, "any") == ("甲乙", "sma", "专项", "整治", "戊")


# text, where the caret stands, and what the message holds
_WRONG = [
    ("甲 OR", 4, "expected a word, the query ends"),
    ("OR 甲", 0, "expected a word, not OR"),
    ("甲 且 或 乙", 4, "expected a word, not 或"),
    ("（甲 OR 乙", 7, "expected a closing bracket"),
    ("甲 OR 乙）", 6, "expected the end"),
    ("甲 OR ()", 6, "expected a word"),
    ("title:", 6, "expected a word"),
    ("甲 湘*潭", 3, "no wildcard anywhere else"),
    ("*", 0, "no wildcard"),
    ("te?t", 2, "no wildcard"),
    ("tile:甲", 0, "did you mean title:? Else put it in quotes; there are title: body: date: newspaper:"),
    ("date:foo", 5, "expected a date such as"),
    ("date:", 5, "expected a date such as"),
    ("甲 date:2022-13", 7, "expected a date such as"),
    ("date:2022-06..2022-05", 5, "expected a date such as"),
    ('"甲 乙 丙"~5', 1, "two different words"),
    ('"甲 甲"~5', 1, "two different words"),
    (f'"甲 乙"~{NEAR_LIMIT + 1}', 5, f"at most {NEAR_LIMIT}"),
    ('"甲 乙"~' + "9" * 5000, 5, f"at most {NEAR_LIMIT}"),
    ("甲^9999", 1, f"at most {BOOST_LIMIT} times"),
    ("记者：人物：甲", 3, "expected a word, not 人物："),
    ("title: -甲", 7, "expected a word, not -"),
    ("甲 “，”~5", 5, "expected a word, not ~5; what is meant as text goes in quotes"),
    ("甲^2 “，”^3", 7, "expected a word, not ^3"),
    ("(甲 OR 乙 “，”~5)", 11, "expected a word, not ~5"),
    ("usb-c*", 0, "a prefix of letters"),
    ("newspaper:湘潭*", 10, "whole names and values"),
    ("甲 人物：(乙 OR sma*)", 11, "whole names and values"),
    ("(" * (DEPTH + 1) + "甲", DEPTH, "brackets within each other"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "position", "says"), _WRONG)
def test_what_cannot_be_meant_is_pointed_at(text: str, position: int, says: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        parse(text, today=TODAY)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert (raised.value.position, raised.value.query) == (position, text)


@pytest.mark.parametrize("text", ["", " \n　", "，。！", "“”", "-", "…… ！"])
def test_a_query_without_anything_is_no_query(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="nothing to search for"):
        parse(text)


def test_a_hundred_thousand_characters_are_refused() -> None:
    with pytest.raises(QuerySyntaxError, match=f"100000 characters; at most {QUERY_LIMIT}"):
        parse("甲" * 100_000)


def test_a_literal_has_no_syntax() -> None:
    assert parse("甲 OR (乙*", literal=True).root == Part("甲 OR (乙*", quoted=False, start=0)


def test_a_value_stands_for_a_whole_part_and_is_no_syntax() -> None:
    def filled(text: str) -> Node:
        return where(parse(text, values={"a": "甲 OR (乙", "b": ("丙", "丁"), "c": None}), "phrase")

    a, b = Phrase("甲 OR (乙"), Or((C, D))
    assert filled("{a}") == filled("“{a}”") == filled("{a} {c}") == a
    assert filled("{a} {b}") == And((a, b))
    assert filled("{a} -{b}") == And((a, Not(b)))
    assert filled("{a} OR {b}") == Or((a, C, D))
    assert filled("甲} {b") == And((Phrase("甲}"), Phrase("{b")))
    assert meant("{a}") == Phrase("{a}")
    with pytest.raises(QuerySyntaxError, match="nothing to search for"):
        filled("{c}")
    with pytest.raises(QuerySyntaxError, match="no parameter is named 'd'") as raised:
        filled("甲 {d}")
    assert raised.value.position == 2


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-2", "2022-02-01", "2022-02-28"),
        ("2022/5/3", "2022-05-03", "2022-05-03"),
        ("2022.5.13", "2022-05-13", "2022-05-13"),
        ("２０２２年５月１３日", "2022-05-13", "2022-05-13"),
        ("2022年5月至2022年6月", "2022-05-01", "2022-06-30"),
        ("２０２２－０５～２０２２－０６", "2022-05-01", "2022-06-30"),
        ("≤2022-05", None, "2022-05-31"),
        ("20220513", "2022-05-13", "2022-05-13"),
        ("2022-05..", "2022-05-01", None),
        ("..2022-05", None, "2022-05-31"),
        (">2022-05", "2022-06-01", None),
        ("<2022-05", None, "2022-04-30"),
        ("<=2022-05", None, "2022-05-31"),
        ("今天", "2022-05-31", "2022-05-31"),
        ("昨天", "2022-05-30", "2022-05-30"),
        ("近2周", "2022-05-18", "2022-05-31"),
        ("最近3个月", "2022-03-01", "2022-05-31"),
        ("最近1年", "2021-06-01", "2022-05-31"),
        ("最近9999年", None, "2022-05-31"),
        ("今日", "2022-05-31", "2022-05-31"),
        ("昨日", "2022-05-30", "2022-05-30"),
        ("前天", "2022-05-29", "2022-05-29"),
        ("最近一周", "2022-05-25", "2022-05-31"),
        ("最近三天", "2022-05-29", "2022-05-31"),
        ("近一个月", "2022-05-01", "2022-05-31"),
        ("近两週", "2022-05-18", "2022-05-31"),
        ("过去三十天", "2022-05-02", "2022-05-31"),
        ("近十二个月", "2021-06-01", "2022-05-31"),
        ("最近一百二十天", "2022-02-01", "2022-05-31"),
        ("近半年", "2021-12-01", "2022-05-31"),
        ("近半个月", "2022-05-17", "2022-05-31"),
        ("近三年来", "2019-06-01", "2022-05-31"),
        ("上周", "2022-05-23", "2022-05-29"),
        ("本周", "2022-05-30", "2022-06-05"),
        ("这周", "2022-05-30", "2022-06-05"),
        ("上星期", "2022-05-23", "2022-05-29"),
        ("上上周", "2022-05-16", "2022-05-22"),
        ("上周五", "2022-05-27", "2022-05-27"),
        ("上周天", "2022-05-29", "2022-05-29"),
        ("本周末", "2022-06-04", "2022-06-05"),
        ("上个月", "2022-04-01", "2022-04-30"),
        ("上月", "2022-04-01", "2022-04-30"),
        ("本月", "2022-05-01", "2022-05-31"),
        ("这个月", "2022-05-01", "2022-05-31"),
        ("上季度", "2022-01-01", "2022-03-31"),
        ("本季度", "2022-04-01", "2022-06-30"),
        ("今年", "2022-01-01", "2022-12-31"),
        ("去年", "2021-01-01", "2021-12-31"),
        ("前年", "2020-01-01", "2020-12-31"),
        ("今年以来", "2022-01-01", "2022-05-31"),
        ("5月份", "2022-05-01", "2022-05-31"),
        ("六月份", "2021-06-01", "2021-06-30"),
        ("十二月", "2021-12-01", "2021-12-31"),
        ("去年2月", "2021-02-01", "2021-02-28"),
        ("2020年二月份", "2020-02-01", "2020-02-29"),
        ("上半年", "2022-01-01", "2022-06-30"),
        ("下半年", "2021-07-01", "2021-12-31"),
        ("2022年第三季度", "2022-07-01", "2022-09-30"),
        ("去年..上周", "2021-01-01", "2022-05-29"),
        ("去年5月至今天", "2021-05-01", "2022-05-31"),
        (">=上个月", "2022-04-01", None),
        ("<本月", None, "2022-04-30"),
    ],
)
def test_periods(text: str, since: str | None, until: str | None) -> None:
    assert period(text, today=TODAY) == (since and day(since), until and day(until))


@pytest.mark.parametrize(
    "text", ["最近一周", "去年", "今天", "五月份", "上半年", "去年5月", "2022年上半年", "今年以来"]
)
def test_a_period_in_words_is_one_only_where_it_stands_alone(text: str) -> None:
    days = DateRange(*period(text, today=TODAY))
    assert meant(f"甲 {text}") == And((A, days))
    assert meant(f"甲 -(乙 OR {text})") == And((A, Not(Or((B, days)))))
    assert meant(text) == (Phrase(text) if text == "五月份" else days)  # a month alone may stand in a headline
    for as_text in (f"{text}甲", f"“{text}”", f"title:{text}"):
        assert not isinstance(meant(as_text), DateRange)
        assert not parse(as_text, today=TODAY).understood
    assert parse(text, literal=True).root == Part(text, quoted=False, start=0)
    assert Phrase(text) in (value := where(parse("{a}", values={"a": text}), "phrase"), *getattr(value, "nodes", ()))


@pytest.mark.parametrize(
    "text", ["5月", "2022年5月", "13月份", "最近0天", "近日", "三天", "上海", "近半天", "去", "一周"]
)
def test_what_is_no_period_in_words_is_text(text: str) -> None:
    root = parse(text, today=TODAY).root
    assert isinstance(root, Part)
    assert root.text == text


def test_what_a_reader_would_not_guess_is_said_with_its_place() -> None:
    query = parse("甲 \u200b上周 date:2022-05 date:“上半年” kickr:乙 引题：丙", today=TODAY)
    assert [(part.typed, part.start, part.meaning.partition(";")[0]) for part in query.understood] == [
        ("上周", 3, "2022-05-23..2022-05-29"),
        ("上半年", 25, "2022-01-01..2022-06-30"),
        ("kickr:", 30, "text"),
        ("引题:", 38, "text"),
    ]
    assert parse("日期：昨天", today=TODAY).understood[0].meaning == "2022-05-30"
    assert "title: body: date:" in query.understood[-1].meaning
    assert not parse("https://a.cn 中国:湖南 3:2 “foo:bar”").understood


#: Pieces with a meaning in queries, to be joined in any order.
_PIECES = st.sampled_from(
    [
        *'甲乙a1，。 　()（）“”"「」『』-－+＋!！^～~*＊:：?{}\\/\n\u200b\ud800',
        *FIELD_NAMES,
        *(
            "date:",
            "日期：",
            "title:",
            "2022-05",
            "..",
            ">=",
            "最近7天",
            " 去年 ",
            " 五月份 ",
            " —",
            "extra.a:",
            "www.a?b",
        ),
        *(" AND ", " OR ", "NOT ", " 且 ", " 或 ", " 非 ", "&&", "||"),
        *("^2", "~5", '"甲 乙"~5', "sma*", "专项整治"),
    ]
)
QUERIES = st.lists(_PIECES, max_size=25).map("".join)


@settings(max_examples=500)
@given(QUERIES | st.text(max_size=40))
def test_any_text_is_a_query_or_is_pointed_at(text: str) -> None:
    try:
        query = parse(text, today=TODAY)
    except QuerySyntaxError as wrong:
        error = wrong
        query = None
    if query is None:
        if error.position is None:
            assert not phrase_units(text) or str(error).startswith("nothing to search for")
        else:
            assert 0 <= error.position <= len(text) == len(error.query or "")
        return
    for tier in TIERS:
        where(query, tier)
    assert ranked(query) or not query.parts
    assert all(part.text in query.text for part in query.parts)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2022-05-01..2022-05-13", "2022-05-01", "2022-05-13"),
        ("2022.5.1..2022.5.13", "2022-05-01", "2022-05-13"),
        ("２０２２年５月１日．．２０２２年５月１３日", "2022-05-01", "2022-05-13"),
        ("2021..上周", "2021-01-01", "2022-05-29"),
        ("去年5月..今天", "2021-05-01", "2022-05-31"),
    ],
)
def test_a_span_that_stands_alone_is_a_period(text: str, since: str, until: str) -> None:
    days = DateRange(day(since), day(until))
    assert meant(f"甲 {text}") == And((A, days))
    assert meant(f"甲 -({text} OR 乙)") == And((A, Not(Or((days, B)))))
    assert isinstance(meant(f"“{text}”"), Phrase)


@pytest.mark.parametrize("text", ["甲..乙", "2022..", "..2022", "3..5", "2022-13..2022-14", "2022……2023"])
def test_other_texts_with_points_are_text(text: str) -> None:
    assert not isinstance(meant(f"甲 {text}"), DateRange)
    assert parse(f"甲 {text}", today=TODAY).parts[1].text == text


@pytest.mark.parametrize("name", [*FIELD_NAMES, *DATE_NAMES])
def test_a_name_of_a_field_may_be_in_traditional_characters(name: str) -> None:
    traditional = name.translate({simplified: character for character, simplified in SIMPLIFIED.items()})
    assert fold_text(traditional) == fold_text(name)
    assert meant(f"{traditional}：2022") == meant(f"{name}:2022")
    assert not any(fold_text(chr(code)) != chr(simplified) for code, simplified in SIMPLIFIED.items())
