"""The library: an index opened once, then one call for each question. The commands of `xtsearch` are made of the same.

    import xtsearch

    with xtsearch.open("news/") as index:
        index.add(["seeds/", {"title": "市领导调研文艺工作", "body": "本报讯……", "date": "2022-05-13"}])
        for hit in index.search("专项整治", since="2022-05", limit=20):
            print(hit.title, hit.date, hit.highlights)

Enters: texts, records, paths, days. Leaves: frozen dataclasses, each with `to_dict()`, the JSON of the command line,
and those that are answers with `records()`, rows for `pandas.DataFrame`. Errors are those of `xtsearch.indexer.errors`.

What a call needs is imported by the call: a search loads no page parser, `import xtsearch` nothing at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from threading import RLock
from typing import TYPE_CHECKING, Any, Self, TypeVar

from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine, Status
from xtsearch.indexer.errors import ArgumentError, NotAuthorised
from xtsearch.settings import Settings, read_settings

if TYPE_CHECKING:
    import datetime
    from types import TracebackType

    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.dry_run import DryRun
    from xtsearch.indexer.engines.pauses import Pause
    from xtsearch.indexer.engines.request import Node
    from xtsearch.indexer.engines.run_records import Run
    from xtsearch.indexer.pages.corrections import Corrections
    from xtsearch.indexer.pages.split import Split
    from xtsearch.indexer.plan import Plan
    from xtsearch.indexer.readers import Reading, Rejected
    from xtsearch.indexer.readers.objects import ArticleSource
    from xtsearch.indexer.report import Report
    from xtsearch.indexer.source_settings import Html
    from xtsearch.indexer.text.words import Analysis
    from xtsearch.queries.continuations import Continuations
    from xtsearch.queries.counts import Facets, PeriodLength, Trend
    from xtsearch.queries.matching import Matching
    from xtsearch.queries.members import Query
    from xtsearch.queries.search import Answer, ArticleHit
    from xtsearch.queries.templates.template import Template

_Text = TypeVar("_Text", bound=str)

#: What `facets` counts by unless told otherwise.
DEFAULT_FACETS = ("reporter", "newspaper", "month")


@dataclass(frozen=True, slots=True)
class IndexStatus(Status):
    """What is live, and what the last runs of `job run` did: None where none is recorded, or we may not know."""

    paused: Pause | None = None
    last_run: Run | None = None
    last_success: Run | None = None

    def to_dict(self) -> dict[str, Any]:
        """What `status --format json` writes, as JSON values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        runs = {name: values[name] and values[name].to_dict() for name in ("paused", "last_run", "last_success")}
        return values | {"generations": list(self.generations), "foreign": list(self.foreign)} | runs


@dataclass(frozen=True, slots=True)
class Rollback:
    """The generation that is live again, the one that was live `before` and is kept, and how many articles are live."""

    generation: str
    before: str
    articles: int

    def to_dict(self) -> dict[str, Any]:
        """What `rollback --format json` writes, as JSON values."""
        return {"generation": self.generation, "before": self.before, "articles": self.articles}


