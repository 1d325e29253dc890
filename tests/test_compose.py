"""docker-compose.yml, checked as text: no container engine is needed, and none may be there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.elasticsearch_assembly import VERSION

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT.joinpath("docker-compose.yml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]


def test_every_variable_is_required_and_in_the_example() -> None:
    named = set(re.findall(r"(?<!\$)\$\{(\w+):\?[^}]+\}", TEXT))
    assert len(re.findall(r"(?<!\$)\$\{", TEXT)) == len(re.findall(r"(?<!\$)\$\{\w+:\?[^}]+\}", TEXT))
    example = dict(line.split("=", 1) for line in _lines(ROOT / ".env.example"))
    assert example.keys() == named
    assert {name for name, value in example.items() if value} == {"STACK_VERSION"}, "a secret has a default"


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_the_version_is_the_one_that_the_tests_run() -> None:
    assert f"STACK_VERSION={VERSION}" in _lines(ROOT / ".env.example")
    assert all(
        service["image"].endswith(":${STACK_VERSION:?copy .env.example to .env}") for service in SERVICES.values()
    )


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_bound_to_loopback_and_no_privilege_is_gained(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


def test_security_is_on_and_every_dependency_exists() -> None:
    assert SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[needed]


def test_the_env_file_is_kept_out_of_the_repository() -> None:
    assert ".env" in _lines(ROOT / ".gitignore")
