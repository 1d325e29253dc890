"""`docker compose up` played without containers: a real Elasticsearch with security on, and each service's own command,
environment and folders as docker-compose.yml has them, in the order in which it starts them.

    play(service) = its `command` with its `environment`, /keys and /sources in folders of ours
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch

from deploy.kibana.build import OBJECTS
from tests.support.aliases import remove_indices, takes_snapshots
from tests.support.elasticsearch_server import Server
from tests.support.faults import faulty
from tests.support.kibana_objects import load, shipped_fields
from tests.support.kibana_queries import requests
from tests.support.kibana_server import serving
from tests.support.places import ROOT
from xtsearch.indexer.engines.elasticsearch import DEFAULT_ALIAS
from xtsearch.indexer.engines.elasticsearch.admin.roles import roles
from xtsearch.indexer.engines.elasticsearch.admin.security import KEYED
from xtsearch.indexer.engines.elasticsearch.admin.snapshots import policy_of

COMPOSE: dict[str, Any] = yaml.safe_load(ROOT.joinpath("docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
TLS = ROOT.joinpath("docker-compose.tls.yml").read_text("utf-8")
CRONTAB = ROOT.joinpath("deploy", "crontab").read_text("utf-8")
#: Roles, keys, the password of Kibana's own user, two users, and the repository of snapshots. A server that takes them
#: by itself (SLM), as the assembled one does not, has a policy as well.
ALL = len(roles(DEFAULT_ALIAS)) + len(KEYED) + 4
#: Of the seed page: articles, and those with 专项整治.
ARTICLES, FOUND = 13, 2


@dataclass(frozen=True)
class _Machine:
    """The server, a folder that stands for the volumes, the values of .env, and whether the server has SLM."""

    server: Server
    folder: Path
    env: dict[str, str]
    slm: bool

    def play(self, name: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a service of our image: its own command or `command`, with `more` added to its environment."""
        service = SERVICES[name]
        words = [self.localised(word) for word in command or service["command"]]
        environ = {key: self.localised(value) for key, value in service["environment"].items()}
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "xtsearch", *words],
            cwd=self.folder,
            env={**kept, "HOME": "/nonexistent", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environ, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def localised(self, text: str) -> str:
        """A value of docker-compose.yml with addresses and paths of this machine."""
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda match: self.env[match[1]], text)
        text = text.replace("http://elasticsearch:9200", self.server.url).replace("/sources", str(ROOT / "seeds"))
        text = re.sub("^/snapshots", f"{self.server.snapshots}/{DEFAULT_ALIAS}", text)
        return re.sub(r"^(?:/run)?/(keys|state|secrets|metrics)\b", rf"{self.folder}/\1", text)

    def secret(self, path: str) -> str:
        """The content of a file that setup wrote into a volume, or of a secret."""
        return Path(self.localised(path)).read_text("utf-8").strip()

    def secrets(self) -> dict[Path, str]:
        """All files that setup wrote, with their contents."""
        return {path: path.read_text("utf-8") for path in self.folder.glob("keys/*/*")}


@pytest.fixture(scope="module")
def machine(secured_elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Machine]:
    """The server after its first `setup`. Everything that the tests made on it is removed at the end."""
    server, folder = secured_elasticsearch_server, tmp_path_factory.mktemp("up")
    passwords = {name: secrets.token_hex(24) for name in COMPOSE["secrets"]} | {
        "elastic_password": server.password or ""
    }
    folder.joinpath("secrets").mkdir()
    folder.joinpath("metrics").mkdir()
    for name, password in passwords.items():
        folder.joinpath("secrets", name).write_text(f"{password}\n")
    if server.snapshots is None:
        pytest.skip("the server that was named says no folder for snapshots")
    with Elasticsearch(server.url, basic_auth=server.basic_auth) as owner:
        if owner.indices.exists_alias(name=DEFAULT_ALIAS):
            pytest.skip(f"the server that was named holds {DEFAULT_ALIAS} already: it is left alone")
        made = _Machine(server, folder, {"XTSEARCH_TIMEZONE": "Asia/Shanghai"}, takes_snapshots(owner))
        try:
            completed = made.play("setup")
            assert completed.returncode == 0, completed.stderr
            assert completed.stdout.endswith(f"{ALL + made.slm} changed, 0 as they should be\n"), completed.stdout
            yield made
        finally:
            remove_indices(owner, DEFAULT_ALIAS)
            if made.slm:
                owner.slm.delete_lifecycle(policy_id=DEFAULT_ALIAS)
            owner.snapshot.delete(repository=DEFAULT_ALIAS, snapshot="*")
            owner.snapshot.delete_repository(name=DEFAULT_ALIAS)
            for kind in roles(DEFAULT_ALIAS):
                owner.security.invalidate_api_key(name=f"{DEFAULT_ALIAS}-{kind}")
                owner.security.delete_role(name=f"{DEFAULT_ALIAS}-{kind}")
            for kind in ("analyst", "dashboards"):
                owner.security.delete_user(username=f"{DEFAULT_ALIAS}-{kind}")


