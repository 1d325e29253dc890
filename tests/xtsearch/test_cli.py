"""The command line on the seed page: what it says, in which format, with which exit code."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.engines import none_refused
from tests.support.places import ROOT
from tests.support.waiting import Clock
from xtsearch.__main__ import run
from xtsearch.cli import options
from xtsearch.indexer.documents import Document, from_article
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.embedded import locking
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.split import split_page
from xtsearch.queries.matching import MATCHINGS

SEED = next(ROOT.joinpath("seeds").glob("*.txt"))
HOSTILE = Document(
    id="hostile",
    title='=HYPERLINK("http://x")\x1b[31m红\x1b[0m',
    body="清屏\x1b[2J\x07响铃\u202e颠倒\u2028分行\x9b1m\n第二段\t制表。",
    newspaper="+湘潭日报",
)


class CommandResult(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.out)


class Command:
    """`xtsearch` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> CommandResult:
        code = run(arguments)
        out, err = self._capsys.readouterr()
        return CommandResult(code, out, err)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An embedded index of the seed page's articles and of one hostile document."""
    location = str(tmp_path_factory.mktemp("cli") / "index")
    page = split_page(SEED.read_text("utf-8"), file=SEED.name)
    taken: set[str] = set()
    documents = [
        from_article(article, id=article_id(page.file, article.body, taken=taken), file=page.file, source_root="/pages")
        for article in page.articles
    ]
    with closing(open_engine(location)) as engine, engine.lock(), engine.update() as writer:
        writer.put([*documents, HOSTILE], none_refused)
        writer.commit()
    return location


