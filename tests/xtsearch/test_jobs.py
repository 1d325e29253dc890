"""`job run`, `job list` and `status --check`: what a scheduler meets, on both engines.

Runs that are killed or overlap are the real command line in processes of their own; Elasticsearch stands behind a proxy
(`faults`) where a moment has to be met.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import secrets
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from prometheus_client.parser import text_string_to_metric_families

from tests.support import faults
from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.engines import KINDS, location_of
from tests.support.faults import faulty
from tests.support.patient_command import command as patient_command
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE, Clock, wait_until
from xtsearch.__main__ import run
from xtsearch.indexer.engines import generations, open_engine
from xtsearch.indexer.engines.elasticsearch import lock as elasticsearch_lock
from xtsearch.indexer.engines.elasticsearch import run_records as elasticsearch_runs
from xtsearch.indexer.engines.embedded import folder as embedded_folder
from xtsearch.indexer.engines.request import All, SearchRequest, Sort
from xtsearch.indexer.engines.run_records import Run, from_lines
from xtsearch.indexer.readers.sources import SUFFIXES
from xtsearch.jobs import health
from xtsearch.jobs import job_run as jobs

BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。"
#: Articles of 12 KB, so many that they take several bulk requests.
MANY = 300


class Site:
    """An index of its own, a folder of sources, and the command line."""

    def __init__(self, location: str, environ: dict[str, str], sources: Path, capsys: Any) -> None:
        self.location = location
        self.environ = environ
        self.sources = sources
        self._capsys = capsys

    def write(self, name: str = "news.jsonl", **bodies: str) -> Path:
        """A source file with a record for each id."""
        path = self.sources / name
        lines = [json.dumps({"id": id, "body": body}, ensure_ascii=False) for id, body in bodies.items()]
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    def write_many(self, note: str) -> None:
        self.write("many.jsonl", **{f"m{n}": f"{note}{n}。{BODY * 96}" for n in range(MANY)})

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """A command line in this process: exit code, stdout, stderr."""
        self._capsys.readouterr()
        code = run(["--index", self.location, *arguments])
        return (code, *self._capsys.readouterr())

    def job(self, *arguments: str) -> int:
        """`job run` on the sources, with logs as JSON: every line must be an object."""
        code, out, err = self.run("job", "run", str(self.sources), "--log-format", "json", *arguments)
        self.log = [json.loads(line) for line in err.splitlines()]
        assert out == ""
        return code

    def start(self, location: str | None = None, *arguments: str) -> subprocess.Popen[str]:
        line = patient_command("--index", location or self.location, "job", "run", *arguments, str(self.sources))
        return subprocess.Popen(
            line, env={**os.environ, **self.environ}, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def runs(self) -> list[dict[str, Any]]:
        code, out, _ = self.run("job", "list", "--format", "json", "--limit", "100")
        assert code == 0
        return list(json.loads(out))

    def check(self, *arguments: str) -> tuple[int, str]:
        code, out, err = self.run("status", "--check", *arguments)
        [line] = out.splitlines()
        assert err == ""
        return code, line

    def held(self) -> dict[str, str]:
        with closing(open_engine(self.location)) as engine:
            hits = engine.search(SearchRequest(All(), sort=Sort.NEWEST, limit=2000)).hits
        return {hit.document.id: hit.document.body for hit in hits}

    def generations(self) -> tuple[str, ...]:
        with closing(open_engine(self.location)) as engine:
            return engine.status().generations


@pytest.fixture(params=KINDS)
def site(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> Site:
    """A site of each kind."""
    if request.param == "elasticsearch":
        return request.getfixturevalue("remote")  # type: ignore[no-any-return]
    (tmp_path / "news").mkdir()
    return Site(location_of(request.param, request, tmp_path_factory), {}, tmp_path / "news", capsys)


@pytest.fixture
def remote(
    elasticsearch_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Site]:
    """A site on the server, with an alias of its own."""
    (tmp_path / "news").mkdir()
    server = elasticsearch_server
    environ = {"XTSEARCH_ALIAS": f"xtsearch-job-{secrets.token_hex(4)}", "XTSEARCH_CONFIG": ""}
    if server.basic_auth:
        environ |= dict(zip(("XTSEARCH_USERNAME", "XTSEARCH_PASSWORD"), server.basic_auth, strict=True))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    try:
        yield Site(server.url, environ, tmp_path / "news", capsys)
    finally:
        with Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
            remove_indices(client, environ["XTSEARCH_ALIAS"])


@pytest.fixture
def shelf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    """A site in a folder, for what no engine has a part in."""
    (tmp_path / "news").mkdir()
    return Site(str(tmp_path / "index"), {}, tmp_path / "news", capsys)


def _articles(count: int) -> dict[str, str]:
    return {f"a{n}": f"湘潭{n}" for n in range(count)}


# ------------------------------------------------------------------------------------------------ what it does


def test_a_job_builds_updates_and_prunes_and_builds_anew_when_the_version_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = _articles(21)
    site.write(**articles)
    assert site.job() == 0
    assert site.held() == articles
    assert [entry["event"] for entry in site.log] == ["job_started", "job_chosen", "columns", "job_ended"]
    assert (site.log[-1]["action"], site.log[-1]["indexed"], site.log[-1]["articles"]) == ("reindex", 21, 21)
    [built] = site.generations()
    del articles["a0"]
    site.write(**articles | {"a1": "湘乡", "new": "韶山"})
    assert site.job() == 0
    entry = site.log[-1]
    assert (entry["action"], entry["indexed"], entry["unchanged"], entry["deleted"]) == ("index", 2, 19, 1)
    assert site.held() == articles | {"a1": "湘乡", "new": "韶山"}
    assert site.job() == 0  # again: nothing to do
    assert (site.log[-1]["indexed"], site.log[-1]["unchanged"], site.generations()) == (0, 21, (built,))
    assert site.job("--full") == 0
    assert (site.log[-1]["action"], site.log[-1]["reason"]) == ("reindex", "--full")
    monkeypatch.setattr(generations, "ANALYSIS_VERSION", 99)
    assert site.check()[0] == 8
    assert site.job() == 0
    assert site.log[-1]["action"] == "reindex"
    assert "another version of xtsearch" in site.log[-1]["reason"]
    assert (site.check()[0], len(site.generations()), set(site.held())) == (0, 3, {*articles, "new"})
    assert [run["action"] for run in site.runs()] == ["reindex", "reindex", "index", "index", "reindex"]


def test_one_run_makes_up_for_those_that_were_missed(site: Site) -> None:
    site.write(**_articles(30))
    assert site.job() == 0
    for day in range(3):  # the machine was off: nothing ran
        site.write(f"day{day}.jsonl", **{f"d{day}": "韶山"})
    site.write(**_articles(31))
    assert site.job() == 0
    assert site.log[-1]["indexed"] == 4
    assert site.held() == _articles(31) | {f"d{day}": "韶山" for day in range(3)}


def test_a_source_that_is_empty_by_mistake_is_refused(site: Site, tmp_path: Path) -> None:
    second = tmp_path / "other"
    second.mkdir()
    (second / "o.jsonl").write_text('{"id": "o", "body": "岳塘"}\n', "utf-8")
    site.write(**_articles(40))
    assert site.job(str(second)) == 0
    before, generations = site.held(), site.generations()
    for remove in ((second / "o.jsonl").unlink, second.rmdir, (site.sources / "news.jsonl").unlink):
        remove()
        for more in ((), ("--full",)):
            assert site.job(str(second), *more) == 5
            assert "see that it is mounted and filled" in site.log[-1]["message"]
    assert (site.held(), site.generations()) == (before, generations)
    code, line = site.check()
    assert (code, line.startswith("wrong: the last run failed (5) at 20")) == (5, True)


def test_why_there_is_nothing_to_read_is_said(shelf: Site, tmp_path: Path) -> None:
    """A folder that is another user's is no empty one."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for source, why in (
        (str(shelf.sources), f"(no {', '.join(SUFFIXES)} file in the folder)"),
        (str(tmp_path / "gone"), "(no such file or folder: check the path)"),
        (str(loop), "(cannot be read: Too many levels of symbolic links)"),
    ):
        code, _, err = shelf.run("job", "run", source)
        assert (code, f"nothing to read in {source} {why}; see" in err) == (5, True), err


