"""What a journey may try a second time: a wait of Playwright that ran out, and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as WaitedTooLong

from tests.browser import is_timeout


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (WaitedTooLong("Timeout 60000ms exceeded"), True),
        (Error("Target closed"), False),
        (TimeoutError("une page lente"), False),
        (AssertionError("Timeout 60000ms exceeded"), False),
        (None, False),
    ],
)
def test_only_a_wait_that_ran_out_is_tried_again(error: BaseException | None, again: bool) -> None:
    assert is_timeout(error) is again


def test_only_journeys_are_tried_again(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("flaky") is None
