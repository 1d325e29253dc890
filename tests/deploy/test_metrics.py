"""Metrics on their way to Prometheus: a run writes them, compose's exporter shows them, alerts ask for them.

The rules are read by Prometheus' own parser, which `promtool check rules` uses too. When they fire is shown by
`promtool test rules` where promtool is installed (Debian: prometheus); to build it takes a quarter of an hour, so no
test does.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.go_tools import go_program
from tests.support.places import ROOT
from tests.support.waiting import wait_until
from xtsearch.__main__ import run

FOLDER = ROOT / "deploy" / "prometheus"
ALERTS = (FOLDER / "alerts.yaml").read_text("utf-8")
SERVICE: dict[str, Any] = yaml.safe_load(ROOT.joinpath("docker-compose.yml").read_text("utf-8"))["services"]["metrics"]


def _checked(path: Path) -> subprocess.CompletedProcess[str]:
    program = go_program(ROOT / "deploy" / "check-alerts")
    return subprocess.run([str(program), str(path)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", ["prometheus", "kubernetes"])
def test_prometheus_takes_the_rules(folder: str) -> None:
    checked = _checked(ROOT / "deploy" / folder / "alerts.yaml")
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("time() - xtsearch_job_last_success", "time( - xtsearch_job_last_success"),
        ("    for: 1d\n", "    for: 1 day\n"),
        ("expr: absent(", "exprs: absent("),
        ("{{ $value | humanizeDuration }}", "{{ $value | humaniseDuration }}"),
        ("alert: XtsearchFailed", "alert: ''"),
        ("severity: critical", "'severity ': [critical]"),
    ],
)
def test_a_wrong_rule_is_found_out(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in ALERTS
    (tmp_path / "alerts.yaml").write_text(ALERTS.replace(right, wrong), "utf-8")
    assert _checked(tmp_path / "alerts.yaml").returncode == 1


def test_every_alert_fires_when_it_should() -> None:
    tests = yaml.safe_load((FOLDER / "alerts.test.yaml").read_text("utf-8"))["tests"]
    shown = {alert["alertname"] for test in tests for alert in test["alert_rule_test"] if alert["exp_alerts"]}
    assert shown == set(re.findall(r"alert: (\w+)", ALERTS))
    if not (promtool := shutil.which("promtool")):
        pytest.skip("no promtool, which shows when alerts fire: install prometheus")
    command = [promtool, "test", "rules", str(FOLDER / "alerts.test.yaml")]
    played = subprocess.run(command, capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stdout + played.stderr


def test_what_a_run_wrote_is_scraped_from_the_exporter(tmp_path: Path) -> None:
    version = SERVICE["image"].partition(":")[2]
    exporter = go_program(f"github.com/prometheus/node_exporter@{version}")
    (tmp_path / "news.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    (tmp_path / "metrics").mkdir()
    written = f"{tmp_path}/metrics/xtsearch.prom"
    assert run(["--index", f"{tmp_path}/index", "job", "run", f"{tmp_path}/news.jsonl", "--metrics-file", written]) == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    arguments = [word.replace("=/metrics", f"={tmp_path}/metrics") for word in SERVICE["command"]]
    assert f"--collector.textfile.directory={tmp_path}/metrics" in arguments
    command = [str(exporter), *arguments, f"--web.listen-address={address}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        wait_until(lambda: "Listening on" in (process.stderr.readline() if process.stderr else ""), "the exporter")
        with urllib.request.urlopen(f"http://{address}/metrics") as answer:
            text = answer.read().decode()
        process.terminate()
    assert "node_textfile_scrape_error 0" in text
    own = re.findall(r"^(xtsearch_\w+){index=\"[^\"]*\"} (\S+)$", text, re.MULTILINE)
    assert dict(own)["xtsearch_job_last_run_exit_code"] == "0"
    assert {name for name, _ in own} == set(re.findall(r"^(xtsearch_\w+){", Path(written).read_text(), re.MULTILINE))
