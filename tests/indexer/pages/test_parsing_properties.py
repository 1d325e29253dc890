"""What holds for any text: nothing lost or said twice, no error, the same every time, and in time that grows with it.

Pages are arbitrary, composed of the seed's articles, or such pages damaged: lines dropped, doubled, shuffled, joined.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.indexer.pages.test_articles import SEED, check_invariants
from tests.indexer.pages.test_composed_pages import rendered
from tests.support.places import ROOT
from tests.support.waiting import grows_in_proportion
from training.compose import ornaments
from training.compose.layouts import LAYOUTS
from training.compose.page import compose
from training.compose.stories import seed_stories
from xtsearch.indexer.pages.lines.extraction import group_features, read_features
from xtsearch.indexer.pages.lines.page_bigrams import PageBigrams
from xtsearch.indexer.pages.lines.repeats import REPEATED, read_repeats, read_seams
from xtsearch.indexer.pages.lines.silences import read_silences
from xtsearch.indexer.pages.lines.stretches import WINDOW, Stretches
from xtsearch.indexer.pages.lines.traits import Trait, read_traits
from xtsearch.indexer.pages.lines.weights import shipped
from xtsearch.indexer.pages.page import LINE_END, Line, ends_sentence, read_lines, read_page, visible
from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.pages.pieces.byline_forms import (
    BYLINE_LINE,
    NAMES,
    OPENINGS,
    is_byline_line,
    opening,
    telling_lines,
)
from xtsearch.indexer.pages.pieces.dates import FULL, MONTH_DAY, around_months
from xtsearch.indexer.pages.pieces.furniture import ANY, Furniture, read_furniture
from xtsearch.indexer.pages.split import split_page
from xtsearch.indexer.pages.titles.assignment import best_pairs

STORIES = seed_stories()
COMPOSED = st.tuples(st.sampled_from(LAYOUTS), st.integers(0, 10_000)).map(lambda page: compose(STORIES, *page).text)
slowly = settings(max_examples=60)


def dropped(random: Random, lines: list[str]) -> list[str]:
    return [line for line in lines if random.random() > 0.1]


def doubled(random: Random, lines: list[str]) -> list[str]:
    return [line for line in lines for _ in range(1 + (random.random() < 0.1))]


def shuffled(random: Random, lines: list[str]) -> list[str]:
    start, stop = sorted(random.choices(range(len(lines) + 1), k=2))
    return lines[:start] + random.sample(lines[start:stop], stop - start) + lines[stop:]


def joined(random: Random, lines: list[str]) -> list[str]:
    return "".join(line + ("" if random.random() < 0.1 else "\n") for line in lines).split("\n")


def cut(random: Random, lines: list[str]) -> list[str]:
    places = [random.randint(0, 20) for _ in lines]
    return [part for line, at in zip(lines, places, strict=True) for part in (line[:at], line[at:])]


def blanked(random: Random, lines: list[str]) -> list[str]:
    return [random.choice(["", line, "\u3000\u3000" + line, line + "\u200b "]) for line in lines]


DAMAGES: tuple[Callable[[Random, list[str]], list[str]], ...] = (dropped, doubled, shuffled, joined, cut, blanked)


def damage(text: str, seed: int, kinds: Sequence[Callable[[Random, list[str]], list[str]]]) -> str:
    random, lines = Random(seed), text.split("\n")
    for kind in kinds:
        lines = kind(random, lines)
    return random.choice(["\n", "\r\n", "\r"]).join(lines)


DAMAGED = st.builds(damage, COMPOSED, st.integers(0, 1000), st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3))
MARKS = st.text(
    alphabet=st.sampled_from(
        "市讯电记者报（）(【】“”《》。，：！？、—…·①２.3aé\u0301年月日第版 \u3000\u200b\ufeff\n\r\f😀"
    )
)


def characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def check_all_characters_are_kept(text: str) -> None:
    split = split_page(text)
    raw = ["", *LINE_END.split(text)]
    fields = [
        field for item in split.articles for field in (item.kicker, item.title, item.subtitle, item.body) if field
    ]
    fields += [raw[number] for item in split.articles for number in item.metadata_lines]
    for item in split.articles:  # a mark before a headline, as ■, is no part of it
        printed = "".join("".join(raw[number] for number in item.title_lines).split())
        title = "".join((item.title or "").split())
        assert title in printed
        fields.append(printed.replace(title, "", 1))
    assert characters("".join(fields + [residue.text for residue in split.residue])) == characters(text)


# --- nothing is lost, nothing said twice


@pytest.mark.slow
@slowly
@given(COMPOSED)
def test_a_composed_page_is_accounted_for(text: str) -> None:
    assert check_invariants(text).articles
    check_all_characters_are_kept(text)


@pytest.mark.slow
@slowly
@given(DAMAGED)
def test_a_damaged_page_is_accounted_for(text: str) -> None:
    check_invariants(text)
    check_all_characters_are_kept(text)


@settings(max_examples=300)
@given(st.one_of(MARKS, st.text()))
def test_any_text_keeps_its_characters(text: str) -> None:
    check_invariants(text)
    check_all_characters_are_kept(text)


def test_a_line_of_which_nothing_shows_is_no_text() -> None:
    split = split_page("市领导调研\n\u200b\n文艺工作\n\n" + SEED)
    assert [residue.lines for residue in split.residue if residue.reason is Furniture.NO_LETTERS] == [(2,)]


# --- the same text, the same split

DIGEST = """
import hashlib, sys
from xtsearch.indexer.pages.split import split_page
pages = sys.stdin.read().split("\\0")
print(hashlib.sha256("\\n".join(repr(split_page(page)) for page in pages).encode()).hexdigest())
"""


@pytest.mark.slow
def test_a_page_splits_alike_in_every_process() -> None:
    pages = [SEED, *(compose(STORIES, layout, 3).text for layout in LAYOUTS)]
    digest = hashlib.sha256("\n".join(repr(split_page(page)) for page in pages).encode()).hexdigest()
    for seed in ("0", "1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            input="\0".join(pages).encode(),
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        )
        assert done.stdout.decode().strip() == digest


@pytest.mark.slow
def test_a_page_rendered_from_a_sure_parse_is_parsed_alike() -> None:
    """One page in seven is sure from its first article to its last, also when it is read again."""
    sure = 0
    for layout in LAYOUTS:
        for seed in range(6):
            articles = split_page(compose(STORIES, layout, seed).text).articles
            again = split_page(rendered(articles)).articles
            if all(article.title and article.confidence >= 0.9 for article in (*articles, *again)):
                assert [(item.title, item.body) for item in again] == [(item.title, item.body) for item in articles]
                sure += bool(articles)
    assert sure >= 10


# --- shortcuts find what the long way finds


@given(st.text(alphabet=st.sampled_from("市中国a1２．.3㎡ 。①\n")))
def test_bigrams_of_a_stretch_are_those_of_its_text(text: str) -> None:
    lines, _ = read_lines(text)
    pairs = PageBigrams(lines)
    for start in range(len(lines)):
        for stop in range(start + 1, len(lines) + 1):
            assert pairs.between(start, stop) == bigrams("".join(line.text for line in lines[start:stop]))


@given(
    st.lists(st.sampled_from(["月", "日", "年", "1", "12", "二", "十", "2022", "二〇二二", "，", "中", "1月5日"])).map(
        "".join
    )
)
def test_every_date_is_around_a_month(text: str) -> None:
    for pattern in (MONTH_DAY, FULL):
        assert pattern.findall(around_months(text)) == pattern.findall(text)


def walked(index: int, step: int, lines: Sequence[Line], traits: Sequence[Trait]) -> list[str]:
    """The texts of the stretch from a line on, line by line."""
    texts: list[str] = []
    for at in range(index, max(-1, min(len(lines), index + step * WINDOW)), step):
        opens = traits[at].opens > 3
        if at != index and (traits[at].display > 0 or (step > 0 and opens)):
            break
        if not traits[at].furniture:
            texts.append(lines[at].text)
        if sum(map(len, texts)) >= WINDOW or (step < 0 and opens):
            break
    return texts[::step]


@settings(max_examples=20)
@given(DAMAGED)
def test_a_stretch_ends_where_a_walk_along_it_does(text: str) -> None:
    page = read_page(text)
    traits = read_traits(page, None)
    stretches = Stretches(page.lines, traits, PageBigrams(page.lines))
    for index in range(len(page.lines)):
        for step, stretch in ((1, stretches.after(index)), (-1, stretches.before(index))):
            texts = walked(index, step, page.lines, traits)
            cut = [line[:WINDOW] if step > 0 else line[-WINDOW:] for line in texts]
            assert stretch == (bigrams("".join(cut)), sum(map(len, texts)))


REPETITIVE = st.lists(st.text(alphabet="中国人a1 。😀\u200b", min_size=7, max_size=20), max_size=9).map("\n".join)


@settings(max_examples=60)
@given(st.one_of(REPETITIVE, DAMAGED))
def test_what_a_page_repeats_is_what_a_search_for_it_finds(text: str) -> None:
    lines, _ = read_lines(text)
    texts = ["".join(visible(line.text).split()) for line in lines]
    runs = Counter(map("".join, zip(*("".join(texts)[at:] for at in range(REPEATED)), strict=False)))
    shares = [[runs[line[at : at + REPEATED]] > 1 for at in range(len(line) - REPEATED + 1)] for line in texts]
    assert read_repeats(lines) == [
        sum(sum(share) / len(share) > limit for limit in (0.2, 0.5, 0.8)) if share else 0 for share in shares
    ]
    shown = [visible(line.text) for line in lines]
    for before, after, seam in zip(shown, shown[1:], read_seams(lines)[1:], strict=False):
        pair = before[-1:] + after[:1]
        if re.fullmatch(r"[\u4e00-\u9fff]{2}", pair):
            assert seam == ("of a pair" if pair in "\n".join(shown) else "of no pair")
        elif re.fullmatch("[a-zA-Z0-9]{2}", pair):
            assert seam == "number"
        else:
            assert seam == ("closed" if ends_sentence(before) else "at a mark")


@settings(max_examples=20)
@given(DAMAGED)
def test_a_lines_odds_are_the_sum_of_its_features_weights(text: str) -> None:
    page = read_page(text)
    traits = read_traits(page, None)
    silences = read_silences(page, traits)
    weights = shipped().first.features
    emitted = [shipped().first.emit(line) for line in group_features(page, traits, silences)]
    for names, odds in zip(read_features(page, traits, silences), emitted, strict=True):
        named_odds = [weights[name] for name in names if name in weights]
        assert odds == pytest.approx([sum(column) for column in zip(*named_odds, strict=True)])


@settings(max_examples=60)
@given(st.one_of(MARKS, DAMAGED, st.text(alphabet="本报讯电消息记者实习生撰稿□（ \n")))
def test_nothing_opens_on_lines_without_a_telling_word(text: str) -> None:
    shown = [visible(line.text) for line in read_lines(text)[0]]
    telling = telling_lines(shown)
    for at in range(len(shown)):
        for size in (1, 2, 3):
            if not any(telling[at : at + size]):
                assert opening("".join(shown[at : at + size])) is None


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(-2, 6).map(float)))
def test_no_other_choice_of_pairs_has_a_higher_total(scores: dict[tuple[int, int], float]) -> None:
    ways = [permutation for size in range(5) for permutation in permutations(range(4), size)]
    rows = [list(zip(chosen, way, strict=True)) for way in ways for chosen in combinations(range(4), len(way))]
    best = max(sum(scores.get(pair, -9.0) for pair in way) for way in rows)
    assert sum(scores[pair] for pair in best_pairs(scores).items()) == best


@pytest.mark.parametrize(
    "names", ["王超", "乔 栋 曹继炜", "王超、李明，", "阿卜杜·热合曼 " * 8, "中" * 50, "中 " * 9, "中" * 97]
)
@pytest.mark.parametrize("behind", ["", "摄", "综合报道", "通讯员 李明", "（", "2"])
def test_names_are_cut_in_one_way_where_any_would_do(names: str, behind: str) -> None:
    any_way = BYLINE_LINE.pattern.replace(NAMES, r"(?:[\u4e00-\u9fff·•]{1,12}[\s、，,]{0,2}){1,8}")
    text = f"记者 {names[:20]}{behind}"
    assert any_way != BYLINE_LINE.pattern
    assert bool(BYLINE_LINE.fullmatch(text)) == bool(re.fullmatch(any_way, text))


def test_no_furniture_is_let_go_for_want_of_a_sign() -> None:
    random = Random(1)
    pages = [ornaments.furniture(random) + ornaments.notice(random) for _ in range(200)]
    lines = [line.strip() for page in pages for line in page] + ["（王超 摄）", "www.a.cn", "WWW.a.cn", "***", "导读"]
    assert [line for line in lines if ANY.fullmatch(line) and not read_furniture(line)] == []


def test_no_opening_is_let_go_for_want_of_a_word() -> None:
    pages = [compose(STORIES, layout, seed) for layout in LAYOUTS for seed in range(4)]
    lines = {line.strip() for page in pages for line in page.text.split("\n") if line.strip()}
    opens = [line for line in lines if any(row.pattern.match(line) for row in OPENINGS) or is_byline_line(line)]
    assert len(opens) > 100
    assert [line for line in opens if not opening(line)] == []


# --- time

#: Bytes.
MEGABYTE = 1_000_000
HAN = [chr(code) for code in range(0x4E00, 0x7000)]


def han(random: Random, least: int, most: int) -> str:
    return "".join(random.choices(HAN, k=random.randint(least, most)))


def repeated(unit: str) -> Callable[[Random], str]:
    return lambda _: unit


#: Those that are grown to a megabyte, of which most is beyond what is read as one page.
SAMPLED = ("reporters and no end", "credits", "columns of two widths", "the seed again and again")

#: What comes next in the text, until it has its size.
ADVERSARIES: dict[str, Callable[[Random], str]] = {
    "one line of Han": lambda random: random.choice(HAN),
    "lines of one character": lambda random: random.choice(HAN) + "\n",
    "short lines": lambda random: han(random, 5, 5) + "\n",
    "lines like headlines": lambda random: han(random, 9, 12) + "\n\n",
    "lines of digits": lambda random: f"{random.randint(10**4, 10**6)}\n",
    "bylines": repeated("本报讯（记者 王超）"),
    "bylines in lines": repeated("本报讯（记者 王超）\n\n"),
    "reporters and no end": lambda random: f"本报记者 {han(random, 20, 50)}（\n",
    "articles of one line": lambda random: f"本报讯（记者 王超）{han(random, 8, 8)}。\n",
    "headlines and bodies": lambda random: f"{han(random, 9, 9)}\n\n本报讯（记者 王超）{han(random, 20, 60)}。\n\n",
    "credits": lambda random: f"{han(random, 10, 10)}（记者 {han(random, 2, 2)}）\n",
    "furniture": lambda random: random.choice(["责任编辑：王超", "第04版", f"（王超 摄）{han(random, 9, 9)}"]) + "\n",
    "lines of metadata": lambda random: f"作者：{han(random, 2, 3)}  时间：2016-10-{random.randint(10, 30)}\n",
    "labels and no values": repeated("作者：来源：时间："),
    "lines of labels": repeated("作者 来源 时间 版次 记者 编辑 点击 浏览\n"),
    "lines of names": repeated("林小川 何文 孙立 高文远\n"),
    "names without spaces": repeated("本报记者林小川何文孙立高文远\n"),
    "roles set wide": repeated("记\u3000者\u3000通\u3000讯\u3000员\u3000"),
    "marks of other pages": repeated("（上接第一版）（本报青石一日电）\n"),
    "unclosed brackets": repeated("“《（【"),
    "closing brackets": repeated("）】》”"),
    "unclosed brackets in lines": repeated("（记者 “《中国\n"),
    "digits": repeated("1234567890"),
    "spaces": repeated(" "),
    "full-width spaces": repeated("\u3000"),
    "spaces between": repeated("中 "),
    "dates": lambda random: f"{random.randint(1900, 2099)}年{random.randint(1, 12)}月{random.randint(1, 28)}日",
    "lines of dates": lambda random: f"{random.randint(1900, 2099)}年{random.randint(1, 12)}月1日召开\n",
    "Latin words": lambda random: random.choice(["newspaper ", "page\n", "x@y.cn "]),
    "combining marks": repeated("e\u0301"),
    "only marks": repeated("\u0301"),
    "zero width": repeated("\u200b\u200b\u200b\u200b\u200b\n"),
    "astral": repeated("😀𠀀"),
    "columns of two widths": lambda random: han(random, 8, 8) + "\n" + han(random, 20, 20) + "\n",
    "columns of all widths": lambda random: han(random, 5, 60) + "\n",
    "paragraphs": lambda random: han(random, 300, 700) + "。\n",
    "the seed again and again": repeated(SEED),
    "the seed shuffled": lambda random: "\n".join(random.sample(lines := SEED.split("\n"), len(lines))),
}


def grown(next_one: Callable[[Random], str], size: int) -> str:
    random, parts = Random(1), []
    while size > 0:
        parts.append(next_one(random))
        size -= len(parts[-1].encode())
    return "".join(parts)


def splitting(text_of_size: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
    """For `grows_in_proportion`: what splits a text of a size."""

    def prepare(size: int) -> Callable[[], object]:
        text = text_of_size(size)

        def split() -> None:
            result = split_page(text)
            assert result.articles or result.residue or not text.strip()

        return split

    return prepare


@pytest.mark.parametrize("name", ADVERSARIES)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    """To a quarter of a megabyte: most of these fill what is still read as one page, and what follows takes less."""
    assert grows_in_proportion(splitting(lambda size: grown(ADVERSARIES[name], size)), MEGABYTE // 32)


@pytest.mark.parametrize("name", SAMPLED)
def test_time_grows_no_faster_than_the_text_up_to_a_megabyte(name: str) -> None:
    assert grows_in_proportion(splitting(lambda size: grown(ADVERSARIES[name], size)), MEGABYTE // 8)


def test_a_long_run_of_spaces_inside_a_line() -> None:
    assert grows_in_proportion(splitting(lambda size: "中" + " " * size + "中"), MEGABYTE // 8)


#: Lines that are short, or that are all like headlines, by how many there are.
MANY_LINES: dict[str, Callable[[int], str]] = {
    "short": lambda count: "中国" + "\n中国人民" * count,
    "like headlines": lambda count: "\n\n".join(f"{number} 专项整治工作推进会" for number in range(count)),
}


@pytest.mark.parametrize("kind", MANY_LINES)
def test_the_longest_text_that_is_read_as_one_page(kind: str) -> None:
    assert grows_in_proportion(splitting(MANY_LINES[kind]), 988)


def test_of_many_pairs_each_row_and_column_is_chosen_once() -> None:
    random = Random(1)
    scores = {(row, column): random.random() for row in range(50) for column in range(50)}
    pairs = best_pairs(scores)
    assert len(pairs) == len(set(pairs.values())) == 50
