"""Today, for periods in words, is the day in the newspapers' time zone, wherever the machine stands."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import xtsearch

#: A moment at which it is the 13th in London and already the 14th in Shanghai.
MOMENT = datetime.datetime(2022, 5, 13, 17, 30, tzinfo=datetime.UTC)
TODAY = {"Europe/London": "2022-05-13", "Asia/Shanghai": "2022-05-14", "": "2022-05-14"}
RECORDS = [{"id": day, "body": "专项整治", "date": day} for day in ("2022-05-13", "2022-05-14", "2022-06-01")]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(datetime=SimpleNamespace(now=MOMENT.astimezone))
    monkeypatch.setattr("xtsearch.indexer.timezone.datetime", clock)


def _searched(index: xtsearch.Index) -> Any:
    return index.search("专项整治 今天")


def _given(index: xtsearch.Index) -> Any:
    return index.run("new", period="今天")


def _filtered(index: xtsearch.Index) -> Any:
    return index.run("today")


@pytest.mark.parametrize("zone", TODAY)
@pytest.mark.parametrize("ask", [_searched, _given, _filtered])
def test_today_is_the_day_in_the_setting(zone: str, ask: Callable[[xtsearch.Index], Any], tmp_path: Path) -> None:
    (tmp_path / "today.yaml").write_text(
        "name: today\ndescription: 今天\nquery: 专项整治\nfilters: {date: 今天}\n", "utf-8"
    )
    with xtsearch.open(tmp_path / "index", environ={"XTSEARCH_TIMEZONE": zone}, templates=tmp_path) as index:
        index.add(RECORDS)
        assert [hit.id for hit in ask(index)] == [TODAY[zone]]
        assert index.facets("专项整治 今天", by="day").facets[0].values[0][0] == TODAY[zone]
        assert [hit.id for hit in index.scan("专项整治 今天")] == [TODAY[zone]]


def test_a_period_that_has_not_begun_in_another_zone_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "since.yaml").write_text(
        "name: since\ndescription: 以来\nquery: 整治\nfilters: {date: 2022-05-14..今天}\n", "utf-8"
    )
    with xtsearch.open(tmp_path / "index", environ={"XTSEARCH_TIMEZONE": "Europe/London"}, templates=tmp_path) as index:
        index.add(RECORDS)
        with pytest.raises(xtsearch.TemplateError, match=r"filters\.date: expected a date such as"):
            index.run("since")
