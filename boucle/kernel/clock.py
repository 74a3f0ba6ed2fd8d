"""The one clock: called at the edges only; rules take `today` as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil day in Europe/Paris, in which law and contract reason."""
    return now().astimezone(PARIS).date()


def start_of_day(day: date) -> datetime:
    """The first instant of a civil day in Paris."""
    return datetime.combine(day, time.min, PARIS)
