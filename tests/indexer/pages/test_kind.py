"""What kind of page a page was taken for, and why, in one line."""

from __future__ import annotations

from dataclasses import replace

from tests.indexer.pages.test_page_templates import RECORDS
from tests.support.places import ROOT
from xtsearch.indexer.pages.corrections import read_corrections
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
    assert made_by(b"<meta name='generator' content='WordPress 6.1'>") == "WordPress 6.1"


def kind_with(text: str, corrections: str) -> str:
    page = replace(load_text(text), corrections=read_corrections(corrections, "page.fix.yaml"))
    return page.kind_of(page.split()).template


def test_what_fewer_than_half_of_the_articles_open_with_is_no_template() -> None:
    """Two articles have a line of metadata, two a kicker, two neither."""
    text, corrections = "", ""
    for at, (title, line, body) in enumerate(RECORDS):
        lines = ["民生新事"] * (at in (2, 3)) + [title] + [line] * (at < 2)
        first = text.count("\n") + 1
        headline, opening = first + (at in (2, 3)), first + len(lines)
        text += "".join(f"{line}\n" for line in (*lines, f"　　{body}"))
        corrections += f"- split: {opening}\n- headline: {headline}\n  of: {opening}\n"
        corrections += f"  kicker: {first}\n" * (at in (2, 3)) + f"- metadata: {first + 1}\n" * (at < 2)
    assert kind_with(text, corrections) == "headlines above the text"


def test_a_headline_may_stand_within_its_text() -> None:
    text = "　　清早，第一班船从北岸出发。\n渡船又开了\n　　船上坐着去赶集的老人和孩子。\n"
    assert kind_with(text, "- split: 1\n- merge: [1, 3]\n- headline: 2\n  of: 1\n") == "headlines within the text"


def test_what_articles_open_with_ends_at_the_text_of_the_one_before() -> None:
    text = "".join(f"{title}\n　　{body}\n" for title, _, body in RECORDS)
    corrections = "".join(f"- split: {at}\n- headline: {at - 1}\n  of: {at}\n" for at in range(2, 14, 2))
    assert kind_with(text, corrections) == "each of 6 articles opens: headline, text"
