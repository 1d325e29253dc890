"""`import xtsearch`: an index as a program uses it; what each call means, what it raises, what it sees of others."""

from __future__ import annotations

import datetime
import json
import math
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import xtsearch
from tests.support.engines import KINDS, location_of
from tests.support.places import ROOT
from xtsearch.indexer.engines.embedded import engine
from xtsearch.indexer.engines.embedded.compile import Compiler
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, today_in
from xtsearch.queries.matching import Matching

SEED = next(ROOT.joinpath("seeds").glob("*.txt"))
RECORDS: list[dict[str, Any]] = [
    {"id": "a", "title": "我市部署专项整治", "body": "召开专项整治推进会。", "date": "2022-05-13", "reporters": "王超"},
    {"id": "b", "title": None, "body": "医保和社保的政策", "date": datetime.date(2022, 6, 1), "newspaper": "日报"},
    {"id": "c", "body": "社保 专项整治 工作。", "section": 4},
]  # fmt: skip


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xtsearch.Index]:
    """An empty index on each engine."""
    location = location_of(request.param, request, tmp_path_factory)
    alias = f"xtsearch-face-{tmp_path_factory.mktemp('alias').name}"
    with xtsearch.open(location, environ={}, alias=alias) as index:
        try:
            yield index
        finally:
            if request.param == "elasticsearch":
                index.engine._indices.remove_all()  # type: ignore[attr-defined]  # as `scratch` does


#: One day and one number, each as newspapers write it.
DAYS = ["2022年5月3日", "2022-05-03", "2022/5/3", "2022.5.3", "20220503", "二〇二二年五月三日", "二零二二年五月三日"]
AMOUNTS = ["23876", "23,876", "2.3876万"]
#: RECORDS, and what questions of every kind ask for.
ASKED: list[dict[str, Any]] = [
    *RECORDS[:2],
    RECORDS[2] | {"url": "https://a.cn/?id=9&&b=(c)", "agency": "新华社"},
    *({"id": f"day{at}", "body": f"于{day}开幕", "date": "2020-01-01"} for at, day in enumerate(DAYS)),
    *({"id": f"amount{at}", "body": f"员工{amount}人", "date": "2020-01-01"} for at, amount in enumerate(AMOUNTS)),
    {"id": "d", "body": "见https://a.cn/?id=9&&b=(d)一文", "date": "2020-02-29"},
]


@pytest.fixture(scope="module", params=KINDS)
def opened_to_ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xtsearch.Index]:
    """An index on each engine that holds ASKED; tests only read it."""
    location = location_of(request.param, request, tmp_path_factory)
    with xtsearch.open(location, environ={}, alias=f"xtsearch-ask-{secrets.token_hex(4)}") as index:
        try:
            index.add(ASKED)
            yield index
        finally:
            if request.param == "elasticsearch":
                index.engine._indices.remove_all()  # type: ignore[attr-defined]  # as `scratch` does


@pytest.fixture
def index(tmp_path: Path) -> Iterator[xtsearch.Index]:
    """An index in a folder that holds RECORDS."""
    with xtsearch.open(tmp_path / "index", environ={}) as index:
        index.add(RECORDS)
        yield index


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xtsearch.Index]:
    """An index in a folder that holds the real page; tests only read it."""
    with xtsearch.open(tmp_path_factory.mktemp("face") / "index", environ={}) as index:
        index.add(SEED)
        yield index


# ---------------------------------------------------------------------------------------------------- every call


def test_the_status_names_the_location_that_was_opened(opened: xtsearch.Index) -> None:
    opened.add(RECORDS)
    assert opened.status().location == opened.location


