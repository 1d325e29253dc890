"""FIELDS: each row is an attribute of Document, no two rows share a name, and what one row says fits together."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections import Counter

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.mapping import SIMILARITY
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.fields import FIELDS, OPTION_FIELDS, SCHEMA_VERSION, Field, Kind, Shown
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.record_names import plain_name
from xtsearch.indexer.readers.records import GIVEN, RecordReader

NAMES = [field.name for field in FIELDS]
#: By SCHEMA_VERSION, the digest of what engines take from the rows, and of how Elasticsearch ranks the texts.
WRITTEN = {2: "560abcc5", 3: "920be410", 4: "a40ce00e"}


def digest() -> str:
    rows = sorted([field.name, field.kind.value, field.weight, field.exact, field.brief] for field in FIELDS)
    return hashlib.blake2b(json.dumps([rows, SIMILARITY]).encode(), digest_size=4).hexdigest()


def test_a_change_that_engines_see_has_a_schema_version_of_its_own() -> None:
    assert WRITTEN.get(SCHEMA_VERSION) == digest(), (
        "rows of FIELDS or the constants of BM25 changed: raise SCHEMA_VERSION, so that indexes written before are not "
        "taken for current, and write its digest into WRITTEN, above"
    )


def test_each_row_is_an_attribute_of_a_document() -> None:
    assert [attribute.name for attribute in dataclasses.fields(Document)] == NAMES
    assert not set(GIVEN) - set(NAMES)


def test_no_name_means_two_fields() -> None:
    in_queries = Counter(name.lower() for field in FIELDS for name in field.query_names)
    in_records = Counter(
        plain_name(name) for field in FIELDS if field.is_given for name in {field.name, *field.record_names}
    )
    labels = Counter(label for field in FIELDS for label in field.labels if label)
    assert [name for names in (in_queries, in_records, labels) for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_what_a_row_says_fits_together(field: Field) -> None:
    if field.option or field.facet:
        assert field.is_keyword, "only whole values can be filtered and counted"
        assert field.query_name, "the option and the facet are named by the first query name"
    if field.kind is Kind.TEXT:
        assert field.weight > 0
    else:
        assert (field.weight, field.exact, field.brief) == (0, False, False)
    if field.is_given:
        assert all(field.labels)
        assert field.shown is not Shown.NOWHERE


def test_there_is_one_date() -> None:
    assert [field.name for field in FIELDS if field.kind is Kind.DATE] == ["date"], "both engines sort by the one date"


def test_every_name_that_a_query_knows_is_in_the_documentation() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for field in FIELDS for name in field.query_names if f"{name}:" not in readme]
    assert missing == ["organization"], "write the others into README.md, where it lists the fields that a query asks"


def test_every_field_with_an_option_is_in_the_help_of_queries() -> None:
    help_text = (ROOT / "xtsearch" / "cli" / "commands" / "query.py").read_text("utf-8")
    names = [name for field in OPTION_FIELDS for name in field.query_names]
    missing = [name for name in names if f"{name}:" not in help_text]
    assert missing == ["organization"], "write the others into the docstring of xtsearch/cli/commands/query.py"


def test_a_document_comes_back_from_its_record() -> None:
    document = Document(
        id="a",
        body="正文",
        date=datetime.date(2022, 5, 13),
        reporters=("王超",),
        lines=((1, 2), (5, 5)),
        body_lines=((0, 1),),
        title_lines=(1,),
        extra={"版次": "3"},
    )
    assert Document.from_record(json.loads(document.to_json())) == document
    assert {name: document.json_value(name) for name in ("date", "lines", "kicker", "reporters")} == {
        "date": "2022-05-13",
        "lines": [[1, 2], [5, 5]],
        "kicker": None,
        "reporters": ["王超"],
    }


def test_a_field_that_no_row_names_goes_into_extra() -> None:
    document = RecordReader(Place("a.jsonl")).document({"id": "a", "body": "正文", "file": "b.txt", "栏目": "要闻"}, 1)
    assert document.extra == {"file": "b.txt", "栏目": "要闻"}


@pytest.mark.parametrize("id", ["", "x" * 513])
def test_an_id_has_a_size_that_both_engines_take(id: str) -> None:
    with pytest.raises(InputError, match=r"an id has 1 to 512 bytes"):
        Document(id=id, body="正文")
