"""`records`: three dumps as they come by mail, through a suggested map and a look at it into an index of each kind."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.support.engines import KINDS, location_of
from xtsearch.__main__ import run

Command: TypeAlias = Callable[..., tuple[int, str, str]]

PARAGRAPHS = (
    "我市召开工程建设项目招投标突出问题专项整治工作推进会。",
    "会议要求坚决斩断招投标背后的贪腐链条，持续推进专项整治。",
)
BODY = "\n".join(PARAGRAPHS * 2)


def api_answer(folder: Path) -> Path:
    """The answer of a server: records within records, HTML, ids that another system has as well."""
    records = [
        {
            "id": n,
            "attributes": {
                "headline": f"第{n}次推进会",
                "content": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2),
                "authors": [{"name": "王　超"}],
                "published": "2022-05-13T20:00:00Z",
                "site": "湘潭在线",
            },
        }
        for n in range(3)
    ]
    file = folder / "api.json"
    file.write_text(json.dumps({"code": 0, "data": records}, ensure_ascii=False), "utf-8")
    return file


def excel_export(folder: Path) -> Path:
    """A table as Excel in China saves it: GB18030, names of its own, dates with a time, empty cells at the end."""
    quoted = BODY.replace("\n", "&nbsp;<br>")
    rows = [f'{n},第{n}次推进会,"{quoted}",2022/5/1{n} 8:30,王超/李明' for n in range(3)]
    file = folder / "excel.csv"
    file.write_text("\r\n".join(["流水,名目,稿件,见报,撰稿,备注", *rows, ""]), "gb18030", newline="")
    return file


def crawl(folder: Path) -> Path:
    """Lines of a crawler: days before months, a source that is an address, the byline in the text alone."""
    file = folder / "crawl.jsonl"
    texts = [f"本报讯（记者 陈新）{BODY}", BODY, BODY]
    days = ["05/06/2022", "13/06/2022", "30/06/2022"]
    lines = [
        {"url": f"http://x.cn/{n}", "source": "http://x.cn", "raw": "<html>", "text": text, "day": day}
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return file


@pytest.fixture
def xtsearch(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").touch()

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(arguments)
        return (code, *capsys.readouterr())

    return command


def checked(xtsearch: Command, dump: Path, *maps: str) -> dict[str, Any]:
    code, out, _ = xtsearch(
        "records", "check", str(dump), *(f"--map={each_map}" for each_map in maps), "--format", "json"
    )
    answer: dict[str, Any] = json.loads(out)
    assert (code, answer["rejected_count"], answer["count"]) == (0, 0, 3)
    return answer


@pytest.mark.parametrize("kind", KINDS)
def test_three_dumps_are_in_and_right(
    kind: str,
    xtsearch: Command,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XTSEARCH_INDEX", location_of(kind, request, tmp_path_factory))
    monkeypatch.setenv("XTSEARCH_ALIAS", f"records-{secrets.token_hex(4)}")
    more = {
        "api.json": ["attributes.site=newspaper"],
        "excel.csv": ["流水=extra.流水"],
        "crawl.jsonl": ["raw=extra.raw"],
    }
    for dump in (api_answer(tmp_path), excel_export(tmp_path), crawl(tmp_path)):
        code, suggestion, _ = xtsearch("records", "suggest", str(dump))
        map_file = tmp_path / f"{dump.stem}.yaml"
        map_file.write_text(suggestion, "utf-8")
        assert code == 0
        answer = checked(xtsearch, dump, str(map_file), *more[dump.name])
        assert [article["body"] for article in answer["articles"]][1:] == [BODY] * 2
        assert (
            xtsearch("index", str(dump), "--map", str(map_file), *(f"--map={one}" for one in more[dump.name]))[0] == 0
        )
    _, out, _ = xtsearch("query", "专项整治", "--limit", "20", "--format", "json")
    hits = json.loads(out)["hits"]
    assert len(hits) == 9
    facts = {(hit["source"]["file"], hit["title"], hit["date"], hit["newspaper"], *hit["reporters"]) for hit in hits}
    assert ("api.json", "第1次推进会", "2022-05-14", "湘潭在线", "王超") in facts
    assert ("excel.csv", "第2次推进会", "2022-05-12", None, "王超", "李明") in facts
    assert ("crawl.jsonl", None, "2022-06-05", None, "陈新") in facts
    assert not any("<" in fragment["text"] for hit in hits for fragment in hit["highlights"])
    assert len(json.loads(xtsearch("query", "专项整治", "--reporter", "王超", "--format", "json")[1])["hits"]) == 6


def test_a_map_of_a_source_is_set_in_the_config_file(xtsearch: Command, tmp_path: Path) -> None:
    dump = crawl(tmp_path)
    (tmp_path / "crawl.yaml").write_text('fields: {date: {from: day, formats: "%d/%m/%Y"}}\ndrop: raw\n', "utf-8")
    (tmp_path / "config.toml").write_text('sources = [{path = "crawl.jsonl", map = "crawl.yaml"}]\n', "utf-8")
    answer = checked(xtsearch, dump)
    assert [article["date"] for article in answer["articles"]] == ["2022-06-05", "2022-06-13", "2022-06-30"]
    assert "raw" not in answer["articles"][0]["extra"]
    code, out, _ = xtsearch("--index", str(tmp_path / "index"), "job", "run")
    assert (code, out) == (0, "")
    (tmp_path / "crawl.yaml").write_text("fields: {day: date}\n", "utf-8")
    code, _, err = xtsearch("--index", str(tmp_path / "index"), "job", "run")
    assert (code, "crawl.yaml: fields: day: there is no field day" in err) == (2, True)


def test_check_shows_articles_and_names_what_would_be_refused(xtsearch: Command, tmp_path: Path) -> None:
    dump = tmp_path / "a.jsonl"
    records = [
        {"id": "a", "标题": "推进会\x1b[2J", "正文": BODY, "url": "http://x.cn"},
        {"id": "a", "正文": "别的"},
        {"id": "a", "标题": "推进会\x1b[2J", "正文": BODY},
        {"标题": None},
    ]
    dump.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    code, out, err = xtsearch("records", "check", str(dump))
    assert code == 6
    assert out.endswith("4 records: 1 article, 1 duplicate, 2 rejected (one id for two texts 1, no text 1)\n")
    assert "\x1b" not in out + err
    assert "url: http://x.cn" in out
    assert "a is the id of an article before it with another text" in err
    assert "used: id, 标题 → title, 正文 → body; kept as extra: url" in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("suggest", "gone.jsonl"), 6, "gone.jsonl: check the path"),
        (("check", "gone.jsonl"), 6, "no such file or folder"),
        (("check", "a.jsonl", "--map", "nothing"), 2, "write NAME=FIELD"),
        (("suggest", "page.txt"), 6, "there are no records in"),
    ],
)
def test_wrong_calls_are_told(
    xtsearch: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(f"推进会\n本报讯（记者 王超）{BODY}\n", "utf-8")
    Path("a.jsonl").write_text('{"body": "正文"}\n', "utf-8")
    ended, _, err = xtsearch("records", *arguments)
    assert (ended, message in err) == (code, True), err
