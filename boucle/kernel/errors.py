"""What can go wrong, in one tree: what the user did (findings) and what the world did.

`Finding` is one refusal or remark, in French, with a stable code; `BoucleError` and its children
carry the answer to the edges: HTTP status and exit code of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is; the order of the members is the order of gravity."""

    CONFORME = "conforme"
    ALERTE = "alerte"
    ANOMALIE = "anomalie"
    REJET = "rejet"

    @property
    def rank(self) -> int:
        """0 for conforme, 3 for rejet."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found: what happened, where, what to do.

    `line` counts from 1 (line of a file, of an entry or of a form).
    """

    code: str
    message: str
    severity: Severity = Severity.REJET
    line: int | None = None
    field: str | None = None
    value: str | None = None
    help: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


class BoucleError(Exception):
    """A refusal that the user sees; never a traceback."""

    status = 500
    exit_code = 1
    message = "Une erreur est survenue."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The reasons, one at least."""
        return (Finding(code=f"boucle.{type(self).__name__.lower()}", message=str(self)),)


class Refused(BoucleError):
    """A rule refuses; carries every finding, not the first one only."""

    status = 422

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = tuple(findings)
        assert self._findings, "a refusal says why"
        super().__init__(" ".join(f.message for f in self._findings[:5]))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order found."""
        return self._findings


class NotFound(BoucleError):
    """Absent, of another tenant, or no right to know that it exists: all look alike."""

    status = 404
    message = "Cet élément n’existe pas, ou vous n’y avez pas accès."


class Forbidden(BoucleError):
    """Knows the Dossier, lacks the right."""

    status = 403
    message = "Votre droit ne permet pas cette action ; demandez à l’administrateur du dossier."


class Conflict(BoucleError):
    """Somebody changed it meanwhile."""

    status = 409
    message = "L’élément a été modifié entre-temps ; rechargez la page avant de recommencer."


class Unavailable(BoucleError):
    """Not now: maintenance, database away. `retry_after` is in seconds."""

    status = 503
    message = "Le service est momentanément indisponible."

    def __init__(self, message: str | None = None, *, retry_after: int = 30) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class WrongUse(BoucleError):
    """The call itself is wrong: unknown option, unreadable parameter."""

    status = 400
    exit_code = 2
    message = "Paramètre illisible."
