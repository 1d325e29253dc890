"""Which goes with which: scored pairs in, the one-to-one choice of pairs with the highest total out. Pure.

>>> sorted(best_pairs({(0, 0): 5.0, (0, 1): 4.0, (1, 0): 4.5, (1, 1): 0.5}).items())
[(0, 1), (1, 0)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

LARGEST_EXACT = 80  # rows and columns together; a page has some thirty headlines that could go to several articles


def best_pairs(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Row -> column, each used once, so that the sum of the scores is greatest. Pairs at or below zero are left out.

    Exact (shortest augmenting paths, after Jonker and Volgenant 1987) within each group of rows and columns that could
    influence each other; by descending score in a group larger than `LARGEST_EXACT`.
    """
    useful = {pair: score for pair, score in scores.items() if score > 0}
    wanted: dict[int, int] = {}
    for row, column in sorted(useful):
        if row not in wanted or useful[row, column] > useful[row, wanted[row]]:
            wanted[row] = column
    if len(set(wanted.values())) == len(wanted):
        return wanted  # no two rows want the same column
    chosen: dict[int, int] = {}
    for group in _groups(useful):
        rows = sorted({row for row, _ in group})
        columns = sorted({column for _, column in group})
        exact = len(rows) + len(columns) <= LARGEST_EXACT
        chosen.update(_exact(rows, columns, useful) if exact else _greedy(group, useful))
    return chosen


def _groups(scores: Mapping[tuple[int, int], float]) -> list[list[tuple[int, int]]]:
    by_row: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    by_column: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in scores:
        by_row[pair[0]].append(pair)
        by_column[pair[1]].append(pair)
    seen: set[tuple[int, int]] = set()
    groups = []
    for start in sorted(scores):
        if start in seen:
            continue
        seen.add(start)
        group, stack = [], [start]
        while stack:
            pair = stack.pop()
            group.append(pair)
            for other in (*by_row.pop(pair[0], ()), *by_column.pop(pair[1], ())):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        groups.append(group)
    return groups


def _greedy(group: list[tuple[int, int]], scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    used: set[int] = set()
    for row, column in sorted(group, key=lambda pair: (-scores[pair], pair)):
        if row not in chosen and column not in used:
            chosen[row] = column
            used.add(column)
    return chosen


def _exact(rows: list[int], columns: list[int], scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Each row may also stay alone, at no gain: it gets a column of its own for that."""
    width = len(columns) + len(rows)
    cost = [[-scores.get((row, column), -1e6) for column in columns] + [0.0] * len(rows) for row in rows]
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (width + 1)
    owner = [0] * (width + 1)  # 1-based row that holds a column; 0 for none
    for row in range(1, len(rows) + 1):
        owner[0] = row
        slack, came, done = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        at = 0
        while owner[at]:
            done[at] = True
            here, step, to = owner[at], float("inf"), 0
            for column in range(1, width + 1):
                if done[column]:
                    continue
                reduced = cost[here - 1][column - 1] - row_price[here] - column_price[column]
                if reduced < slack[column]:
                    slack[column], came[column] = reduced, at
                if slack[column] < step:
                    step, to = slack[column], column
            for column in range(width + 1):
                if done[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    slack[column] -= step
            at = to
        while at:
            owner[at] = owner[came[at]]
            at = came[at]
    return {rows[owner[c] - 1]: columns[c - 1] for c in range(1, len(columns) + 1) if owner[c]}
