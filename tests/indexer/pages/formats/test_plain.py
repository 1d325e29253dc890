"""What is done to any plain text: lines and pages keep their places, and it takes time in proportion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from tests.support.waiting import grows_in_proportion
from xtsearch.indexer.pages.formats.gutters import UNROLLED
from xtsearch.indexer.pages.formats.plain import clean_text
from xtsearch.indexer.pages.page import LINE_END

SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")


def test_a_clean_page_is_left_as_it_is() -> None:
    for text in (
        SEED,
        SEED.replace("\n", "\r\n"),
        SEED.replace("\n", "\r"),
        f"\ufeff{SEED}",
        SEED.replace("。", "。\x0b"),
    ):
        assert clean_text(text).text == text
        assert clean_text(text).notes == ()


@given(st.text(alphabet="渡船又开了，。 \u3000\u200b\t\x0b\f\r\n①·•", max_size=120))
def test_marks_stay_and_every_form_feed_begins_a_line(text: str) -> None:
    cleaned = clean_text(text)
    assert "".join(cleaned.text.split()) == "".join(text.split())
    lines = LINE_END.split(cleaned.text)
    assert sum(line.startswith("\f") for line in lines) >= min(1, text.count("\f"))
    assert not any("\f" in line.lstrip("\f") for line in lines)


@pytest.mark.parametrize(
    "piece",
    [
        "渡",
        "渡 ",
        "渡船又开  ",
        "渡船又开了渡船又开了  渡船又开了渡船，又开了\n",
        "\n",
        " ",
        "林小川 ",
        "记者 林 ",
        "渡船\t",
        "\f渡",
    ],
)
def test_any_text_takes_time_in_proportion(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece))
        return lambda: clean_text(text)

    assert grows_in_proportion(work, 20_000)


def test_what_is_said_of_several_pages_is_said_once() -> None:
    page = (ROOT / "tests" / "data" / "side_by_side" / "bands.layout.txt").read_text("utf-8")
    assert clean_text(f"{page}\n\f{page}").notes == (UNROLLED,)
