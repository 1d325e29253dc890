"""Arguments and options that several commands share, and how their text becomes values.

>>> first_day("2022-05"), last_day("2022-05")
(datetime.date(2022, 5, 1), datetime.date(2022, 5, 31))
"""

from __future__ import annotations

import datetime
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from xtsearch.cli.completion import template_names, template_values
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.limits import REPLICAS_MOST, SHARDS_MOST
from xtsearch.queries.hit_limits import HITS_LIMIT, OFFSET_LIMIT


def first_day(text: str) -> datetime.date:
    """A date: 2022-05-13, 20220513; or the first day of a month, 2022-05, or of a year, 2022."""
    return _days(text)[0]


def last_day(text: str) -> datetime.date:
    """A date, or the last day of a month or of a year."""
    return _days(text)[1]


def _days(text: str) -> tuple[datetime.date, datetime.date]:
    from xtsearch.queries.periods import days

    try:
        return days(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write 2022-05-13") from None


Words = Annotated[
    list[str],
    typer.Argument(
        metavar="QUERY...",
        help="What to look for; several words are joined by a space; - reads it from standard input.",
    ),
]
Sources = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, globs; - reads standard input.")]
Index = Annotated[
    str | None,
    typer.Option(
        "--index", metavar="WHERE", help="Folder of an embedded index, or URL of an Elasticsearch.", show_default=False
    ),
]
Color = Annotated[
    Literal["auto", "always", "never"] | None,
    typer.Option("--color", help="Colours in text; auto: on a terminal.", show_default=False),
]
Templates = Annotated[
    str | None,
    typer.Option("--templates", metavar="FOLDER", help="Folder of your own templates.", show_default=False),
]
TemplateName = Annotated[
    str,
    typer.Argument(metavar="TEMPLATE", help="Name of a template, or a .yaml file.", autocompletion=template_names),
]
TemplateValues = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE...",
        help="Its parameters; `templates list` names them.",
        show_default=False,
        autocompletion=template_values,
    ),
]
Match = Annotated[
    Literal["auto", "phrase", "all", "any"],
    typer.Option(
        "--match",
        help="What an article must hold: the exact phrase, all words, any word; auto: the first that finds something.",
    ),
]
Order = Annotated[
    Literal["relevance", "date", "-date"], typer.Option("--sort", help="Order of hits; -date: newest first.")
]
Limit = Annotated[
    int, typer.Option("--limit", "-n", min=0, max=HITS_LIMIT, metavar="N", help="How many hits to show; 0 only counts.")
]
Offset = Annotated[
    int, typer.Option("--offset", min=0, max=OFFSET_LIMIT, metavar="N", help="How many hits to pass over.")
]
Literally = Annotated[
    bool, typer.Option("--literal", help="Take the query as it is: quotes and spaces mean nothing special.")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show what the query means and what it was cut into; asks no engine.")
]
AnswerFormat = Annotated[
    Literal["text", "json", "jsonl", "csv", "tsv"],
    typer.Option("--format", "-f", help="How to write the answer; jsonl, csv, tsv: one line a hit."),
]
Save = Annotated[
    str | None,
    typer.Option(
        "--save", metavar="NAME", help="Keep what was asked as a template; `run NAME` asks again.", show_default=False
    ),
]
CountMatch = Annotated[
    Literal["auto", "phrase", "all", "any"],
    typer.Option("--match", help="What an article must hold to be counted; auto: the first that finds something."),
]
CountFormat = Annotated[
    Literal["text", "json", "csv", "tsv", "html"],
    typer.Option("--format", "-f", help="How to write it; html: one page with charts."),
]
RecordFormat = Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to write it.")]
PageDate = Annotated[
    datetime.date | None,
    typer.Option(
        "--date",
        parser=first_day,
        metavar="DATE",
        help="The day of the pages, where they do not say it.",
        show_default=False,
    ),
]
PageNewspaper = Annotated[
    str | None,
    typer.Option("--newspaper", metavar="NAME", help="The newspaper that the pages are of.", show_default=False),
]


