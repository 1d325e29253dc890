"""The features of lines: everything that the weights may say of a line, declared once.

A feature is what an editor could point at: "a short line between blank lines that ends without a mark", "it fills its
column", "the next line opens with a byline". `extraction` and `silences` find out which features a line has;
`weights.json` says how far each speaks for or against each role. Facts that tell only together are one feature: SHAPE.

    >>> SHAPE[True, False, "short"]
    'shape gap- short'

To add a feature, declare it here and find it in `extraction` or `silences`. Until the weights are fitted again it
weighs nothing, and its names belong under `unseen` in weights.json; a test says which.

Names of values that several features share are listed first, then the features by what they look at. The limits that
turn a number into a few values stand beside the feature that uses them.
"""

from __future__ import annotations

from collections.abc import Sequence

from xtsearch.indexer.pages.lines.declaration import FeatureTable
from xtsearch.indexer.pages.lines.traits import WIDTHS
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm
from xtsearch.indexer.pages.pieces.furniture import Furniture

TABLE = FeatureTable()
_declare = TABLE.declare

LINE, BEFORE, NEXT = "this line", "the line before and this line", "this line and the next"
AROUND, BLOCK, PAGE = "the lines before and after", "the lines between two blank lines", "the whole page"
TEXTS = "the text before the line and the text from it on"


def _buckets(limits: Sequence[float]) -> range:
    """The values that `bucket` can give with these limits."""
    return range(len(limits) + 1)


# How a line fills its column, and whether it ends a sentence (a point behind the width).
SHAPES = (*WIDTHS, *(f"{width}." for width in WIDTHS))
GAPS = {False: "-", True: "gap"}

# --- the line itself

BIAS = _declare("bias", looks_at=LINE)
#: What a line ends with -> the marks of that kind; "stop" is also a line that ends a sentence with another point.
END_MARKS = {
    "stop": "。",
    "exclaimed": "！？!?",
    "comma": "，、；,;",
    "colon": "：:",
    "quote": "”’」』",
    "bracket": "）)】》",
    "mark": "—…·",
    "digit": "0123456789%％℃",
}
ENDS = (*END_MARKS, "none")
SIZE_LIMITS = (3, 6, 10, 15, 25, 40, 70)  # em; a kicker is longer than a column's name, a one-line paragraph than both
SIZES = _buckets(SIZE_LIMITS)
LEAST_DISPLAY, MOST_DISPLAY = -6, 8  # rounded log-odds that the line was set as a headline
MOST_COMMAS = 2
END = _declare("end {}", ENDS, looks_at=LINE)
SIZE = _declare("size {}", SIZES, looks_at=LINE)
SIZE_AND_END = _declare("size {} end {}", SIZES, ENDS, looks_at=LINE)
DISPLAY = _declare("display {}", range(LEAST_DISPLAY, MOST_DISPLAY + 1), looks_at=LINE)
COMMAS = _declare("commas {}", range(MOST_COMMAS + 1), looks_at=LINE)
OPENS = _declare("opens: {}", tuple(OpeningForm), looks_at="this line and the two after it", told="{}")
FURNITURE = _declare("furniture: {}", tuple(Furniture), looks_at=LINE)
ALONE = _declare("alone", looks_at=LINE)
ALONE_IN_BRACKETS = _declare("alone in brackets", looks_at=LINE)
STARTS_WITH_DASH = _declare("starts with a dash", looks_at=LINE)
STARTS_WITH_RUBRIC = _declare("starts with a rubric", looks_at=LINE)
STARTS_INSIDE = _declare("starts inside", looks_at=LINE)
SERIES = _declare("series", looks_at=LINE)
CAPTION_STARTS = _declare("caption's start", looks_at=LINE)
CAPTION_ENDS = _declare("caption's end", looks_at=LINE)
STOP_INSIDE = _declare("stop inside", looks_at=LINE)
NOTICE = _declare("notice", looks_at=LINE)
PARTED_BY_SPACE = _declare("parted by a space", looks_at=LINE)
BRACKETS_OPEN = _declare("brackets open", looks_at=LINE)
NO_HAN = _declare("no Han", looks_at=LINE)
COLUMN_BEHIND = _declare("column behind", looks_at=LINE)  # 隔绝疫情，凝聚真情（今日谈）
STANDFIRST = _declare(
    "standfirst {}", {0: "here", 1: "below", -1: "above"}, looks_at="this line, the next, and the line before"
)