def test_each_call_does_what_it_says(opened: xtsearch.Index) -> None:
    with pytest.raises(xtsearch.IndexMissing):
        opened.search("专项整治")
    with pytest.raises(xtsearch.IndexMissing):
        opened.delete("a")
    assert opened.add(iter(RECORDS)).indexed == 3
    assert opened.add(RECORDS).unchanged == 3
    answer = opened.search("专项整治", since="2022-05", limit=20)
    assert [(hit.id, hit.title, hit.date) for hit in answer] == [("a", "我市部署专项整治", datetime.date(2022, 5, 13))]
    assert answer.hits[0].highlights[0].spans == ((4, 8),)
    assert [hit.id for hit in opened.scan("专项整治 OR 社保")] == ["b", "a", "c"]
    assert [hit.id for hit in opened.scan()] == ["b", "a", "c"]
    document = opened.get("c")
    assert document is not None
    assert document.extra == {"section": 4}
    assert opened.get("nobody") is None
    assert opened.facets("专项整治", by="reporter").records() == [{"by": "reporter", "value": "王超", "count": 1}]
    assert [period.counts for period in opened.trend("专项整治", "社保").periods] == [(1, 0), (0, 1)]
    assert opened.run("campaign", topic="专项整治").total == 2
    assert opened.delete(["a", "nobody", "a"]) == 1
    assert opened.search("专项整治").total == 1
    assert opened.status().articles == 2
    assert opened.reindex(RECORDS[:1], force=True).articles == 1
    rollback = opened.rollback()
    assert (rollback.articles, rollback.before != rollback.generation) == (2, True)
    assert opened.status().generation == rollback.generation


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("专项 \u200b–整治", []),
        ("社保 –整治", ["b"]),
        ("作者:王超", ["a"]),
        ("来源:日报", ["b"]),
        ("source：新华社", ["c"]),
        ("extra.section:4", ["c"]),
        ("extra.url:“https://a.cn/?id=9&&b=(c)”", ["c"]),
        ("date:undated", ["c"]),
        ("社保 -日期:无日期", ["b"]),
        ("https://a.cn/?id=9&&b=(d)", ["d"]),
    ],
)
def test_what_a_question_says_narrows_on_each_engine(opened_to_ask: xtsearch.Index, query: str, ids: list[str]) -> None:
    assert [hit.id for hit in opened_to_ask.scan(query, match="phrase")] == ids


