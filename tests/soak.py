"""What takes too long for a test: runs killed at random moments, and a whole collection compared on both engines.

    $ python -m tests.soak --rounds 20 --seed 1
    ...
    62 passed, 0 failed

On each engine `reindex` is killed (kill -9) at as many random moments while another process asks in a loop: no answer
may lack an article; after the next complete run none is lost or doubled. Two runs at once: one completes, one exits
with 4. Then the news collection, where it is, is indexed on both engines, and their answers are compared. Last, pages
are printed and read by Tesseract anew, as those in tests/data/pages were.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server, find_or_start
from tests.support.engines import all_ids, fill, first_ten, news_documents, overlap
from tests.support.places import ROOT, SHARED_DATA
from tests.support.record_pages import FILES, can_record, poorly_read, record
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest, Sort
from xtsearch.indexer.errors import EngineError
from xtsearch.queries.evaluation import read_topics
from xtsearch.queries.matching import TIERS

NEWS = SHARED_DATA / "news.jsonl"
#: Articles that are rebuilt in every round: some 2 s of work, so that a random moment falls anywhere in a run.
ARTICLES = 2000
SENTENCE = "我市召开工程建设项目招投标突出问题专项整治工作推进会。"
QUESTION = "专项整治"
PHRASES = 200
TOPICS = ("headlines", "questions", "passages")
OVERLAP = 0.95


class Score:
    """Counts checks that passed and failed, and prints each."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def check(self, statement: str, holds: bool, detail: object = "") -> None:
        self.passed += holds
        self.failed += not holds
        say(f"{'ok    ' if holds else 'FAILED'} {statement} {detail}".rstrip())


def say(line: str) -> None:
    """Write a line at once: a soak is watched."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# ------------------------------------------------------------------------------------------------------- kill -9


def write_source(path: Path, note: str) -> Path:
    """A file of `ARTICLES` articles, all of which match `QUESTION`."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(ARTICLES):
            record = {"id": f"a{n}", "title": f"{note} {n}", "body": f"第{n}号。{SENTENCE * 20}"}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def start_reindex(location: str, source: Path) -> subprocess.Popen[bytes]:
    """The real command line, in a process of its own."""
    command = [sys.executable, "-m", "xtsearch", "--index", location, "reindex", str(source)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@contextmanager
def asking(location: str, log: Path) -> Iterator[None]:
    """Within it another process searches in a loop, and writes the number of articles of each answer to `log`."""
    with log.open("w") as output:
        asker = subprocess.Popen([sys.executable, "-m", "tests.soak", "--ask", location], cwd=ROOT, stdout=output)
        try:
            yield
        finally:
            asker.terminate()
            asker.wait()


def ask_for_ever(location: str) -> None:
    """Ask with an engine that stays open, and every tenth time with a new one."""
    while True:
        with closing(open_engine(location)) as engine:
            for _ in range(10):
                try:
                    hits = engine.search(SearchRequest(Phrase(QUESTION), (QUESTION,), limit=10))
                    say(f"{hits.total} {len(hits.hits)}")
                except EngineError as error:
                    say(f"failed: {error}")


def live_articles(location: str) -> list[tuple[str, str]]:
    """Ids and headlines of all that is live, in order."""
    with closing(open_engine(location)) as engine:
        hits = engine.search(SearchRequest(All(), sort=Sort.NEWEST, limit=10 * ARTICLES)).hits
    return sorted((hit.document.id, hit.document.title or "") for hit in hits)


def soak_kills(location: str, folder: Path, rounds: int, chance: random.Random, score: Score) -> None:
    """Kill a run, check what is live, complete a run, check again; at the end start two runs at once."""
    kind = "elasticsearch" if location.startswith("http") else "embedded"
    log = folder / f"{kind}.log"
    notes = ("one", "two")
    sources = {note: write_source(folder / f"{note}.jsonl", note) for note in notes}
    complete = {note: sorted((f"a{n}", f"{note} {n}") for n in range(ARTICLES)) for note in notes}
    began = time.monotonic()
    score.check(f"{kind}: first reindex", start_reindex(location, sources["one"]).wait() == 0)
    took = time.monotonic() - began
    with asking(location, log):
        for number in range(rounds):
            before, after = notes[number % 2], notes[(number + 1) % 2]
            moment = chance.uniform(0.05, 1.1) * took
            running = start_reindex(location, sources[after])
            time.sleep(moment)
            running.send_signal(signal.SIGKILL)
            running.communicate()
            killed = live_articles(location)
            whole = killed in (complete[before], complete[after])
            code = start_reindex(location, sources[after]).wait()
            say(f"       killed after {moment:.2f} s: {'before' if killed == complete[before] else 'after'} the switch")
            score.check(
                f"{kind}: round {number + 1}", whole and code == 0 and live_articles(location) == complete[after], code
            )
        both = [start_reindex(location, sources[note]) for note in notes]
        codes = [process.wait() for process in both]
        winner = notes[codes.index(0)] if 0 in codes else "one"
        score.check(f"{kind}: two at once, one exits with 4", sorted(codes) == [0, 4], codes)
        score.check(f"{kind}: what the other wrote is live", live_articles(location) == complete[winner])
    answers = log.read_text("utf-8").splitlines()
    wrong = [line for line in answers if line != f"{ARTICLES} 10"]
    score.check(
        f"{kind}: {len(answers):,} answers meanwhile, all whole", len(answers) > rounds and not wrong, wrong[:3]
    )


# ------------------------------------------------------------------------------------------------ both, compared


def phrases(documents: list[Document], chance: random.Random) -> list[str]:
    """Runs of two to six Han characters out of headlines and bodies, as a person might type them."""
    chosen: dict[str, None] = {}
    while len(chosen) < PHRASES:
        document = chance.choice(documents)
        runs = re.findall(r"[\u4e00-\u9fff]{2,}", (document.title or "") + "\n" + document.body[:2000])
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - 1)
            chosen[run[start : start + chance.randint(2, 6)]] = None
    return list(chosen)


