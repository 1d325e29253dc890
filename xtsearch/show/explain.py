"""What a query means, whether an engine answers or not: the nodes of each tier, and the terms that rank articles.

$ xtsearch query '“专项整治” -广告 上周' --explain
  “专项整治” -广告 上周
                   ^ 上周 = 2022-05-16..2022-05-22
phrase (exact phrase)
  and
    phrase 专项整治
    not
      phrase 广告
    dated 2022-05-16..2022-05-22
ranked by
  专项 1.5  整治 1.5  项整 0.5
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from xtsearch.show.output import json_text, pointed, write
from xtsearch.show.terminal import one_line
from xtsearch.show.wording import TIER_NAMES, readings, words_note

if TYPE_CHECKING:
    from xtsearch.indexer.engines.base import Backend
    from xtsearch.indexer.engines.request import Node, SearchRequest
    from xtsearch.queries.matching import Tier
    from xtsearch.queries.members import Query


def present_requests(
    query: Query, requests: Mapping[Tier, SearchRequest], form: str, backend: Backend, words_cut_by: str
) -> None:
    """Write how a query was read and what each tier asks: as text for a person, else as JSON, with what is sent."""
    from xtsearch.indexer.engines.base import XTSEARCH
    from xtsearch.indexer.engines.ranking import weighted_terms

    weights = weighted_terms(next(iter(requests.values())).rank)
    if form == "text":
        lines = [pointed(query.text, part.start, readings([part])).rstrip("\n") for part in query.understood]
        lines += [line for tier, request in requests.items() for line in _tier(tier, request.where)]
        ranked = "  ".join(f"{term} {weight:g}" for (_, term), weight in weights.items())
        note = [words_note(words_cut_by)] if words_cut_by != XTSEARCH else []
        write("\n".join([*lines, "ranked by", f"  {one_line(ranked) or 'date: the newest first'}", *note, ""]))
        return
    written: dict[str, Any] = {
        "tiers": {tier: _record(request.where) for tier, request in requests.items()},
        "ranked": [{"view": view, "term": term, "weight": weight} for (view, term), weight in weights.items()],
        "words_cut_by": words_cut_by,
        **backend.explain(dict(requests.items()), words_cut_by),
        "understood": [part.to_dict() for part in query.understood],
    }
    write(json_text(written))


def _tier(tier: str, node: Node) -> Iterator[str]:
    yield f"{tier} ({TIER_NAMES[tier]})"
    yield from _lines(node, "  ")


def _lines(node: Node, indent: str) -> Iterator[str]:
    """A line with a node's name and values, then the lines of the nodes within it."""
    values = {field.name: getattr(node, field.name) for field in fields(node)}
    inner = values.pop("nodes", None) or tuple(filter(None, [values.pop("node", None)]))
    where = values.pop("fields", ())
    if "since" in values:
        values = {"days": f"{values['since'] or ''}..{values['until'] or ''}"}
    words = [str(value) for value in values.values() if value is not None]
    yield one_line(" ".join([f"{indent}{_name(node)}", *words, *(["in", ", ".join(where)] if where else [])]))
    for inner_node in inner:
        yield from _lines(inner_node, indent + "  ")


def _record(node: Node) -> dict[str, Any]:
    return {_name(node): {field.name: _value(getattr(node, field.name)) for field in fields(node)}}


def _value(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _record(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _name(node: Node) -> str:
    return {"DateRange": "dated"}.get(type(node).__name__, type(node).__name__.lower())
