"""`xtsearch setup` on a real server with security on: a second run changes nothing, and what is amiss is put right."""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import io
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from elasticsearch import AuthenticationException, Elasticsearch

from tests.support.aliases import takes_snapshots
from tests.support.elasticsearch_assembly import ElasticsearchMissingError, assemble, find_java
from tests.support.elasticsearch_server import Server
from tests.support.faults import answer, answered, faulty
from tests.support.places import ROOT
from tests.support.waiting import Clock
from xtsearch.__main__ import run
from xtsearch.indexer.engines.elasticsearch.admin import security as elasticsearch_security
from xtsearch.indexer.engines.elasticsearch.admin.roles import roles
from xtsearch.indexer.engines.elasticsearch.admin.security import KEYED
from xtsearch.indexer.engines.elasticsearch.admin.snapshots import policy_of

#: Of this run alone: the server may have been set up before.
PASSWORDS = {name: secrets.token_hex(8) for name in ("XTSEARCH_KIBANA_PASSWORD", "XTSEARCH_ANALYST_PASSWORD")}
#: Roles, keys, the password of Kibana's own user, and two users.
ALL = len(roles("ALIAS")) + len(KEYED) + 3


class _Said(NamedTuple):
    """What a run left."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class _Place:
    """An alias of our own on a secured server, and a folder for its keys."""

    server: Server
    alias: str
    keys: Path

    def setup(self, *arguments: str, url: str | None = None, **environ: str | None) -> _Said:
        """A run as the administrator; `environ` overrides, None unsets."""
        told: dict[str, str | None] = {"XTSEARCH_INDEX": url or self.server.url, "XTSEARCH_ALIAS": self.alias}
        told |= {"XTSEARCH_USERNAME": "elastic", "XTSEARCH_PASSWORD": self.server.password, **PASSWORDS, **environ}
        environ_set = {name: value for name, value in told.items() if value is not None}
        with (
            mock.patch.dict(os.environ, environ_set, clear=True),
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            ended = _Said(run(["setup", *arguments]), out.getvalue(), err.getvalue())
        for secret in (*PASSWORDS.values(), self.server.password or "", *self.kept().values()):
            assert not secret or secret not in ended.stdout + ended.stderr
        return ended

    def changed(self, **environ: str | None) -> list[str]:
        """What a run that succeeds had to change."""
        ended = self.setup("--keys", str(self.keys), "--format", "json", **environ)
        assert (ended.returncode, ended.stderr) == (0, "")
        changed: list[str] = json.loads(ended.stdout)["changed"]
        return [name.replace(self.alias, "ALIAS") for name in changed]

    def kept(self) -> dict[str, str]:
        """The secrets by file."""
        return {path.parent.name: path.read_text().strip() for path in sorted(self.keys.glob("*/*"))}

    def whose(self, key: str) -> str:
        """The name of a key in force."""
        with Elasticsearch(self.server.url, api_key=key) as client:
            return str(client.security.authenticate()["api_key"]["name"])

    def admin(self) -> Elasticsearch:
        return Elasticsearch(self.server.url, basic_auth=self.server.basic_auth)


@pytest.fixture(scope="module")
def place(secured_elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Place]:
    """One that was set up once; each test leaves it as it found it, or puts it right by another run."""
    alias = f"xtsearch-setup-{secrets.token_hex(4)}"
    made = _Place(secured_elasticsearch_server, alias, tmp_path_factory.mktemp("setup") / "keys")
    try:
        assert len(made.changed()) == ALL
        yield made
    finally:
        with made.admin() as client:
            for kind in roles(alias):
                client.security.delete_role(name=f"{alias}-{kind}")
                client.security.invalidate_api_key(name=f"{alias}-{kind}")
            for kind in ("analyst", "dashboards"):
                client.security.delete_user(username=f"{alias}-{kind}")


def test_a_second_run_changes_nothing(place: _Place) -> None:
    before = place.kept()
    assert sorted(before) == sorted([*KEYED, "dashboards"])
    assert place.changed() == []
    assert place.kept() == before
    ended = place.setup("--keys", str(place.keys))
    assert ended.stdout == f"0 changed, {ALL} as they should be\n"


def test_nobody_else_may_read_what_is_kept(place: _Place) -> None:
    modes = {path.stat().st_mode & 0o777 for path in place.keys.glob("*/*")}
    folders = {path.stat().st_mode & 0o777 for path in place.keys.glob("*")}
    assert (modes, folders) == ({0o600}, {0o700})
    place.keys.joinpath("indexer", "api_key").chmod(0o644)
    assert place.changed() == []
    assert place.keys.joinpath("indexer", "api_key").stat().st_mode & 0o777 == 0o600


def test_each_key_is_of_its_role_and_each_password_lets_its_user_in(place: _Place) -> None:
    kept = place.kept()
    assert [place.whose(kept[kind]) for kind in KEYED] == [f"{place.alias}-{kind}" for kind in KEYED]
    for name, password in (
        ("kibana_system", PASSWORDS["XTSEARCH_KIBANA_PASSWORD"]),
        (f"{place.alias}-analyst", PASSWORDS["XTSEARCH_ANALYST_PASSWORD"]),
        (f"{place.alias}-dashboards", kept["dashboards"]),
    ):
        with Elasticsearch(place.server.url, basic_auth=(name, password)) as client:
            assert client.security.authenticate()["username"] == name


def test_a_key_that_was_revoked_is_made_anew_and_the_others_are_kept(place: _Place) -> None:
    before = place.kept()
    with place.admin() as client:
        client.security.invalidate_api_key(name=f"{place.alias}-analyst")
    assert place.changed() == ["API key ALIAS-analyst"]
    after = place.kept()
    assert {kind for kind in after if after[kind] != before[kind]} == {"analyst"}
    assert place.whose(after["analyst"]) == f"{place.alias}-analyst"


@pytest.mark.parametrize(
    "text", [None, "", "no key\n", "密钥\n", "bm86a2V5\n"], ids=["lost", "empty", "words", "Chinese", "unknown"]
)
def test_a_key_whose_file_is_lost_or_damaged_is_made_anew_and_the_old_one_is_out_of_force(
    place: _Place, text: str | None
) -> None:
    old, file = place.kept()["snapshots"], place.keys / "snapshots" / "api_key"
    file.unlink()
    if text is not None:
        file.write_text(text, "utf-8")
    assert place.changed() == ["API key ALIAS-snapshots"]
    assert place.whose(place.kept()["snapshots"]) == f"{place.alias}-snapshots"
    with pytest.raises(AuthenticationException):
        place.whose(old)


@pytest.mark.parametrize("grants", ["more", "less"])
def test_a_key_that_grants_something_else_is_made_anew(place: _Place, grants: str) -> None:
    body = {"cluster": ["all"] if grants == "more" else [], "indices": roles(place.alias)["analyst"]["indices"]}
    kind = "analyst" if grants == "more" else "templates"
    with place.admin() as client:
        odd = client.security.create_api_key(name=f"{place.alias}-{kind}", role_descriptors={"odd": body})["encoded"]
    place.keys.joinpath(kind, "api_key").write_text(odd, "utf-8")
    assert place.changed() == [f"API key ALIAS-{kind}"]
    with pytest.raises(AuthenticationException):
        place.whose(odd)


def test_the_key_of_another_name_is_not_taken_for_ours_nor_put_out_of_force(place: _Place) -> None:
    with place.admin() as client:
        key = client.security.create_api_key(name=f"{place.alias}-indexer-2")["encoded"]
        assert place.changed() == []
        assert place.whose(key) == f"{place.alias}-indexer-2"
        client.security.invalidate_api_key(ids=[base64.b64decode(key).decode().partition(":")[0]])


def test_what_was_changed_by_hand_is_put_right_and_further_roles_stay(place: _Place) -> None:
    user, role = f"{place.alias}-analyst", f"{place.alias}-indexer"
    with place.admin() as client:
        client.security.put_role(name=role, cluster=["all"])
        client.security.put_user(username=user, roles=[user, "monitoring_user"], password="anders-1")
        assert place.changed() == ["role ALIAS-indexer", "user ALIAS-analyst"]
        assert client.security.get_role(name=role)[role]["cluster"] == []
        assert client.security.get_user(username=user)[user]["roles"] == [user, "monitoring_user"]
        client.security.put_user(username=user, roles=["monitoring_user"], password="anders-1", enabled=False)
        assert place.changed() == ["user ALIAS-analyst"]
        account = client.security.get_user(username=user)[user]
        assert (sorted(account["roles"]), account["enabled"]) == (sorted([user, "monitoring_user"]), False)
        assert place.changed() == []
        client.security.enable_user(username=user)
    assert place.changed() == []


def test_a_new_password_reaches_the_server_from_a_file_as_well(place: _Place, tmp_path: Path) -> None:
    tmp_path.joinpath("password").write_text("neu-geheim\n")
    environ = {"XTSEARCH_KIBANA_PASSWORD": None, "XTSEARCH_KIBANA_PASSWORD_FILE": str(tmp_path / "password")}
    assert place.changed(**environ) == ["password of kibana_system"]
    assert place.changed(**environ) == []
    assert place.changed() == ["password of kibana_system"]


def test_without_keys_and_passwords_it_is_about_roles_alone(place: _Place) -> None:
    ended = place.setup(**dict.fromkeys(PASSWORDS))
    assert ended.stdout == f"0 changed, {len(roles(place.alias))} as they should be\n"


def test_the_indexer_asks_for_plugins_only_where_ik_cuts_words(place: _Place) -> None:
    ended = place.setup("--analyzer", "ik", "--format", "json", **dict.fromkeys(PASSWORDS))
    assert json.loads(ended.stdout)["changed"] == [f"role {place.alias}-indexer"]
    with place.admin() as client:
        role = f"{place.alias}-indexer"
        assert client.security.get_role(name=role)[role]["cluster"] == ["monitor"]
    assert place.changed() == ["role ALIAS-indexer"]


def test_the_roles_are_shown_without_a_server(place: _Place) -> None:
    ended = place.setup("--show", url="http://127.0.0.1:9")
    shown = json.loads(ended.stdout)
    assert shown.keys() == {f"{place.alias}-{kind}" for kind in roles(place.alias)}
    with place.admin() as client:
        for name, body in shown.items():
            assert client.security.get_role(name=name)[name]["cluster"] == body["cluster"]


def _refused(ended: _Said, code: int, words: str) -> None:
    assert ended.returncode == code, ended.stderr
    [line] = ended.stderr.splitlines()
    assert words in line
    assert ended.stdout == ""


def test_who_is_no_administrator_is_told_to_come_as_one(place: _Place) -> None:
    _refused(place.setup(XTSEARCH_PASSWORD="falsch"), 7, "does not accept these credentials")
    analyst = {
        "XTSEARCH_USERNAME": f"{place.alias}-analyst",
        "XTSEARCH_PASSWORD": PASSWORDS["XTSEARCH_ANALYST_PASSWORD"],
    }
    _refused(place.setup(**analyst), 7, "run setup as an administrator")


def test_a_maker_of_keys_who_may_do_less_than_they_should_is_told_so(place: _Place, tmp_path: Path) -> None:
    name = f"{place.alias}-security"
    with place.admin() as client:
        client.security.put_role(name=name, cluster=["manage_security"])
        client.security.put_user(username=name, roles=[name], password="sicher-1")
        maker = {"XTSEARCH_USERNAME": name, "XTSEARCH_PASSWORD": "sicher-1"}
        ended = place.setup("--keys", str(tmp_path), "--wait", "600", **maker)
        client.security.delete_user(username=name)
        client.security.delete_role(name=name)
    _refused(ended, 7, f"the API key {place.alias}-indexer can do less than it should")
    place.changed()  # the keys of the other folder are out of force, and so are now that one's


def test_a_password_that_the_server_refuses_is_named_by_the_rule_and_not_shown(place: _Place) -> None:
    _refused(place.setup(XTSEARCH_KIBANA_PASSWORD="kurz"), 3, "passwords must be at least [6] characters long")


def test_a_folder_that_cannot_keep_a_secret_is_named(place: _Place, tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    _refused(place.setup("--keys", str(tmp_path / "file")), 2, "name a folder of your own with --keys")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which setup waits; nothing is waited for in truth."""
    made = Clock()
    monkeypatch.setattr(elasticsearch_security, "time", made)
    return made


