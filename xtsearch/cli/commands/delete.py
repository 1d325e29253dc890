"""`delete`: ids or a question in; these articles taken from the index, after a look at them."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of
from xtsearch.cli.filters import NO_FILTERS, Filters, filtered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xtsearch.indexer.documents import Document
    from xtsearch.library import Index
    from xtsearch.queries.search import ArticleHit

#: Articles that are shown before the question whether to delete them.
_SHOWN = 20


@filtered
def command(
    context: typer.Context,
    identities: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Ids of articles, as answers give them.", show_default=False),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="QUERY", help="Delete all that this finds.", show_default=False),
    ] = None,
    match: Annotated[
        Literal["auto", "phrase", "all", "any"],
        typer.Option("--match", help="What an article must hold to be deleted by a query; as for `query`."),
    ] = "phrase",
    filters: Filters = NO_FILTERS,
    literal: options.Literally = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be deleted.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Delete even more than a twentieth of all articles by a query.")
    ] = False,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Delete articles by id, or all that a query or filters find.

    Shows what it would delete, and asks. An article whose source is indexed again comes back: take it from the source
    as well.

    \b
    Examples:
      xtsearch delete 000_1b18a5551e9cfd0c-c7e5de27d9 --yes
      xtsearch delete --query 医保 --dry-run
      xtsearch delete --query 湘潭 --until 2022-05 --yes --force
    """
    from xtsearch.indexer.text.plurals import plural
    from xtsearch.show.article import lines_of
    from xtsearch.show.output import json_text, message, write

    narrowed = filters.arguments()
    by_query = query is not None or bool(narrowed)
    if bool(identities) == by_query:
        raise typer.BadParameter("name ids, or a query with --query, or filters such as --newspaper: one of these")
    with open_index(settings_of(context, where)) as opened:
        missing: list[str] = []
        if identities:
            ids, first, missing = _named(opened, list(dict.fromkeys(map(options.typed, identities))))
        else:
            text = query and options.typed(query)
            ids, first = _matching(opened.scan(text, match=match, literal=literal, highlight=False, **narrowed))
        for identity in missing:
            message(f"no article has the id {identity}; `xtsearch query` gives ids")
        if by_query and not ids:
            message("nothing found, nothing deleted", level="info")
        shown = lines_of(first, len(ids))
        if ids and not dry_run:
            if not yes:
                _ask(shown)
            opened.delete(ids, force=force or not by_query, wait=wait)
        articles = opened.status().articles
    count = f"{len(ids):,} {plural(len(ids), 'article')}"
    if form == "json":
        deleted = 0 if dry_run else len(ids)
        write(json_text({"deleted": deleted, "ids": ids, "missing": missing, "articles": articles}))
    elif dry_run:
        write(f"{shown}{count} would be deleted; the index holds {articles:,}\n")
    elif ids:
        write(f"{count} deleted; the index holds {articles:,}\n")
    raise typer.Exit(0 if ids and not missing else 1)


def _named(opened: Index, ids: list[str]) -> tuple[list[str], list[Document], list[str]]:
    """Which of the ids are live, the first articles of them, and which are not."""
    live = {document.id: document for document in opened.engine.documents(ids)}
    present = [identity for identity in ids if identity in live]
    return present, [live[identity] for identity in present[:_SHOWN]], [id for id in ids if id not in live]


def _matching(hits: Iterator[ArticleHit]) -> tuple[list[str], list[Document]]:
    """The ids of all hits, and the first articles; not all articles are kept in memory."""
    first = [hit.document for hit in islice(hits, _SHOWN)]
    return [*(document.id for document in first), *(hit.id for hit in hits)], first


def _ask(shown: str) -> None:
    if not (sys.stdin and sys.stdin.isatty()):
        raise typer.BadParameter(
            "nothing was deleted: nobody can be asked here; --dry-run shows what would be, --yes does it"
        )
    sys.stderr.write(shown)
    typer.confirm("delete?", abort=True, err=True)
