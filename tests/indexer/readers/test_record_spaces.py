"""Spaces that part Han characters are closed in bodies of records alone."""

from __future__ import annotations

from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.record_options import RecordFact, RecordNotes
from xtsearch.indexer.readers.records import RecordReader


def test_bodies_lose_spaces_within_words_and_titles_keep_theirs() -> None:
    notes = RecordNotes()
    record = {"title": "在办 理案件", "kicker": "来 源", "subtitle": "通 讯 员", "正文": "在办 理案件。走基层 助力三地"}
    document = RecordReader(Place("a.jsonl"), notes=notes).document(record, 3)
    assert (document.title, document.kicker, document.subtitle) == ("在办 理案件", "来 源", "通 讯 员")
    assert document.body == "在办理案件。走基层 助力三地"
    assert notes.counts == {RecordFact.SPACES: 1}
    assert notes.first[RecordFact.SPACES] == [("a.jsonl:3", "正文")]
