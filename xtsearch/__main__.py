"""The command `xtsearch`: arguments in; results on stdout, messages on stderr, an exit code out.

    $ xtsearch query 专项整治

An error that a person can act upon is one line and the exit code of its class. Anything else is a bug: the line says
so, and how to get a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from xtsearch.cli import options
from xtsearch.indexer.errors import (
    BUG_EXIT_CODE,
    INTERRUPTED_EXIT_CODE,
    OutputClosed,
    OutputFailed,
    QuerySyntaxError,
    XtsearchError,
)
from xtsearch.settings import read_settings
from xtsearch.show import output as rendering

#: In the order of `--help`.
COMMANDS = (
    "index",
    "reindex",
    "rollback",
    "adopt",
    "pause",
    "resume",
    "delete",
    "query",
    "facets",
    "trend",
    "show",
    "run",
    "templates",
    "records",
    "job",
    "status",
    "split",
    "analyze",
    "eval",
    "setup",
)


class Commands(TyperGroup):
    """The commands. The module of one is imported when it is called: each would add some 2 ms to every start."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS, self)  # the names alone, for "Did you mean"

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Typer's
        """The names, in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the signature is Typer's
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"xtsearch.cli.commands.{cmd_name}").command
        if isinstance(command, typer.Typer):
            return typer.main.get_command(command)
        application_of_one = typer.Typer(add_completion=False, rich_markup_mode=None)
        application_of_one.command(cmd_name, cls=options.AsTyped)(command)
        return typer.main.get_command(application_of_one)


def application() -> typer.Typer:
    """The Typer application with all commands."""
    return typer.Typer(
        name="xtsearch",
        cls=Commands,
        callback=_root,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        rendering.write(f"xtsearch {version('xtsearch')}\n")
        raise typer.Exit


def _root(
    context: typer.Context,
    index: options.Index = None,
    color: options.Color = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Chinese full-text search over newspaper articles.

    Page texts and ready-made documents go in (`index`), ranked and highlighted articles come out (`query`).
    Where the index is: --index, else $XTSEARCH_INDEX, else `index` in the config file
    ($XTSEARCH_CONFIG, else xtsearch/config.toml in the user's config folder), else the user's data folder.

    \b
    Example:
      xtsearch index seeds/ && xtsearch query 专项整治
    """
    context.obj = read_settings(os.environ, index=index, color=color)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code. Wrong usage, our errors and bugs are one line on stderr."""
    rendering.prepare_streams()
    try:
        code = _run(arguments)
        rendering.flush()
        return code
    except OutputFailed as error:
        rendering.discard_output()
        if not isinstance(error, OutputClosed):
            rendering.message(str(error))
        return error.exit_code


def _run(arguments: Sequence[str]) -> int:
    try:
        returned: Any = application()(list(arguments), prog_name="xtsearch", standalone_mode=False)
        code = returned if isinstance(returned, int) else 0
        if code == INTERRUPTED_EXIT_CODE:
            rendering.message("interrupted")
        return code
    except (OutputFailed, SystemExit):
        raise
    except XtsearchError as error:
        rendering.message(str(error))
        if isinstance(error, QuerySyntaxError) and error.query and error.position is not None:
            rendering.point(error.query, error.position)
        return error.exit_code
    except typer.TyperException as error:
        _say_usage(error)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        rendering.message("interrupted")
        return INTERRUPTED_EXIT_CODE
    except BaseException as error:  # a bug; BaseException, as tantivy's PanicException is no Exception
        if os.environ.get("XTSEARCH_DEBUG"):
            raise
        rendering.message(
            f"internal error, a bug: {type(error).__name__}: {error}; XTSEARCH_DEBUG=1 in the environment shows where"
        )
        return BUG_EXIT_CODE


def _say_usage(error: typer.TyperException) -> None:
    usage = error.format_message().rstrip()
    if usage.startswith("Usage:"):  # of a group without a command, the whole help
        sys.stderr.write(f"{usage}\n")
        return
    context = getattr(error, "ctx", None)
    hint = f" Try `{context.command_path} --help`." if context is not None else ""
    rendering.message(f"{usage}{'' if usage.endswith(('.', '?')) else '.'}{hint}")


def main() -> None:
    """The entry point of the command `xtsearch`."""
    code = run(sys.argv[1:])
    if code == INTERRUPTED_EXIT_CODE:
        os._exit(code)  # all output is written; threads that wait for a server would delay the end
    sys.exit(code)


if __name__ == "__main__":
    main()
