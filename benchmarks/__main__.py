"""`python -m benchmarks [NAME...]`: measure, print a table, say which floors do not hold.

Exit codes: 0 every floor holds; 1 one does not; 2 wrong usage, or no data: nothing was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks import cold, elasticsearch, headline_weight, indexing, phrases, query, relevance, splitting
from benchmarks.figures import Figure, Result
from benchmarks.processes import ROOT
from benchmarks.workplace import Workplace

MEASUREMENTS: dict[str, Callable[[Workplace], Result]] = {
    "indexing": indexing.measure,
    "query": query.measure,
    "cold": cold.measure,
    "relevance": relevance.measure,
    "headline_weight": headline_weight.measure,
    "phrases": phrases.measure,
    "elasticsearch": elasticsearch.measure,
    "splitting": splitting.measure,
}
_VERDICT = {True: "holds", False: "MISSED", None: ""}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in MEASUREMENTS:
            parser.error(f"no measurement is called {name}; there are {', '.join(MEASUREMENTS)}")
    if not (options.data / "news.jsonl").is_file():
        print(
            f"no measuring data in {options.data}: nothing was measured; say where it is with --data", file=sys.stderr
        )
        return 2
    print(_machine(), flush=True)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="xtsearch-bench-") as folder:
        workplace = Workplace(options.data, Path(folder), options.elasticsearch)
        for name in options.names or MEASUREMENTS:
            began = time.perf_counter()
            results.append(MEASUREMENTS[name](workplace))
            print(f"\n{name} ({time.perf_counter() - began:.0f} s)\n" + "\n".join(_lines(results[-1])), flush=True)
    if options.json:
        record = {"machine": _machine(), "results": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    missed = [f"{r.name}: {f.name}" for r in results for f in r.figures if f.met is False]
    if missed:
        print(f"\nfloors missed: {'; '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"any of {', '.join(MEASUREMENTS)}; all of them if none"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the measuring data"
    )
    parser.add_argument("--elasticsearch", metavar="URL", help="measure relevance there as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


def _machine() -> str:
    """What the figures were taken on; others may use it at the same time, so the load is told as well."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("tantivy", "rjieba"))
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the start;"
        f" Python {platform.python_version()}, {packages}"
    )


def _lines(result: Result) -> Iterator[str]:
    width = max(len(figure.name) for figure in result.figures)
    for figure in result.figures:
        value = _shown(figure.value, figure.unit)
        yield f"  {figure.name:{width}}  {value:>12}  {_range(figure):20}  {_floor(figure)}".rstrip()
    for note in result.notes:
        yield f"  ({note})"


def _shown(value: float, unit: str) -> str:
    digits = {"ms": 1, "s": 2, "MB": 0, "x": 2}.get(unit, 3)
    return f"{value:.{digits}f}{' ' if unit else ''}{unit}"


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    return f"{_shown(figure.low, figure.unit)} to {_shown(figure.high, figure.unit)}"


def _floor(figure: Figure) -> str:
    if figure.met is None:
        return ""
    limit = f"at least {figure.at_least:g}" if figure.at_least is not None else f"at most {figure.at_most:g}"
    return f"{limit}: {_VERDICT[figure.met]}"


if __name__ == "__main__":
    sys.exit(main())
