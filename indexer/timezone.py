"""The time zone in which the day of a moment, and today, is told: newspapers have days, machines write moments.

>>> zone_named("Asia/Shanghai").key
'Asia/Shanghai'
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from xtsearch.indexer.errors import ArgumentError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: Where the newspapers are whose articles these are, unless a setting says otherwise.
DEFAULT_TIMEZONE = "Asia/Shanghai"


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA database.

    Raises:
        ArgumentError: there is none.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # loads much: not for a question

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ArgumentError(f"{name!r} is no time zone; write one such as Asia/Shanghai or Europe/Berlin") from error


def today_in(zone: str) -> datetime.date:
    """The day that it is now in the time zone of that name, wherever this machine stands; raises as `zone_named`."""
    return datetime.datetime.now(zone_named(zone)).date()
