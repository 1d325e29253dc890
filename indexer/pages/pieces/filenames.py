"""A page file's name in; the newspaper and the day that it says out. Pure.

>>> read_file_name("pages/人民日报_2025-10-20_04.txt")
FileName(newspaper='人民日报', date=datetime.date(2025, 10, 20))
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_.年]?)(0[1-9]|1[0-2])(?:[-_.月]?)(0[1-9]|[12]\d|3[01])日?(?!\d)")
#: Day, month and year, as 青石日报_04_04_2024.
DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:19|20)\d\d)(?!\d)")
NEWSPAPER = re.compile(
    r"[\u4e00-\u9fff]{1,10}?(?:日报|晚报|晨报|早报|都市报|商报|时报|快报|周报|青年报|报)(?![\u4e00-\u9fff])"
)
LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says of a page; None where it says nothing."""

    newspaper: str | None
    date: datetime.date | None


def read_file_name(file: str) -> FileName:
    """What the last part of a path says. A name that holds a hash says no day: eight digits may be part of the hash."""
    name = re.split(r"[/\\]", file)[-1][-LONGEST:]
    paper = NEWSPAPER.search(name)
    day = None
    if not re.search(r"[0-9a-f]{16}", name):
        match, day_first = DAY.search(name), DAY_FIRST.search(name)
        numbers = match.groups() if match else day_first.groups()[::-1] if day_first else ()
        try:
            day = datetime.date(*map(int, numbers)) if numbers else None
        except ValueError:
            day = None
    return FileName(paper[0] if paper else None, day)
