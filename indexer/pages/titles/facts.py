"""The facts about a headline's lines, declared once: what tells kicker, headline and subtitle apart, and one headline
from the next.

`kickers` finds out which facts hold; `weights.json` says how far each speaks for a way to read the lines. A fact about
one line is weighed for each part that the line may be, a fact about a line end for each pair of parts beside it:

    >>> of_part("K", NUMBERED.name), of_parts("K", "T", SEAM[5])
    ('K numbered', 'KT seam 5')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from xtsearch.indexer.pages.lines.declaration import FeatureTable

#: The parts of a headline in the order of print: kicker (引题), headline, subtitle (副题).
PARTS = KICKER, TITLE, SUBTITLE = "KTS"
MOST_LINES = 8  # of a headline with its kicker and subtitle
MOST_KICKERS, MOST_TITLES, MOST_SUBTITLES = 5, 4, 5  # lines of each; a long kicker is wrapped as the headline is

LINES, LINE_ENDS, PLACES = FeatureTable(), FeatureTable(), FeatureTable()

LINE, TWO_LINES = "the line", "the lines above and below the line end"
SINGLE = f"{TWO_LINES}, and the page's longest headline of one line"
BIAS = "bias"


def _buckets(limits: Sequence[float]) -> range:
    """The values that `bucket` can give with these limits."""
    return range(len(limits) + 1)


# --- one line

SIZE_LIMITS = (5, 8, 12, 17, 23, 30)  # em of a line
MOST_PROSE = 2
LINE_BIAS = LINES.declare(BIAS, looks_at=LINE)
SIZE = LINES.declare("size {}", _buckets(SIZE_LIMITS), looks_at=LINE)
STARTS_WITH_DASH = LINES.declare("starts with a dash", looks_at=LINE)
NUMBERED = LINES.declare("numbered", looks_at=LINE)
PROSE = LINES.declare("prose {}", range(MOST_PROSE + 1), looks_at=LINE)
QUOTES = LINES.declare("quotes", looks_at=LINE)
FIGURE = LINES.declare("figure", looks_at=LINE)
NAMES_SERIES = LINES.declare("names a series", looks_at=LINE)
BEHIND_SERIES_NAME = LINES.declare("behind the name of a series", looks_at=LINE)
COLON = LINES.declare("colon", looks_at=LINE)
EXCLAIMED = LINES.declare("exclaimed", looks_at=LINE)
PARTED_BY_SPACE = LINES.declare("parted by a space", looks_at=LINE)
COUPLET = LINES.declare("couplet", looks_at=LINE)
DETAIL = LINES.declare("starts with a detail", looks_at=LINE)
PLANS = LINES.declare("plans", looks_at=LINE)
SENTENCE = LINES.declare("ends a sentence", looks_at=LINE)
COMMA = LINES.declare("comma", looks_at=LINE)
IN_BRACKETS = LINES.declare("in brackets", looks_at=LINE)
BRACKETS_BEHIND = LINES.declare("brackets behind", looks_at=LINE)
ENDS_WITH_DASH = LINES.declare("ends with a dash", looks_at=LINE)
SAYS = LINES.declare("says", looks_at=LINE)
HAPPENS = LINES.declare("happens", looks_at=LINE)
ATTENDS = LINES.declare("attends", looks_at=LINE)
PLACE = LINES.declare("names a place or an office", looks_at=LINE)
FULL = LINES.declare("full", looks_at="the line, and how wide the page sets headlines")
RANK = LINES.declare(
    "{}",
    {True: "most prominent", False: "less prominent"},
    looks_at="the size, or the level as a heading, of the headline's lines",
)

# --- the line end between two lines

DIFFERENCES = (0.5, 1, 2, 4, 7)  # em between the widths of two lines; those of one headline are set to one width
EVEN_FROM = 6.0  # em; two shorter lines are of one width by chance
ODDS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # log-odds that a clause ends, or begins, at a line end
SEAM_LIMITS = (-3.0, -1.5, 0.0, 1.5, 3.0)  # the sum of the two
LONGER_FROM = 4.0  # em
CLEAR_SEAMS = (-1.0, 1.0)  # the sum of the two, where it is told together with the lines' widths
MOST_SHARED = 2
ROOM = ("no room", "room for a word", "room for both")  # in the page's longest headline of one line
WORD = 3.0  # em
SPACED_LIMITS = (0, 2)  # lines of the page with two clauses parted by a space
WIDTHS = ("narrow", "narrow even", *(f"uneven {value}" for value in _buckets(DIFFERENCES)))
LINE_END_BIAS = LINE_ENDS.declare(BIAS, looks_at=TWO_LINES)
WIDTH = LINE_ENDS.declare("{}", WIDTHS, looks_at=TWO_LINES)
GAP = LINE_ENDS.declare("gap", looks_at="the blank lines between the two lines")
UNWRAPPED = LINE_ENDS.declare("not wrapped", looks_at="whether the text beside the lines is wrapped")
BEHIND_SERIES = LINE_ENDS.declare("behind a series", looks_at=TWO_LINES)
PARALLEL = LINE_ENDS.declare("parallel", looks_at=TWO_LINES)
SHARES = LINE_ENDS.declare("shares {}", range(MOST_SHARED + 1), looks_at=TWO_LINES)
CUTS_BRACKETS = LINE_ENDS.declare("cuts brackets", looks_at=TWO_LINES)
CUTS_WORD = LINE_ENDS.declare("{} cuts a word", ROOM, looks_at=SINGLE)
CUTS_PAIR = LINE_ENDS.declare("{} cuts a pair", ROOM, looks_at=f"{SINGLE}, and the page's articles")
CUTS_PHRASE = LINE_ENDS.declare("{} cuts a phrase", ROOM, looks_at=f"{SINGLE}, and the page's articles")
CLAUSE_ENDS = LINE_ENDS.declare("ends {}", _buckets(ODDS), looks_at=TWO_LINES)
CLAUSE_BEGINS = LINE_ENDS.declare("begins {}", _buckets(ODDS), looks_at=TWO_LINES)
SEAM = LINE_ENDS.declare("seam {}", _buckets(SEAM_LIMITS), looks_at=TWO_LINES)
LONGER = LINE_ENDS.declare("longer {}", ("above", "below"), looks_at=TWO_LINES)
REST = LINE_ENDS.declare("full {}", {True: "above the rest", False: "above full"}, looks_at=TWO_LINES)
FULL_AND_SEAM = LINE_ENDS.declare("full seam {}", _buckets(CLEAR_SEAMS), looks_at=TWO_LINES)
ROOM_AND_SEAM = LINE_ENDS.declare("{} seam {}", ROOM, _buckets(CLEAR_SEAMS), looks_at=SINGLE)
ROOM_AND_WIDTH = LINE_ENDS.declare("{} {}", ROOM, WIDTHS, looks_at=SINGLE)
SPACED_AND_SEAM = LINE_ENDS.declare(
    "spaced {} seam {}",
    _buckets(SPACED_LIMITS),
    _buckets(CLEAR_SEAMS),
    looks_at=f"{TWO_LINES}, and the spaces inside the page's headline lines",
)
SPACES_AND_SEAM = LINE_ENDS.declare(
    "spaces {} seam {}", ("above", "below", "in both"), _buckets(CLEAR_SEAMS), looks_at=TWO_LINES
)
COUPLETS = LINE_ENDS.declare("couplet {}", ("above", "below", "in both"), looks_at=TWO_LINES)
COLUMN_BELOW = LINE_ENDS.declare(
    "column behind, below a {}",
    {True: "full line", False: "shorter line"},
    looks_at=f"{TWO_LINES}, and how wide the page sets headlines",
)
SIZES = LINE_ENDS.declare("{}", {True: "one size", False: "two sizes"}, looks_at="the two lines' size and level")
WIDTH_AND_SEAM = LINE_ENDS.declare("{} seam {}", WIDTHS, _buckets(CLEAR_SEAMS), looks_at=TWO_LINES)

# --- where two lines stand, for the question whether they are of one headline

HEAPED = PLACES.declare(
    "{}", {True: "in a heap", False: "by its article"}, looks_at="the run of headlines that the lines stand in"
)


def of_part(part: str, fact: str) -> str:
    """The name of the weight of a line's fact, if the line is that part."""
    return f"{part} {fact}"


