"""Two articles with one id: which of them is kept, so that no text is lost in silence.

Enters: the documents of a run, one after the other. Leaves: the ones to write. A document whose id has another text, in
this run or in the live index, is a conflict, and is rejected with the id, unless something says that it is a newer
version of the same article.

    >>> earlier = EarlierArticles()
    >>> earlier.judge(Document(id="1", body="旧"), may_replace=False)
    <Verdict.WRITE: 'write'>
    >>> earlier.judge(Document(id="1", body="别"), may_replace=False)
    <Verdict.CONFLICT: 'conflict'>
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from xtsearch.indexer.documents import Document

#: Further fields of a record that say when the article was changed last; the first that is there counts.
CHANGED_NAMES = (
    "updated", "updated_at", "update_time", "updatetime", "modified", "modified_at", "last_modified", "lastmodified",
    "更新时间", "更新日期", "修改时间",
)  # fmt: skip
#: A number as a spreadsheet writes one of more than eleven digits: the last digits of the id are lost.
_SHORTENED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")


class Verdict(Enum):
    """What becomes of a document."""

    WRITE = "write"
    #: Its id has this text already, or a newer version of it: nothing is lost by leaving it out.
    REPEATED = "repeated"
    CONFLICT = "conflict"


@dataclass(slots=True)
class EarlierArticles:
    """What was read in a run so far: of each id the text, as a number of 64 bits, and when it was changed, if told."""

    _texts: dict[str, int] = field(default_factory=dict)
    _changed: dict[str, float] = field(default_factory=dict)
    _file: tuple[str, str] = ("", "")
    _ids_of_file: set[str] = field(default_factory=set)

    def __contains__(self, id: str) -> bool:
        return id in self._texts

    def judge(self, document: Document, *, may_replace: bool) -> Verdict:
        """What becomes of the document read next.

        `may_replace`: whether files of its source replace articles of files before them. Within one file an id has one
        text, whatever the source: rows whose ids a spreadsheet cut short are no versions of each other.
        """
        text, changed = _text_number(document), changed_at(document)
        file = document.source_root, document.file
        if file != self._file:
            self._file, self._ids_of_file = file, set()
        earlier = self._texts.get(document.id)
        if earlier is not None:
            verdict = self._repeated(document.id, earlier == text, changed, may_replace=may_replace)
            if verdict is not Verdict.WRITE:
                return verdict
        self._ids_of_file.add(document.id)
        self._texts[document.id] = text
        if changed is not None:
            self._changed[document.id] = changed
        return Verdict.WRITE

    def _repeated(self, id: str, same_text: bool, changed: float | None, *, may_replace: bool) -> Verdict:
        before = self._changed.get(id)
        if changed is not None and before is not None and changed != before:
            return Verdict.WRITE if changed > before else Verdict.REPEATED
        if may_replace and id not in self._ids_of_file:
            return Verdict.WRITE
        return Verdict.REPEATED if same_text else Verdict.CONFLICT


def judge_live(document: Document, live: Document, *, may_replace: bool) -> Verdict:
    """What becomes of a document whose id the live index has, with other content.

    `may_replace`: whether both are of one source, or files of the document's source replace articles of others.
    """
    changed, before = changed_at(document), changed_at(live)
    if changed is not None and before is not None and changed < before:
        return Verdict.REPEATED
    if may_replace or (changed is not None and before is not None and changed > before):
        return Verdict.WRITE
    return Verdict.WRITE if _text_number(document) == _text_number(live) else Verdict.CONFLICT


def why_conflict(document: Document, live: Document | None) -> str:
    """What a conflict is, and what to do; `live` is the article that is kept, None for one of the same run."""
    kept = "an article before it" if live is None else f"an article of {live.file}"
    remedy = (
        "give each article an id of its own"
        if live is None
        else '--replace takes the new text, or dumps = "updates" for this source in the config file'
    )
    if _SHORTENED.fullmatch(document.id):
        remedy = "a spreadsheet cut the id short: format that column as text, and export it again"
    return f"{document.id} is the id of {kept} with another text, which is kept; {remedy}"


def changed_at(document: Document) -> float | None:
    """When an article was changed last, in seconds of the epoch; None where its record does not say.

    A time without a zone is read as UTC: it is only compared with another of the same system.
    """
    return next((when for name in CHANGED_NAMES if (when := _seconds(document.extra, name)) is not None), None)


def _seconds(extra: Mapping[str, Any], name: str) -> float | None:
    value = extra.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value.strip().replace("/", "-"))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _text_number(document: Document) -> int:
    """The document's text as a number: equal texts have equal ones, two of a million differ all but certainly."""
    text = "\0".join((document.title or "", document.kicker or "", document.subtitle or "", document.body))
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