def test_a_pasted_text_is_asked_alike_on_each_engine(opened_to_ask: xtsearch.Index) -> None:
    text = SEED.read_text("utf-8")
    pasted = "".join(line for line in text.splitlines() if line and " " not in line)[:3000]
    record = {"id": "pasted", "body": f"{pasted}。员工23,876人，2022年5月13日。", "date": "2020-01-01"}
    opened_to_ask.add(record)
    sentences = pasted[: pasted.index("。", 900)]
    questions: list[tuple[str, Matching]] = [
        (pasted, "phrase"),
        (f"{sentences}。2022-05-13，员工23876人", "all"),
        (text[:10_000], "any"),
    ]
    for asked, tier in questions:
        answer = opened_to_ask.search(asked, match=tier, limit=5, literal=tier == "any")
        assert answer.matching == tier
        assert next(iter(answer)).id == "pasted"
        assert "64 most telling terms" in answer.understood[0].meaning
    assert opened_to_ask.facets(pasted).understood[0].typed == ""
    assert opened_to_ask.delete("pasted") == 1


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_found_and_marked_in_every_spelling(opened_to_ask: xtsearch.Index, day: str) -> None:
    for match in ("phrase", "all"):
        answer = opened_to_ask.search(f"{day}开幕", match=match, limit=20)
        assert {hit.id: _marked(hit) for hit in answer} == {
            f"day{at}": printed + "开幕" for at, printed in enumerate(DAYS)
        }
    assert opened_to_ask.search(day, match="any").total >= len(DAYS)
    assert [hit.id for hit in opened_to_ask.search(f"“{day}开幕”")] == [f"day{DAYS.index(day)}"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_a_number_is_found_and_marked_in_every_spelling(opened_to_ask: xtsearch.Index, amount: str) -> None:
    answer = opened_to_ask.search(amount)
    assert {hit.id: _marked(hit) for hit in answer} == {f"amount{at}": text for at, text in enumerate(AMOUNTS)}
    assert opened_to_ask.facets(amount, by="month").total == opened_to_ask.search(f"{amount}人").total == 3
    assert [hit.id for hit in opened_to_ask.search(amount, literal=True)] == [f"amount{AMOUNTS.index(amount)}"]
    assert opened_to_ask.search(f"员工 -{amount}", match="phrase").total == 0


def _marked(hit: xtsearch.ArticleHit) -> str:
    """What is marked in a hit, with what stands between marks of one row."""
    (fragment,) = hit.highlights
    return fragment.text[fragment.spans[0][0] : fragment.spans[-1][1]]


def test_every_answer_says_the_days_of_a_period(opened_to_ask: xtsearch.Index) -> None:
    opened_to_ask.add({"id": "today", "body": "专项整治", "date": today_in(DEFAULT_TIMEZONE)})
    answer = opened_to_ask.search("专项整治 最近三天", limit=5)
    days = answer.understood[0].meaning
    assert [hit.id for hit in answer] == ["today"]
    assert answer.to_dict()["understood"] == [{"typed": "最近三天", "start": 5, "meaning": days}]
    first, _, last = days.partition("..")
    assert (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days == 2
    assert opened_to_ask.facets("专项整治 最近三天").to_dict()["understood"] == answer.to_dict()["understood"]
    topic = opened_to_ask.trend("专项整治 最近三天").to_dict()["topics"][0]
    assert (topic["total"], topic["understood"]) == (1, answer.to_dict()["understood"])
    assert opened_to_ask.search("专项整治 date:2020..去年").understood[0].typed == "2020..去年"
    assert opened_to_ask.search("“最近三天” OR 专项整治").total == 3


def test_a_name_is_one_however_it_is_spaced(opened: xtsearch.Index) -> None:
    names = ["王　超", "王 超", "王超"]
    opened.add([{"id": str(at), "body": f"专项整治{at}", "reporters": name} for at, name in enumerate(names)])
    (facet,) = opened.facets("专项整治", by="reporter").facets
    assert facet.values == (("王超", 3),)
    for name in names:
        asked = [opened.search("专项整治", reporter=name), opened.run("reporter", name=name)]
        asked += (opened.search(f"{field}{text}") for field in ("记者:", "作者：") for text in (name, f"“{name}”"))
        assert [answer.total for answer in asked] == [3] * len(asked), name


def test_a_share_is_found_with_and_without_its_sign(opened: xtsearch.Index) -> None:
    bodies = {"share": "占70%以上", "number": "有70以上", "years": "建国70周年"}
    opened.add([{"id": id, "body": body} for id, body in bodies.items()])
    for asked, ids in {
        "70以上": {"share", "number"},
        "70%以上": {"share"},
        "“70以上”": {"number"},
        "70%": {"share"},
        "70": {"share", "number", "years"},
    }.items():
        assert {hit.id for hit in opened.search(asked, match="phrase")} == ids, asked


def test_json_is_that_of_the_command_line(seeded: xtsearch.Index) -> None:
    def command(*arguments: str) -> Any:
        command = [sys.executable, "-m", "xtsearch", "--index", seeded.location, *arguments, "--format", "json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)

    def timeless(answer: Any) -> Any:
        return json.loads(json.dumps(answer)) | {"took_ms": 0}

    filters = ["--until", "2022", "--reporter", "王超", "--reporter", "丁白玉", "--sort", "-date"]
    answer = seeded.search("湘潭", until="2022", reporter=["王超", "丁白玉"], sort="-date")
    assert answer.total == 1
    assert timeless(answer.to_dict()) == timeless(command("query", "湘潭", *filters))
    answer = seeded.run("campaign", topic="专项整治")
    assert timeless(answer.to_dict()) == timeless(command("run", "campaign", "topic=专项整治"))
    assert seeded.facets("湘潭", limit=2).to_dict() == command("facets", "湘潭", "--limit", "2")
    assert seeded.trend("湘潭", "活动", by="day").to_dict() == command("trend", "湘潭", "活动", "--by", "day")
    assert seeded.status().to_dict() == command("status")
    document = seeded.get(answer.hits[0].id)
    assert document is not None
    parts = seeded.continuations(document).to_dict()
    assert json.loads(json.dumps(document.to_dict() | {"parts": parts})) == command("show", document.id)
    assert json.loads(json.dumps(xtsearch.analyze("工程").to_dict())) == command("analyze", "工程")
    page = xtsearch.split_page(SEED).to_dict()
    assert json.loads(json.dumps(page)) == json.loads(
        subprocess.run(
            [sys.executable, "-m", "xtsearch", "split", str(SEED), "--format", "json"], capture_output=True, check=True
        ).stdout
    )


def test_rows_are_for_a_data_frame(index: xtsearch.Index) -> None:
    rows = index.search("社保").records()
    assert [row["id"] for row in rows] == ["b", "c"] or [row["id"] for row in rows] == ["c", "b"]
    by_id = {row["id"]: row for row in rows}
    assert by_id["b"]["date"] == datetime.date(2022, 6, 1)
    assert by_id["b"]["fragment"] == "医保和【社保】的政策"
    assert next(index.scan("医保")).record(["id", "title"]) == {"id": "b", "title": None}


# ---------------------------------------------------------------------------------------------------------- add


def test_records_paths_and_documents_are_mixed(index: xtsearch.Index, tmp_path: Path) -> None:
    lines = tmp_path / "news.jsonl"
    lines.write_text('{"id": "lines", "body": "正文"}\n', "utf-8")
    mix: list[Any] = [
        RECORDS[0],
        str(lines),
        xtsearch.Document(id="made", body="正文"),
        SEED,
        {"id": "last", "body": "正文"},
    ]
    report = index.add(article for article in mix)
    assert (report.indexed, report.unchanged, report.files, report.pages) == (16, 1, 2, 1)
    document = index.get("made")
    assert document is not None
    assert document.body == "正文"


def test_one_article_needs_no_list(index: xtsearch.Index) -> None:
    assert index.add({"id": "d", "body": "正文"}).indexed == 1
    assert index.add(xtsearch.Document(id="e", body="正文")).indexed == 1
    assert index.add(str(SEED)).indexed == index.add(SEED).unchanged == 13


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"id": "x"}, "no text: the record has neither body nor title"),
        ({"body": 5}, "wrong type: body must be text, not 5"),
        ({"body": "正文", "extra field": object}, "wrong type: no value of JSON"),
        ({"body": "正文", 5: "a"}, "wrong type: the name of a field must be text, not 5"),
        ({"body": "半\ud800"}, "invalid character: U+D800"),
        (5, "wrong type: an article is a mapping, a path or a Document, not int"),
        ("nowhere.jsonl", "no such file or folder"),
    ],
)
def test_what_is_rejected_is_reported_and_not_raised(index: xtsearch.Index, record: Any, reason: str) -> None:
    told: list[xtsearch.Rejected] = []
    report = index.add([record, {"id": "good", "body": "正文"}], on_rejected=told.append)
    assert (report.indexed, report.rejected_count) == (1, 1)
    assert report.rejected[0].reason.startswith(reason)
    assert [rejected.reason for rejected in told] == [report.rejected[0].reason]


