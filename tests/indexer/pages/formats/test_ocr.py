"""What OCR programs write is read by its boxes, told by its content, and refused in one line where it is none."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.indexer.pages.test_articles import check_invariants
from tests.support.printed_pages import order_kept, print_page, squeezed, to_boxes
from tests.support.record_pages import FILES, PAGES, RECORDED, load_recorded, poorly_read
from tests.support.waiting import grows_in_proportion
from training.compose.stories import seed_stories
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.pages.formats.ocr_hocr import read_hocr
from xtsearch.indexer.pages.load import LoadedPage, load_page
from xtsearch.indexer.readers import Rejected, read

LINES = (
    ("渡船又开了", (100, 20, 300, 60)),
    ("第一班船清晨六时从北岸出", (10, 80, 190, 95)),
    ("桥上班。", (10, 102, 70, 117)),
)
TEXT = "渡船又开了\n\n第一班船清晨六时从北岸出\n桥上班。"
STORIES = seed_stories()


def corners(box: tuple[int, int, int, int]) -> list[list[int]]:
    left, top, right, bottom = box
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def sides(box: tuple[int, int, int, int]) -> dict[str, int]:
    return {"left": box[0], "top": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}


def page(data: bytes, name: str = "-") -> LoadedPage:
    return load_page(io.BytesIO(data), name)


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as raised:
        page(data)
    message = str(raised.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def objects(text: str, box: str, shape: Any = corners) -> list[dict[str, Any]]:
    return [{text: line, box: shape(place), "score": 0.9} for line, place in LINES]


PADDLE_3 = {
    "input_path": "page.jpg",
    "dt_polys": [corners(box) for _, box in LINES] + [corners((0, 0, 9, 9))],
    "rec_texts": [text for text, _ in LINES],
    "rec_scores": [0.9] * 3,
    "rec_polys": [corners(box) for _, box in LINES],
    "rec_boxes": [list(box) for _, box in LINES],
}
LINES_2 = [[corners(box), [text, 0.98]] for text, box in LINES]
SHAPES: dict[str, Any] = {
    "PaddleOCR 2": [LINES_2],
    "PaddleOCR 2, an empty page before": [None, LINES_2],
    "PaddleOCR 2, lines alone": LINES_2,
    "RapidOCR 1": [[corners(box), text, 0.98] for text, box in LINES],
    "RapidOCR 1, scores as text": [[corners(box), text, "0.98"] for text, box in LINES],
    "PaddleOCR 3": PADDLE_3,
    "PaddleOCR 3, as printed": {"res": PADDLE_3},
    "PaddleOCR 3, four numbers": {name: PADDLE_3[name] for name in ("rec_texts", "rec_boxes")},
    "PaddleX server": {"errorCode": 0, "result": {"ocrResults": [{"prunedResult": PADDLE_3}]}},
    "RapidOCR 2": {"boxes": [corners(b) for _, b in LINES], "txts": [t for t, _ in LINES], "scores": [0.9] * 3},
    "RapidOCR 2, to_json": objects("txt", "box"),
    "RapidOCR server": {
        str(n): {"rec_txt": t, "dt_boxes": corners(b), "score": "0.9"} for n, (t, b) in enumerate(LINES)
    },
    "PaddleOCR-json": {"code": 100, "data": objects("text", "box")},
    "PaddleHub": {"status": "000", "results": [objects("text", "text_region")]},
    "PPOCRLabel": objects("transcription", "points"),
    "Baidu": {"words_result": objects("words", "location", sides), "words_result_num": 3},
    "a corner, width and height": objects(
        "text", "box", lambda box: dict(zip("xywh", (*box[:2], box[2] - box[0], box[3] - box[1]), strict=True))
    ),
    "four numbers": objects("text", "bbox", list),
    "eight numbers": objects("text", "box", lambda box: [number for corner in corners(box) for number in corner]),
    "PP-Structure": [
        {"type": "title", "bbox": [100, 20, 300, 60], "res": objects("text", "text_region")[:1], "img_idx": 0},
        {"type": "figure", "bbox": [0, 0, 9, 9], "res": []},
        {"type": "text", "bbox": [10, 80, 190, 117], "res": objects("text", "text_region")[1:]},
    ],
    "PP-Structure 1": [
        {"type": "text", "bbox": [0, 0, 9, 9], "res": [[corners(b) for _, b in LINES], [[t, 0.9] for t, _ in LINES]]}
    ],
    "PP-StructureV3": {
        "parsing_res_list": [{"block_label": "text", "block_bbox": [0, 0, 9, 9], "block_content": "another text"}],
        "overall_ocr_res": PADDLE_3,
    },
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 1])
def test_each_shape_of_json_is_read(shape: str, indent: int | None) -> None:
    loaded = page(json.dumps(SHAPES[shape], ensure_ascii=False, indent=indent).encode())
    assert loaded.format == "OCR JSON"
    assert loaded.text.replace("\f", "").strip() == TEXT
    sizes = [form.size for form in loaded.loaded.forms.values()]
    assert sizes == [pytest.approx(40 / 15, abs=0.01), 1.0, 1.0]


def test_rows_across_columns_become_columns() -> None:
    printed = print_page(STORIES[:4], 1, places=("over",))
    rows = [[box, [text, 0.9]] for box, text in to_boxes(printed)]
    loaded = page(json.dumps(rows, ensure_ascii=False).encode())
    assert order_kept(printed, loaded.text) > 0.98
    assert order_kept(printed, "".join(text for _, text in to_boxes(printed))) < 0.3
    assert len(loaded.split().articles) == 4


BLOCKS: dict[str, Any] = {
    "MinerU": [
        {"type": "text", "text": "渡船又开了", "text_level": 1, "bbox": [10, 20, 300, 60], "page_idx": 0},
        {"type": "image", "img_path": "1.jpg", "image_caption": ["渡船靠岸。"], "image_footnote": [], "page_idx": 0},
        {
            "type": "text",
            "text": "第一班船清晨六时从北岸出发。\n两岸居民上船。",
            "bbox": [10, 70, 300, 90],
            "page_idx": 0,
        },
        {"type": "table", "table_body": "<table><tr><td>1</td></tr></table>", "table_caption": [], "page_idx": 1},
        {"type": "text", "text": "水厂建成了", "text_level": 1, "page_idx": 1},
    ],
    "PaddleOCR-VL": {
        "result": {
            "layoutParsingResults": [
                {
                    "prunedResult": {
                        "parsing_res_list": [
                            {"block_label": "doc_title", "block_bbox": [1, 2, 3, 4], "block_content": "渡船又开了"},
                            {"block_label": "figure_title", "block_content": "渡船靠岸。"},
                            {"block_label": "text", "block_content": "第一班船清晨六时从北岸出发。\n两岸居民上船。"},
                        ]
                    }
                },
                {
                    "prunedResult": {
                        "parsing_res_list": [
                            {"block_label": "table", "block_content": "<table></table>"},
                            {"block_label": "doc_title", "block_content": "水厂建成了"},
                        ]
                    }
                },
            ]
        }
    },
}


@pytest.mark.parametrize("tool", BLOCKS)
def test_the_blocks_of_document_parsers_keep_their_order(tool: str) -> None:
    loaded = page(json.dumps(BLOCKS[tool], ensure_ascii=False).encode())
    first = "渡船又开了\n\n渡船靠岸。\n\n第一班船清晨六时从北岸出发。\n两岸居民上船。"
    assert loaded.text == f"{first}\n\f水厂建成了"
    assert [(number, form.heading) for number, form in loaded.loaded.forms.items()] == [(1, 1), (7, 1)]
    assert loaded.loaded.notes[0].endswith(" tables, formulas and pictures left out")


def test_the_boxes_of_paragraphs_are_not_taken_for_vertical_lines() -> None:
    boxes = [((10, 20, 300, 60), "渡船又开了"), ((10, 80, 130, 400), "第一班船清晨六时从北岸出发，" * 12)]
    boxes.append(((150, 80, 270, 400), "渡口去年因为修堤停了，新码头" * 12))
    loaded = page(json.dumps([{"text": text, "bbox": list(box)} for box, text in boxes], ensure_ascii=False).encode())
    assert loaded.text.split("\n") == [boxes[0][1], "", boxes[1][1], "", boxes[2][1]]
    assert (loaded.loaded.forms[1].size or 0) > 2


NO_OCR: dict[str, tuple[str, str]] = {
    "records": ('[{"title": "渡船又开了", "body": "第一班船"}]', "wrong type: JSON, but no result of an OCR"),
    "an object": ('{"name": "xtsearch", "version": 1}', "wrong type: JSON, but no result of an OCR that is known: "),
    "records in lines": ('{"title": "渡船"}\n{"title": "又开"}', "broken JSON: "),
    "nothing": ("[]", "wrong type: JSON, but no result of an OCR"),
    "numbers": ("[[1, 2], [3, 4]]", "wrong type: JSON, but no result of an OCR"),
    "an empty page": ("[[]]", "wrong type: JSON, but no result of an OCR"),
    "no lines": ('{"rec_texts": [], "rec_polys": []}', "empty: the OCR found no text"),
    "cut": (json.dumps(SHAPES["RapidOCR 2"])[:-40], "broken JSON: "),
    "fewer boxes": ('{"txts": ["渡船", "又开"], "boxes": [[0, 0, 9, 9]]}', "wrong type: 2 texts without as many boxes"),
    "a text of another type": ('{"txts": [5], "boxes": [[0, 0, 9, 9]]}', "wrong type: a text must be text, not 5"),
    "a box of text": ('[{"text": "渡船", "box": ["a", 0, 9, 9]}]', "wrong type: a box is four numbers"),
    "a box of three": ('[{"text": "渡船", "box": [0, 9, 9]}]', "wrong type: a box is four numbers"),
    "a box without corners": ('[{"text": "渡船", "box": [[0], [9]]}]', "wrong type: a box"),
    "an endless box": ('[{"text": "渡船", "box": [0, 0, 1e999, 9]}]', "wrong type: a box that lies on no page"),
    "no number": ('[{"text": "渡船", "box": [0, 0, NaN, 9]}]', "wrong type: a box that lies on no page"),
    "a box of truths": ('[{"text": "渡船", "box": [true, 0, 9, 9]}]', "wrong type: a box is four numbers"),
    "deep": ('{"res": ' * 50 + "1" + "}" * 50, "too deep: "),
    "very deep": ("[" * 100_000 + "]" * 100_000, "too deep: "),
    "a line among others": ('[{"text": "渡船", "box": [0, 0, 9, 9]}, 5]', "wrong type: no line of an OCR: 5"),
}


@pytest.mark.parametrize("case", NO_OCR)
def test_json_that_is_no_ocr_is_refused_and_never_text(case: str) -> None:
    data, message = NO_OCR[case]
    assert refusal(data.encode()).startswith(message)


@pytest.mark.parametrize("text", ["[1] 参见本报昨日报道", "[本报讯] 渡船又开了", "{渡船}又开了", "【渡船】", "[", "{"])
def test_text_in_brackets_is_text(text: str) -> None:
    assert page(text.encode()).format == "plain text"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["text", "box", "res", "rec_texts", "rec_polys", "data", "0", "type"]), inner)
    ),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(JSON.filter(lambda value: isinstance(value, list | dict)))
def test_any_json_is_read_or_refused(value: Any) -> None:
    message = ""
    try:
        check_invariants(page(json.dumps(value).encode()).text)
    except InputError as error:
        message = str(error)
    assert "\n" not in message


# --- Tesseract's table

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def table(*rows: str) -> bytes:
    return (HEADER + "".join(row.replace(" ", "\t") + "\n" for row in rows)).encode()


def test_the_words_of_tesseracts_table_are_lines() -> None:
    data = table(
        "1 1 0 0 0 0 0 0 600 800 -1 ",
        "4 1 1 1 1 0 100 20 200 40 -1 ",
        "5 1 1 1 1 1 100 20 80 40 95 渡船",
        "5 1 1 1 1 2 185 32 115 8 90 又开了",
        "4 1 1 2 1 0 10 80 180 15 -1 ",
        "5 1 1 2 1 1 10 80 180 15 95 第一班船清晨六时从北岸出",
        "5 1 1 2 2 1 10 102 60 15 96.5 桥上班。",
    )
    loaded = page(data, "page.tsv")
    assert (loaded.format, loaded.text) == ("Tesseract TSV", TEXT)


def test_a_line_that_tesseract_read_across_two_columns_is_two() -> None:
    rows = [f"5 1 1 1 {row} 1 0 {20 * row} 100 12 95 第一班船清晨六" for row in range(1, 5)]
    rows += [f"5 1 1 1 {row} 2 130 {20 * row} 100 12 95 渡口去年因为修" for row in range(1, 5)]
    rows.sort(key=lambda row: row.split(" ")[4:6])
    assert page(table(*rows)).text == "\n".join(["第一班船清晨六"] * 4 + ["渡口去年因为修"] * 4)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (table(), "empty: Tesseract found no words"),
        (table("5 1 1"), "wrong row: line 2 has 3 cells under 12 columns"),
        (table("5 1 1 1 1 1 a 20 80 40 95 渡船"), "wrong row: line 2: left, top, width and height are numbers"),
        (table("5 1 1 1 1 1 inf 20 80 40 95 渡船"), "wrong type: a box that lies on no page"),
    ],
)
def test_a_damaged_table_is_refused(data: bytes, message: str) -> None:
    assert refusal(data).startswith(message)


# --- hOCR

HOCR = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd">
<html><head><title></title><meta name='ocr-system' content='tesseract 5.3.0' /></head><body>
<div class='ocr_page' id='page_1' title='image "p.png"; bbox 0 0 600 800; ppageno 0'><div class='ocr_carea'>
<p class='ocr_par'><span class='ocr_header' title="bbox 100 20 300 60; x_size 40">
<span class='ocrx_word' title='bbox 100 20 180 60'>渡船</span>
<span class='ocrx_word' title='bbox 185 32 300 40'><strong>又开了</strong></span></span>
<span class='ocr_line' title="bbox 10 80 190 95">
<span class='ocrx_word' title='bbox 10 80 190 95'>第一班船清晨六时从北岸出
</span></span>
<span class='ocr_line' title="bbox 10 102 70 117">桥上班。</span></p></div></div></body></html>"""


