"""Articles of the largest size that is read are indexed, and asked for, within the memory that the containers have.

The limit is the system's: what a process allocates beyond it fails. Measured without a limit, two articles of 16 MB
take the figures of docs/operations.md, "Sizing".
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from elasticsearch import Elasticsearch

from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.patient_command import command as patient_command
from tests.support.places import ROOT
from xtsearch.indexer.limits import TEXT_BYTES

pytestmark = pytest.mark.slow

#: What docker-compose.yml gives `index`, `scheduler` and `cli`, in MB: they ask Elasticsearch.
_SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
CONTAINER, CLI = (int(re.sub("m$", "", _SERVICES[name]["mem_limit"])) for name in ("index", "cli"))
#: What docs/operations.md says that a run on a folder takes, in MB.
FOLDER = 768


@pytest.fixture(scope="module")
def largest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, each as long as a line may be."""
    path = tmp_path_factory.mktemp("largest") / "news.jsonl"
    paragraph = "我市召开工程建设项目招投标突出问题专项整治工作推进会，湘潭市委书记刘志仁出席并讲话。"
    with path.open("w", encoding="utf-8") as file:
        for id in ("a", "b"):
            numbers = range(TEXT_BYTES // (len(paragraph.encode()) + 9) - 20)
            body = "".join(f"{number:07}{paragraph}\n" for number in numbers) + f"结尾{id}"
            file.write(json.dumps({"id": id, "body": body}, ensure_ascii=False) + "\n")
    line = path.stat().st_size / 2
    assert 0.95 * TEXT_BYTES < line < TEXT_BYTES
    return path


def _within(megabytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, which may allocate so much."""
    environ = {**os.environ, "XTSEARCH_CONFIG": "", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    limited = ["bash", "-c", f'ulimit -d {megabytes * 1024} && exec "$@"', "bash", *patient_command(*arguments)]
    return subprocess.run(limited, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(params=["embedded", "elasticsearch"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Where an index is to be, and the memory of a run there."""
    if not shutil.which("bash"):
        pytest.skip("no bash, whose ulimit sets a limit of memory")
    if request.param == "embedded":
        yield str(tmp_path / "index"), FOLDER
        return
    server: Server = request.getfixturevalue("elasticsearch_server")
    name = f"xtsearch-memory-{secrets.token_hex(4)}"
    monkeypatch.setenv("XTSEARCH_ALIAS", name)
    try:
        yield server.url, CONTAINER
    finally:
        with Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
            remove_indices(client, name)


def test_the_largest_articles_are_indexed_and_asked_for(place: tuple[str, int], largest: Path) -> None:
    location, megabytes = place
    indexed = _within(megabytes, "--index", location, "index", str(largest))
    assert (indexed.returncode, "2 articles indexed" in indexed.stdout) == (0, True), indexed.stderr
    again = _within(megabytes, "--index", location, "index", str(largest))
    assert (again.returncode, "2 unchanged" in again.stdout) == (0, True), again.stderr
    asked = _within(CLI, "--index", location, "query", '"结尾a"', "--format", "json")
    assert asked.returncode == 0, asked.stderr
    assert [hit["id"] for hit in json.loads(asked.stdout)["hits"]] == ["a"]


def test_what_is_allocated_beyond_the_limit_fails(largest: Path, tmp_path: Path) -> None:
    assert _within(80, "--index", str(tmp_path / "index"), "index", str(largest)).returncode != 0
