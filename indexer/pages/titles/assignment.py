"""Scored pairs in; the one-to-one choice of pairs with the highest total out (the assignment problem). Pure.

>>> sorted(best_pairs({(0, 0): 5.0, (0, 1): 4.0, (1, 0): 4.5, (1, 1): 0.5}).items())
[(0, 1), (1, 0)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

LARGEST_EXACT = 80  # rows and columns together; a page has some thirty headlines that could go to several articles

#: A row and a column.
Pair = tuple[int, int]


def best_pairs(scores: Mapping[Pair, float]) -> dict[int, int]:
    """Row -> column, each used once, so that the sum of the scores is greatest. Pairs at or below zero are left out.

    Exact (shortest augmenting paths, after Jonker and Volgenant 1987) within each component of pairs that share rows
    or columns; in a component of more than `LARGEST_EXACT` rows and columns, by descending score.
    """
    useful = {pair: score for pair, score in scores.items() if score > 0}
    wanted: dict[int, int] = {}
    for row, column in sorted(useful):
        if row not in wanted or useful[row, column] > useful[row, wanted[row]]:
            wanted[row] = column
    if len(set(wanted.values())) == len(wanted):
        return wanted  # no two rows want the same column
    chosen: dict[int, int] = {}
    for component in _components(useful):
        rows = sorted({row for row, _ in component})
        columns = sorted({column for _, column in component})
        exact = len(rows) + len(columns) <= LARGEST_EXACT
        chosen.update(_exact(rows, columns, useful) if exact else _greedy(component, useful))
    return chosen


def _components(scores: Mapping[Pair, float]) -> list[list[Pair]]:
    """The pairs, parted where they have no row and no column in common, also not by way of others."""
    by_row: defaultdict[int, list[Pair]] = defaultdict(list)
    by_column: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in scores:
        by_row[pair[0]].append(pair)
        by_column[pair[1]].append(pair)
    reached: set[Pair] = set()
    components = []
    for start in sorted(scores):
        if start in reached:
            continue
        reached.add(start)
        component, stack = [], [start]
        while stack:
            pair = stack.pop()
            component.append(pair)
            for neighbour in (*by_row.pop(pair[0], ()), *by_column.pop(pair[1], ())):
                if neighbour not in reached:
                    reached.add(neighbour)
                    stack.append(neighbour)
        components.append(component)
    return components


def _greedy(component: list[Pair], scores: Mapping[Pair, float]) -> dict[int, int]:
    """The pairs by descending score, each if its row and column are free."""
    chosen: dict[int, int] = {}
    used: set[int] = set()
    for row, column in sorted(component, key=lambda pair: (-scores[pair], pair)):
        if row not in chosen and column not in used:
            chosen[row] = column
            used.add(column)
    return chosen


def _exact(rows: list[int], columns: list[int], scores: Mapping[Pair, float]) -> dict[int, int]:
    """The best choice. A row may also stay alone at no gain: for that each has a column of its own, behind the others.

    Rows and columns are counted from 1 here; 0 stands for none.
    """
    width = len(columns) + len(rows)
    cost = [[-scores.get((row, column), -1e6) for column in columns] + [0.0] * len(rows) for row in rows]
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (width + 1)
    owner = [0] * (width + 1)  # the row that has each column
    for row in range(1, len(rows) + 1):
        owner[0] = row
        slack, came_from, done = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        last = 0
        while owner[last]:
            done[last] = True
            current, step, nearest = owner[last], float("inf"), 0
            for column in range(1, width + 1):
                if done[column]:
                    continue
                reduced = cost[current - 1][column - 1] - row_price[current] - column_price[column]
                if reduced < slack[column]:
                    slack[column], came_from[column] = reduced, last
                if slack[column] < step:
                    step, nearest = slack[column], column
            for column in range(width + 1):
                if done[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    slack[column] -= step
            last = nearest
        while last:
            owner[last] = owner[came_from[last]]
            last = came_from[last]
    return {rows[owner[place] - 1]: columns[place - 1] for place in range(1, len(columns) + 1) if owner[place]}