def test_hocr_is_read_with_and_without_words() -> None:
    loaded = page(HOCR.encode(), "page.html")
    assert (loaded.format, loaded.text) == ("hOCR", TEXT)
    assert [form.bold for form in loaded.loaded.forms.values()] == [False, False, False]
    bold = page(HOCR.replace(">渡船<", "><b>渡船</b><").encode()).loaded
    assert [form.bold for form in bold.forms.values()] == [True, False, False]
    twice = HOCR.replace("</body>", HOCR[HOCR.index("<div class='ocr_page'") : HOCR.index("</body>")] + "</body>")
    assert page(twice.encode()).text == f"{TEXT}\n\f{TEXT}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bbox 10 80 190 95", "bbox 10 80", "wrong type: a line or word of hOCR without its bbox"),
        ("bbox 10 80 190 95", "bbox 1.1.1 80 190 95", "wrong type: no box"),
        ("bbox 10 80 190 95", "bbox 10 80 190 99999999999", "wrong type: a box that lies on no page"),
    ],
)
def test_damaged_hocr_is_refused(old: str, new: str, message: str) -> None:
    assert refusal(HOCR.replace(old, new).encode()).startswith(message)


def test_hocr_without_words_is_refused() -> None:
    assert refusal(b"<html><body><div class='ocr_page' title='bbox 0 0 9 9'></div></body></html>").startswith("empty: ")


