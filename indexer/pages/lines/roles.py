"""The roles a line can have, and which may follow which.

An article's text may be interrupted, by its own headline or by what is not its own (a caption, a page number); the
text then goes on, and whether it stopped in mid-sentence is held in the role, for that says how it must go on.
"""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """OPEN is an article's first body line, BODY any further one, SECTION a head inside a body. DISPLAY is a line of a
    headline and RESIDUE what is no article's, between articles. HEAD and INSET are the same inside of an article
    whose sentence before is closed, CUT_HEAD and CUT_INSET where it is not."""

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
OPENS = frozenset({Role.OPEN})
FURTHER_TEXT = TEXT - OPENS
ANY = frozenset(Role)
NO_TEXT = ANY - TEXT
DISPLAYED = frozenset({Role.DISPLAY, Role.HEAD, Role.CUT_HEAD})
LEFT_OUT = frozenset({Role.RESIDUE, Role.INSET, Role.CUT_INSET})
INSIDE = frozenset({Role.HEAD, Role.INSET, Role.CUT_HEAD, Role.CUT_INSET})

_O, _B, _S, _D, _R, _H, _I, _CH, _CI = Role
#: What may stand behind a role; behind text, the roles of an interruption depend on how its sentence ended.
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
CLOSED_ONLY = frozenset({_H, _I})  # after text
OPEN_ONLY = frozenset({_CH, _CI})
LAST = frozenset({_O, _B, _D, _R})  # a page may end with these


def may_follow(before: Role, after: Role, *, closed: bool) -> bool:
    """Whether `after` may stand behind `before`, a line that ended its sentence or did not."""
    if after not in FOLLOWING[before]:
        return False
    if before in (Role.OPEN, Role.BODY):
        return after not in (OPEN_ONLY if closed else CLOSED_ONLY)
    return True