@pytest.fixture(scope="module")
def indexed(machine: _Machine) -> _Machine:
    """The same, after the sources were indexed with the indexer's key."""
    completed = machine.play("index", "reindex", "/sources")
    assert completed.returncode == 0, completed.stderr
    assert completed.stdout.startswith(f"{ARTICLES} articles"), completed.stdout
    return machine


def test_setup_again_changes_nothing(indexed: _Machine) -> None:
    before = indexed.secrets()
    completed = indexed.play("setup")
    assert (completed.returncode, completed.stdout) == (0, f"0 changed, {ALL + indexed.slm} as they should be\n")
    assert ("this server takes no snapshots by itself" in completed.stderr) is not indexed.slm
    assert indexed.secrets() == before


def test_kibana_gets_in(machine: _Machine) -> None:
    settings = yaml.safe_load(ROOT.joinpath("deploy", "kibana", "kibana.yml").read_text("utf-8"))
    login = (settings["elasticsearch.username"], machine.secret("/run/secrets/kibana_password"))
    with Elasticsearch(machine.server.url, basic_auth=login) as client:
        assert client.security.authenticate()["roles"] == ["kibana_system"]


def _may_manage_dashboards(server: Server) -> Callable[[str], int]:
    """Whom Kibana lets in: who may write saved objects, as Elasticsearch says."""

    def may_enter(authorization: str) -> int:
        with Elasticsearch(server.url, headers={"Authorization": authorization}) as client:
            asked = client.security.has_privileges(application=roles(DEFAULT_ALIAS)["dashboards"]["applications"])
        return 200 if asked["has_all_requested"] else 403

    return may_enter


def test_the_dashboards_are_imported_by_who_may_do_nothing_else(machine: _Machine) -> None:
    service = SERVICES["kibana-import"]
    assert service["entrypoint"] == ["python", "/kibana/import_objects.py"]
    with serving(_may_manage_dashboards(machine.server)) as (_, url):
        assert _import(machine, KIBANA_URL=url).returncode == 0
        analyst = {
            "KIBANA_USERNAME": f"{DEFAULT_ALIAS}-analyst",
            "KIBANA_PASSWORD": machine.secret("/run/secrets/analyst_password"),
        }
        assert _import(machine, KIBANA_URL=url, KIBANA_PASSWORD_FILE="", **analyst).returncode == 7


def _newest_python() -> str:
    """A Python of 3.13 or newer, which asks more of certificates, where the machine has one; else this one."""
    for minor in (14, 13):
        places = [
            shutil.which(f"python3.{minor}"),
            *map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")),
        ]
        for python in filter(None, places):
            if subprocess.run([python, "-c", "import ssl"], capture_output=True, check=False).returncode == 0:
                return str(python)
    return sys.executable


