"""deploy/Dockerfile without a container engine: it is linted, and the commands of its stages are run here."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.elasticsearch_server import Server
from tests.support.go_tools import go_command, go_program
from tests.support.places import ROOT
from tests.support.waiting import wait_until

DOCKERFILES = [ROOT / "deploy" / "Dockerfile", ROOT / "deploy" / "elasticsearch-ik" / "Dockerfile"]
TEXT = DOCKERFILES[0].read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(ROOT.joinpath("docker-compose.yml").read_text("utf-8"))["services"]


def _hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sysconfig.get_path("scripts")) / "hadolint"
    command = [str(program), "--no-color", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_the_linter_finds_nothing(path: Path) -> None:
    linted = _hadolint(path)
    assert (linted.returncode, linted.stdout) == (0, ""), linted.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("FROM ${IMAGE_PREFIX}golang:1.26.8 AS", "FROM golang AS"),
        ("--constraint constraints.txt build hatchling", "build hatchling"),
        ("USER 10001:10001", "USER root"),
        ("WORKDIR /tmp", "WORKDIR tmp"),
        ('ENTRYPOINT ["xtsearch"]', "ENTRYPOINT xtsearch"),
    ],
)
def test_the_linter_would_find(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in TEXT
    tmp_path.joinpath("Dockerfile").write_text(TEXT.replace(right, wrong), "utf-8")
    assert _hadolint(tmp_path / "Dockerfile").returncode == 1


def test_no_image_is_of_a_version_that_moves() -> None:
    stages = set(re.findall(r" AS (\w+)", TEXT))
    images = [image.removeprefix("${IMAGE_PREFIX}") for image in re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)]
    assert all(re.fullmatch(r"\w+:\d+\.\d+\.\d+(-[\w-]+)?", image) for image in images if image not in stages)
    assert len({image for image in images if image.startswith("python")}) == 1
    assert re.search(r"supercronic@v\d+\.\d+\.\d+$", TEXT, re.MULTILINE)


def _asked(variable: str, command: list[str], folder: Path) -> list[str]:
    """The paths that a command asks a server for that has nothing, where `variable` names that server."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        mirror = f"http://127.0.0.1:{server.server_port}"
        environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "GOFLAGS": "-modcacherw", variable: mirror}
        environ |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        tried = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=False)
        server.shutdown()
    assert tried.returncode != 0, "it came from somewhere else"
    return paths


def test_what_a_build_fetches_is_asked_of_the_mirror_and_of_nobody_else(tmp_path: Path) -> None:
    [module, version] = re.findall(r"go install (\S+)@(\S+)", TEXT)[0]
    asked = _asked("GOPROXY", [go_command(), "install", f"{module}@{version}"], tmp_path)
    assert f"/{module}/@v/{version}.info" in asked
    [arguments] = re.findall(r"&& pip (install --constraint constraints\.txt build hatchling)$", TEXT, re.MULTILINE)
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    pip = [sys.executable, "-m", "pip", *arguments.split(), "--ignore-installed", "--target", "target"]
    assert set(_asked("PIP_INDEX_URL", pip, tmp_path)) == {"/build/"}


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_every_image_can_come_from_a_mirror(path: Path) -> None:
    images = re.findall(r"^FROM (\S+)", path.read_text("utf-8"), re.MULTILINE)
    assert images
    assert all(image.startswith("${IMAGE_PREFIX}") for image in images)


# ------------------------------------------------------------------------------------------- the wheel's stage


def _kept_out(path: str) -> bool:
    """Whether .dockerignore keeps a path out of the build; the last line that matches decides."""
    out = False
    for line in ROOT.joinpath(".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").replace("**/", "*")
            if any(fnmatch.fnmatch(name, pattern) for name in _itself_and_above(path)):
                out = not line.startswith("!")
    return out


def _itself_and_above(path: str) -> list[str]:
    return [path, *(str(parent) for parent in Path(path).parents if str(parent) != ".")]


def _copied() -> list[str]:
    """The names at the top of the repository that the wheel's stage copies."""
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", TEXT, re.MULTILINE)
    return [name for line in lines for name in line.split()]


