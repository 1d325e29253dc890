"""Index the news from its file, in a process of its own: `python -m benchmarks.peers NAME NEWS FOLDER`.

Each peer is set up as its documentation says and holds what ours holds: the texts searchable, the article stored. One
line of JSON leaves: how many articles the index answers for, and the process's peak memory in megabytes.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def _records(news: Path) -> Iterator[dict[str, Any]]:
    with news.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def index_xtsearch(news: Path, folder: Path) -> int:
    """What `xtsearch reindex` does."""
    from xtsearch.indexer.engines import open_engine
    from xtsearch.indexer.readers import read
    from xtsearch.indexer.reindex import reindex

    return reindex(open_engine(str(folder)), read([str(news)])).articles


def index_whoosh(news: Path, folder: Path) -> int:
    """Whoosh with the analyzer that jieba brings for it; a buffer of 256 MB instead of 128 makes it a little faster."""
    from jieba.analyse import ChineseAnalyzer
    from whoosh.fields import ID, STORED, TEXT, Schema
    from whoosh.index import create_in

    folder.mkdir()
    text = TEXT(analyzer=ChineseAnalyzer(), stored=True)
    index = create_in(
        folder, Schema(id=ID(unique=True, stored=True), title=text, body=text, date=STORED, source=STORED)
    )
    writer = index.writer(limitmb=256)
    for record in _records(news):
        writer.add_document(**record)
    writer.commit()
    return int(index.doc_count())


def index_bm25s(news: Path, folder: Path) -> int:
    """bm25s over the words of `jieba.lcut`, saved with its corpus."""
    import bm25s
    import jieba

    corpus = list(_records(news))
    tokens = [jieba.lcut(f"{record['title'] or ''}\n{record['body']}") for record in corpus]
    retriever = bm25s.BM25(corpus=corpus)
    retriever.index(tokens, show_progress=False)
    retriever.save(str(folder), corpus=corpus)
    return len(bm25s.BM25.load(str(folder), load_corpus=True).corpus)


INDEXERS: dict[str, Callable[[Path, Path], int]] = {
    "xtsearch": index_xtsearch,
    "whoosh": index_whoosh,
    "bm25s": index_bm25s,
}


def peak_megabytes() -> float:
    """The most memory that this process ever held.

    Linux counts what the parent held before `exec` into `ru_maxrss`, so VmHWM is read where there is one.
    """
    try:
        status = Path("/proc/self/status").read_text("utf-8")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) / 1000
    except (OSError, StopIteration):
        unit = 1_000_000 if sys.platform == "darwin" else 1000
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    name, news_file, index_folder = sys.argv[1:]
    count = INDEXERS[name](Path(news_file), Path(index_folder))
    print(json.dumps({"articles": count, "peak_mb": peak_megabytes()}))
