"""A document as text and back, its hash, and the ids of a page's articles."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from xtsearch.indexer.documents import Document
from xtsearch.indexer.limits import ID_BYTES
from xtsearch.indexer.pages.article_ids import article_id

WHOLE = Document(
    id="a",
    title="专项整治",
    body="湘潭",
    date=datetime.date(2022, 5, 13),
    reporters=("杨阳", "王超"),
    lines=((1, 2), (4, 4)),
    persons=("李强",),
    extra={"版次": 3, "标签": ["要闻", {"级": 1}]},
)


def test_a_document_becomes_json_and_comes_back() -> None:
    assert Document.from_record(json.loads(WHOLE.to_json())) == WHOLE
    empty = Document(id="a", body="湘潭")
    assert empty.to_json() == '{"body":"湘潭","id":"a"}'
    assert Document.from_record(json.loads(empty.to_json())) == empty


def test_the_values_of_a_field_are_none_one_or_several() -> None:
    assert (WHOLE.texts("title"), WHOLE.texts("reporters")) == (("专项整治",), ("杨阳", "王超"))
    assert (WHOLE.texts("kicker"), WHOLE.texts("interns")) == ((), ())


def test_what_is_shown_has_lists_and_days_as_json_does() -> None:
    shown = WHOLE.to_dict()
    assert (shown["date"], shown["reporters"], shown["extra"]) == ("2022-05-13", ["杨阳", "王超"], WHOLE.extra)
    assert shown["source"]["lines"] == [[1, 2], [4, 4]]
    assert json.loads(json.dumps(shown)) == shown


def test_the_hash_changes_with_what_was_given_and_not_with_what_follows_from_the_text() -> None:
    digest = WHOLE.content_hash()
    assert len(digest) == 32
    assert set(digest) <= set("0123456789abcdef")
    assert replace(WHOLE, persons=("王超",)).content_hash() == digest
    assert replace(WHOLE, given=("persons",)).content_hash() != digest
    changed = [
        replace(WHOLE, body="湘乡"),
        replace(WHOLE, title=None),
        replace(WHOLE, reporters=("杨阳",)),
        replace(WHOLE, extra={}),
    ]
    assert digest not in {document.content_hash() for document in changed}


def test_half_of_a_surrogate_pair_has_no_hash() -> None:
    assert Document(id="a", body="\ud800").content_hash() == ""


@pytest.mark.parametrize("document", [WHOLE, Document(id="a", body="湘潭"), replace(WHOLE, persons=())])
def test_the_text_and_the_hash_of_one_pass_are_those_of_two(document: Document) -> None:
    assert document.serialised() == (document.to_json(), document.content_hash())


BODY = "本报讯 市领导调研文艺工作。"


def test_articles_that_begin_alike_are_numbered_from_two() -> None:
    taken: set[str] = set()
    ids = [article_id("0513.txt", BODY, taken=taken) for _ in range(3)]
    assert ids == ["0513-4b74cc228e", "0513-4b74cc228e-2", "0513-4b74cc228e-3"]
    assert taken == set(ids)
    assert article_id("0513.txt", BODY) == ids[0]


def test_an_id_is_of_the_first_64_folded_characters() -> None:
    """White space does not count, and a correction further down leaves the id as it was."""
    start = "湘" * 64
    assert article_id("a", start + "潭") == article_id("a", " " + start) != article_id("a", start[1:] + "潭")


def test_a_long_file_name_is_cut_between_characters() -> None:
    taken: set[str] = set()
    for _ in range(2):
        id = article_id("湘" * 200 + ".txt", BODY, taken=taken)
        assert len(id.encode()) <= ID_BYTES
        assert id.startswith("湘" * 100)
    assert article_id(".txt", BODY).startswith(".txt-")
    assert article_id("", BODY).startswith("article-")
