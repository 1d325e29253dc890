"""docker-compose.yml and what it names: loaded by the specification's own loader, and every name in it exists.

No container engine is needed. What the commands do is tested in test_up.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from tests.support.elasticsearch_assembly import VERSION
from tests.support.go_tools import go_program
from tests.support.places import ROOT
from xtsearch.__main__ import application
from xtsearch.indexer.engines.elasticsearch.admin.roles import roles
from xtsearch.indexer.engines.elasticsearch.admin.security import KEYED

FILE, IK_FILE, TLS_FILE = (ROOT / f"docker-compose{kind}.yml" for kind in ("", ".ik", ".tls"))
EXAMPLE = ROOT / ".env.example"
TEXT = FILE.read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
VERSION_OF_OURS = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]["version"]
OURS = [name for name, service in SERVICES.items() if service["image"] == f"xtsearch:{VERSION_OF_OURS}"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
#: What may be set to have images, Go's modules and Python's packages from elsewhere; also the build's arguments.
MIRRORS = {"IMAGE_PREFIX", "GOPROXY", "PIP_INDEX_URL"}
#: What runs as long as the machine does; the rest ends by itself.
STAYING = {"elasticsearch", "kibana", "scheduler", "metrics"}


#: The roles for which setup keeps a secret.
ROLES = [*KEYED, "dashboards"]
#: Services of ours that work as the administrator: once, or by hand.
ADMINISTRATORS = {"setup", "restore-drill"}
#: What services of ours may write to, beside /tmp.
WRITTEN = {"setup": {f"/keys/{role}" for role in ROLES}, "kibana-import": {"/state/kibana"}}
WRITTEN |= {"index": {"/metrics"}, "scheduler": {"/metrics"}}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


# ------------------------------------------------------------------------------------ as `docker compose config`


@pytest.fixture(scope="module")
def loader() -> Path:
    """The specification's reference loader, in a program of ours."""
    return go_program(ROOT / "deploy" / "check")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .env as a person copies it."""
    path = tmp_path_factory.mktemp("env") / "env"
    path.write_text(EXAMPLE.read_text("utf-8"))
    return path


def _load(loader: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [str(loader), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={})


@pytest.mark.parametrize(
    "files",
    [[FILE], [FILE, IK_FILE], [FILE, TLS_FILE], [FILE, IK_FILE, TLS_FILE]],
    ids=["alone", "ik", "tls", "ik and tls"],
)
def test_it_loads(loader: Path, filled: Path, files: list[Path]) -> None:
    loaded = _load(loader, filled, *files)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert json.loads(loaded.stdout)["services"].keys() == SERVICES.keys()


@pytest.mark.parametrize("name", [line.partition("=")[0] for line in _lines(EXAMPLE)])
def test_it_refuses_to_start_without(loader: Path, filled: Path, name: str, tmp_path: Path) -> None:
    short = tmp_path / "env"
    short.write_text(re.sub(rf"^{name}=.*$", f"{name}=", filled.read_text(), flags=re.MULTILINE))
    refused = _load(loader, short, FILE, TLS_FILE)
    assert refused.returncode == 1
    assert f"required variable {name} is missing a value" in refused.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    restart: unless-stopped\n", "    restarts: unless-stopped\n"),
        ("      - indexer-key:/keys/indexer:ro\n", "      - indexer:/keys/indexer:ro\n"),
        ("      elasticsearch: {condition: service_healthy}\n", "      elastic: {condition: service_healthy}\n"),
        ("{condition: service_healthy}", "{condition: healthy}"),
        ("    mem_limit: 512m\n", "    mem_limit: much\n"),
        ('"127.0.0.1:9200:9200"', '"127.0.0.1:9200:port"'),
    ],
)
def test_it_would_notice(loader: Path, filled: Path, tmp_path: Path, right: str, wrong: str) -> None:
    assert right in TEXT
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(TEXT.replace(right, wrong), "utf-8")
    assert _load(loader, filled, broken).returncode == 1


def test_the_folder_to_index_is_a_folder_and_is_never_made(loader: Path, filled: Path, tmp_path: Path) -> None:
    """Also if it is named without a slash, which the short syntax would take for the name of a volume."""
    env = tmp_path / "env"
    env.write_text(filled.read_text().replace("SOURCE_FOLDER=./seeds", "SOURCE_FOLDER=seeds"))
    services = json.loads(_load(loader, env, FILE).stdout)["services"]
    for name in ("index", "scheduler"):
        [sources] = [volume for volume in services[name]["volumes"] if volume["target"] == "/sources"]
        assert (sources["type"], sources["source"], sources["read_only"]) == ("bind", str(ROOT / "seeds"), True)
        assert sources["bind"].get("create_host_path", False) is False


def test_snapshots_may_be_on_another_disk_as_the_docs_say(loader: Path, filled: Path, tmp_path: Path) -> None:
    [override] = re.findall(r"^```yaml\n(.*?)^```", _section("Backup and restore"), re.MULTILINE | re.DOTALL)
    (tmp_path / "override.yml").write_text(override, "utf-8")
    loaded = _load(loader, filled, FILE, tmp_path / "override.yml")
    assert loaded.returncode == 0, loaded.stderr
    volumes = json.loads(loaded.stdout)["volumes"]
    assert volumes["snapshots"]["driver_opts"]["o"] == "bind"


def test_elasticsearch_may_write_snapshots_where_setup_wants_them() -> None:
    [folder] = [source for target, source in _mounts("elasticsearch") if target == "/snapshots"]
    service = SERVICES["snapshots-folder"]
    assert service["volumes"] == [f"{folder}:/snapshots"]
    assert (service["entrypoint"], service["cap_add"], service["user"]) == (
        ["chown", "1000:0", "/snapshots"],
        ["CHOWN"],
        "0:0",
    )
    assert _needs("elasticsearch", "snapshots-folder")
    assert SERVICES["elasticsearch"]["environment"]["path.repo"] == "/snapshots"
    command = SERVICES["setup"]["command"]
    assert command[command.index("--snapshots") + 1] == "/snapshots"


def test_ik_changes_the_image_and_what_asks_for_it_alone(loader: Path, filled: Path) -> None:
    plain, ik = (json.loads(_load(loader, filled, *files).stdout)["services"] for files in ([FILE], [FILE, IK_FILE]))
    changed = {(name, key) for name in plain for key in ik[name] if ik[name][key] != plain[name].get(key)}
    assert changed == {
        ("elasticsearch", "image"),
        ("elasticsearch", "build"),
        ("setup", "command"),
        ("index", "command"),
    }
    for name in ("setup", "index"):
        assert ik[name]["command"] == [*plain[name]["command"], "--analyzer", "ik"]


def test_with_tls_nothing_goes_in_the_clear_and_every_name_is_the_authoritys(loader: Path, filled: Path) -> None:
    services = json.loads(_load(loader, filled, FILE, TLS_FILE).stdout)["services"]
    for name in OURS:
        environ = services[name]["environment"]
        assert not [value for value in environ.values() if str(value).startswith("http:")]
        authority = environ.get("XTSEARCH_CA_FILE") or environ["SSL_CERT_FILE"]
        assert authority in [volume["target"] for volume in services[name]["volumes"]]
    for name, port in (("elasticsearch", 9200), ("kibana", 5601)):
        assert [
            (port_mapping["published"], port_mapping.get("host_ip")) for port_mapping in services[name]["ports"]
        ] == [(str(port), None)]
        [check] = services[name]["healthcheck"]["test"][1:]
        assert "curl -s --cacert config/tls/ca.crt " in check
        assert f" https://localhost:{port} " in check


# ---------------------------------------------------------------------------------------------------- as text


def test_every_variable_is_required_and_in_the_example() -> None:
    text = "".join(path.read_text("utf-8") for path in (FILE, IK_FILE, TLS_FILE))
    named = set(re.findall(r"(?<!\$)\$\{(\w+):\?[^}]+\}", text))
    optional = set(re.findall(r"(?<!\$)\$\{(\w+)-\}", text))
    assert set(re.findall(r"(?<!\$)\$\{?(\w+)", text)) == named | optional
    assert set(re.findall(r"^#(\w+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)) == optional == MIRRORS
    example = dict(line.split("=", 1) for line in _lines(EXAMPLE))
    assert example.keys() == named
    assert all(example.values())
    assert not re.search("PASSWORD|KEY", EXAMPLE.read_text("utf-8")), "a secret is a file"


def test_the_version_is_the_one_that_the_tests_run() -> None:
    assert f"STACK_VERSION={VERSION}" in _lines(EXAMPLE)
    versioned = {name: service["image"] for name, service in SERVICES.items() if name not in [*OURS, "metrics"]}
    assert versioned == {
        name: f"${{IMAGE_PREFIX-}}{image}:${{STACK_VERSION:?copy .env.example to .env}}"
        for name, image in (
            ("elasticsearch", "elasticsearch"),
            ("snapshots-folder", "elasticsearch"),
            ("kibana", "kibana"),
        )
    }


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_bound_to_loopback_and_no_privilege_is_gained(name: str) -> None:
    service = SERVICES[name]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert service["restart"] == ("unless-stopped" if name in STAYING else "no")
    assert ("healthcheck" in service) == (name in STAYING)


@pytest.mark.parametrize("name", OURS)
def test_our_image_runs_as_nobody_in_particular_and_writes_where_it_must_alone(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert "user" not in service
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    written = {target for source, target, *mode in map(_volume, service["volumes"]) if mode != ["ro"]}
    assert written == WRITTEN.get(name, set())


def test_four_gigabytes_hold_all_that_runs_at_once() -> None:
    sizes = {name: int(service["mem_limit"].removesuffix("m")) for name, service in SERVICES.items()}
    at_once = {name for name in STAYING | {"index"} if "profiles" not in SERVICES[name]}
    assert sum(sizes[name] for name in at_once) <= 4096
    heap = re.fullmatch(r"-Xms(\d+)m -Xmx\1m", SERVICES["elasticsearch"]["environment"]["ES_JAVA_OPTS"])
    assert heap
    assert int(heap[1]) * 2 <= sizes["elasticsearch"], "Lucene needs as much beside the heap"
    assert sizes["kibana"] >= 1536, "Kibana 9.4 does not start in 1 GB"


def test_our_image_is_built_once_and_never_pulled() -> None:
    """Services that build the same image build it at the same time, and the later one fails as it exists already."""
    assert [name for name in OURS if "build" in SERVICES[name]] == ["setup"]
    assert {SERVICES[name]["pull_policy"] for name in OURS} == {"never"}
    for name in OURS:
        assert name in ("setup", "cli", "restore-drill") or _needs(name, "setup"), (
            f"{name} may start before the image is built"
        )


def _needs(name: str, service: str) -> bool:
    """Whether the service `name` starts after the service `service`."""
    needed = SERVICES[name].get("depends_on", {})
    return service in needed or any(_needs(nearer, service) for nearer in needed)


def test_security_is_on_and_every_dependency_can_be_met() -> None:
    assert SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == ("service_healthy" if needed in STAYING else "service_completed_successfully")


def test_after_setup_nobody_works_as_the_administrator() -> None:
    assert {name for name in SERVICES if "elastic_password" in SERVICES[name].get("secrets", ())} == {
        "elasticsearch",
        *ADMINISTRATORS,
    }


@pytest.mark.parametrize("files", [[FILE], [FILE, TLS_FILE], [FILE, IK_FILE]], ids=["alone", "tls", "ik"])
def test_no_secret_is_among_the_settings_of_a_container(loader: Path, filled: Path, files: list[Path]) -> None:
    loaded = json.loads(_load(loader, filled, *files).stdout)
    for name, service in loaded["services"].items():
        settings = service.get("environment") or {}
        assert not [key for key in settings if re.search("PASSWORD$|ENCRYPTION_?KEY$|API_KEY$", key.upper())], name
        mounted = {f"/run/secrets/{secret['source']}" for secret in service.get("secrets") or ()}
        named = set(re.findall(r"/run/secrets/\w+", json.dumps([settings, service.get("command")])))
        assert named == mounted, name
    assert {name: Path(secret["file"]) for name, secret in loaded["secrets"].items()} == {
        name: ROOT / "secrets" / name for name in yaml.safe_load(TEXT)["secrets"]
    }


def test_kibana_s_file_has_the_variables_that_its_command_sets() -> None:
    text = ROOT.joinpath("deploy", "kibana", "kibana.yml").read_text("utf-8")
    command = SERVICES["kibana"]["command"]
    told = {word.partition("=")[0] for word in command[: command.index("--")] if "=" in word}
    assert set(re.findall(r"\$\{(\w+)\}", text)) == told
    # Its image makes an argument of each variable that is named like a setting, which the list of processes shows.
    assert not [name for name in told if name.startswith(("ELASTICSEARCH_", "XPACK_", "SERVER_"))]


def test_the_secrets_of_the_docs_are_made_once_and_who_may_not_enter_the_folder_reads_none(tmp_path: Path) -> None:
    [block, *_] = re.findall(r"```sh\n(.*?)```", _section("First start"), re.DOTALL)
    tmp_path.joinpath(".env.example").touch()
    before_docker = block.partition("docker compose")[0]
    secrets: dict[str, str] = {}
    for _ in range(2):
        subprocess.run(["bash", "-euc", f"umask 077\n{before_docker}"], cwd=tmp_path, check=True)
        files = sorted(tmp_path.joinpath("secrets").iterdir())
        assert [path.name for path in files] == sorted(yaml.safe_load(TEXT)["secrets"])
        assert {path.stat().st_mode & 0o777 for path in files} == {0o644}
        assert tmp_path.joinpath("secrets").stat().st_mode & 0o777 == 0o700
        secrets = secrets or {path.name: path.read_text() for path in files}
        assert secrets == {path.name: path.read_text() for path in files}
    assert len(set(secrets.values())) == len(secrets)
    assert min(map(len, secrets.values())) > 32


def _with_secrets(*words: str) -> subprocess.CompletedProcess[str]:
    script = ROOT / "deploy" / "with_secrets.sh"
    return subprocess.run(["bash", str(script), *words], capture_output=True, text=True, check=False)


def test_a_command_gets_its_secrets_and_the_shell_is_gone(tmp_path: Path) -> None:
    secret = "a b$c'\"d=e"
    tmp_path.joinpath("secret").write_text(f"{secret}\n")
    show = "import os; print(os.environ['ONE'], os.environ['TWO'], os.getppid())"
    ran = _with_secrets(f"ONE={tmp_path}/secret", f"TWO={tmp_path}/secret", "--", sys.executable, "-c", show)
    assert ran.stdout == f"{secret} {secret} {os.getpid()}\n"


@pytest.mark.parametrize(("content", "message"), [(None, "No such file"), ("", "is empty"), ("\n", "is empty")])
def test_a_secret_that_is_missing_or_empty_starts_nothing(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        tmp_path.joinpath("secret").write_text(content)
    ran = _with_secrets(f"ONE={tmp_path}/secret", "--", "echo", "started")
    assert (ran.returncode != 0, ran.stdout, len(ran.stderr.splitlines())) == (True, "", 1)
    assert message in ran.stderr
    assert f"{tmp_path}/secret" in ran.stderr


def test_the_env_file_is_kept_out_of_the_repository_and_of_the_image() -> None:
    assert {".env", "tls/", "secrets/"} <= set(_lines(ROOT / ".gitignore"))
    assert _lines(ROOT / ".dockerignore")[0] == "*"


# ---------------------------------------------------------------------------------------------- names in it


def _volume(volume: str | dict[str, Any]) -> list[str]:
    """Source, target and mode of a volume, written as a text or as an object."""
    if isinstance(volume, str):
        return volume.split(":")
    return [volume["source"], volume["target"], *(["ro"] if volume["read_only"] else [])]


def _mounts(name: str) -> Iterator[tuple[str, str]]:
    for source, target, *_ in map(_volume, SERVICES[name].get("volumes", ())):
        yield target, source


def _named_paths() -> list[str]:
    """Every path that the file names, relative to the root of the repository."""
    paths = set()
    for name, service in SERVICES.items():
        mounts = dict(_mounts(name))
        paths |= {source for source in mounts.values() if source.startswith(".")}
        if "build" in service:
            paths |= {service["build"]["context"], service["build"]["dockerfile"]}
        for word in (*service.get("entrypoint", ()), *service.get("command", ())):
            inside = [target for target in mounts if word.startswith(f"{target}/") and mounts[target].startswith(".")]
            paths |= {mounts[target] + word.removeprefix(target) for target in inside}
    return sorted(str(Path(path)) for path in paths)


@pytest.mark.parametrize("path", _named_paths())
def test_every_path_exists(path: str) -> None:
    assert ROOT.joinpath(path).exists()


def test_the_paths_were_found() -> None:
    assert {"deploy/Dockerfile", "deploy/crontab", "deploy/kibana/import_objects.py"} <= set(_named_paths())


def test_the_ik_image_is_built_from_what_is_there() -> None:
    build = yaml.safe_load(IK_FILE.read_text("utf-8"))["services"]["elasticsearch"]["build"]
    dockerfile = ROOT.joinpath(build["context"], "Dockerfile").read_text("utf-8")
    assert re.findall(r"^ARG (\w+)=?$", dockerfile, re.MULTILINE) == ["IMAGE_PREFIX", *["STACK_VERSION"] * 2]
    assert build["args"].keys() == {"STACK_VERSION", "IMAGE_PREFIX"}


def test_mirrors_reach_every_build_and_every_image_and_no_image_keeps_them(
    loader: Path, filled: Path, tmp_path: Path
) -> None:
    env = tmp_path / "env"
    chosen = re.findall(r"^#((\w+)=(.*))$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    env.write_text(filled.read_text() + "".join(f"{line}\n" for line, _, _ in chosen))
    mirrors = {name: value for _, name, value in chosen}
    services = json.loads(_load(loader, env, FILE, IK_FILE).stdout)["services"]
    assert services["setup"]["build"]["args"] == mirrors
    assert services["elasticsearch"]["build"]["args"]["IMAGE_PREFIX"] == mirrors["IMAGE_PREFIX"]
    assert services["kibana"]["image"] == f"{mirrors['IMAGE_PREFIX']}kibana:{VERSION}"
    plain = json.loads(_load(loader, filled, FILE).stdout)["services"]
    assert plain["kibana"]["image"] == f"kibana:{VERSION}"
    assert plain["setup"]["build"]["args"] == dict.fromkeys(MIRRORS, "")
    assert all(mirror not in part for part in _stages()[-1:] for mirror in MIRRORS - {"IMAGE_PREFIX"})
    assert all(part.startswith("FROM ${IMAGE_PREFIX}") for part in _stages())


def _stages() -> list[str]:
    """The text of each stage of our image."""
    return [f"FROM {part}" for part in re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]]


def _command_lines() -> list[str]:
    """Every command line of xtsearch: of services without another entry point, of health checks and of the crontab."""
    services = yaml.safe_load(IK_FILE.read_text("utf-8"))["services"]
    lines = {
        shlex.join(service["command"])
        for service in (*(SERVICES[name] for name in OURS), *services.values())
        if "command" in service and "entrypoint" not in service
    }
    checks = [service["healthcheck"]["test"] for service in SERVICES.values() if "healthcheck" in service]
    lines |= {shlex.join(check[2:]) for check in checks if check[:2] == ["CMD", "xtsearch"]}
    lines |= {line.split(maxsplit=5)[5].removeprefix("xtsearch ") for line in _lines(ROOT / "deploy" / "crontab")}
    return sorted(lines)


@pytest.mark.parametrize("line", _command_lines())
def test_every_command_and_its_options_exist(line: str) -> None:
    command: Any = typer.main.get_command(application())
    words, context = shlex.split(line), None
    while hasattr(command, "get_command"):
        name, *words = words
        command = command.get_command(context, name)
        assert command is not None, f"no command {name}"
    command.make_context(command.name, words)  # parses; a wrong option is an error


def test_a_wrong_option_would_be_noticed() -> None:
    with pytest.raises(typer.TyperException, match="--keyz"):
        test_every_command_and_its_options_exist("setup --keyz /keys")


def _settings() -> list[str]:
    return sorted({key for name in OURS for key in SERVICES[name].get("environment", {}) if "XTSEARCH" in key})


@pytest.mark.parametrize("name", _settings())
def test_every_setting_is_one_that_the_program_reads(name: str) -> None:
    files = [path for package in ("indexer", "xtsearch") for path in ROOT.glob(f"{package}/**/*.py")]
    spelled = name.removesuffix("_FILE")
    built = spelled.removeprefix("XTSEARCH_") if spelled in ("XTSEARCH_API_KEY", "XTSEARCH_PASSWORD") else spelled
    assert any(f'"{built}"' in path.read_text("utf-8") for path in files)


@pytest.mark.parametrize("name", OURS)
def test_every_secret_is_where_setup_keeps_it(name: str) -> None:
    kept = {f"/keys/{role}/{'password' if role == 'dashboards' else 'api_key'}" for role in ROLES}
    mounts, setup = dict(_mounts(name)), dict(_mounts("setup"))
    for key, path in SERVICES[name]["environment"].items():
        if key.endswith("_FILE") and not path.startswith("/run/secrets/"):
            assert path in kept
            folder = path.rpartition("/")[0]
            assert mounts[folder] == setup[folder]
    assert name in ADMINISTRATORS or sum(target.startswith("/keys/") for target in mounts) == 1, (
        "another's key is in sight"
    )


def test_the_image_has_every_folder_that_a_volume_is_put_on() -> None:
    made = {f"/{folder}" for folder in re.findall(r"for folder in (.*?);", DOCKERFILE)[0].split()}
    made |= set(re.findall(r"--mode=0755 (/\w+)", DOCKERFILE))
    volumes = {target for name in OURS for target, source in _mounts(name) if source[0] not in "./$"}
    assert volumes == made


def test_the_crontab_is_in_the_time_of_the_newspaper() -> None:
    assert SERVICES["scheduler"]["environment"]["TZ"] == "Asia/Shanghai"
    lines = _lines(ROOT / "deploy" / "crontab")
    assert lines
    assert all(re.match(r"(\S+\s+){5}xtsearch ", line) for line in lines)


def test_everything_that_asks_or_indexes_takes_the_newspapers_time_zone() -> None:
    for name in ("index", "scheduler", "cli"):
        assert SERVICES[name]["environment"]["XTSEARCH_TIMEZONE"] == "${XTSEARCH_TIMEZONE:?set it in .env}"


# --------------------------------------------------------------------------------------------------- the docs


def _section(title: str) -> str:
    text = ROOT.joinpath("docs", "operations.md").read_text("utf-8")
    assert f"\n## {title}\n" in text
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


_SECTIONS = ("First start", "Own cluster", "Least-privilege roles", "TLS beyond loopback")


def _documented() -> list[str]:
    """The command lines of xtsearch in the sections, run directly or in its container."""
    blocks = [block for title in _SECTIONS for block in re.findall(r"```sh\n(.*?)```", _section(title), re.DOTALL)]
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    matches = [re.search(r"^(?:[A-Z_]+=\S+ )*xtsearch (.*)|^docker compose run .* cli (.*)", line) for line in lines]
    return [match[1] or match[2] for match in matches if match]


@pytest.mark.parametrize("line", _documented())
def test_every_command_of_the_docs_exists(line: str) -> None:
    test_every_command_and_its_options_exist(line)


def test_the_docs_name_every_service_and_every_role() -> None:
    services = re.findall(r"^\| `([\w-]+)` \|", _section("First start"), re.MULTILINE)
    assert sorted(services) == sorted(SERVICES)
    named = dict(re.findall(r"^\| `(\w+)` \|.*\| `(\S+)` \|$", _section("Least-privilege roles"), re.MULTILINE))
    assert list(named) == list(roles("ALIAS"))
    assert named == {role: f"{role}/{'password' if role == 'dashboards' else 'api_key'}" for role in ROLES}


@pytest.mark.parametrize("kind", roles("ALIAS"))
def test_the_docs_say_what_a_role_may_do(kind: str) -> None:
    [row] = re.findall(rf"^\| `{kind}` \|.*$", _section("Least-privilege roles"), re.MULTILINE)
    body = roles("ALIAS")[kind]
    told = [privilege for privilege in body["cluster"] if ":" not in privilege]
    told += [word for grant in body["indices"] for word in (*grant["names"], *grant["privileges"])]
    assert set(re.findall(r"`([^`/]+)`", row)) == {kind, *told}


def _compose_runs() -> list[tuple[str, str]]:
    """Each service that the page starts by hand, with what it is given."""
    page = ROOT.joinpath("docs", "operations.md").read_text("utf-8")
    options = r"(?:--rm |--no-deps |--entrypoint cat |--volume \S+ |\\\n  --env \S+ )*"
    return re.findall(rf"docker compose run {options}([\w-]+)((?: [^\s`#|]+)*)", page)


@pytest.mark.parametrize(("name", "arguments"), _compose_runs())
def test_every_service_that_the_docs_start_takes_what_they_give_it(name: str, arguments: str) -> None:
    words = shlex.split(arguments)
    if "entrypoint" in SERVICES[name]:
        command = [sys.executable, _program(name), "--help"]
        options = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
        assert all(word in options.stdout for word in words)
    elif words and not words[0].startswith("/") and words != ["COMMAND"]:
        test_every_command_and_its_options_exist(arguments)


def _program(name: str) -> str:
    """The program of a service, in this checkout."""
    [_, program] = SERVICES[name]["entrypoint"]
    [path] = [
        ROOT / source / program.removeprefix(f"{target}/")
        for target, source in _mounts(name)
        if program.startswith(f"{target}/")
    ]
    return str(path)


def test_the_services_that_the_docs_start_were_found() -> None:
    assert {"cli", "index", "kibana-import", "restore-drill"} <= {name for name, _ in _compose_runs()}


def test_passwords_of_before_move_into_files_and_out_of_env(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", _section("Upgrades"), re.DOTALL)
    [block] = [text for text in blocks if "secrets" in text]
    named = [name.upper() for name in yaml.safe_load(TEXT)["secrets"]]
    kept = "STACK_VERSION=9.4.3\n# a note\n"
    tmp_path.joinpath(".env").write_text(kept + "".join(f"{name}=a=b&{name}\n" for name in named))
    subprocess.run(["bash", "-euc", block], cwd=tmp_path, check=True)
    assert tmp_path.joinpath(".env").read_text() == kept
    for name in named:
        assert tmp_path.joinpath("secrets", name.lower()).read_text() == f"a=b&{name}\n"