@pytest.fixture(scope="module")
def image() -> Iterator[Path]:
    """The wheel as the image holds it: built from what the stage copies, and unpacked so that any user can read it."""
    with tempfile.TemporaryDirectory(prefix="xtsearch-image-") as name:
        source, folder = Path(name, "source"), Path(name, "site")
        tracked = subprocess.run(
            ["git", "ls-files", *_copied()], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        assert {path.partition("/")[0] for path in tracked} == set(_copied())
        for path in tracked:
            if not _kept_out(path):
                source.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, source / path, follow_symlinks=False)
        [command] = re.findall(r"^RUN python (-m build .*?) \\$", TEXT, re.MULTILINE)
        build = [sys.executable, *command.split()]
        built = subprocess.run(build, cwd=source, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stdout + built.stderr
        [wheel] = source.glob("dist/*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        Path(name).chmod(0o755)
        yield folder


def test_the_build_takes_no_more_than_it_needs() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    taken = {path.partition("/")[0] for path in tracked.splitlines() if not _kept_out(path)}
    assert taken == set(_copied())
    assert _kept_out(".env")
    assert _kept_out("indexer/__pycache__/errors.cpython-311.pyc")


def _in_image(image: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the entry point in the image's environment as the image's user, who may write nowhere in it.

    The user is given the right to read everything, as the tests' interpreter may lie in the home of somebody else.
    """
    told = dict(re.findall(r"(LANG|PYTHONDONTWRITEBYTECODE)=(\S+)", TEXT)) | {"HOME": "/nonexistent"}
    become = ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"]
    become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    start = "import sys; sys.path[:0] = sys.argv.pop(1).split(':'); from xtsearch.__main__ import main; main()"
    packages = f"{image}:{sysconfig.get_path('purelib')}"
    return subprocess.run(
        [*become, sys.executable, "-I", "-S", "-c", start, packages, *arguments],
        cwd="/tmp",
        env={"PATH": os.environ["PATH"], **told, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root becomes another user")
def test_the_entry_point_runs_as_a_user_without_a_home_and_writes_nothing(image: Path) -> None:
    assert re.search(r'^ENTRYPOINT \["xtsearch"\]$', TEXT, re.MULTILINE)
    before = sorted(image.rglob("*"))
    run = _in_image(image, "analyze", "专项整治")
    assert (run.returncode, run.stderr) == (0, "")
    assert "整治" in run.stdout
    run = _in_image(image, "status", XTSEARCH_INDEX="http://127.0.0.1:9")
    assert (run.returncode, len(run.stderr.splitlines())) == (3, 1)
    run = _in_image(image, "status", XTSEARCH_INDEX="http://127.0.0.1:9", XTSEARCH_API_KEY_FILE="/keys/none/api_key")
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1)
    assert sorted(image.rglob("*")) == before


# ---------------------------------------------------------------------------------------------- health checks


def _check(name: str, *, replace: tuple[str, str]) -> int:
    """Exit code of a service's health check, run as a container engine does but at another address."""
    kind, *command = SERVICES[name]["healthcheck"]["test"]
    command = [word.replace(*replace) for word in command]
    command = ["/bin/sh", "-c", *command] if kind == "CMD-SHELL" else [sys.executable, *command[1:]]
    assert any(replace[1] in word for word in command)
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_elasticsearch_is_healthy_once_it_asks_who_is_there(
    secured_elasticsearch_server: Server,
) -> None:
    assert _check("elasticsearch", replace=("http://localhost:9200", secured_elasticsearch_server.url)) == 0
    assert _check("elasticsearch", replace=("http://localhost:9200", "http://127.0.0.1:9")) != 0


@pytest.mark.parametrize(("status", "healthy"), [(302, True), (503, False), (200, False)])
def test_kibana_is_healthy_once_it_sends_to_its_log_in(status: int, healthy: bool) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert (_check("kibana", replace=("http://localhost:5601", address)) == 0) is healthy
        server.shutdown()


def test_the_scheduler_hands_jobs_its_environment_and_lets_them_end_when_it_is_stopped(tmp_path: Path) -> None:
    [module] = re.findall(r"go install (\S+)", TEXT)
    crontab, output, stopped = (tmp_path / name for name in ("crontab", "output", "stopped"))
    job = f"printenv XTSEARCH_INDEX TZ > {output}; until [ -e {stopped} ]; do sleep 0.1; done; echo done >> {output}"
    crontab.write_text(f"* * * * * * * {job}\n")
    service = SERVICES["scheduler"]
    command = [str(go_program(module)), *service["entrypoint"][1:], str(crontab)]
    environ = {"PATH": os.environ["PATH"], **service["environment"]}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        wait_until(lambda: output.exists() and output.read_text(), "the job's first line")
        process.terminate()
        stopped.touch()  # the job ends after the scheduler was stopped
        log, _ = process.communicate()
    assert process.returncode == 0
    assert output.read_text() == "http://elasticsearch:9200\nAsia/Shanghai\ndone\n"
    assert [json.loads(line)["msg"] for line in log.splitlines()][-1] == "exiting"
