"""Processor time, ours and the whole server’s: what others on the machine cannot inflate.

Linux only (`/proc`); elsewhere nothing is told.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from boucle.kernel import dsn, pgplace

NANO = 1e-9
_PROC = Path("/proc")


def used() -> float | None:
    """Seconds so far: ours, of the server's live processes, and of those that ended."""
    try:
        place = pgplace.place_of(dsn.data_folder())
        server = int((place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        live = sum(_running(child) for child in _children(server))
        return time.process_time() + live + _ended(server)
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