def compare(locations: list[str], chance: random.Random, score: Score) -> None:
    """Index all of the news on both engines: they find the same articles, in nearly the same order."""
    if not NEWS.exists():
        say(f"SKIPPED: the news collection is not there ({NEWS.name}, in shared/data beside the repository)")
        return
    documents = news_documents(NEWS, sys.maxsize)
    asked = phrases(documents, chance)
    topics = {name: list(read_topics(NEWS.parent / f"{name}.topics.tsv").values()) for name in TOPICS}
    with (
        closing(open_engine(locations[0])) as first_engine,
        closing(open_engine(locations[1])) as second_engine,
        first_engine.scratch() as left,
        second_engine.scratch() as right,
    ):
        for engine in (left, right):
            began = time.monotonic()
            fill(engine, documents)
            total = engine.search(SearchRequest(All(), limit=0)).total
            expected = len({document.id for document in documents})
            score.check(f"{engine.status().engine}: news in {time.monotonic() - began:.0f} s", total == expected, total)
        for tier in TIERS:
            pairs = [[all_ids(engine, text, tier, len(documents)) for engine in (left, right)] for text in asked]
            unlike = [text for text, (a, b) in zip(asked, pairs, strict=True) if a != b]
            score.check(f"{tier}: the same articles for {len(asked)} phrases", not unlike, unlike[:5])
            for name, texts in {"phrases": asked, **topics}.items():
                share = overlap([first_ten(engine, text, tier) for engine in (left, right)] for text in texts)
                score.check(
                    f"{tier}: overlap of the first ten of {len(texts)} {name} at least {OVERLAP}",
                    share >= OVERLAP,
                    f"{share:.3f}",
                )


def soak_print(folder: Path, score: Score) -> None:
    """Print pages and have Tesseract read them, as the recorded ones in tests/data/pages were."""
    if not can_record():
        say("SKIPPED pages from print: needs tesseract-ocr, tesseract-ocr-chi-sim and fonts-arphic-uming")
        return
    record(folder)
    for name, suffix in FILES:
        poor = poorly_read(folder, name, suffix)
        score.check(f"{name}.{suffix} is read in the order of print", not poor, poor)


def soak(server: Server, rounds: int, seed: int) -> int:
    """Run everything; returns the exit code."""
    chance, score = random.Random(seed), Score()
    name = f"xtsearch-soak-{secrets.token_hex(4)}"
    os.environ["XTSEARCH_ALIAS"] = name  # for this process and those that it starts
    if server.basic_auth:
        os.environ["XTSEARCH_USERNAME"], os.environ["XTSEARCH_PASSWORD"] = server.basic_auth
    with tempfile.TemporaryDirectory(prefix="xtsearch-soak-") as folder:
        try:
            for location in (str(Path(folder) / "index"), server.url):
                soak_kills(location, Path(folder), rounds, chance, score)
            compare([str(Path(folder) / "index"), server.url], chance, score)
            soak_print(Path(folder) / "pages", score)
        finally:
            with Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
                remove_indices(client, name)
    say(f"{score.passed} passed, {score.failed} failed")
    return int(score.failed > 0)


def main() -> None:
    """Run the soak test."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="kills on each engine")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and phrases")
    parser.add_argument("--ask", metavar="INDEX", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ask:
        ask_for_ever(arguments.ask)
    with find_or_start() as server:
        sys.exit(soak(server, arguments.rounds, arguments.seed))


if __name__ == "__main__":
    main()
