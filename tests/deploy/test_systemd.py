"""deploy/systemd: systemd takes the units, finds little that the service may do, and the command in it runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.engines.run_records import Run

UNITS = ROOT / "deploy" / "systemd"
SERVICE = (UNITS / "xtsearch-job.service").read_text("utf-8")
TIMER = (UNITS / "xtsearch-job.timer").read_text("utf-8")
#: `systemd-analyze security` gives 1.3 of 10 (systemd 252), in tenths here; most of it is for reaching the network.
EXPOSURE = 15


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder of their own, with a command that exists on this machine."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze: install systemd")
    for unit in UNITS.glob("xtsearch-job.*"):
        text = unit.read_text("utf-8").replace("/opt/xtsearch/bin/xtsearch", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    return tmp_path


def _verify(units: Path) -> str:
    """The warnings of systemd-analyze, whose exit code is 0 even for an unknown key."""
    files = sorted(str(path) for path in units.glob("xtsearch-job.*"))
    verified = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    return verified.stdout + verified.stderr + ("" if verified.returncode == 0 else "failed")


def test_systemd_takes_the_units(units: Path) -> None:
    assert _verify(units) == ""


@pytest.mark.parametrize(
    ("unit", "right", "wrong"),
    [
        ("service", "Type=oneshot", "Type=onceshot"),
        ("service", "ProtectSystem=strict", "ProtectSytem=strict"),
        ("service", "ExecStart=/bin/true", "ExecStart=/nowhere/xtsearch"),
        ("timer", "OnCalendar=*-*-* *:17:00", "OnCalendar=*-*-* *:77:00"),
        ("timer", "Persistent=true", "Persistent=perhaps"),
    ],
)
def test_a_wrong_unit_is_found_out(units: Path, unit: str, right: str, wrong: str) -> None:
    path = units / f"xtsearch-job.{unit}"
    assert right in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(right, wrong), "utf-8")
    assert _verify(units)


def test_the_service_may_do_little(units: Path) -> None:
    service = str(units / "xtsearch-job.service")
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", service]
    analysis = subprocess.run(command, capture_output=True, text=True, check=False)
    assert analysis.returncode == 0, analysis.stdout.splitlines()[-1]


def test_a_run_fails_where_the_check_of_the_status_says_so() -> None:
    codes = {code for code in range(1, 131) if Run(started="2022-05-13T06:00:00+00:00", code=code).succeeded}
    assert re.findall(r"^SuccessExitStatus=(.*)$", SERVICE, re.MULTILINE) == [" ".join(map(str, codes))]


def test_the_docs_say_how_to_install_what_the_service_starts() -> None:
    [folder] = re.findall(r"^ExecStart=(/\S+)/bin/xtsearch ", SERVICE, re.MULTILINE)
    page = (UNITS.parent.parent / "docs" / "operations.md").read_text("utf-8")
    assert f"python3 -m venv {folder}" in page
    assert f"{folder}/bin/pip install --constraint constraints.txt ." in page


def test_a_missed_run_is_made_up_for() -> None:
    assert re.search(r"^Persistent=true$", TIMER, re.MULTILINE)


def test_the_command_of_the_service_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    lines = (UNITS / "job.env").read_text("utf-8").splitlines()
    assert [line.partition("=")[0] for line in lines if line[0] != "#"] == ["XTSEARCH_INDEX", "XTSEARCH_SOURCES"]
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XTSEARCH_SOURCES", str(tmp_path / "news"))
    [command] = re.findall(r"^ExecStart=(.*)$", SERVICE, re.MULTILINE)
    program, *arguments = command.replace("${STATE_DIRECTORY}", str(tmp_path)).split()
    assert program == "/opt/xtsearch/bin/xtsearch"
    assert run(arguments) == 0
    assert '"job_ended"' in capsys.readouterr().err
    assert (tmp_path / "xtsearch.prom").exists()
