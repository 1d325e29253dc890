"""Tokens of a query become a tree: OR of ANDs of what stands side by side.

    >>> from xtsearch.queries.lexer import lex
    >>> tree = read_tree(list(lex("甲 乙 OR -丙")), end=9)
    >>> [[[operand.tokens[0].text for operand in run] for run in conjunction] for conjunction in tree]
    [[['甲', '乙']], [['丙']]]

The grammar has six rules, each a method of `_Parser`:

    any         all (OR all)*
    all         run (AND run)*
    run         operand+
    operand     (NOT | MUST)* FIELD? item BOOST?
    item        TEXT | PREFIX | QUOTED NEAR? | PERIOD | bracket
    bracket     OPEN any CLOSE

It is read by recursive descent, one token ahead. A parser generator is not worth its place for six rules: importing
lark took 78 ms, a third of a query's cold start, and its messages had to be written here as well. The tokens still
come from `lexer`, because what a sign means depends on the characters around it, not on the rules above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.queries.lexer import QueryToken


@dataclass(frozen=True, slots=True)
class Operand:
    """What operators stand between: a word, a quoted part, a period or a bracket, with the signs that belong to it.

    Either `bracket` is given, or `tokens`: one token, or a quoted part and the NEAR token after it.
    """

    tokens: tuple[QueryToken, ...]
    bracket: Tree | None
    negated: bool
    required: bool
    field: QueryToken | None
    boost: QueryToken | None


#: One list for each side of OR, in it one for each side of AND, in that the operands that stand side by side.
Tree: TypeAlias = "list[list[list[Operand]]]"

#: The kinds of token with which an item begins, and those with which an operand begins.
_ITEM = frozenset({"TEXT", "PREFIX", "QUOTED", "PERIOD", "OPEN"})
_OPERAND = _ITEM | {"NOT", "MUST", "FIELD"}


def read_tree(tokens: Sequence[QueryToken], *, end: int) -> Tree:
    """The tree of a whole query; `end` is the query's length in code points, where a missing token is pointed at.

    `lexer.DEPTH` limits brackets within brackets, and so the depth of the recursion.

    Raises:
        QuerySyntaxError: the tokens are no query; says what was expected in place of which token.
    """
    parser = _Parser(tokens, end)
    tree = parser.any()
    if parser.kind:
        raise parser.refused("the end, or another word")
    return tree


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[QueryToken], end: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._end = end

    @property
    def kind(self) -> str:
        """The kind of the next token; the empty text at the end of the query."""
        return self._tokens[self._next].kind if self._next < len(self._tokens) else ""

    def any(self) -> Tree:
        tree = [self._all()]
        while self._take("OR"):
            tree.append(self._all())
        return tree

    def _all(self) -> list[list[Operand]]:
        runs = [self._run()]
        while self._take("AND"):
            runs.append(self._run())
        return runs

    def _run(self) -> list[Operand]:
        operands = [self._operand()]
        while self.kind in _OPERAND:
            operands.append(self._operand())
        if self.kind in ("NEAR", "BOOST"):  # left over from a quoted part that held nothing to search for
            raise self.refused("a word")
        return operands

    def _operand(self) -> Operand:
        negated = required = False
        while sign := self._take("NOT") or self._take("MUST"):
            negated ^= sign.kind == "NOT"
            required |= sign.kind == "MUST"
        field = self._take("FIELD")
        if self.kind not in _ITEM:
            raise self.refused("a word")
        bracket = self._bracket() if self.kind == "OPEN" else None
        tokens = self._item() if bracket is None else ()
        return Operand(tokens, bracket, negated, required, field, self._take("BOOST"))

    def _item(self) -> tuple[QueryToken, ...]:
        token = self._tokens[self._next]
        self._next += 1
        distance = self._take("NEAR") if token.kind == "QUOTED" else None
        return (token, distance) if distance else (token,)

    def _bracket(self) -> Tree:
        self._next += 1
        tree = self.any()
        if not self._take("CLOSE"):
            raise self.refused("a closing bracket")
        return tree

    def _take(self, kind: str) -> QueryToken | None:
        """The next token, if it is of that kind."""
        if self.kind != kind:
            return None
        self._next += 1
        return self._tokens[self._next - 1]

    def refused(self, expected: str) -> QuerySyntaxError:
        """What was expected at the next token, and what stands there."""
        if not self.kind:
            return QuerySyntaxError(f"expected {expected}, the query ends", position=self._end)
        token = self._tokens[self._next]
        message = f"expected {expected}, not {token.typed}; what is meant as text goes in quotes"
        return QuerySyntaxError(message, position=token.start)
