"""Settings, terminals, formats: the parts of the command line that need no index."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtsearch.cli.options import AnswerFormat, CountFormat
from xtsearch.indexer.errors import XtsearchError
from xtsearch.queries.counts import Facets
from xtsearch.settings import Settings, read_settings
from xtsearch.show.answers import ANSWER_FORMATS
from xtsearch.show.facets_and_trends import COUNT_FORMATS, present_facets
from xtsearch.show.output import cells, json_text
from xtsearch.show.terminal import BOLD, Screen, columns, one_line, screen, visible, wrap

SENTENCE = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。"
PLAIN = Screen(color=False, width=None)


def test_the_default_index_is_in_the_users_data_folder() -> None:
    assert read_settings({"HOME": "/home/a"}) == Settings("/home/a/.local/share/xtsearch/index", "auto")
    assert read_settings({"HOME": "/home/a", "XDG_DATA_HOME": "/data"}).index == "/data/xtsearch/index"
    assert read_settings({"HOME": "/home/a", "XDG_DATA_HOME": "relative"}).index.startswith("/home/a/")


def test_an_argument_stands_above_the_environment_above_the_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('index = "http://127.0.0.1:9200/news"\ncolor = "never"\n', "utf-8")
    environment = {"XTSEARCH_CONFIG": str(config)}
    assert read_settings(environment) == Settings("http://127.0.0.1:9200/news", "never")
    assert read_settings({**environment, "XTSEARCH_INDEX": "/srv/a"}).index == "/srv/a"
    assert read_settings({**environment, "XTSEARCH_INDEX": "/srv/a"}, index="/srv/b").index == "/srv/b"
    assert read_settings({**environment, "XTSEARCH_INDEX": ""}, color="always").color == "always"


def test_a_folder_in_the_config_file_is_relative_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "xtsearch"
    folder.mkdir()
    folder.joinpath("config.toml").write_text('index = "news"', "utf-8")
    assert read_settings({"XDG_CONFIG_HOME": str(tmp_path)}).index == str(folder / "news")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("index = 3", "index must be text in quotes"),
        ('colour = "never"', "unknown key 'colour'"),
        ('color = "pink"', "color must be one of"),
        ("index = ", "not TOML"),
    ],
)
def test_a_wrong_config_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text, "utf-8")
    with pytest.raises(XtsearchError, match=message) as error:
        read_settings({"XTSEARCH_CONFIG": str(config)})
    assert str(config) in str(error.value)


def test_without_a_home_an_index_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert read_settings({"XTSEARCH_INDEX": "/srv/a"}) == Settings("/srv/a", "auto")
    with pytest.raises(XtsearchError, match="XTSEARCH_INDEX"):
        read_settings({})


def test_an_empty_index_option_is_refused() -> None:
    with pytest.raises(XtsearchError, match="--index is empty"):
        read_settings({"HOME": "/home/a"}, index="")


def test_a_config_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(XtsearchError, match="No such file"):
        read_settings({"XTSEARCH_CONFIG": str(tmp_path / "none.toml")})


@given(st.text())
def test_visible_text_holds_no_control_character_and_keeps_its_length(text: str) -> None:
    shown = one_line(text)
    assert len(shown) == len(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert visible(text).count("\n") == text.count("\n")


@given(st.text())
def test_json_holds_what_was_put_in_and_nothing_a_terminal_obeys(text: str) -> None:
    written = json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert not {unicodedata.category(c) for c in written.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    written.encode("utf-8")


def test_json_writes_a_list_of_numbers_on_one_line() -> None:
    assert json_text({"spans": [[1, 2], [3, 4]], "text": "[\n 1\n]"}).splitlines()[1:4] == [
        '  "spans": [',
        "    [1, 2],",
        "    [3, 4]",
    ]


@given(st.text(alphabet=st.sampled_from([*"我市，。“”（）专 ab3.\u3000", "\u0301"])), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_only_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(text[start:end]) <= width for start, end in lines)
    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_quote() -> None:
    for width in range(10, 60):
        lines = [SENTENCE[start:end] for start, end in wrap(SENTENCE, width)]
        assert not [line for line in lines if line[0] in "，。）" or line[-1] in "（"]


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("湘潭", 4), ("ＡＢ", 4), ("e\u0301", 1), ("", 0)])
def test_columns_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


def test_marks_are_brackets_without_colour_and_colour_with_it() -> None:
    assert PLAIN.mark("我市专项整治", [(2, 6)]) == "我市【专项整治】"
    assert Screen(color=True, width=None).mark("我市专项整治", [(2, 6)]) == "我市\x1b[1;31m专项整治\x1b[0m"


def test_a_mark_that_is_wrapped_is_coloured_on_both_lines() -> None:
    shown = Screen(color=True, width=8).paragraph("我市专项整治", [(2, 6)])
    assert shown == "我市\x1b[1;31m专项\x1b[0m\n\x1b[1;31m整治\x1b[0m\n"


def test_a_listing_cuts_no_item_in_two() -> None:
    assert Screen(color=False, width=22).listing("words   ", ["湘潭 0-2", "市 2-3", "sma 4-7"]) == (
        "words   湘潭 0-2\n        市 2-3\n        sma 4-7\n"
    )
    assert PLAIN.listing("words   ", []) == "words\n"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "terminal", "environment", "shown"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colour_is_for_terminals_unless_said_otherwise(
    color: str, terminal: bool, environment: dict[str, str], shown: bool
) -> None:
    shown_on = screen(color, Terminal() if terminal else io.StringIO(), {"COLUMNS": "60", **environment})
    assert shown_on == Screen(shown, 60 if terminal else None)
    assert shown_on.style("a", BOLD) == (f"{BOLD}a\x1b[0m" if shown else "a")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    assert cells([[cell]], "csv").lstrip('"').startswith("'")


def test_numbers_stay_numbers_in_csv() -> None:
    assert cells([[-1.5, None, "a,b"]], "csv") == '-1.5,,"a,b"\r\n'


@pytest.mark.parametrize(
    ("option", "writers"), [(AnswerFormat, ANSWER_FORMATS), (CountFormat, COUNT_FORMATS)], ids=["answers", "counts"]
)
def test_each_format_that_may_be_asked_for_has_its_row(option: Any, writers: dict[str, Any]) -> None:
    asked, _ = get_args(option)
    assert get_args(asked) == tuple(writers)


def test_a_format_without_a_row_is_not_written_as_another() -> None:
    with pytest.raises(KeyError, match="md"):
        present_facets(Facets("湘潭", "phrase", 1, ()), "md", PLAIN)
