"""Facets and trends: what they count on each engine, and how they are written for people, spreadsheets and browsers."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.engines import KINDS, fill, fresh_engine, location_of, none_refused, page_documents
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import DateRange, Term
from xtsearch.queries.counts import PERIODS, PERIODS_LIMIT, Period, PeriodLength, Topic, Trend, facets, trend
from xtsearch.queries.syntax import parse
from xtsearch.show.charts import facets_page, trend_page
from xtsearch.show.facets_and_trends import COUNT_FORMATS, bar, facets_text, present_trend, trend_text
from xtsearch.show.terminal import Screen, columns

PLAIN = Screen(color=False, width=80)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture(scope="module")
def articles(seed_page: Path) -> list[Document]:
    return page_documents(seed_page)


@pytest.fixture(scope="module", params=KINDS)
def seeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, articles: list[Document]
) -> Iterator[Engine]:
    """An engine with the articles of the seed page, an article of another year, and one without a date."""
    more = [
        Document(id="later", body="湘潭的新年。", date=day("2023-01-01"), newspaper="湘潭日报"),
        Document(id="undated", body="湘潭没有日期。", reporters=("<b>",)),
    ]
    with fresh_engine(location_of(request.param, request, tmp_path_factory)) as engine:
        fill(engine, [*articles, *more])
        yield engine


def _holding(articles: list[Document], text: str) -> list[Document]:
    return [
        article
        for article in articles
        if any(text in value.replace("\n", "") for value in (article.body, article.title or ""))
    ]


def test_facets_count_what_grep_counts(seeded: Engine, articles: list[Document]) -> None:
    counted = facets(seeded, parse("湘潭"), by=["reporter", "month"], size=50)
    holding = _holding(articles, "湘潭")
    assert counted.total == len(holding) + 2
    by = {facet.by: dict(facet.values) for facet in counted.facets}
    assert by["reporter"] == Counter([*(name for article in holding for name in article.reporters), "<b>"])
    months = Counter(article.date.isoformat()[:7] for article in holding if article.date)
    assert by["month"] == {**months, "2023-01": 1}


@pytest.mark.parametrize("by", PERIODS)
def test_a_trend_counts_each_dated_article_once(seeded: Engine, articles: list[Document], by: PeriodLength) -> None:
    counted = trend(seeded, [parse("湘潭"), parse("专项整治"), parse("没有这回事")], by=by)
    holding = _holding(articles, "湘潭")
    undated = 1 + sum(article.date is None for article in holding)
    assert counted.topics[0] == Topic("湘潭", "phrase", len(holding) + 2, undated)
    assert [sum(period.counts[at] for period in counted.periods) for at in range(3)] == [
        topic.total - topic.undated for topic in counted.topics
    ]
    assert all(period.counts[0] <= period.articles for period in counted.periods)
    firsts = [period.first for period in counted.periods]
    assert firsts == sorted(set(firsts))
    assert counted.periods[-1].articles == 1
    lengths = {(second - first).days for first, second in pairwise(firsts)}
    assert lengths <= {"day": {1}, "week": {7}, "month": {28, 30, 31}, "year": {365}}[by]


def test_periods_have_the_names_that_calendars_give(seeded: Engine) -> None:
    names = {by: trend(seeded, [parse("湘潭")], by=by).periods[-1].name for by in ("day", "week", "month", "year")}
    assert names == {"day": "2023-01-01", "week": "2022-W52", "month": "2023-01", "year": "2023"}


def test_filters_narrow_the_found_and_all(seeded: Engine) -> None:
    counted = trend(seeded, [parse("湘潭")], by="year", filters=[DateRange(day("2023-01-01"), None)])
    assert counted.periods == (Period("2023", day("2023-01-01"), 1, (1,)),)
    assert counted.topics[0].undated == 0
    by_reporter = trend(seeded, [parse("招投标")], by="year", filters=[Term("reporters", "王超")])
    assert [(period.name, period.articles, period.counts) for period in by_reporter.periods] == [("2022", 1, (1,))]
    assert "share of all articles of the year that the options leave" in " ".join(trend_text(counted, PLAIN).split())
    assert facets(seeded, parse("湘潭"), by=["month"], filters=[DateRange(None, day("2022-12-31"))]).total > 0


def test_too_many_periods_are_refused(seeded: Engine) -> None:
    with seeded.lock(), seeded.update() as writer:
        writer.put([Document(id="ancient", body="湘潭古事。", date=day("1900-01-01"))], none_refused)
        writer.commit()
    with pytest.raises(ValueError, match=f"more than {PERIODS_LIMIT:,}"):
        trend(seeded, [parse("湘潭")], by="day")
    assert len(trend(seeded, [parse("湘潭")], by="month").periods) == 123 * 12 + 1
    with seeded.lock(), seeded.update() as writer:
        writer.delete(["ancient"])
        writer.commit()


def test_nothing_found_has_no_periods(seeded: Engine) -> None:
    assert trend(seeded, [parse("没有这回事")]).periods == ()
    assert facets(seeded, parse("没有这回事"), by=["month"]).facets[0].values == ()


# ------------------------------------------------------------------------------------------------------ shown

_QUERY = "<script>湘潭</script>"
_TREND = Trend(
    "month",
    (Topic(_QUERY, "phrase", 12, 2), Topic("医保", "any", 1, 0)),
    (
        Period("2022-05", day("2022-05-01"), 20, (9, 0)),
        Period("2022-06", day("2022-06-01"), 0, (0, 0)),
        Period("2022-07", day("2022-07-01"), 4, (1, 1)),
    ),
)


def test_bars_are_as_long_as_what_they_show() -> None:
    assert [bar(value, 16, 2) for value in (16, 8, 1, 0)] == ["██", "█", "▏", ""]
    assert bar(1, 10_000, 10) == "▏"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_trend_fits_the_terminal(width: int) -> None:
    shown = trend_text(_TREND, Screen(color=False, width=width))
    assert max(map(columns, shown.splitlines())) <= max(width, 43)
    assert "2 without a date and in no period" in " ".join(shown.split())
    assert "2022-06 0  0.0%" in shown


@pytest.mark.parametrize("form", COUNT_FORMATS)
def test_rows_and_pages_of_a_trend_leave_its_articles_without_a_date_to_stderr(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    present_trend(_TREND, form, PLAIN)
    assert ("2 articles without a date" in capsys.readouterr().err) == (form in ("csv", "tsv", "html"))


def test_rows_and_json_hold_all_of_a_trend() -> None:
    rows = [tuple(record.values()) for record in _TREND.records()]
    assert rows[:2] == [(_QUERY, "2022-05", 9, 20, 0.45), (_QUERY, "2022-06", 0, 0, 0.0)]
    assert (_QUERY, "undated", 2, None, None) in rows
    assert _TREND.to_dict()["periods"][2] == {
        "period": "2022-07",
        "first": "2022-07-01",
        "articles": 4,
        "counts": [1, 1],
        "shares": [0.25, 0.25],
    }


def test_a_page_escapes_all_text_and_asks_no_network(seeded: Engine) -> None:
    counted = facets(seeded, parse("湘潭"), by=["reporter"])
    assert "<b>" in [value for value, _ in counted.facets[0].values]
    for page in (trend_page(_TREND), facets_page(counted)):
        assert "<script" not in page
        assert "<b>" not in page
        assert "://" not in page
        assert "default-src 'none'" in page
    assert trend_page(_TREND).count("<rect") == 2 * 2 * 3
    assert "&lt;b&gt;" in facets_page(counted)


def test_a_chart_is_within_its_page() -> None:
    periods = tuple(Period(f"2022-05-{at:02}", day(f"2022-05-{at:02}"), 10**7, (10**6, 1)) for at in range(1, 32, 2))
    page = trend_page(Trend("day", _TREND.topics, periods * 20))
    names = re.findall(r'<text[^>]* x="([\d.]+)"[^>]*middle">([^<]+)', page)
    assert len(names) >= 10
    assert all(7 * len(name) <= float(x) <= 800 - 7 * len(name) for x, name in names)
    assert ">1,000,000</text>" in page
    assert min(float(width) for width in re.findall(r'width="([\d.]+)"', page)) >= 2


def test_facets_of_a_person_and_of_a_program_are_the_same(seeded: Engine) -> None:
    counted = facets(seeded, parse("湘潭"), by=["month", "agency"])
    shown = facets_text(counted, PLAIN)
    assert "no article has one" in shown
    for by, value, count in (record.values() for record in counted.records()):
        assert by in shown
        assert f"{value}  {count}" in shown