def test_sources_of_which_nothing_can_be_read_are_refused(site: Site) -> None:
    """As where every file is another user's, or a copy that was cut short left them empty."""
    site.write(**_articles(3))
    site.write("more.jsonl", m="韶山")
    assert site.job() == 0
    before = site.held()
    (site.sources / "news.jsonl").write_text("")
    assert site.job() == 6  # of the other one all is well
    (site.sources / "more.jsonl").write_text("")
    for arguments in ((), ("--force",), ("--full",)):
        assert site.job(*arguments) == 5
        assert "2 rejected, first " in site.log[-1]["message"]
    assert site.held() == before
    assert site.check()[0] == 5


def test_sources_that_lost_much_are_refused_unless_forced(shelf: Site) -> None:
    shelf.write(**_articles(40))
    assert shelf.job() == 0
    shelf.write(**_articles(30))
    for arguments in ((), ("--full",)):
        assert shelf.job(*arguments) == 5
        assert "--force" in shelf.log[-1]["message"]
        assert len(shelf.held()) == 40
    assert shelf.job("--force") == 0
    assert len(shelf.held()) == 30
    assert shelf.job("--full", "--smoke", "专项整治") == 5
    assert shelf.job("--full", "--smoke", "湘潭") == 0


def test_a_first_run_on_nothing_publishes_nothing(site: Site) -> None:
    assert site.job() == 5
    code, line = site.check()
    assert (code, line.startswith("wrong: nothing is indexed")) == (8, True)
    assert [run["code"] for run in site.runs()] == [5]
    site.write(a="湘潭")
    assert (site.job(), site.held()) == (0, {"a": "湘潭"})


