"""Where a run finds its data and puts its indexes: the folder of measuring data, and a temporary one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.readers import read
from xtsearch.indexer.reindex import reindex
from xtsearch.queries.evaluation import read_topics

#: How many articles the figures of speed are about.
ARTICLES = 20_000
#: Samples are drawn with it, so that two runs ask the same.
SEED = 20220513
_HAN_RUN = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass
class Workplace:
    """`data` holds news.jsonl and the judged sets; `scratch` is ours to write in; `elasticsearch` is a URL, if any."""

    data: Path
    scratch: Path
    elasticsearch: str | None = None

    @cached_property
    def news(self) -> Path:
        """A file of the first ARTICLES of the news."""
        path = self.scratch / "news.jsonl"
        with (self.data / "news.jsonl").open("rb") as lines, path.open("wb") as file:
            file.writelines(islice(lines, ARTICLES))
        return path

    @cached_property
    def index(self) -> str:
        """The folder of an embedded index of these articles, made when first asked for."""
        folder = str(self.scratch / "index")
        engine = open_engine(folder)
        report = reindex(engine, read([str(self.news)]))
        engine.close()
        if report.rejected_count:
            raise ValueError(f"{report.rejected_count} articles of the news were rejected: {report.rejected[0]}")
        return folder

    def bodies(self, name: str) -> Iterator[Document]:
        """The articles of a collection without their headlines, which would give known-item topics away."""
        with (self.data / name).open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield Document(id=record["id"], body=record["body"])

    def topics(self, name: str) -> list[str]:
        """The questions of a judged set."""
        return list(read_topics(self.data / f"{name}.topics.tsv").values())

    def phrases(self, count: int = 200) -> list[str]:
        """Stretches of 2 to 6 Han characters cut from headlines."""
        chance = random.Random(SEED)
        runs = [run for topic in self.topics("headlines") for run in _HAN_RUN.findall(topic)]
        phrases: list[str] = []
        while len(phrases) < count:
            run = chance.choice(runs)
            size = min(len(run), chance.randint(2, 6))
            start = chance.randint(0, len(run) - size)
            phrases.append(run[start : start + size])
        return phrases