def of_parts(above: str, below: str, fact: str) -> str:
    """The name of the weight of a line end's fact, if the lines above and below it are these parts."""
    return f"{above}{below} {fact}"


def of_line(number: int, fact: str) -> str:
    """The name of the weight of a fact of the first or the second line (1, 2), where it is asked whether two lines are
    of one headline."""
    return f"{number} {fact}"


def shape(parts: str) -> str:
    """The name of the weight of a whole way to read the lines; two lines of a part are as three."""
    return "shape " + re.sub(r"(.)\1+", r"\1+", parts)


def readings(count: int) -> tuple[str, ...]:
    """All ways to read so many lines, a letter of PARTS a line: kickers, headline, subtitle, in the order of print."""
    return tuple(
        KICKER * kickers + TITLE * (count - kickers - subtitles) + SUBTITLE * subtitles
        for kickers in range(MOST_KICKERS + 1)
        for subtitles in range(MOST_SUBTITLES + 1)
        if 0 < count - kickers - subtitles <= MOST_TITLES
    )


def part_names() -> set[str]:
    """Every name of a weight for the ways to read a headline's lines."""
    ways = [parts for count in range(2, MOST_LINES + 1) for parts in readings(count)]
    return {
        *map(shape, ways),
        *(of_part(part, fact) for part in PARTS for fact in LINES.names),
        *(of_parts(*pair, fact) for parts in ways for pair in pairwise(parts) for fact in LINE_ENDS.names),
    }


def joined_names() -> set[str]:
    """Every name of a weight for the question whether two lines are of one headline."""
    lines = LINES.names.keys() - {BIAS}
    return {*LINE_ENDS.names, *PLACES.names, *(of_line(number, fact) for number in (1, 2) for fact in lines)}
