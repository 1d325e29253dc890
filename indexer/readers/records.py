"""A ready-made article becomes a Document: a record in, as a JSON object or a row of a table gives it.

    >>> RecordReader(Place("a.jsonl")).document({"标题": "市领导调研文艺工作", "作者": "王超、陈新"}, 1).reporters
    ('王超', '陈新')

`record_names` says which names are fields of an article; every other field of a record goes into `extra` as it is.
Under a name that is not a field's own, a value that the field cannot take is no error, but a further field as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.fields import DERIVED_FIELDS, FIELDS, Field, Kind
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.readers.columns import Columns
from xtsearch.indexer.readers.extra_fields import check_extra, longest_text
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.record_dates import Written, read_day
from xtsearch.indexer.readers.record_html import html_stripped
from xtsearch.indexer.readers.record_maps import RecordMap
from xtsearch.indexer.readers.record_names import Plan, has_text, plan_of
from xtsearch.indexer.readers.record_options import RecordFact, RecordNotes, RecordOptions
from xtsearch.indexer.readers.record_values import (
    as_id,
    as_keyword,
    as_names,
    as_text,
    outlet_field,
    shown_value,
    unwrapped,
    without_label,
)
from xtsearch.indexer.text.spaces import close_spaces_of_text

#: Names of the fields that a record may bring; those of a list of texts.
GIVEN = frozenset(field.name for field in FIELDS if field.is_given)
LISTS = frozenset(field.name for field in FIELDS if field.is_given and field.several)
#: Fields before whose values crawlers leave a label.
_LABELLED = frozenset({"newspaper", "reporters"})
#: Plans that are kept; records of a file mostly have a few sets of names.
_PLANS = 1000


class RecordReader:
    """Makes documents of the records of one file, and notes in `columns` what became of their fields.

    `place` is the file. Records without an id get one that no other of the same reader has. `notes` take what a person
    is to be told of records. `is_table`: the file is a table, in which a day may be Excel's serial number.
    """

    def __init__(self, place: Place, options: RecordOptions | None = None, notes: RecordNotes | None = None) -> None:
        self.place = place
        self.columns = Columns()
        self.is_table = False
        self._options = options or RecordOptions()
        self._map = self._options.map_of(place.path)
        self._keeps_html = self._options.html == "keep"
        self._notes = RecordNotes() if notes is None else notes
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._taken: set[str] = set()

    def count_records(self) -> None:
        """Tell where a record stands by its number, not by a line: the file has no lines."""
        self.place = replace(self.place, mark=", record ")

    def note(self, fact: RecordFact, line: int, value: str) -> None:
        """Note what is true of the record, or of the line, that stands at `line`."""
        self._notes.add(fact, self.place.at(line), value)

    def note_each(self, fact: RecordFact, values: Iterable[str]) -> None:
        """Note parts of the file of which a fact is true."""
        for value in values:
            self._notes.add(fact, self.place.shown, value)

    def document(self, record: Mapping[str, Any], line: int) -> Document:
        """The record, JSON values by name, as a document. `line` says where in the file it stands.

        A date that cannot be read is noted and kept as a further field; the document has none then.

        Raises:
            InputError: a field has the wrong type, there is neither body nor title, or a long text under a name that no
                field has and no body; the id cannot be used.
        """
        if self._map is not None:
            record = self._mapped(record, self._map)
        plan = self._plan(tuple(record))
        extra = {name: record[name] for name in plan.extra}
        values = self._values(record, plan, extra, line)
        self._date(record, plan, values, extra, line)
        if self.columns.pending:
            self._note_extra(extra)
        text = values.get("body") or values.get("title")
        if "body" not in values and (long := longest_text(extra)):
            raise InputError(
                f"no body, and {long.path} has a text of {long.characters:,} characters; rename it to body",
                Fault.NO_TEXT,
            )
        if text is None:
            raise InputError("the record has neither body nor title", Fault.NO_TEXT)
        if extra:
            check_extra(extra)
        if "body" not in values:
            values["body"] = ""
        if "newspaper" not in values:
            values["newspaper"] = self.place.newspaper
        if "id" not in values:
            values["id"] = article_id(self.place.file, text, taken=self._taken)
        return Document(
            file=self.place.file,
            source_root=self.place.source_root,
            extra=extra,
            given=tuple(name for name in plan.derived if name in values) if plan.derived else (),
            **values,
        )

    def has_text(self, names: Iterable[str]) -> bool:
        """Whether records with these names have a body or a title."""
        named = tuple(names)
        return has_text(named) or (self._map is not None and self._map.has_text(named))

    def _mapped(self, record: Mapping[str, Any], record_map: RecordMap) -> Mapping[str, Any]:
        """The record as a map names its fields."""
        self.columns.declare(tuple(record))
        mapped = record_map.apply(record, self._options.zone)
        for path, field in mapped.used:
            self.columns.use(path, field)
            if (first := path.partition(".")[0]) not in mapped.record:
                self.columns.pending.pop(first, None)  # nothing of it is left to tell
        return mapped.record

    def _plan(self, names: tuple[str, ...]) -> Plan:
        plan = self._plans.get(names)
        if plan is None:
            plan = plan_of(names)
            if self._map is None:
                self.columns.declare(names)
            if len(self._plans) < _PLANS:
                self._plans[names] = plan
        return plan

    def _values(self, record: Mapping[str, Any], plan: Plan, extra: dict[str, Any], line: int) -> dict[str, Any]:
        """The values of fields. What a field cannot take, or has another value for already, is put into `extra`."""
        values: dict[str, Any] = {}
        pending = self.columns.pending
        for column, field in plan.columns:
            value = record[column]
            if value is None:
                continue
            if type(value) is str and column == field and "<" not in value and "&" not in value:
                value_read = _READERS[field](value)  # as most values are: what follows is for all others
            else:
                try:
                    cleaned = value if field == "id" or self._keeps_html else html_stripped(value)
                    value_read = _READERS[field](cleaned if column == field else _unlabelled(field, cleaned))
                except InputError:
                    if column == field:
                        raise
                    self._keep(column, extra, value)
                    continue
                if cleaned is not value and cleaned != value:
                    self.note(RecordFact.HTML, line, column)
            if value_read is None or (value_read == () and field not in DERIVED_FIELDS):
                continue
            target = outlet_field(value_read) if field == "newspaper" != column else field
            if target is None or target in values:
                self._keep(column, extra, value)
                continue
            if field == "body" and (closed := close_spaces_of_text(value_read)) != value_read:
                self.note(RecordFact.SPACES, line, column)
                value_read = closed
            values[target] = value_read
            if column in pending or target != field:
                self.columns.use(column, target)
        return values

    def _date(
        self, record: Mapping[str, Any], plan: Plan, values: dict[str, Any], extra: dict[str, Any], line: int
    ) -> None:
        """Take the first date that can be read; what cannot, and what is written beside it, is put into `extra`."""
        unread = None
        for column in plan.dates:
            value = unwrapped(record[column])
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            day = None if "date" in values else read_day(value, self._options.zone, serials=self.is_table)
            if day is None:
                unread = shown_value(value) if unread is None else unread
                self._keep(column, extra, record[column])
                continue
            values["date"] = day.day
            if column in self.columns.pending:
                self.columns.use(column, "date")
            if day.written in _TOLD:
                self.note(_TOLD[day.written], line, shown_value(value))
        if unread is not None and "date" not in values:
            self.note(RecordFact.BAD_DATE, line, unread)

    def _keep(self, column: str, extra: dict[str, Any], value: object) -> None:
        extra[column] = value
        self.columns.keep(column)

    def _note_extra(self, extra: Mapping[str, object]) -> None:
        """Note the further fields that had no value so far and have one in this record."""
        for name in [name for name in self.columns.pending if extra.get(name) not in (None, "", [], {})]:
            self.columns.keep(name)


def _reader(field: Field) -> Callable[[object], Any]:
    """What reads the values of a field; of dates, `_date` does."""
    if field.name == "id":
        return as_id
    if field.several:
        return partial(as_names, field.name)
    return partial(as_text if field.kind is Kind.TEXT else as_keyword, field.name)


_READERS = {field.name: _reader(field) for field in FIELDS if field.is_given}
_TOLD = {Written.MONTH: RecordFact.MONTH, Written.SERIAL: RecordFact.SERIAL}


def _unlabelled(field: str, value: object) -> object:
    """The value that stands under a name of the table, without what tools put around it."""
    value = unwrapped(value)
    return without_label(value) if field in _LABELLED else value


def to_given(document: Document) -> dict[str, Any]:
    """The record that is read as this document, apart from where it stood.

    An empty list of names that the record brought is written as such: `{"keywords": []}` says that there are none.
    """
    values = document.to_record()
    found_in_text = {*DERIVED_FIELDS, *document.printed}
    record = {name: values[name] for name in values if name in GIVEN and name not in found_in_text}
    record.update((name, values.get(name, ())) for name in document.given)
    record.update((name, list(record[name])) for name in LISTS if name in record)
    return record | dict(document.extra)
