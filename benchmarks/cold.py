"""`cold`: `xtsearch query` as a whole process, against a bare script with the same two libraries; `import xtsearch`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Result, ratio, seconds
from benchmarks.processes import ROOT, alternate, cpus, python, run_timed, walls
from benchmarks.workplace import Workplace

QUERY = "专项整治"
ROUNDS = 20
RATIO_FLOOR = 2.5
#: Milliseconds of `import xtsearch` above the interpreter's own start.
LIBRARY_FLOOR = 30.0
#: Packages shown, by the time their modules' own code takes at import.
SHOWN = 10

#: What any search must do: import, open, cut, search, read the hits.
BARE = r"""
import sys
import rjieba, tantivy
from tantivy import Occur, Query, TextAnalyzerBuilder, Tokenizer
index = tantivy.Index.open(sys.argv[1])
index.register_tokenizer("stream", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
terms = [Query.term_query(index.schema, "body.grams", term) for term in rjieba.cut(sys.argv[2])]
searcher = index.searcher()
for score, address in searcher.search(Query.boolean_query([(Occur.Should, term) for term in terms]), 10).hits:
    print(score, searcher.doc(address).get_first("document").decode())
"""


def measure(workplace: Workplace) -> Result:
    """The ratio of the two, and what our process imports."""
    folder = Path(workplace.index)
    marker = json.loads((folder / "xtsearch-index.json").read_text("utf-8"))
    script = workplace.scratch / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    bare = python(str(script), str(folder / "generations" / marker["live"]), QUERY)
    ours = [*_entry_point(), "--index", workplace.index, "query", QUERY]
    for command in (bare, ours):
        if not run_timed(command).output.strip():  # also warms the file cache
            raise RuntimeError(f"nothing was found by {command[:2]}")
    of_bare, of_ours = alternate(lambda: run_timed(bare), lambda: run_timed(ours), ROUNDS)
    import_library = python("-c", "import xtsearch")
    of_nothing, of_library = alternate(
        lambda: run_timed(python("-c", "pass")), lambda: run_timed(import_library), ROUNDS
    )
    figures = [
        ratio("xtsearch / bare script", walls(of_bare), walls(of_ours), at_most=RATIO_FLOOR),
        ratio("xtsearch / bare script, CPU time", cpus(of_bare), cpus(of_ours)),
        seconds("xtsearch", walls(of_ours)),
        seconds("bare script", walls(of_bare)),
        seconds("python -c pass", walls(of_nothing)),
    ]
    loaded = 1000 * (median(walls(of_library)) - median(walls(of_nothing)))
    figures.append(
        Figure(name="import xtsearch, above the interpreter", value=loaded, unit="ms", at_most=LIBRARY_FLOOR)
    )
    imported = import_times(ours[-4:])
    figures.append(Figure(name="imports, all", value=sum(imported.values()) / 1000, unit="ms"))
    figures += [
        Figure(name=f"imports, {name}", value=took / 1000, unit="ms") for name, took in imported.most_common(SHOWN)
    ]
    return Result("cold", tuple(figures), ("imports as -X importtime tells them, which slows them down a little",))


def _entry_point() -> list[str]:
    """The installed command, as a person runs it, or the module where it is not installed beside this Python."""
    script = Path(sys.executable).with_name("xtsearch")
    return [str(script)] if script.exists() else python("-m", "xtsearch")


def import_times(arguments: list[str]) -> Counter[str]:
    """Microseconds that the modules of each package take at import, in one run of the command."""
    command = python("-X", "importtime", "-m", "xtsearch", *arguments)
    timings = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stderr
    microseconds: Counter[str] = Counter()
    for line in timings.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            microseconds[rest.partition("|")[2].strip().partition(".")[0]] += int(own)
    return microseconds
