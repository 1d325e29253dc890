"""What a line's own form says of it: which lines are set as headlines, and which only look so."""

from __future__ import annotations

from xtsearch.indexer.pages.lines.traits import Trait, read_traits
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm


def traits(*lines: str) -> tuple[Trait, ...]:
    return read_traits(read_page("\n".join(lines)), None)


def test_the_rest_of_brackets_that_the_line_before_opened_is_no_headline() -> None:
    opened, rest, _ = traits("渡船又开了（青石河北岸", "到南岸）", "", "清早第一班船从北岸出发。")
    assert opened.display > 0 > rest.display


def test_a_line_longer_than_any_headline_is_none() -> None:
    (line,) = traits("渡船又开了" * 16)
    assert line.display < 0


def test_names_in_brackets_that_close_a_line_open_no_article() -> None:
    closing, opening = traits("清早船就开了。", "", "（记者 何文 通讯员 孙立）", "", "（记者 何文）近日，渡船又开了。")[
        1:
    ]
    assert closing.opening is None
    assert opening.opening is OpeningForm.BRACKETS
