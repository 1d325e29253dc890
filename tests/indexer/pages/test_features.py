"""Features, steps and their weights: each feature is declared, has a weight, and is seen on some page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib import resources

import pytest

from tests.indexer.pages.test_articles import SEED
from tests.support.places import ROOT
from training.compose.layouts import LAYOUTS
from training.compose.page import compose
from training.compose.stories import seed_stories
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.lines import features, steps
from xtsearch.indexer.pages.lines.declaration import FeatureTable
from xtsearch.indexer.pages.lines.extraction import read_features
from xtsearch.indexer.pages.lines.habits import read_habits, read_marks
from xtsearch.indexer.pages.lines.labelling import label_lines
from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.lines.silences import LEADS, read_silences
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.lines.twins import likenesses, read_twins
from xtsearch.indexer.pages.lines.weights import LineWeights, shipped
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.split import split_page

STORIES = seed_stories()
#: Lines of forms that composed pages do not have.
RARE_FORMS = """人民日报

作者：王小明（记者 王超）

——在全市大会上的讲话


【市县传真】

***

（记者 王超）
市委常委会召开会议（上）

5月13日，我市召开推进会。

会议要求，各级各部门要抓好落实。

核心阅读


近日，湘潭县易俗河镇举行了开工仪式。
"""

#: How some of these lines were set.
MARKED_UP = {
    1: LineForm(size=3.0),
    3: LineForm(size=1.0),
    5: LineForm(size=1.5, bold=True),
    12: LineForm(heading=1),
    14: LineForm(size=1.0),
}


@cache
def seen_names() -> Counter[str]:
    """How many lines of the seed page, of composed pages and of RARE_FORMS have each feature."""
    texts = [SEED, RARE_FORMS, *(compose(STORIES, layout, seed).text for layout in LAYOUTS for seed in range(4))]
    counts: Counter[str] = Counter()
    for page in [*map(read_page, texts), read_page(RARE_FORMS, MARKED_UP)]:
        traits = read_traits(page, "人民日报")
        for names in read_features(page, traits, read_silences(page, traits)):
            counts.update(names)
        roles = [[float(role is labelled) for role in Role] for labelled in label_lines(page).roles]
        for groups in read_twins(likenesses(page, traits), roles):
            counts.update(name for names in groups for name in names)
        for names in read_habits(read_marks(page, traits), roles):
            counts.update(names)
    return counts


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    weights = shipped()
    listed = weights.names | set(weights.unseen)
    without_weight = sorted(features.TABLE.names.keys() - listed)
    assert not without_weight, "fit the weights again, or list these under `unseen` in lines/weights.json"
    without_feature = sorted(listed - features.TABLE.names.keys())
    assert not without_feature, "lines/features.py declares no such feature"
    assert not weights.names & set(weights.unseen)


def test_every_step_has_a_weight_and_every_weight_a_step() -> None:
    for reading in (shipped().first, shipped().second):
        assert reading.steps.keys() == set(steps.all_names())


def test_no_line_has_a_feature_that_is_not_declared() -> None:
    assert seen_names().keys() <= features.TABLE.names.keys()


@pytest.mark.parametrize("feature", features.TABLE.features, ids=lambda feature: feature.form)
def test_every_feature_is_found_on_some_line(feature: dict[str, str]) -> None:
    assert any(seen_names()[name] for name in feature.values())


def test_every_feature_says_what_it_looks_at() -> None:
    assert all(feature.looks_at for feature in features.TABLE.features)
    assert tuple(LEADS) == features.LEAD_WORDS


def test_two_features_of_one_name_are_refused() -> None:
    table = FeatureTable()
    table.declare("size {}", range(3), looks_at="this line")
    with pytest.raises(ValueError, match="two features are named 'size 2'"):
        table.declare("size 2", looks_at="this line")


def test_a_person_is_told_of_an_opening_in_the_words_of_the_features() -> None:
    first, second, *_ = split_page(SEED).articles
    assert features.OPENS.tell("opens with the paper's dateline") in first.evidence
    assert features.FIRST_TEXT.tell() in first.evidence
    assert features.FIRST_TEXT.tell() not in second.evidence


def test_weights_for_other_roles_are_refused() -> None:
    data = json.loads(resources.files("xtsearch.indexer.pages.lines").joinpath("weights.json").read_text("utf-8"))
    data["roles"].reverse()
    with pytest.raises(ValueError, match="roles"):
        LineWeights.parse(json.dumps(data))


def test_weights_are_read_with_the_first_page_and_not_before() -> None:
    program = """
import sys
import xtsearch.cli.commands.query, xtsearch.queries.search, xtsearch.indexer.engines.embedded.engine
assert not [name for name in sys.modules if name.startswith(("xtsearch.indexer.pages", "xtsearch.indexer.readers"))]
from xtsearch.indexer.pages.lines.twins import likenesses, read_twins
from xtsearch.indexer.pages.lines.weights import shipped
from xtsearch.indexer.pages.split import split_page
assert shipped.cache_info().currsize == 0
split_page("5月13日，我市召开推进会。")
assert shipped.cache_info().currsize == 1
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
