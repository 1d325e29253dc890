"""Folding and segmenting: what a text becomes, and that every term leads back to its place."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xtsearch.indexer.text
from xtsearch.indexer.text import words
from xtsearch.indexer.text.analysis_version import frequencies_file
from xtsearch.indexer.text.fold import fold, fold_entries, fold_text
from xtsearch.indexer.text.jieba_dictionary import dictionary
from xtsearch.indexer.text.query_terms import query_terms, stop_words
from xtsearch.indexer.text.units import SEPARATOR, TOKEN_LIMIT, is_han, phrase_units, unit_places
from xtsearch.indexer.text.words import (
    BREAK,
    PRESENT,
    Token,
    analyze,
    char_stream,
    finest_parts,
    streams,
    view_of,
    word_stream,
)

#: Text in which everything that analysis treats apart is frequent.
_NASTY = st.text(
    st.one_of(
        st.sampled_from(
            "专项整治工作湘潭市招投标〇々，。“”　 .,:;'·_-0123３.aAbＢ①㎡Ⅲ⻔⼀諾後㍿ﬁ"
            "\u200b\ufeff\u00ad\ufe0f\u3164あアー가é\u0301e\u0302ｶﾞ😀𠀀\U00030000鿰%℃№○❶；：．\n\x00"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def _terms(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.term for token in tokens)


# text, folded, words
_TEXTS = [
    ("工程建设项目招投标突出问题", "工程建设项目招投标突出问题", "工程 建设 项目 招 投标 突出 问题"),
    ("湘潭市", "湘潭市", "湘潭 市"),
    ("诺西那生钠", "诺西那生钠", None),
    ("ＳＭＡ特效药", "sma特效药", None),
    ("3.3万元一支", "3.3万元一支", None),
    ("iPhone15、PD1728、C106", "iphone15、pd1728、c106", "iphone15 pd1728 c106"),
    ("USB-C 010-85202353", "usb-c 010-85202353", "usb c 010 85202353"),
    ("A股5,000点，3：15", "a股5,000点，3：15", "a 股 5,000 点 3 15"),
    ("習近平後來", "习近平后来", None),
    ("㎡Ⅲ⻔⼀", "m2iii门一", None),
    ("专㈱国", "专株国", None),
    ("①②㊿报名⑴⒈⓵❶➀➊", "①②㊿报名①①①①①①", "① ② ㊿ 报名 ① ① ① ① ① ①"),
    ("二○○八年◯", "二〇〇八年〇", None),
    ("OTC：LKNCY，NBA:MVP", "otc：lkncy，nba:mvp", "otc lkncy nba mvp"),
    ("2021，2022年5，6月2021,2022", "2021，2022年5，6月2021,2022", "2021 2022 年 5 6 月 2021 2022"),
    ("58570110；13800138000;110", "58570110；13800138000;110", "58570110 13800138000 110"),
    ("1．2︐3﹐4﹔5 1,234,567.5", "1．2，3，4；5 1,234,567.5", "1 2 3 4 5 1,234,567.5"),
    ("７０％、5‰、3℃、№5、￥5、＃a＠b", "70%、5‰、3°c、№5、¥5、#a@b", "70 % 5 ‰ 3 ° c № 5 ¥ 5 # a @ b"),
    ("王鿰明\U0003010a", "王鿰明\U0003010a", "王 鿰 明 \U0003010a"),
    ("e\u0301te\u0301 E\u0302\u0301 n\u0303 и\u0306 ｶﾞは゜", "été ế ñ й ガぱ", "été ế ñ й ガ ぱ"),
    ("a\u0323\u0302 a\u0302\u0323 â\u0323 ạ\u0302 x\u0301", "ậ ậ ậ ậ x\u0301", "ậ ậ ậ ậ x\u0301"),
    ("专\u3164项\u115f整\uffa0治\U000e0101", "专项整治", "专项 整治"),
    ("開戰線願買於餘劃畫麼徵", "开战线愿买于余划画么征", None),
    ("著名作家著作看著", "着名作家着作看着", "着名 作家 着作 看着"),
    ("乾隆年间乾燥剂", "干隆年间干燥剂", None),
    ("𠮷野家説衞敍", "吉野家说卫叙", None),
    ("湘\u200b潭\ufeff", "湘潭", "湘潭"),
    ("a.b@example.com it's", "a.b@example.com it's", "a.b @ example.com it's"),
    ("xinwen_2022 __init__ _", "xinwen_2022 __init__ _", "xinwen 2022 init"),
    ("", "", ""),
    ("，。！😀", "，。! ", ""),
]


@pytest.mark.parametrize(("text", "folded", "words"), _TEXTS)
def test_text_folds_and_segments(text: str, folded: str, words: str | None) -> None:
    analysis = analyze(text)
    assert analysis.folded == folded
    if words is not None:
        assert _terms(analysis.words) == words


def test_grams_and_chars_of_mixed_text() -> None:
    analysis = analyze("降至3.3万元，涨5月")
    assert _terms(analysis.grams) == "降至 3.3 万元 涨 5 月"
    assert _terms(analysis.chars) == "降 至 3.3 万 元 涨 5 月"
    assert analysis.grams[2] == Token("万元", 5, 7)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("工程建设", "工程 建设"),
        ("建设项目", "建设 项目"),
        ("湘潭市", "湘潭 市"),
        ("招投标", "招 投标"),
        ("诺西那生钠", "诺西那生钠"),
        ("人民代表大会", "人民 代表 大会"),
        ("整治", "整治"),
        ("傅", "傅"),
    ],
)
def test_words_are_cut_to_their_finest_parts(word: str, parts: str) -> None:
    assert " ".join(finest_parts(word)) == parts


@given(_NASTY)
def test_offsets_slice_to_the_term(text: str) -> None:
    analysis = analyze(text)
    for token in (*analysis.words, *analysis.grams, *analysis.chars):
        sliced = fold_text(text[token.start : token.end])
        assert token.term in sliced
        if all(len(fold_text(character)) <= 1 for character in text[token.start : token.end]):
            assert token.term == sliced


@given(_NASTY)
def test_tokens_go_forward(text: str) -> None:
    analysis = analyze(text)
    for tokens in (analysis.words, analysis.grams, analysis.chars):
        assert all(0 <= token.start < token.end <= len(text) for token in tokens)
        assert all(earlier.start <= later.start for earlier, later in itertools.pairwise(tokens))


@given(st.lists(_NASTY, max_size=4))
def test_a_long_text_is_cut_in_pieces_as_it_is_whole(texts: list[str]) -> None:
    text = "。".join(texts)
    whole = streams(text), word_stream(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "_PIECE", 3)
        assert len(list(words._pieces(f"{text}。\n"))) > 1 or len(text) < 2
        assert (streams(text), word_stream(text)) == whole


@given(_NASTY)
def test_words_cover_the_text(text: str) -> None:
    analysis = analyze(text)
    assert "".join(token.term for token in analysis.words) == "".join(token.term for token in analysis.chars)
    end = 0
    for token in analysis.words:
        assert char_stream(text[end : token.start]) == ""
        end = max(end, token.end)
    assert char_stream(text[end:]) == ""


@given(_NASTY)
def test_folding_is_done_letter_by_letter_and_once(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert len(folded.text) == len(folded.origins) == len(folded.ends)
    letters = dict.fromkeys(zip(folded.origins, folded.ends, strict=True))
    assert folded.text == "".join(fold_text(text[start:end]) for start, end in letters)
    passed = zip((0, *(end for _, end in letters)), (*(start for start, _ in letters), len(text)), strict=True)
    assert all(fold_text(character) == "" for end, start in passed for character in text[end:start])
    assert all(fold_text(character) == character for character in folded.text)


@given(st.text(st.sampled_from("aeｶはＥ\u0301\u0302\u0323\u3099\uff9f專")))
def test_a_letter_and_its_marks_fold_as_the_composed_letter(text: str) -> None:
    pieces = re.findall("[^\u0300-\u0302\u0323\u3099\uff9f][\u0300-\u0302\u0323\u3099\uff9f]?", text)
    assert fold_text("".join(pieces)) == "".join(fold_text(unicodedata.normalize("NFKC", piece)) for piece in pieces)


def test_a_decomposed_letter_is_one_place_of_the_original() -> None:
    folded = fold("a e\u0301.")
    assert (folded.text, folded.span(2, 3)) == ("a é.", (2, 4))
    assert analyze("cafe\u0301吧").chars[0] == Token("café", 0, 5)


@given(_NASTY)
def test_streams_are_what_analyze_shows(text: str) -> None:
    analysis, cut = analyze(text), streams(text)
    assert cut.words == word_stream(text)
    words = [token.term for token in analysis.words]
    present = [PRESENT] if words else []
    assert list(filter(None, cut.words.split(SEPARATOR))) == [*present, *(w for w in words if view_of(w) == "words")]
    assert all(word in cut.grams.split(SEPARATOR) for word in words if view_of(word) == "grams")
    grams, chars = (Counter(token.term for token in view) for view in (analysis.grams, analysis.chars))
    assert Counter(term for term in cut.grams.split(SEPARATOR) if term) == grams | chars
    units = [term for term in cut.chars.split(SEPARATOR) if term not in ("", BREAK)]
    assert units == [token.term for token in analysis.chars]


@given(_NASTY)
def test_phrase_units_are_the_chars_parted_where_han_does_not_touch(text: str) -> None:
    cut = streams(text).chars
    parted = [[unit for unit in part.split(SEPARATOR) if unit] for part in cut.split(BREAK)] if cut else []
    assert [list(stretch) for stretch in phrase_units(text)] == parted


@given(_NASTY)
def test_places_of_units_are_those_of_the_chars(text: str) -> None:
    folded, places = fold(text), list(unit_places(fold_text(text)))
    assert all(is_han(character) == han for start, end, han in places for character in folded.text[start:end])
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(places))
    cut = (itertools.pairwise(range(start, end + 1)) if han else [(start, end)] for start, end, han in places)
    units = itertools.chain.from_iterable(cut)
    assert tuple(Token(folded.text[a:b], *folded.span(a, b)) for a, b in units) == analyze(text).chars


@given(_NASTY)
def test_a_query_ranks_by_something_wherever_it_holds_a_unit(text: str) -> None:
    terms = query_terms(text)
    assert bool(terms.words) == bool(terms.grams) == bool(phrase_units(text))
    assert len(set(terms.words)) == len(terms.words)


def test_stop_words_are_dropped_where_others_remain() -> None:
    assert query_terms("谁枪击了张三的").words[0] == "枪击"
    assert not {"谁", "了", "的"} & set(query_terms("谁枪击了张三的").words)
    assert "击了" not in query_terms("谁枪击了张三").grams
    assert query_terms("什么是的").words == ("什么", "是", "的")
    assert all(fold_text(word) == word for word in stop_words())


def test_a_long_token_is_cut() -> None:
    analysis = analyze("x" * (2 * TOKEN_LIMIT + 3))
    assert [len(token.term) for token in analysis.words] == [TOKEN_LIMIT, TOKEN_LIMIT, 3]
    assert max(len(term) for term in streams("哈" * 500 + "x" * 500).words.split(SEPARATOR)) <= TOKEN_LIMIT


def test_a_line_of_underscores_costs_no_time() -> None:
    assert analyze("_" * 1_000_000).words == ()


_TABLES = Path(xtsearch.indexer.text.__file__).with_name("dictionaries")


def _rows(name: str) -> list[list[str]]:
    lines = (_TABLES / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("name", ["radicals.tsv", "variants.tsv", "traditional.tsv"])
def test_a_character_of_a_table_folds_as_the_one_that_stands_for_its_class(name: str) -> None:
    rows = _rows(name)
    assert [character for character, chosen in rows if fold_text(character) != fold_text(chosen)] == []
    assert len(dict(rows)) == len(rows)


@pytest.mark.parametrize(
    "alike", ["乾干幹", "着著", "于於", "后後", "了瞭", "复復複覆", "么麼麽", "面麵麪", "借藉", "征徵"]
)
def test_a_traditional_character_of_two_meanings_is_found_by_either(alike: str) -> None:
    assert len(set(map(fold_text, alike))) == 1


@pytest.mark.parametrize("apart", ["像象", "沈沉", "画划", "ñn", "йи", "①1", "坐座"])
def test_characters_that_words_need_apart_stay_apart(apart: str) -> None:
    assert len(set(map(fold_text, apart))) == len(apart)


def test_every_word_of_the_dictionary_is_known_as_folded() -> None:
    """Or as words are cut: 349,045 words, of which some hold characters that were folded to others."""
    words = [
        line.split()[0] for line in frequencies_file().parents[1].joinpath("dict.txt").read_text("utf-8").splitlines()
    ]
    folded = {fold_text(word) for word in words}
    unknown = [word for word in folded if all(map(is_han, word)) and not dictionary().has_word(word)]
    assert unknown == []


def test_no_character_is_passed_over_that_the_fold_changes() -> None:
    changed = dict(fold_entries())
    characters = map(chr, (*range(0xD800), *range(0xE000, 0x110000)))
    assert [c for c in characters if fold_text(c) != changed.get(c, c)] == []


def test_the_fold_is_a_table_that_a_server_can_apply() -> None:
    entries = dict(fold_entries())
    assert entries["Ａ"] == "a"
    assert entries["後"] == "后"
    assert entries["\u200b"] == ""
    assert entries["e\u0301"] == entries["É"] == "é"
    letters = [source for source in entries if len(source) > 1]
    assert all(unicodedata.combining(mark) or mark in "\uff9e\uff9f\u309b\u309c" for key in letters for mark in key[1:])
    assert not any(set(folded) & entries.keys() for folded in entries.values())


@pytest.fixture(scope="module")
def real_texts(seed_page: Path, news: Path) -> list[str]:
    with news.open(encoding="utf-8") as file:
        bodies = [json.loads(line)["body"] for line in itertools.islice(file, 300)]
    return [seed_page.read_text("utf-8"), *bodies]


def test_rjieba_cuts_as_jieba_does(real_texts: list[str]) -> None:
    """On Han runs the two agree; on mixed ones they do not (USB-C, e-mail addresses), so rjieba never sees those."""
    import jieba

    jieba.setLogLevel("ERROR")
    for word, frequency, tag in _rows("folded_words.tsv"):
        jieba.add_word(word, int(frequency), tag)
    runs = {run for text in real_texts for run in re.findall("[\u4e00-\u9fff]+", text)}
    assert len(runs) > 5000
    differing = [run for run in sorted(runs) if dictionary().cut(run) != list(jieba.cut(run))]
    assert differing == []


def test_the_fold_as_a_table_leaves_nothing_out() -> None:
    codes = (code for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    changed = [(chr(code), folded) for code in codes if (folded := fold_text(chr(code))) != chr(code)]
    assert [(source, folded) for source, folded in fold_entries() if len(source) == 1] == changed