# --- the lines on either side

SHAPE = _declare("shape {}{} {}", GAPS, GAPS, SHAPES, looks_at=AROUND)
GAPS_AROUND = _declare("around {}{}", GAPS, GAPS, looks_at=AROUND)
NEXT_SHAPE = _declare("next {}{}", SHAPES, {False: "", True: " after a gap"}, looks_at=NEXT)
LAST_LINE = _declare("last line", looks_at=PAGE)
SHAPE_BEFORE = _declare("before {}{}", SHAPES, {False: "", True: " and a gap"}, looks_at=BEFORE)
FIRST_LINE = _declare("first line", looks_at=PAGE)
#: Where a line stands that is more than plain text -> how many lines further on is the line that is told so.
NEIGHBOURS = {"before": 1, "next": -1, "next but one": -2}
MOST_NEIGHBOUR_DISPLAY = 4
NEIGHBOUR_OPENS = _declare("{} opens", tuple(NEIGHBOURS), looks_at=AROUND)
NEIGHBOUR_ALONE = _declare("{} alone", tuple(NEIGHBOURS), looks_at=AROUND)
NEIGHBOUR_FURNITURE = _declare("{} furniture", tuple(NEIGHBOURS), looks_at=AROUND)
NEIGHBOUR_DISPLAYED = _declare(
    "{} displayed {}", ("before", "next"), range(MOST_NEIGHBOUR_DISPLAY + 1), looks_at=AROUND
)
INDENTS = {True: "indented", False: "not indented"}
INDENTED = _declare("{}", INDENTS, looks_at=LINE)
NEXT_INDENTED = _declare("next {}", INDENTS, looks_at=NEXT)
SEAMS = ("none", "of a pair", "of no pair", "number", "closed", "at a mark")
SEAM = _declare("seam {}", SEAMS, looks_at=f"{BEFORE}, and where else the page has what their line end cuts")
INSIDE_BRACKETS = _declare("inside brackets", looks_at="the lines before")
CUT_BRACKETS = _declare(
    "brackets cut {}", ("above", "below"), looks_at="brackets and quotes that one line leaves open and the next closes"
)
INSIDE_BYLINE = _declare("inside a byline's brackets", looks_at="the lines before")

# --- the lines between two blank lines

BLOCK_LIMITS = (1, 2, 3, 5, 9)  # lines
BLOCKS = _buckets(BLOCK_LIMITS)
IN_BLOCK = _declare("block of {}{}", BLOCKS, {False: "", True: "."}, looks_at=BLOCK)
ONLY_IN_BLOCK = _declare("only of 0", looks_at=BLOCK)
PLACE_IN_BLOCK = _declare("{} of {}", ("first", "last", "inner"), BLOCKS[1:], looks_at=BLOCK)
IN_CAPTION = _declare("in a caption", looks_at=BLOCK)
IN_MARKED_CAPTION = _declare("in a marked caption", looks_at=BLOCK)
IN_NOTICE = _declare("in a notice", looks_at=BLOCK)
BLOCK_DISPLAYED = _declare("block all displayed {}", BLOCKS, looks_at=BLOCK)

# --- the page

