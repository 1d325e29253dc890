"""Each gate by itself: the counts at which it passes and at which it refuses, and the reason it gives."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest
from xtsearch.indexer.errors import Fault, GateRefused, IndexForeign, IndexMissing, IndexOutdated
from xtsearch.indexer.gates import (
    Proposal,
    answers,
    ask,
    at_most_rejected,
    check_prune,
    check_read,
    check_sources,
    gates,
    holds_all_sent,
    holds_something,
    is_as_made,
    keeps_most,
    none_refused,
)
from xtsearch.indexer.readers.items import Rejected
from xtsearch.indexer.report import Tally


def raising(error: Exception) -> Any:
    def call() -> None:
        raise error

    return call


def engine_with(live: int | Exception) -> Any:
    """An engine with so many live articles, or whose status raises."""
    status = raising(live) if isinstance(live, Exception) else lambda: SimpleNamespace(articles=live)
    return SimpleNamespace(status=status)


def proposal(
    count: int, *, sent: int | None = None, live: int | Exception = 0, tally: Tally | None = None, **methods: Any
) -> Proposal:
    """A new index of `count` articles, of a run that sent `sent`, beside `live` articles that it would replace."""
    tally = tally or Tally()
    for number in range(count if sent is None else sent):
        tally.send(Document(id=str(number), body="湘潭"))
    rebuild: Any = SimpleNamespace(**{"count": lambda: count, "check": lambda: None, **methods})
    return Proposal(engine_with(live), rebuild, tally)


def unreadable(count: int) -> Tally:
    """The tally of a run that rejected so many sources."""
    tally = Tally()
    for number in range(count):
        tally.reject(Rejected(f"news/{number}.jsonl", Fault.UNREADABLE, "permission denied"))
    return tally


def test_an_index_of_nothing_is_refused_with_the_first_rejection() -> None:
    assert holds_something(proposal(1)) is None
    assert holds_something(proposal(0)) == "there is nothing to index"
    refused = holds_something(proposal(0, tally=unreadable(2)))
    assert refused is not None
    assert refused.startswith("there is nothing to index: 2 rejected, first news/0.jsonl: cannot be read")


@pytest.mark.parametrize("sent", [2, 4])
def test_an_index_has_to_hold_as_many_as_were_sent(sent: int) -> None:
    assert holds_all_sent(proposal(3)) is None
    assert holds_all_sent(proposal(3, sent=sent)) == f"{sent} articles were sent, and the new index holds 3"


@pytest.mark.parametrize("error", [IndexForeign("not ours"), IndexOutdated("of another dictionary")])
def test_an_index_that_was_written_otherwise_is_refused_in_its_own_words(error: Exception) -> None:
    assert is_as_made(proposal(1)) is None
    assert is_as_made(proposal(1, check=raising(error))) == str(error)


def test_a_document_that_the_engine_refused_is_named() -> None:
    tally = unreadable(1)
    assert none_refused(proposal(1, tally=tally)) is None
    document = Document(id="long", body="湘潭")
    tally.send(document)
    tally.refuse(document, Rejected("news.jsonl:7", Fault.REFUSED, "40000 bytes"))
    refused = none_refused(proposal(1, tally=tally))
    assert refused is not None
    assert refused.startswith("the engine refused 1 documents, first news.jsonl:7: ")
    assert "--allow-rejected" in refused


@pytest.mark.parametrize(("count", "passes"), [(0, True), (2, True), (3, False)])
def test_so_many_rejections_are_allowed_and_no_more(count: int, passes: bool) -> None:
    reason = at_most_rejected(2)(proposal(1, tally=unreadable(count)))
    assert (
        reason is None if passes else reason is not None and reason.startswith("2 rejections are allowed: 3 rejected")
    )


@pytest.mark.parametrize(("count", "passes"), [(94, False), (95, True), (100, True), (200, True)])
def test_a_new_index_keeps_95_of_100_live_articles(count: int, passes: bool) -> None:
    reason = keeps_most(proposal(count, live=100))
    message = f"100 articles are live, and the new index holds {count}; if that is right, run again with --force"
    assert reason == (None if passes else message)


@pytest.mark.parametrize("error", [IndexMissing("none"), IndexOutdated("old"), IndexForeign("strange")])
def test_what_cannot_be_read_is_replaced_whatever_its_size(error: Exception) -> None:
    assert keeps_most(proposal(1, live=error)) is None


def test_each_smoke_question_has_to_find_something() -> None:
    totals = {"湘潭": 1, "湘乡": 0}
    matching, missed = (SearchRequest(Phrase(text), (text,)) for text in totals)
    made = proposal(1, search=lambda request: SimpleNamespace(total=totals[request.rank[0]]))
    assert answers([matching])(made) is None
    assert answers([matching, missed])(made) == "nothing in the new index answers 湘乡"
    silent = proposal(1, search=lambda _: SimpleNamespace(total=0))
    assert answers([SearchRequest(All())])(silent) == "nothing in the new index answers All()"


def test_force_leaves_out_the_size_and_allowed_rejections_count_both_kinds() -> None:
    assert keeps_most in gates()
    assert keeps_most not in gates(force=True)
    assert none_refused in gates()
    assert none_refused not in gates(allow_rejected=0)
    assert gates()[:3] == gates(allow_rejected=0, force=True)[:3] == (holds_something, holds_all_sent, is_as_made)


def test_gates_are_asked_in_turn_until_one_refuses() -> None:
    asked: list[str] = []

    def gate(name: str, reason: str | None) -> Any:
        def judge(_: Proposal) -> str | None:
            asked.append(name)
            return reason

        return judge

    ask([gate("first", None), gate("second", None)], proposal(1))
    with pytest.raises(GateRefused, match="what is live is as before: too few"):
        ask([gate("third", "too few"), gate("fourth", "never asked")], proposal(1))
    assert asked == ["first", "second", "third"]


@pytest.mark.parametrize(("deleted", "added", "passes"), [(5, 0, True), (6, 0, False), (6, 1, True), (8, 2, False)])
def test_a_prune_leaves_95_of_100_and_new_articles_make_up_for_deleted_ones(
    deleted: int, added: int, passes: bool
) -> None:
    tally = Tally(added=added)
    if passes:
        check_prune(engine_with(100), tally, deleted)
    else:
        message = f"{deleted} of 100 articles are no longer in these sources, and would be deleted, {added} are new"
        with pytest.raises(GateRefused, match=message):
            check_prune(engine_with(100), tally, deleted)


def test_new_articles_that_the_engine_refused_make_up_for_nothing() -> None:
    tally = Tally(added=2)
    document = Document(id="long", body="湘潭")
    tally.send(document)
    tally.refuse(document, Rejected("news.jsonl:7", Fault.REFUSED, "40000 bytes"))
    check_prune(engine_with(100), tally, 6)
    with pytest.raises(GateRefused, match="1 are new"):
        check_prune(engine_with(100), tally, 7)


def test_a_source_without_files_is_named() -> None:
    empty = [
        Rejected("news", Fault.NOTHING, "no file with a known suffix"),
        Rejected("more", Fault.MISSING, ""),
        Rejected("pages", Fault.MISSING, ""),
    ]
    check_sources(SimpleNamespace(empty=[]))  # type: ignore[arg-type]
    with pytest.raises(GateRefused, match=r"nothing to read in news \(no file with a known suffix\); see that"):
        check_sources(SimpleNamespace(empty=empty[:1]))  # type: ignore[arg-type]
    with pytest.raises(GateRefused, match=r"nothing to read in news and 2 more \(no file"):
        check_sources(SimpleNamespace(empty=empty))  # type: ignore[arg-type]


def test_sources_of_which_nothing_can_be_read_are_an_error() -> None:
    check_read(Tally())
    partly = unreadable(1)
    partly.send(Document(id="a", body="湘潭"))
    check_read(partly)
    with pytest.raises(GateRefused, match=r"could be read: 1 rejected, first news/0\.jsonl: .*who may read the files"):
        check_read(unreadable(1))