@pytest.fixture
def xtsearch(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """`xtsearch` with that index and an empty home."""
    for name in ("XTSEARCH_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "NO_COLOR", "XTSEARCH_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XTSEARCH_INDEX", index)
    return Command(capsys)


def test_query_as_json_has_the_keys_of_the_contract_in_its_order(xtsearch: Command) -> None:
    answer = xtsearch("query", "专项整治", "--format", "json").json
    assert list(answer) == ["query", "matching", "total", "total_exact", "took_ms", "hits", "wider", "understood"]
    hit = answer["hits"][0]
    assert list(hit) == ["id", "score", "title", "kicker", "date", "newspaper", "reporters", "source", "highlights"]
    assert hit["title"] == "坚决斩断招投标背后贪腐链条"
    assert hit["reporters"] == ["王超"]
    assert hit["source"] == {"file": SEED.name, "lines": [[1, 39]], "page": 1}
    for mark in hit["highlights"]:
        assert list(mark) == ["field", "text", "spans", "lines"]
        assert {mark["text"][start:end] for start, end in mark["spans"]} == {"专项整治"}


def test_a_trend_is_bars_rows_json_or_a_page(xtsearch: Command) -> None:
    result = xtsearch("trend", "湘潭", "专项整治", "--by", "day")
    assert "1 without a date and in no period" in result.out
    assert [line[:10] for line in result.out.splitlines() if line.startswith("2022")] == [
        "2022-05-11",
        "2022-05-12",
        "2022-05-13",
    ]
    rows = list(csv.reader(io.StringIO(xtsearch("trend", "湘潭", "--by", "year", "-f", "csv").out)))
    assert rows[:2] == [["query", "period", "count", "articles", "share"], ["湘潭", "2022", "5", "11", "0.454545"]]
    assert xtsearch("trend", "湘潭", "-f", "json").json["topics"][0]["undated"] == 1
    assert xtsearch("trend", "湘潭", "-f", "html").out.startswith("<!DOCTYPE html>")
    assert xtsearch("trend", "没有这回事").code == 1


def test_facets_are_counted_by_what_is_asked(xtsearch: Command) -> None:
    result = xtsearch("facets", "专项整治", "--by", "reporter,month", "-f", "json").json
    assert (result["matching"], result["total"]) == ("phrase", 2)
    assert result["facets"]["month"] == [{"value": "2022-05", "count": 2}]
    assert xtsearch("facets", "专项整治", "--by", "reporter，month、", "-f", "json").json == result
    wrong = xtsearch("facets", "专项整治", "--by", "colour")
    assert (wrong.code, wrong.out) == (2, "")
    assert "cannot count by colour; there are reporter" in wrong.err


def test_a_query_that_cannot_be_meant_is_pointed_at(xtsearch: Command) -> None:
    result = xtsearch("query", "“专项整治”　（湘潭　OR　雨湖区")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        "xtsearch: expected a closing bracket, the query ends",
        "  “专项整治”　（湘潭　OR　雨湖区",
        f"{' ' * 32}^",
    ]


def test_explain_needs_no_engine(xtsearch: Command) -> None:
    result = xtsearch("--index", "http://127.0.0.1:1", "query", "“专项整治” -广告", "--explain")
    assert result.out.splitlines()[:5] == [
        "phrase (exact phrase)",
        "  and",
        "    phrase 专项整治",
        "    not",
        "      phrase 广告",
    ]
    assert "  dated 2022-05-01.." in xtsearch("query", "专项整治", "--since", "2022-05", "--explain").out
    assert "  dated ..2022-05-31" in xtsearch("query", "专项整治", "--until", "2022-05", "--explain").out
    result = xtsearch("--index", "http://127.0.0.1:1", "query", "专项整治 date:2022", "--explain", "-f", "json").json
    assert list(result) == ["tiers", "ranked", "words_cut_by", "elasticsearch", "understood"]
    assert list(result["tiers"]) == ["phrase", "all", "any"]


def test_query_as_text_says_how_many_and_in_which_tier_first(xtsearch: Command) -> None:
    result = xtsearch("query", "专项整治")
    lines = result.out.splitlines()
    assert lines[0] == "2 articles (exact phrase)"
    assert lines[2] == "1. 坚决斩断招投标背后贪腐链条"
    assert f"{SEED.name}:1-39" in result.out
    assert "招投标突出问题【专项整治】" in result.out
    assert "\x1b" not in result.out
    assert (result.code, result.err) == (0, "")


def test_the_next_tier_is_told_with_the_option_that_asks_for_it(xtsearch: Command) -> None:
    first = xtsearch("query", "整治工作").out.splitlines()[0]
    assert first == "1 article (exact phrase); 3 more with --match all"
    assert xtsearch("query", "整治工作", "--match", "all").out.startswith("4 articles (all words)")


def test_a_page_of_hits_says_how_to_get_the_next(xtsearch: Command) -> None:
    first = xtsearch("query", "湘潭", "-n", "2")
    assert "1 to 2 shown (more: --offset 2)" in first.out.splitlines()[0]
    second = xtsearch("query", "湘潭", "-n", "2", "--offset", "2")
    assert "\n3. " in second.out
    assert xtsearch("query", "湘潭", "--offset", "50").out.startswith("6 articles (exact phrase), none from 51 on")


def test_a_limit_of_zero_only_counts(xtsearch: Command) -> None:
    assert xtsearch("query", "专项整治", "-n", "0").out == "2 articles (exact phrase)\n"
    assert xtsearch("query", "专项整治", "-n", "0", "-f", "json").json["hits"] == []


def test_an_article_without_a_headline_is_named_by_its_beginning(xtsearch: Command) -> None:
    assert "1. (no headline) 本报讯（记者 郑镱慧子）家住雨湖区" in xtsearch("query", "秦东四").out


def test_nothing_found_is_exit_code_1_with_a_hint(xtsearch: Command) -> None:
    result = xtsearch("query", "专项整治", "--until", "2020")
    assert (result.code, result.out) == (1, "")
    assert result.err == "xtsearch: nothing found for 专项整治 (any word); try without the filters\n"
    result = xtsearch("query", "工作专项", "--match", "phrase", "-f", "json")
    assert (result.code, result.json["total"]) == (1, 0)
    assert "more with --match all" in result.err


def test_a_long_question_is_named_by_its_beginning(xtsearch: Command) -> None:
    result = xtsearch("query", "不在其中的话" * 100, "--match", "phrase")
    assert result.err.startswith("xtsearch: nothing found for 不在其中的话不在其中的话不在其中的话不… (exact phrase)")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "湘潭 日期:2022年上半年"], "5 articles (exact phrase); 2022年上半年 = 2022-01-01..2022-06-30\n"),
        (
            ["facets", "湘潭 2022年上半年"],
            "湘潭 2022年上半年: 5 articles (exact phrase); 2022年上半年 = 2022-01-01..2022-06-30\n",
        ),
        (
            ["trend", "湘潭 2022年5月份"],
            "湘潭 2022年5月份: 5 articles (exact phrase); 2022年5月份 = 2022-05-01..2022-05-31\n",
        ),
    ],
)
@pytest.mark.parametrize("form", ["text", "csv"])
def test_the_first_line_says_the_days_of_a_period(
    arguments: list[str], says: str, form: str, xtsearch: Command
) -> None:
    result = xtsearch(*arguments, "--format", form)
    if form == "text":
        assert result.out.startswith(says)
    else:
        assert says.rpartition("; ")[2] in result.err


