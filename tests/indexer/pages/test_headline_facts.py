"""Facts of headlines and their weights: each fact is declared, has a weight, and is seen on some headline."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from training.compose.families import FAMILIES
from training.compose.stories import seed_pool
from training.fit_headlines import sample_headlines, sample_pairs
from training.weights_file import PageHash
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles import facts, kickers
from xtsearch.indexer.pages.titles.groups import DisplayLine
from xtsearch.indexer.pages.titles.weights import shipped

#: Headlines of forms that the seed's stories do not have.
RARE_FORMS = (
    ("【市县传真】", "“文艺进万家”走进湘潭：", "——系列报道之三"),
    ("【关注】谁来守护“一老一小”？", "三年行动（上）"),
    ("市委常委会召开（扩大", "会议）研究，部署工作"),
    ("工程 建设", "工程 安全"),
    ("白鹤滩水电站全面投产啦", "世界最大清洁能源走廊建成"),
    ("吉林查干湖大", "规模冬捕展开"),
    ("县长在青石县调研时强调", "水厂通水仪式举行（民生观察）", "（林小川出席并讲话）"),
    ("市领导调研水利工程。", "我市召开推进会"),
)


@cache
def seen_names() -> Counter[str]:
    """How many headlines of composed pages and of RARE_FORMS have each fact, by the name of its weight."""
    pool, pages_hash = seed_pool(), PageHash()
    counts: Counter[str] = Counter()
    for headline in sample_headlines(pool, FAMILIES, 6, pages_hash):
        for names in kickers.name_facts(headline.lines, headline.bodies).values():
            counts.update(names)
    for pair in sample_pairs(pool, FAMILIES, 3, pages_hash):
        counts.update(pair.facts)
    for lines in RARE_FORMS:
        bodies = Bodies(["".join(lines) + "。工程安全重于泰山。"])
        for names in kickers.name_facts([DisplayLine(line, gap=True) for line in lines], bodies).values():
            counts.update(names)
    assert len(FAMILIES) * 6 < pages_hash.pages
    return counts


def test_every_fact_has_a_weight_and_every_weight_a_fact() -> None:
    read = shipped()
    assert read.parts.keys() | set(read.unseen["parts"]) == facts.part_names()
    assert read.joined.keys() | set(read.unseen["joined"]) == facts.joined_names()
    assert not read.parts.keys() & set(read.unseen["parts"])
    assert not read.joined.keys() & set(read.unseen["joined"])


def test_no_headline_has_a_fact_that_is_not_declared() -> None:
    assert seen_names().keys() <= facts.part_names() | facts.joined_names()


@pytest.mark.parametrize("fact", facts.LINES.features, ids=lambda fact: fact.form)
def test_every_fact_about_a_line_is_found_on_some_line(fact: dict[str, str]) -> None:
    assert any(seen_names()[facts.of_part(part, name)] for name in fact.values() for part in facts.PARTS)


@pytest.mark.parametrize("fact", facts.LINE_ENDS.features, ids=lambda fact: fact.form)
def test_every_fact_about_a_line_end_is_found_at_some_line_end(fact: dict[str, str]) -> None:
    pairs = [("K", "K"), ("K", "T"), ("T", "T"), ("T", "S")]
    assert any(seen_names()[facts.of_parts(above, below, name)] for name in fact.values() for above, below in pairs)


def test_every_fact_says_what_it_looks_at() -> None:
    tables = (facts.LINES, facts.LINE_ENDS, facts.PLACES)
    assert all(fact.looks_at for table in tables for fact in table.features)