def open_index(
    location: str | os.PathLike[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    alias: str | None = None,
    analyzer: str | None = None,
    patience: float | None = None,
    shards: int | None = None,
    replicas: int | None = None,
    templates: str | os.PathLike[str] | None = None,
) -> Index:
    """The index at `location`: a folder, or the http(s) URL of an Elasticsearch. Nothing is read or made there yet.

    Exported as `xtsearch.open`.

    Args:
        location: None for the one that `xtsearch` would ask: XTSEARCH_INDEX, `index` in the config file, or the
            folder in the user's data folder.
        environ: where settings and secrets (XTSEARCH_API_KEY ...) are read from; None: os.environ.
        alias: on Elasticsearch, the alias of the index; None: XTSEARCH_ALIAS, or else `xtsearch-articles`.
        analyzer: on Elasticsearch, what cuts the words of a new index: `words` or `ik`; None: as the live one.
        patience: on Elasticsearch, how many seconds a call that writes waits for a server that is away; None:
            XTSEARCH_PATIENCE, or else 120.
        shards: on Elasticsearch, how many shards a new index has; None: XTSEARCH_SHARDS, or else as the live one.
        replicas: the same for further copies of each shard; None: XTSEARCH_REPLICAS, or else as the live one, or else
            one where there is a second node.
        templates: the folder of your own query templates; None: XTSEARCH_TEMPLATES, or `templates` of the config file.

    Raises:
        SettingsError: the config file cannot be read.
        XtsearchError: the location, the alias, the analyzer or the credentials cannot be used.

        >>> with open_index("news/") as index:
        ...     print(index.status().articles)
        13
    """
    environment = dict(os.environ if environ is None else environ)
    if alias:
        environment["XTSEARCH_ALIAS"] = alias
    environment |= of_a_server(patience=patience, shards=shards, replicas=replicas)
    if templates is not None:
        environment["XTSEARCH_TEMPLATES"] = os.fspath(templates)
    settings = read_settings(environment, index=None if location is None else os.fspath(location))
    return Index(settings, environment, analyzer=analyzer)


def of_a_server(*, patience: float | None, shards: int | None, replicas: int | None) -> dict[str, str]:
    """Variables of the environment that say how a server is used; none for what is None."""
    values = {"XTSEARCH_PATIENCE": patience, "XTSEARCH_SHARDS": shards, "XTSEARCH_REPLICAS": replicas}
    return {name: str(value) for name, value in values.items() if value is not None}


def split_page(
    page: str | os.PathLike[str],
    *,
    date: str | datetime.date | None = None,
    newspaper: str | None = None,
    corrections: Corrections | None = None,
) -> Split:
    """The articles of a newspaper page, and what belongs to none. No index is needed.

    Args:
        page: the text of a page; or, as a `pathlib.Path`, its file, read as `xtsearch split` reads it: with the
            corrections that stand beside it, and the date and newspaper that its name tells.
        date: the day that is printed on the page, where it is known.
        newspaper: the name of the paper, where it is known: lines that are the name are then no headlines.
        corrections: what a person has corrected; None: what stands beside the file, if anything.

    Raises:
        InputError: the file cannot be read, is empty or is no text.
        PageError: the corrections name lines that the page does not have.

        >>> split_page("本报讯（记者 王超）5月13日，我市召开推进会。").articles[0].reporters
        ('王超',)
    """
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.pages.corrections import NONE
    from xtsearch.indexer.pages.load import load_page_file, load_text
    from xtsearch.queries.narrowing import first_day

    day = first_day("date", date) if date else None
    if isinstance(page, str):
        return load_text(page, newspaper=newspaper, date=day, corrections=corrections or NONE).split()
    file = os.fspath(page)
    try:
        loaded = load_page_file(file, file, newspaper=newspaper, date=day)
        return (loaded if corrections is None else replace(loaded, corrections=corrections)).split()
    except InputError as error:
        raise type(error)(f"{file}: {error}") from error


def check_records(
    articles: ArticleSource | Iterable[ArticleSource],
    *,
    record_map: str | Sequence[str] = (),
    limit: int = 10,
    settings: Settings | None = None,
) -> DryRun:
    """What `Index.add` would make of records: the first `limit` articles, and the counts of all. No index is needed.

    Args:
        articles: as of `Index.add`.
        record_map: what the names in records mean: NAME=FIELD, or the path of a YAML file, or several of them.
            html: `strip` takes markup out of texts, `keep` leaves it; None: what the settings say.
        limit: how many articles to give.
        settings: None: those of the environment and the config file.

    Raises:
        MapError: the map says something wrong.

        >>> check_records([{"稿件": "本报讯 我市召开推进会。"}], record_map="稿件=body").count
        1
    """
    from xtsearch.indexer.dry_run import dry_run

    reading = _reading(settings or read_settings(os.environ), articles, None, None, False, record_map)
    return dry_run(reading, limit=limit)


def analyze(text: str) -> Analysis:
    """How a text is folded and cut into words, grams and chars, each term with its place in the text.

    >>> [token.term for token in analyze("工程建设项目").words]
    ['工程', '建设', '项目']
    """
    from xtsearch.indexer.text.words import analyze as analyze_text

    return analyze_text(text)


class Index:
    """An index that is open: on disk or on a server, as `open` found it. Close it, or use it in a `with` statement.

    Each call sees what was committed, published or rolled back before it, by this process or another. All methods may
    be called from several threads; of those that write, one waits for the other. `engine` is what lies beneath.

    Raises, from every method that asks the engine: IndexMissing where nothing was added yet (only `add`, `reindex`
    and `synchronise` make an index), IndexForeign, IndexOutdated, EngineUnavailable, NotAuthorised.
    """

    def __init__(self, settings: Settings, environ: Mapping[str, str], *, analyzer: str | None = None) -> None:
        self.location = settings.index
        environ = {**environ, "XTSEARCH_ON_MISSING_ANALYZER": settings.on_missing_analyzer}
        self.engine: Engine = open_engine(settings.index, environ, analyzer=analyzer)
        self._settings = settings
        self._writing = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"xtsearch.open({self.location!r})"

    def close(self) -> None:
        """Let go of files and connections."""
        self.engine.close()

    # -------------------------------------------------------------------------------------------------- writing

    def add(
        self,
        articles: ArticleSource | Iterable[ArticleSource],
        *,
        newspaper: str | None = None,
        date: str | datetime.date | None = None,
        prune: bool = False,
        replace: bool = False,
        force: bool = False,
        wait: float = 0,
        strict: bool = False,
        record_map: str | Sequence[str] = (),
        html: Html | None = None,
        progress: Callable[[Reading, int], None] | None = None,
        on_rejected: Callable[[Rejected], None] | None = None,
    ) -> Report:
        """Write what is new or changed; what is unchanged is not written again. All becomes visible at once.

        Args:
            articles: in any mix and from any iterable, or one alone: records as mappings (`title`, `body`, `date`,
                `reporters` ...; other names are kept as further fields), Documents, and paths (str or PathLike) of
                files and folders. A text is always a path.
            newspaper: the paper of articles that name none.
            date: the day of page texts that do not tell theirs.
            prune: delete articles that were added from one of these folders or files, and are no longer there.
            replace: where a file has another text under the id of an article of another file, take the new one. It
                is rejected otherwise, unless its field `updated` is later. Records and Documents always replace.
            force: prune even more than a twentieth of all articles.
            wait: seconds to wait for another process that is writing; `math.inf` for as long as it takes.
            strict: let the report's `exit_code` be 6 where what stands for a record's date is none. Such an article is
                undated, and counted as one of `bad_dates`, either way.
            record_map: what the names in records mean: NAME=FIELD, or the path of a YAML file, or several of them.
            html: `strip` takes markup out of texts, `keep` leaves it; None: what the settings say.
            progress: called now and then with the sources and the number of articles so far.
            on_rejected: called with each rejection, of which the Report names the first hundred.

        What cannot be read, a record without a text for instance, is in the Report and not raised.

        Raises:
            IndexLocked: another process is writing, and still after `wait` seconds.
            IndexOutdated: another version of xtsearch wrote the index: `reindex`.
            GateRefused: too much would be pruned; nothing was changed.

            >>> index.add({"id": "a", "body": "本报讯 我市召开推进会。"}).indexed
            1
        """
        from xtsearch.indexer.reindex import index

        reading = self._read(articles, newspaper, date, strict, record_map, html)
        with self._writing:
            return index(
                self.engine,
                reading,
                prune=prune,
                replace=replace,
                force=force,
                wait=wait,
                progress=progress,
                on_rejected=on_rejected,
            )

    def reindex(
        self,
        articles: ArticleSource | Iterable[ArticleSource],
        *,
        newspaper: str | None = None,
        date: str | datetime.date | None = None,
        replace: bool = False,
        allow_rejected: int | None = None,
        smoke: Sequence[str] = (),
        force: bool = False,
        wait: float = 0,
        strict: bool = False,
        record_map: str | Sequence[str] = (),
        html: Html | None = None,
        progress: Callable[[Reading, int], None] | None = None,
        on_rejected: Callable[[Rejected], None] | None = None,
    ) -> Report:
        """Build a new index of these articles alone, and put it in the place of the live one in one step.

        The arguments are those of `add`, and:

        Args:
            allow_rejected: how many rejections are allowed; None: any number of input, none of the engine.
            smoke: queries that have to find something in the new index.
            force: replace the live index even by one with less than 95 % of its articles.

        Raises:
            GateRefused: the new index did not pass; the live one stays.
            IndexLocked: another process is writing, and still after `wait` seconds.
        """
        from xtsearch.indexer.reindex import reindex

        reading, gates = (
            self._read(articles, newspaper, date, strict, record_map, html),
            self._gates(allow_rejected, force, smoke),
        )
        with self._writing:
            return reindex(
                self.engine,
                reading,
                gates=gates,
                replace=replace,
                wait=wait,
                progress=progress,
                on_rejected=on_rejected,
            )

    def plan(
        self,
        articles: ArticleSource | Iterable[ArticleSource],
        *,
        newspaper: str | None = None,
        date: str | datetime.date | None = None,
        force: bool = False,
        record_map: str | Sequence[str] = (),
        html: Html | None = None,
    ) -> Plan:
        """What `reindex` would do with these articles: how many there are, what is rejected, how large the new index
        would be, and whether it would be refused. The arguments are those of `reindex`; nothing is written.

            >>> index.plan("/srv/news").run.counts()
            '20,000 records: 19,998 articles, 2 rejected (no text 2)'
        """
        from xtsearch.indexer.plan import plan

        return plan(self.engine, self._read(articles, newspaper, date, False, record_map, html), force=force)

    def synchronise(
        self,
        articles: ArticleSource | Iterable[ArticleSource],
        *,
        newspaper: str | None = None,
        full: bool = False,
        force: bool = False,
        allow_rejected: int | None = None,
        smoke: Sequence[str] = (),
        wait: float = 0,
        strict: bool = False,
        record_map: str | Sequence[str] = (),
        html: Html | None = None,
        progress: Callable[[Reading, int], None] | None = None,
        on_rejected: Callable[[Rejected], None] | None = None,
        on_chosen: Callable[[str, str], None] | None = None,
    ) -> Report:
        """Make the index what these folders and files say, as `job run` does: `add` with `prune`, or `reindex`.

        It is `reindex` where there is no index yet, where another version wrote it, and with `full`. The arguments are
        those of both, and:

        Args:
            on_chosen: called once with `index` or `reindex`, and the reason.

        Raises:
            GateRefused: a source is empty, or a gate refused; what is live was not changed.
            IndexLocked: another process is writing, and still after `wait` seconds.
        """
        from xtsearch.indexer.reindex import synchronise

        reading, gates = (
            self._read(articles, newspaper, None, strict, record_map, html),
            self._gates(allow_rejected, force, smoke),
        )
        with self._writing:
            return synchronise(
                self.engine,
                reading,
                full=full,
                force=force,
                gates=gates,
                wait=wait,
                progress=progress,
                on_rejected=on_rejected,
                on_chosen=on_chosen,
            )

    def delete(self, ids: str | Iterable[str], *, force: bool = True, wait: float = 0) -> int:
        """Delete articles by id, or one; returns how many of them there were. Other ids are no error.

        With `force=False` no more than a twentieth of all articles is deleted at once.

        Raises:
            GateRefused: more would be deleted, without `force`; nothing was changed.
            IndexLocked: another process is writing, and still after `wait` seconds.
        """
        from xtsearch.indexer.reindex import delete

        with self._writing:
            return delete(self.engine, [ids] if isinstance(ids, str) else ids, force=force, wait=wait)

    def rollback(self, *, wait: float = 0) -> Rollback:
        """Go back to the index that the last `reindex` replaced; a second call goes forward again.

        Raises:
            IndexMissing: none is kept.
            IndexLocked: another process is writing, and still after `wait` seconds.
        """
        with self._writing, self.engine.lock(wait):
            before, live = self.engine.rollback()
            return Rollback(live, before, self.engine.status().articles)

    def adopt(self, generation: str | None = None, *, wait: float = 0) -> IndexStatus:
        """Make a generation live that stands there whole, where none is live any more, or several seem to be.

        That is the newest one, or `generation`. Nothing is removed. Returns what is live then.

        Raises:
            IndexMissing: none stands there.
            IndexOutdated: another version wrote it.
            IndexLocked: another process is writing, and still after `wait` seconds.
            EngineError: `generation` does not stand there.
        """
        with self._writing:
            self.engine.adopt(generation, wait=wait)
        return self.status()

    def pause(self, reason: str, *, length: datetime.timedelta, by: str, wait: float = 0) -> Pause:
        """Keep every run from writing for a while, as for restoring a snapshot; searches answer on.

        Raises:
            IndexLocked: another process is writing, and still after `wait` seconds; or a pause lasts already.
            ArgumentError: `reason` or `by` is empty.
        """
        from xtsearch.indexer.engines.pauses import Pause

        pause = Pause.begin(by, reason, length)
        self.engine.pause(pause, wait=wait)
        return pause

    def paused(self) -> Pause | None:
        """The pause that lasts; None where there is none, or we may not know."""
        from xtsearch.indexer.engines.pauses import lasting

        with suppress(NotAuthorised):
            return lasting(self.engine.paused())
        return None

    def resume(self) -> Pause | None:
        """End the pause, and return it; None where there was none."""
        return self.engine.resume()

    # -------------------------------------------------------------------------------------------------- reading

    def search(
        self,
        query: str,
        *,
        match: Matching = "auto",
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        since: str | datetime.date | None = None,
        until: str | datetime.date | None = None,
        literal: bool = False,
        highlight: bool | int = True,
        facets: str | Sequence[str] = (),
        **filters: str | Sequence[str] | None,
    ) -> Answer:
        """The best articles for a query, with what matches in them.

        Args:
            query: as `xtsearch query` takes it: quotes, AND, OR, NOT, fields, dates.
            match: what an article has to hold: `phrase`, `all` words, `any` word; `auto`: the first that finds some.
            sort: `relevance`, `date` (the oldest first), `-date`.
            limit: hits given, at most 10,000 (`scan` gives all); 0 only counts.
            offset: hits passed over, at most 100,000.
            since, until: days, both included; a month or a year as text means its first or its last day.
            literal: take the query as it is; signs in it mean nothing special.
            highlight: whether to give fragments that show what matches, or about how many characters each.
            facets: what to count beside the hits, by names as of `facets`.
            filters: reporter, newspaper, person, place, organisation, keyword; several values mean any of them.

        Raises:
            QuerySyntaxError: the query cannot be understood; `position` says where.
            ArgumentError: an argument cannot be used.

            >>> index.search("专项整治", since="2022-05", limit=20).total
            2
        """
        from xtsearch.indexer.engines.request import Sort
        from xtsearch.queries.hit_limits import HITS_LIMIT, OFFSET_LIMIT
        from xtsearch.queries.search import answer

        _check_range("limit", limit, 0, HITS_LIMIT)
        _check_range("offset", offset, 0, OFFSET_LIMIT)
        return answer(
            self.engine,
            self._parse(query, literal),
            match=_match(match),
            filters=_nodes(since, until, filters),
            sort=Sort(_one_of("sort", sort, [order.value for order in Sort])),
            limit=limit,
            offset=offset,
            facets=_facet_names(facets),
            width=_width(highlight),
        )

    def scan(
        self,
        query: str | None = None,
        *,
        match: Matching = "auto",
        since: str | datetime.date | None = None,
        until: str | datetime.date | None = None,
        literal: bool = False,
        highlight: bool | int = True,
        **filters: str | Sequence[str] | None,
    ) -> Iterator[ArticleHit]:
        """Every article that a query finds, or every one there is: streamed, the newest first, then by id.

        All are as they were when the first was asked for, whatever is written meanwhile. The arguments are those of
        `search`; nothing is ranked, scores are 0. On Elasticsearch the server keeps the view for 30 minutes after a
        page of 1,000 was asked for.

        Raises:
            QuerySyntaxError, ArgumentError: at once, as `search`.
            EngineError: the engine cannot answer; when the first hit is asked for, or later.

            >>> [hit.id for hit in index.scan("医保 OR 社保")]
        """
        from xtsearch.queries.search import scan

        parsed = None if query is None else self._parse(query, literal)
        nodes = _nodes(since, until, filters)
        return scan(self.engine, parsed, match=_match(match), filters=nodes, width=_width(highlight))

    def get(self, id: str) -> Document | None:
        """The whole article of that id; None where there is none."""
        return self.engine.get(id)

    def continuations(self, article: Document) -> Continuations:
        """The article that one goes on from (上接第一版), and those that go on from it, as far as the index holds them.

        Where the parts stand in files of their own they are looked up: the same newspaper's article of those days that
        says so, and has the most words in common; none where that is not clear.
        """
        from xtsearch.queries.continuations import find_continuations

        return find_continuations(self.engine, article)

    def facets(
        self,
        query: str,
        *,
        by: str | Sequence[str] = DEFAULT_FACETS,
        limit: int = 10,
        match: Matching = "phrase",
        since: str | datetime.date | None = None,
        until: str | datetime.date | None = None,
        literal: bool = False,
        **filters: str | Sequence[str] | None,
    ) -> Facets:
        """How many articles a query finds, by the values of fields.

        Args:
            by: what to count by: reporter, newspaper, agency, person, place, organisation, keyword, page, month, day.
            limit: how many values of each, the most frequent first.

        The other arguments are those of `search`; what is counted is exact unless `match` says otherwise.

            >>> index.facets("湘潭", by="month").records()
            [{'by': 'month', 'value': '2022-05', 'count': 9}]
        """
        from xtsearch.indexer.limits import COUNTED_VALUES
        from xtsearch.queries.counts import facets

        _check_range("limit", limit, 1, COUNTED_VALUES)
        return facets(
            self.engine,
            self._parse(query, literal),
            by=_facet_names(by),
            match=_match(match),
            filters=_nodes(since, until, filters),
            size=limit,
        )

    def trend(
        self,
        *queries: str,
        by: PeriodLength = "month",
        match: Matching = "phrase",
        since: str | datetime.date | None = None,
        until: str | datetime.date | None = None,
        literal: bool = False,
        **filters: str | Sequence[str] | None,
    ) -> Trend:
        """How many articles queries find by `day`, `week`, `month` or `year`, side by side, and their share of all.

        The other arguments are those of `facets`.

        Raises:
            ArgumentError: there is no query, or there would be more than 2,000 periods.
        """
        from xtsearch.queries.counts import PERIODS, trend

        if not queries:
            raise ArgumentError("trend needs a query")
        parsed = [self._parse(query, literal) for query in queries]
        period, nodes = _one_of("by", by, PERIODS), _nodes(since, until, filters)
        return trend(self.engine, parsed, by=period, match=_match(match), filters=nodes)

    def run(self, template: str | os.PathLike[str] | Template, /, **values: object) -> Answer:
        """What a saved template asks, with values for its parameters.

        Args:
            template: its name, the path of a .yaml file, or a Template.
            values: by parameter; texts as on the command line, or dates, whole numbers and lists.

        Raises:
            TemplateError: there is no such template, it is broken, or a value is wrong or missing.

            >>> index.run("campaign", topic="专项整治").total
            2
        """
        from xtsearch.queries.templates.template import Template, run

        if not isinstance(template, Template):
            template = self._settings.template(os.fspath(template))
        texts = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return run(self.engine, template, texts, zone=self._settings.timezone)

    def status(self) -> IndexStatus:
        """What is live, how much, since when, and what the last runs did."""
        from xtsearch.indexer.engines.run_records import RUNS_KEPT, last_success

        status, runs = self.engine.status(), list[Any]()
        with suppress(NotAuthorised):
            runs = self.engine.runs(RUNS_KEPT)
        values = {field.name: getattr(status, field.name) for field in fields(status)}
        return IndexStatus(
            **values, paused=self.paused(), last_run=runs[0] if runs else None, last_success=last_success(runs)
        )

    def runs(self, limit: int = 10) -> list[Run]:
        """The records of the last runs of `job run`, the newest first."""
        return self.engine.runs(limit)

    def _read(
        self,
        articles: ArticleSource | Iterable[ArticleSource],
        newspaper: str | None,
        date: str | datetime.date | None,
        strict: bool,
        record_map: str | Sequence[str],
        html: Html | None,
    ) -> Reading:
        return _reading(self._settings, articles, newspaper, date, strict, record_map, html)

    def _gates(self, allow_rejected: int | None, force: bool, smoke: Iterable[str]) -> Any:
        from xtsearch.indexer.gates import gates
        from xtsearch.queries.search import smoke_request

        requests = [smoke_request(query, self._settings.timezone) for query in smoke]
        return gates(allow_rejected=allow_rejected, force=force, smoke=requests)

    def _parse(self, query: str, literal: bool) -> Query:
        from xtsearch.queries.syntax import parse

        return parse(query, literal=literal, zone=self._settings.timezone)


def _reading(
    settings: Settings,
    articles: ArticleSource | Iterable[ArticleSource],
    newspaper: str | None,
    date: str | datetime.date | None,
    strict: bool,
    record_map: str | Sequence[str],
    html: Html | None = None,
) -> Reading:
    from xtsearch.indexer.readers import RecordOptions
    from xtsearch.indexer.readers.map_files import load_map, maps_of
    from xtsearch.indexer.readers.objects import read_objects
    from xtsearch.indexer.timezone import zone_named
    from xtsearch.queries.narrowing import first_day

    for source in settings.source_settings:
        if source.map:
            load_map(source.map)  # an error in it is told before anything is read
    mapped = maps_of([record_map] if isinstance(record_map, str) else record_map)
    options = RecordOptions(
        zone_named(settings.timezone), strict, settings.source_settings, mapped, _html(html) or settings.html
    )
    day = first_day("date", date) if date else None
    return read_objects(articles, newspaper=newspaper, date=day, options=options)


def _html(html: Html | None) -> Html | None:
    from xtsearch.indexer.source_settings import HTML_CHOICES

    return None if html is None else _one_of("html", html, HTML_CHOICES)


def _nodes(
    since: str | datetime.date | None,
    until: str | datetime.date | None,
    filters: Mapping[str, str | Sequence[str] | None],
) -> tuple[Node, ...]:
    if not (since or until or filters):
        return ()
    from xtsearch.queries.narrowing import narrowing

    return narrowing(since=since, until=until, **filters)


def _match(match: Matching) -> Matching:
    from xtsearch.queries.matching import MATCHINGS

    return _one_of("match", match, MATCHINGS)


def _facet_names(names: str | Sequence[str]) -> list[str]:
    from xtsearch.indexer.fields import FACETS

    return [_one_of("facet", name, list(FACETS)) for name in ([names] if isinstance(names, str) else names)]


def _width(highlight: bool | int) -> int:
    """Characters of a fragment, 0 for none."""
    from xtsearch.queries.highlight.fragments import WIDTH

    if isinstance(highlight, bool):
        return WIDTH if highlight else 0
    _check_range("highlight", highlight, 0, 10_000)
    return highlight


def _one_of(name: str, value: _Text, values: Sequence[str]) -> _Text:
    if value not in values:
        raise ArgumentError(f"{name} is {value!r}; it has to be one of {', '.join(values)}")
    return value


def _check_range(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ArgumentError(f"{name} is {number}; it has to be from {least:,} to {most:,}")
