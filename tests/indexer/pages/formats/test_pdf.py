"""PDFs, made here, become text with sizes; what cannot be read is refused in one line."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.indexer.pages.test_articles import check_invariants
from tests.support import box_font
from tests.support.printed_pages import Figures, order_kept, print_page, squeezed, to_pdf
from training.compose.stories import seed_stories
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats import pdf, pdf_process
from xtsearch.indexer.pages.formats.pdf import is_pdf, read_pdf
from xtsearch.indexer.pages.load import load_page

STORIES = seed_stories()


def drawn(draw: Callable[[Canvas], object], **settings: object) -> bytes:
    """A PDF of one page, on which something is drawn in a font of boxes."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(600, 800), **settings)
    canvas.setFont(box_font.register(), 10)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return data.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as raised:
        read_pdf(data)
    message = str(raised.value)
    assert "\n" not in message
    assert raised.value.exit_code == 6
    return message


def test_a_page_is_read_from_print_to_article() -> None:
    page = print_page(STORIES[:4], 1, places=("over",))
    loaded = load_page(io.BytesIO(to_pdf([page])), "page.pdf")
    split = loaded.split()
    assert loaded.format == "PDF"
    assert order_kept(page, loaded.text) == 1
    figures = Figures()
    figures.add(page, loaded.text, split.articles)
    assert (figures.parsed, figures.headlines, figures.bodies) == (4, 4, 4)


def test_spaces_that_are_set_are_kept_but_those_of_an_ocr_are_not() -> None:
    texts = ("本报讯 9月12日，县里", "召开推进会，会议由记者 王超")
    data = drawn(lambda canvas: [canvas.drawString(40, 700 - 15 * row, text) for row, text in enumerate(texts)])
    assert read_pdf(data).text == "\n".join(texts)
    ocr = [
        " ".join(text) for text in ("第一班船清晨六时从北岸出", "发，两岸的居民不再绕行大", "桥上班，每天来回十六趟。")
    ]
    data = drawn(lambda canvas: [canvas.drawString(40, 700 - 15 * row, text) for row, text in enumerate(ocr)])
    assert read_pdf(data).text == "\n".join(text.replace(" ", "") for text in ocr)


def test_a_headline_of_four_lines_over_a_narrow_column_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFontSize(24)
        for row, text in enumerate(("我县推进", "工程招标", "突出问题", "整治")):
            canvas.drawString(40 + 12 * (4 - len(text)), 700 - 30 * row, text)
        canvas.setFontSize(10)
        for row, text in enumerate(
            ("本报讯（记者 林小", "川）9月12日，县里召", "开推进会。会议要求，各镇", "逐项核对台账。")
        ):
            canvas.drawString(40, 580 - 15 * row, text)

    (article,) = load_page(io.BytesIO(drawn(draw)), "page.pdf").split().articles
    assert article.title == "我县推进工程招标突出问题整治"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_every_character_that_is_printed_is_read(seed: int) -> None:
    page = print_page(STORIES[seed % 4 :][:6], seed)
    loaded = read_pdf(to_pdf([page]))
    assert sorted(squeezed(loaded.text)) == sorted(squeezed("".join(mark.text for mark in page.marks)))
    check_invariants(loaded.text)


def test_sizes_are_told_in_those_of_the_running_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFontSize(24)
        canvas.drawString(50, 700, "渡船又开了")
        canvas.setFontSize(1)  # as many programs write it: the matrix says the size
        for row, text in enumerate(("第一班船清晨六时从北岸出", "发，两岸的居民不再绕行大", "桥上班。")):
            canvas.saveState()
            canvas.transform(12, 0, 0, 12, 50, 660 - 18 * row)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

    loaded = read_pdf(drawn(draw))
    assert loaded.text == "渡船又开了\n\n第一班船清晨六时从北岸出\n发，两岸的居民不再绕行大\n桥上班。"
    assert [loaded.forms[number].size for number in (1, 3)] == [2.0, 1.0]


def test_bold_is_told_by_the_fonts_name() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(50, 700, "C919")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(50, 660, "the other 919 letters")

    loaded = read_pdf(drawn(draw))
    assert loaded.text == "C919\n\nthe other 919 letters"
    assert [loaded.forms[number].bold for number in (1, 3)] == [True, False]


def test_each_page_begins_with_a_form_feed() -> None:
    pages = [print_page(STORIES[at : at + 1], at, columns=4, places=("over",)) for at in (0, 1)]
    loaded = load_page(io.BytesIO(to_pdf(pages)), "issue.pdf")
    assert loaded.text.count("\f") == 1
    assert [article.page for article in loaded.split().articles] == [1, 2]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turned: int) -> None:
    texts = ("第一班船清晨六时从北岸出", "发，两岸的居民不再绕行大")

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turned)
        place = {90: (600, 0), 180: (600, 800), 270: (0, 800)}[turned]
        canvas.translate(*place)
        canvas.rotate(turned)
        for row, text in enumerate(texts):
            canvas.drawString(100, 500 - 15 * row, text)

    assert read_pdf(drawn(draw)).text == "\n".join(texts)