def test_what_finds_nothing_says_the_days_it_looked_at(xtsearch: Command) -> None:
    result = xtsearch("query", "湘潭 date:2021年上半年")
    assert result.err.startswith(
        "xtsearch: nothing found for 湘潭 date:2021年上半年 (any word); 2021年上半年 = 2021-01-01..2021-06-30"
    )
    assert "2021年上半年 = 2021-01-01..2021-06-30" in xtsearch("facets", "湘潭 2021年上半年").err


def test_explain_points_at_the_period_it_understood(xtsearch: Command) -> None:
    lines = xtsearch("query", "湘潭 2022年上半年", "--explain").out.splitlines()
    assert lines[:3] == [
        "  湘潭 2022年上半年",
        "       ^ 2022年上半年 = 2022-01-01..2022-06-30",
        "phrase (exact phrase)",
    ]
    understood = xtsearch("query", "湘潭 2022年上半年", "--explain", "-f", "json").json["understood"]
    assert understood == [{"typed": "2022年上半年", "start": 3, "meaning": "2022-01-01..2022-06-30"}]


@pytest.mark.parametrize("path", ["", "query", "templates", "templates push", "job run"])
def test_the_short_option_of_help_is_help(path: str, xtsearch: Command) -> None:
    assert xtsearch(*path.split(), "-h") == xtsearch(*path.split(), "--help")
    assert xtsearch(*path.split(), "-h").out.startswith("Usage: ")


def test_filters_choose_by_date_reporter_and_newspaper(xtsearch: Command) -> None:
    def ids(*arguments: str) -> int:
        result = xtsearch("query", "本报讯", "-f", "json", *arguments)
        return int(result.json["total"])

    everything = ids()
    assert ids("--since", "2022-05-13") < everything
    assert ids("--since", "2022-05", "--until", "2022") == ids("--since", "2022-05-01", "--until", "2022-12-31")
    assert ids("--reporter", "王超") == 1
    assert ids("--reporter", "王超", "--reporter", "杨阳") == 2
    assert xtsearch("query", "清屏", "--newspaper", "+湘潭日报").code == 0


def test_dates_sort_either_way(xtsearch: Command) -> None:
    def dates(order: str) -> list[str | None]:
        hits = xtsearch("query", "诺西那生钠 专项整治", "--match", "any", "-f", "json", "--sort", order).json["hits"]
        return [hit["date"] for hit in hits]

    assert dates("-date") == ["2022-05-13", "2022-05-13", "2022-05-13", "2022-05-11", None]
    assert dates("date") == ["2022-05-11", "2022-05-13", "2022-05-13", "2022-05-13", None]


def test_words_of_a_query_are_joined_and_a_dash_reads_it(xtsearch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert xtsearch("query", "湘潭", "傅军", "-f", "json").json["query"] == "湘潭 傅军"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("湘潭 傅军\n".encode()), "ascii"))
    assert xtsearch("query", "-", "-f", "json").json["query"] == "湘潭 傅军"


