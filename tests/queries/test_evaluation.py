"""What a measurement of the ranking leaves: its record, which `eval --format json` writes."""

from __future__ import annotations

import json

from xtsearch.queries.evaluation import Evaluation, Figure


def test_an_evaluation_is_json_with_a_record_for_each_figure() -> None:
    evaluation = Evaluation(13, 2, (Figure("MRR@10", 0.75, 0.5, 1.0),))
    assert json.loads(json.dumps(evaluation.to_dict())) == {
        "articles": 13,
        "topics": 2,
        "figures": [{"measure": "MRR@10", "mean": 0.75, "low": 0.5, "high": 1.0}],
    }
