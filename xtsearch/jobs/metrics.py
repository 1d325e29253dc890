"""What the last run did, in Prometheus' text format: for a node exporter's textfile collector, and whatever reads it.

    >>> write_metrics(Path("/var/lib/node_exporter/xtsearch.prom"), run, "/srv/news")

The file is replaced in one step. Two figures that a failed run does not know are copied from the last file: when a run
last succeeded, and how many articles there are.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import NamedTuple

from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.whole_files import write_whole
from xtsearch.show.output import unwritable


class _Metric(NamedTuple):
    name: str
    help: str
    value: float | None
    #: Whether a value of None is replaced by the last file's.
    kept: bool = False


def metrics_text(run: Run, index: str, before: str = "") -> str:
    """The text of the file; `before` is the last file's text, `index` the value of the label that every metric has."""
    label = f'{{index="{_escaped(index)}"}}'
    lines: list[str] = []
    for metric in _metrics(run):
        value = None if metric.value is None else repr(metric.value)
        if value is None and metric.kept:
            value = _value(before, f"{metric.name}{label}")
        if value is not None:
            lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} gauge"]
            lines.append(f"{metric.name}{label} {value}")
    return "".join(f"{line}\n" for line in lines)


def write_metrics(path: Path, run: Run, index: str) -> None:
    """Write the file, readable for everyone, in one step.

    Raises:
        OutputFailed: it cannot be written.
    """
    with unwritable(path):
        before = path.read_text("utf-8", errors="replace") if path.exists() else ""
        # The draft's name does not end in .prom: no collector takes it for a file of metrics.
        write_whole(path, metrics_text(run, index, before), mode=0o644)


def _metrics(run: Run) -> list[_Metric]:
    ended = None if run.ended is None else datetime.datetime.fromisoformat(run.ended).timestamp()
    success = ended if run.succeeded else None
    return [
        _Metric("xtsearch_job_last_run_timestamp_seconds", "When the last run ended.", ended),
        _Metric("xtsearch_job_last_run_duration_seconds", "How long the last run took.", run.seconds),
        _Metric("xtsearch_job_last_run_exit_code", "The exit code of the last run; 0 and 6 are successes.", run.code),
        _Metric(
            "xtsearch_job_last_success_timestamp_seconds", "When the last run ended that succeeded.", success, True
        ),
        _Metric("xtsearch_job_last_run_indexed_articles", "Articles that the last run wrote.", run.indexed or 0),
        _Metric("xtsearch_job_last_run_unchanged_articles", "Articles that were as read.", run.unchanged or 0),
        _Metric("xtsearch_job_last_run_deleted_articles", "Articles that the last run deleted.", run.deleted or 0),
        _Metric("xtsearch_job_last_run_rejections", "Files and records that were rejected.", run.rejected or 0),
        _Metric("xtsearch_articles", "Articles that are live.", run.articles, True),
    ]


def _value(text: str, sample: str) -> str | None:
    match = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return match[1] if match else None


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
