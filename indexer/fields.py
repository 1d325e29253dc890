"""FIELDS: every fact that is kept of an article, one row each. Whatever else knows a field's name derives it from here.

Enters: nothing. Leaves: `FIELDS`, a tuple of `Field`, in the order in which an article is read; and `ArticleFields`,
the dataclass whose attributes are the rows: a row is at the same time an attribute of every Document.

    >>> FIELD_OF_NAME["reporters"].query_names
    ('reporter', '记者')

To add a field, add a row at the end of ArticleFields: one, for example, that records bring, that can be filtered and
counted, and that answers show:

    issue_number: str | None = row(
        Kind.KEYWORD,
        default=None,
        labels=("期号", "issue number"),
        query_names=("issue_number", "期号"),
        record_names=("期号",),
        option=Option("NUMBER", "Articles of this issue."),
        facet=True,
        column=True,
        shown=Shown.END,
    )

That row makes it work; tests then ask for README, the help of query, and the generated files (`make generated`).
Readers take the field from records, both engines index it, queries know `issue_number:` and `期号:`, `query`, `facets`
and `trend` have `--issue-number`, `--by issue_number` counts it, templates filter by it, and answers, `show` and Kibana
show it (`tests/project/test_one_new_field.py` adds this very row). Raise SCHEMA_VERSION with it: an index that was
written before does not have the field, and has to be written anew.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.limits import ID_BYTES

#: Says which FIELDS an index was written with: raised with every change of a row that an engine sees.
SCHEMA_VERSION = 4


class Kind(Enum):
    """What a field holds, and so what an engine can do with it."""

    TEXT = "text"  # one text or several: analysed into words, grams and chars; ranked, matched, highlighted
    KEYWORD = "keyword"  # exact values: filtered, counted
    DATE = "date"  # a day: filtered by range, sorted, counted by period
    STORED = "stored"  # given back as it is
    EXTRA = "extra"  # the further fields of a ready-made record: given back, filtered by exact value


class Origin(Enum):
    """Where a field's value comes from."""

    RECORD = "record"  # a ready-made record may bring it; of a page, the page parser finds it
    DERIVED = "derived"  # found in the article's text (`xtsearch.indexer.entities`), unless its record brings it
    INDEXING = "indexing"  # written by xtsearch itself; a record cannot bring it


class Shown(Enum):
    """Where the JSON of an article, or of a hit if the field is a column, has a field."""

    HEAD = "head"  # among the facts at the top
    SOURCE = "source"  # within `source`, which says where the article stands
    END = "end"  # after everything else: long, or added later (new keys of JSON come last)
    NOWHERE = "nowhere"  # used by xtsearch itself


