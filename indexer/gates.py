"""What may refuse a new index before it becomes live: gates, asked in order. Each gives the reason, or None.

    >>> gates(smoke=[SearchRequest(Phrase("专项整治"), ("专项整治",))])
    (holds_something, holds_all_sent, ...)

Unreadable input does not refuse: an hourly run with one bad page among 500 publishes the other 499, and says so. What
was read and the engine then refused does: an index without it is not what the sources say. `allow_rejected` decides
otherwise on both, together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from xtsearch.indexer.engines.base import Engine, Rebuild
from xtsearch.indexer.engines.ranking import boost_of
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.errors import GateRefused, IndexForeign, IndexMissing, IndexOutdated
from xtsearch.indexer.readers import Reading
from xtsearch.indexer.report import Tally

#: Of what is live, at least so much must still be there: an archive grows, and a source folder that was not mounted
#: looks like one that was emptied.
LEAST_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rebuild is about to make live in the place of what `engine` has live: what a gate judges."""

    engine: Engine
    rebuild: Rebuild
    tally: Tally


class Gate(Protocol):
    """Judges a proposal."""

    def __call__(self, proposal: Proposal, /) -> str | None:
        """The reason to refuse, or None."""


Gates: TypeAlias = tuple[Gate, ...]


def holds_something(proposal: Proposal) -> str | None:
    """A gate: at least one article."""
    if proposal.rebuild.count():
        return None
    return f"there is nothing to index{_first_rejected(proposal.tally)}"


def holds_all_sent(proposal: Proposal) -> str | None:
    """A gate: as many articles as were sent and taken."""
    held, sent = proposal.rebuild.count(), proposal.tally.sent()
    return None if held == sent else f"{sent:,} articles were sent, and the new index holds {held:,}"


def is_as_made(proposal: Proposal) -> str | None:
    """A gate: what stands there says that it was written by this schema, analysis and dictionary."""
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
    first = next((f", first {each}" for each in proposal.tally.rejected if each.kind == proposal.tally.REFUSED), "")
    return f"the engine refused {count:,} documents{first}; --allow-rejected N publishes the rest"


def at_most_rejected(allowed: int) -> Gate:
    """A gate: no more than `allowed` rejections, of input and of documents together."""

    def gate(proposal: Proposal) -> str | None:
        count = proposal.tally.rejected_count
        return None if count <= allowed else f"{allowed:,} rejections are allowed{_first_rejected(proposal.tally)}"

    return gate


def keeps_most(proposal: Proposal) -> str | None:
    """A gate: at least `LEAST_SHARE` of the articles that are live; any number where none are, or none we can read."""
    try:
        live = proposal.engine.status().articles
    except (IndexMissing, IndexOutdated, IndexForeign):
        return None
    held = proposal.rebuild.count()
    if held >= LEAST_SHARE * live:
        return None
    return f"{live:,} articles are live, and the new index holds {held:,}; if that is right, run again with --force"


def answers(requests: Iterable[SearchRequest]) -> Gate:
    """A gate: each of the requests finds something."""
    smoke = tuple(requests)

    def gate(proposal: Proposal) -> str | None:
        for request in smoke:
            if not proposal.rebuild.search(request).total:
                asked = " ".join(boost_of(text)[0] for text in request.rank)
                return f"nothing in the new index answers {asked or request.where}"
        return None

    return gate


def gates(*, allow_rejected: int | None = None, force: bool = False, smoke: Iterable[SearchRequest] = ()) -> Gates:
    """All gates, in the order in which they are asked; `force` leaves out `keeps_most`."""
    rejections = none_refused if allow_rejected is None else at_most_rejected(allow_rejected)
    size: Gates = () if force else (keeps_most,)
    return (holds_something, holds_all_sent, is_as_made, rejections, *size, answers(smoke))


def ask(gates: Iterable[Gate], proposal: Proposal) -> None:
    """Raise GateRefused at the first that does not let it pass."""
    for gate in gates:
        reason = gate(proposal)
        if reason:
            raise GateRefused(f"the new index was not published, what is live is as before: {reason}")


def check_prune(engine: Engine, tally: Tally, count: int) -> None:
    """Raise GateRefused where deleting `count` articles leaves less than `LEAST_SHARE` of those that are live.

    New ones make up for them, as in a rebuild: an article whose beginning was mended has another id.
    """
    live = engine.status().articles
    added = max(0, tally.added - tally.refused_count)
    if live - count + added < LEAST_SHARE * live:
        raise GateRefused(
            f"nothing was changed: {count:,} of {live:,} articles are no longer in these sources, and would be "
            f"deleted, {added:,} are new; if that is right, run again with --force"
        )


def check_sources(reading: Reading) -> None:
    """Raise GateRefused where a source holds no file at all: it may not be mounted, or was emptied by mistake."""
    if reading.empty:
        first, *others = reading.empty
        more, why = f" and {len(others):,} more" if others else "", first.reason.removeprefix("nothing to read: ")
        raise GateRefused(
            f"nothing was changed: there is nothing to read in {first.where}{more} ({why}); see that it is mounted and "
            "filled, or take it from the sources"
        )


def check_read(tally: Tally) -> None:
    """Raise GateRefused where nothing but rejections came out of the sources: their files may not be ours to read."""
    if tally.rejected_count and not tally.known:
        raise GateRefused(
            f"nothing of the sources could be read{_first_rejected(tally)}; see who may read the files, and what is in "
            "them"
        )


def _first_rejected(tally: Tally) -> str:
    return f": {tally.rejected_count:,} rejected, first {tally.rejected[0]}" if tally.rejected else ""