def _import(machine: _Machine, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program of the service `kibana-import`."""
    told = {key: machine.localised(value) for key, value in SERVICES["kibana-import"]["environment"].items()}
    command = [_newest_python(), "-I", "-S", str(ROOT / "deploy" / "kibana" / "import_objects.py")]
    env = {"PATH": os.environ["PATH"], **told, **environ}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def _check_strictly(url: str, authority: str) -> None:
    """Verify a server's certificate as Python 3.13 does by default."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    host, _, port = url.rpartition("/")[2].partition(":")
    with socket.create_connection((host, int(port))) as plain, context.wrap_socket(plain, server_hostname=host):
        pass


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl, which makes the certificates: install it")
def test_every_client_trusts_the_certificates_that_the_docs_make(indexed: _Machine, tmp_path: Path) -> None:
    machine, page = indexed, ROOT.joinpath("docs", "operations.md").read_text("utf-8")
    [block] = [example for example in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "openssl req -x509" in example]
    tmp_path.joinpath("sudo").symlink_to("/bin/true")
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    shell = ["bash", "-euo", "pipefail", "-c", f"{block}\n[ $PWD = {tmp_path} ]"]
    subprocess.run(shell, cwd=tmp_path, env=environ, check=True, capture_output=True)
    tls = tmp_path / "tls"
    assert {path.name for path in tls.iterdir()} == {"ca.crt", "server.crt", "server.key"}
    certificate, authority = (str(tls / "server.crt"), str(tls / "server.key")), str(tls / "ca.crt")
    with faulty(machine.server.url, tls=certificate) as proxy:
        _check_strictly(proxy.url, authority)
        for trusted, code in ((authority, 0), ("", 3)):
            completed = machine.play("cli", "query", "湘潭", XTSEARCH_INDEX=proxy.url, XTSEARCH_CA_FILE=trusted)
            assert completed.returncode == code, completed.stderr
        [check] = re.findall(r"- (curl .*https://localhost:9200 .*)", TLS)
        for written, tried in (("config/tls/ca.crt", authority), ("https://localhost:9200", proxy.url)):
            assert written in check
            check = check.replace(written, tried)
        assert subprocess.run(["sh", "-c", check], check=False).returncode == 0
    with serving(_may_manage_dashboards(machine.server)) as (_, url), faulty(url, tls=certificate) as proxy:
        for trusted, code in ((authority, 0), ("/nowhere", 3)):
            assert _import(machine, KIBANA_URL=proxy.url, SSL_CERT_FILE=trusted).returncode == code


def test_a_snapshot_is_restored_beside_the_live_index_as_the_administrator(indexed: _Machine) -> None:
    service = SERVICES["restore-drill"]
    assert service["entrypoint"] == ["python", "/deploy/restore_drill.py"]
    told = {key: indexed.localised(value) for key, value in service["environment"].items()}
    key = indexed.secret("/keys/snapshots/api_key")
    with Elasticsearch(indexed.server.url, api_key=key) as client:
        config = policy_of(DEFAULT_ALIAS)["config"]  # what the policy sends each night
        taken = client.snapshot.create(
            repository=DEFAULT_ALIAS, snapshot="before", wait_for_completion=True, body=config
        )
    assert taken["snapshot"]["state"] == "SUCCESS"
    assert not any(index.endswith("-lock") for index in taken["snapshot"]["indices"])
    completed = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "restore_drill.py")],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (completed.returncode, completed.stderr) == (0, "")
    assert f"{ARTICLES} articles restored and read" in completed.stdout


def test_a_person_who_looks_at_dashboards_reads_the_alias(indexed: _Machine) -> None:
    login = (f"{DEFAULT_ALIAS}-analyst", indexed.secret("/run/secrets/analyst_password"))
    with Elasticsearch(indexed.server.url, basic_auth=login) as client:
        assert client.count(index=DEFAULT_ALIAS)["count"] == ARTICLES
        assert "date" in client.field_caps(index=DEFAULT_ALIAS, fields="date")["fields"]
        with pytest.raises(AuthorizationException):
            client.indices.delete(index=DEFAULT_ALIAS)


def test_every_panel_is_answered_to_who_looks_at_dashboards(indexed: _Machine) -> None:
    """On the seed page; test_kibana_queries.py compares what each panel shows with the documents."""
    asked = list(requests(load(OBJECTS.read_bytes()), shipped_fields()))
    searches = [part for request in asked for part in ({"index": DEFAULT_ALIAS}, request.body)]
    login = (f"{DEFAULT_ALIAS}-analyst", indexed.secret("/run/secrets/analyst_password"))
    with Elasticsearch(indexed.server.url, basic_auth=login) as client:
        answers = client.msearch(searches=searches)["responses"]
    assert [answer["status"] for answer in answers] == [200] * len(asked)
    silent = {
        request.where for request, answer in zip(asked, answers, strict=True) if not answer["hits"]["total"]["value"]
    }
    assert all("undated" in where for where in silent), "the page's articles all have a date"


def test_an_analyst_asks_on_the_command_line_and_changes_nothing(indexed: _Machine) -> None:
    completed = indexed.play("cli", "query", "专项整治", "--format", "json")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert json.loads(completed.stdout)["total"] == FOUND
    for command in (["reindex", "/sources"], ["index", "/sources"], ["setup"], ["rollback"]):
        assert indexed.play("cli", *command).returncode == 7
    assert json.loads(indexed.play("cli", "query", "专项整治", "--format", "json").stdout)["total"] == FOUND


def test_the_indexer_is_no_administrator(indexed: _Machine) -> None:
    assert indexed.play("index", "setup").returncode == 7


