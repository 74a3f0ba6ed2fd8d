"""Processor time, ours and the whole server’s: what others on the machine cannot inflate.

Linux only (`/proc`); elsewhere nothing is told.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from boucle.kernel import dsn, pgplace

NANO = 1e-9
_PROC = Path("/proc")


@dataclass(slots=True)
class Meter:
    """From `Meter.started()` to `stop()`: the looking itself is left out."""

    server: float | None
    own: float

    @classmethod
    def started(cls) -> Meter:
        """Now."""
        return cls(_server(), time.process_time())

    def stop(self) -> float | None:
        """Seconds since: ours, of the server's live processes, and of those that ended."""
        own = time.process_time() - self.own
        server = _server()
        if server is None or self.server is None:
            return None
        return own + server - self.server


def _server() -> float | None:
    try:
        place = pgplace.place_of(dsn.data_folder())
        number = int((place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        return sum(_running(child) for child in _children(number)) + _ended(number)
    except (OSError, ValueError):
        return None


def _children(server: int) -> list[str]:
    return (_PROC / str(server) / "task" / str(server) / "children").read_text().split()


def _running(process: str) -> float:
    try:
        return int((_PROC / process / "schedstat").read_text().split()[0]) * NANO
    except OSError:
        return 0.0


def _ended(server: int) -> float:
    fields = (_PROC / str(server) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