def test_a_server_that_is_starting_is_waited_for(place: _Place, clock: Clock) -> None:
    with faulty(place.server.url) as proxy:
        proxy.fail("GET /_security", answer(503), times=7)  # each try of ours is three of the client's
        ended = place.setup("--wait", "30", url=proxy.url)
        assert (ended.returncode, ended.stderr) == (0, "")
        proxy.fail("GET /_security", answer(503))
        assert clock.slept == 2
        _refused(place.setup("--wait", "1", url=proxy.url), 3, "cannot answer")
        assert clock.slept == 3


@pytest.mark.usefixtures("clock")
def test_a_server_whose_index_of_users_is_being_made_is_waited_for(place: _Place) -> None:
    """The first change on a new server makes it: what is asked next may come too early, also where nobody waits."""
    with faulty(place.server.url) as proxy:
        for arguments, changed in (("--wait", "30"), 0), ((), 1):
            if changed:
                with place.admin() as client:
                    client.security.delete_role(name=f"{place.alias}-indexer")
            proxy.fail("GET /_security/user", answer(503), times=4)  # each try of ours is three of the client's
            ended = place.setup("--keys", str(place.keys), *arguments, url=proxy.url)
            assert (ended.returncode, ended.stderr) == (0, "")
            assert ended.stdout.endswith(f"{changed} changed, {ALL - changed} as they should be\n")