def test_entities_of_hocr_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "渡船" * 10}">' for at in range(12))
    loaded = page(
        HOCR.replace("<html>", f"<!DOCTYPE html [{bomb}]><html>", 1).replace("桥上班。", "&e11;桥上班。").encode()
    )
    assert len(loaded.text) < 4 * len(bomb)


@pytest.mark.parametrize("mark", ["<!--", "<a ", "<a b='", "</", "&", "<![CDATA["])
def test_time_grows_with_what_is_left_open_in_hocr(mark: str) -> None:
    def reading(count: int) -> Callable[[], object]:
        data = HOCR.replace("</p>", mark * count).encode()
        return lambda: read_hocr(data)

    assert grows_in_proportion(reading, 10_000)


# --- ALTO

ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand --><alto xmlns="http://www.loc.gov/standards/alto/ns-v{version}#"><Styles>
<TextStyle ID="B" FONTSTYLE="bold"/><TextStyle ID="N"/></Styles><Layout><Page ID="p1"><PrintSpace><TextBlock ID="b1">
<TextLine HPOS="100" VPOS="20" WIDTH="200" HEIGHT="40" STYLEREFS="B">
<String CONTENT="渡船" HPOS="100" VPOS="20" WIDTH="80" HEIGHT="40"/><SP WIDTH="5"/>
<String CONTENT="又开了" HPOS="185" VPOS="32" WIDTH="115" HEIGHT="8"/></TextLine></TextBlock>
<TextBlock ID="b2" STYLEREFS="N"><TextLine HPOS="10" VPOS="80" WIDTH="180" HEIGHT="15"><String CONTENT="第一班船清晨"/>
<String CONTENT="六时从北岸出"/></TextLine>
<TextLine><String CONTENT="桥上班。" HPOS="10" VPOS="102" WIDTH="60.0" HEIGHT="15"/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>"""


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_alto_is_read(version: str) -> None:
    loaded = page(ALTO.replace("{version}", version).encode(), "page.xml")
    assert (loaded.format, loaded.text) == ("ALTO", TEXT.replace("清晨六", "清晨 六"))
    assert [form.bold for form in loaded.loaded.forms.values()] == [True, False, False]


def test_alto_with_a_prefix_or_in_another_encoding_is_read() -> None:
    prefixed = (
        ALTO.replace("<", "<alto:").replace("<alto:/", "</alto:").replace("<alto:?", "<?").replace("<alto:!", "<!")
    )
    prefixed = prefixed.replace("xmlns=", "xmlns:alto=").replace("<alto:alto ", "<alto:alto ", 1)
    assert page(prefixed.encode()).format == "ALTO"
    assert page(ALTO.replace("UTF-8", "UTF-16").encode("utf-16")).format == "ALTO"
    assert page(ALTO.replace("UTF-8", "GB18030").encode("gb18030")).format == "ALTO"


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "渡船"}">' for at in range(12))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<alto ", f"<!DOCTYPE alto [{ENTITIES}]><alto ", "damaged text: the XML declares an entity of its own, 'e0'"),
        (
            "<alto ",
            '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]><alto ',
            "damaged text: the XML declares an entity",
        ),
        ("</Layout>", "", "damaged text: broken XML: mismatched tag, line "),
        ('HPOS="185"', 'HPOS="far"', "wrong type: no box: HPOS='far'"),
        ('HPOS="185"', 'HPOS="1e300"', "wrong type: a box that lies on no page"),
        ("String", "Word", "empty: ALTO without a line of text"),
        ("alto", "TEI", "wrong type: XML <tei>, which is no kind of page; ALTO and hOCR are read"),
    ],
)
def test_what_is_wrong_with_xml_is_told(old: str, new: str, message: str) -> None:
    assert refusal(ALTO.replace(old, new).encode()).startswith(message)


def test_deep_xml_takes_no_stack() -> None:
    deep = ALTO.replace("<PrintSpace>", "<PrintSpace>" + "<a>" * 200_000 + "</a>" * 200_000)
    assert page(deep.encode()).format == "ALTO"


# --- folders


def test_folders_give_pages_of_shared_suffixes_only_where_they_are_pages(tmp_path: Path) -> None:
    files = {
        "page.json": json.dumps(SHAPES["PaddleOCR 3"], ensure_ascii=False),
        "package.json": '{"name": "xtsearch", "files": ["text"]}',
        "records.json": '[{"title": "渡船又开了", "text": "第一班船", "date": "2022-05-14"}]',
        "page.tsv": table("5 1 1 1 1 1 10 80 180 15 95 第一班船").decode(),
        "table.tsv": "title\tbody\n渡船又开了\t第一班船\n",
        "page.xml": ALTO,
        "feed.xml": '<?xml version="1.0"?><rss><channel><title>text</title></channel></rss>',
        "page.hocr": HOCR,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    reading = read([str(tmp_path)])
    list(reading)
    assert reading.files == 6
    assert reading.pages == 4
    assert sorted(Path(path).name for path in reading.skipped) == ["feed.xml", "package.json"]


def test_the_json_of_an_ocr_is_a_page_from_standard_input_and_records_are_records() -> None:
    pretty = json.dumps(SHAPES["PaddleOCR 3"], ensure_ascii=False, indent=1).encode()
    reading = read(["-"], stdin=io.BytesIO(pretty))
    list(reading)
    assert reading.pages == 1
    (record,) = read(["-"], stdin=io.BytesIO('{"title": "渡船又开了", "body": "第一班船清晨六时。"}'.encode()))
    assert isinstance(record, Document)


@pytest.mark.parametrize("name", ["settings.json", "feed.xml"])
def test_a_named_file_that_is_neither_page_nor_records_is_refused(name: str, tmp_path: Path) -> None:
    texts = {"settings.json": '{"compilerOptions": {"strict": true}}', "feed.xml": '<?xml version="1.0"?><rss/>'}
    (tmp_path / name).write_text(texts[name], "utf-8")
    (item,) = read([str(tmp_path / name)])
    assert isinstance(item, Rejected)


# --- recorded pages: printed with Debian's fonts and read by Tesseract (tests/support/record_pages.py)


@pytest.mark.parametrize(("name", "suffix"), FILES)
def test_recorded_pages_are_read_in_the_order_of_print(name: str, suffix: str) -> None:
    assert poorly_read(PAGES, name, suffix) == []
    check_invariants(load_recorded(PAGES, name, suffix).text)


def test_recorded_pdfs_give_their_articles() -> None:
    truth = json.loads((PAGES / "truth.json").read_text("utf-8"))
    right = 0
    for name in RECORDED:
        titles = {squeezed(article.title) for article in load_recorded(PAGES, name, "pdf").split().articles}
        right += sum(squeezed(article["title"]) in titles for article in truth[name])
    assert right >= 5


def test_only_levels_that_headings_have_are_headings() -> None:
    blocks = [
        {"type": "text", "text": "渡船又开了", "text_level": 9, "page_idx": 0},
        {"type": "text", "text": "第一班船见闻", "text_level": 2, "page_idx": 0},
    ]
    loaded = page(json.dumps(blocks).encode()).loaded
    assert {number: form.heading for number, form in loaded.forms.items()} == {3: 2}