def test_what_was_rejected_is_kept_counted_and_no_failure(shelf: Site, tmp_path: Path) -> None:
    path = shelf.write(**_articles(3))
    path.write_text(path.read_text("utf-8") + '{"id": "bad", "body": 5}\n', "utf-8")
    letters, metrics = tmp_path / "rejected.jsonl", tmp_path / "xtsearch.prom"
    assert shelf.job("--rejected", str(letters), "--metrics-file", str(metrics)) == 6
    assert [entry["event"] for entry in shelf.log] == ["job_started", "job_chosen", "rejected", "columns", "job_ended"]
    assert shelf.log[-1]["level"] == "warning"
    assert json.loads(letters.read_text("utf-8"))["id"] == "bad"
    assert _samples(metrics)["xtsearch_job_last_run_rejections"] == 1
    assert "xtsearch_job_last_success_timestamp_seconds" in _samples(metrics)
    code, line = shelf.check("--max-age", "1h")
    assert (code, line.endswith(", 1 rejected")) == (0, True)
    shelf.write(**_articles(3))
    assert (shelf.job("--rejected", str(letters)), letters.exists()) == (0, False)


def test_sources_come_from_the_environment_and_the_config_file(
    shelf: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write(a="湘潭")
    code, out, err = shelf.run("job", "run")
    assert (code, out) == (2, "")
    assert "XTSEARCH_SOURCES" in err
    monkeypatch.setenv("XTSEARCH_SOURCES", f"{shelf.sources}{os.pathsep}")
    assert shelf.run("job", "run")[0] == 0
    monkeypatch.delenv("XTSEARCH_SOURCES")
    (tmp_path / "config.toml").write_text('sources = ["news"]\n', "utf-8")
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    code, out, err = shelf.run("job", "run")
    assert (code, out) == (0, "")
    assert all(line.startswith("xtsearch: ") for line in err.splitlines())
    assert "0 articles indexed, 1 unchanged" in err
    (tmp_path / "config.toml").write_text('sources = "news"\n', "utf-8")
    assert shelf.run("job", "run")[0] == 2


def test_a_source_of_updates_is_set_in_the_config_file(
    shelf: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    shelf.write("1.jsonl", a="湘潭")
    shelf.write("2.jsonl", a="韶山")
    (tmp_path / "config.toml").write_text('sources = [{path = "news"}]\n', "utf-8")
    code, _, err = shelf.run("job", "run")
    assert (code, "1 rejected (one id for two texts 1)" in err) == (6, True)
    (tmp_path / "config.toml").write_text('sources = [{path = "news", dumps = "updates"}]\n', "utf-8")
    assert shelf.run("job", "run")[0] == 0
    assert "韶山" in shelf.run("show", "a")[1]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("5", "a source is a path in quotes, or a table"),
        ('{dumps = "updates"}', "a source is a path in quotes, or a table"),
        ('{path = "news", dumps = "daily"}', "dumps of a source must be one of parts, updates"),
        ('{path = "news", kind = "daily"}', "unknown key 'kind' of a source; it may set path, dumps"),
    ],
)
def test_a_wrong_source_in_the_config_file_is_named(
    shelf: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, message: str
) -> None:
    (tmp_path / "config.toml").write_text(f"sources = [{entry}]\n", "utf-8")
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    code, out, err = shelf.run("job", "run")
    assert (code, out, message in err) == (2, "", True)