def test_a_record_that_holds_itself_is_rejected(index: xtsearch.Index) -> None:
    endless: dict[str, Any] = {"body": "正文"}
    endless["further"] = endless
    assert index.add([endless]).rejected[0].reason.startswith("too deep")


def test_missing_values_of_a_data_frame_are_none(index: xtsearch.Index) -> None:
    moment = datetime.datetime(2022, 5, 13, 6, 30)
    record = {
        "id": "nan",
        "title": math.nan,
        "body": "正文",
        "newspaper": float("nan"),
        "date": moment,
        "further": math.nan,
    }
    index.add([record])
    document = index.get("nan")
    assert document is not None
    assert (document.title, document.newspaper, document.date) == (None, None, datetime.date(2022, 5, 13))
    assert document.extra == {"further": None}


def test_pages_take_a_day_and_a_newspaper(index: xtsearch.Index) -> None:
    index.add(SEED, newspaper="湘潭日报", date="2022-05-14")
    assert index.facets("湘潭", by=["newspaper"]).facets[0].values[0][0] == "湘潭日报"


def test_prune_deletes_what_has_left_a_folder(index: xtsearch.Index, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("one", "two"):
        folder.joinpath(f"{name}.jsonl").write_text(f'{{"id": "{name}", "body": "正文"}}\n', "utf-8")
    index.add(folder)
    folder.joinpath("two.jsonl").unlink()
    with pytest.raises(xtsearch.GateRefused):
        index.add([RECORDS[0], folder], prune=True)
    report = index.add([RECORDS[0], folder], prune=True, force=True)
    assert (report.deleted, index.get("two"), index.get("a") is None) == (1, None, False)


# ------------------------------------------------------------------------------------------------------ arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"match": "some"}, "match is 'some'; it has to be one of auto, phrase, all, any"),
        ({"sort": "newest"}, "sort is 'newest'; it has to be one of relevance, date, -date"),
        ({"limit": -1}, "limit is -1; it has to be from 0 to 10,000"),
        ({"limit": 10_001}, "limit is 10001"),
        ({"offset": 100_001}, "offset is 100001"),
        ({"since": "soon"}, "since is 'soon', no date"),
        ({"since": "2022-06", "until": "2022-05"}, "since 2022-06-01 is later than until 2022-05-31"),
        ({"reporters": "王超"}, "no filter is named 'reporters'; there are since, until, reporter, newspaper"),
        ({"facets": "weather"}, "facet is 'weather'; it has to be one of reporter, newspaper"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(index: xtsearch.Index, arguments: Any, message: str) -> None:
    with pytest.raises(xtsearch.ArgumentError) as raised:
        index.search("专项整治", **arguments)
    assert str(raised.value).startswith(message)
    assert isinstance(raised.value, ValueError)


def test_wrong_questions_are_refused_at_once(index: xtsearch.Index) -> None:
    for ask in (index.search, index.scan, index.facets, index.trend):
        with pytest.raises(xtsearch.QuerySyntaxError):
            ask("专项 AND")
    with pytest.raises(xtsearch.TemplateError):
        index.run("nobody")
    with pytest.raises(xtsearch.TemplateError):
        index.run("campaign", subject="专项整治")
    with pytest.raises(xtsearch.ArgumentError):
        index.trend()
    index.add([{"body": "古代的专项整治", "date": "1801-01-01"}])
    with pytest.raises(xtsearch.ArgumentError, match="more than 2,000 periods"):
        index.trend("专项整治", by="day")


def test_highlights_can_be_narrow_or_left_out(index: xtsearch.Index) -> None:
    assert index.search("医保", highlight=False).hits[0].highlights == ()
    assert len(index.search("医保", highlight=20).hits[0].highlights[0].text) <= 20
    assert next(index.scan("医保", highlight=False)).highlights == ()


def test_a_template_may_be_a_file_and_values_may_be_dates(index: xtsearch.Index, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "dated.yaml"
    own.parent.mkdir()
    own.write_text(
        "name: dated\ndescription: 按日期\nparameters:\n  day: {type: date}\n  words: {type: list, required: true}\n"
        "query: '{words}'\nfilters: {since: '{day}'}\ncolumns: [id]\n",
        "utf-8",
    )
    answer = index.run(own, words=("医保", "专项整治"), day=datetime.date(2022, 6, 1))
    assert (answer.records(), answer.to_dict()["columns"]) == ([{"id": "b"}], ["id"])
    with xtsearch.open(index.location, environ={}, templates=own.parent) as again:
        assert again.run("dated", words="医保").total == 1


# ------------------------------------------------------------------------------------------------------ where it is


def test_nowhere_said_is_where_the_command_looks(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "XTSEARCH_INDEX": str(tmp_path / "named")}
    assert xtsearch.open(environ=environ).location == str(tmp_path / "named")
    assert xtsearch.open(tmp_path / "said", environ=environ).location == str(tmp_path / "said")
    del environ["XTSEARCH_INDEX"]
    assert xtsearch.open(environ=environ).location == str(tmp_path / ".local/share/xtsearch/index")
    config = tmp_path / ".config" / "xtsearch" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("index = '/srv/news'\n", "utf-8")
    assert xtsearch.open(environ=environ).location == "/srv/news"
    config.write_text("nonsense = 5\n", "utf-8")
    with pytest.raises(xtsearch.SettingsError):
        xtsearch.open(environ=environ)


def test_only_adding_makes_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "index"
    with xtsearch.open(place, environ={}) as index:
        for ask in (lambda: index.search("医保"), lambda: list(index.scan()), lambda: index.get("a"), index.status):
            with pytest.raises(xtsearch.IndexMissing):
                ask()
        with pytest.raises(xtsearch.IndexMissing):
            index.delete(["a"])
        assert not place.exists()
        index.add(RECORDS)
        assert index.search("医保").total == 1


# ---------------------------------------------------------------------------------------- others at the same time


def _another_process(location: str, code: str) -> None:
    script = f"import sys, xtsearch\nindex = xtsearch.open(sys.argv[1], environ={{}})\n{code}"
    subprocess.run([sys.executable, "-c", script, location], check=True, cwd=ROOT)


def test_an_open_index_sees_what_other_processes_do(index: xtsearch.Index) -> None:
    assert index.search("医保").total == 1
    _another_process(index.location, "index.add({'id': 'd', 'body': '医保'})")
    assert index.search("医保").total == 2
    running = index.scan()
    first = next(running)
    _another_process(index.location, "index.reindex([{'id': 'new', 'body': '医保'}], force=True)")
    assert index.search("医保").total == 1
    assert index.status().articles == 1
    assert [first.id, *(hit.id for hit in running)] == ["b", "a", "c", "d"]
    _another_process(index.location, "index.rollback()")
    assert index.search("医保").total == 2


def test_one_index_serves_many_threads(index: xtsearch.Index) -> None:
    """Readers and writers side by side, through one reindex: nothing is raised, and no write is lost."""
    failures: list[BaseException] = []
    ended = threading.Event()

    def read() -> int:
        asked = 0
        while not ended.is_set() or not asked:
            try:
                assert index.search("医保", facets="month").total >= 1
                assert index.facets("医保", by="month").total >= 1
                assert len(list(index.scan("医保"))) >= 1
                assert index.get("b") is not None
            except BaseException as error:
                failures.append(error)
                raise
            asked += 1
        return asked

    def write(thread: int) -> None:
        for number in range(5):
            index.add({"id": f"{thread}-{number}", "body": "医保"})

    with ThreadPoolExecutor(8) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        writers = [threads.submit(write, thread) for thread in range(3)]
        for writer in writers:
            writer.result()
        index.reindex([*RECORDS, *(hit.document for hit in index.scan("医保"))])
        ended.set()
        assert sum(reader.result() for reader in readers) >= 4
    assert not failures
    assert index.search("医保", limit=0).total == 16


def test_the_searcher_stays_open_between_calls(index: xtsearch.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a call costs is counted: files of the index are opened once, its searcher is made once a commit."""
    made: list[str] = []
    for kind in (engine._Index, Compiler):
        monkeypatch.setattr(kind, "__init__", _counting(vars(kind)["__init__"], made))
    with xtsearch.open(index.location, environ={}) as opened:
        for _ in range(3):
            opened.search("医保")
            opened.facets("医保")
            opened.get("b")
            list(opened.scan("医保"))
        assert sorted(made) == ["Compiler", "_Index"]
        index.add({"id": "d", "body": "医保"})
        made.clear()
        assert [opened.search("医保").total for _ in range(3)] == [2, 2, 2]
        assert made == ["Compiler"]


def _counting(make: Any, made: list[str]) -> Any:
    def counted(self: Any, *arguments: Any, **options: Any) -> None:
        made.append(type(self).__name__)
        make(self, *arguments, **options)

    return counted


def test_a_second_writer_is_told_of_the_first(index: xtsearch.Index) -> None:
    with xtsearch.open(index.location, environ={}) as second, second.engine.lock(), pytest.raises(xtsearch.IndexLocked):
        index.add({"body": "正文"})


# ---------------------------------------------------------------------------------------------- no index needed


def test_split_page_takes_a_text_or_a_file(tmp_path: Path) -> None:
    from_text, from_file = xtsearch.split_page(SEED.read_text("utf-8")), xtsearch.split_page(SEED)
    assert len(from_text.articles) == len(from_file.articles) == len(from_file.records()) == 13
    assert xtsearch.split_page("本报讯（记者 王超）召开推进会。", date="2022-05-13").articles[0].date == datetime.date(
        2022, 5, 13
    )
    with pytest.raises(xtsearch.InputError):
        xtsearch.split_page(tmp_path / "nowhere.txt")
    page = tmp_path / "page.txt"
    page.write_bytes(SEED.read_bytes())
    tmp_path.joinpath("page.fix.yaml").write_text("drop: [9000]\n", "utf-8")
    with pytest.raises(xtsearch.PageError):
        xtsearch.split_page(page)


def test_analyze_gives_terms_with_their_places() -> None:
    analysis = xtsearch.analyze("湘潭市 ＳＭＡ")
    assert [token.term for token in analysis.words] == ["湘潭", "市", "sma"]
    assert analysis.records()[0] == {"view": "words", "term": "湘潭", "start": 0, "end": 2}
