"""The import of the dashboards: run as its own program against an HTTP server that answers as Kibana does.

No real Kibana can be had here (tests/support/kibana_server.py says why). What it decides is a function of three values,
tested over them; what it sends is tested against the server.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.kibana.import_objects import Mark, is_changed
from tests.support.kibana_server import Answer, Kibana, knows, serving
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

FOLDER = ROOT / "deploy" / "kibana"
SCRIPT = FOLDER / "import_objects.py"
PASSWORD = "pass:wörd"
KNOWN = knows({"elastic": PASSWORD})


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBANA_STATE", str(tmp_path / "state" / "kibana.json"))


def run(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program without this project and its packages on the path, as its container does."""
    kept = {name: os.environ[name] for name in ("PATH", "KIBANA_STATE")}
    completed = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
        env={**kept, "LANG": "C.UTF-8", "KIBANA_PASSWORD": PASSWORD, "KIBANA_WAIT": "0", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert PASSWORD not in completed.stdout + completed.stderr
    assert "Traceback" not in completed.stderr
    assert len(completed.stderr.splitlines()) == (completed.returncode != 0), completed.stderr
    return completed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one object."""
    path = tmp_path / "one.ndjson"
    path.write_text('{"type":"tag","id":"报"}\n', "utf-8")
    return path


def _lines(*titles: str) -> str:
    return "".join(
        json.dumps({"type": "lens", "id": f"panel-{at}", "attributes": {"title": title}, "references": []}) + "\n"
        for at, title in enumerate(titles)
    )


def test_what_ships_is_sent_as_it_is_and_replaces_what_is_there() -> None:
    shipped = {path.name: path.read_bytes() for path in FOLDER.glob("*.ndjson")}
    assert len(shipped) == 1
    count = sum(content.count(b"\n") for content in shipped.values())
    with serving(KNOWN) as (kibana, url):
        for _ in range(2):
            completed = run(KIBANA_URL=url + "/")
            assert (completed.returncode, completed.stdout) == (0, f"xtsearch.ndjson: {count} objects in {url}\n")
            assert dict(kibana.files) == shipped


# ------------------------------------------------------------------------------------- what somebody changed


def _stored(title: str, updated: str = "1") -> dict[str, Any]:
    return {"attributes": {"title": title}, "references": [], "updated_at": updated}


DECISIONS: dict[str, tuple[dict[str, Any] | None, Mark | None, bool]] = {
    "nothing stands": (None, None, False),
    "it was deleted": (None, Mark.of(_stored("old")), False),
    "as it was left": (_stored("old"), Mark.of(_stored("old")), False),
    "somebody changed it": (_stored("theirs", "2"), Mark.of(_stored("old")), True),
    "somebody saved it as it was": (_stored("old", "2"), Mark.of(_stored("old")), False),
    "Kibana was upgraded": (_stored("old in a new form"), Mark.of(_stored("old")), False),
    "somebody made it as it ships": (_stored("new", "2"), Mark.of(_stored("old")), False),
    "as it ships, and nothing is remembered": (_stored("new"), None, False),
    "another, and nothing is remembered": (_stored("old"), None, True),
    "another reference": (_stored("old", "2") | {"references": [{"id": "a"}]}, Mark.of(_stored("old")), True),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_what_is_somebody_s_work(name: str) -> None:
    standing, written, changed = DECISIONS[name]
    assert is_changed(_stored("new"), standing, written) is changed


def _titles(kibana: Kibana) -> list[str]:
    return [kibana.objects["lens", f"panel-{at}"]["attributes"]["title"] for at in range(len(kibana.objects))]


def test_what_an_analyst_changed_is_named_and_left_until_somebody_insists(tmp_path: Path) -> None:
    file = tmp_path / "panels.ndjson"
    with serving(KNOWN) as (kibana, url):
        file.write_text(_lines("地点", "人物", "机构"), "utf-8")
        assert run(file, KIBANA_URL=url).returncode == 0
        kibana.change("lens", "panel-1", title="本市人物")
        file.write_text(_lines("地点二", "人物\x1b二", "机构二"), "utf-8")
        for _ in range(2):  # also when the others were replaced
            completed = run(file, KIBANA_URL=url)
            left = "; 1 changed there and left, --overwrite replaces them: lens 人物 二"
            assert (completed.returncode, completed.stdout) == (0, f"panels.ndjson: 2 objects in {url}{left}\n")
            assert _titles(kibana) == ["地点二", "本市人物", "机构二"]
        completed = run(file, "--overwrite", KIBANA_URL=url)
        assert completed.stdout == f"panels.ndjson: 3 objects in {url}\n"
        assert _titles(kibana) == ["地点二", "人物\x1b二", "机构二"]
        file.write_text(_lines("地点三", "人物三", "机构三"), "utf-8")
        assert run(file, KIBANA_URL=url).stdout == f"panels.ndjson: 3 objects in {url}\n"


def test_after_an_upgrade_of_kibana_nothing_counts_as_changed_and_what_was_deleted_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "panels.ndjson"
    with serving(KNOWN) as (kibana, url):
        file.write_text(_lines("地点", "人物"), "utf-8")
        run(file, KIBANA_URL=url)
        kibana.upgrade()
        del kibana.objects["lens", "panel-1"]
        file.write_text(_lines("地点二", "人物二"), "utf-8")
        assert run(file, KIBANA_URL=url).stdout == f"panels.ndjson: 2 objects in {url}\n"
        assert _titles(kibana) == ["地点二", "人物二"]


def test_without_a_memory_only_what_is_as_it_ships_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "panels.ndjson"
    with serving(KNOWN) as (kibana, url):
        file.write_text(_lines("地点", "人物"), "utf-8")
        run(file, KIBANA_URL=url)
        Path(os.environ["KIBANA_STATE"]).unlink()
        file.write_text(_lines("地点", "人物二"), "utf-8")
        assert "1 objects" in run(file, KIBANA_URL=url).stdout
        assert _titles(kibana) == ["地点", "人物"]


def test_all_may_be_left(tmp_path: Path) -> None:
    file = tmp_path / "panels.ndjson"
    with serving(KNOWN) as (kibana, url):
        file.write_text(_lines("地点"), "utf-8")
        run(file, KIBANA_URL=url)
        kibana.change("lens", "panel-0", title="我的")
        assert "0 objects" in run(file, KIBANA_URL=url).stdout
    assert len(kibana.files) == 1


@pytest.mark.parametrize("content", ["{", "[]", '{"KIBANA": 3}', '{"KIBANA": {"lens": {"panel-0": {"x": 1}}}}'])
def test_a_memory_that_is_none_is_named_before_anything_is_imported(content: str, file: Path) -> None:
    state = Path(os.environ["KIBANA_STATE"])
    state.parent.mkdir()
    with serving(KNOWN) as (kibana, url):
        state.write_text(content.replace("KIBANA", url.partition("://")[2]), "utf-8")
        completed = run(file, KIBANA_URL=url)
    assert (completed.returncode, kibana.paths) == (2, [])
    assert f"{state} is no memory of imports: remove it" in completed.stderr


def test_a_memory_that_cannot_be_kept_is_told_before_anything_is_imported(file: Path) -> None:
    Path(os.environ["KIBANA_STATE"]).parent.touch()
    with serving(KNOWN) as (kibana, url):
        completed = run(file, KIBANA_URL=url)
    assert (completed.returncode, kibana.paths) == (2, [])
    assert "KIBANA_STATE: " in completed.stderr


# ------------------------------------------------------------------------------------------ what may go wrong


def test_a_password_may_come_from_a_file(file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", "utf-8")
    with serving(KNOWN) as (_, url):
        assert run(file, KIBANA_URL=url, KIBANA_PASSWORD="old", KIBANA_PASSWORD_FILE=str(secret)).returncode == 0


def test_it_waits_until_kibana_is_up(file: Path) -> None:
    with serving(KNOWN, (503, b"Kibana server is not ready yet")) as (kibana, url):
        completed = run(file, KIBANA_URL=url, KIBANA_WAIT=str(PATIENCE))
    assert (completed.returncode, len(kibana.files)) == (0, 1)


_MISSING = {
    "type": "lens",
    "id": "a\x1b[31m",
    "error": {"type": "missing_references", "references": [{"type": "index-pattern", "id": "gone"}]},
}
REFUSALS: dict[str, tuple[Answer, int, str]] = {
    "errors with HTTP 200": (
        (200, {"success": False, "successCount": 0, "errors": [_MISSING]}),
        6,
        r"took 0 of 1 objects: lens a \[31m: missing_references \(index-pattern gone\)",
    ),
    "success that is a text": ((200, {"success": "true", "successCount": 1}), 6, "took 1 of 1 objects: no reason"),
    "fewer than were sent": ((200, {"success": True, "successCount": 0}), 6, "took 0 of 1 objects"),
    "a page of HTML": ((200, b"<html>"), 3, "does not answer as Kibana does: check KIBANA_URL"),
    "another API": ((200, []), 3, "check KIBANA_URL"),
    "a migration that fails": (
        (400, {"statusCode": 400, "message": "Non-unique import objects detected: [tag:报]"}),
        6,
        "HTTP 400: Non-unique import objects detected",
    ),
    "not allowed": ((403, {"message": "forbidden"}), 7, "refuses the user elastic .* check KIBANA_USERNAME"),
    "no such path": ((404, {"message": "Not Found"}), 3, "base path"),
    "a redirect": ((302, b""), 3, "base path"),
    "never up": ((503, b"Kibana server is not ready yet"), 3, r"no Kibana after 0 s \(HTTP 503\): is it running\?"),
}


#: What Kibana exports before the import: nothing stands there yet.
_NOTHING = (400, {"attributes": {"objects": [{"type": "tag", "id": "报", "error": {"statusCode": 404}}]}})


@pytest.mark.parametrize("name", REFUSALS)
def test_anything_but_success_is_a_failure_that_says_what_to_do(name: str, file: Path) -> None:
    answer, code, message = REFUSALS[name]
    with serving(KNOWN, _NOTHING, answer) as (_, url):
        completed = run(file, KIBANA_URL=url)
    assert (completed.returncode, completed.stdout) == (code, ""), completed.stderr
    assert re.search(message, completed.stderr), completed.stderr
    assert "\x1b" not in completed.stderr


_FORBIDDEN = {"type": "tag", "id": "报", "error": {"statusCode": 403}}
EXPORTS: dict[str, tuple[Answer, int, str]] = {
    "an object may not be seen": ((400, {"message": "Error fetching", "attributes": {"objects": [_FORBIDDEN]}}), 6, ""),
    "without a reason": ((400, []), 6, "HTTP 400: without a reason"),
    "a page of HTML": ((200, b"<html>"), 3, "does not answer as Kibana does"),
    "another API": ((200, b"[1]"), 3, "does not export objects"),
    "no such path": ((404, {"message": "Not Found"}), 3, "base path"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_is_imported_where_it_cannot_be_told_what_stands(name: str, file: Path) -> None:
    answer, code, message = EXPORTS[name]
    with serving(KNOWN, answer) as (kibana, url):
        completed = run(file, KIBANA_URL=url)
    assert (completed.returncode, kibana.files) == (code, []), completed.stderr
    assert message in completed.stderr


def test_a_wrong_password_is_not_tried_again(file: Path) -> None:
    with serving(KNOWN) as (kibana, url):
        completed = run(file, KIBANA_URL=url, KIBANA_PASSWORD="wrong", KIBANA_WAIT="60")
    assert (completed.returncode, len(kibana.paths)) == (7, 1)


def test_no_kibana_at_all(file: Path) -> None:
    with serving(KNOWN) as (_, url):
        pass
    completed = run(file, KIBANA_URL=url)
    assert completed.returncode == 3
    assert "is it running?" in completed.stderr


SETTINGS: list[tuple[dict[str, str], str]] = [
    ({"KIBANA_URL": ""}, "KIBANA_URL: an address"),
    ({"KIBANA_URL": "http://elastic:geheim@localhost:5601"}, "without user and password"),
    ({"KIBANA_PASSWORD": ""}, "no password: set KIBANA_PASSWORD"),
    ({"KIBANA_PASSWORD_FILE": "/no/such/file"}, "KIBANA_PASSWORD_FILE: /no/such/file: cannot be read"),
    ({"KIBANA_WAIT": "soon"}, "KIBANA_WAIT: seconds"),
]


@pytest.mark.parametrize(("environ", "message"), SETTINGS, ids=lambda value: str(value)[:40])
def test_a_wrong_setting_is_named(environ: dict[str, str], message: str, file: Path) -> None:
    completed = run(file, **{"KIBANA_URL": "http://127.0.0.1:9", **environ})
    assert completed.returncode == 2
    assert message in completed.stderr
    assert "geheim" not in completed.stderr


def test_it_explains_itself() -> None:
    completed = run("--help")
    assert completed.returncode == 0
    assert all(
        name in completed.stdout
        for name in ("KIBANA_URL=http", "KIBANA_PASSWORD_FILE", "KIBANA_WAIT", "KIBANA_STATE", "FILE")
    )


@pytest.mark.parametrize("name", ["gone.ndjson", "dashboards.yaml", "broken.ndjson", "keyless.ndjson"])
def test_a_file_that_cannot_be_imported_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "broken.ndjson").write_text("{\n", "utf-8")
    (tmp_path / "keyless.ndjson").write_text("{}\n", "utf-8")
    completed = run(tmp_path / name, KIBANA_URL="http://127.0.0.1:9")
    assert completed.returncode == 2
    assert name in completed.stderr
