"""The roles that a line can have, and which role may follow which. Pure.

An article's text may be interrupted: by its own headline, or by lines that belong to no article (a caption, a page
number). The roles of an interruption record whether the sentence before it was complete, because that decides how the
text goes on behind it.

    >>> may_follow(Role.BODY, Role.CUT_INSET, closed=False), may_follow(Role.BODY, Role.CUT_INSET, closed=True)
    (True, False)
"""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """OPEN is an article's first body line, BODY a further body line, SECTION a head inside a body. Between articles,
    DISPLAY is a line of a headline, and RESIDUE a line that belongs to no article. Inside an article the two are HEAD
    and INSET where the sentence before them is complete, CUT_HEAD and CUT_INSET where it is not."""

    OPEN = 0
    BODY = 1
    SECTION = 2
    DISPLAY = 3
    RESIDUE = 4
    HEAD = 5
    INSET = 6
    CUT_HEAD = 7
    CUT_INSET = 8


TEXT = frozenset({Role.OPEN, Role.BODY, Role.SECTION})
OPENING = frozenset({Role.OPEN})
FURTHER_TEXT = TEXT - OPENING
ANY = frozenset(Role)
NO_TEXT = ANY - TEXT
DISPLAYED = frozenset({Role.DISPLAY, Role.HEAD, Role.CUT_HEAD})
NO_HEADLINE = ANY - DISPLAYED
LEFT_OUT = frozenset({Role.RESIDUE, Role.INSET, Role.CUT_INSET})
BETWEEN = frozenset({Role.RESIDUE})  # left out between articles
INSIDE = frozenset({Role.HEAD, Role.INSET, Role.CUT_HEAD, Role.CUT_INSET})

_O, _B, _S, _D, _R, _H, _I, _CH, _CI = Role
#: The roles that may follow each role. Which interruption may follow text depends on whether its sentence is complete.
FOLLOWING: dict[Role, tuple[Role, ...]] = {
    _O: (_O, _B, _S, _D, _R, _H, _I, _CH, _CI),
    _B: (_O, _B, _S, _D, _R, _H, _I, _CH, _CI),
    _S: (_B, _S, _I),
    _D: (_O, _D, _R),
    _R: (_O, _D, _R),
    _H: (_B, _S, _H, _I),
    _I: (_B, _S, _H, _I),
    _CH: (_B, _CH, _CI),
    _CI: (_B, _CH, _CI),
}
CLOSED_ONLY = frozenset({_H, _I})  # follow text only behind a complete sentence
OPEN_ONLY = frozenset({_CH, _CI})  # follow text only in mid-sentence
FIRST = frozenset({_O, _D, _R})  # a page may begin with these
LAST = frozenset({_O, _B, _D, _R})  # a page may end with these


def may_follow(before: Role, after: Role, *, closed: bool) -> bool:
    """Whether a line of role `after` may follow one of role `before`; `closed`: whether that line completes its
    sentence."""
    if after not in FOLLOWING[before]:
        return False
    if before in (Role.OPEN, Role.BODY):
        return after not in (OPEN_ONLY if closed else CLOSED_ONLY)
    return True
