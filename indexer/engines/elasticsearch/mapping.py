"""FIELDS become a mapping, the fold a char_filter, and a Document the source that is sent.

Each text field is two fields of the index. `body` is analysed by the server from the text as it is: it holds `grams`
and `chars` of our analysis together, single characters and bigrams at the same positions, so that Kibana's KQL works on
it. `body_words` is for ranking: of the words that we cut, those of three and more characters, joined by SEPARATOR.

    body: 到乌鲁木齐 -> 到 到乌 | 乌 乌鲁 | 鲁 鲁木 | 木 木齐 | 齐        body_words: 乌鲁木齐

A phrase never matches across two values of a field: Elasticsearch leaves 100 positions between them by itself.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from elasticsearch.dsl import Date, Double, Flattened, Index, Keyword, Long, Mapping, Object, Text
from elasticsearch.dsl import Field as DslField
from elasticsearch.dsl.analysis import analyzer, char_filter, token_filter, tokenizer

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.layout import Layout
from xtsearch.indexer.fields import FIELDS, TEXT_FIELDS, Field, Kind
from xtsearch.indexer.limits import EXTRA_CHARACTERS, EXTRA_DEPTH, TEXT_BYTES
from xtsearch.indexer.text.fold import fold_entries
from xtsearch.indexer.text.units import NUMBER_COMMA, SEPARATOR, TOKEN_LIMIT, is_lone, lone_characters
from xtsearch.indexer.text.words import word_stream

#: The analyzer that splits what we cut ourselves: words when indexing, and the texts of queries.
STREAM = "stream"
#: What cuts the words of an index: xtsearch, or the server's IK plugin. `_meta` of the index says which.
WORDS, IK = "words", "ik"
#: With IK the same analyzer cuts when indexing and when asking: the tokens of `ik_smart` are no subset of those of
#: `ik_max_word`, so 2026年 would miss 2026年高校. Texts are folded before IK sees them.
IK_SMART = "ik_smart"

# ------------------------------------------------------------------------------------------------------ analysis

#: Characters that the server's tokenizer keeps inside a token and our analysis takes for separators: `_`, the marks
#: that part words and numbers, emoji that the fold leaves alone, and marks that join letters of other scripts. 1⁄2
#: would be one token there and two here.
_MARKS = (
    "_:;·\u2024\u2027\u0387\ufe13\ufe55，．：；"
    "©®\u2044\u2194-\u2199\u21a9\u21aa\u3030\u303d\u055f\u0589\u05f4\u060c\u060d\u066b\u066c\u06d4\u07f8"
)
_SEPARATING_CATEGORIES = frozenset({"Mn", "Mc", "Me", "Cf", "Sk", "Pc"})
#: Combining marks that our analysis keeps within a token.
_KEPT_MARKS = range(0x300, 0x370)


def _separators() -> Iterator[str]:
    """The characters that the server must be told to take for separators; planes 2 and 3, ideographs, have none."""
    spans = _MARKS.replace("\u2194-\u2199", "".join(map(chr, range(0x2194, 0x219A))))
    yield from spans
    for code in (
        *range(0x80, 0xD800),
        *range(0xE000, 0x20000),
        *range(0xE0000, 0xE0200),
    ):
        if unicodedata.category(chr(code)) in _SEPARATING_CATEGORIES and code not in _KEPT_MARKS:
            yield chr(code)


def server_term(unit: str) -> str:
    """A unit as the server's index has it: `u0025` for %, which its tokenizer would drop.

    So it would some later Han characters, whatever a text holds of them.
    """
    return f"u{ord(unit):04x}" if is_lone(unit) else unit


@cache
def _fold_rules() -> list[str]:
    """The rules of a `mapping` char_filter, `from => to`."""
    rules = dict.fromkeys(_separators(), " ")
    rules.update((character, f" {server_term(character)} ") for character in lone_characters())
    replaced = str.maketrans(rules)
    rules.update((source, target.translate(replaced)) for source, target in fold_entries())
    return [f"{_escaped(source)}=>{_escaped(target)}" for source, target in rules.items()]


def _escaped(text: str) -> str:
    r"""A text as a rule takes it: characters that are invisible or part of a rule become \uXXXX, in units of UTF-16."""
    return "".join(
        "".join(f"\\u{unit:04x}" for unit in memoryview(character.encode("utf-16-le")).cast("H"))
        if character in "\\=>#" or character.isspace() or unicodedata.category(character)[0] in "CMZ"
        else character
        for character in text
    )


#: The analyzers of a text field: when indexing, for words that KQL looks for, and for quoted words in KQL.
INDEXED, SEARCHED, QUOTED = "units_and_grams", "grams", "chars"
#: The similarities of a text's words, and of brief texts; that of a text's grams is named as its analyzer, INDEXED.
WORD_RANKING, BRIEF = "word_ranking", "brief"


def _analyzers(cut_by: str) -> list[Any]:
    """All analyzers of an index. None has a `lowercase` filter: the fold has done that."""
    fold = char_filter("fold", "mapping", mappings=_fold_rules())
    # The tokenizer keeps a comma between any two digits: first those are parted that stand within no number.
    commas = char_filter("commas", "pattern_replace", pattern=f"(?!{NUMBER_COMMA}),", replacement=" ")
    common: dict[str, Any] = {
        "char_filter": [fold, commas],
        "tokenizer": tokenizer("units", "standard", max_token_length=TOKEN_LIMIT),
    }

    def bigrams(name: str, *, units: bool) -> Any:
        ignored = ["hiragana", "katakana", "hangul"]
        return token_filter(name, "cjk_bigram", output_unigrams=units, ignored_scripts=ignored)

    return [
        analyzer(INDEXED, filter=[bigrams(INDEXED, units=True)], **common),
        analyzer(SEARCHED, filter=[bigrams(SEARCHED, units=False)], **common),
        analyzer(QUOTED, **common),
        analyzer(STREAM, tokenizer=tokenizer(STREAM, "char_group", tokenize_on_chars=[SEPARATOR])),
        *([analyzer(IK, char_filter=[fold], tokenizer=IK_SMART)] if cut_by == IK else []),
    ]


#: BM25 of words and of grams: a term's weight grows with its number in a text, but K1 + 1 times at most, and B says how
#: much of it a text loses that is longer than the average. These are Lucene's defaults; tantivy has them built in. An
#: index is created with them: whoever changes one raises SCHEMA_VERSION.
K1, B = 1.2, 0.75
#: A unit and the bigram that begins with it share a position. By default BM25 leaves the second out of a text's length,
#: but counts it in the average length: texts would look half as long as they are, and rank otherwise than in the
#: embedded engine. In a brief text only the rarity of its terms counts: many articles have no headline, and the average
#: over them would make every headline look long.
SIMILARITY: dict[str, dict[str, Any]] = {
    WORD_RANKING: {"type": "BM25", "k1": K1, "b": B},
    INDEXED: {"type": "BM25", "k1": K1, "b": B, "discount_overlaps": False},
    BRIEF: {"type": "BM25", "k1": 0.0, "b": 0.0},
}

# ------------------------------------------------------------------------------------------------------- mapping


def words_field(name: str) -> str:
    """The field that holds the words of a text field: `body_words`."""
    return f"{name}_words"


def keyword_field(name: str) -> str:
    """The field that holds the exact values of a field of KEYWORD_FIELDS: `newspaper`, but `reporters.exact`."""
    return f"{name}.exact" if any(field.name == name for field in TEXT_FIELDS) else name


CONTENT_HASH = "content_hash"
#: Fields that are sent besides the document, and that no search asks back. They stay in `_source`: excluding fields
#: makes Elasticsearch store _source twice, the second time whole, for recovery. 20,000 news would take 94.2 MB instead
#: of 86.6, merged 87.6 instead of 80.0, and a tenth more of the server's CPU. (`python -m benchmarks.elasticsearch
#: ours`; `cjk` 63.3 and 59.1.)
NOT_IN_HITS = (*(words_field(field.name) for field in TEXT_FIELDS), CONTENT_HASH)


def _text(field: Field, cut_by: str) -> DslField:
    more: dict[str, Any] = {"fields": {"exact": Keyword()}} if field.exact else {}
    if cut_by == IK:
        more["copy_to"] = words_field(field.name)
    return Text(
        analyzer=INDEXED,
        search_analyzer=SEARCHED,
        search_quote_analyzer=QUOTED,
        similarity=BRIEF if field.brief else INDEXED,
        **more,
    )


def _words(field: Field, cut_by: str) -> Text:
    return Text(
        analyzer=IK if cut_by == IK else STREAM,
        index_options="docs" if field.brief else "freqs",
        similarity=BRIEF if field.brief else WORD_RANKING,
    )


#: How a day may be written: articles have it whole, and it is answered so; a month or a year is for what people ask in
#: Kibana (`date >= "2022-05"`), and stands for its first day.
DATES = "strict_date||strict_year_month||strict_year"
_KINDS: dict[Kind, Any] = {
    Kind.TEXT: _text,
    Kind.KEYWORD: lambda *_: Keyword(),
    Kind.DATE: lambda *_: Date(format=DATES),
    Kind.STORED: lambda *_: Object(enabled=False),
    Kind.EXTRA: lambda *_: Flattened(ignore_above=EXTRA_CHARACTERS, depth_limit=EXTRA_DEPTH),
}


def mapping(meta: dict[str, Any]) -> Mapping:
    """The mapping of an index of articles; `meta` says what wrote it."""
    cut_by = meta.get("analyzer", WORDS)
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_meta", meta)
    for field in FIELDS:
        made.field(field.name, _KINDS[field.kind](field, cut_by))
    for field in TEXT_FIELDS:
        made.field(words_field(field.name), _words(field, cut_by))
    made.field(CONTENT_HASH, Keyword(index=False))
    return made


#: Characters of a text that Kibana's Discover may highlight. It asks of every field, and the server refuses the whole
#: question where a hit is longer than this; unless set, a million. No body is longer than what a reader takes.
HIGHLIGHTED_CHARACTERS = TEXT_BYTES


def new_index(name: str, meta: dict[str, Any], *, building: bool) -> Index:
    """An index of articles, not created yet."""
    index = Index(name)
    index.settings(
        refresh_interval="-1",  # a write becomes visible when its writer commits, not by a clock
        similarity=SIMILARITY,
        query={"default_field": [field.name for field in TEXT_FIELDS]},
        highlight={"max_analyzed_offset": HIGHLIGHTED_CHARACTERS},
        **Layout.from_meta(meta).of_new_index(building=building),
    )
    for defined in _analyzers(meta.get("analyzer", WORDS)):
        index.analyzer(defined)
    index.mapping(mapping(meta))
    return index


#: The fields of a pause, which is kept beside the lock.
PAUSE_FIELDS: dict[str, Any] = {name: {"type": "keyword", "index": False} for name in ("by", "reason", "until")}


def new_lock_index(name: str) -> Index:
    """The index of the document that says which run writes, and of that of a pause; hidden from wildcards."""
    index = Index(name)
    index.settings(number_of_shards=1, number_of_replicas=0, auto_expand_replicas="0-1", hidden=True)
    made = Mapping()
    made.meta("dynamic", "strict")
    for field in ("owner", "host", "process", "since", *PAUSE_FIELDS):
        made.field(field, Keyword(index=False))
    index.mapping(made)
    return index


#: Fields of a run's record that can be searched and drawn in charts; the others are only stored.
_RUN_FIELDS: dict[str, Any] = {
    **dict.fromkeys(("number", "code", "files", "pages", "indexed", "unchanged", "deleted", "rejected"), Long),
    **dict.fromkeys(("started", "ended"), Date),
    **dict.fromkeys(("action", "host", "version", "generation"), Keyword),
    "articles": Long,
    "seconds": Double,
}


def new_runs_index(name: str) -> Index:
    """The index of the records of runs, hidden from wildcards. A later version may add fields to a record."""
    index = Index(name)
    index.settings(number_of_shards=1, number_of_replicas=0, auto_expand_replicas="0-1", hidden=True)
    made = Mapping()
    made.meta("dynamic", "false")
    for field, kind in _RUN_FIELDS.items():
        made.field(field, kind())
    index.mapping(made)
    return index


# -------------------------------------------------------------------------------------------------------- source


def source_json(document: Document, document_json: str, content_hash: str, cut_by: str = WORDS) -> bytes:
    """What is sent for a document: its canonical JSON, its content hash, and the words of its texts if we cut them."""
    added: dict[str, Any] = {CONTENT_HASH: content_hash}
    for field in TEXT_FIELDS if cut_by == WORDS else ():
        texts = document.texts(field.name)
        words = SEPARATOR.join(filter(None, map(word_stream, texts)))
        if words:
            added[words_field(field.name)] = words
    return f"{document_json[:-1]},{json.dumps(added, ensure_ascii=False)[1:]}".encode()
