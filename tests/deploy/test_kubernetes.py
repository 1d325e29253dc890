"""deploy/kubernetes: the API's schema takes the objects, they fit each other, and the command in them runs."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer import errors

FILE = ROOT / "deploy" / "kubernetes" / "cronjob.yaml"
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all(FILE.read_text("utf-8")))
BY_KIND = {manifest["kind"]: manifest for manifest in OBJECTS}
CRONJOB = BY_KIND["CronJob"]["spec"]
JOB = CRONJOB["jobTemplate"]["spec"]
POD = JOB["template"]["spec"]
[CONTAINER] = POD["containers"]
[CHECK] = list(yaml.safe_load_all((FILE.parent / "check.yaml").read_text("utf-8")))
#: The oldest in which all that is used is no longer an experiment, and the newest whose schema is known here.
VERSIONS = ("1.31", kubernetes_validate.latest_version().rpartition(".")[0])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", BY_KIND)
def test_the_schema_takes_every_object(kind: str, version: str) -> None:
    kubernetes_validate.validate(BY_KIND[kind], version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schema_takes_the_check(version: str) -> None:
    kubernetes_validate.validate(CHECK, version, strict=True)


def test_the_check_may_do_what_the_job_may_and_has_the_key_of_who_only_looks() -> None:
    spec = CHECK["spec"]["jobTemplate"]["spec"]
    pod = spec["template"]["spec"]
    [container] = pod["containers"]
    for key in ("restartPolicy", "automountServiceAccountToken", "enableServiceLinks"):
        assert pod[key] == POD[key]
    assert pod["securityContext"] | {"fsGroupChangePolicy": "OnRootMismatch"} == POD["securityContext"]
    for key in ("image", "imagePullPolicy", "envFrom", "securityContext"):
        assert container[key] == CONTAINER[key]
    assert CHECK["spec"]["concurrencyPolicy"] == CRONJOB["concurrencyPolicy"]
    assert CHECK["spec"]["timeZone"] == CRONJOB["timeZone"]
    assert spec["backoffLimit"] == 0, "the next one comes in an hour"
    [volume] = pod["volumes"]
    assert volume["secret"] == {"secretName": "xtsearch-monitoring", "defaultMode": 0o440}
    [mount] = container["volumeMounts"]
    assert Path(BY_KIND["ConfigMap"]["data"]["XTSEARCH_API_KEY_FILE"]).parent == Path(mount["mountPath"])
    assert f"generic {volume['secret']['secretName']} --from-file=api_key=" in FILE.with_name("check.yaml").read_text()


def test_the_check_runs_and_fails_where_a_run_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [container] = CHECK["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    (tmp_path / "a.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    assert run(["job", "run", str(tmp_path / "a.jsonl")]) == 0
    assert run(container["args"]) == 0
    (tmp_path / "a.jsonl").write_text('no record\n{"id": "a", "body": "湘潭"}\n', "utf-8")
    assert run(["job", "run", str(tmp_path / "a.jsonl")]) == 6
    assert run(container["args"]) == 0, "a run with rejections is a success"
    (tmp_path / "a.jsonl").unlink()
    assert run(["job", "run", str(tmp_path / "a.jsonl")]) != 0
    assert run(container["args"]) != 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("wrong: ")


def test_the_alerts_ask_for_what_is_there() -> None:
    text = FILE.with_name("alerts.yaml").read_text("utf-8")
    named = {name for pattern in re.findall(r'cronjob=~?"([^"]+)"', text) for name in _names(pattern)}
    assert named == {BY_KIND["CronJob"]["metadata"]["name"], CHECK["metadata"]["name"]}


def _names(pattern: str) -> set[str]:
    names = [BY_KIND["CronJob"]["metadata"]["name"], CHECK["metadata"]["name"]]
    return {name for name in names if re.fullmatch(pattern, name)} or {pattern}


@pytest.mark.parametrize(
    "path",
    [
        ("schedule", None),
        ("concurrencyPolice", "Forbid"),
        ("jobTemplate", "spec", "backoffLimit", "two"),
        ("jobTemplate", "spec", "template", "spec", "containers", 0, "securityContext", "readOnlyRootFileSystem", True),
    ],
    ids=lambda path: str(path[-2]),
)
def test_a_wrong_object_is_found_out(path: tuple[Any, ...]) -> None:
    wrong = copy.deepcopy(BY_KIND["CronJob"])
    *parents, key, value = path
    where = wrong["spec"]
    for parent in parents:
        where = where[parent]
    where[key] = value
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_values_that_the_schema_takes_for_mere_text_are_of_the_api_s_lists() -> None:
    assert CRONJOB["concurrencyPolicy"] == "Forbid"
    assert CRONJOB["timeZone"] == "Asia/Shanghai"
    assert POD["restartPolicy"] == "Never"  # what podFailurePolicy asks for
    assert CONTAINER["imagePullPolicy"] in ("Always", "IfNotPresent", "Never")
    assert POD["securityContext"]["seccompProfile"]["type"] in ("RuntimeDefault", "Localhost")
    assert POD["securityContext"]["fsGroupChangePolicy"] in ("OnRootMismatch", "Always")
    rules = JOB["podFailurePolicy"]["rules"]
    assert [rule["action"] for rule in rules] == ["FailJob", "Ignore"]
    assert rules[0]["onExitCodes"]["operator"] in ("In", "NotIn")
    assert rules[1]["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    modes = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
    assert set(BY_KIND["PersistentVolumeClaim"]["spec"]["accessModes"]) <= set(modes)


def test_what_trying_again_does_not_change_is_not_tried_again() -> None:
    values = JOB["podFailurePolicy"]["rules"][0]["onExitCodes"]["values"]
    assert JOB["podFailurePolicy"]["rules"][0]["onExitCodes"]["containerName"] == CONTAINER["name"]
    again = {errors.EngineUnavailable.exit_code, errors.IndexLocked.exit_code}
    assert set(values) == {2, 5, 6, 7, 8}
    assert not again & set(values)


def test_the_pod_may_do_nothing_but_write_to_tmp() -> None:
    assert POD["securityContext"] | {"runAsNonRoot": True, "runAsUser": 10001} == POD["securityContext"]
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["automountServiceAccountToken"] is False
    assert {mount["name"] for mount in CONTAINER["volumeMounts"] if not mount.get("readOnly")} == {"tmp"}
    assert POD["volumes"][1]["secret"]["defaultMode"] == 0o440


def test_the_objects_fit_each_other() -> None:
    assert {mount["name"] for mount in CONTAINER["volumeMounts"]} == {mount["name"] for mount in POD["volumes"]}
    assert CONTAINER["envFrom"] == [{"configMapRef": {"name": BY_KIND["ConfigMap"]["metadata"]["name"]}}]
    claim = POD["volumes"][0]["persistentVolumeClaim"]["claimName"]
    assert claim == BY_KIND["PersistentVolumeClaim"]["metadata"]["name"]
    assert BY_KIND["PersistentVolumeClaim"]["spec"]["storageClassName"] == "", "an empty volume would be made for it"
    mounts = {mount["name"]: mount["mountPath"] for mount in CONTAINER["volumeMounts"]}
    settings = BY_KIND["ConfigMap"]["data"]
    assert settings["XTSEARCH_SOURCES"] == mounts["sources"]
    assert Path(settings["XTSEARCH_API_KEY_FILE"]).parent == Path(mounts["key"])
    assert f"generic {POD['volumes'][1]['secret']['secretName']} --from-file=api_key=" in FILE.read_text("utf-8")


def test_the_command_of_the_container_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XTSEARCH_SOURCES", str(tmp_path / "a.jsonl"))
    assert run(CONTAINER["args"]) == 0
    assert '"job_ended"' in capsys.readouterr().err
