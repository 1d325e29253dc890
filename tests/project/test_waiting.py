"""The means by which tests wait and measure growth: they see what they are there to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import waiting
from tests.support.waiting import Clock, grows_in_proportion, wait_until


def test_waiting_ends_at_the_event() -> None:
    looks = iter([False, False, True])
    wait_until(lambda: next(looks), "the third look")
    assert next(looks, None) is None


def test_an_event_that_never_comes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "time", Clock())
    with pytest.raises(AssertionError, match="the last train did not come within 900 s"):
        wait_until(lambda: False, "the last train")


@pytest.mark.slow
@pytest.mark.parametrize(("exponent", "in_proportion"), [(1, True), (2, False)])
def test_a_square_is_told_from_a_proportion(exponent: int, in_proportion: bool) -> None:
    def counting(size: int) -> Callable[[], object]:
        return lambda: sum(1 for _ in range(size**exponent))

    assert grows_in_proportion(counting, 250) is in_proportion
