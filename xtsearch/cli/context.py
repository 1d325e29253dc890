"""What a run of the command works with: its settings, the index they name, and the screen results are shown on.

Enters: Typer's context, which holds the settings that the application read, and the options of a command, which stand
above them. Completion works without a run of the application, and then reads the settings itself.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from xtsearch.settings import Settings, read_settings
from xtsearch.show.output import write_logged
from xtsearch.show.terminal import Screen, screen

if TYPE_CHECKING:
    from xtsearch.library import Index


def settings_of(
    context: typer.Context, index: str | None = None, color: str | None = None, templates: str | None = None
) -> Settings:
    """The settings of this run, with the command's own options in their place where they are given.

    Raises:
        SettingsError: they were not read before, and cannot be read.
    """
    settings = context.obj if isinstance(context.obj, Settings) else read_settings(os.environ)
    return replace(
        settings,
        index=index or settings.index,
        color=color or settings.color,
        templates=templates or settings.templates,
    )


def screen_of(settings: Settings) -> Screen:
    """The screen that results are shown on."""
    return screen(settings.color, sys.stdout, os.environ)


def require_elasticsearch(settings: Settings, command: str) -> None:
    """Refuse a command that only Elasticsearch can do, where the settings name an index of another engine.

    Raises:
        XtsearchError: they do.
    """
    from xtsearch.indexer.engines.location import backend_of
    from xtsearch.indexer.errors import XtsearchError

    if backend_of(settings.index).name != "elasticsearch":
        raise XtsearchError(f"{command} is for Elasticsearch: give its address with --index or XTSEARCH_INDEX")


def open_index(
    settings: Settings,
    *,
    analyzer: str | None = None,
    patience: float | None = None,
    shards: int | None = None,
    replicas: int | None = None,
) -> Index:
    """The index that the settings name, to be closed; raises as `xtsearch.open` does."""
    from xtsearch.indexer.engines.location import is_folder
    from xtsearch.library import Index, of_a_server

    if not is_folder(settings.index):
        write_logged()
    environ = {**os.environ, **of_a_server(patience=patience, shards=shards, replicas=replicas)}
    return Index(settings, environ, analyzer=analyzer)
