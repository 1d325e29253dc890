"""`setup`: an Elasticsearch with security on in; roles, users and keys for the daily work out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import require_elasticsearch, settings_of

if TYPE_CHECKING:
    from xtsearch.indexer.engines.elasticsearch.admin.security import Security


def command(
    context: typer.Context,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys",
            metavar="FOLDER",
            help="Keep API keys here, a folder a role (indexer/api_key); those still in force are kept.",
            show_default=False,
        ),
    ] = None,
    snapshots: Annotated[
        str | None,
        typer.Option(
            "--snapshots",
            metavar="FOLDER",
            help="Take a snapshot each night into this folder, as nodes see it (path.repo); keep a month of them.",
            show_default=False,
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            "--wait",
            parser=options.seconds,
            metavar="[SECONDS]",
            help="Wait at most so long for a server that is starting.",
            show_default=False,
        ),
    ] = 0,
    analyzer: options.Analyzer = None,
    show: Annotated[bool, typer.Option("--show", help="Only show the roles, as JSON; asks no server.")] = False,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Prepare an Elasticsearch with security on: roles, users and keys.

    Makes the roles ALIAS-indexer, -analyst, -monitoring, -templates, -snapshots and -dashboards, each with the least
    that its work needs; with --keys an API key of each, and for the last a user, whose password is kept there too.
    Where they are set, $XTSEARCH_KIBANA_PASSWORD becomes the password of Kibana's own user, and
    $XTSEARCH_ANALYST_PASSWORD that of the user ALIAS-analyst; either also from a file, ..._FILE. What is already as it
    should be is left alone: run it as often as you like. It asks as an administrator:

    \b
      export XTSEARCH_INDEX=https://HOST:9200
      XTSEARCH_USERNAME=elastic XTSEARCH_PASSWORD_FILE=FILE xtsearch setup --keys ~/keys
      XTSEARCH_API_KEY_FILE=~/keys/indexer/api_key xtsearch reindex PATH...

    \b
    Example:
      xtsearch setup --show
    """
    from xtsearch.indexer.engines.elasticsearch import alias_of
    from xtsearch.indexer.engines.elasticsearch.admin.roles import kibana_reader, roles
    from xtsearch.indexer.engines.elasticsearch.admin.security import Security
    from xtsearch.indexer.engines.elasticsearch.admin.snapshots import Snapshots
    from xtsearch.indexer.engines.elasticsearch.connection import Credentials
    from xtsearch.show.output import json_text, message, write

    settings = settings_of(context, where)
    alias, ik = alias_of(os.environ), analyzer == "ik"
    if show:
        bodies = roles(alias, ik=ik)
        bodies["analyst"] = kibana_reader(bodies["analyst"])
        write(json_text({f"{alias}-{kind}": body for kind, body in bodies.items()}))
        return
    require_elasticsearch(settings, "setup")
    credentials = Credentials.from_environment(os.environ)
    with Security(settings.index, alias, credentials, ik=ik) as security:
        security.patiently(lambda: _apply(security, keys), wait)
    changed, unchanged = security.changed, security.unchanged
    if snapshots:
        with Snapshots(settings.index, alias, credentials) as kept:
            lacking = kept.keep(snapshots)
        changed, unchanged = changed + kept.changed, unchanged + kept.unchanged
        if lacking:
            message(lacking, level="warning")
    if form == "json":
        write(json_text({"changed": changed, "unchanged": unchanged}))
        return
    write("".join(f"{change}\n" for change in changed))
    write(f"{len(changed)} changed, {len(unchanged)} as they should be\n")


def _apply(security: Security, keys: Path | None) -> None:
    from xtsearch.indexer.engines.elasticsearch.admin.security import KEYED
    from xtsearch.indexer.engines.elasticsearch.secrets import read_secret

    security.keep_roles()
    if password := read_secret(os.environ, "XTSEARCH_KIBANA_PASSWORD"):
        security.keep_kibana_password(password)
    if password := read_secret(os.environ, "XTSEARCH_ANALYST_PASSWORD"):
        security.keep_user("analyst", password)
    if keys:
        security.keep_own_user("dashboards", keys / "dashboards" / "password")
        for kind in KEYED:
            security.keep_key(kind, keys / kind / "api_key")
