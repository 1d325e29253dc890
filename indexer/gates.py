"""Gates: checks of a new index before it becomes live, made in order. Each returns the reason to refuse it, or None.

    >>> gates(smoke=[SearchRequest(Phrase("专项整治"), ("专项整治",))])
    (holds_something, holds_all_sent, ...)

Unreadable input is no reason to refuse: an hourly run with one bad page among 500 publishes the other 499, and says so.
A document that was read and that the engine then refused is one: without it the index is not what the sources say.
With `allow_rejected` both count together, and so many are let pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from xtsearch.indexer.engines.base import Engine, Rebuild
from xtsearch.indexer.engines.ranking import boost_of
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.engines.run_records import RUNS_KEPT
from xtsearch.indexer.errors import AnalyzerMissing, Fault, GateRefused, IndexForeign, IndexMissing, IndexOutdated
from xtsearch.indexer.readers import Reading
from xtsearch.indexer.report import Tally

#: The share of the live articles that a new index must at least hold. An archive grows; a source folder that was not
#: mounted looks like one that was emptied.
LEAST_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rebuild that is about to replace what `engine` has live, with the counts of its run: what a gate judges."""

    engine: Engine
    rebuild: Rebuild
    tally: Tally


class Gate(Protocol):
    """Judges a proposal."""

    def __call__(self, proposal: Proposal, /) -> str | None:
        """The reason to refuse, or None."""


Gates: TypeAlias = tuple[Gate, ...]


def holds_something(proposal: Proposal) -> str | None:
    """A gate: the new index holds at least one article."""
    if proposal.rebuild.count():
        return None
    return f"there is nothing to index{_first_rejected(proposal.tally)}"


def holds_all_sent(proposal: Proposal) -> str | None:
    """A gate: the new index holds as many articles as were sent and not refused."""
    count, sent = proposal.rebuild.count(), proposal.tally.sent()
    return None if count == sent else f"{sent:,} articles were sent, and the new index holds {count:,}"


def is_as_made(proposal: Proposal) -> str | None:
    """A gate: the new index says that it was written with this schema, analysis and dictionary."""
    try:
        proposal.rebuild.check()
    except (IndexForeign, IndexOutdated) as error:
        return str(error)
    return None


def none_refused(proposal: Proposal) -> str | None:
    """A gate: the engine took every document."""
    count = proposal.tally.refused_count
    if not count:
        return None
    refused = (rejected for rejected in proposal.tally.rejected if rejected.fault is Fault.REFUSED)
    first = next((f", first {rejected}" for rejected in refused), "")
    return f"the engine refused {count:,} documents{first}; --allow-rejected N publishes the rest"


def at_most_rejected(allowed: int) -> Gate:
    """A gate: no more than `allowed` rejections, of input and of documents together."""

    def gate(proposal: Proposal) -> str | None:
        count = proposal.tally.rejected_count
        return None if count <= allowed else f"{allowed:,} rejections are allowed{_first_rejected(proposal.tally)}"

    return gate


def keeps_most(proposal: Proposal) -> str | None:
    """A gate: the new index holds at least LEAST_SHARE as many articles as are live."""
    live, count = live_articles(proposal.engine), proposal.rebuild.count()
    if not is_too_few(count, live):
        return None
    return f"{live:,} articles are live, and the new index holds {count:,}; if that is right, run again with --force"


def live_articles(engine: Engine) -> int:
    """How many articles are live: 0 where nothing is, or nothing that this version can read.

    Of what the server cannot open, the last record of a run says how much it holds, if one is kept.
    """
    try:
        return engine.status().articles
    except AnalyzerMissing:
        return next((run.articles for run in engine.runs(RUNS_KEPT) if run.articles), 0)
    except (IndexMissing, IndexOutdated, IndexForeign):
        return 0


def is_too_few(count: int, live: int) -> bool:
    """Whether an index with so many articles would hold less than LEAST_SHARE of those that are live."""
    return count < LEAST_SHARE * live


def answers(requests: Iterable[SearchRequest]) -> Gate:
    """A gate: each of the requests finds at least one article."""
    smoke = tuple(requests)

    def gate(proposal: Proposal) -> str | None:
        for request in smoke:
            if not proposal.rebuild.search(request).total:
                question = " ".join(boost_of(text)[0] for text in request.rank)
                return f"nothing in the new index answers {question or request.where}"
        return None

    return gate


def gates(*, allow_rejected: int | None = None, force: bool = False, smoke: Iterable[SearchRequest] = ()) -> Gates:
    """The gates of a rebuild, in the order in which they are asked.

    `allow_rejected` is the number of rejections that is let pass; None: any, but no document that the engine refused.
    `force` leaves `keeps_most` out. `smoke` are requests that have to find something.
    """
    rejections = none_refused if allow_rejected is None else at_most_rejected(allow_rejected)
    size: Gates = () if force else (keeps_most,)
    return (holds_something, holds_all_sent, is_as_made, rejections, *size, answers(smoke))


def ask(gates: Iterable[Gate], proposal: Proposal) -> None:
    """Ask each gate in turn.

    Raises:
        GateRefused: a gate gave a reason; the later ones were not asked.
    """
    for gate in gates:
        reason = gate(proposal)
        if reason:
            raise GateRefused(f"the new index was not published, what is live is as before: {reason}")


def check_prune(engine: Engine, tally: Tally, count: int) -> None:
    """Check the deletion of `count` articles that have left their sources.

    New articles count against the deleted ones, as they do in a rebuild: an article whose beginning was corrected has
    another id, so it is both a deleted and a new one.

    Raises:
        GateRefused: fewer than LEAST_SHARE of the live articles would be left.
    """
    live = engine.status().articles
    added = max(0, tally.added - tally.refused_count)
    if is_too_few(live - count + added, live):
        raise GateRefused(
            f"nothing was changed: {count:,} of {live:,} articles are no longer in these sources, and would be "
            f"deleted, {added:,} are new; if that is right, run again with --force"
        )


def check_delete(engine: Engine, count: int) -> None:
    """Check the deletion of `count` live articles.

    Raises:
        GateRefused: fewer than LEAST_SHARE of the live articles would be left.
    """
    live = engine.status().articles
    if is_too_few(live - count, live):
        raise GateRefused(
            f"nothing was changed: {count:,} of {live:,} articles would be deleted, more than a twentieth; if that is "
            "right, run again with --force"
        )


def check_sources(reading: Reading) -> None:
    """Check that every source has files.

    Raises:
        GateRefused: one has none: it may not be mounted, or was emptied by mistake.
    """
    if reading.empty:
        first, *further = reading.empty
        more = f" and {len(further):,} more" if further else ""
        why = first.details if first.fault is Fault.NOTHING else first.reason
        raise GateRefused(
            f"nothing was changed: there is nothing to read in {first.where}{more} ({why}); see that it is mounted and "
            "filled, or take it from the sources"
        )


def check_read(tally: Tally) -> None:
    """Check that something could be read.

    Raises:
        GateRefused: everything was rejected: the process may lack the right to read the files.
    """
    if tally.rejected_count and not tally.ids:
        raise GateRefused(
            f"nothing of the sources could be read{_first_rejected(tally)}; see who may read the files, and what is in "
            "them"
        )


def _first_rejected(tally: Tally) -> str:
    return f": {tally.rejected_count:,} rejected, first {tally.rejected[0]}" if tally.rejected else ""
