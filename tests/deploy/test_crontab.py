"""deploy/crontab: supercronic accepts it and runs its job, and the line for cron in its comment runs as well."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.go_tools import go_program
from tests.support.places import ROOT
from tests.support.waiting import wait_until
from xtsearch.indexer.engines import open_engine

CRONTAB = ROOT / "deploy" / "crontab"
_CRON_LINE = re.compile(r"^# (\d+ \* .*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def supercronic() -> str:
    """The path of supercronic, in the version that deploy/Dockerfile installs."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    [version] = re.findall(r"supercronic@(v[\d.]+)", dockerfile)
    return str(go_program(f"github.com/aptible/supercronic@{version}"))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with the command `xtsearch`, a source, and the place of an index that does not exist yet."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    command = tmp_path / "bin" / "xtsearch"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m xtsearch "$@"\n', "utf-8")
    command.chmod(0o755)
    return {
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XTSEARCH_INDEX": str(tmp_path / "index"),
        "XTSEARCH_SOURCES": str(tmp_path / "news"),
    }


def _is_valid(supercronic: str, crontab: Path) -> bool:
    tried = subprocess.run([supercronic, "-test", str(crontab)], capture_output=True, check=False)
    return tried.returncode == 0


def test_supercronic_takes_the_crontab_and_cron_s_line(supercronic: str, tmp_path: Path) -> None:
    assert _is_valid(supercronic, CRONTAB)
    [line] = _CRON_LINE.findall(CRONTAB.read_text("utf-8"))
    (tmp_path / "crontab").write_text(f"{line}\n", "utf-8")
    assert _is_valid(supercronic, tmp_path / "crontab")
    assert "%" not in line  # a line end, for cron


def test_a_wrong_crontab_is_found_out(supercronic: str, tmp_path: Path) -> None:
    (tmp_path / "crontab").write_text(CRONTAB.read_text("utf-8").replace("17 * * * *", "77 * * * *"), "utf-8")
    assert not _is_valid(supercronic, tmp_path / "crontab")


def test_supercronic_runs_the_job(supercronic: str, environ: dict[str, str], tmp_path: Path) -> None:
    text, count = re.subn(r"^17 \* \* \* \*", "* * * * * * *", CRONTAB.read_text("utf-8"), flags=re.MULTILINE)
    assert count == 1
    (tmp_path / "crontab").write_text(text.replace("/metrics/", f"{tmp_path}/"), "utf-8")
    command = [supercronic, "-json", "-passthrough-logs", "-no-reap", str(tmp_path / "crontab")]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        with closing(open_engine(environ["XTSEARCH_INDEX"])) as engine:
            wait_until(lambda: any(recorded.code == 0 for recorded in engine.runs(10)), "a run that succeeded")
            assert engine.status().articles == 1
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()
    events = [json.loads(line).get("event") for line in (out + err).splitlines()]
    assert "job_ended" in events
    assert (tmp_path / "xtsearch.prom").exists()


@pytest.mark.usefixtures("environ")
def test_cron_s_line_runs_the_job(tmp_path: Path) -> None:
    [line] = _CRON_LINE.findall(CRONTAB.read_text("utf-8"))
    command = line.split(" ", 5)[5]
    config = tmp_path / "config.toml"
    config.write_text('index = "index"\nsources = ["news"]\n', "utf-8")
    for deployed, path in (
        ("/etc/xtsearch/config.toml", config),
        ("/opt/xtsearch/bin/xtsearch", tmp_path / "bin" / "xtsearch"),
    ):
        assert deployed in command
        command = command.replace(deployed, str(path))
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}  # what cron gives
    subprocess.run(["sh", "-c", command], env=bare, check=True)
    last = (tmp_path / "xtsearch-job.log").read_text("utf-8").splitlines()[-1]
    assert (json.loads(last)["event"], json.loads(last)["code"]) == ("job_ended", 0)