# -------------------------------------------------------------------------------------- overlaps, kills, clocks


def test_of_two_runs_the_second_ends_with_4_or_waits(site: Site) -> None:
    site.write(**_articles(3))
    assert site.job() == 0
    with closing(open_engine(site.location)) as engine:
        with engine.lock():
            assert site.job() == 4
            code, line = site.check()  # to have met another one is no failure
            assert (code, line.startswith("ok: 3 articles; ")) == (0, True)
            waiting = site.start(None, "--wait", str(PATIENCE))
            wait_until(lambda: len(site.runs()) == 3, "the record of the run that waits")
            assert waiting.poll() is None
        waiting.communicate()
    assert waiting.returncode == 0
    assert [run["code"] for run in site.runs()] == [0, 4, 0]


def test_a_run_that_was_killed_on_another_machine_is_waited_for_and_taken_over(
    remote: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container that is started anew has another name, or other process ids: who waits finds out."""
    site = remote
    site.write(**_articles(3))
    assert site.job() == 0
    index, environ = f"{site.environ['XTSEARCH_ALIAS']}-lock", site.environ
    login = (environ["XTSEARCH_USERNAME"], environ["XTSEARCH_PASSWORD"]) if "XTSEARCH_USERNAME" in environ else None
    claim = {"owner": "x", "host": "elsewhere pid:[1]", "process": "7 1", "since": "2022-05-13T06:00:00+00:00"}
    with Elasticsearch(site.location, basic_auth=login) as client:
        client.index(index=index, id="writer", document=claim)
    monkeypatch.setattr(elasticsearch_lock, "time", Clock())
    assert (site.job(), site.job("--wait", str(2 * elasticsearch_lock.ABANDONED_SECONDS))) == (4, 0)


#: Runs a command line that sends itself a signal where a first batch of documents was put.
_AT_THE_COMMIT = """
import os, sys
from xtsearch.indexer.engines.embedded import engine
real, number = engine._Writer.commit, int(sys.argv[1])
def ended(writer):
    os.kill(os.getpid(), number)
    real(writer)
engine._Writer.commit = ended
from xtsearch.__main__ import main
sys.argv = ["xtsearch", *sys.argv[2:]]
main()
"""


def _ended(site: Site, number: signal.Signals, *arguments: str) -> tuple[int, str]:
    """A run that is ended by a signal when it has written half of the articles: its exit code and stderr."""
    if not site.location.startswith("http"):
        line = ["--index", site.location, "job", "run", str(site.sources), *arguments]
        command = [sys.executable, "-c", _AT_THE_COMMIT, str(int(number)), *line]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stderr
    with faulty(site.location) as proxy:
        process = site.start(proxy.url, *arguments)
        proxy.fail(r"PUT /[^/]+/_bulk", faults.after(lambda: process.send_signal(number)), after=1, times=1)
        _, output = process.communicate()
    return process.returncode, output


@pytest.mark.slow
@pytest.mark.parametrize("full", [True, False])
def test_a_machine_that_restarts_in_the_midst_of_a_run(site: Site, full: bool) -> None:
    site.write(**_articles(3))
    assert site.job() == 0
    before = site.held()
    site.write_many("新")
    code, _ = _ended(site, signal.SIGKILL, *(["--full"] if full else []))
    assert code == -signal.SIGKILL
    assert site.held() == before
    assert [run["code"] for run in site.runs()] == [None, 0]
    assert site.job() == 0
    assert len(site.held()) == MANY + 3
    assert [run["code"] for run in site.runs()] == [0, None, 0]
    code, out, _ = site.run("job", "list")
    assert [("was killed" in line) for line in out.splitlines()] == [False, True, False]
    assert site.check("--max-age", "1h")[0] == 0


@pytest.mark.slow
def test_a_run_that_a_scheduler_stops_takes_back_and_says_so(site: Site) -> None:
    site.write(**_articles(3))
    assert site.job() == 0
    before = site.held()
    site.write_many("新")
    code, err = _ended(site, signal.SIGTERM, "--log-format", "json")
    assert code == 130
    assert [json.loads(line)["message"] for line in err.splitlines()][-1] == "interrupted"
    assert site.held() == before
    assert (site.runs()[0]["code"], site.runs()[0]["message"]) == (130, "interrupted")
    assert site.check()[0] == health.STALE
    assert (site.job(), len(site.held())) == (0, MANY + 3)  # the lock was let go of


def _clock(moment: datetime.datetime) -> Any:
    """The module `datetime`, with a clock that stands still."""

    class Stopped(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return moment.astimezone(tz)

    return SimpleNamespace(datetime=Stopped, timedelta=datetime.timedelta, UTC=datetime.UTC)


def test_a_clock_that_is_set_back_changes_no_order(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    made: list[str] = []
    for shift in (0, -26, -26, 3):
        clock = _clock(now + datetime.timedelta(hours=shift))
        monkeypatch.setattr(generations, "datetime", clock)
        monkeypatch.setattr(jobs, "datetime", clock)
        site.write(a=f"湘潭{len(made)}", b="湘乡")
        assert site.job("--full") == 0
        made.append(site.generations()[0])
        assert site.held()["a"] == f"湘潭{len(made) - 1}"
        assert site.generations() == tuple(made[:-4:-1])
    assert made == sorted(set(made)), "a generation's name is not later than those before it"
    assert [run["number"] for run in site.runs()] == [4, 3, 2, 1]
    assert site.run("rollback")[0] == 0
    assert (site.generations()[0], site.held()["a"]) == (made[2], "湘潭2")
    assert (site.job(), site.held()["a"]) == (0, "湘潭3")
    code, line = site.check("--max-age", "2h")
    assert (code, "see the clocks of this machine" in line) == (health.STALE, True)
    monkeypatch.undo()


def test_a_record_of_runs_is_bounded_and_in_order(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (embedded_folder, elasticsearch_runs):
        monkeypatch.setattr(module, "RUNS_KEPT", 3)
    with closing(open_engine(site.location)) as engine:
        assert engine.runs(10) == []
        kept = [engine.record(Run(started=f"2022-05-{31 - n}T06:00:00+00:00")) for n in range(5)]
        assert [run.number for run in kept] == [1, 2, 3, 4, 5]
        ended = engine.record(replace(kept[3], ended="2022-05-28T06:01:00+00:00", code=0, message="\u2028\x1b[2J"))
        if not site.location.startswith("http"):
            assert engine.runs(10) == [kept[4], ended, kept[2]]
        assert engine.runs(2) == [kept[4], ended]
    if site.location.startswith("http"):  # a deletion is seen a moment later
        wait_until(lambda: [record["number"] for record in site.runs()] == [5, 4, 3], "the deletion of old records")
    code, out, _ = site.run("job", "list", "-n", "2")
    assert (code, len(out.splitlines()), "\x1b" in out) == (0, 2, False)


def test_runs_that_begin_together_have_numbers_of_their_own(site: Site) -> None:
    def record() -> None:
        with closing(open_engine(site.location)) as engine:
            for _ in range(4):
                engine.record(Run(started="2022-05-13T06:00:00+00:00"))

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [run["number"] for run in site.runs()] == list(range(16, 0, -1))


# ------------------------------------------------------------------------------------------- logs and metrics


def test_logs_are_objects_with_times_in_utc_and_hold_no_secret(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "" if "XTSEARCH_PASSWORD" in site.environ else secrets.token_urlsafe(20)
    if secret:
        monkeypatch.setenv("XTSEARCH_API_KEY", secret)
    path = site.write(**_articles(3))
    path.write_text(path.read_text("utf-8") + '{"id": "\x1b[2J", "body": 5}\n{"id": "x\u2028y", "body": 5}\n', "utf-8")
    code, out, err = site.run("job", "run", str(site.sources), "--log-format", "json")
    assert (code, out) == (6, "")
    for line in err.splitlines():
        entry = json.loads(line)
        assert list(entry)[:4] == ["time", "level", "event", "message"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])
        assert entry["level"] in ("info", "warning", "error")
    assert not re.search("[\x00-\x09\x0b-\x1f\u2028]", err)
    assert not secret or secret not in err + json.dumps(site.runs())


def test_a_server_that_is_away_is_3_one_line_and_metrics(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site("http://127.0.0.1:1", {}, tmp_path, capsys)
    (tmp_path / "a.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    assert site.job("--metrics-file", str(tmp_path / "m.prom")) == 3
    assert [entry["level"] for entry in site.log] == ["info", "error"]
    assert _samples(tmp_path / "m.prom")["xtsearch_job_last_run_exit_code"] == 3
    code, line = site.check()
    assert (code, "no Elasticsearch answers" in line) == (3, True)
    capsys.readouterr()
    assert run(["--index", "http://u:geheim@127.0.0.1:1", "job", "run", str(tmp_path), "--log-format", "json"]) == 2
    err = capsys.readouterr().err
    assert "geheim" not in err
    assert json.loads(err)["level"] == "error"


def _samples(path: Path) -> dict[str, float]:
    families = list(text_string_to_metric_families(path.read_text("utf-8")))
    assert all(family.documentation and family.type == "gauge" for family in families)
    samples = [sample for family in families for sample in family.samples]
    assert {tuple(sample.labels) for sample in samples} == {("index",)}
    return {sample.name: sample.value for sample in samples}


def test_metrics_tell_the_last_run_and_keep_the_last_success(shelf: Site, tmp_path: Path) -> None:
    path = tmp_path / "xtsearch.prom"
    began, timer = time.time(), time.monotonic()
    shelf.write(**_articles(21))
    assert shelf.job("--metrics-file", str(path)) == 0
    elapsed = time.monotonic() - timer
    first = _samples(path)
    assert first["xtsearch_job_last_run_exit_code"] == 0
    assert (first["xtsearch_articles"], first["xtsearch_job_last_run_indexed_articles"]) == (21, 21)
    assert int(began) <= first["xtsearch_job_last_success_timestamp_seconds"] <= time.time()
    assert 0 < first["xtsearch_job_last_run_duration_seconds"] <= elapsed + 0.001  # rounded to milliseconds
    shelf.write(**_articles(20))
    assert shelf.job("--metrics-file", str(path)) == 0
    second = _samples(path)
    assert second["xtsearch_job_last_run_deleted_articles"] == 1
    assert second["xtsearch_job_last_run_unchanged_articles"] == 20
    (shelf.sources / "news.jsonl").unlink()
    assert shelf.job("--metrics-file", str(path)) == 5
    failed = _samples(path)
    kept = ("xtsearch_job_last_success_timestamp_seconds", "xtsearch_articles")
    assert all(failed[name] == second[name] for name in kept)
    assert failed["xtsearch_job_last_run_exit_code"] == 5
    assert failed["xtsearch_job_last_run_unchanged_articles"] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir() if "prom" in path.name] == ["xtsearch.prom"]


def test_metrics_that_cannot_be_written_are_74_and_the_articles_are_in(shelf: Site, tmp_path: Path) -> None:
    shelf.write(a="湘潭")
    assert shelf.job("--metrics-file", str(tmp_path / "nowhere" / "m.prom")) == 74
    assert shelf.held() == {"a": "湘潭"}


def test_a_label_holds_any_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(str(tmp_path / 'in"dex\\一\n二'), {}, tmp_path / "news", capsys)
    site.sources.mkdir()
    site.write(a="湘潭")
    assert site.job("--metrics-file", str(tmp_path / "m.prom")) == 0
    [articles] = [
        family
        for family in text_string_to_metric_families((tmp_path / "m.prom").read_text("utf-8"))
        if family.name == "xtsearch_articles"
    ]
    assert articles.samples[0].labels == {"index": site.location}


# -------------------------------------------------------------------------------------------------- monitoring

NOW = datetime.datetime(2022, 5, 13, 12, tzinfo=datetime.UTC)


def _run(number: int, code: int | None, hours: float, action: str | None = "index") -> Run:
    at = (NOW - datetime.timedelta(hours=hours)).isoformat(timespec="seconds")
    ended = None if code is None else at
    return Run(number=number, started=at, ended=ended, code=code, action=action, message="why", host="h", rejected=0)


@pytest.mark.parametrize(
    ("runs", "max_age", "code", "says"),
    [
        ([], None, 0, "no run that succeeded is recorded"),
        ([], 26, 1, "schedule `xtsearch job run`"),
        ([_run(1, 0, 25)], 26, 0, "25 hours old"),
        ([_run(1, 0, 27)], 26, 1, "see the scheduler"),
        ([_run(1, 0, 27)], None, 0, "27 hours old"),
        ([_run(1, 0, -27)], 26, 1, "see the clocks"),
        ([_run(1, 0, -27)], None, 0, "27 hours from now: see the clocks"),
        ([_run(1, 0, -0.02)], 26, 0, "0 minutes old"),
        ([_run(2, 5, 1), _run(1, 0, 2)], 26, 5, "the last run failed (5)"),
        ([_run(2, 70, 1), _run(1, 0, 2)], 26, 1, "the last run failed (70)"),
        ([_run(2, 4, 1, None), _run(1, 0, 2)], 26, 0, "2 hours old"),
        ([_run(2, 4, 1, None), _run(1, 7, 2)], 26, 7, "the last run failed (7)"),
        ([_run(2, None, 1), _run(1, 0, 2)], 26, 0, "old"),
        ([_run(3, None, 1), _run(2, None, 2), _run(1, 0, 3)], 26, 1, "was killed"),
        ([_run(3, None, 1, None), _run(2, None, 2), _run(1, 0, 3)], 26, 0, "old"),
        ([_run(3, 0, 1), _run(2, None, 2), _run(1, 0, 3)], 26, 0, "60 minutes old"),
    ],
)
def test_the_verdict_on_runs(runs: list[Run], max_age: int | None, code: int, says: str) -> None:
    hours = None if max_age is None else datetime.timedelta(hours=max_age)
    verdict = health.judge(runs, NOW, hours)
    assert (verdict.code, says in verdict.line) == (code, True), verdict


def test_status_tells_the_last_run_and_the_check_is_one_line_or_one_object(shelf: Site) -> None:
    shelf.write(a="湘潭")
    assert shelf.run("index", str(shelf.sources))[0] == 0
    assert json.loads(shelf.run("status", "--format", "json")[1])["last_run"] is None
    assert shelf.check()[0] == 0
    assert shelf.check("--max-age", "26h")[0] == health.STALE
    assert shelf.job() == 0
    status = json.loads(shelf.run("status", "--format", "json")[1])
    assert list(status)[-2:] == ["last_run", "last_success"]
    assert status["last_run"] == status["last_success"] == shelf.runs()[0]
    assert "\nlast success " in shelf.run("status")[1]
    code, out, _ = shelf.run("status", "--check", "--max-age", "26h", "--format", "json")
    assert (code, json.loads(out)["ok"], len(out.splitlines())) == (0, True, 1)
    assert shelf.run("status", "--max-age", "26h")[0] == 2
    assert shelf.run("status", "--check", "--max-age", "soon")[0] == 2


def test_damaged_records_are_passed_over() -> None:
    text = '{"number": 1, "started": "2022", "later": 1}\n{"number": 2\n[]\n{"started": 5, "number": 3}\n\n'
    assert [run.number for run in from_lines(text)] == [1, 3]
