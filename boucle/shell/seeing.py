"""« Voir comme »: who gives the rights of a Dossier looks at it under another's, reading only.

The session holds whom and where; each request checks again that one may. Nothing is written under
another's name: what is not a page of that Dossier is refused, and the transactions read only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from boucle.access import public as access
from boucle.kernel import audit, clock
from boucle.kernel.errors import BoucleError, Finding, Forbidden, NotFound, Refused
from boucle.shell.rights import RouteRight

KEY = "voir_comme"
SECONDS = 30 * 60
END = "shell:see-as-end"
NOT_SEEN = frozenset({"shell:events", "shell:presence", "shell:see-as"})
"""What would tell others that the person is there."""


@dataclass(frozen=True, slots=True)
class Seeing:
    """Whose rights one looks with, and where."""

    user: str
    name: str
    dossier: int
    key: str


def start(request: Any, person: str) -> None:
    """From now on this session sees the Dossier as that person. Raises NotFound, Refused."""
    people = access.people_of(request.act, request.dossier.id)
    found = next((one for one in people if one.user_id == person), None)
    if found is None or person == request.act.actor:
        raise NotFound
    _must_hold(request.rights, found.rights)
    name = found.name or found.login
    request.session[KEY] = {
        "user": person, "name": name, "dossier": request.dossier.id,
        "key": str(request.resolver_match.kwargs["dossier"]),
        "until": clock.now().timestamp() + SECONDS,
    }  # fmt: skip
    facts = {"user": person, "login": found.login}
    _record(request.act, "access.view_as.started", request.dossier.id, facts)


def end(request: Any) -> None:
    """One is oneself again."""
    held = request.session.pop(KEY, None)
    if held:
        act = getattr(request, "own_act", None) or request.act
        facts = {"user": held["user"]}
        _record(act, "access.view_as.ended", held["dossier"], facts)


def _record(act: Any, verb: str, dossier_id: int, facts: dict[str, str]) -> None:
    with access.write(act, dossier_id, "rights.write"):
        audit.record(act, verb, dossier_id=dossier_id, after=facts)


def _must_hold(own: access.Rights, other: access.Rights) -> None:
    """One sees nothing that one may not read oneself."""
    if not other.reads <= own.reads or (other.mode == "expert" and own.mode != "expert"):
        text = "Cette personne lit plus que vous dans ce dossier : vous ne pouvez pas voir comme."
        raise Refused([Finding(code="access.view_as.beyond", message=text)])


def enter(request: Any) -> None:
    """Puts the other's act on the request, and one's own beside it. Called for each request."""
    held = request.session.get(KEY) if request.user.is_authenticated else None
    if not held:
        return
    if held["until"] < clock.now().timestamp():
        request.session.pop(KEY, None)
        return
    request.seeing = Seeing(held["user"], held["name"], held["dossier"], held["key"])
    request.own_act = request.act
    request.act = replace(request.act, actor=held["user"], reads_only=True)


def check(request: Any, declared: RouteRight) -> None:
    """Before the view: only pages of that Dossier. Raises Forbidden, NotFound."""
    if request.seeing is None or (declared.scope == "public" and request.method == "GET"):
        return
    if declared.route == END:
        request.act = request.own_act
        return
    reads = request.method in ("GET", "HEAD") and declared.route not in NOT_SEEN
    if declared.scope != "dossier" or not reads:
        raise Forbidden(
            f"Vous regardez avec les droits de {request.seeing.name} : rien ne s’écrit, et seul ce "
            "dossier se voit. Cliquez d’abord sur « Revenir à moi »."
        )
    own = access.rights_of(request.own_act, request.seeing.dossier)
    if own is None or not own.can_grant:
        request.session.pop(KEY, None)
        raise NotFound


def check_dossier(request: Any) -> BoucleError | None:
    """After the Dossier was found: it is the one, and the other reads no more than oneself."""
    if request.seeing is None:
        return None
    if request.dossier.id != request.seeing.dossier:
        return NotFound()
    own = access.rights_of(request.own_act, request.dossier.id)
    if own is None or not request.rights.reads <= own.reads:
        return NotFound()
    return None