REPEATS = _declare("repeats {}", range(1, 4), looks_at=PAGE)
AMONG_BYLINES = ("before all bylines", "after the last byline")
AMONG = _declare("{}", AMONG_BYLINES, looks_at=PAGE)
#: What a page begins and ends with. Pages keep to one order of headline, byline and text.
EDGES = ("byline", "byline first", "headline", "text", "nothing")
HABITS = tuple(f"[{top} .. {end}]" for top in EDGES for end in EDGES)
ALONE_BY_HABIT = _declare("alone {}", HABITS, looks_at=PAGE)
ALONE_BY_HABIT_AMONG = _declare("alone {} {}", HABITS, ("", *AMONG_BYLINES), looks_at=PAGE)
DISPLAYED_BY_HABIT = _declare("displayed {}", HABITS, looks_at=PAGE)
#: The features of neighbours that tell together with the page's habit whether a displayed line is a headline.
TELLING = (
    NEIGHBOUR_OPENS["next"],
    NEIGHBOUR_ALONE["before"],
    NEIGHBOUR_ALONE["next"],
    NEIGHBOUR_FURNITURE["before"],
)
DISPLAYED_BY_HABIT_NEAR = _declare("displayed {} {}", HABITS, TELLING, looks_at=PAGE)

# --- what speaks for an article that begins without a byline

NO_BYLINE = "no byline"  # what a person is told of an opening for which no feature OPENS speaks
FIRST_TEXT = _declare("first text", looks_at=PAGE, told="first text on the page")
AFTER_REPORTERS = _declare("after a line of reporters", looks_at="the text before the line")
AFTER_OPEN_SENTENCE = _declare("after an open sentence", looks_at="the text before the line")
AFTER_CREDIT = _declare(
    "after a credit", looks_at="the text before the line", told="the text before ends with its author"
)
WIDER_GAP = _declare("wider gap", looks_at="the blank lines before the line, and the page's other blank lines")
LEAD_WORDS = ("a day", "lately", "learnt")  # `silences.LEADS` says which words these are
LEAD_SAYS = _declare("lead says {}", LEAD_WORDS, looks_at="the paragraph that begins with the line")
LEADS = _declare("leads {}", range(len(LEAD_WORDS) + 1), looks_at="the paragraph that begins with the line")
GOES_ON = _declare("goes on by its words", looks_at="the paragraph that begins with the line")
COLUMN_CHANGES = _declare(
    "column changes {}", ("a little", "much"), looks_at=TEXTS, told="column width changes from {} to {}"
)
LITTLE_TEXT = _declare("little text", looks_at=TEXTS)
SHARE_LIMITS = (0.003, 0.007, 0.012, 0.019, 0.028, 0.04, 0.06, 0.09)  # cosine of the two texts
FEW_SHARED = 3  # a person is told of values below it
#: How much text there is on the side that has less: a whole window, half of one at least, or less.
AMOUNTS = ("", " of little", " of few")
SHARES = _declare(
    "shares {}{}",
    _buckets(SHARE_LIMITS),
    AMOUNTS,
    looks_at=TEXTS,
    told="shares few words with the text before ({:.3f})",
)
# By a line's own features 5,045 paragraphs of composed pages with few bylines, 567 of them openings, are told at a
# loss of 340 nats; with DIPS 306, with KNOWN as well 284, with TAKEN_UP too 276.
KNOWN_LIMITS = (0.02, 0.1, 0.2, 0.3, 0.45, 0.6)  # share of the words' weight
KNOWN = _declare("known {}", _buckets(KNOWN_LIMITS), looks_at="the paragraph's first words in the text before")
TAKEN_UP = _declare(
    "taken up {}", _buckets(KNOWN_LIMITS), looks_at="the last words before, in the text from the line on"
)
DIP_LIMITS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.3)  # what a place shares, divided by what the places near it share
NEARBY = 2  # places on either side
DIPS = _declare("dips {}", _buckets(DIP_LIMITS), looks_at=f"{TEXTS}, and the same at the places nearby")
ABOVE = _declare(
    "above {}",
    {(less, places): f"{less} of {places}" for places in range(2 * NEARBY + 1) for less in range(places + 1)},
    looks_at=f"{TEXTS}, and the same at the places nearby",
)
ECHO_LIMITS = (0.15, 0.3, 0.5)  # share of a headline's weight
ECHO = _declare(
    "echo {} {}", _buckets(ECHO_LIMITS), _buckets(ECHO_LIMITS), looks_at=f"{TEXTS}, and the page's headlines"
)
SPEAKS = _declare("speaks {} {}", _buckets(ECHO_LIMITS), _buckets(ECHO_LIMITS), looks_at=f"this headline, and {TEXTS}")