def test_a_line_that_is_turned_is_read_along_itself() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "第一班船清晨六时从北岸出")
        canvas.setFont("Helvetica", 10)
        canvas.translate(500, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Photo by C919")

    assert sorted(read_pdf(drawn(draw)).text.split("\n")) == ["", "Photo by C919", "第一班船清晨六时从北岸出"]


def test_vertical_writing_is_one_line() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light", isVertical=True))
    try:
        data = drawn(lambda canvas: canvas.drawString(300, 700, "渡船又开了"))
    finally:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    assert read_pdf(data).text == "渡船又开了"


def test_a_scan_asks_for_ocr() -> None:
    data = drawn(lambda canvas: canvas.rect(50, 50, 400, 400, fill=1))
    assert refusal(data).startswith("no text: a scan: its pages are pictures; run OCR first, for instance `ocrmypdf")


def test_pages_without_text_among_others_are_noted() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "渡船又开了")
        canvas.showPage()
        canvas.rect(50, 50, 400, 400, fill=1)

    loaded = read_pdf(drawn(draw))
    assert loaded.text == "渡船又开了\n\f"
    assert [note.split(":")[0] for note in loaded.notes] == ["page 2 without text, perhaps a scan"]


def test_an_encrypted_pdf_is_refused_but_one_that_opens_without_a_password_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "渡船又开了")

    data = drawn(draw, encrypt=StandardEncryption("geheim", canPrint=0))
    assert refusal(data).startswith("cannot be read: the PDF is encrypted; remove the password")
    assert read_pdf(drawn(draw, encrypt=StandardEncryption("", "owner", canPrint=0))).text == "渡船又开了"


@pytest.mark.parametrize("cut", [9, 200, 700])
def test_a_broken_pdf_is_refused(cut: int) -> None:
    data = drawn(lambda canvas: canvas.drawString(50, 700, "渡船又开了"))
    assert refusal(data[:cut]).startswith("cannot be read: a broken PDF")


def test_a_book_is_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(2000):
            canvas.drawString(50, 700, f"第{number}页")
            canvas.showPage()

    assert refusal(drawn(draw)) == "too large: 2001 pages; a page file has 400 at most: cut it up"


def test_a_page_with_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(
        lambda canvas: [canvas.drawString(10, 10 + 4 * row, f"{row:03}" + "渡船又开了" * 40) for row in range(190)]
    )
    monkeypatch.setattr(pdf_process, "PAGE_CHARACTERS", 30_000)
    with pytest.raises(InputError, match=r"^too large: page 1 has 38,\d+ characters, too many for a newspaper page"):
        pdf_process.read(data)


def test_a_bomb_does_not_take_the_memory_of_the_machine() -> None:
    """A stream of 4 GB in 4 MB, and little time: the process ends, and what it says is one line."""
    bomb = zlib.compress(b"0 0 m " * (1 << 16), 9)
    packed = bomb
    for _ in range(2):  # filters may be chained: each time a thousand times as much
        packed = zlib.compress(packed * 512, 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    filters = b"/FlateDecode/FlateDecode/FlateDecode"
    stream = b"4 0 obj<</Length %d/Filter[%s]>>stream\n%s\nendstream endobj\n" % (len(packed), filters, packed)
    data = head + page + stream + b"trailer<</Root 1 0 R>>\n%%EOF"
    message = refusal(data)
    assert message.startswith(("cannot be read: ", "too large: ", "no text: "))


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("python", float(str(options["timeout"])))

    monkeypatch.setattr(subprocess, "run", never)
    assert refusal(b"%PDF-1.7").startswith("too large: the PDF took longer than 120 s")


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert refusal(b"%PDF-1.7") == "cannot be read: a PDF, for which an extra is needed: pip install 'xtsearch[pdf]'"


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (b"%PDF-1.7\n", True),
        (b"\xef\xbb\xbf%PDF-1.7\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n...%%EOF\n", True),
        ("本报讯 文件以%PDF-开头。".encode(), False),
        (b"", False),
    ],
)
def test_a_pdf_is_told_by_its_mark(data: bytes, right: bool) -> None:
    assert is_pdf(data) is right


def test_fonts_that_keep_their_characters_to_themselves_ask_for_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(lambda canvas: canvas.drawString(50, 700, "渡船又开了" * 6))
    monkeypatch.setattr(
        pdf_process, "_is_unknown", lambda text: text in "船又开"
    )  # as a map to a private area leaves it
    with pytest.raises(
        InputError, match=r"^no text: the fonts of page 1 do not say which characters they print; run OCR"
    ):
        pdf_process.read(data)


def test_every_fault_that_the_process_may_name_is_one() -> None:
    answer = subprocess.CompletedProcess([], 0, b'{"error": "so", "fault": "TOO_LARGE"}', b"")
    with pytest.raises(InputError) as raised:
        pdf.answer_of(answer)
    assert raised.value.fault is Fault.TOO_LARGE
    with pytest.raises(InputError, match=r"^cannot be read: PDFium ended on it"):
        pdf.answer_of(subprocess.CompletedProcess([], -11, b"", b"Segmentation fault"))


def test_a_pdf_behind_other_bytes_is_told_by_its_end() -> None:
    assert is_pdf(b"HTTP/1.1 200 OK%PDF-1.7\n...startxref\n12\n")
    assert is_pdf(b"HTTP/1.1 200 OK%PDF-1.7\n...%%EOF")
    assert not is_pdf("本报讯 文件以%PDF-开头。".encode())


def test_text_without_a_font_is_whole_or_it_is_said_that_characters_may_be_missing() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 10)
        for row in range(4):
            canvas.drawString(50, 700 - 20 * row, "本报青石5月13日电渡船又开了")

    loaded = read_pdf(drawn(draw))
    whole = loaded.text.count("本报青石5月13日电渡船又开了") == 4
    assert whole != any(note.startswith("page 1: the PDF holds no Chinese font") for note in loaded.notes)


def test_text_with_a_font_is_no_reason_for_a_note() -> None:
    loaded = read_pdf(drawn(lambda canvas: canvas.drawString(50, 700, "本报青石5月13日电" * 3)))
    assert (loaded.text, loaded.notes) == ("本报青石5月13日电" * 3, ())