@dataclass(frozen=True, slots=True)
class Option:
    """The command line option that filters by a field: the name of its value in the help, and the help."""

    value: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of FIELDS.

    `weight`: of a TEXT field, how much a match in it counts in ranking; the body's is 1.
    `brief`: of a TEXT field, that a term occurs in it is all that counts, not how often, nor how long the text is.
    `exact`: of a TEXT field, its whole values are keywords as well: they can be filtered and counted.
    `several`: the value is a tuple, empty if the article has none. Of a field of one value it is None, or empty text.
    `pairs`: the value is a tuple of pairs of numbers.
    `query_names`: the names that people type before a colon in a query, English first. The first one is also that of
    the option and of the facet. If there are none, queries cannot ask for the field.
    `record_names`: names that a record, or the header of a table, may have for it besides `name`. Of several that a
    record has, the first with a value counts. `readers.record_names` says which spellings are alike.
    `labels`: what people call it, in Chinese and in English; empty for a field that nobody is shown.
    `option`: the option of `query`, `facets` and `trend` that filters by it, if there is one.
    `facet`: whether `--by` counts by it. `column`: whether it is a column of answers.
    `shown`: where the JSON of an article has it.
    """

    name: str
    kind: Kind
    origin: Origin
    several: bool
    weight: float = 0.0
    brief: bool = False
    exact: bool = False
    pairs: bool = False
    query_names: tuple[str, ...] = ()
    record_names: tuple[str, ...] = ()
    labels: tuple[str, str] = ("", "")
    option: Option | None = None
    facet: bool = False
    column: bool = False
    shown: Shown = Shown.HEAD

    @property
    def query_name(self) -> str:
        """Its English name in queries, in `--by`, and of its option; empty where a query cannot ask for it."""
        return self.query_names[0] if self.query_names else ""

    @property
    def is_keyword(self) -> bool:
        """Whether its whole values can be filtered and counted."""
        return self.kind is Kind.KEYWORD or self.exact

    @property
    def is_given(self) -> bool:
        """Whether a ready-made record may bring it under its own name; other names go into `extra`."""
        return self.origin is not Origin.INDEXING


_REQUIRED: Any = dataclasses.MISSING
_Class = TypeVar("_Class")


def row(
    kind: Kind,
    *,
    default: Any = _REQUIRED,
    default_factory: Any = _REQUIRED,
    origin: Origin = Origin.RECORD,
    **about: Any,
) -> Any:
    """One row: a dataclass field with what is said of it, as `Field` names it."""
    described = {"kind": kind, "origin": origin, "several": default == (), **about}
    return dataclasses.field(default=default, default_factory=default_factory, metadata=described)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(row,))
def _rows(table: type[_Class]) -> type[_Class]:
    return dataclass(frozen=True, slots=True, kw_only=True)(table)


#: Weights are multiples of the body's. Headlines were asked of 20,000 news for the other reports of the same event
#: (`python -m benchmarks headline_weight`, and likewise for bodies); MRR@10 by the headline's weight: 0 .549, 0.5 .632,
#: 1 .640, 1.5 .633, 2 .625, 4 .604. 1.5 is no worse than 1 by more than chance (-.007, -.017 to .003), and people look
#: for a headline first. A kicker is a headline's second line and weighs as much.
_HEADLINE_WEIGHT = 1.5


@_rows
class ArticleFields:
    """The rows of FIELDS, in the order in which columns, `show`, facets and options list them."""

    id: str = row(
        Kind.KEYWORD,
        labels=("编号", "id"),
        # Not 序号, index or No.: they count the rows of a table.
        record_names=_names("编号 文档编号 文档ID 文章ID 新闻ID 稿件ID doc_id document_id guid uuid"),
        column=True,
    )
    title: str | None = row(
        Kind.TEXT,
        default=None,
        weight=_HEADLINE_WEIGHT,
        brief=True,
        labels=("标题", "title"),
        query_names=("title", "标题"),
        record_names=_names("标题 题名 题目 主标题 正题 headline"),
        column=True,
    )
    kicker: str | None = row(
        Kind.TEXT,
        default=None,
        weight=_HEADLINE_WEIGHT,
        brief=True,
        labels=("引题", "kicker"),
        record_names=("引题", "肩题", "眉题"),
        column=True,
    )
    subtitle: str | None = row(
        Kind.TEXT,
        default=None,
        weight=1.0,
        brief=True,
        labels=("副题", "subtitle"),
        record_names=("副题", "副标题", "sub_headline"),
    )
    body: str = row(
        Kind.TEXT,
        weight=1.0,
        labels=("正文", "body"),
        query_names=("body", "正文"),
        record_names=_names(
            "正文 全文 内容 正文内容 文本 文章 content text full_text main_text article html content_html body_html"
            " content_text body_text"
        ),
        shown=Shown.END,
    )
    date: datetime.date | None = row(
        Kind.DATE,
        default=None,
        labels=("日期", "date"),
        query_names=("date", "日期"),
        record_names=_names(
            "日期 见报日期 出版日期 刊发日期 刊登日期 发表日期 发布日期 报道日期 见报时间 出版时间 刊发时间 刊登时间"
            " 发表时间 发布时间 报道时间 日期时间 时间 发稿时间 pub_date publish_date published_date publication_date"
            " date_published date_publish published_at published_on published publish_at publish_time published_time"
            " pub_time release_date release_time issue_date datetime timestamp time 创建时间 created_at create_time"
            " created_time created"
        ),
        column=True,
    )
    date_from: str | None = row(
        Kind.KEYWORD, default=None, origin=Origin.INDEXING, labels=("日期来源", "source of the date")
    )
    newspaper: str | None = row(
        Kind.KEYWORD,
        default=None,
        labels=("报纸", "newspaper"),
        query_names=("newspaper", "报纸"),
        record_names=_names(
            "报纸 报名 报刊 报纸名称 报刊名称 报纸名 报刊名 刊名 媒体 媒体名称 来源媒体 来源报纸 来源 信息来源 稿源"
            " 出处 newspaper_name paper media media_name outlet publication publisher source_name source"
        ),
        option=Option("NAME", "Articles of this newspaper; again for another one."),
        facet=True,
        column=True,
    )
    reporters: tuple[str, ...] = row(
        Kind.TEXT,
        default=(),
        weight=1.0,
        brief=True,
        exact=True,
        labels=("记者", "reporters"),
        query_names=("reporter", "记者"),
        record_names=_names(
            "记者 本报记者 作者 作者姓名 记者姓名 撰稿 撰稿人 署名 reporter author authors author_name byline"
            " writer writers"
        ),
        option=Option("NAME", "Articles by this reporter; again for another one."),
        facet=True,
        column=True,
    )
    interns: tuple[str, ...] = row(
        Kind.TEXT,
        default=(),
        weight=0.5,
        brief=True,
        exact=True,
        labels=("实习生", "interns"),
        record_names=("实习生", "实习记者", "intern"),
    )
    correspondents: tuple[str, ...] = row(
        Kind.TEXT,
        default=(),
        weight=0.5,
        brief=True,
        exact=True,
        labels=("通讯员", "correspondents"),
        record_names=("通讯员", "correspondent"),
    )
    agency: str | None = row(
        Kind.KEYWORD,
        default=None,
        labels=("通讯社", "agency"),
        query_names=("agency", "通讯社"),
        record_names=("通讯社", "news_agency"),
        facet=True,
    )
    persons: tuple[str, ...] = row(
        Kind.KEYWORD,
        default=(),
        origin=Origin.DERIVED,
        labels=("人物", "persons"),
        query_names=("person", "人物"),
        option=Option("NAME", "Articles that name this person; again for another one."),
        facet=True,
    )
    places: tuple[str, ...] = row(
        Kind.KEYWORD,
        default=(),
        origin=Origin.DERIVED,
        labels=("地点", "places"),
        query_names=("place", "地点"),
        option=Option("NAME", "Articles that name this place, 湘潭 for 湘潭市 as well."),
        facet=True,
    )
    organisations: tuple[str, ...] = row(
        Kind.KEYWORD,
        default=(),
        origin=Origin.DERIVED,
        labels=("机构", "organisations"),
        query_names=("organisation", "organization", "机构"),
        option=Option("NAME", "Articles that name this organisation."),
        facet=True,
    )
    keywords: tuple[str, ...] = row(
        Kind.KEYWORD,
        default=(),
        origin=Origin.DERIVED,
        labels=("关键词", "keywords"),
        query_names=("keyword", "关键词"),
        record_names=("关键词", "关键字", "keyword"),
        option=Option("WORD", "Articles with this word among their keywords."),
        facet=True,
    )
    #: The names of the fields of Origin.DERIVED that the record brought; the others are not part of the content hash.
    given: tuple[str, ...] = row(Kind.STORED, default=(), origin=Origin.INDEXING, shown=Shown.NOWHERE)
    #: The names of the fields of a ready-made article that its record left out and its text prints, in the byline and
    #: dateline; they are not part of the content hash.
    printed: tuple[str, ...] = row(Kind.STORED, default=(), origin=Origin.INDEXING, shown=Shown.NOWHERE)
    #: The path of the source file, relative to `source_root`, with `/`.
    file: str = row(
        Kind.KEYWORD,
        default="",
        origin=Origin.INDEXING,
        labels=("版面文件", "page file"),
        query_names=("page", "版面"),
        facet=True,
        column=True,
        shown=Shown.SOURCE,
    )
    source_root: str = row(
        Kind.KEYWORD,
        default="",
        origin=Origin.INDEXING,
        labels=("来源目录", "source folder"),
        shown=Shown.NOWHERE,
    )
    #: First and last line of each run of page lines, counted from 1; None for a ready-made record.
    lines: tuple[tuple[int, int], ...] | None = row(
        Kind.STORED, default=None, origin=Origin.INDEXING, pairs=True, column=True, shown=Shown.SOURCE
    )
    #: Where the text of a page line begins in `body` (offset in code points), and the line, ascending.
    body_lines: tuple[tuple[int, int], ...] = row(
        Kind.STORED, default=(), origin=Origin.INDEXING, pairs=True, shown=Shown.NOWHERE
    )
    title_lines: tuple[int, ...] = row(Kind.STORED, default=(), origin=Origin.INDEXING, shown=Shown.NOWHERE)
    kicker_lines: tuple[int, ...] = row(Kind.STORED, default=(), origin=Origin.INDEXING, shown=Shown.NOWHERE)
    confidence: float | None = row(Kind.STORED, default=None, origin=Origin.INDEXING, shown=Shown.END)
    #: The fields of a ready-made record that no row names, as they are.
    extra: Mapping[str, Any] = row(
        Kind.EXTRA,
        default_factory=dict,
        origin=Origin.INDEXING,
        labels=("其他字段", "further fields"),
        shown=Shown.END,
    )

    #: The number of the article's page among the pages of its file, counted from 1; None for a ready-made record.
    page: int | None = row(Kind.STORED, default=None, origin=Origin.INDEXING, shown=Shown.SOURCE)
    #: The number that is printed on its page, as it is printed: 01, A4.
    printed_page: str | None = row(
        Kind.KEYWORD,
        default=None,
        labels=("版次", "printed page"),
        query_names=("printed_page", "版次"),
        record_names=("版次", "版面", "版号", "版面号", "page", "page_number", "page_no"),
        shown=Shown.END,
    )
    #: The pages that the article says it is continued from and goes on in (上接第一版, 下转第二版), as 1 or A4. What
    #: stands there may be in another file, so that it is looked up where it is asked (`queries.continuations`).
    continued_from: str | None = row(
        Kind.KEYWORD, default=None, origin=Origin.INDEXING, labels=("上接版次", "continued from page"), shown=Shown.END
    )
    goes_on_in: str | None = row(
        Kind.KEYWORD, default=None, origin=Origin.INDEXING, labels=("下转版次", "goes on in page"), shown=Shown.END
    )
    #: The id of the article of the same file that this one goes on from.
    continues: str | None = row(
        Kind.KEYWORD, default=None, origin=Origin.INDEXING, labels=("上接文章", "continues"), shown=Shown.END
    )

    def __post_init__(self) -> None:
        size = len(self.id.encode("utf-8", "replace"))
        if not 0 < size <= ID_BYTES:
            raise InputError(f"it has {size} bytes, and an id has 1 to {ID_BYTES} bytes; shorten it", Fault.ID)


FIELDS: tuple[Field, ...] = tuple(
    Field(name=attribute.name, **attribute.metadata) for attribute in dataclasses.fields(ArticleFields)
)
FIELD_OF_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

DATE_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind is Kind.DATE)
TEXT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind is Kind.TEXT)
#: Fields whose whole values can be filtered and counted.
KEYWORD_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.is_keyword)
#: Fields that are filter options of commands or facets, in the order in which both are listed: who wrote the article
#: first.
OPTION_FIELDS, FACET_FIELDS = (
    tuple(sorted((field for field in FIELDS if chosen(field)), key=lambda field: not field.exact))
    for chosen in (lambda field: field.option is not None, lambda field: field.facet)
)
#: Parts of the date that articles can be counted by, as engines call them.
DATE_PARTS = ("month", "day")
#: What articles can be counted by: its name in `--by`, and what the engines call it.
FACETS: Mapping[str, str] = {
    **{field.query_name: field.name for field in FACET_FIELDS},
    **{part: part for part in DATE_PARTS},
}
#: Names of the fields that are found in an article's text, unless its record brings them.
DERIVED_FIELDS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.origin is Origin.DERIVED)
