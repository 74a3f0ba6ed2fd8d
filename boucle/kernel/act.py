"""Act: who does something, when, from where. First argument of every command and query."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from boucle.kernel import clock

SYSTEM = "système:"
ANONYMOUS = "anonyme"


@dataclass(frozen=True, slots=True)
class Act:
    """`actor` is a user's uuid, `système:<unix user>` on the command line, or `anonyme`.

    `place`: the organisation that a person of several works for now; lists keep to it.
    `reads_only`: its transactions write nothing (somebody looks under another's rights).
    """

    actor: str
    at: datetime
    address: str = ""
    origin: Literal["web", "cli", "job", "api"] = "web"
    place: int | None = None
    reads_only: bool = False

    @property
    def is_system(self) -> bool:
        """The operator at the machine itself: all Dossiers, audited."""
        return self.actor.startswith(SYSTEM)


def system_act(origin: Literal["cli", "job"] = "cli") -> Act:
    """The act of the unix user who runs the command line."""
    return Act(actor=f"{SYSTEM}{getpass.getuser()}", at=clock.now(), origin=origin)
