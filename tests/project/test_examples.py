"""The examples in the docstrings are true: each is run in a folder that holds the seeds."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch import indexer, jobs, queries, show

PACKAGES = (indexer, queries, jobs, show)
MODULES = sorted(
    ["xtsearch.library", "xtsearch.settings", "xtsearch.cli.options"]
    + [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
)
#: Examples that are only shown, since they need an index, a run, a file of one's own, or the clock.
ONLY_SHOWN = {
    "xtsearch.indexer.dry_run",
    "xtsearch.indexer.engines",
    "xtsearch.indexer.engines.generations",
    "xtsearch.indexer.engines.run_records",
    "xtsearch.indexer.gates",
    "xtsearch.indexer.plan",
    "xtsearch.indexer.readers",
    "xtsearch.indexer.readers.record_samples",
    "xtsearch.indexer.reindex",
    "xtsearch.indexer.report",
    "xtsearch.jobs.health",
    "xtsearch.jobs.job_run",
    "xtsearch.jobs.metrics",
    "xtsearch.library.open_index",
    "xtsearch.library.Index.add",
    "xtsearch.library.Index.facets",
    "xtsearch.library.Index.plan",
    "xtsearch.library.Index.run",
    "xtsearch.library.Index.scan",
    "xtsearch.library.Index.search",
    "xtsearch.queries.counts",
    "xtsearch.queries.evaluation",
    "xtsearch.queries.search",
    "xtsearch.show.answers",
}


def test_all_modules_are_looked_at() -> None:
    assert {"xtsearch.indexer.pages.titles.placing", "xtsearch.indexer.text.dictionary_files"} <= {*MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name)):
        if example.name not in ONLY_SHOWN:
            assert runner.run(example).failed == 0, example.name