# --- what the file says of the line

FORM_SIZES = (0.92, 1.1, 1.35, 1.8, 2.6)  # height of characters, divided by that of running text
FORM_SIZE = _declare("set at size {}", _buckets(FORM_SIZES), looks_at=LINE)
FORM_CHANGE = _declare("{} larger by {}", ("before", "next"), range(-2, 3), looks_at=AROUND)
FORM_BOLD = _declare("bold", looks_at=LINE)
FORM_HEADING = _declare("heading {}", range(1, 4), looks_at=LINE)
HEADINGS_ON_PAGE = _declare("no heading on a page with headings", looks_at=PAGE)
WIDE_GAP = _declare("{} blank lines than usual", {-1: "fewer", 1: "more"}, looks_at="the blank lines before the line")
NEXT_WIDE_GAP = _declare(
    "next {} blank lines than usual", {-1: "fewer", 1: "more"}, looks_at="the blank lines behind the line"
)
NAMES_ONLY = _declare("only names {}", range(1, 4), looks_at=LINE)

#: What a line may be by its own form alone; three such lines in a row are the record that a source repeats.
LOOKS = ("edge", "metadata", "furniture", "byline", "name", "names", "dateline", "headline", "ending", "text")
LOOKS_AROUND = _declare("looks {} {} {}", LOOKS, LOOKS[1:], LOOKS, looks_at=AROUND)
LOOKS_BELOW = _declare("looks down {} {} {}", LOOKS[1:], LOOKS, LOOKS, looks_at=AROUND)
MOST_BELOW = 4  # lines; so many of a headline may stand above the line of metadata
METADATA_BELOW = _declare("metadata {} below", range(1, MOST_BELOW + 1), looks_at="the lines after")
NAMES_BELOW = _declare("only names {} below", range(1, MOST_BELOW + 1), looks_at="the lines after")
ENDINGS = ("metadata", "furniture", "credit", "byline", "one name", "names", "photo credit", "sentence", "no sentence")
ABOVE_ENDS = _declare("above ends with {}{}", ENDINGS, {False: "", True: ", then a gap"}, looks_at=BEFORE)

# --- what the page repeats

REPEATED_SHAPES = (2, 3, 6)  # lines of the page that have one shape
REPEATED_SHAPE = _declare("{} shape repeats {}", ("own", "next", "before"), range(3), looks_at=PAGE)

# --- the second reading: what the lines that are like this one were taken for in the first

LIKENESSES = ("wording", "setting", "setting before", "setting behind")
TWIN_CLASSES = ("open", "text", "section", "display", "residue", "inset")
TWIN_SHARES = (0.02, 0.1, 0.3, 0.6, 0.85, 0.97)  # mean probability of a class among the twins
TWINS = _declare("twins by {} are {}", LIKENESSES, TWIN_CLASSES, looks_at=PAGE)
TWINS_SURELY = _declare(
    "twins by {} are {} {} {}", LIKENESSES, TWIN_CLASSES, _buckets(TWIN_SHARES), range(3), looks_at=PAGE
)
TWINS_OPEN = _declare("twins by {} open {}", LIKENESSES, _buckets(TWIN_SHARES), looks_at=PAGE)
TWINS_DISPLAYED = _declare("twins by {} displayed {}", LIKENESSES, _buckets(TWIN_SHARES), looks_at=PAGE)
NO_TWIN = _declare("no twin by {}", LIKENESSES, looks_at=PAGE)

#: What the openings and the headlines of a page may have in common.
MARKS = (
    "a gap above",
    "a gap below",
    "metadata above",
    "metadata below",
    "a dateline",
    "an indent",
    "a displayed line above",
    "a full column",
    "an ending above",
    "large letters",
)
HABIT_OF = ("openings", "headlines")
HABIT_SHARES = (0.1, 0.35, 0.65, 0.9)  # of the page's openings, or of its headlines
HABIT_SHARE = _declare(
    "{} with {} {}{}",
    HABIT_OF,
    MARKS,
    _buckets(HABIT_SHARES),
    {False: " unlike it", True: " like it"},
    looks_at=PAGE,
)
