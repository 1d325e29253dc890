"""What trainers fit to: the options of their commands that name it, and the pool of stories that is read.

>>> parser = argparse.ArgumentParser()
>>> add_sources(parser)
>>> told(parser.parse_args(["--archive", "months"]))
' --archive ARCHIVE'
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.compose.stories import Pool, read_pool
from training.places import SHARED_DATA


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Give a trainer's parser the options for what it reads."""
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of news.jsonl")
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="FOLDER",
        help="folder of a newspaper's printed pages, as training/compose/printed.py says; without it none is fitted to",
    )


def read_sources(options: argparse.Namespace, *, held_out: bool) -> Pool:
    """The stories and printed pages for training, or those kept for measuring (`held_out`).

    Raises:
        FileNotFoundError: there is no such folder, or nothing in it.
    """
    return read_pool(options.data / "news.jsonl", held_out=held_out, archive=options.archive)


def told(options: argparse.Namespace) -> str:
    """The options as the provenance of weights tells them, without what names places of this machine."""
    return " --archive ARCHIVE" if options.archive else ""