def test_the_index_again_changes_nothing(indexed: _Machine) -> None:
    completed = indexed.play("index", "index", "/sources", "--format", "json")
    assert completed.returncode == 0, completed.stderr
    assert json.loads(completed.stdout)["unchanged"] == ARTICLES


def test_the_first_run_and_the_schedule_index_the_sources(machine: _Machine) -> None:
    [scheduled] = [line.split(maxsplit=5)[5] for line in CRONTAB.splitlines() if line and not line.startswith("#")]
    for service, command in (("index", []), ("scheduler", scheduled.split()[1:]), ("scheduler", scheduled.split()[1:])):
        completed = machine.play(service, *command)
        assert completed.returncode == 0, completed.stderr
        assert all(json.loads(line) for line in completed.stderr.splitlines())
        assert not any(secret in completed.stdout + completed.stderr for secret in machine.secrets().values())
    assert json.loads(machine.play("cli", "query", "专项整治", "--format", "json").stdout)["total"] == FOUND
    assert "xtsearch_job_last_run_exit_code{" in machine.folder.joinpath("metrics", "xtsearch.prom").read_text()
    check = SERVICES["scheduler"]["healthcheck"]["test"]
    assert check[:2] == ["CMD", "xtsearch"]
    completed = machine.play("scheduler", *check[2:])
    assert completed.returncode == 0, completed.stdout + completed.stderr


def _analysed(machine: _Machine, step: int) -> None:
    """Have each index be one of a version whose analysis is `step` versions from what it was."""
    with Elasticsearch(machine.server.url, basic_auth=machine.server.basic_auth) as owner:
        for name, described in owner.indices.get_mapping(index=f"{DEFAULT_ALIAS}-2*").body.items():
            meta = described["mappings"]["_meta"]
            owner.indices.put_mapping(index=name, meta=meta | {"analysis_version": meta["analysis_version"] + step})


def test_an_upgrade_asks_for_a_run_alone_and_there_is_a_way_back(indexed: _Machine) -> None:
    """As docs/operations.md has it: `index`, then the rest. An older version's work is a number in the mapping."""
    asked = ("query", "专项整治", "--format", "json")
    assert indexed.play("index").returncode == 0
    _analysed(indexed, -1)
    told = indexed.play("index", "status", "--check")
    assert (told.returncode, "was written by another version" in told.stdout) == (8, True)
    assert indexed.play("cli", *asked).returncode == 8
    login = (f"{DEFAULT_ALIAS}-analyst", indexed.secret("/run/secrets/analyst_password"))
    with Elasticsearch(indexed.server.url, basic_auth=login) as kibana:
        assert kibana.count(index=DEFAULT_ALIAS)["count"] == ARTICLES
        ran = indexed.play("index")
        assert (ran.returncode, '"action": "reindex"' in ran.stderr) == (0, True), ran.stderr
        assert kibana.count(index=DEFAULT_ALIAS)["count"] == ARTICLES
    assert indexed.play("setup").stdout.startswith("0 changed")
    assert json.loads(indexed.play("cli", *asked).stdout)["total"] == FOUND
    assert '"action": "index"' in indexed.play("index").stderr, "once is enough"
    _analysed(indexed, +1)  # now this is the old version again: the live index is the new one's, the one before is ours
    assert indexed.play("cli", *asked).returncode == 8
    assert indexed.play("index", "rollback").returncode == 0
    assert json.loads(indexed.play("cli", *asked).stdout)["total"] == FOUND


def test_no_key_opens_anything_after_its_server_forgot_it(machine: _Machine) -> None:
    key = machine.secret("/keys/snapshots/api_key")
    with Elasticsearch(machine.server.url, basic_auth=machine.server.basic_auth) as owner:
        owner.security.invalidate_api_key(name=f"{DEFAULT_ALIAS}-snapshots")
    with (
        Elasticsearch(machine.server.url, api_key=key) as client,
        pytest.raises(AuthenticationException),
    ):
        client.security.authenticate()
    completed = machine.play("setup")
    assert (
        completed.stdout == f"API key {DEFAULT_ALIAS}-snapshots\n1 changed, {ALL + machine.slm - 1} as they should be\n"
    )
    with Elasticsearch(machine.server.url, api_key=machine.secret("/keys/snapshots/api_key")) as client:
        assert client.security.authenticate()["api_key"]["name"] == f"{DEFAULT_ALIAS}-snapshots"
