"""What was rejected becomes a line of a dead-letter file, and such a line is read again once it is corrected."""

from __future__ import annotations

from typing import Any

import pytest

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.dead_letters import NOTE, to_dead_letter, without_note
from xtsearch.indexer.readers.items import Rejected

WHERE = "news.jsonl:7"


def rejected(record: str | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The line of a dead-letter file for a record of that text, and the note that says where and why."""
    rejection = Rejected(WHERE, Fault.TYPE, "body must be text", record)
    return to_dead_letter(rejection), {"where": WHERE, "reason": rejection.reason}


def test_a_record_is_kept_field_by_field_beside_the_note() -> None:
    line, note = rejected('{"id": "a", "body": 5}')
    assert line == {"id": "a", "body": 5, NOTE: note}


@pytest.mark.parametrize("text", ["{broken", "[1]", '{"id": NaN}'])
def test_text_that_is_no_record_is_kept_in_the_note(text: str) -> None:
    line, note = rejected(text)
    assert line == {NOTE: {**note, "record": text}}


def test_of_what_has_no_text_only_the_note_is_kept() -> None:
    line, note = rejected(None)
    assert line == {NOTE: note}


FIRST = {"where": "first.jsonl:1", "reason": "broken JSON"}


def test_a_note_fed_back_alone_stays_as_it_was() -> None:
    """The place in the first file says more than the place in the dead-letter file."""
    line, _ = rejected(f'{{"{NOTE}": {{"where": "first.jsonl:1", "reason": "broken JSON"}}}}')
    assert line == {NOTE: FIRST}


def test_a_record_that_is_rejected_anew_gets_a_new_note() -> None:
    line, note = rejected(f'{{"body": 6, "{NOTE}": {{"where": "first.jsonl:1", "reason": "broken JSON"}}}}')
    assert line == {"body": 6, NOTE: note}


def test_a_corrected_record_is_read_without_its_note() -> None:
    assert without_note({"id": "a", "body": "湘潭", NOTE: FIRST}) == {"id": "a", "body": "湘潭"}
    assert without_note({"id": "a"}) == {"id": "a"}


@pytest.mark.parametrize(("note", "message"), [(FIRST, "first.jsonl:1: broken JSON"), ("changed by hand", ": ")])
def test_a_note_without_a_record_is_rejected_by_its_own_words(note: object, message: str) -> None:
    with pytest.raises(InputError) as raised:
        without_note({NOTE: note})
    assert raised.value.fault is Fault.NOT_CORRECTED
    assert str(raised.value).endswith(message)