def seconds(text: str) -> float:
    """The text as a number of seconds; `inf` is one."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not value >= 0:
        raise typer.BadParameter(f"{text!r} is no number of seconds")
    return value


def duration(text: str) -> datetime.timedelta:
    """The text as an age: 90m, 26h, 2d."""
    match = _DURATION.fullmatch(text)
    if not match:
        raise typer.BadParameter(f"{text!r} is not an age; write 26h, 90m or 2d")
    return datetime.timedelta(**{_UNITS[match[2]]: int(match[1])})


_DURATION = re.compile(r"(\d{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class AsTyped(TyperCommand):
    """A command whose arguments are corrected before Typer reads them.

    `--wait` needs no value: the argument after it is its value only if that is a number. -广告, -"广告" and -(甲 OR 乙)
    are words of a query and not options, so their minus is made the full-width one, which means the same in a query.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Make `--wait` without a value `--wait=inf`, and -广告 －广告; then parse as Typer does."""
        before_dashes = args[: args.index("--")] if "--" in args else args
        for place, argument in enumerate(before_dashes):
            if argument == "--wait" and not _NUMBER.fullmatch("".join(before_dashes[place + 1 : place + 2])):
                args[place] = "--wait=inf"
            elif _LEFT_OUT.match(argument):
                args[place] = f"－{typed(argument[1:])}"
        return super().parse_args(ctx, args)


_LEFT_OUT = re.compile(r"-(?:[^\x00-\x7f]|[\"'(])")
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+|inf)")
Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        parser=seconds,
        metavar="[SECONDS]",
        help="Wait for another run to end, at most so long; without SECONDS as long as it takes.",
        show_default=False,
    ),
]


Rejections = Annotated[
    str | None,
    typer.Option(
        "--rejected",
        metavar="FILE",
        help="Write what was rejected to this JSON Lines file, to correct and index again.",
        show_default=False,
    ),
]
Replace = Annotated[
    bool,
    typer.Option("--replace", help="Take the new text where an id has another one in another file."),
]
RecordMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FILE|NAME=FIELD",
        help="What the names in records mean: a .yaml file, or one name; again for another.",
        show_default=False,
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with code 6 also where the date of a record cannot be read.")
]
Html = Annotated[
    Literal["strip", "keep"] | None,
    typer.Option(
        "--html",
        help="What becomes of HTML in the texts of records; else `html` of the config file, else strip.",
        show_default=False,
    ),
]
AllowRejected = Annotated[
    int | None,
    typer.Option(
        "--allow-rejected",
        metavar="N",
        min=0,
        help="Keep the old index if more than this was rejected; else, if the engine refused anything.",
        show_default=False,
    ),
]
Smoke = Annotated[
    list[str] | None,
    typer.Option(
        "--smoke",
        metavar="QUERY",
        help="Keep the old index if this finds nothing in the new one; again for another.",
        show_default=False,
    ),
]
Analyzer = Annotated[
    Literal["words", "ik"] | None,
    typer.Option(
        "--analyzer",
        help="What cuts words on Elasticsearch: xtsearch, or the server's IK plugin; as the live index if not given.",
        show_default=False,
    ),
]
Shards = Annotated[
    int | None,
    typer.Option(
        "--shards",
        metavar="N",
        min=1,
        max=SHARDS_MOST,
        help="Shards of the new index on Elasticsearch: one up to some 20 GB; as the live index if not given.",
        show_default=False,
    ),
]
Replicas = Annotated[
    int | None,
    typer.Option(
        "--replicas",
        metavar="N",
        min=0,
        max=REPLICAS_MOST,
        help="Further copies of each shard; as the live index if not given, at first one if there is a second node.",
        show_default=False,
    ),
]
Patience = Annotated[
    float | None,
    typer.Option(
        "--patience",
        metavar="SECONDS",
        min=0,
        help="How long to wait for an Elasticsearch that is away, as while it restarts.  [default: 120]",
        show_default=False,
    ),
]


def joined(words: Sequence[str]) -> str:
    """The words as one text; standard input for a lone `-`."""
    return read_stdin() if list(words) == ["-"] else " ".join(map(typed, words))


def names(text: str) -> list[str]:
    """The names in one option, separated by commas, each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, re.split("[,，、]", typed(text))))))


def facet_names(text: str) -> list[str]:
    """The names in `--by`, each a name of FACETS."""
    from xtsearch.indexer.fields import FACETS

    facets = names(text)
    unknown = [name for name in facets if name not in FACETS]
    if unknown or not facets:
        raise typer.BadParameter(f"cannot count by {', '.join(unknown) or 'nothing'}; there are {', '.join(FACETS)}")
    return facets


def parameter_values(values: Iterable[str]) -> dict[str, str]:
    """The values of `name=value` arguments by name; a name ends at the first = or ＝."""
    parameters: dict[str, str] = {}
    for argument in map(typed, values):
        name, *value = re.split("[=＝]", argument, maxsplit=1)
        if not value or not name:
            raise typer.BadParameter(f"{argument!r} is no parameter; write name=value")
        if name in parameters:
            raise typer.BadParameter(f"{name} is given twice")
        parameters[name] = value[0]
    return parameters


def typed(text: str) -> str:
    """An argument as it was typed: where locale and terminal differ, Python gives the bytes as lone surrogates."""
    if text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text):
        return text
    from xtsearch.indexer.readers.sources import readable

    return readable(text)


def read_stdin() -> str:
    """All of standard input as text, without its last line end."""
    if sys.stdin is None:
        raise InputError("standard input is closed")
    from xtsearch.indexer.text.decoding import decode_page

    return decode_page(sys.stdin.buffer.read()).removesuffix("\n").removesuffix("\r")
