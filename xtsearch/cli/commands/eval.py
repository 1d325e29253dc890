"""`eval`: how well a corpus is ranked, by judged topics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.readers import Reading


def command(
    context: typer.Context,
    corpus: Annotated[
        str, typer.Option("--corpus", metavar="PATH", help="The articles: JSON Lines, CSV or page texts.")
    ],
    topics: Annotated[Path, typer.Option("--topics", metavar="FILE", help="The questions: qid<TAB>text, one a line.")],
    qrels: Annotated[
        Path, typer.Option("--qrels", metavar="FILE", help="The judgements: qid 0 docid rel, as of TREC.")
    ],
    whole: Annotated[
        bool, typer.Option("--whole", help="Search headlines and reporters too, where the default is bodies alone.")
    ] = False,
    form: options.RecordFormat = "text",
    index: options.Index = None,
) -> None:
    """Measure how well judged topics are answered: MRR@10, nDCG@10, Recall@100.

    The corpus is indexed in a temporary place on the engine that is set; the live index is not touched. Every topic is
    asked with the match `any`. Of each figure the 95 % confidence interval over the topics is given.

    \b
    Example:
      xtsearch eval --corpus seeds/ --topics benchmarks/seed.topics.tsv --qrels benchmarks/seed.qrels
    """
    from xtsearch.indexer.readers import read
    from xtsearch.queries.evaluation import evaluate, read_qrels, read_topics
    from xtsearch.show.output import json_text, message, write

    asked, judged = read_topics(topics), read_qrels(qrels)
    documents = _documents(read([corpus]), whole)
    with open_index(settings_of(context, index)) as opened:
        evaluation = evaluate(opened.engine, documents, asked, judged, progress=message)
    if form == "json":
        write(json_text(evaluation.to_dict()))
        return
    write(f"{evaluation.topics:,} topics on {evaluation.articles:,} articles\n\n")
    for figure in evaluation.figures:
        write(f"{figure.measure:<11}{figure.mean:.4f}   95 % between {figure.low:.4f} and {figure.high:.4f}\n")


def _documents(reading: Reading, whole: bool) -> Iterator[Document]:
    """The documents of a corpus, of which only ids and bodies are kept unless `whole`.

    Raises:
        InputError: something of the corpus is rejected: figures of a part of it would mislead.
    """
    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.errors import InputError

    for item in reading:
        if not isinstance(item, Document):
            raise InputError(f"{item.where}: {item.reason}: nothing is measured on a corpus that lacks a part")
        yield (
            item
            if whole
            else replace(item, title=None, kicker=None, subtitle=None, reporters=(), interns=(), correspondents=())
        )