def test_a_server_that_knows_no_users_yet_is_waited_for(place: _Place, clock: Clock) -> None:
    """Started anew it says 401 to the right password, until the shard of its users is there."""
    with faulty(place.server.url) as proxy:
        proxy.fail("GET /_security", answer(401), times=2)
        ended = place.setup("--wait", "30", url=proxy.url)
        assert (ended.returncode, ended.stderr) == (0, "")
    began = clock.slept
    _refused(place.setup("--wait", "300", XTSEARCH_PASSWORD="falsch"), 7, "does not accept these credentials")
    assert clock.slept - began == elasticsearch_security._UNKNOWING_SECONDS, "the password is wrong"


def test_a_server_that_never_comes_is_waited_for_no_longer_than_said(place: _Place, clock: Clock) -> None:
    _refused(place.setup("--wait", "3", url="http://127.0.0.1:9"), 3, "no Elasticsearch answers")
    assert clock.slept == 3


def test_the_commands_of_the_docs_follow_each_other_in_one_shell(place: _Place, tmp_path: Path) -> None:
    page = ROOT.joinpath("docs", "operations.md").read_text("utf-8")
    section = page.partition("\n## Own cluster\n")[2].partition("\n## ")[0]
    [_, *blocks] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)  # the first one installs the command
    text = "".join(blocks)
    for printed, replacement in (
        ("https://elasticsearch.example.org:9200", place.server.url),
        (",".join(f"https://es{node}.example.org:9200" for node in (1, 2, 3)), ",".join([place.server.url] * 3)),
        ("/run/secrets/elastic", str(tmp_path / "elastic")),
        ("/srv/xtsearch/keys", str(place.keys)),
        ("/srv/news", str(tmp_path / "news.jsonl")),
    ):
        assert printed in text
        text = text.replace(printed, replacement)
    tmp_path.joinpath("elastic").write_text(f"{place.server.password}\n")
    tmp_path.joinpath("news.jsonl").write_text('{"id": "a", "body": "专项整治"}\n', "utf-8")
    command = f'xtsearch() {{ {sys.executable} -m xtsearch "$@"; }}\n'
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    environ["XTSEARCH_ALIAS"] = place.alias
    try:
        ended = subprocess.run(
            ["bash", "-euc", command + text], env=environ, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert "1 article (exact phrase)" in ended.stdout
    finally:
        with place.admin() as client:
            for index in client.indices.get_alias(index=f"{place.alias}-*", expand_wildcards="all"):
                client.indices.delete(index=index)


def test_a_folder_needs_no_setup(place: _Place) -> None:
    _refused(place.setup(url="somewhere"), 2, "setup is for Elasticsearch")


def test_a_server_without_security_is_told_to_turn_it_on(elasticsearch_server: Server, place: _Place) -> None:
    if elasticsearch_server.password:
        pytest.skip("the server that was named has security on")
    ended = place.setup(url=elasticsearch_server.url, XTSEARCH_USERNAME=None, XTSEARCH_PASSWORD=None)
    _refused(ended, 3, "xpack.security.enabled: true")


# ------------------------------------------------------------------------------------------------- snapshots


def test_the_policy_is_made_once_and_made_anew_where_somebody_changed_it(place: _Place) -> None:
    """The assembled server lacks SLM: what it would answer is given by a proxy, as its documentation has it."""
    if place.server.snapshots is None:
        pytest.skip("the server that was named says no folder for snapshots")
    folder = f"{place.server.snapshots}/{place.alias}"
    named = f"/_slm/policy/{place.alias}"
    without = dict.fromkeys(PASSWORDS)
    try:
        with faulty(place.server.url) as proxy:
            kept = policy_of(place.alias)
            for standing, changed in (
                (None, ["snapshot repository ALIAS", "snapshot policy ALIAS"]),
                (kept, []),
                (kept | {"retention": {"expire_after": "1d"}}, ["snapshot policy ALIAS"]),
            ):
                body = {} if standing is None else {place.alias: {"version": 1, "policy": standing}}
                proxy.fail(f"GET {named}", answered(404 if standing is None else 200, body), times=1)
                proxy.fail(f"PUT {named}", answered(200, {"acknowledged": True}), times=1)
                before = len(proxy.requests)
                ended = place.setup("--snapshots", folder, "--format", "json", url=proxy.url, **without)
                assert (ended.returncode, ended.stderr) == (0, "")
                assert [name.replace(place.alias, "ALIAS") for name in json.loads(ended.stdout)["changed"]] == changed
                sent = [line for line in proxy.requests[before:] if line.startswith(f"PUT {named}")]
                assert len(sent) == ("snapshot policy ALIAS" in changed)
        ended = place.setup("--snapshots", folder, **without)
        with place.admin() as client:
            assert (ended.returncode, "(it lacks SLM)" in ended.stderr) == (0, not takes_snapshots(client))
    finally:
        with place.admin() as client:
            if takes_snapshots(client):
                client.slm.delete_lifecycle(policy_id=place.alias)
            client.snapshot.delete_repository(name=place.alias)


def _read_by_elasticsearch(policy: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What the class of the server's own that reads policies says to one; the assembled server has it, without SLM."""
    java = find_java(os.environ)
    if java is None:
        pytest.skip("no JDK of 21 or newer, which reads a policy as Elasticsearch does")
    try:
        home = assemble(os.environ)
    except ElasticsearchMissingError as error:
        pytest.skip(str(error))
    classes = f"{home}/lib/*:{home}/modules/x-pack-core/*"
    command = [str(java), "-cp", classes, str(ROOT / "tests" / "support" / "SnapshotPolicy.java"), "news"]
    return subprocess.run(command, input=json.dumps(policy), capture_output=True, text=True, check=False)


def test_elasticsearch_takes_the_policy_and_gives_it_back_as_it_was() -> None:
    """So a second run finds nothing to change."""
    read = _read_by_elasticsearch(policy_of("news"))
    assert read.returncode == 0, read.stderr
    given_back, moment = read.stdout.splitlines()
    assert json.loads(given_back) == policy_of("news")
    assert moment.endswith("T18:30:00Z")


@pytest.mark.parametrize(
    "wrong",
    [
        {"schedule": "0 90 18 * * ?"},
        {"retention": {"expire_after": "a month"}},
        {"name": "<news-{now/d>"},
    ],
)
def test_a_wrong_policy_would_be_noticed(wrong: dict[str, Any]) -> None:
    assert _read_by_elasticsearch(policy_of("news") | wrong).returncode != 0


def test_a_folder_that_no_node_has_for_snapshots_is_named(place: _Place) -> None:
    _refused(place.setup("--snapshots", "/nowhere", **dict.fromkeys(PASSWORDS)), 3, "/nowhere")


def test_the_lock_is_in_no_snapshot() -> None:
    indices = policy_of("news")["config"]["indices"]
    assert not any(fnmatch.fnmatch("news-lock", pattern) for pattern in indices)
    assert all(
        any(fnmatch.fnmatch(name, pattern) for pattern in indices) for name in ("news-20220513t060000z", "news-runs")
    )