@pytest.mark.parametrize("left_out", ["-专项整治", '-"专项整治"', "-(专项整治 OR 医保)"])
def test_what_begins_with_a_minus_is_a_word_that_is_left_out(xtsearch: Command, left_out: str) -> None:
    assert (
        xtsearch("query", "湘潭", left_out, "--explain").out == xtsearch("query", f"湘潭 {left_out}", "--explain").out
    )
    assert xtsearch("trend", left_out, "-f", "json").json["topics"][0]["total"] > 0


def test_csv_is_read_by_a_csv_reader_and_runs_no_formula(xtsearch: Command) -> None:
    result = xtsearch("query", "清屏", "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(result.out, newline=""))
    assert row["title"].startswith("'=HYPERLINK")
    assert row["newspaper"] == "'+湘潭日报"
    assert "【清屏】" in row["fragment"]
    assert result.err == "xtsearch: 1 article (exact phrase)\n"


def test_tsv_has_one_line_a_hit(xtsearch: Command) -> None:
    lines = xtsearch("query", "清屏", "-f", "tsv").out.splitlines()
    assert [len(line.split("\t")) for line in lines] == [10, 10]


def test_json_lines_has_one_hit_a_line(xtsearch: Command) -> None:
    lines = xtsearch("query", "专项整治", "-f", "jsonl").out.splitlines()
    assert [json.loads(line)["title"] for line in lines] == [
        "坚决斩断招投标背后贪腐链条",
        "委室主任“当老师”党员干部“当学生”",
    ]


@pytest.mark.parametrize("form", ["text", "csv", "tsv", "json", "jsonl"])
def test_no_format_lets_a_document_control_the_terminal(xtsearch: Command, form: str) -> None:
    shown = xtsearch("query", "清屏", "-f", form).out
    if form in ("text", "json"):
        shown += xtsearch("show", "hostile", "-f", form).out
    assert not {c for c in shown if not c.isprintable()} - {"\n", "\r", "\t", "\u3000"}
    if form == "json":
        assert xtsearch("show", "hostile", "-f", form).json["body"] == HOSTILE.body


def test_show_gives_the_whole_article(xtsearch: Command) -> None:
    identity = xtsearch("query", "诺西那生钠", "-f", "json").json["hits"][0]["id"]
    text = xtsearch("show", identity).out
    assert text.startswith("70万元一支降至3.3万元\n全省市州首例诺西那生钠注射治疗在我市完成\n")
    assert "吴珊 · interns 刘婧怡 · correspondents 姜亦" in text
    assert text.rstrip().endswith("我们一定不会放弃！”")
    article = xtsearch("show", identity, "-f", "json").json
    assert article["interns"] == ["刘婧怡"]
    assert article["source"]["lines"]


def test_show_of_an_unknown_id_is_exit_code_1(xtsearch: Command) -> None:
    result = xtsearch("show", "nowhere")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("xtsearch: no article has the id nowhere")


def test_split_of_the_seed_page_gives_the_contract(xtsearch: Command) -> None:
    result = xtsearch("split", str(SEED), "--format", "json")
    assert list(result.json) == ["file", "articles", "residue"]
    assert len(result.json["articles"]) == 13
    assert list(result.json["articles"][0])[:15] == [
        *("title", "kicker", "subtitle", "body", "reporters", "interns", "correspondents", "agency", "date"),
        *("date_from", "lines", "title_lines", "kicker_lines", "confidence", "evidence"),
    ]
    assert list(result.json["residue"][0]) == ["lines", "text", "reason"]


def test_split_of_several_pages_goes_on_behind_a_bad_one(xtsearch: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"PK\x03\x04\0\0")
    result = xtsearch("split", str(bad), str(SEED), str(tmp_path / "missing.txt"), "--format", "json")
    assert result.code == 6
    assert [len(page["articles"]) for page in result.json] == [13]
    assert [line.split(": ")[2] for line in result.err.splitlines()] == [
        "looks binary",
        "cannot be read",
        "plain text; columns of 16, 15 and 14 em; headlines below the text",
    ]


def test_split_as_text_shows_articles_and_residue(xtsearch: Command) -> None:
    text = xtsearch("split", str(SEED)).out
    assert text.startswith(f"{SEED}: 13 articles, ")
    assert "1. 坚决斩断招投标背后贪腐链条\n   kicker: 我市推进工程建设项目招投标突出问题专项整治\n" in text
    assert "画中有话" in text.partition("In no article: ")[2]


def test_analyze_shows_three_views_with_offsets(xtsearch: Command) -> None:
    assert xtsearch("analyze", "湘潭市 ＳＭＡ").out.splitlines() == [
        "folded  湘潭市 sma",
        "words   湘潭 0-2  市 2-3  sma 4-7",
        "grams   湘潭 0-2  潭市 1-3  sma 4-7",
        "chars   湘 0-1  潭 1-2  市 2-3  sma 4-7",
    ]
    result = xtsearch("analyze", "湘潭市", "-f", "json").json
    assert list(result) == ["text", "folded", "words", "grams", "chars"]
    assert result["words"] == [{"term": "湘潭", "start": 0, "end": 2}, {"term": "市", "start": 2, "end": 3}]
    assert xtsearch("analyze", "湘潭市", "-f", "tsv").out.splitlines()[1] == "words\t湘潭\t0\t2"


def test_status_says_what_is_indexed(xtsearch: Command, index: str) -> None:
    assert xtsearch("status", "-f", "json").json["articles"] == 14
    assert xtsearch("status").out.splitlines()[0].split() == ["location", index]


def test_what_was_rejected_is_corrected_and_indexed_again(xtsearch: Command, tmp_path: Path) -> None:
    where, letters = ["--index", str(tmp_path / "index")], tmp_path / "letters.jsonl"
    news = tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "body": 5, "section": 3}\n{"id": "b"\n{"id": "c", "body": "\\ud800"}\n', "utf-8")
    result = xtsearch("index", str(news), str(tmp_path / "gone.txt"), *where, "--rejected", str(letters))
    assert result.code == 6
    lines = [json.loads(line) for line in letters.read_text("utf-8").splitlines()]
    notes = [line.pop("xtsearch_rejected") for line in lines]
    assert lines == [{}, {"id": "a", "body": 5, "section": 3}, {}, {"id": "c", "body": "\ud800"}]
    assert [note["where"].removeprefix(str(tmp_path)) for note in notes] == [
        "/gone.txt", "/news.jsonl:1", "/news.jsonl:2", "/news.jsonl:3",
    ]  # fmt: skip
    assert notes[2]["record"] == '{"id": "b"'
    assert all(note["reason"] for note in notes)
    letters.write_text(letters.read_text("utf-8").replace('"body": 5', '"body": "湘潭"').replace("\\ud800", "湘乡"))
    kept = letters.read_text("utf-8").splitlines()
    assert xtsearch("index", str(letters), *where, "--rejected", str(letters)).code == 6
    assert xtsearch("show", "a", *where, "-f", "json").json["extra"] == {"section": 3}
    assert xtsearch("status", *where, "-f", "json").json["articles"] == 2
    assert letters.read_text("utf-8").splitlines() == [kept[0], kept[2]]
    assert xtsearch("index", str(SEED), *where, "--rejected", str(letters)).code == 0
    assert not letters.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert xtsearch("index", str(SEED), *where, "--rejected", str(tmp_path / "no" / "file")).code == 74


def test_rollback_goes_back_to_what_reindex_replaced(xtsearch: Command, tmp_path: Path) -> None:
    where = ["--index", str(tmp_path / "index")]
    first = tmp_path / "one.jsonl"
    first.write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    assert xtsearch("rollback", *where).code == 8
    assert xtsearch("reindex", str(first), *where).code == 0
    assert xtsearch("rollback", *where).code == 8
    assert xtsearch("reindex", str(SEED), *where).code == 0
    now, before = xtsearch("status", *where, "-f", "json").json["generations"]
    assert before in xtsearch("status", *where).out.splitlines()[-1]
    assert xtsearch("rollback", *where, "-f", "json").json == {"generation": before, "before": now, "articles": 1}
    assert xtsearch("rollback", *where).out == f"{now} is live, with 13 articles; {before} is kept\n"
    (tmp_path / "index" / "generations" / now / "meta.json").unlink()
    result = xtsearch("query", "湘潭", *where)
    assert result.code == 8
    assert "xtsearch rollback" in result.err
    assert xtsearch("rollback", *where).code == 0
    assert xtsearch("query", "湘潭", *where).code == 0


@pytest.mark.parametrize(("wait", "seconds"), [([], 0), (["--wait", "0.3"], 0.3), (["--wait=0.3"], 0.3)])
def test_a_second_run_is_exit_code_4_and_changes_nothing(
    xtsearch: Command, tmp_path: Path, wait: list[str], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = str(tmp_path / "index")
    with closing(open_engine(where)) as engine, engine.lock():
        for verb in ("index", "reindex"):
            clock = Clock()
            monkeypatch.setattr(locking, "time", clock)
            result = xtsearch(verb, *wait, str(SEED), "--index", where)
            assert (result.code, result.out) == (4, "")
            assert "another run is writing" in result.err
            assert "--wait" in result.err
            assert clock.slept == pytest.approx(seconds)
    assert xtsearch("status", "--index", where).code == 8


def test_wait_may_stand_alone_before_a_path(xtsearch: Command, tmp_path: Path) -> None:
    assert xtsearch("index", "--wait", str(SEED), "--index", str(tmp_path / "index")).code == 0
    assert xtsearch("index", str(SEED), "--index", str(tmp_path / "index"), "--wait").code == 0
    assert xtsearch("index", str(SEED), "--wait", "-1").code == 2


def test_index_is_an_option_before_and_after_the_command(xtsearch: Command, index: str, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert xtsearch("--index", nowhere, "status").code == 8
    assert xtsearch("status", "--index", nowhere).code == 8
    assert xtsearch("--index", nowhere, "status", "--index", index).code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "专项", "--limit", "-1"], "--limit"),
        (["query", "专项", "--limit", "1000000000000"], "10000"),
        (["query", "专项", "--offset", "1000000000000"], "--offset"),
        (["query", "专项", "--since", "昨天"], "write 2022-05-13"),
        (["query", "专项", "--since", "2022", "--until", "2021"], "later than"),
        (["query", "专项", "--match", "some"], "--match"),
        (["query", "专项", "--nonsense"], "--nonsense"),
        (["query", ""], "the query is empty"),
        (["query", "，。！"], "holds no letter, digit or Chinese character"),
        (["query"], "xtsearch query --help"),
        (["qurey", "专项"], "Did you mean 'query'?"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(xtsearch: Command, arguments: list[str], message: str) -> None:
    result = xtsearch(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert result.err.startswith("xtsearch: ")
    assert len(result.err.splitlines()) == 1


def test_without_a_command_the_help_is_shown(xtsearch: Command) -> None:
    result = xtsearch()
    assert result.code == 2
    assert result.err.startswith("Usage: xtsearch [OPTIONS] COMMAND")


def test_a_folder_that_is_not_ours_is_exit_code_8(xtsearch: Command) -> None:
    result = xtsearch("query", "专项整治", "--index", str(SEED.parent))
    assert result.code == 8
    assert len(result.err.splitlines()) == 1


def test_a_panic_of_the_engine_is_one_line(xtsearch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object, **__: object) -> None:
        raise PanicException("index out of\nbounds")

    monkeypatch.setattr("xtsearch.queries.search.answer", panic)
    result = xtsearch("query", "专项整治")
    assert (result.code, result.out) == (70, "")
    assert result.err.startswith(
        "xtsearch: internal error, a bug: PanicException: index out of bounds; XTSEARCH_DEBUG=1"
    )


def test_the_choices_of_match_are_those_of_the_read_side() -> None:
    assert options.Match.__args__[0].__args__ == MATCHINGS  # type: ignore[attr-defined]
