"""What kind of page a page was taken for, and why, in one line."""

from __future__ import annotations

from tests.support.places import ROOT
from xtsearch.indexer.pages.formats.tools import made_by
from xtsearch.indexer.pages.load import load_page_file, load_text

SEED = next(ROOT.joinpath("seeds").glob("*.txt"))
LINES = SEED.read_text("utf-8").split("\n")


def kind_of(text: str) -> str:
    page = load_text(text)
    return str(page.kind_of(page.split()))


def test_columns_of_a_page_are_told() -> None:
    page = load_page_file(str(SEED), SEED.name)
    kind = page.kind_of(page.split())
    assert kind.format == "plain text"
    assert kind.layout == "columns of 16, 15 and 14 em"
    assert kind.template == "headlines below the text"


def test_a_page_without_an_article_has_no_template() -> None:
    assert kind_of("第一版") == "plain text; not wrapped"


def test_pages_of_a_file_are_counted() -> None:
    text = "本报讯（记者 王超）我市召开推进会。\n"
    assert kind_of(f"{text}\f{text}") == "plain text; 2 pages, not wrapped; no headlines"


def test_what_was_mended_and_the_tool_are_told() -> None:
    spaced = "\n".join(" ".join(line) for line in LINES[40:73])
    assert kind_of(spaced).startswith("plain text, spaces between characters closed; ")
    assert made_by(b"%PDF-1.7\n<< /Producer (Skia/PDF m120) >>") == "Skia/PDF m120"
    assert made_by(b"%PDF-1.7\n<< /Producer (\xfe\xff\0A) >>") is None
    assert made_by(b"plain") is None
