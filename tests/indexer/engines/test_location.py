"""What is a folder and what is a server is asked in one place; an engine more is a package and one row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import xtsearch
from tests.support.engines import KINDS
from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.engines.location import BACKENDS, backend_of, is_folder, scheme_of
from xtsearch.settings import read_settings

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"


@pytest.mark.parametrize(
    ("location", "scheme", "engine"),
    [
        ("http://localhost:9200", "http", "elasticsearch"),
        ("https://search.example/path", "https", "elasticsearch"),
        ("/srv/news", "", "embedded"),
        ("httpdata", "", "embedded"),
        ("https", "", "embedded"),
        ("http:/localhost", "", "embedded"),
        ("folder/http://data", "", "embedded"),
        ("", "", "embedded"),
    ],
)
def test_the_scheme_chooses_the_engine(location: str, scheme: str, engine: str) -> None:
    assert scheme_of(location) == scheme
    assert is_folder(location) == (engine == "embedded")
    assert backend_of(location).name == engine


def test_every_row_of_the_table_is_an_engine_that_the_tests_run_on() -> None:
    names = {backend_of(f"{scheme}://somewhere" if scheme else "somewhere").name for scheme in BACKENDS}
    assert names == {package.rpartition(".")[2] for package in BACKENDS.values()}, "an engine has its package's name"
    assert names == set(KINDS), "give it a row in KINDS of tests/support/engines.py"


def test_nothing_else_asks_what_a_location_is() -> None:
    asks = re.compile(r"""startswith\(\(?["']https?|["']://["']""")
    allowed = {"indexer/engines/location.py", "indexer/pages/pieces/paragraphs.py"}
    sources = (path for top in ("indexer", "queries", "xtsearch") for path in (ROOT / top).rglob("*.py"))
    asking = {str(path.relative_to(ROOT)) for path in sources if asks.search(path.read_text("utf-8"))}
    assert {name.removeprefix("xtsearch/") for name in asking} <= allowed


def test_a_folder_whose_name_begins_like_a_url_works_in_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text('index = "httpdata"\n', "utf-8")
    assert run(["job", "run", str(SEED.parent), "--metrics-file", "metrics.prom"]) == 0
    assert f'xtsearch_articles{{index="{tmp_path / "httpdata"}"}} 13' in Path("metrics.prom").read_text("utf-8")
    assert run(["index", str(SEED), "--index", "httpdata"]) == 0
    assert run(["status", "--index", "httpdata"]) == 0
    assert run(["query", "专项整治", "--index", "httpdata"]) == 0
    capsys.readouterr()
    assert run(["query", "专项整治", "--index", "httpdata", "--explain", "-f", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"tiers", "ranked", "understood", "words_cut_by"}
    assert run(["templates", "push", "leader", "--index", "httpdata"]) == 2
    assert run(["setup", "--index", "httpdata"]) == 2
    assert capsys.readouterr().err.count("is for Elasticsearch: give its address") == 2
    assert (tmp_path / "httpdata" / "generations").is_dir()


def test_a_third_engine_needs_its_package_and_one_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(BACKENDS, "shelf", "tests.support.third_engine")
    location = f"shelf://{tmp_path / 'index'}"
    (tmp_path / "config.toml").write_text(f'index = "{location}"\n', "utf-8")
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    assert read_settings({"XTSEARCH_CONFIG": str(tmp_path / "config.toml")}).index == location
    assert run(["index", str(SEED)]) == 0
    assert run(["job", "run", str(SEED.parent), "--metrics-file", str(tmp_path / "metrics.prom")]) == 0
    assert f'index="the shelf {location}"' in (tmp_path / "metrics.prom").read_text("utf-8")
    assert run(["query", "专项整治"]) == 0
    capsys.readouterr()
    assert run(["status", "-f", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["engine"], status["location"], status["articles"]) == ("shelf", location, 13)
    assert run(["query", "专项整治", "--explain", "-f", "json"]) == 0
    assert "Phrase" in json.loads(capsys.readouterr().out)["shelf"]["phrase"]
    assert run(["setup"]) == 2
    assert "setup is for Elasticsearch" in capsys.readouterr().err
    assert run(["templates", "push", "leader"]) == 2
    assert "templates push is for Elasticsearch" in capsys.readouterr().err
    with xtsearch.open(location) as index:
        assert index.search("专项整治").total == 2
